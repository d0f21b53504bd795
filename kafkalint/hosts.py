"""Names and addresses of machines."""

from __future__ import annotations

_LOOPBACK = frozenset({"localhost", "::1", "[::1]"})


def is_loopback(host: str) -> bool:
    """Only the machine (or container) itself is behind it: localhost, 127.0.0.0/8, ::1."""
    host = host.strip().lower()
    return host in _LOOPBACK or host.startswith("127.")
