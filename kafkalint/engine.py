"""Clusters and rules to findings, what stayed undecided, and what passed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kafkalint import facts
from kafkalint.expression.errors import ExpressionError
from kafkalint.expression.evidence import Evidence
from kafkalint.expression.expression import Expression, allow_work, environment
from kafkalint.expression.tree import Environment
from kafkalint.findings import Finding, Passed, Severity, Undecided
from kafkalint.model import Cluster, Entity
from kafkalint.record import NamedTuple
from kafkalint.rule import Rule
from kafkalint.suppression import Suppressions
from kafkalint.values import Origin, Value

TextOf = Callable[[str], str | None]


class Judgement(NamedTuple):
    """Findings: most severe first, then by path and line. The others: by cluster and rule."""

    findings: list[Finding]
    undecided: list[Undecided]
    passed: list[Passed]


class _Subject:
    """What rules are judged on: an entity, and the environment in which it is their subject."""

    __slots__ = ("_name", "entity", "environment", "kind")

    def __init__(self, kind: str, entity: Entity, prepared: Environment) -> None:
        self.kind = kind
        self.entity = entity
        self.environment = prepared
        self._name = ""

    @property
    def name(self) -> str:
        """What it is called; most subjects are asked for it by several rules, or by none."""
        if not self._name:
            self._name = describe(self.kind, self.entity)
        return self._name


class _Case(NamedTuple):
    """A rule that fails or is undecided for a subject; `reason` and no severity where undecided."""

    rule: Rule
    subject: _Subject
    evidence: Evidence
    locations: tuple[Origin, ...]
    severity: Severity | None
    reason: str = ""


def judge(
    clusters: Iterable[Cluster],
    rules: Sequence[Rule],
    environment_name: str,
    text_of: TextOf = lambda path: None,
) -> Judgement:
    """Judge every cluster by every rule. `text_of` gives the texts that hold suppressions."""
    by_kind: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.severity.get(environment_name) is not None or rule.may_escalate:
            by_kind.setdefault(rule.kind, []).append(rule)
    judgement = Judgement([], [], [])
    suppressions = Suppressions(text_of)
    for cluster in clusters:
        court = _Court(cluster, environment_name)
        for kind, concerned in by_kind.items():
            court.judge(kind, concerned)
        judgement.passed.extend(court.passed)
        judgement.findings.extend(court.findings(suppressions))
        judgement.undecided.extend(court.undecided())
    judgement.findings.sort(key=_order)
    return judgement


def _order(finding: Finding) -> tuple[int, str, int, str]:
    place = finding.locations[0]
    return (-finding.severity, place.path, place.line, finding.rule.id)


def describe(kind: str, subject: Entity) -> str:
    """What a subject is called: "topic orders", "listener PLAINTEXT of kafka1".

    Names that say what they are stand alone: "the ZooKeeper ensemble", "topics that set nothing".
    """
    own = getattr(subject, "described", None)
    if isinstance(own, str):
        return own
    owner = getattr(subject, "node", None)
    suffix = f" of {owner.name}" if isinstance(owner, Entity) else ""
    name = f"{subject.name}{suffix}"
    return name if name.startswith(("the ", f"{kind}s ", *_TITLES)) else f"{kind} {name}"


_TITLES = ("broker ", "controller ")  # what nodes of a running cluster are called


class _Court:
    """Judges one cluster."""

    def __init__(self, cluster: Cluster, environment_name: str) -> None:
        self._cluster = cluster
        self._name = environment_name
        self._failed: list[_Case] = []
        self._undecided: list[_Case] = []
        self.passed: list[Passed] = []

    def judge(self, kind: str, rules: Sequence[Rule]) -> None:
        """Judge every subject of `kind` by `rules`."""
        try:
            entities = facts.subjects(kind, self._cluster)
        except KeyError:
            raise rules[0].error(("for",), f"there is no kind '{kind}'") from None
        for entity in entities:
            prepared = environment(cluster=self._cluster, environment=self._name)
            prepared[rules[0].variable] = entity
            self._ask(rules, _Subject(kind, entity, prepared))

    def _ask(self, rules: Sequence[Rule], subject: _Subject) -> None:
        """Judge one subject: most rules hold or do not apply, which has to cost next to nothing."""
        prepared, passed = subject.environment, self.passed
        for rule in rules:
            allow_work(prepared)
            when = rule.when
            try:
                applies = True if when is None else when.run(prepared)
                if applies is False:
                    continue
                holds = rule.require.run(prepared)
                if holds is True:
                    passed.append(Passed(rule, self._cluster, subject.name))
                elif applies is True and holds is False:
                    self._fail(rule, subject)
                elif rule.severity.get(self._name) is not None:
                    asked = rule.require if applies is True or when is None else when
                    self._leave(rule, subject, asked, holds if asked is rule.require else applies)
            except ExpressionError as mistake:
                rule.check()
                raise rule.error(("require",), mistake.message) from None

    def _fail(self, rule: Rule, subject: _Subject) -> None:
        prepared = subject.environment
        severity = rule.severity.get(self._name)
        for escalation in rule.escalations:
            allow_work(prepared)
            if escalation.when.run(prepared) is True:
                severity = escalation.severity.get(self._name, severity)
                break
        if severity is None:
            return
        evidence = rule.require.evidence(prepared)
        locations = evidence.origins
        if not locations and rule.when is not None:
            locations = rule.when.evidence(prepared).origins
        locations = locations or (subject.entity.anchor,)
        self._failed.append(_Case(rule, subject, evidence, locations, severity))

    def _leave(self, rule: Rule, subject: _Subject, asked: Expression, unknown: object) -> None:
        evidence = asked.evidence(subject.environment)
        reason = unknown.reason if isinstance(unknown, Value) and unknown.reason else "not set"
        locations = evidence.origins or (subject.entity.anchor,)
        self._undecided.append(_Case(rule, subject, evidence, locations, None, reason))

    def findings(self, suppressions: Suppressions) -> list[Finding]:
        """The failures that no other rule speaks for, those of one place as one."""
        said = _Said(self._failed)
        kept = [case for case in self._failed if not said.already(case)]
        ordinals: dict[str, int] = {}
        return [self._finding(cases, ordinals, suppressions) for cases in _by_place(kept)]

    def undecided(self) -> list[Undecided]:
        """What stayed undecided, that of one place and reason as one."""
        return [
            Undecided(
                cases[0].rule, self._cluster, _subjects(cases), cases[0].reason, _locations(cases)
            )
            for cases in _by_place(self._undecided)
        ]

    def _finding(
        self, cases: list[_Case], ordinals: dict[str, int], suppressions: Suppressions
    ) -> Finding:
        first = cases[0]
        rule, place = first.rule, first.locations[0]
        environments = [case.subject.environment for case in cases]
        message = rule.message.render(environments)
        if reasons := _reasons(cases):
            message = f"{message} ({'; '.join(reasons)})"
        mark = "\n".join((rule.id, self._cluster.id, first.subject.name, place.path, place.logical))
        ordinal = ordinals[mark] = ordinals.get(mark, 0) + 1
        return Finding(
            rule=rule,
            severity=first.severity or Severity.LOW,
            cluster=self._cluster,
            subject=_subjects(cases),
            message=message,
            fix=rule.fix_template.render(environments).strip(),
            locations=_locations(cases),
            identity=f"{mark}\n{ordinal}",
            suppressed=suppressions.reason(rule.id, rule.group, place.path, place.line),
        )


class _Said:
    """Which rules have a finding on which subject, for `yields-to`."""

    def __init__(self, cases: Iterable[_Case]) -> None:
        self._subjects: dict[str, set[int]] = {}
        self._of_cluster: set[str] = set()
        for case in cases:
            self._subjects.setdefault(case.rule.id, set()).add(id(case.subject.entity))
            if isinstance(case.subject.entity, Cluster):
                self._of_cluster.add(case.rule.id)

    def already(self, case: _Case) -> bool:
        """A rule that `case`'s rule yields to has a finding on its subject or on the cluster."""
        entity = case.subject.entity
        for other in case.rule.yields_to:
            subjects = self._subjects.get(other)
            if subjects is None:
                continue
            owner = getattr(entity, "node", None)
            if (
                isinstance(entity, Cluster)
                or other in self._of_cluster
                or id(entity) in subjects
                or id(owner) in subjects
            ):
                return True
        return False


