"""IAM policies that speak of MSK clusters: statements that allow, with what they allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kafkalint.model.access import Grant
from kafkalint.sources._cloud.arguments import items, text
from kafkalint.sources._cloud.documents import read_json
from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.values import Origin, Value, absent, known, unknown

_WITH_POLICY = (
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "aws_iam_group_policy",
    "aws_iam_role",
)
_INLINE = (("inline_policy", "policy"), ("policies", "policy_document"))
_DATA_PLANE = "kafka-cluster:"


def resources(estate: Estate) -> Iterator[Resource]:
    """The policies that allow something at MSK's brokers."""
    for resource in estate.of_type(*_WITH_POLICY):
        if any(_concerns(grant) for grant in grants(estate, (resource,))):
            yield resource


def _concerns(grant: Grant) -> bool:
    return any(action.startswith(_DATA_PLANE) for action in grant.actions.or_else(()))


def grants(estate: Estate, policies: Iterable[Resource]) -> Iterator[Grant]:
    """The statements of `policies` that allow something at the brokers (or everything)."""
    for policy in policies:
        is_own = policy.type == "aws_msk_cluster_policy"
        statements = (
            statement
            for document in _documents(policy)
            for statement in _statements(estate, document, policy)
        )
        for number, statement in enumerate(statements, 1):
            grant = _grant(policy, number, statement, is_own)
            if grant is not None and (is_own or _concerns(grant)):
                yield grant


def _documents(policy: Resource) -> Iterator[Value[Any]]:
    """The policy's document, or those that a role holds itself."""
    if policy.type != "aws_iam_role":
        yield policy.value("policy")
        return
    for blocks, argument in _INLINE:
        for block in policy.blocks(blocks):
            if block.is_known and argument in block.data:
                yield block.data[argument]


def _statements(
    estate: Estate, document: Value[Any], policy: Resource
) -> Iterator[tuple[Value[Any], ...]]:
    """Each statement as effect, actions, resources, principals, condition."""
    if document.is_known and isinstance(document.data, Reference):
        source = estate.find(document, "aws_iam_policy_document")
        for block in source.blocks("statement") if source is not None else ():
            if block.is_known:
                yield _of_block(block, policy)
        return
    held = document if isinstance(document.data, dict) else read_json(document)
    if not isinstance(held.data, dict):
        return
    for item in items(held.data.get("Statement", absent())) or ():
        if item.is_known and isinstance(item.data, dict):
            yield _of_json(item)


def _of_block(block: Value[Any], policy: Resource) -> tuple[Value[Any], ...]:
    held = block.data

    def part(name: str) -> Value[Any]:
        value: Value[Any] = held.get(name, absent(*block.origins))
        return value if value.origins else value.at(block.origins or (policy.anchor,))

    principals = part("principals")
    return (
        part("effect"),
        part("actions"),
        part("resources"),
        _identifiers(principals),
        part("condition"),
        block,
    )


def _identifiers(principals: Value[Any]) -> Value[Any]:
    """The identifiers in the blocks `principals`."""
    if not principals.is_known:
        return principals
    found: list[Value[Any]] = []
    for block in items(principals) or ():
        if not block.is_known or not isinstance(block.data, dict):
            return unknown(block.reason, *principals.origins)
        found += items(block.data.get("identifiers", absent())) or ()
    return Value(tuple(found), principals.origins)


def _of_json(item: Value[Any]) -> tuple[Value[Any], ...]:
    held = item.data

    def part(name: str) -> Value[Any]:
        value: Value[Any] = held.get(name, absent(*item.origins))
        return value if value.origins else value.at(item.origins)

    principal = part("Principal")
    if isinstance(principal.data, dict):
        listed = [one for value in principal.data.values() for one in items(value) or (value,)]
        principal = Value(tuple(listed), principal.origins)
    return (
        part("Effect"),
        part("Action"),
        part("Resource"),
        principal,
        part("Condition"),
        item,
    )


def _grant(
    policy: Resource, number: int, statement: tuple[Value[Any], ...], is_own: bool
) -> Grant | None:
    effect, actions, resources_, principals, condition, whole = statement
    if effect.or_else("Allow") != "Allow":
        return None
    anchor: Origin = (whole.origins or (policy.anchor,))[0]
    return Grant(
        f"statement {number} of {policy.address}",
        anchor,
        kind="cluster-policy" if is_own else "iam-policy",
        principals=_listed(principals),
        actions=_listed(actions),
        resources=_listed(resources_),
        has_condition=known(not condition.is_absent and condition.data != (), *condition.origins),
    )


def _listed(value: Value[Any]) -> Value[tuple[str, ...]]:
    """A text or a list of texts; a member that is not known stands as "?"."""
    members = items(value)
    if members is None and isinstance(value.data, str):
        members = (value,)
    if members is None:
        return unknown(value.reason, *value.origins)
    if value.is_absent:
        return absent(*value.origins)
    shown = tuple(_shown(member) for member in members)
    origins = dict.fromkeys(
        origin for member in members for origin in (member.origins or value.origins)
    )
    return known(shown, *origins)


def _shown(member: Value[Any]) -> str:
    """What is not known may be anything but a lone wildcard: somebody named something."""
    if member.is_known and isinstance(member.data, Reference):
        return f"${{{member.data.address}.{member.data.attribute or 'id'}}}"
    if isinstance(member.data, str):
        return member.data
    shown = text(member)
    return str(shown.data) if shown.is_known else "?"
