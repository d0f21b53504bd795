"""What kafkalint says keeps a node from starting, against what Kafka itself says.

Kafka's config classes are asked about every configuration, several versions in turn; a sample is
really started. kafkalint claims that a node does not start by a critical finding of one of
`RULES`. A claim that Kafka does not bear out is a false alarm, of which there may be none; a
refusal that kafkalint does not foresee is a miss, of which there may be few.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import Say, kafka_of
from harness.archive import CLUSTER_ID
from harness.host import Hosting
from harness.installation import Kafka
from harness.ports import free_port
from harness.releases import ASKED_ALONE, LAST_WITH_ZOOKEEPER, NEWEST, Release
from startups import PLAIN, Case, cases

from kafkalint import audit, catalogue
from kafkalint.findings import Report, Severity

_MAP = "listener.security.protocol.map"
LEAST_AGREEMENT = 0.98
SECONDS = 120
STARTED = 12  # of the configurations that are taken, for each version that is started

RULES = frozenset(
    """
    advertised-listener-unusable inter-broker-listener-invalid invalid-value listener-map-invalid
    node-id-duplicate quorum-config-invalid sasl-mechanism-mismatch zookeeper-mode-deprecated
    """.split()
)
"""Rules that may say so; those that are not there are not asked."""

OF_SOMETHING_ELSE = {
    "advertised-listener-unusable": (
        r"(?!.*Kafka refuses)",
        "an address that leads nowhere is no reason not to start, but for 0.0.0.0",
    ),
    "quorum-config-invalid": (
        r".*its voter entry names port",
        "the node starts, and its quorum does not elect",
    ),
    "sasl-mechanism-mismatch": (
        r".*sasl\.mechanism\.controller\.protocol",
        "the node starts, and controllers turn each other away",
    ),
}
"""Findings of these rules that are right and speak of no start, and why."""

NOT_CLAIMED = (
    (
        "",
        r"Missing (required )?configuration [`\"](node\.id|process\.roles|zookeeper\.connect)",
        "a file that does not say which node it is gets the rest when it starts (--override)",
    ),
    ("", r"Duplicate role names", "a role that is written twice: seen nowhere"),
)
"""What kafkalint leaves to others: until the named rule is there, Kafka's words, and why."""


def claims(report: Report) -> list[str]:
    """The findings that say that the node does not start."""
    return [
        f"{finding.rule.id}: {finding.message}"
        for finding in report.findings
        if finding.severity is Severity.CRITICAL
        and not re.match(OF_SOMETHING_ELSE.get(finding.rule.id, (r"(?!)", ""))[0], finding.message)
    ]


def is_left_to_others(refusal: str, case: Case, rules: frozenset[str]) -> bool:
    """Whether kafkalint says nothing of this refusal, by what `NOT_CLAIMED` explains."""
    words = refusal.partition(": ")[2]
    return any(rule not in rules and re.match(pattern, words) for rule, pattern, _ in NOT_CLAIMED)


