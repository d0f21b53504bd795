"""Which versions of Kafka a node may run, where nothing says which one it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kafkalint.facts import fact
from kafkalint.facts.nodes import is_kraft
from kafkalint.kafka import versions
from kafkalint.model import Node
from kafkalint.values import Value, known, unknown

_LAST_WITH_ZOOKEEPER = (3, 9)


@fact
def possible_versions(node: Node) -> tuple[str, ...]:
    """The minor versions, oldest first: one where it is known.

    Else all supported ones that have the node's mode: those with ZooKeeper end with 3.9.
    """
    if node.version.is_known:
        minor = versions.minor(node.version.data)
        return (minor,) if minor else versions.known_from(versions.OLDEST)
    supported = versions.known_from(versions.OLDEST)
    if is_kraft(node).or_else(True):
        return supported
    return tuple(
        version for version in supported if (versions.parts(version) or ()) <= _LAST_WITH_ZOOKEEPER
    )


def agreed(node: Node, says: Callable[[str], str]) -> Value[str]:
    """What `says` gives for the node's version; see `agree` for where that is not known."""
    return agree([says(version) for version in possible_versions(node)], node)


def agree(texts: Sequence[str], node: Node) -> Value[str]:
    """The text that is said of each possible version, oldest first; unknown where some have none.

    Texts that differ agree that there is something: the newest version's holds.
    """
    if not any(texts) or all(texts):
        return known(texts[-1], *node.version.origins)
    return unknown("it depends on the version of Kafka, which is not known", *node.version.origins)
