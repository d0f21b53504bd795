"""The engine: verdicts, severities, what yields to what, where findings point, suppressions."""

from __future__ import annotations

from typing import Any

import pytest

from kafkalint import engine, facts
from kafkalint.errors import RuleError
from kafkalint.findings import Finding, Severity
from kafkalint.model import Cluster, Entity, Listener, Node, Topic
from kafkalint.rule import Rule
from kafkalint.values import Origin, Provenance, Span, Value, absent, unknown

FILE = "compose.yml"
HEAD = """id: {id}
title: Too few partitions to go round
severity: {severity}
for: {kind}
{extra}require: {require}
message: "{message}"
why: |
  Fewer partitions than consumers leave consumers idle.
fix: Give {{topic.name}} six partitions.
"""


@pytest.fixture(scope="module", autouse=True)
def _facts() -> None:
    facts.load()


def rule(
    require: str = "topic.partitions >= 6",
    name: str = "too-few-partitions",
    severity: str = "{production: high, test: medium, development: off}",
    kind: str = "topic",
    message: str = "{topic.name} has {topic.partitions} partitions",
    **extra: str,
) -> Rule:
    lines = "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in extra.items())
    text = HEAD.format(
        id=name, severity=severity, kind=kind, extra=lines, require=require, message=message
    )
    if kind != "topic":
        text = text.replace("{topic.name}", "them")
    return Rule(f"rules/topics/{name}.yaml", "topics", text)


def at(line: int, logical: str = "") -> Origin:
    return Origin(FILE, Span(line, 7, line, 20), logical)


def topic(name: str, partitions: Value[int], line: int = 1) -> Topic:
    return Topic(name, at(line), partitions=partitions)


def written(data: Any, line: int) -> Value[Any]:
    return Value(data, (at(line),))


def cluster(*topics: Topic, nodes: tuple[Node, ...] = ()) -> Cluster:
    return Cluster("main", at(1), id="compose.yml#kafka", nodes=nodes, declared_topics=topics)


def judge(
    *rules: Rule, of: Cluster, environment: str = "production", texts: dict[str, str] | None = None
) -> engine.Judgement:
    return engine.judge([of], rules, environment, (texts or {}).get)


ORDERS = cluster(topic("orders", written(3, 5)))
MANY = cluster(topic("orders", written(12, 5)))
OPEN = cluster(topic("orders", unknown("${PARTITIONS} is not resolved", at(5))))


class TestVerdicts:
    def test_what_is_required_and_holds_passes(self) -> None:
        judgement = judge(rule(), of=MANY)
        assert (judgement.findings, judgement.undecided) == ([], [])
        assert [passed.subject for passed in judgement.passed] == ["topic orders"]

    def test_what_does_not_hold_is_a_finding(self) -> None:
        (finding,) = judge(rule(), of=ORDERS).findings
        assert finding.rule.id == "too-few-partitions"
        assert finding.severity is Severity.HIGH
        assert finding.subject == "topic orders"
        assert finding.message == "orders has 3 partitions"
        assert finding.fix == "Give orders six partitions."
        assert finding.locations == (at(5),)

    def test_what_is_not_known_is_undecided(self) -> None:
        judgement = judge(rule(), of=OPEN)
        assert (judgement.findings, judgement.passed) == ([], [])
        (undecided,) = judgement.undecided
        assert undecided.reason == "${PARTITIONS} is not resolved"
        assert undecided.locations == (at(5),)
        assert undecided.subject == "topic orders"

    @pytest.mark.parametrize(
        ("when", "require", "expected"),
        [
            ("false", "false", "not applicable"),
            ("false", "topic.partitions > 1", "not applicable"),
            ("true", "true", "passed"),
            ("true", "false", "failed"),
            ("true", "topic.partitions > 1", "undecided"),
            ("topic.partitions > 1", "true", "passed"),
            ("topic.partitions > 1", "false", "undecided"),
            ("topic.partitions > 1", "topic.partitions > 2", "undecided"),
        ],
    )
    def test_kleene(self, when: str, require: str, expected: str) -> None:
        judgement = judge(rule(require, when=when), of=OPEN)
        counts = [len(judgement.passed), len(judgement.findings), len(judgement.undecided)]
        assert (
            counts
            == {
                "not applicable": [0, 0, 0],
                "passed": [1, 0, 0],
                "failed": [0, 1, 0],
                "undecided": [0, 0, 1],
            }[expected]
        )

    def test_absent_is_not_false(self) -> None:
        nothing = cluster(topic("orders", absent(at(4))))
        (undecided,) = judge(rule("topic.partitions > 2"), of=nothing).undecided
        assert undecided.reason == "not set"

    def test_a_field_that_does_not_exist_is_a_mistake_in_the_rule(self) -> None:
        with pytest.raises(RuleError, match="Topic has no 'partition'; did you mean 'partitions'"):
            judge(rule("topic.partition > 2"), of=ORDERS)

    def test_a_kind_that_does_not_exist_is_a_mistake_in_the_rule(self) -> None:
        with pytest.raises(RuleError, match="there is no kind 'queue'"):
            judge(rule("true", kind="queue", message="none of this"), of=ORDERS)


