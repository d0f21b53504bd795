"""One rule: what is required of which subjects, how bad its breach is, and what to say.

Only the head of a rule file (everything before `why:`) is read to judge; the prose and
the examples are read when somebody asks for them.
"""

from __future__ import annotations

from functools import cache, cached_property

from kafkalint import rulefile
from kafkalint.errors import RuleError
from kafkalint.expression import Expression, ExpressionError, Template
from kafkalint.findings import Severity
from kafkalint.record import NamedTuple

SEVERITIES: dict[str, Severity | None] = {
    **{severity.word: severity for severity in Severity},
    "off": None,
}


class Example(NamedTuple):
    """A deployment and what the rule says of it: "good", "bad" or "undecided".

    `files` are names to texts; in a bad one a comment `finding: rule-id` stands on the line
    above each finding. `check` is the file that is checked, "" for all of them. What a running
    cluster is found to be wrong in has no line: `finds` are the logical places of its findings.
    """

    verdict: str
    files: dict[str, str]
    check: str = ""
    environment: str = "production"
    kafka_version: str = ""
    name: str = ""
    finds: tuple[str, ...] = ()


class Escalation(NamedTuple):
    """Other severities, of some environments, for the findings for which `when` holds."""

    when: Expression
    severity: dict[str, Severity | None]


class Rule:
    """A rule file. Expressions are compiled when they are first asked for.

    `kind` is what `for:` says; `group` is the folder; `severity` has every environment, None
    where it is off; `yields_to` are the ids of rules whose finding already says it.
    """

    def __init__(self, path: str, group: str, text: str, built_in: bool = True) -> None:
        """Reads the head of `text`, the content of the file `path`. Raises RuleError."""
        self.path = path
        self.group = group
        self.built_in = built_in
        self._text = text
        head = rulefile.head(path, text, quickly=built_in)
        self._head = head
        self.id: str = head.text("id")
        self.kind: str = head.text("for")
        self.severity = severities(head.mapping("severity"))
        self.yields_to: tuple[str, ...] = head.list("yields-to")

    def __repr__(self) -> str:
        return f"Rule({self.id})"

    def compile(self) -> None:
        """Prepare to judge: done anyway where a rule is first used, for whoever has time now."""
        _ = self.when, self.require

    @cached_property
    def variable(self) -> str:
        """The name of the subject in expressions."""
        return self.kind.replace("-", "_")

    @cached_property
    def title(self) -> str:
        return self._paragraph("title")

    @cached_property
    def when(self) -> Expression | None:
        return self._expression(("when",)) if self._head.text("when") else None

    @cached_property
    def require(self) -> Expression:
        return self._expression(("require",))

    @cached_property
    def message(self) -> Template:
        return self._template("message", self._paragraph("message"))

    @cached_property
    def escalations(self) -> tuple[Escalation, ...]:
        return tuple(
            Escalation(
                self._expression(("escalate", index, "when"), entry["when"]),
                severities(entry["severity"]),
            )
            for index, entry in enumerate(self._head.entries("escalate"))
        )

    @cached_property
    def may_escalate(self) -> bool:
        return bool(self._head.entries("escalate"))

    @cached_property
    def fix_template(self) -> Template:
        return self._template("fix", self.fix)

    @cached_property
    def prose(self) -> rulefile.Mapping:
        """The whole file as plain mappings, lists and texts."""
        return rulefile.whole(self.path, self._text)

    @cached_property
    def why(self) -> str:
        return self._paragraph("why")

    @cached_property
    def fix(self) -> str:
        """What to change, its placeholders not yet filled in."""
        return self._paragraph("fix")

    @cached_property
    def fix_in_general(self) -> str:
        """`fix` for a page that speaks of no deployment: placeholders are told, not filled in."""
        from kafkalint.expression.general import in_general

        return in_general(self.fix_template)

    @property
    def guide(self) -> str:
        """The section of the guide that asks for it, "" where none does."""
        return rulefile.text(self.prose, "guide")

    @property
    def references(self) -> tuple[str, ...]:
        return rulefile.texts(self.prose, "references")

    @property
    def peers(self) -> tuple[str, ...]:
        """Ids of the same check elsewhere: "strimzi/…"."""
        return rulefile.texts(self.prose, "peers")

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        return tuple(_example(entry) for entry in rulefile.entries(self.prose, "examples"))

    def check(self) -> None:
        """Check names, fields and types of every expression. Raises RuleError."""
        from kafkalint import facts
        from kafkalint.expression import checker

        facts.load()
        scope = checker.scope(self.kind, self.variable)
        if scope is None:
            known = ", ".join(checker.kinds())
            raise self.error(("for",), f"there is no kind '{self.kind}'; there are: {known}")
        if self.when is not None:
            self._check(("when",), self.when, scope, "bool")
        self._check(("require",), self.require, scope, "bool")
        for index, escalation in enumerate(self.escalations):
            self._check(("escalate", index, "when"), escalation.when, scope, "bool")
        for key, template in (("message", self.message), ("fix", self.fix_template)):
            for expression, offset in template.expressions:
                self._check((key,), expression, scope, "any", offset)

    def error(self, path: rulefile.Path, message: str, start: int = 0, end: int = 0) -> RuleError:
        """A mistake at offsets of the value at `path` in the file, shown there."""
        return rulefile.error(self.path, self._text, path, message, start, end)

    def _paragraph(self, key: str) -> str:
        quick = rulefile.paragraph(self._text, key) if self.built_in else None
        return rulefile.text(self.prose, key) if quick is None else quick

    def _check(
        self,
        path: rulefile.Path,
        expression: Expression,
        scope: object,
        wanted: str,
        offset: int = 0,
    ) -> None:
        from kafkalint.expression import checker

        try:
            checker.check(expression.tree, scope, wanted)  # type: ignore[arg-type]
        except ExpressionError as mistake:
            shifted = mistake.shifted(offset)
            raise self.error(path, shifted.message, shifted.start, shifted.end) from None

    def _expression(self, path: rulefile.Path, text: str | None = None) -> Expression:
        written = self._head.text(str(path[0])) if text is None else text
        try:
            return _compiled(written)
        except ExpressionError as mistake:
            raise self.error(path, mistake.message, mistake.start, mistake.end) from None

    def _template(self, key: str, text: str) -> Template:
        try:
            return Template(text)
        except ExpressionError as mistake:
            raise self.error((key,), mistake.message, mistake.start, mistake.end) from None


@cache
def _compiled(text: str) -> Expression:
    """Many rules apply under the same condition."""
    return Expression(text)


def severities(written: rulefile.Mapping) -> dict[str, Severity | None]:
    """For the environments that are named; `large-scale` is as bad as production unless it is."""
    found = {name: SEVERITIES.get(str(word)) for name, word in written.items()}
    if "large-scale" not in found and "production" in found:
        found["large-scale"] = found["production"]
    return found


_FILE_NAMES = {"compose": "compose.yml", "swarm": "stack.yml"}
_VERDICTS = ("good", "bad", "undecided")


def _example(entry: rulefile.Mapping) -> Example:
    verdict = next(word for word in _VERDICTS if word in entry)
    kind = str(entry[verdict])
    files = entry.get("files")
    texts = (
        {name: str(text) for name, text in files.items()}
        if isinstance(files, dict)
        else {_FILE_NAMES.get(kind, kind): rulefile.text(entry, "text")}
    )
    return Example(
        verdict,
        texts,
        rulefile.text(entry, "check"),
        rulefile.text(entry, "environment") or "production",
        rulefile.text(entry, "kafka-version"),
        rulefile.text(entry, "name"),
        rulefile.texts(entry, "finds"),
    )
