"""Whether the cluster can be talked to, and if not, why."""

from __future__ import annotations

from kafkalint.live.settings import Settings


class ConnectionProblem(Exception):
    """Why no broker can be talked to, and what to try."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def connect(settings: Settings, seconds: float) -> None:
    """Raises ConnectionProblem."""
