"""`kafkalint live --msk`: from options to a call of what asks AWS."""

from __future__ import annotations

import click

from kafkalint.audit import Options, audit_clusters
from kafkalint.cli.progress import progress
from kafkalint.cli.reach import Reach
from kafkalint.findings import Report
from kafkalint.live import audit, client_properties, client_settings, msk
from kafkalint.live.aws.policy import policy
from kafkalint.live.aws.session import Session
from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Snapshot

_STANDS_FOR_BROKERS = ("msk.invalid:9098",)
"""What a client's settings are read with, until AWS says where the brokers are."""


def print_policy() -> int:
    """Write the least policy on standard output."""
    click.echo(policy())
    return 0


def report(choice: msk.Choice, reach: Reach, chosen: Options) -> Report:
    """What is wrong with the clusters of `choice`; raises UsageError and AwsProblem."""
    client: Settings | None = None
    if reach.command_config or reach.extra:
        given = client_properties.load(reach.command_config, reach.extra)
        client = client_settings.settings(_STANDS_FOR_BROKERS, given)
    with progress(f"AWS, for {choice.wanted}") as tell:

        def take(settings: Settings) -> Snapshot:
            return audit.take(
                settings, reach.seconds, reach.call_seconds, probe=reach.probe, progress=tell
            )

        seen = msk.look(choice, client, take, Session(choice.profile))
    return audit_clusters(seen.clusters, seen.notices, chosen)
