"""Folders of Terraform files, and what is read out of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kafkalint.sources import SourceFile, terraform
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.sources.terraform.evaluation.values import bare
from kafkalint.sources.terraform.reading import _deep_calls, read_estates
from kafkalint.sources.terraform.root import Root
from kafkalint.values import Value
from kafkalint.workspace import Files


class Folders:
    """The root modules of a folder of files, and their resources."""

    def __init__(self, read: list[tuple[Root, Estate | None]]) -> None:
        self.roots = [root for root, _ in read]
        self.estates = [estate for _, estate in read if estate is not None]

    @property
    def estate(self) -> Estate:
        """The only one."""
        (estate,) = self.estates
        return estate

    def __getitem__(self, address: str) -> Resource:
        """The resource of that address."""
        (found,) = (r for e in self.estates for r in e.resources if r.address == address)
        return found

    @property
    def addresses(self) -> list[str]:
        return [resource.address for estate in self.estates for resource in estate.resources]

    @property
    def said(self) -> list[str]:
        """What was told of the files."""
        return [
            f"{notice.kind} {notice.path}:{notice.line} {notice.message}"
            for root in self.roots
            for notice in root.notices
        ]

    def value(self, address: str, *path: str) -> Value[Any]:
        return self[address].value(*path)

    def data(self, address: str, *path: str) -> Any:
        """Plain data of an argument; fails where it is not known."""
        value = self.value(address, *path)
        assert value.is_known, value
        return bare(value)


def read_folder(
    folder: Path,
    files: Mapping[str, str],
    variables: Mapping[str, str] | None = None,
    var_files: Sequence[str] = (),
) -> Folders:
    """Write `files` into `folder`, the working directory, and read them."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    workspace = Files(variables, var_files=var_files)
    claimed = []
    for path in files:
        if terraform.claims(path, files[path].encode()):
            text = workspace.read(path)
            assert text is not None
            claimed.append(SourceFile(path, text))
    with _deep_calls():
        return Folders(list(read_estates(claimed, workspace)))


Read = Callable[..., Folders]
Evaluate = Callable[..., Value[Any]]
