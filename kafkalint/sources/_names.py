"""Which files may be Java properties, by their names and bytes."""

from __future__ import annotations

import re

_PROPERTIES = re.compile(r"\.(?:properties|props|prop|cfg|conf|config)(?=\.|-|_|$)")
_OTHER = re.compile(
    r"""(?: \.(?: ya?ml | json | tf | tfvars | tfstate | hcl | md | rst | adoc | txt | html? | xml
      | toml | sh | bash | zsh | bat | ps1 | py | java | scala | kt | groovy | gradle | go | js | ts
      | rb | rs | c | cc | cpp | h | php | pl | sql | csv | log | lock | env | patch | diff | svg
      | bak | orig | old | rej | swp | save | rpmsave | rpmnew | dpkg-old | dpkg-dist )
      | ~ | /\.env[^/]* | dockerfile[^/]* | makefile | /license | /notice )$""",
    re.VERBOSE,
)
_LINE = re.compile(r"\s*(?:[#!;].*|[A-Za-z][\w.-]*\s*=.*)?\s*", re.ASCII)


def may_be_properties(path: str, content: bytes) -> bool:
    """Whether the file may be Java properties, or a template of them.

    The usual names are taken at their word; a file with any other name must consist of
    `key=value` lines and comments alone. Other formats, programs and left-over copies
    (`.orig`, `.bak`, `~`) are none.
    """
    if is_named_properties(path):
        return True
    if _OTHER.search(_name(path)):
        return False
    return all(map(_LINE.fullmatch, content.decode("latin-1").splitlines()))


def is_named_properties(path: str) -> bool:
    """Whether the name is one that properties usually have."""
    name = _name(path)
    return _PROPERTIES.search(name) is not None and _OTHER.search(name) is None


def _name(path: str) -> str:
    return f"/{path.rsplit('/', 1)[-1].lower()}"
