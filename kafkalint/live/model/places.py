"""Where something stands in a cluster: origins without a file."""

from __future__ import annotations

from kafkalint.values import Origin


def place(*parts: str) -> Origin:
    """ "broker 1 · log.retention.ms" of a cluster."""
    return Origin("", None, " · ".join(parts))