def _by_place(cases: Iterable[_Case]) -> Iterable[list[_Case]]:
    """Cases of one rule, severity and reason whose primary location is the same."""
    groups: dict[tuple[object, ...], list[_Case]] = {}
    for case in cases:
        place = case.locations[0]
        key = (case.rule.id, int(case.severity or 0), case.reason, place.path)
        groups.setdefault((*key, place.span or place.logical), []).append(case)
    return groups.values()


def _subjects(cases: Sequence[_Case]) -> str:
    if len(cases) == 1:
        return cases[0].subject.name
    kind = cases[0].rule.kind
    texts = list(dict.fromkeys(case.subject.name for case in cases))
    if len(texts) == 1:
        return texts[0]
    word = f"{kind} "
    if not all(text.startswith(word) for text in texts):
        return ", ".join(texts)
    plural = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
    return f"{plural} {', '.join(text.removeprefix(word) for text in texts)}"


def _locations(cases: Sequence[_Case]) -> tuple[Origin, ...]:
    if len(cases) == 1:
        return cases[0].locations
    return tuple(dict.fromkeys(origin for case in cases for origin in case.locations))


def _reasons(cases: Sequence[_Case]) -> dict[str, None]:
    if len(cases) == 1:
        return cases[0].evidence.reasons
    return dict.fromkeys(reason for case in cases for reason in case.evidence.reasons)
