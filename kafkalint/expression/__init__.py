"""The language of rules: a strict subset of CEL, three-valued, collecting origins.

    text ─▶ lexer ─▶ parser ─▶ tree ─▶ compiler ─▶ run(environment)
                                  ├──▶ checker      names, fields and types, before anything runs
                                  └──▶ evidence     which values decided a result

Running gives plain data where the result is known, and an absent or unknown `Value` where
it is not. Which values decided it is asked of `evidence` afterwards, and only for results
that are going to be shown.
"""

from kafkalint.expression.errors import ExpressionError
from kafkalint.expression.expression import Expression
from kafkalint.expression.template import Template

__all__ = ["Expression", "ExpressionError", "Template"]