class TestSeverity:
    def test_follows_the_environment(self) -> None:
        found = {
            name: [finding.severity for finding in judge(rule(), of=ORDERS, environment=name)[0]]
            for name in ("production", "test", "development", "large-scale")
        }
        assert found == {
            "production": [Severity.HIGH],
            "test": [Severity.MEDIUM],
            "development": [],
            "large-scale": [Severity.HIGH],
        }

    def test_off_means_not_judged(self) -> None:
        assert judge(rule(), of=MANY, environment="development").passed == []

    def escalating(self, *cases: str) -> Rule:
        text = "\n" + "\n".join(cases)
        return rule(escalate=text)

    def test_the_first_escalation_that_holds_counts(self) -> None:
        escalating = self.escalating(
            "  - when: topic.partitions == 99",
            "    severity: {production: low}",
            "  - when: topic.partitions < 4",
            "    severity: {production: critical}",
            "  - when: topic.partitions < 5",
            "    severity: {production: medium}",
        )
        (finding,) = judge(escalating, of=ORDERS).findings
        assert finding.severity is Severity.CRITICAL

    def test_environments_that_it_does_not_name_stay_as_they_are(self) -> None:
        escalating = self.escalating(
            "  - when: true", "    severity: {production: critical, development: low}"
        )
        found = {
            name: judge(escalating, of=ORDERS, environment=name).findings[0].severity
            for name in ("production", "test", "development", "large-scale")
        }
        assert found == {
            "production": Severity.CRITICAL,
            "test": Severity.MEDIUM,
            "development": Severity.LOW,
            "large-scale": Severity.CRITICAL,
        }

    def test_it_may_switch_a_finding_off(self) -> None:
        escalating = self.escalating("  - when: true", "    severity: {production: off}")
        assert judge(escalating, of=ORDERS).findings == []

    def test_an_unknown_escalation_does_not_hold(self) -> None:
        escalating = self.escalating(
            "  - when: topic.replicas > 1", "    severity: {production: critical}"
        )
        (finding,) = judge(escalating, of=ORDERS).findings
        assert finding.severity is Severity.HIGH


class TestLocations:
    def test_without_evidence_in_require_what_when_read_counts(self) -> None:
        (finding,) = judge(rule("false", when="topic.partitions < 6"), of=ORDERS).findings
        assert finding.locations == (at(5),)

    def test_without_any_evidence_the_subject_counts(self) -> None:
        (finding,) = judge(rule("false"), of=ORDERS).findings
        assert finding.locations == (at(1),)

    def test_a_default_says_where_it_comes_from(self) -> None:
        defaulted = Value(1, (at(1),), Provenance.KAFKA, "Kafka 4.1 defaults to 1")
        (finding,) = judge(rule(), of=cluster(topic("orders", defaulted))).findings
        assert finding.message == "orders has 1 partitions (not set; Kafka 4.1 defaults to 1)"

    def test_a_defaulted_setting_is_named(self) -> None:
        node = Node("kafka", at(2), version=Value("4.1"))
        (finding,) = judge(
            rule('broker["min.insync.replicas"] > 1', kind="broker", message="{broker.name} bad"),
            of=cluster(nodes=(node,)),
        ).findings
        assert finding.message == (
            "kafka bad (min.insync.replicas is not set; Kafka 4.1 defaults to 1)"
        )
        assert finding.locations == (at(2),)

    def test_secrets_are_hidden(self) -> None:
        secret = Value("s3cret", (at(3),), sensitive=True)
        node = Node("kafka", at(2), settings={"ssl.key.password": secret})
        (finding,) = judge(
            rule(
                'broker["ssl.key.password"] == null',
                kind="broker",
                message="{broker['ssl.key.password']} is short",
            ),
            of=cluster(nodes=(node,)),
        ).findings
        assert finding.message == "‹hidden› is short"


