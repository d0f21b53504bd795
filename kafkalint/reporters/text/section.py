"""What the report says of one cluster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from kafkalint.facts import nodes
from kafkalint.findings import Finding, Passed, Report, Undecided
from kafkalint.model import Cluster
from kafkalint.reporters._platforms import PLATFORMS
from kafkalint.reporters.text import summary, survival
from kafkalint.reporters.text.blocks import Blocks, fold, listed, where
from kafkalint.reporters.text.paint import Paint, plural, visible


class Verdicts:
    """Everything that was judged of one cluster."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.undecided: list[Undecided] = []
        self.passed: list[Passed] = []

    @staticmethod
    def by_cluster(report: Report) -> defaultdict[int, Verdicts]:
        """By the identity of the cluster."""
        groups: defaultdict[int, Verdicts] = defaultdict(Verdicts)
        for finding in report.findings:
            groups[id(finding.cluster)].findings.append(finding)
        for undecided in report.undecided:
            groups[id(undecided.cluster)].undecided.append(undecided)
        for passed in report.passed:
            groups[id(passed.cluster)].passed.append(passed)
        return groups

    @property
    def active(self) -> list[Finding]:
        return [f for f in self.findings if f.suppressed is None and f.new]

    @property
    def suppressed(self) -> list[Finding]:
        return [f for f in self.findings if f.suppressed is not None]


class Section:
    """Writes one cluster: who it is, what is wrong, what it survives."""

    def __init__(self, cluster: Cluster, verdicts: Verdicts, paint: Paint, blocks: Blocks) -> None:
        self.cluster = cluster
        self.verdicts = verdicts
        self.paint = paint
        self.blocks = blocks

    def lines(self, show: Collection[str], closing: bool, estimate: bool) -> Iterator[str]:
        """The section; `show` as in `Style`, `closing` adds the cluster's own counts."""
        yield from self._head()
        yield ""
        shown = list(self.verdicts.active)
        if "suppressed" in show:
            shown += self.verdicts.suppressed
        for block in fold(shown):
            yield from self.blocks.lines(block)
            yield ""
        if "undecided" in show:
            yield from self._undecided()
        if "passed" in show:
            yield from self._passed()
        survived = list(self._survived())
        if survived:
            yield self.paint("What happens when", "bold")
            yield from survived
            yield ""
        if estimate:
            from kafkalint.reporters.text import costs  # only who asks for it pays for it

            yield from costs.lines(self.cluster, self.paint)
        if closing:
            verdicts = self.verdicts
            yield from summary.verdicts(
                verdicts.active,
                len(verdicts.passed),
                len(verdicts.undecided),
                len(verdicts.suppressed),
                self.paint,
            )

    def _survived(self) -> Iterator[str]:
        """By reasoning over what is written, or by where the replicas of a running cluster are."""
        if self.cluster.running is None:
            return survival.lines(self.cluster, self.paint)
        from kafkalint.reporters.text import losses  # of no use where there are just files

        return losses.lines(self.cluster, self.paint)

    def _head(self) -> Iterator[str]:
        cluster, paint = self.cluster, self.paint
        parts = [PLATFORMS.get(cluster.platform, cluster.platform), *_version(cluster)]
        parts += _members(cluster)
        name = visible(cluster.name)
        first, *rest = paint.wrap(f"{name} · {' · '.join(parts)}", 0)
        yield paint(first[: len(name)], "bold") + first[len(name) :]
        yield from rest
        files = [visible(path) for path in cluster.files]
        if files != [name]:
            for line in paint.wrap(listed(files, 8), 0):
                yield paint(line, "dim")

    def _undecided(self) -> Iterator[str]:
        for verdict in self.verdicts.undecided:
            yield f"{self.paint('undecided', 'dim')}  {self.paint(verdict.rule.id, 'bold')}"
            place = f" ({where(verdict.locations[0])})" if verdict.locations else ""
            yield from self.paint.wrap(f"{verdict.subject}: {verdict.reason}{place}", 2)
        if self.verdicts.undecided:
            yield ""

    def _passed(self) -> Iterator[str]:
        groups: dict[str, list[str]] = {}
        for verdict in self.verdicts.passed:
            groups.setdefault(verdict.rule.id, []).append(verdict.subject)
        for rule, subjects in groups.items():
            told = self.paint.wrap(f"passed  {rule}: {listed(subjects, 3)}", 0, 2)
            yield self.paint("passed", "good") + told[0][len("passed") :]
            yield from told[1:]
        if groups:
            yield ""


def _version(cluster: Cluster) -> list[str]:
    """ "Kafka 3.9"; empty where no Kafka node is described."""
    version = nodes.kafka_version(cluster)
    if version.is_known:
        return [f"Kafka {visible(version.data)}"]
    return ["Kafka version not known"] if version.is_unknown else []


def _members(cluster: Cluster) -> list[str]:
    """ "3 brokers", "3 ZooKeeper servers"; empty where no node is described.

    A platform that decides by itself how many brokers it runs has one node that stands for all.
    """
    brokers, controllers = nodes.brokers(cluster), nodes.controllers(cluster)
    combined = {id(node) for node in brokers} & {id(node) for node in controllers}
    zookeepers = nodes.zookeepers(cluster)
    members = []
    decides = cluster.managed is not None and cluster.managed.brokers.is_absent
    numbers = [] if decides and len(brokers) == 1 else [nodes.copies(node) for node in brokers]
    if any(not number.is_known for number in numbers):
        members.append("number of brokers not known")
    elif numbers:
        kind = "broker and controller" if len(combined) == len(brokers) else "broker"
        kinds = "brokers and controllers" if len(combined) == len(brokers) else "brokers"
        members.append(plural(sum(number.data for number in numbers), kind, kinds))
    if len(controllers) > len(combined) or (combined and len(combined) < len(brokers)):
        members.append(plural(len(controllers), "controller"))
    if zookeepers:
        members.append(plural(len(zookeepers), "ZooKeeper server"))
    return members
