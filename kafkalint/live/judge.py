"""From a snapshot to a report, as from files to one."""

from __future__ import annotations

from kafkalint import catalogue, engine, facts
from kafkalint.audit import Options
from kafkalint.findings import Notice, Report
from kafkalint.live import model
from kafkalint.live.snapshot import Refusal, Snapshot

_PERMANENT = {"permission": "permission", "version": "skipped"}


def report(snapshot: Snapshot, options: Options) -> Report:
    """What is wrong with the cluster that `snapshot` is of; raises UsageError and RuleError."""
    rules = catalogue.load(options.rules_dirs, options.select, options.ignore)
    cluster = model.cluster(snapshot)
    facts.load()
    judgement = engine.judge([cluster], rules, options.environment)
    return Report(
        environment=options.environment,
        chosen_by=options.environment_chosen_by,
        clusters=(cluster,),
        findings=tuple(judgement.findings),
        undecided=tuple(judgement.undecided),
        passed=tuple(judgement.passed),
        notices=notices(snapshot),
        rules_judged=len(rules),
    )


def notices(snapshot: Snapshot) -> tuple[Notice, ...]:
    """What could not be read; a call that this version of Kafka lacks makes nothing incomplete."""
    said = [_notice(refused) for refused in snapshot.refusals]
    if not snapshot.complete and not any(notice.kind == "unreadable" for notice in said):
        said.append(Notice("unreadable", "", 0, "reading the cluster did not come to its end"))
    return tuple(dict.fromkeys(said))


def _notice(refused: Refusal) -> Notice:
    kind = _PERMANENT.get(refused.kind, "unreadable")
    needs = f"; it needs {refused.needs}" if refused.needs else ""
    return Notice(kind, "", 0, f"{refused.call} of {refused.scope}: {refused.error}{needs}")
