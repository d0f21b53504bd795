"""What a cluster did not tell, as notices of the report."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.findings import Notice
from kafkalint.live.snapshot import Refusal, Snapshot

_KINDS = {"permission": "permission", "version": "skipped"}


def of(snapshot: Snapshot) -> tuple[Notice, ...]:
    """A notice for each refusal; what is refused or failed makes the audit incomplete."""
    notices = [
        Notice(_KINDS.get(each.kind, "unreadable"), "", 0, _words(each))
        for each in snapshot.refusals
    ]
    return tuple(dict.fromkeys([*notices, *_unfinished(snapshot)]))


def _unfinished(snapshot: Snapshot) -> Iterator[Notice]:
    if not snapshot.complete and not snapshot.refusals:
        yield Notice("unreadable", "", 0, "the cluster was not read to its end")


def _words(refusal: Refusal) -> str:
    error = f": {refusal.error}" if refusal.error else ""
    if refusal.kind == "permission":
        needs = f"; it needs {refusal.needs}" if refusal.needs else ""
        words = " " in refusal.error  # else it is a name of Kafka's
        said = refusal.error if words else f"{refusal.call} is not allowed"
        return f"{refusal.scope}: {said}{needs}"
    if refusal.kind == "version":
        return f"{refusal.scope}: {refusal.call} needs {refusal.needs or 'a newer Kafka'}"
    if refusal.kind == "timeout":
        return f"{refusal.scope}: {refusal.call} was not answered in time"
    return f"{refusal.scope}: {refusal.call} failed{error}"
