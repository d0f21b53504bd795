"""The modules of a package, which are found by being there.

`pkgutil` says the same, and takes longer to load than a folder to be listed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable


def names(package: Iterable[str]) -> list[str]:
    """The modules and packages in the folders of a `__path__`, sorted, without private ones."""
    found = {name.partition(".") for folder in package for name in os.listdir(folder)}
    return sorted(name for name, _, ending in found if name[:1] > "_" and ending in ("", "py"))
