"""What an audit says: findings, what stayed undecided, what passed, and notices."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from kafkalint.record import NamedTuple, Record, field
from kafkalint.values import Origin

if TYPE_CHECKING:
    from kafkalint.model import Cluster
    from kafkalint.rule import Rule


ENVIRONMENTS = ("production", "test", "development", "large-scale")
"""What a deployment can be for."""


class Severity(IntEnum):
    """How bad a finding is; larger is worse."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = ("", "low", "medium", "high", "critical")


class Finding(NamedTuple):
    """A rule that a subject of a cluster fails.

    `locations` are the origins of just the values that decided it, the primary one first.
    `message` and `fix` are ready to print; secrets in them are hidden already.
    `suppressed` is the justification of an inline suppression, None where there is none.
    """

    rule: Rule
    severity: Severity
    cluster: Cluster
    subject: str  # "topic orders", "broker kafka1"
    message: str
    fix: str
    locations: tuple[Origin, ...]
    identity: str  # what it is told by from one run to the next: nothing that moves with lines
    suppressed: str | None = None
    new: bool = True

    @property
    def fingerprint(self) -> str:
        """The identity in 32 hexadecimal digits, for programs."""
        from hashlib import sha256  # loads OpenSSL, which people's reports can do without

        return sha256(self.identity.encode()).hexdigest()[:32]


class Undecided(NamedTuple):
    """A rule that could not be decided for a subject, why, and what was unknown."""

    rule: Rule
    cluster: Cluster
    subject: str
    reason: str
    locations: tuple[Origin, ...]


class Passed(NamedTuple):
    """A rule that holds for a subject."""

    rule: Rule
    cluster: Cluster
    subject: str


class Notice(NamedTuple):
    """Something the reader should know that is no finding.

    `kind`: "unreadable" (a Kafka file that could not be read: the audit is incomplete),
    "skipped" (left out on purpose, and why), "unresolved", "permission".
    """

    kind: str
    path: str
    line: int
    message: str


class Report(Record):
    """Everything one run says. `environment` is the one judged, `chosen_by` how it was chosen."""

    environment: str
    chosen_by: str  # "--env", "the config", "default"
    clusters: tuple[Cluster, ...] = ()
    findings: tuple[Finding, ...] = ()  # most severe first within each cluster; suppressed included
    undecided: tuple[Undecided, ...] = ()
    passed: tuple[Passed, ...] = ()
    notices: tuple[Notice, ...] = ()
    rules_judged: int = 0
    estimate: bool = False  # it says what a month costs
    texts: dict[str, str] = field(default_factory=dict)  # path to content, for showing source lines

    @property
    def active(self) -> tuple[Finding, ...]:
        """The findings that count: not suppressed, and new where a baseline is in use."""
        return tuple(f for f in self.findings if f.suppressed is None and f.new)

    @property
    def incomplete(self) -> bool:
        """Nothing to check was found, or a Kafka file could not be read."""
        return not self.clusters or any(
            notice.kind in ("unreadable", "permission") for notice in self.notices
        )
