"""What images do about a setting, for `kafkalint explain`."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.cli import wording
from kafkalint.kafka import settings
from kafkalint.kafka.images.family import Family
from kafkalint.kafka.images.unasked import Unasked
from kafkalint.reporters.text.paint import Paint, columns

_HIDDEN = "‹hidden›"


def variables(found: Iterable[Unasked], paint: Paint) -> list[str]:
    """Which variable sets it, and in which images."""
    rows: dict[str, list[str]] = {}
    for one in found:
        rows.setdefault(one.variable, []).append(title(one.family))
    none = rows.pop("", [])
    shown = list(rows.items())
    if none and shown:
        shown.append(("no variable", none))
    return table([(name, ", ".join(images)) for name, images in shown], paint)


def unasked(found: Iterable[Unasked], version: str, paint: Paint) -> list[str]:
    """What images that start Kafka themselves write unasked, and when."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.text is not None and one.family.starts:
            note = "as long as no variable becomes a setting" if one.until_told else ""
            rows.setdefault((_shown(one), note), []).append(_dated(one, version))
    return table(
        [
            (text, f"{', '.join(images)}{f' ({note})' if note else ''}")
            for (text, note), images in rows.items()
        ],
        paint,
    )


def _shown(one: Unasked) -> str:
    return _HIDDEN if settings.is_sensitive(one.key) else wording.amount(one.key, one.text or "")


def _dated(one: Unasked, version: str) -> str:
    of_another = one.version and one.version != version
    return f"{title(one.family)} {f'with Kafka {one.version}' if of_another else ''}".rstrip()


def title(family: Family) -> str:
    """ "bitnami/kafka", "cp-kafka"."""
    return family.title.removeprefix("the ").removesuffix(" image")


def table(rows: list[tuple[str, str]], paint: Paint) -> list[str]:
    """Names and what is said of them, side by side; below each other where a name is long."""
    rows = [row for row in rows if row[1]]
    widest = max((columns(name) for name, _ in rows if columns(name) <= _room(paint)), default=0)
    lines = []
    for name, text in rows:
        hanging = widest + 4
        if columns(name) > _room(paint):
            lines += paint.wrap(name, 2, 4)
            lines += paint.wrap(text, hanging)
            continue
        first, *more = paint.wrap(text, hanging) or [""]
        padding = " " * (widest - columns(name))
        lines += [f"  {name}{padding}{first[hanging - 2 :]}", *more]
    return lines


def _room(paint: Paint) -> int:
    """The columns that a name may take."""
    return paint.page // 2
