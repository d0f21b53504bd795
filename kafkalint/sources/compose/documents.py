"""Compose files as trees: which files are ones, and what stands in them."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from kafkalint.errors import InputError, SyntaxProblem
from kafkalint.findings import Notice
from kafkalint.formats import template, yaml
from kafkalint.formats.node import Entry, Mapping, Node, Scalar
from kafkalint.formats.text import Text
from kafkalint.regex import regex
from kafkalint.sources import Workspace
from kafkalint.sources.compose.merge import merge
from kafkalint.sources.compose.recognition import is_named_compose

_BROKER = regex(r"(?i)KAFKA_|image:.*(?:kafka|zookeeper)")
_SERVICES = regex(r"(?m)^[\"']?services[\"']?\s*:")
_NO_SERVICE = frozenset({"script", "stage", "steps", "apiVersion", "kind", "runs-on", "hosts"})
_STARTED_BY = ("image", "build", "extends")
_OLD_OPTIONS = frozenset(
    "build cap_add cap_drop cgroup_parent command container_name cpu_quota cpu_shares cpuset"
    " depends_on deploy devices dns dns_search dockerfile domainname entrypoint env_file"
    " environment expose extends external_links extra_hosts healthcheck hostname image init ipc"
    " labels links"
    " log_driver log_opt logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit"
    " net network_mode networks oom_kill_disable oom_score_adj pid platform ports privileged"
    " pull_policy read_only restart scale secrets security_opt shm_size stdin_open"
    " stop_grace_period stop_signal sysctls tmpfs tty ulimits user userns_mode volume_driver"
    " volumes volumes_from working_dir <<".split()
)
"""Options of a service in Compose's first format, and later ones that people add to it. Values of
a Helm chart look alike, but say `enabled`, `imageTag` or `replicas`."""


class Documents:
    """The Compose files of one run, each read at most once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.notices: list[Notice] = []
        self.conditional: dict[str, frozenset[int]] = {}
        """The lines of a template that its conditions may leave out, by path."""
        self._roots: dict[str, Mapping | None] = {}
        self._bases: dict[str, tuple[str, ...]] = {}

    def add(self, text: Text) -> Mapping | None:
        """The tree of `text`; None where it is no Compose file, or none that can be read."""
        if text.path not in self._roots:
            self._roots[text.path] = self._parse(text)
        return self._roots[text.path]

    def load(self, path: str) -> Mapping | None:
        """The same for the file at `path`; None where there is none."""
        if path in self._roots:
            return self._roots[path]
        text = self.text(path)
        if text is None or text.path == path:
            self._roots[path] = self._parse(text) if text else None
            return self._roots[path]
        return self.add(text)

    def text(self, path: str) -> Text | None:
        """The file at `path`; None, with a notice, where it cannot be read."""
        try:
            return self.workspace.read(path)
        except InputError as problem:
            self.notices.append(Notice("unreadable", path, problem.line, problem.message))
            return None

    def perhaps(self, path: str) -> Text | None:
        """The same for a file that need not be there, nor be text: without a word."""
        try:
            return self.workspace.read(path)
        except InputError:
            return None

    def beside(self, path: str) -> Sequence[str]:
        """The files in the folder of `path` that by their name may be Compose files."""
        folder = posixpath.dirname(path)
        if folder not in self._bases:
            listed = self.workspace.list(folder or ".")
            self._bases[folder] = tuple(name for name in listed if is_named_compose(name))
        return self._bases[folder]

    def _parse(self, text: Text) -> Mapping | None:
        try:
            documents = yaml.read(text)
        except InputError as problem:
            return self._parse_template(text, problem)
        return _joined([document.root for document in documents])

    def _parse_template(self, text: Text, problem: InputError) -> Mapping | None:
        if isinstance(problem, SyntaxProblem) and template.placeholder(text.content):
            try:
                documents = yaml.read(template.literal_lines(text))
                self.conditional[text.path] = template.conditional_lines(text)
                return _joined([document.root for document in documents])
            except InputError:
                pass
        if _SERVICES.search(text.content) and _BROKER.search(text.content):
            self.notices.append(Notice("unreadable", text.path, problem.line, problem.message))
        return None


def _joined(roots: Sequence[Node | None]) -> Mapping | None:
    """The Compose files among the documents of one file as one; the first format knew but one."""
    joined: Mapping | None = None
    written = [root for root in roots if isinstance(root, Mapping)]
    for root in written:
        shaped = _shape(root) or (_first_version(root) if len(written) == 1 else None)
        if shaped is not None:
            joined = merge(joined, shaped) if joined is not None else shaped
    return joined


def _shape(root: Mapping) -> Mapping | None:
    """The root with its `services`, None where it has none or is no Compose file."""
    if "apiVersion" in root:
        return None
    services = root.get("services")
    if isinstance(services, Mapping):
        return root if all(_is_service(entry) for entry in services) else None
    if services is None and "include" in root and not {"jobs", "stages"} & root.entries.keys():
        return root
    return None


def _is_service(entry: Entry) -> bool:
    if isinstance(entry.value, Mapping):
        return _NO_SERVICE.isdisjoint(entry.value.entries)
    return isinstance(entry.value, Scalar) and entry.value.is_null


def _first_version(root: Mapping) -> Mapping | None:
    """Compose's first format had its services at the top of the file."""
    if not root.entries or "services" in root or not all(_is_old_service(entry) for entry in root):
        return None
    services = Mapping(root.path, root.span)
    services.entries = root.entries
    made = Mapping(root.path, root.span)
    made.entries["services"] = Entry(Scalar(root.path, root.span, "services"), services)
    return made


def _is_old_service(entry: Entry) -> bool:
    value = entry.value
    return isinstance(value, Mapping) and (
        any(key in value for key in _STARTED_BY) and value.entries.keys() <= _OLD_OPTIONS
    )
