"""Ports on loopback that nothing listens on."""

from __future__ import annotations

import random
import socket

LOOPBACK = "127.0.0.1"
_RANGE = range(20000, 32000)  # below what systems give to outgoing connections
_given: set[int] = set()


def free_port() -> int:
    """A port that was not given before and can be bound now."""
    for _ in range(200):
        port = random.choice(_RANGE)
        if port in _given:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        _given.add(port)
        return port
    raise RuntimeError("no free port was found on loopback")
