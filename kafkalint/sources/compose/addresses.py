"""Who is meant by a host and a port, seen from inside one of the project's containers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kafkalint.formats.template import placeholder, split_list
from kafkalint.hosts import is_loopback
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.sources.compose.members import Member
from kafkalint.values import Value

QUORUM_KEYS = ("controller.quorum.voters", "controller.quorum.bootstrap.servers")
ID_KEYS = ("node.id", "broker.id")
_THE_HOST = frozenset({"host.docker.internal", "docker.for.mac.localhost", "172.17.0.1"})
_SEPARATOR = regex(r"[\s,;/@'\"=|<>()\[\]]+")
_VOTER = regex(r"(?s)\s*(?:(?P<id>[^@,]*)@)?(?P<address>.*)\Z")


class Address(NamedTuple):
    """A host (in lower case, unless a variable in it is open) and a port, as text.

    `id` is a voter's, "" for anything else.
    """

    host: str
    port: str
    id: str = ""

    @property
    def is_literal(self) -> bool:
        return placeholder(self.host) is None


def voters(text: str) -> list[Address]:
    """The entries of controller.quorum.voters, or of its bootstrap servers."""
    found = []
    for part in split_list(text):
        match = _VOTER.match(part)
        if match and part.strip():
            found.append(_address(match["address"], (match["id"] or "").strip()))
    return found


def servers(text: str) -> tuple[list[Address], str]:
    """The servers of zookeeper.connect and its chroot ("" for none)."""
    body, slash, chroot = _outside_braces(text).partition("/")
    listed = [_address(part) for part in split_list(text[: len(body)]) if part.strip()]
    return listed, slash + chroot.strip().rstrip("/") if chroot.strip() else ""


def _outside_braces(text: str) -> str:
    return re.sub(r"\{[^{}]*\}", lambda match: "_" * len(match[0]), text)


def _address(text: str, identity: str = "") -> Address:
    host, colon, port = text.strip().rpartition(":")
    if not colon or "}" in port:
        host, port = text.strip(), ""
    return Address(_host(host), port, identity)


def _is_here(host: str) -> bool:
    return is_loopback(host) or host == "0.0.0.0"


def _host(text: str) -> str:
    host = text.strip("[]")
    return host if "{" in host else host.lower()


def mentioned(text: str) -> Iterator[Address]:
    """Everything in `text` that looks like a host and a port."""
    if ":" not in text:
        return
    for word in _SEPARATOR.split(text):
        host, colon, port = word.rpartition(":")
        if colon and host and (port.isdigit() or port.startswith("${")):
            yield Address(_host(host.rpartition(":")[2]), port)


def setting(member: Member, key: str) -> Value[str] | None:
    """What the member's node has for a key."""
    return member.node.settings.get(key) if member.node else None


def text_of(member: Member, key: str) -> str:
    """The same as text, "" where it is not set or not known."""
    value = setting(member, key)
    return str(value.data).strip() if value is not None and value.is_known else ""


def is_itself(address: Address, member: Member) -> bool:
    """On loopback of a container that has a network of its own there is nobody else."""
    mode: str = member.container.network_mode.or_else("")
    return mode != "host" and _is_here(address.host)


class Directory:
    """The members of a project by the names that others reach them by."""

    def __init__(self, members: list[Member]) -> None:
        self._names: dict[str, list[Member]] = {}
        self._published: dict[str, list[Member]] = {}
        self._members = members
        self._open: dict[str, list[Member]] | None = None
        for member in members:
            for name in member.container.names:
                self._names.setdefault(name.lower(), []).append(member)
            for port in member.container.ports:
                if port.published.is_known:
                    self._published.setdefault(str(port.published.data), []).append(member)

    def add_links(self, member: Member) -> None:
        """Names that only this member's own links give to others."""
        for target, alias in member.links:
            found = self._names.get(target.lower(), [])
            self._names.setdefault(alias.lower(), found)

    def find(self, address: Address, seen_from: Member) -> list[Member]:
        """The members behind `address`: by name, or by what they publish on the machine."""
        named = self._names.get(address.host)
        if named:
            return named
        shares = seen_from.container.network_mode.or_else("") == "host"
        if shares and (_is_here(address.host) or not address.is_literal):
            return self._on_machine(address.port)
        if address.host in _THE_HOST or not address.is_literal:
            return self._published.get(address.port, [])
        return []

    def _on_machine(self, port: str) -> list[Member]:
        """Those that listen on a port of the machine: published, or in its own network."""
        if self._open is None:
            self._open = {}
            for member in self._members:
                if member.container.network_mode.or_else("") == "host":
                    for number in member.open_ports():
                        self._open.setdefault(number, []).append(member)
        return self._published.get(port) or self._open.get(port, [])
