"""Jinja expressions with known variables, worked out without running anything of theirs.

Only expressions that pick, default, join and compare are evaluated; calls, arithmetic and
filters that read files or can blow a text up are left unresolved. Jinja itself parses and
renders, in its sandbox.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

from kafkalint.regex import regex

MAX_EXPRESSION = 2_000
MAX_RESULT = 20_000
"""Longer than any listener list met, and short enough that nothing explodes."""

_FILTERS = frozenset(
    "bool count d default first float int join last length list lower mandatory sort string"
    " ternary trim unique upper".split()
)
_NODES = frozenset(
    "And Compare Concat CondExpr Const Dict Filter Getattr Getitem Keyword List Not Operand"
    " Or Output Pair Template TemplateData Test Tuple".split()
)
_TESTS = frozenset("defined undefined none string number boolean true false".split())
_TRUE = frozenset({"yes", "on", "1", "true"})
_NAME_ALONE = regex(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_NOT_VARIABLES = frozenset(
    "true false none True False None range dict lipsum cycler joiner namespace".split()
)


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
    alone = _NAME_ALONE.fullmatch(expression)
    if alone and alone[1] not in _NOT_VARIABLES:
        return _limited(_value_of(alone[1], lookup))
    from jinja2 import TemplateError

    environment = _environment()
    try:
        tree = environment.parse(expression)
        variables: dict[str, Any] = {}
        for name in _names(tree):
            if name not in environment.globals:
                with suppress(KeyError):
                    variables[name] = lookup(name)
        return _limited(environment.from_string(tree).render(variables))
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


def _value_of(name: str, lookup: Callable[[str], Any]) -> str:
    """What `{{ name }}` becomes, for which Jinja itself is not needed."""
    try:
        value = lookup(name)
    except KeyError:
        raise UnresolvedError(name) from None
    if value is None:
        return ""
    if isinstance(value, (str, int, float)):
        return str(value)
    raise UnresolvedError(type(value).__name__)


def _names(tree: Any) -> dict[str, None]:
    """The names that the tree asks for.

    Raises UnresolvedError where it does more than pick, default, join and compare.
    """
    names: dict[str, None] = {}
    pending = [tree]
    while pending:
        node = pending.pop()
        kind = type(node).__name__
        if kind == "Name":
            names[node.name] = None
            continue
        if kind not in _NODES:
            raise UnresolvedError(kind)
        if kind == "Filter" and node.name not in _FILTERS:
            raise UnresolvedError(node.name)
        if kind == "Test" and node.name not in _TESTS:
            raise UnresolvedError(node.name)
        if kind == "Getattr" and node.attr.startswith("_"):
            raise UnresolvedError(node.attr)
        pending.extend(node.iter_child_nodes())
    return names


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
