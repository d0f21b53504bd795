"""The way back: from a key to the variable that an image makes it of."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.kafka import images
from kafkalint.kafka.images.family import Family
from kafkalint.regex import regex
from kafkalint.values import Value

_CAMEL = regex("(?<=[a-z])(?=[A-Z])")
_NAME = regex("[A-Za-z_][A-Za-z0-9_]*")


def variable_of(family: Family, key: str, version: Value[str] | None = None) -> str:
    """The variable that sets `key` in a container of this family; "" where none does.

    The image's own name for it where it has one, else the name by its convention. Names that no
    shell can set (with a dash) do not count.
    """
    return next(
        (
            name
            for name in _candidates(family, key)
            if _NAME.fullmatch(name) and images.property_of(family, name, version) == key
        ),
        "",
    )


def _candidates(family: Family, key: str) -> Iterator[str]:
    dotted = key.replace(".", "_")
    escaped = key.replace("_", "__").replace("-", "___").replace(".", "_")
    yield f"KAFKA_CFG_{dotted.upper()}"
    for name in dict.fromkeys((dotted, escaped, _CAMEL.sub("_", dotted))):
        yield f"KAFKA_{name.upper()}"
    yield dotted.upper()  # of images whose variables once had no prefix
    yield from (name for name, own in family.keys.items() if own == key)
    yield f"ZOO_CFG_{dotted}"
