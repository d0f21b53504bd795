"""Variables without a value, and the files of variables that would give them one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.sources.terraform.configuration import read_variables, variable_files
from kafkalint.sources.terraform.root import Root

_FOLDERS = ("", "environments", "envs", "env", "vars", "tfvars", "config")
_ENDINGS = (".tfvars", ".tfvars.json")
_MOST_NAMED = 3


def notices(root: Root) -> Iterator[Notice]:
    """Which files to name, where none is named and some would give values to what has none."""
    if root.given.first:
        return
    configuration = root.loader.load(root.folder)
    unset = {
        name: block
        for name, block in configuration.variables.items()
        if "default" not in block.body.attributes
        and name not in configuration.given
        and name not in root.given.last
    }
    files = [path for path in _candidates(root) if unset.keys() & _names(path, root)]
    if not files:
        return
    first = next(iter(unset.values())).origin
    shown = [posixpath.relpath(path, root.folder or ".") for path in files[:_MOST_NAMED]]
    more = ", …" if len(files) > _MOST_NAMED else ""
    one = "is" if len(files) == 1 else "are"
    message = (
        f"variables have no value here, and {', '.join(shown)}{more} {one} not taken without "
        "being asked for: name one with --var-file"
    )
    yield Notice("unresolved", first.path, first.line, message)


def _candidates(root: Root) -> Iterator[str]:
    for folder in _FOLDERS:
        listed = root.loader.workspace.list(posixpath.join(root.folder, folder) or ".")
        taken = variable_files(listed) if not folder else []
        yield from (path for path in listed if path.endswith(_ENDINGS) and path not in taken)


def _names(path: str, root: Root) -> set[str]:
    try:
        text = root.loader.workspace.read(path)
        return set(read_variables(text).attributes) if text is not None else set()
    except InputError:
        return set()
