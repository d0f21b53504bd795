"""The whole way from paths to a report; the command line is only a caller of this."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from kafkalint import assemble, catalogue, discovery, engine, sources
from kafkalint.context import Context
from kafkalint.errors import InputError, UsageError
from kafkalint.findings import Notice, Report
from kafkalint.model import Cluster
from kafkalint.record import Record, field, replace
from kafkalint.rule import Rule
from kafkalint.sources import Reading, Source, SourceFile
from kafkalint.workspace import Files

STANDARD_INPUT = "-"


class Options(Record):
    """What the user chose. `select` and `ignore` hold rule ids and group names.

    `exclude` holds patterns as in a .gitignore file of the working directory.
    `var_files` are files of variables in Terraform's language, `variables` those of all others.
    `stdin` is the content that the path "-" stands for, judged as the file `stdin_filename`.
    """

    environment: str = "production"
    environment_chosen_by: str = "default"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules_dirs: tuple[str, ...] = ()
    kafka_version: str | None = None
    exclude: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    var_files: tuple[str, ...] = ()
    stdin: bytes | None = None
    stdin_filename: str = ""
    estimate: bool = False  # say what a month costs, where there are prices


def audit_paths(paths: Sequence[str], options: Options) -> Report:
    """What is wrong with the Kafka deployments described at `paths`.

    Raises UsageError for paths that do not exist and for broken rules; what is wrong with
    the files themselves is in the report.
    """
    with no_collection():
        rules = catalogue.load(options.rules_dirs, options.select, options.ignore)
        clusters, notices, files = read_clusters(paths, options)
        return _judged(rules, clusters, notices, options, files)


def load_rules(options: Options) -> Sequence[Rule]:
    """The rules that the user chose; raises UsageError and RuleError."""
    return catalogue.load(options.rules_dirs, options.select, options.ignore)


def audit_clusters(
    clusters: Sequence[Cluster],
    notices: Iterable[Notice],
    options: Options,
    rules: Sequence[Rule] | None = None,
) -> Report:
    """What is wrong with clusters that were not read from files; raises UsageError for rules.

    `rules` are those that `load_rules` gave, where that was done already.
    """
    with no_collection():
        rules = rules or load_rules(options)
        files = Files(options.variables, {}, options.var_files)
        return _judged(rules, tuple(clusters), tuple(notices), options, files)


def audit_against(
    running: Cluster,
    notices: Iterable[Notice],
    paths: Sequence[str],
    options: Options,
    rules: Sequence[Rule] | None = None,
) -> Report:
    """What is wrong with a running cluster, and where the files at `paths` differ from it.

    Raises UsageError for paths that do not exist or that do not describe just this cluster.
    """
    from kafkalint import drift

    with no_collection():
        rules = rules or load_rules(options)
        clusters, said, files = read_clusters(paths, options)
        held = replace(running, described=drift.described(clusters, running))
        return _judged(rules, (held,), (*notices, *said), options, files)


def _judged(
    rules: Sequence[Rule],
    clusters: tuple[Cluster, ...],
    notices: tuple[Notice, ...],
    options: Options,
    files: Files,
) -> Report:
    judgement = engine.judge(clusters, rules, options.environment, files.content)
    context = Context(files.beside)
    findings = [f for f in judgement.findings if not context.is_beside(f.cluster, f.locations)]
    undecided = [u for u in judgement.undecided if not context.is_beside(u.cluster, u.locations)]
    said = [finding.locations for finding in findings]
    said += [open_question.locations for open_question in undecided]
    shown = sorted({origin.path for locations in said for origin in locations if origin.path})
    return Report(
        environment=options.environment,
        chosen_by=options.environment_chosen_by,
        clusters=clusters,
        findings=tuple(findings),
        undecided=tuple(undecided),
        passed=tuple(judgement.passed),
        notices=notices,
        rules_judged=len(rules),
        estimate=options.estimate,
        texts={path: text for path in shown if (text := files.content(path)) is not None},
    )


def read_clusters(
    paths: Sequence[str], options: Options
) -> tuple[tuple[Cluster, ...], tuple[Notice, ...], Files]:
    """The clusters described at `paths`, what there is to say about the files, and these.

    Raises UsageError for paths that do not exist.
    """
    given = _given(paths, options)
    files = Files(options.variables, given, options.var_files)
    known = {source.NAME: source for source in sources.load()}
    on_disk = [path for path in paths if path != STANDARD_INPUT]
    found = discovery.discover(on_disk, _claims(known), options.exclude, given)
    notices = list(found.notices)
    claimed: dict[str, list[SourceFile]] = {name: [] for name in known}
    for file in found.files:
        try:
            text = files.take(file.path, file.content)
        except InputError as problem:
            notices.append(_unread(file, problem, known))
            continue
        if not file.named:
            files.beside |= {file.path}
        for name in file.sources:
            claimed[name].append(SourceFile(file.path, text, file.named))
    readings = _Readings(known, claimed, found.asked, files)
    clusters = readings.judged(assemble.assemble(readings.clusters(), options.kafka_version))
    return clusters, tuple(sorted({*notices, *readings.notices(clusters)})), files


def _unread(file: discovery.Found, problem: InputError, known: Mapping[str, Source]) -> Notice:
    for name in file.sources:
        refusal = getattr(known[name], "refusal", None)
        if refusal is not None and (said := refusal(file.content)):
            return Notice("unreadable", file.path, problem.line, said)
    is_kafka = discovery.looks_like_kafka(file.path) or b"kafka" in file.content.lower()
    kind = "unreadable" if is_kafka else "skipped"
    return Notice(kind, file.path, problem.line, problem.message)


class _Readings:
    """What each source makes of its files, without what another one reads as a part of its own."""

    def __init__(
        self,
        known: Mapping[str, Source],
        claimed: Mapping[str, Sequence[SourceFile]],
        asked: frozenset[str],
        files: Files,
    ) -> None:
        self.known = known
        self.files = files
        self.claimed = claimed
        self.named = {file.path for given in claimed.values() for file in given if file.named}
        claimed_paths = {file.path for given in claimed.values() for file in given}
        self.asked_parts = asked - claimed_paths
        self.readings: dict[str, Reading] = {}
        read: dict[str, list[SourceFile]] = {}
        for name in (*claimed, *claimed):  # what a later source takes, an earlier one reads again
            taken = self._taken_from(name)
            left = [file for file in claimed[name] if file.path not in taken]
            if (left and read.get(name) != left) or (name in read and not left):
                self.readings[name] = self._read(name, left)
                read[name] = left

    def clusters(self) -> list[Cluster]:
        """All that was read, asked about or not: what is not may be the rest of what is."""
        return [cluster for reading in self.readings.values() for cluster in reading.clusters]

    def judged(self, clusters: Iterable[Cluster]) -> tuple[Cluster, ...]:
        """The clusters that a file which the user named is part of."""
        return tuple(cluster for cluster in clusters if self._is_asked_about(cluster))

    def notices(self, clusters: Iterable[Cluster]) -> list[Notice]:
        """What was said, but for files that are neither named nor part of `clusters`."""
        beside = {file.path for given in self.claimed.values() for file in given} - self.named
        beside = beside.difference(*(cluster.files for cluster in clusters))
        said = [notice for reading in self.readings.values() for notice in reading.notices]
        return [notice for notice in said if notice.path not in beside]

    def _read(self, name: str, given: Sequence[SourceFile]) -> Reading:
        return self.known[name].read(given, self.files)

    def _taken_from(self, name: str) -> set[str]:
        """The files that are parts of what other sources describe, if any of that is judged."""
        return {
            path
            for other, reading in self.readings.items()
            if other != name and self.judged(reading.clusters)
            for path in reading.consumed
        }

    def _is_asked_about(self, cluster: Cluster) -> bool:
        if not self.named.isdisjoint(cluster.files):
            return True
        if not self.asked_parts.isdisjoint(cluster.files):
            return True
        return bool(self.asked_parts) and any(
            origin.path in self.asked_parts
            for node in cluster.nodes
            for value in node.settings.values()
            for origin in value.origins
        )


def _claims(known: Mapping[str, Source]) -> discovery.Claims:
    asked = tuple((name, source.claims) for name, source in known.items())

    def claims(path: str, content: bytes) -> tuple[str, ...]:
        return tuple([name for name, claim in asked if claim(path, content)])

    return claims


def _given(paths: Sequence[str], options: Options) -> dict[str, bytes]:
    if STANDARD_INPUT not in paths:
        return {}
    if options.stdin is None or not options.stdin_filename:
        raise UsageError(
            'the path "-" stands for a file that is piped in, and needs a name for it',
            remedy="kafkalint check --stdin-filename docker-compose.yml - < FILE",
        )
    return {options.stdin_filename: options.stdin}


@contextmanager
def no_collection() -> Iterator[None]:
    """Without the cyclic garbage collector: it would walk the growing trees again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