class TestOneFindingForOnePlace:
    """Three brokers that take a value from one anchor have one finding."""

    shared = cluster(
        *(
            topic(name, Value(3, (at(5), at(line))), line)
            for name, line in (("orders", 10), ("bills", 20), ("returns", 30))
        )
    )

    def test_subjects_are_listed(self) -> None:
        (finding,) = judge(rule(), of=self.shared).findings
        assert finding.subject == "topics orders, bills, returns"
        assert finding.message == "orders, bills, returns has 3 partitions"
        assert finding.locations == (at(5), at(10), at(20), at(30))

    def test_undecided_ones_too(self) -> None:
        open_ones = cluster(*(topic(name, unknown("${P}", at(5))) for name in ("a", "b")))
        (undecided,) = judge(rule(), of=open_ones).undecided
        assert undecided.subject == "topics a, b"

    def test_different_severities_stay_apart(self) -> None:
        one = rule(
            escalate="\n  - when: topic.name == 'orders'\n    severity: {production: critical}"
        )
        assert [finding.subject for finding in judge(one, of=self.shared).findings] == [
            "topic orders",
            "topics bills, returns",
        ]


class TestYielding:
    def yielding(self, to: str) -> Rule:
        return rule(
            "topic.partitions > 9", "below-ten", message="{topic.name} small", yields_to=f"[{to}]"
        )

    def test_silent_where_the_other_speaks_of_the_same_subject(self) -> None:
        both = cluster(topic("orders", written(3, 5)), topic("bills", written(7, 6)))
        findings = judge(self.yielding("too-few-partitions"), rule(), of=both).findings
        assert [(finding.rule.id, finding.subject) for finding in findings] == [
            ("too-few-partitions", "topic orders"),
            ("below-ten", "topic bills"),
        ]

    def test_speaks_where_the_other_is_not_judged(self) -> None:
        findings = judge(self.yielding("too-few-partitions"), of=ORDERS).findings
        assert [finding.rule.id for finding in findings] == ["below-ten"]

    def test_a_cluster_yields_to_a_finding_on_any_of_its_parts(self) -> None:
        whole = rule(
            "size(cluster.declared_topics) > 5",
            "few-topics",
            kind="cluster",
            message="too few topics",
            yields_to="[too-few-partitions]",
        )
        findings = judge(whole, rule(), of=ORDERS).findings
        assert [finding.rule.id for finding in findings] == ["too-few-partitions"]

    def test_parts_yield_to_a_finding_on_the_cluster(self) -> None:
        whole = rule(
            "size(cluster.declared_topics) > 5", "few-topics", kind="cluster", message="few topics"
        )
        findings = judge(self.yielding("few-topics"), whole, of=ORDERS).findings
        assert [finding.rule.id for finding in findings] == ["few-topics"]

    def test_a_suppressed_finding_has_spoken(self) -> None:
        texts = {FILE: "# kafkalint: ignore-file[too-few-partitions] measured"}
        findings = judge(
            self.yielding("too-few-partitions"), rule(), of=ORDERS, texts=texts
        ).findings
        assert [(finding.rule.id, finding.suppressed) for finding in findings] == [
            ("too-few-partitions", "measured")
        ]


