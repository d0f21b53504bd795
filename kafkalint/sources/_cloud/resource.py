"""A resource and its arguments, in the names and shapes of Terraform's providers.

Arguments are `Value`s all the way down: text, numbers, booleans, None (null), a tuple of
Values, a dict of Values, or a `Reference`. A nested block is a tuple of dicts, one for each
time it is written, as in Terraform's own JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from kafkalint.record import Record, field
from kafkalint.values import Origin, Provenance, Value, absent, unknown

LOGINS = frozenset({"provider.aiven", "provider.confluent", "provider.kafka"})
"""The types of what is no resource: how a tool logs in to make resources of these providers."""


class Reference(NamedTuple):
    """What stands for a value that exists only once it is made: another resource's attribute."""

    address: str  # of a resource of the same estate
    attribute: str = ""  # "arn", "id"; "" for the whole


class Resource(Record):
    """One resource. `address` tells it from all others of its estate.

    `partial` says why arguments that are not here may be set all the same; "" where absent is
    absent. `related` are places that made it so (the module's call, a variable's definition).
    `identities` are what others may call it: its ARN, its id, its name, where they are known.
    """

    type: str  # "aws_msk_cluster"
    address: str  # "module.kafka.aws_msk_cluster.this[0]"
    anchor: Origin
    arguments: dict[str, Value[Any]] = field(default_factory=dict)
    partial: str = ""
    related: tuple[Origin, ...] = ()
    identities: tuple[str, ...] = ()
    guards: dict[str, Value[bool]] = field(default_factory=dict)
    """What keeps it from being destroyed by mistake: "prevent_destroy", "retain"."""
    uncertain: str = ""
    """Why it is not known whether it is there at all (`count = var.create`); "" where it is."""

    @property
    def places(self) -> tuple[Origin, ...]:
        """Where it stands, and what made it so."""
        return tuple(dict.fromkeys((self.anchor, *self.related)))

    def value(self, *path: str) -> Value[Any]:
        """The argument at `path`: names of blocks (the first one of each) and of an attribute.

        What is not there is absent at the closest thing that is (and where the module around it
        is called, which may be the place to give it), null is absent too, and what is below
        something unknown is unknown.
        """
        here: Value[Any] = Value(self.arguments, (self.anchor,))
        for name in path:
            if not here.is_known:
                return self._absent(here) if here.is_absent else here
            found = _member(here.data, name)
            if found is None:
                if self.partial:
                    return unknown(f"{name} is not set here: {self.partial}", *here.origins)
                return self._absent(here)
            here = found if found.origins else found.at(here.origins)
        is_missing = here.is_absent or (here.is_known and here.data is None)
        return self._absent(here) if is_missing else here

    def _absent(self, at: Value[Any]) -> Value[Any]:
        return absent(*dict.fromkeys((*at.origins, *self.related)))

    def blocks(self, *path: str) -> tuple[Value[dict[str, Value[Any]]], ...]:
        """Every block at `path`; one that is unknown stands for those that are.

        What is there and is no block is unknown as well.
        """
        held = self.value(*path)
        if held.is_unknown:
            return (held,)
        if held.is_absent:
            return ()
        several = isinstance(held.data, tuple) and not isinstance(held.data, Reference)
        return tuple(_as_block(each) for each in (held.data if several else (held,)))

    def has(self, *path: str) -> bool:
        """Something is written at `path`, known or not."""
        return not self.value(*path).is_absent


class Estate(Record):
    """All resources that are read together: a root module, a template, a stack, an account.

    `name` and `anchor` are for clusters that have no resource of their own (topics and ACLs of
    a cluster that is described elsewhere). `partial` says why there may be more resources.
    """

    name: str
    anchor: Origin
    resources: tuple[Resource, ...] = ()
    files: tuple[str, ...] = ()
    partial: str = ""

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources of any of `types`, in order."""
        return (resource for resource in self.resources if resource.type in types)

    def find(self, named: Value[Any], *types: str) -> Resource | None:
        """The resource of one of `types` that a value names: by reference, ARN, id or name."""
        if not named.is_known:
            return None
        wanted = named.data
        for resource in self.of_type(*types):
            if isinstance(wanted, Reference):
                if resource.address == wanted.address:
                    return resource
            elif isinstance(wanted, str) and wanted in resource.identities:
                return resource
        return None


def plain(value: Value[Any]) -> Any:
    """The data without Values inside; raises ValueError where any of it is not known."""
    if value.is_unknown or isinstance(value.data, Reference):
        raise ValueError(value.reason)
    if isinstance(value.data, dict):
        return {key: plain(item) for key, item in value.data.items()}
    if isinstance(value.data, tuple):
        return [plain(item) for item in value.data]
    return value.data


def wrap(data: Any, *origins: Origin, provenance: Provenance = Provenance.EXPLICIT) -> Value[Any]:
    """Plain JSON data as Values all the way down, each at `origins`."""
    if isinstance(data, dict):
        data = {str(key): wrap(item, *origins, provenance=provenance) for key, item in data.items()}
    elif isinstance(data, (list, tuple)):
        data = tuple(wrap(item, *origins, provenance=provenance) for item in data)
    return Value(data, origins, provenance)


def _as_block(value: Value[Any]) -> Value[dict[str, Value[Any]]]:
    if value.is_known and not isinstance(value.data, dict):
        return unknown("no block", *value.origins)
    return value


def _member(data: Any, name: str) -> Value[Any] | None:
    if isinstance(data, Reference):
        return unknown(f"{data.address} is known only when it is made")
    if isinstance(data, tuple):
        firsts: Iterable[Value[Any]] = data[:1]
        for first in firsts:
            found = _member(first.data, name) if first.is_known else first
            return found if found is None or found.origins else found.at(first.origins)
        return None
    return data.get(name) if isinstance(data, dict) else None
