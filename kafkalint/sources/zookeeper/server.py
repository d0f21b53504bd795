"""A zoo.cfg as a ZooKeeper server: its keys, its id, and the ensemble it names."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from kafkalint.errors import InputError
from kafkalint.formats.template import placeholder
from kafkalint.formats.text import Text
from kafkalint.hosts import is_loopback
from kafkalint.model import Node
from kafkalint.model.node import KeysUnder
from kafkalint.regex import regex
from kafkalint.sources import Workspace
from kafkalint.sources._settings import PropertyFile, read_settings
from kafkalint.values import Provenance, Value, absent, unknown

_SERVER = regex(r"server\.\d+")
_MEMBERSHIP = ("server.", "group", "weight", "version")
_HOST = regex(r"\s*(\[[^\]]*\]|[^:;\s]*)")


class Server:
    """A property file as a server of an ensemble that is still to be found."""

    def __init__(self, file: PropertyFile, extra_files: tuple[str, ...] = ()) -> None:
        self.file = file
        self.path = file.path
        self.folder, _, self.name = file.path.rpartition("/")
        self.files = (file.path, *extra_files)

    @cached_property
    def id(self) -> str:
        """The content of myid, where it stands beside; "" elsewhere."""
        return self.file.text("myid")

    @cached_property
    def servers(self) -> dict[str, str]:
        """The `server.N` lines, by key; empty for a server that runs alone."""
        keys = [key for key in self.file.settings if _SERVER.fullmatch(key)]
        return {key: self.file.text(key).strip() for key in sorted(keys)}

    @property
    def place(self) -> str:
        """What tells servers of one ensemble apart on one machine."""
        return "|".join(self.file.text(key) for key in ("clientPort", "dataDir"))

    def node(self, name: str) -> Node:
        """The node that this file configures."""
        return Node(
            name=name,
            anchor=self.file.anchor,
            software="zookeeper",
            settings=dict(self.file.settings),
            partial=self.file.partial,
            open_keys=self.file.open_keys,
            host=self._host(),
            replicas=self._replicas(),
            files=self.files,
        )

    def _replicas(self) -> Value[int]:
        if self.file.is_rendered and not self.id:
            return unknown("this file is filled in for every server", self.file.anchor)
        return absent(self.file.anchor)

    def _host(self) -> Value[str]:
        value = self.file.settings.get(f"server.{self.id}")
        host = host_of(value.data) if value is not None and value.is_known else ""
        if value is None or not host or is_loopback(host) or placeholder(host):
            return absent(self.file.anchor)
        return Value(host, value.origins, Provenance.DERIVED)


def host_of(server: str) -> str:
    """The host in `host:2888:3888:participant;2181`."""
    match = _HOST.match(server)
    return match[1].strip("[]").lower() if match else ""


def read_server(text: Text, workspace: Workspace) -> Server:
    """The server that `text` configures, with its myid and dynamic file where they are beside.

    Raises SyntaxProblem where ZooKeeper refuses the file.
    """
    file = read_settings(text, workspace)
    folder = file.path.rpartition("/")[0]
    file = _with_id(file, folder, workspace)
    dynamic = file.text("dynamicConfigFile")
    if not dynamic:
        return Server(file)
    beside = _read(workspace, f"{folder}/{_last(dynamic)}".lstrip("/"))
    if beside is None:
        reason = file.partial or f"its dynamicConfigFile {dynamic} is not here"
        return Server(replace(file, partial=reason, open_keys=_with_membership(file)))
    members = read_settings(beside, workspace)
    settings = {**members.settings, **file.settings}
    partial = file.partial or members.partial
    keys = file.open_keys if file.partial else members.open_keys
    file = replace(file, settings=settings, partial=partial, open_keys=keys)
    return Server(file, (beside.path,))


def _with_membership(file: PropertyFile) -> KeysUnder | None:
    """What is open where the dynamic file is not here: it has no other keys (QuorumPeerConfig)."""
    if file.partial and file.open_keys is None:
        return None
    return KeysUnder((*(file.open_keys.prefixes if file.open_keys else ()), *_MEMBERSHIP))


def _with_id(file: PropertyFile, folder: str, workspace: Workspace) -> PropertyFile:
    """The file with the setting "myid" that ZooKeeper reads from a file in dataDir."""
    data = _last(file.text("dataDir"))
    for name in dict.fromkeys(("myid", f"{data}/myid", "data/myid")):
        text = _read(workspace, f"{folder}/{name}".lstrip("/"))
        digits = text.content.strip() if text else ""
        if text is not None and digits.isascii() and digits.isdecimal() and len(digits) < 12:
            origin = text.origin(1, 1, 1, len(digits) + 1)._replace(logical="myid")
            return replace(file, settings={**file.settings, "myid": Value(digits, (origin,))})
    return file


def _last(path: str) -> str:
    """The last part of a path on the server; "" for what is no name here."""
    name = path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return "" if name in (".", "..") or placeholder(name) or "\0" in name else name


def _read(workspace: Workspace, path: str) -> Text | None:
    try:
        return workspace.read(path)
    except InputError:
        return None
