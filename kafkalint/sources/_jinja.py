"""Jinja expressions with known variables, worked out without running anything of theirs.

Only expressions that pick, default, join and compare are evaluated; calls, arithmetic and
filters that read files or can blow a text up are left unresolved. Jinja itself parses and
renders, in its sandbox.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

MAX_EXPRESSION = 2_000
MAX_RESULT = 20_000
"""Longer than any listener list met, and short enough that nothing explodes."""

_FILTERS = frozenset(
    "bool count d default first float int join last length list lower mandatory sort string"
    " ternary trim unique upper".split()
)
_NODES = frozenset(
    "And Compare Concat CondExpr Const Dict Filter Getattr Getitem Keyword List Name Not Operand"
    " Or Output Pair Template TemplateData Test Tuple".split()
)
_TESTS = frozenset("defined undefined none string number boolean true false".split())
_TRUE = frozenset({"yes", "on", "1", "true"})


class UnresolvedError(Exception):
    """The expression needs something that is not here, or does what we do not follow."""


def holds(condition: str, lookup: Callable[[str], Any]) -> bool:
    """Whether `{% if condition %}` holds; every variable in it must be at hand.

    That nothing here defines a variable does not mean that nothing does. Raises
    UnresolvedError.
    """

    def defined(name: str) -> Any:
        try:
            return lookup(name)
        except KeyError:
            raise UnresolvedError(name) from None

    return render(f"{{{{ 'yes' if ({condition}) else 'no' }}}}", defined) == "yes"


def render(expression: str, lookup: Callable[[str], Any]) -> str:
    """The text that `{{ … }}` becomes; `lookup` gives a variable's data by its name.

    `lookup` raises KeyError for a variable that nothing defines and UnresolvedError for one
    whose value cannot be known. Raises UnresolvedError.
    """
    if len(expression) > MAX_EXPRESSION:
        raise UnresolvedError(expression)
    from jinja2 import TemplateError, meta

    environment = _environment()
    try:
        tree = environment.parse(expression)
        _check(tree)
        variables: dict[str, Any] = {}
        for name in meta.find_undeclared_variables(tree):
            try:
                variables[name] = lookup(name)
            except KeyError:
                continue
        return _limited(environment.from_string(expression).render(variables))
    except (TemplateError, ArithmeticError, LookupError, RecursionError) as error:
        raise UnresolvedError(expression) from error
    except (TypeError, ValueError, AttributeError) as error:  # a filter given the wrong data
        raise UnresolvedError(expression) from error


@cache
def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=_written, keep_trailing_newline=True
    )
    environment.filters["bool"] = _as_bool
    environment.filters["mandatory"] = lambda value: value
    environment.filters["ternary"] = lambda value, yes, no: yes if value else no
    return environment


def _check(tree: Any) -> None:
    """Raises UnresolvedError where the tree does more than pick, default, join and compare."""
    pending = [tree]
    while pending:
        node = pending.pop()
        name = type(node).__name__
        if name not in _NODES:
            raise UnresolvedError(name)
        if name == "Filter" and node.name not in _FILTERS:
            raise UnresolvedError(node.name)
        if name == "Test" and node.name not in _TESTS:
            raise UnresolvedError(node.name)
        if name == "Getattr" and node.attr.startswith("_"):
            raise UnresolvedError(node.attr)
        pending.extend(node.iter_child_nodes())


def _written(value: Any) -> Any:
    """As Ansible writes a value into a file; structures are not written but joined."""
    if value is None:
        return ""
    if isinstance(value, (str, int, float)):
        return value
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        return value
    raise UnresolvedError(type(value).__name__)


def _limited(text: str) -> str:
    if len(text) > MAX_RESULT:
        raise UnresolvedError("too long")
    return text


def _as_bool(value: Any) -> bool:
    """Ansible's `bool` filter."""
    return value.lower() in _TRUE if isinstance(value, str) else value in (1, True)