@dataclass
class Trial(Hosting):
    """Where Kafka and kafkalint agreed, and where they did not, for one version."""

    kafka: Kafka
    folder: Path
    rules: frozenset[str]
    agreed: Counter[str] = field(default_factory=Counter)  # "starts" and "is refused"
    left: int = 0
    false_alarms: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)

    def judge(self, cases: Sequence[Case]) -> Iterator[Case]:
        """Ask both about all; gives those that Kafka takes."""
        refusals = self.host.refusals(case.text() for case in cases)
        for case, refusal in zip(cases, refusals, strict=True):
            if not self._judge(case, refusal):
                yield case

    def _judge(self, case: Case, refusal: str) -> str:
        """Ask kafkalint about one as well; gives what Kafka has against it in the end."""
        write(self.folder, case.text())
        claimed = claims(audit_of(self.folder, self.kafka.release, self.rules))
        if claimed and not refusal and self.kafka.release.is_at_least("4.0"):
            refusal = self.format(here(case, self.folder / "formatted"))
        if bool(refusal) == bool(claimed):
            self.agreed["is refused" if refusal else "starts"] += 1
        elif claimed:
            self.false_alarms.append(f"{case.name}: {claimed}")
        elif is_left_to_others(refusal, case, self.rules):
            self.left += 1
        else:
            self.misses.append(f"{case.name}: {refusal}")
        return refusal

    def start(self, case: Case) -> str:
        """Start a node with the configuration here; gives why it does not start, and ends it."""
        data = self.folder / f"data-{len(self.started)}"
        self.started.append(case.name)
        placed = here(case, data)
        refusal = self.format(placed)
        refusal = refusal or self.host.ask("start", write(self.folder, placed.text()), SECONDS)
        if refusal:
            self.host.kill()
        else:
            self.host.must("stop", SECONDS)
        return refusal

    def format(self, case: Case) -> str:
        """Make the node's storage, which comes before its start; gives why that is refused."""
        file = write(self.folder, case.text())
        return self.host.ask("format", "-t", CLUSTER_ID, "-c", file, "--ignore-formatted")

    @property
    def rate(self) -> float:
        agreed = self.agreed.total()
        return agreed / (agreed + len(self.false_alarms) + len(self.misses))

    def __str__(self) -> str:
        return (
            f"Kafka {self.kafka.release}: of {self.agreed.total() + len(self.misses)} "
            f"configurations {self.agreed['starts']} are taken and {self.agreed['is refused']} "
            f"are refused as kafkalint says ({self.rate:.2%}), {len(self.misses)} refusals are "
            f"not foreseen, {self.left} are left to other rules; {len(self.false_alarms)} false "
            f"alarms; {len(self.started)} were really started"
        )


def write(folder: Path, text: str) -> Path:
    file = folder / "server.properties"
    file.write_text(text, encoding="latin-1")
    return file


def audit_of(folder: Path, release: Release, rules: frozenset[str]) -> Report:
    """What kafkalint says of the folder's server.properties."""
    options = audit.Options(kafka_version=release.minor, select=tuple(sorted(rules)))
    return audit.audit_paths([str(folder / "server.properties")], options)


def here(case: Case, data: Path) -> Case:
    """The same with free ports and a folder that can be written."""
    ports = {port: str(free_port()) for port in ("9092", "9093", "9094", "9095")}
    settings = {
        key: re.sub(r":(909[2-5])\b", lambda match: f":{ports[match[1]]}", text)
        for key, text in case.settings.items()
    }
    folders = {"log.dirs": str(data), "metadata.log.dir": f"{data}-metadata"}
    moved = {key: folder for key, folder in folders.items() if key in settings}
    return Case(case.name, {**settings, **moved})


def can_stand_here(case: Case) -> bool:
    """Whether it is a whole cluster by itself, on this machine alone, without logins."""
    plain, text = PLAIN["combined"], case.settings.get("listeners", "")
    same = all(
        case.settings.get(key) == plain[key]
        for key in ("process.roles", "controller.quorum.voters", "node.id")
    )
    return same and not re.search(r"example|_|\[|SASL", f"{text} {case.settings.get(_MAP)}")


@pytest.fixture(scope="module")
def rules() -> frozenset[str]:
    """Those of `RULES` that are there."""
    return frozenset(rule.id for rule in catalogue.load((), (), ())) & RULES


@pytest.fixture(params=[NEWEST, LAST_WITH_ZOOKEEPER, *ASKED_ALONE], ids=str, scope="module")
def trial(
    request: pytest.FixtureRequest, folder: Path, rules: frozenset[str], say: Say
) -> Iterator[Trial]:
    release: Release = request.param
    kafka = kafka_of(release)
    own = folder / str(release)
    own.mkdir()
    with closing(Trial(kafka, own, rules)) as trial:
        yield trial
    say(str(trial))
    for miss in trial.misses:
        say(f"  not foreseen: {miss}")


def test_kafka_agrees(trial: Trial) -> None:
    taken = [*trial.judge([*cases(trial.kafka.release)])]
    assert not trial.false_alarms
    assert trial.rate >= LEAST_AGREEMENT, trial.misses
    if not trial.kafka.release.is_started:
        return
    fitting = [case for case in taken if can_stand_here(case)]
    for case in random.Random(1).sample(fitting, STARTED):
        assert trial.start(case) == ""
