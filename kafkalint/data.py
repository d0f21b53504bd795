"""Where `rules/` and `schemas/` are: inside the package in a wheel, beside it in a checkout."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@cache
def data_path(name: str) -> str:
    """The folder `rules` or `schemas`.

    Raises RuntimeError where kafkalint was installed without it.
    """
    package = os.path.dirname(os.path.realpath(__file__))
    packaged = os.path.join(package, name)
    if os.path.isdir(packaged):
        return packaged
    checkout = os.path.dirname(package)
    if os.path.isfile(os.path.join(checkout, "pyproject.toml")):
        return os.path.join(checkout, name)
    raise RuntimeError(f"kafkalint was installed without its {name}; reinstall it")


def data_dir(name: str) -> Path:
    """The same as a Path, whose module takes longer to load than a file to be judged."""
    from pathlib import Path

    return Path(data_path(name))


def read_data(name: str, *below: str) -> bytes:
    """The content of a file below the folder `name`.

    Raises FileNotFoundError where there is none.
    """
    with open(os.path.join(data_path(name), *below), "rb", buffering=0) as file:
        return file.read()
