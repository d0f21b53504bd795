"""`aws_iam_policy_document`: the policy that its blocks come to."""

from __future__ import annotations

from typing import Any

from kafkalint.sources.terraform.evaluation.functions.encoding import FUNCTIONS
from kafkalint.sources.terraform.evaluation.nowhere import Nowhere
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import Failure, inner_pending, made, open_
from kafkalint.values import Value

TYPE = "aws_iam_policy_document"

_LISTS = {
    "Action": "actions",
    "NotAction": "not_actions",
    "Resource": "resources",
    "NotResource": "not_resources",
}
_PRINCIPALS = {"Principal": "principals", "NotPrincipal": "not_principals"}
_MERGED = ("source_policy_documents", "override_policy_documents", "source_json", "override_json")


def document(arguments: dict[str, Value[Any]]) -> Value[Any]:
    """The policy as JSON; unknown where it is made of other documents."""
    for name in _MERGED:
        merged = arguments.get(name)
        if merged is not None and not (merged.is_known and not merged.data):
            return open_("the policy is put together of others", merged)
    statements = arguments.get("statement", made(()))
    if statements.is_unknown:
        return statements
    if statements.is_absent:
        statements = made((), statements)
    policy: dict[str, Value[Any]] = {"Version": arguments.get("version", made("2012-10-17"))}
    if "policy_id" in arguments:
        policy["Id"] = arguments["policy_id"]
    policy["Statement"] = made(tuple(_statement(held) for held in statements.data))
    value = made(policy, statements)
    try:
        return FUNCTIONS["jsonencode"]((value,), Scope(Nowhere()))
    except Failure as failure:
        return open_(failure.reason, value)


def _statement(held: Value[Any]) -> Value[Any]:
    """One statement; unknown where the block is."""
    if not held.is_known:
        return held
    block: dict[str, Value[Any]] = held.data
    found: dict[str, Value[Any]] = {"Effect": _or(block.get("effect"), made("Allow", held))}
    sid = block.get("sid")
    if sid is not None and not (sid.is_known and not sid.data):
        found["Sid"] = sid
    for key, name in _LISTS.items():
        listed = block.get(name)
        if listed is not None and not (listed.is_known and not listed.data):
            found[key] = _shortened(listed)
    for key, name in _PRINCIPALS.items():
        if name in block and not block[name].is_absent:
            found[key] = _principals(block[name])
    if "condition" in block and not block["condition"].is_absent:
        found["Condition"] = _conditions(block["condition"])
    return made(found, held)


def _or(value: Value[Any] | None, default: Value[Any]) -> Value[Any]:
    return default if value is None or (value.is_known and value.data is None) else value


def _shortened(value: Value[Any]) -> Value[Any]:
    """A list of one thing is written as that thing."""
    if value.is_known and isinstance(value.data, tuple) and len(value.data) == 1:
        only: Value[Any] = value.data[0]
        return only
    return value


def _principals(blocks: Value[Any]) -> Value[Any]:
    if blocks.is_unknown:
        return blocks
    found: dict[str, list[Value[Any]]] = {}
    for block in blocks.data:
        parts = (block.data or {}) if block.is_known else {}
        type_, identifiers = parts.get("type"), parts.get("identifiers")
        if type_ is None or identifiers is None or inner_pending(type_) is not None:
            return open_(block.reason or "it is not known whom the policy is for", block)
        if identifiers.is_unknown:
            return open_(identifiers.reason, identifiers)
        found.setdefault(str(type_.data), []).extend(identifiers.data)
    if [*found] == ["*"] and [item.data for item in found["*"]] == ["*"]:
        return made("*", blocks)
    entries = {key: _shortened(made(tuple(items), *items)) for key, items in found.items()}
    return made(entries, blocks)


def _conditions(blocks: Value[Any]) -> Value[Any]:
    if blocks.is_unknown:
        return blocks
    found: dict[str, dict[str, Value[Any]]] = {}
    for block in blocks.data:
        parts = (block.data or {}) if block.is_known else {}
        names = [parts.get("test"), parts.get("variable")]
        values = parts.get("values")
        if values is None or any(n is None or inner_pending(n) is not None for n in names):
            return open_(block.reason or "the condition is not known", block)
        test, variable = (str(name.data) for name in names if name is not None)
        found.setdefault(test, {})[variable] = _shortened(values)
    return made({test: made(held) for test, held in found.items()}, blocks)
