"""How to talk to brokers, as the options say it."""

from __future__ import annotations

from typing import NamedTuple

from kafkalint.cli.progress import progress
from kafkalint.live.snapshot import Snapshot

CALL_SECONDS = 10.0


class Reach(NamedTuple):
    """A client.properties and settings of its own, seconds for all of it, and whether to probe."""

    command_config: str | None
    extra: tuple[str, ...]
    seconds: float
    probe: bool

    @property
    def call_seconds(self) -> float:
        """How long the cluster may take for one answer."""
        return min(CALL_SECONDS, self.seconds / 2)

    def take(self, bootstrap: tuple[str, ...]) -> Snapshot:
        """Read the cluster of these brokers. Raises UsageError and Unreached."""
        from kafkalint.live import audit, client_properties, client_settings

        given = client_properties.load(self.command_config, self.extra)
        settings = client_settings.settings(bootstrap, given)
        with progress(", ".join(settings.bootstrap)) as tell:
            return audit.take(
                settings, self.seconds, self.call_seconds, probe=self.probe, progress=tell
            )
