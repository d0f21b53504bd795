"""The variables that Ansible gives a template, as far as they stand beside it.

Role defaults, role vars, group_vars and host_vars, in Ansible's order of precedence. A
variable that some hosts may be given another value for cannot be known; one that only has
a default is known, and supplied by the user's own files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from kafkalint.errors import InputError
from kafkalint.formats import yaml
from kafkalint.formats.node import Mapping, Node, Scalar, Sequence
from kafkalint.formats.text import Text
from kafkalint.regex import regex
from kafkalint.sources import Workspace
from kafkalint.sources._jinja import UnresolvedError, holds, render
from kafkalint.values import Origin

_MAX_DEPTH = 8
_MOST_EXPRESSIONS = 1_000  # different ones, in one template
_YAML = (".yml", ".yaml")
_HOST_FACTS = frozenset(
    "env group_names groups grains host hostvars inventory_hostname inventory_hostname_short item"
    " loop omit pillar playbook_dir role_path salt".split()
)
_WORD = regex(r"[A-Za-z_]\w*(?=\s*[:=])")


class Resolved(NamedTuple):
    """What an expression becomes, and where the variables in it were set."""

    text: str
    origins: tuple[Origin, ...]


class Variables:
    """What the template at `path` can be told; files are read when first needed."""

    def __init__(self, path: str, workspace: Workspace, own: Iterable[str] = ()) -> None:
        self._workspace = workspace
        self._own = frozenset(own)  # names that the template sets itself
        folder = path.rpartition("/")[0]
        role, templates, _ = f"/{path}".rpartition("/templates/")
        self.is_ansible = bool(templates) and path.endswith(".j2")
        self._role = role.lstrip("/") if templates else folder
        parent, _, last = self._role.rpartition("/")[0].rpartition("/")
        self._roots = dict.fromkeys([self._role, parent] if last == "roles" else [self._role])
        self._depth = 0
        self._used: list[Origin] = []
        self._resolved: dict[str, Resolved | None] = {}
        self._decided: dict[str, bool | None] = {}

    def resolve(self, expression: str) -> Resolved | None:
        """What `{{ … }}` becomes, None where that cannot be known."""
        if expression not in self._resolved:
            self._resolved[expression] = self._resolve(expression)
        return self._resolved[expression]

    def decide(self, condition: str) -> bool | None:
        """Whether a condition holds, None where that cannot be known."""
        if condition not in self._decided:
            self._decided[condition] = self._decide(condition)
        return self._decided[condition]

    def _resolve(self, expression: str) -> Resolved | None:
        self._used = []
        try:
            self._spend()
            text = render(expression, self._data)
        except UnresolvedError:
            return None
        return Resolved(text, tuple(dict.fromkeys(self._used)))

    def _decide(self, condition: str) -> bool | None:
        try:
            self._spend()
            return holds(condition, self._data)
        except UnresolvedError:
            return None

    def _spend(self) -> None:
        if len(self._resolved) + len(self._decided) >= _MOST_EXPRESSIONS:
            raise UnresolvedError("too many expressions")

    def _data(self, name: str) -> Any:
        if name in self._own or name in _HOST_FACTS or name.startswith("ansible_"):
            raise UnresolvedError(name)
        supplied = self._workspace.variables()
        if name in supplied:
            return supplied[name]
        node = self._node(name)
        self._used.append(node.origin)
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                raise UnresolvedError(name)
            return self._plain(node)
        finally:
            self._depth -= 1

    def _node(self, name: str) -> Node:
        """The definition in force. Raises KeyError where there is none, UnresolvedError."""
        if name in self._role_vars:
            return self._role_vars[name]
        chosen = self._everywhere.get(name) or self._defaults.get(name)
        if any(chosen is None or not _same(chosen, other) for other in self._elsewhere(name)):
            raise UnresolvedError(name)
        if name in self._mentioned:
            raise UnresolvedError(name)
        if chosen is None:
            raise KeyError(name)
        return chosen

    @cached_property
    def _role_vars(self) -> dict[str, Node]:
        return self._read(self._main("vars"))

    @cached_property
    def _defaults(self) -> dict[str, Node]:
        return self._read(self._main("defaults"))

    @cached_property
    def _everywhere(self) -> dict[str, Node]:
        """group_vars that hold for all hosts."""
        return self._read(path for root in self._roots for path in self._all_hosts(root))

    @cached_property
    def _narrower(self) -> list[dict[str, Node]]:
        """Variables of some groups, some hosts or some platforms, a mapping for each file."""
        folders = [_join(self._role, "vars")]
        folders += [
            _join(root, name) for root in self._roots for name in ("group_vars", "host_vars")
        ]
        main = {*self._main("vars"), *(p for root in self._roots for p in self._all_hosts(root))}
        paths = (path for folder in folders for path in self._listed(folder) if path not in main)
        return [self._read([path]) for path in paths]

    def _elsewhere(self, name: str) -> Iterator[Node]:
        return (variables[name] for variables in self._narrower if name in variables)

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        """Names that playbooks and inventories set, however they do it."""
        names: set[str] = set()
        for root in self._roots:
            for folder in (root, _join(root, "inventory"), _join(root, "inventories")):
                for path in self._workspace.list(folder):
                    if path.endswith((*_YAML, ".ini", "/hosts", "/inventory")):
                        text = self._text(path)
                        names.update(_WORD.findall(text.content) if text else ())
        return frozenset(names)

    def _main(self, folder: str) -> list[str]:
        """defaults/main.yml, or all the files of defaults/main/."""
        base = _join(self._role, folder)
        files = [path for path in self._listed(base) if _stem(path) == "main"]
        return files + self._listed(f"{base}/main")

    def _all_hosts(self, root: str) -> list[str]:
        base = _join(root, "group_vars")
        files = [path for path in self._listed(base) if _stem(path) == "all"]
        return files + self._listed(f"{base}/all")

    def _listed(self, folder: str) -> list[str]:
        return [path for path in self._workspace.list(folder) if path.endswith(_YAML)]

    def _read(self, paths: Iterable[str]) -> dict[str, Node]:
        variables: dict[str, Node] = {}
        for path in paths:
            text = self._text(path)
            try:
                documents = yaml.read(text) if text else []
            except InputError:
                continue  # nothing can be taken from it; what it would say stays unknown
            for document in documents:
                if isinstance(document.root, Mapping):
                    variables.update((entry.key.text, entry.value) for entry in document.root)
        return variables

    def _text(self, path: str) -> Text | None:
        try:
            return self._workspace.read(path)
        except InputError:
            return None

    def _plain(self, node: Node, depth: int = 0) -> Any:
        """The data of a node; text with expressions in it is rendered."""
        if node.tag or depth > _MAX_DEPTH:
            raise UnresolvedError("a vaulted or tagged value")
        if isinstance(node, Scalar):
            return self._rendered(node)
        if isinstance(node, Sequence):
            return [self._plain(item, depth + 1) for item in node]
        if isinstance(node, Mapping):
            return {entry.key.text: self._plain(entry.value, depth + 1) for entry in node}
        raise UnresolvedError("an alias")

    def _rendered(self, node: Scalar) -> Any:
        if "{%" in node.text:
            raise UnresolvedError(node.text)
        return render(node.text, self._data) if "{{" in node.text else _typed(node)


def _typed(node: Scalar) -> Any:
    """A scalar as Ansible has it: YAML 1.1's booleans and numbers, else text."""
    if node.style or len(node.text) > 64:
        return node.text
    import yaml as pyyaml

    try:
        data = pyyaml.safe_load(node.text)
    except (pyyaml.YAMLError, ValueError):
        return node.text
    return data if data is None or isinstance(data, (bool, int, float)) else node.text


def _same(one: Node, other: Node) -> bool:
    return isinstance(one, Scalar) and isinstance(other, Scalar) and one.text == other.text


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].partition(".")[0]


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
