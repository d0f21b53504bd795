"""What kafkalint says of values, against what Kafka's own config classes say of them.

Every key of a release is given dozens of values, alone; and keys that Kafka holds against each
other are given values together. A refusal that kafkalint does not foresee is a miss, a claim that
Kafka does not bear out is a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from conftest import Say, kafka_of
from harness.host import Host
from harness.installation import Kafka
from harness.releases import ASKED_ALONE, LAST_WITH_ZOOKEEPER, NEWEST, Release
from startups import Case
from test_does_it_start import RULES, Trial, audit_of, claims, write
from values import START, alone, together

from kafkalint.kafka import settings, validation

LIMITS = (
    (r".*Class \S+\.\S+ could not be found", "a class may lie in a jar beside Kafka's"),
    (r".*must not contain duplicate tag keys", "a tag of racks that is written twice"),
)
"""Kafka's words where kafkalint says nothing, and why."""


@dataclass
class Inquiry:
    """One release and how often the two agreed."""

    kafka: Kafka
    folder: Path
    host: Host
    agreed: int = 0
    refused: int = 0
    left: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, case: Case, refusal: str, claimed: str) -> None:
        self.refused += bool(refusal)
        if bool(refusal) == bool(claimed):
            self.agreed += 1
        else:
            self.wrong.append(f"{case.name}: {refusal or 'taken'}; kafkalint: {claimed or 'fine'}")

    def refusals(self, cases: Iterable[Case]) -> list[str]:
        return self.host.refusals(case.text() for case in cases)

    def claim(self, case: Case) -> str:
        write(self.folder, case.text())
        return "; ".join(claims(audit_of(self.folder, self.kafka.release, RULES)))

    @property
    def rate(self) -> float:
        return self.agreed / (self.agreed + len(self.wrong))


@pytest.fixture(params=[NEWEST, LAST_WITH_ZOOKEEPER, *ASKED_ALONE], ids=str, scope="module")
def kafka(request: pytest.FixtureRequest) -> Kafka:
    release: Release = request.param
    return kafka_of(release)


@pytest.fixture
def inquiry(kafka: Kafka, tmp_path: Path) -> Iterator[Inquiry]:
    with closing(Host(kafka, tmp_path / "log", "-Xmx768m")) as host:
        yield Inquiry(kafka, tmp_path, host)


def test_a_value_alone(inquiry: Inquiry, say: Say) -> None:
    release = inquiry.kafka.release
    asked = [*alone(release)]
    refusals = inquiry.refusals(case for _, case in asked)
    for (key, case), refusal in zip(asked, refusals, strict=True):
        claimed = validation.fault(key, case.settings[key], release.minor)
        if refusal and not claimed:
            claimed = inquiry.claim(case)
        if refusal and not claimed and any(re.match(words, refusal) for words, _ in LIMITS):
            inquiry.left += 1
            continue
        inquiry.note(case, refusal, claimed)
    say(
        f"Kafka {release}: of {inquiry.agreed + len(inquiry.wrong)} values alone "
        f"{inquiry.refused} are refused; kafkalint says the same of {inquiry.rate:.2%}, and "
        f"{inquiry.left} refusals are known limits"
    )
    for line in inquiry.wrong:
        say(f"  {line}")
    assert inquiry.wrong == []


def test_values_together(inquiry: Inquiry, say: Say) -> None:
    release = inquiry.kafka.release
    asked = [*together(release)]
    for case, refusal in zip(asked, inquiry.refusals(asked), strict=True):
        inquiry.note(case, refusal, inquiry.claim(case))
    say(
        f"Kafka {release}: of {inquiry.agreed + len(inquiry.wrong)} sets of values "
        f"{inquiry.refused} are refused; kafkalint says the same of {inquiry.rate:.2%}"
    )
    for line in inquiry.wrong:
        say(f"  {line}")
    assert inquiry.wrong == []


def test_a_setting_that_is_not_there_is_passed_over(inquiry: Inquiry, say: Say) -> None:
    release = inquiry.kafka.release
    missing = [
        key for key in settings.keys("broker") if settings.definition(key, release.minor) is None
    ]
    gone = [*missing, "log.cleanup.interval.mins", "min.insync.replica", "bootstrap.servers"]
    refusals = inquiry.refusals(Case(key, {**START, key: "so what"}) for key in gone)
    assert dict.fromkeys(gone, "") == dict(zip(gone, refusals, strict=True))
    say(f"Kafka {release} passes over {len(gone)} settings that it does not have")


AT_START = (
    {"log.cleaner.min.compaction.lag.ms": "5", "log.cleaner.max.compaction.lag.ms": "2"},
    {"log.cleaner.min.compaction.lag.ms": "5", "log.cleaner.max.compaction.lag.ms": "5"},
    {"remote.log.storage.system.enable": "true"},
    {"metrics.recording.level": "loud"},
    {"metrics.recording.level": "debug"},
    {"authorizer.class.name": "StandardAuthorizer"},
    {"listener.name.plaintext.ssl.client.auth": "maybe"},
    {"listener.name.plaintext.connections.max.reauth.ms": "1h"},
    {"listener.name.plaintext.max.connections": "100"},
    {"listener.name.other.ssl.client.auth": "maybe"},
)
"""Settings that the config classes take, and that a start may refuse."""


def test_what_a_start_finds_out(kafka: Kafka, tmp_path: Path) -> None:
    if not kafka.release.is_started:
        pytest.skip("its config classes alone are asked")
    with closing(Trial(kafka, tmp_path, RULES)) as trial:
        for settings_at_start in AT_START:
            case = Case(str(settings_at_start), {**START, **settings_at_start})
            refusal = trial.start(case)
            write(tmp_path, case.text())
            claimed = claims(audit_of(tmp_path, kafka.release, RULES))
            assert bool(refusal) == bool(claimed), f"{case.name}: {refusal}; kafkalint: {claimed}"
