"""Where `rules/` and `schemas/` are: inside the package in a wheel, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path


def data_dir(name: str) -> Path:
    """The folder `rules` or `schemas`.

    Raises RuntimeError where kafkalint was installed without it.
    """
    package = Path(__file__).resolve().parent
    packaged = package / name
    if packaged.is_dir():
        return packaged
    checkout = package.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / name
    raise RuntimeError(f"kafkalint was installed without its {name}; reinstall it")
