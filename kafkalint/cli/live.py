"""`kafkalint live`: judge a running cluster, or a snapshot of one."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from msgspec.structs import replace

from kafkalint.audit import Options, audit_against, audit_clusters, load_rules, no_collection
from kafkalint.cli import options, outcome
from kafkalint.cli.options import Output
from kafkalint.cli.reach import Reach
from kafkalint.errors import UnreadableError, UsageError
from kafkalint.findings import Notice, Report
from kafkalint.live.snapshot import Snapshot
from kafkalint.rule import Rule

SECONDS = 60.0


@click.command(context_settings=options.SETTINGS)
@click.option(
    "--bootstrap",
    "bootstrap",
    metavar="HOST:PORT[,…]",
    multiple=True,
    callback=options.names,
    help="Brokers to begin with.",
)
@click.option("--msk", metavar="ARN|NAME|all", help="Clusters of Amazon MSK, by AWS' own API too.")
@click.option("--region", metavar="REGION", default="", help="Where to look; with --msk.")
@click.option("--profile", metavar="PROFILE", default="", help="As whom; with --msk.")
@click.option("--msk-policy", is_flag=True, help="Print the least IAM policy that --msk needs.")
@click.option(
    "--command-config",
    metavar="FILE",
    type=click.Path(),
    help="The client.properties that Kafka's own tools take.",
)
@click.option(
    "-X",
    "extra",
    metavar="KEY=VALUE",
    multiple=True,
    envvar="KAFKALINT_X",
    help="A setting of the client, before the file's. Repeatable; secrets as ${env:NAME}.",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(1, 86_400),
    default=SECONDS,
    show_default=True,
    help="How long reading the cluster may take altogether.",
)
@click.option(
    "--against",
    metavar="PATH",
    type=click.Path(),
    multiple=True,
    help="Files that describe this cluster: say where the two differ. Repeatable.",
)
@click.option("--no-probe", is_flag=True, help="Open no connections to try what listeners accept.")
@click.option(
    "--snapshot",
    "snapshot_file",
    metavar="FILE",
    type=click.Path(),
    envvar="KAFKALINT_SNAPSHOT",
    help="Keep what was read in FILE.",
)
@click.option(
    "--from-snapshot",
    metavar="FILE",
    type=click.Path(),
    help="Judge what was kept, without any cluster.",
)
@options.environment_option
@options.format_option
@options.fail_on_option
@options.select_options
@options.rules_option
@options.show_option
@options.color_option
@options.estimate_option
@options.allow_incomplete_option
@click.pass_context
def command(
    ctx: click.Context,
    bootstrap: tuple[str, ...],
    msk: str | None,
    region: str,
    profile: str,
    msk_policy: bool,
    command_config: str | None,
    extra: tuple[str, ...],
    timeout: float,
    against: tuple[str, ...],
    no_probe: bool,
    snapshot_file: str | None,
    from_snapshot: str | None,
    environment: str,
    outputs: list[Output],
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    rules_dirs: tuple[str, ...],
    show: tuple[str, ...],
    color: str,
    estimate: bool,
    allow_incomplete: bool,
) -> int:
    """Judge a running Kafka cluster. Nothing in it is changed: kafkalint only asks.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong use; 3 the cluster
    could not be reached, or did not tell everything.
    """
    if msk_policy:
        from kafkalint.cli import live_msk

        return live_msk.print_policy()
    outcome.check_folders([*outputs, *([Output("", snapshot_file)] if snapshot_file else [])])
    chosen = Options(
        estimate=estimate,
        environment=environment,
        environment_chosen_by=outcome.chosen_by(ctx),
        select=select,
        ignore=ignore,
        rules_dirs=rules_dirs,
    )
    rules = load_rules(chosen)  # what is wrong with them is said before the work
    how = outcome.Delivery(fail_on, allow_incomplete, color, show)
    reach = Reach(command_config, extra, timeout, not no_probe)
    if msk:
        if bootstrap or from_snapshot or snapshot_file or against:
            raise click.UsageError(
                "--msk asks AWS where the brokers are, and does not go with --bootstrap, "
                "--against, --snapshot or --from-snapshot."
            )
        return outcome.deliver(_of_msk(msk, region, profile, reach, chosen), outputs, how)
    ctx.with_resource(no_collection())
    if from_snapshot:
        if bootstrap or command_config or extra:
            raise click.UsageError("--from-snapshot asks no cluster: leave out how to reach one.")
        snapshot = _load(from_snapshot)
    else:
        from kafkalint.live.audit import Unreached

        try:
            with _preparing(rules, outputs):
                snapshot = reach.take(bootstrap)
        except Unreached as problem:
            unread = Notice("unreadable", "", 0, problem.message)
            told = audit_clusters([], [unread], chosen, rules)
            return outcome.unreached(problem, told, outputs, how)
        if snapshot_file and not command_config:  # findings have to point at some file
            snapshot = replace(snapshot, config_file=snapshot_file)
    if snapshot_file:
        _save(snapshot, snapshot_file)
    return outcome.deliver(_judged(snapshot, against, chosen, rules), outputs, how)


def _of_msk(wanted: str, region: str, profile: str, reach: Reach, chosen: Options) -> Report:
    from kafkalint.cli import live_msk
    from kafkalint.live.msk import Choice

    return live_msk.report(Choice(wanted, region, profile), reach, chosen)


def _judged(
    snapshot: Snapshot, against: Sequence[str], chosen: Options, rules: Sequence[Rule]
) -> Report:
    from kafkalint.live import model, notices

    running, said = model.cluster(snapshot), notices.of(snapshot)
    if against:
        return audit_against(running, said, against, chosen, rules)
    return audit_clusters([running], said, chosen, rules)


@contextmanager
def _preparing(rules: Sequence[Rule], outputs: Sequence[Output]) -> Iterator[None]:
    """Load what judges and what tells, while another process reads the cluster."""

    def prepare() -> None:
        from kafkalint import facts, reporters
        from kafkalint.live import model, notices

        facts.load()
        assert model and notices
        for rule in rules:
            rule.compile()
        for output in outputs:
            reporters.load(output.format)

    preparing = threading.Thread(target=prepare, daemon=True)
    preparing.start()
    yield
    preparing.join()


def _load(path: str) -> Snapshot:
    from kafkalint.live.snapshot import from_json

    try:
        data = Path(path).read_bytes()
    except OSError as problem:
        raise UnreadableError(f"cannot be read: {problem.strerror}", path=path) from None
    return from_json(data, path)


def _save(snapshot: Snapshot, path: str) -> None:
    from kafkalint.live.snapshot import to_json

    try:
        Path(path).write_bytes(to_json(snapshot))
    except OSError as problem:
        raise UsageError(f"cannot be written: {problem.strerror}", path=path) from None
