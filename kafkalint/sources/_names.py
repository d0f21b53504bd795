"""Which files may be Java properties, by their names and bytes."""

from __future__ import annotations

import re

from kafkalint.regex import regex

_PROPERTIES = regex(r"\.(?:properties|props|prop|cfg|conf|config)(?=[._-]|$)")
_OTHER_FORMATS = frozenset(
    """
    adoc bat c cc cpp css csv diff env go gradle groovy gz h hcl html ico ini ipynb jar java jpg js
    json jsonnet kt kts lock log md patch php pl png proto ps1 py pyc rb rs rst scala sh sql svg
    swift tf tfstate tfvars toml ts tsx txt xml yaml yml zip zsh
    bak dpkg-dist dpkg-old old orig rej rpmnew rpmsave save swp
    """.split()
)
"""Other formats, programs, and the left-over copies of editors and package managers."""
_OTHER_NAMES = ("dockerfile", "makefile", ".env", "license", "notice")
_LINE = regex(r"\s*(?:[#!;].*|[A-Za-z][\w.-]*\s*=.*)?\s*", re.ASCII)


def may_be_properties(path: str, content: bytes) -> bool:
    """Whether the file may be Java properties, or a template of them.

    The usual names are taken at their word; a file with any other name must consist of
    `key=value` lines and comments alone.
    """
    if is_named_properties(path):
        return True
    return all(map(_LINE.fullmatch, content.decode("latin-1").splitlines()))


def is_named_otherwise(path: str) -> bool:
    """Whether the name says that the file is something else."""
    name = path.rpartition("/")[2].lower()
    extension = name.rpartition(".")[2]
    return extension in _OTHER_FORMATS or name.startswith(_OTHER_NAMES) or name.endswith("~")


def is_named_properties(path: str) -> bool:
    """Whether the name is one that properties usually have."""
    if is_named_otherwise(path):
        return False
    return _PROPERTIES.search(path.rpartition("/")[2].lower()) is not None
