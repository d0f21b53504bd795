"""Previews (`pulumi preview --json`) and exported stacks (`pulumi stack export`).

A resource has its inputs, in Pulumi's names; secrets and what is not known yet are marked by
values that stand for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from kafkalint.formats import json
from kafkalint.formats.node import Mapping, Node, Scalar, Sequence
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.sources._cloud.bridged import resource_arguments, terraform_type
from kafkalint.sources._cloud.identities import identities
from kafkalint.sources._cloud.names import snake
from kafkalint.sources._cloud.resource import Reference, Resource
from kafkalint.sources._cloud.skim import Found, Skim
from kafkalint.sources._cloud.texts import written
from kafkalint.values import Origin, Provenance, Value, known, unknown

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What Pulumi writes for a value that only a deployment has (sdk/go/common/resource/plugin)."""
SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key of objects that stand for a secret, an asset or an archive."""
_GONE = frozenset({"delete", "delete-replaced", "discard-replaced", "remove-pending-replace"})
_REASON = "known only when it is deployed"


_MEANT = {
    "arn": ("aws_msk_configuration",),
    "client_subnets": ("aws_subnet",),
    "cluster_arn": ("aws_msk_cluster", "aws_msk_serverless_cluster"),
    "encryption_at_rest_kms_key_arn": ("aws_kms_key",),
    "kms_key_id": ("aws_kms_key", "aws_kms_alias"),
    "log_group": ("aws_cloudwatch_log_group",),
    "secret_arn_lists": ("aws_secretsmanager_secret", "aws_secretsmanager_secret_version"),
    "security_group_ids": ("aws_security_group",),
    "security_groups": ("aws_security_group",),
    "subnet_ids": ("aws_subnet",),
}
"""What an argument names. A stack says of a property alone what all in it depends on."""


class State(NamedTuple):
    """One resource of a stack, as read: its inputs and where they stand."""

    urn: str
    type: str
    data: dict[str, Any]
    inputs: Found
    start: int

    @property
    def name(self) -> str:
        return self.urn.rpartition("::")[2]


def read(skim: Skim) -> Iterator[State]:
    """The resources of a preview or an exported stack. Raises SyntaxProblem where it breaks off."""
    for key, start in skim.members(skim.begin):
        if key == "steps":
            for item in skim.items(start):
                yield from _step(skim, item)
        elif key == "deployment":
            for inner, at in skim.members(start):
                if inner == "resources":
                    yield from _resources(skim, at)
        elif key == "checkpoint":
            for inner, at in skim.members(start):
                if inner == "latest":
                    for name, there in skim.members(at):
                        if name == "resources":
                            yield from _resources(skim, there)


def _resources(skim: Skim, start: int) -> Iterator[State]:
    for item in skim.items(start):
        yield from _state(skim, item)


def _step(skim: Skim, start: int) -> Iterator[State]:
    operation = ""
    found: list[State] = []
    for key, at in skim.members(start):
        if key == "op":
            operation = str(skim.read(at).data)
        elif key == "newState":
            found = list(_state(skim, at))
    if operation not in _GONE:
        yield from found


def _state(skim: Skim, start: int) -> Iterator[State]:
    read = skim.read(start)
    data = read.data
    if not isinstance(data, dict) or data.get("delete") or data.get("external"):
        return
    kind = str(data.get("type", ""))
    if not terraform_type(kind):
        return
    for key, at in skim.members(start):
        if key == "inputs":
            yield State(str(data.get("urn", "")), kind, data, skim.read(at), start)


def resource(state: State, others: dict[str, State], skim: Skim) -> Resource:
    """The resource in Terraform's names."""
    node = json.read(skim.part(state.inputs))
    anchor = skim.origin(state.start, state.start + 1, state.name)
    depends = state.data.get("propertyDependencies")
    held = _object(node, state.name, anchor, depends if isinstance(depends, dict) else {}, others)
    made = resource_arguments(terraform_type(state.type), held)
    outputs = state.data.get("outputs")
    outside = {
        key: Value(value, (anchor,))
        for key, value in (outputs if isinstance(outputs, dict) else {}).items()
        if isinstance(value, str) and value != UNKNOWN
    }
    outside["id"] = Value(str(state.data.get("id") or ""), (anchor,))
    names = (*identities(outside), *identities(made))
    protect = state.data.get("protect")
    return Resource(
        type=terraform_type(state.type),
        address=state.name,
        anchor=anchor,
        arguments=made,
        identities=tuple(dict.fromkeys(names)),
        guards={"protect": known(True, anchor)} if protect is True else {},
    )


def _object(
    node: Node, name: str, anchor: Origin, depends: dict[str, Any], others: dict[str, State]
) -> Value[Any]:
    made: dict[str, Value[Any]] = {}
    for entry in node if isinstance(node, Mapping) else ():
        key = entry.key.text
        origin = entry.origin._replace(logical=f"{name}.{key}")
        urns = depends.get(key)
        sources = [others[urn] for urn in urns if urn in others] if isinstance(urns, list) else []
        made[key] = _value(entry.value, origin, _meant(key, sources))
    return Value(made, (anchor,))


def _meant(key: str, sources: list[State]) -> list[State]:
    """Those of the sources that an argument of this name can come of."""
    kinds = _MEANT.get(snake(key))
    if kinds is None:
        return sources
    return [source for source in sources if terraform_type(source.type) in kinds]


def _value(node: Node, origin: Origin, sources: list[State]) -> Value[Any]:
    if isinstance(node, Mapping):
        if SIGNATURE in node:
            return Value(None, (origin,), Provenance.UNKNOWN, "a secret of the stack", True)
        made = {}
        for entry in node:
            inner = entry.origin._replace(logical=f"{origin.logical}.{entry.key.text}")
            made[entry.key.text] = _value(entry.value, inner, _meant(entry.key.text, sources))
        return Value(made, (origin,))
    if isinstance(node, Sequence):
        return Value(_items(node, origin, sources), (origin,))
    if not isinstance(node, Scalar) or (node.is_null and not node.style):
        return Value(None, (origin,))
    if node.style:
        return _text(node, origin, sources)
    if node.text in ("true", "false"):
        return Value(node.text == "true", (origin,))
    whole = node.text.lstrip("-").isdecimal() and len(node.text) < 30
    return Value(int(node.text) if whole else float(node.text), (origin,))


def _items(node: Sequence, origin: Origin, sources: list[State]) -> tuple[Value[Any], ...]:
    made = [
        _value(item, Origin(item.path, item.span, f"{origin.logical}[{index}]"), [])
        for index, item in enumerate(node.items)
    ]
    unresolved = [index for index, item in enumerate(made) if item.is_unknown]
    if len(unresolved) == len(sources):  # each comes of one resource, in some order
        for index, source in zip(unresolved, sources, strict=True):
            if not made[index].sensitive:
                made[index] = Value(Reference(source.name, "id"), made[index].origins)
    return tuple(made)


def _text(node: Scalar, origin: Origin, sources: list[State]) -> Value[Any]:
    if node.text == UNKNOWN:
        if len(sources) == 1:
            return Value(Reference(sources[0].name, "id"), (origin,))
        return unknown(_REASON, origin)
    if node.text == "[secret]":
        return Value(None, (origin,), Provenance.UNKNOWN, "a secret of the stack", True)
    secret = is_sensitive(origin.logical.rpartition(".")[2])
    return Value(written(node, node.text, origin.logical), (origin,), sensitive=secret)
