"""The whole way from paths to a report; the command line is only a caller of this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kafkalint import assemble, catalogue, discovery, engine, facts, sources
from kafkalint.errors import InputError
from kafkalint.findings import Notice, Report
from kafkalint.model import Cluster
from kafkalint.sources import Reading, Source, SourceFile
from kafkalint.workspace import Files


@dataclass(frozen=True)
class Options:
    """What the user chose. `select` and `ignore` hold rule ids and group names.

    `stdin` is the content that the path "-" stands for, judged as the file `stdin_filename`.
    """

    environment: str = "production"
    environment_chosen_by: str = "default"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules_dirs: tuple[str, ...] = ()
    kafka_version: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    stdin: bytes | None = None
    stdin_filename: str = ""


def audit_paths(paths: Sequence[str], options: Options) -> Report:
    """What is wrong with the Kafka deployments described at `paths`.

    Raises UsageError for paths that do not exist and for broken rules; what is wrong with
    the files themselves is in the report.
    """
    rules = catalogue.load(options.rules_dirs, options.select, options.ignore)
    files = Files(options.variables)
    clusters, notices = read_clusters(paths, options, files)
    facts.load()
    judgement = engine.judge(clusters, rules, options.environment, files.content)
    paths_shown = {
        origin.path
        for said in (*judgement.findings, *judgement.undecided)
        for origin in said.locations
    }
    return Report(
        environment=options.environment,
        chosen_by=options.environment_chosen_by,
        clusters=clusters,
        findings=tuple(judgement.findings),
        undecided=tuple(judgement.undecided),
        passed=tuple(judgement.passed),
        notices=tuple(notices),
        rules_judged=len(rules),
        texts={path: text for path in sorted(paths_shown) if (text := files.content(path))},
    )


def read_clusters(
    paths: Sequence[str], options: Options, files: Files
) -> tuple[tuple[Cluster, ...], list[Notice]]:
    """The clusters described at `paths`, and what there is to say about the files."""
    known = {source.NAME: source for source in sources.load()}
    found = discovery.discover(paths, lambda path, content: _claimants(known, path, content))
    claimed: dict[str, list[SourceFile]] = {name: [] for name in known}
    notices = list(found.notices)
    for file in found.files:
        try:
            text = files.take(file.path, file.content)
        except InputError as problem:
            notices.append(Notice("unreadable", file.path, problem.line, problem.message))
            continue
        for name in file.sources:
            claimed[name].append(SourceFile(file.path, text, file.named))
    readings = [known[name].read(claimed[name], files) for name in known if claimed[name]]
    named = {file.path for file in found.files if file.named}
    clusters = _judged(readings, named)
    notices += [notice for reading in readings for notice in reading.notices]
    return assemble.assemble(clusters, options.kafka_version), notices


def _claimants(known: Mapping[str, Source], path: str, content: bytes) -> tuple[str, ...]:
    return tuple(name for name, source in known.items() if source.claims(path, content))


def _judged(readings: Sequence[Reading], named: set[str]) -> list[Cluster]:
    consumed = {path for reading in readings for path in reading.consumed}
    return [
        cluster
        for reading in readings
        for cluster in reading.clusters
        if named.intersection(cluster.files) and not consumed.issuperset(cluster.files)
    ]
