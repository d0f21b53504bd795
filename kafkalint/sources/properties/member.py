"""What one property file says of its node's place: id, roles, quorum, machine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from kafkalint.formats.template import placeholder, split_list
from kafkalint.hosts import is_loopback
from kafkalint.model import Node
from kafkalint.regex import regex
from kafkalint.sources._settings import PropertyFile
from kafkalint.values import Provenance, Value, absent, unknown

_ANYWHERE = frozenset({"", "0.0.0.0", "::", "[::]"})
_ENDPOINT = regex(r"\s*([^:/,]+)://(\[[^\]]*\]|[^:,]*)(?::|$)")
_VOTER = regex(r"\s*(\d+)@(\[[^\]]+\]|[^:@]+):\d+\s*")


class Member:
    """A property file as a node of a cluster that is still to be found."""

    def __init__(self, file: PropertyFile) -> None:
        self.file = file
        self.path = file.path
        self.folder, _, self.name = file.path.rpartition("/")

    @cached_property
    def id(self) -> str:
        """The literal node or broker id, "" where there is none.

        The default of a template's variable is none: every node has another.
        """
        value = self.file.settings.get("node.id") or self.file.settings.get("broker.id")
        if value is None or value.provenance is not Provenance.EXPLICIT:
            return ""
        text = value.data
        return str(int(text)) if text.isdecimal() and text.isascii() and len(text) < 12 else ""

    @cached_property
    def is_combined(self) -> bool:
        roles = {role.strip() for role in self.file.text("process.roles").split(",")}
        return roles >= {"broker", "controller"}

    @cached_property
    def voters(self) -> tuple[str, ...]:
        return self._literal_list("controller.quorum.voters")

    @cached_property
    def bootstrap(self) -> tuple[str, ...]:
        return self._literal_list("controller.quorum.bootstrap.servers")

    @cached_property
    def zookeeper(self) -> tuple[str, ...]:
        """The addresses of zookeeper.connect, sorted, the chroot last."""
        text = self.file.text("zookeeper.connect")
        if not text or placeholder(text):
            return ()
        hosts, slash, chroot = text.partition("/")
        return (*_entries(hosts), slash + chroot.strip("/ "))

    @property
    def listeners(self) -> str:
        """What tells nodes apart: where this one listens, or stores."""
        keys = ("advertised.listeners", "listeners", "port", "host.name", "log.dirs", "log.dir")
        return "|".join(self.file.text(key) for key in keys)

    def _literal_list(self, key: str) -> tuple[str, ...]:
        text = self.file.text(key)
        return () if not text or placeholder(text) else _entries(text)

    def node(self, name: str) -> Node:
        """The node that this file configures."""
        return Node(
            name=name,
            anchor=self.file.anchor,
            settings=dict(self.file.settings),
            partial=self.file.partial,
            open_keys=None if self._is_completed_elsewhere else self.file.open_keys,
            host=self._host(),
            replicas=self._replicas(),
            files=(self.path,),
        )

    @property
    def _is_completed_elsewhere(self) -> bool:
        """Whether Kafka refuses to start with this alone: any key may be added then, as the id."""
        settings = self.file.settings
        return "process.roles" in settings and not settings.keys() & {"node.id", "broker.id"}

    def _replicas(self) -> Value[int]:
        """One, unless the file is filled in for one node after another."""
        key = "node.id" if "node.id" in self.file.settings else "broker.id"
        value = self.file.settings.get(key)
        if self.id or not (self.file.is_rendered or (value and not _is_literal(value))):
            return absent(self.file.anchor)
        return unknown("this file is filled in for every node", self.file.anchor)

    def _host(self) -> Value[str]:
        """The machine: as the voters name it, or as it advertises itself to the brokers."""
        for host, value in self._addresses():
            hole = placeholder(host)
            if hole is not None:
                return unknown(f"{hole} is filled in elsewhere", *value.origins)
            if host.lower() not in _ANYWHERE:
                return Value(host.strip("[]").lower(), value.origins, Provenance.DERIVED)
        return absent(self.file.anchor)

    def _addresses(self) -> Iterator[tuple[str, Value[str]]]:
        voters = self.file.settings.get("controller.quorum.voters")
        found = (_VOTER.fullmatch(entry) for entry in self.voters)
        hosts = {str(int(match[1])): match[2] for match in found if match}
        everywhere_local = len(hosts) > 1 and all(map(is_loopback, hosts.values()))
        own = hosts.get(self.id)
        if voters is not None and own and (everywhere_local or not is_loopback(own)):
            yield ("localhost" if everywhere_local else own), voters
        for key in ("advertised.listeners", "listeners"):
            if host := self._agreed_host(self.file.text(key)):
                yield host, self.file.settings[key]
        for key in ("advertised.host.name", "host.name"):
            if (host := self.file.text(key)) and not is_loopback(host):
                yield host, self.file.settings[key]

    def _agreed_host(self, text: str) -> str:
        """The host of the inter-broker listener, or of all listeners where they agree."""
        points = {
            match[1].strip().upper(): match[2].strip()
            for entry in split_list(text)
            if (match := _ENDPOINT.match(entry)) and not is_loopback(match[2])
        }
        internal = self.file.text("inter.broker.listener.name").upper()
        if internal in points:
            return points[internal]
        hosts = set(points.values()) - _ANYWHERE
        return hosts.pop() if len(hosts) == 1 else ""


def _entries(text: str) -> tuple[str, ...]:
    return tuple(sorted({entry.strip() for entry in text.split(",") if entry.strip()}))


def _is_literal(value: Value[str]) -> bool:
    return value.is_known and placeholder(value.data) is None
