"""What a running cluster survives, as a small table, and what would help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kafkalint.facts.losses import Loss, ill_now, losses
from kafkalint.facts.remedies import remedies
from kafkalint.model import Cluster
from kafkalint.reporters.text.paint import Paint, plural, visible

AT_MOST = 3
"""How many losses of a kind that take something have a line of their own."""


class Row(NamedTuple):
    """What is lost, the other columns, and whether everything goes on."""

    cells: tuple[str, str, str, str]
    is_fine: bool


_HEAD = ("lost", "offline", "refuse acks=all", "quorum")
_WORD = {"broker": "broker", "host": "machine", "rack": "rack"}


def lines(cluster: Cluster, paint: Paint) -> Iterator[str]:
    """The table, then the topics that are hit worst, then the cheapest changes."""
    found = _telling(losses(cluster))
    if not found:
        return
    now, partitions = ill_now(cluster), found[0].partitions
    rows = [row for kind in _WORD for row in _rows([each for each in found if each.kind == kind])]
    if now.offline or now.refusing:
        shares = (_share(now.offline, partitions), _share(now.refusing, partitions))
        rows.insert(0, Row(("nothing more", *shares, ""), False))
    yield from _table(rows, paint)
    if cluster.undisclosed_topics:
        yield from paint.wrap(f"of the topics that were shown: {cluster.undisclosed_topics}", 4, 6)
    hit = max(found, key=lambda loss: (loss.offline, loss.refusing))
    if hit.worst:
        yield from paint.wrap(f"hit worst by {_name(hit)}: {_worst(hit)}", 4, 6)
    changes = remedies(cluster)
    if changes:
        yield "    what would help, the cheapest first"
        for change in changes[: 2 * AT_MOST]:
            cost = f" ({plural(change.moves, 'replica')} to copy)" if change.moves else ""
            yield from paint.wrap(f"· {change.text}{cost}", 6, 8)


def _telling(found: Sequence[Loss]) -> list[Loss]:
    """Without machines, where each of them is one broker and takes no more than that."""
    alone = {(each.brokers, each.quorum.data is False) for each in found if each.kind == "broker"}
    machines = [each for each in found if each.kind == "host"]
    if all((each.brokers, each.quorum.data is False) in alone for each in machines):
        return [each for each in found if each.kind != "host"]
    return list(found)


def _rows(found: Sequence[Loss]) -> Iterator[Row]:
    """The losses of one kind that take something, worst first, and one line for all others."""
    worst = sorted(
        (each for each in found if not each.is_harmless),
        key=lambda loss: (loss.quorum.or_else(True), -loss.offline, -loss.refusing),
    )
    for loss in worst[:AT_MOST]:
        yield Row(_cells(_name(loss), loss), False)
    if len(worst) > AT_MOST:
        more = worst[AT_MOST]
        name = f"{len(worst) - AT_MOST} more {_WORD[more.kind]}s, at worst"
        yield Row(_cells(name, more), False)
    fine = [each for each in found if each.is_harmless]
    if fine:
        name = f"any other {_WORD[fine[0].kind]}" if worst else f"any {_WORD[fine[0].kind]}"
        unclear = [each for each in fine if each.quorum.is_unknown]
        uncounted = max(each.uncounted for each in fine)
        refusing = f"0, {uncounted} not known" if uncounted else "0"
        yield Row((name, "0", refusing, _kept((unclear or fine)[0])), True)


def _table(rows: Sequence[Row], paint: Paint) -> Iterator[str]:
    widths = [
        max(map(len, column)) for column in zip(_HEAD, *(row.cells for row in rows), strict=True)
    ]
    yield paint("    " + _row(_HEAD, widths), "dim")
    for row in rows:
        mark = paint("✓", "good") if row.is_fine else paint("✗", "high")
        yield f"  {mark} {_row(row.cells, widths)}"


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "   ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cells(name: str, loss: Loss) -> tuple[str, str, str, str]:
    return (
        name,
        _share(loss.offline, loss.partitions),
        _share(loss.refusing, loss.partitions),
        _kept(loss),
    )


def _name(loss: Loss) -> str:
    return f"{_WORD[loss.kind]} {visible(loss.name)}"


def _share(number: int, partitions: int) -> str:
    return f"{number} of {partitions}" if number else "0"


def _kept(loss: Loss) -> str:
    if not loss.quorum.is_known:
        return "–" if loss.quorum.is_absent else "not known"
    return "kept" if loss.quorum.data else "lost"


def _worst(loss: Loss) -> str:
    shown = [f"{visible(hit.topic)} ({_hit(hit.offline, hit.refusing)})" for hit in loss.worst]
    return ", ".join(shown)


def _hit(offline: int, refusing: int) -> str:
    parts = ([f"{offline} offline"] if offline else []) + (
        [f"{refusing} refusing"] if refusing else []
    )
    return ", ".join(parts)