class TestFingerprints:
    def one(self, line: int, logical: str = "") -> Finding:
        origin = at(line, logical)
        return judge(rule(), of=cluster(topic("orders", Value(3, (origin,))))).findings[0]

    def test_do_not_depend_on_lines(self) -> None:
        assert self.one(5).fingerprint == self.one(50).fingerprint

    def test_depend_on_the_logical_place(self) -> None:
        assert self.one(5, "services.a").fingerprint != self.one(5, "services.b").fingerprint

    def test_are_unique(self) -> None:
        twins = cluster(topic("orders", written(3, 5)), topic("orders", written(3, 6)))
        first, second = judge(rule(), of=twins).findings
        assert first.fingerprint != second.fingerprint

    def test_of_a_group_are_those_of_its_first(self) -> None:
        pair = cluster(topic("orders", written(3, 5)), topic("bills", written(3, 5)))
        assert judge(rule(), of=pair).findings[0].fingerprint == self.one(5).fingerprint


class TestSuppression:
    def suppressed(self, *lines: str) -> str | None:
        return judge(rule(), of=ORDERS, texts={FILE: "\n".join(lines)}).findings[0].suppressed

    def test_on_the_line(self) -> None:
        line = "partitions: 3  # kafkalint: ignore[too-few-partitions] one consumer"
        assert self.suppressed("", "", "", "", line) == "one consumer"

    def test_on_a_comment_line_above(self) -> None:
        comment = "  # kafkalint: ignore[other, too-few-partitions] one consumer"
        assert self.suppressed("", "", "", comment, "partitions: 3") == "one consumer"

    def test_among_several_comment_lines_above(self) -> None:
        lines = ["", "", "# kafkalint: ignore[too-few-partitions] yes", "# another comment", "x"]
        assert self.suppressed(*lines) == "yes"

    def test_not_for_the_line_below_a_line_of_its_own(self) -> None:
        above = "replicas: 3  # kafkalint: ignore[too-few-partitions] that one"
        assert self.suppressed("", "", "", above, "partitions: 3") is None

    def test_for_the_whole_file(self) -> None:
        assert self.suppressed("// kafkalint: ignore-file[too-few-partitions] demo") == "demo"

    def test_in_a_comment_that_is_closed(self) -> None:
        assert self.suppressed("/* kafkalint: ignore-file[too-few-partitions] demo */") == "demo"

    def test_without_a_reason(self) -> None:
        line = "x # kafkalint: ignore[too-few-partitions]"
        assert self.suppressed("", "", "", "", line) == "no reason given"

    @pytest.mark.parametrize("name", ["topics", "*"])
    def test_by_group_or_altogether(self, name: str) -> None:
        assert self.suppressed(f"# kafkalint: ignore-file[{name}] demo") == "demo"

    def test_of_another_rule_is_none_of_its_business(self) -> None:
        assert self.suppressed("# kafkalint: ignore-file[min-isr-too-low] demo") is None

    def test_elsewhere_in_the_file_is_none_either(self) -> None:
        assert self.suppressed("# kafkalint: ignore[too-few-partitions] demo", "", "x") is None


@pytest.mark.parametrize(
    ("kind", "subject", "expected"),
    [
        ("topic", Topic("orders", at(1)), "topic orders"),
        ("topic", Topic("topics that set nothing", at(1)), "topics that set nothing"),
        ("broker", Node("broker1", at(1)), "broker broker1"),
        ("quorum", Entity("the ZooKeeper ensemble", at(1)), "the ZooKeeper ensemble"),
        (
            "listener",
            Listener("SSL", at(1), node=Node("kafka1", at(1))),
            "listener SSL of kafka1",
        ),
    ],
)
def test_subjects_are_named_by_their_kind(kind: str, subject: Entity, expected: str) -> None:
    assert engine.describe(kind, subject) == expected


def test_findings_come_most_severe_first_then_by_place() -> None:
    many = cluster(*(topic(f"t{line}", written(3, line)) for line in (9, 8)))
    mild = rule(
        "topic.partitions > 4",
        "a-mild-one",
        severity="{production: low, test: low, development: low}",
    )
    findings = judge(mild, rule(), of=many).findings
    assert [(finding.rule.id, finding.locations[0].line) for finding in findings] == [
        ("too-few-partitions", 8),
        ("too-few-partitions", 9),
        ("a-mild-one", 8),
        ("a-mild-one", 9),
    ]


def test_environment_and_cluster_are_bound() -> None:
    one = rule("environment != 'production' || size(cluster.nodes) > 0")
    assert len(judge(one, of=ORDERS).findings) == 1
    assert judge(one, of=ORDERS, environment="test").findings == []
