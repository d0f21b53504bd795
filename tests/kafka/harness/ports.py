"""Ports on loopback that nothing listens on, and that no other run of the tests will take."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator

from harness.locks import try_to_hold

LOOPBACK = "127.0.0.1"
_BLOCK = 100
_BLOCKS = range(20000, 32000, _BLOCK)  # below what systems give to outgoing connections


def free_port() -> int:
    """A port that was not given before and can be bound now."""
    for port in _ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        return port
    raise RuntimeError("no free port was found on loopback")


def _own_ports() -> Iterator[int]:
    """Block by block, each this process's alone until it ends."""
    for first in random.sample(_BLOCKS, len(_BLOCKS)):
        if try_to_hold(f"ports-{first}"):
            yield from range(first, first + _BLOCK)


_ports = _own_ports()
