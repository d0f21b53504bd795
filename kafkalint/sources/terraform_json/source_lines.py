"""Where a resource of a plan or a state stands in the configuration beside it."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from kafkalint.errors import InputError
from kafkalint.formats.hcl.tree import Block, Body, Literal, Piece
from kafkalint.sources import Workspace
from kafkalint.sources.terraform_json.described import Described
from kafkalint.sources.terraform_json.references import Path, calls_of
from kafkalint.values import Origin, Span

_ENDINGS = (".tf", ".tofu")
_PART_OF_IT = (*_ENDINGS, ".tf.json", ".tofu.json", ".tfvars")
_MAX_LEVELS = 20


class SourceLines:
    """The configuration in and below `folder`, opened when something of it is asked for."""

    def __init__(self, workspace: Workspace, folder: str) -> None:
        self.workspace = workspace
        self.folder = folder
        self.folders: set[str] = set()  # where a resource was found
        self._bodies: dict[str, list[Body]] = {}

    def block(self, of: Described) -> Block | None:
        """The block that declares a resource, None where it is not here."""
        folder = self._folder(of.module)
        keyword = "data" if of.mode == "data" else "resource"
        for body in self._in(folder) if folder is not None else ():
            for block in body.of_type(keyword):
                if block.labels == (of.type, of.name):
                    self.folders.add(folder or "")
                    return block
        return None

    def used(self) -> set[str]:
        """The files of the modules that describe the same."""
        return {
            path
            for folder in self.folders
            for path in self.workspace.list(folder)
            if path.endswith(_PART_OF_IT)
        }

    def _folder(self, module: str) -> str | None:
        """The folder of a module, where its calls name one here."""
        folder = self.folder
        for name in calls_of(module)[:_MAX_LEVELS]:
            call = next(
                (
                    block
                    for body in self._in(folder)
                    for block in body.of_type("module")
                    if block.labels == (name,)
                ),
                None,
            )
            source = call.body.expression("source") if call is not None else None
            if not isinstance(source, Literal) or not isinstance(source.value, str):
                return None
            if not source.value.startswith(("./", "../")):
                return None
            folder = posixpath.normpath(posixpath.join(folder, source.value))
        return folder

    def _in(self, folder: str) -> Sequence[Body]:
        if folder not in self._bodies:
            self._bodies[folder] = [
                body
                for path in self.workspace.list(folder)
                if path.endswith(_ENDINGS)
                if (body := self._read(path)) is not None
            ]
        return self._bodies[folder]

    def _read(self, path: str) -> Body | None:
        from kafkalint.formats import hcl

        try:
            text = self.workspace.read(path)
            return hcl.read(text) if text is not None else None
        except InputError:
            return None  # what is wrong with it is said where it is judged itself


def place(block: Block, path: Path, logical: str) -> Origin:
    """Where the attribute at `path` is written; the closest block where it is in none."""
    here: Piece = block
    body = block.body
    for name, number in _steps(path):
        attribute = body.attributes.get(name)
        if attribute is not None:
            here = attribute
            break
        inner = _inner(body, name, number)
        if inner is None:
            break
        here = inner
        body = _content(inner)
    return here.origin._replace(logical=logical)


def is_written(block: Block, path: Path) -> bool | None:
    """Whether a block says anything of the attribute at `path`; None where a block of it may."""
    body = block.body
    for name, number in _steps(path):
        if name in body.attributes:
            return True
        inner = _inner(body, name, number)
        if inner is None:
            return False
        if inner.type == "dynamic":
            return None
        body = _content(inner)
    return True


def lines(block: Block, path: Path, count: int, logical: str) -> tuple[Origin, ...]:
    """The line of each of `count` lines of a heredoc, () where it is none or has others."""
    body = block.body
    *outer, (last, _) = _steps(path)
    for name, number in outer:
        inner = _inner(body, name, number)
        if inner is None:
            return ()
        body = _content(inner)
    attribute = body.attributes.get(last)
    if attribute is None or not attribute.value.source.startswith("<<"):
        return ()
    written = attribute.value.source.splitlines()[1:]
    if len(written) - 1 != count:
        return ()
    first, file = attribute.value.span.line + 1, attribute.origin.path
    return tuple(
        Origin(
            file, Span(first + number, _indent(line) + 1, first + number, len(line) + 1), logical
        )
        for number, line in enumerate(written[:count])
    )


def _steps(path: Path) -> list[tuple[str, int]]:
    """Each name of a path, and the number of the block among those of the name."""
    numbers = (*path[1:], 0)[: len(path)]
    return [
        (name, number if isinstance(number, int) else 0)
        for name, number in zip(path, numbers, strict=True)
        if isinstance(name, str)
    ]


def _inner(body: Body, name: str, number: int) -> Block | None:
    found = [item for item in body.blocks if _is_called(item, name)]
    if not found:
        return None
    return found[number] if number < len(found) else found[-1]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_called(block: Block, name: str) -> bool:
    return block.type == name or (block.type == "dynamic" and block.labels == (name,))


def _content(block: Block) -> Body:
    if block.type == "dynamic":
        inner = block.body.of_type("content")
        return inner[0].body if inner else block.body
    return block.body
