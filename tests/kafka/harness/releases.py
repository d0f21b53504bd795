"""Which Apache Kafka the tests run, by Maven coordinates: the one table of versions."""

from __future__ import annotations

from typing import NamedTuple


class Release(NamedTuple):
    """A version of Apache Kafka and what has to lie beside its server to run it.

    `checksums/<version>.txt` holds the SHA-256 of every jar, as `sha256sum *.jar` prints them.
    """

    version: str
    coordinates: tuple[str, ...]
    is_started: bool = True  # or are its config classes all that is asked?

    @property
    def minor(self) -> str:
        """ "4.4" of "4.4.0": how kafkalint calls it."""
        return ".".join(self.version.split(".")[:2])

    def is_at_least(self, minor: str) -> bool:
        """Whether it is of the minor version "4.2" or a later one."""
        wanted = tuple(map(int, minor.split(".")))
        return tuple(map(int, self.version.split("."))) >= wanted

    def __str__(self) -> str:
        return self.version


def _release(version: str, is_started: bool = True) -> Release:
    server = f"org.apache.kafka:kafka_2.13:{version}"
    return Release(version, (server, _LOGGING, _COMPILER), is_started)


_LOGGING = "org.slf4j:slf4j-simple:1.7.36"
_COMPILER = "org.eclipse.jdt:ecj:3.38.0"  # for a JVM without one
COPY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"

NEWEST = _release("4.4.0")
LAST_WITH_ZOOKEEPER = _release("3.9.2")
ASKED_ALONE = (_release("4.1.2", is_started=False), _release("3.3.2", is_started=False))
