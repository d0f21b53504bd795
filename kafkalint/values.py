"""Values that remember where they were written and how they came about.

Three things are never confused: a *known* value, an *absent* one (nobody set it and
nothing defaults it) and an *unknown* one (it is set, but to something that the files at
hand cannot resolve, or it may be set where we cannot look).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any, Generic, TypeVar

from kafkalint.record import NamedTuple

T_co = TypeVar("T_co", covariant=True)


class Span(NamedTuple):
    """A stretch of text: lines and columns from 1, in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Origin(NamedTuple):
    """A place where something was written: a file and a span in it, or only a logical place."""

    path: str
    span: Span | None = None
    logical: str = ""

    @property
    def line(self) -> int:
        """The first line, or 0 where only the file is known."""
        return self.span.line if self.span else 0


class Provenance(Enum):
    """How a value came about."""

    EXPLICIT = "explicit"
    IMAGE = "image default"
    PLATFORM = "platform default"
    KAFKA = "Kafka default"
    SUPPLIED = "supplied by the user's config"
    DERIVED = "derived"
    ABSENT = "absent"
    UNKNOWN = "unknown"


_ABSENT, _UNKNOWN = Provenance.ABSENT, Provenance.UNKNOWN  # looking a member up costs more
_IMAGE, _PLATFORM, _KAFKA = Provenance.IMAGE, Provenance.PLATFORM, Provenance.KAFKA
_DERIVED = Provenance.DERIVED


class Value(Generic[T_co]):
    """Data, the places it was read from (the first one is the primary), and its provenance.

    `reason` says in a few words why it is unknown, or where a default comes from
    ("Kafka 4.1 defaults to 1"). `sensitive` data is shown as ‹hidden› everywhere.
    """

    __slots__ = ("data", "origins", "provenance", "reason", "sensitive")

    def __init__(
        self,
        data: T_co,
        origins: tuple[Origin, ...] = (),
        provenance: Provenance = Provenance.EXPLICIT,
        reason: str = "",
        sensitive: bool = False,
    ) -> None:
        self.data = data
        self.origins = origins
        self.provenance = provenance
        self.reason = reason
        self.sensitive = sensitive

    @property
    def is_known(self) -> bool:
        return self.provenance is not _UNKNOWN and self.provenance is not _ABSENT

    @property
    def is_absent(self) -> bool:
        return self.provenance is _ABSENT

    @property
    def is_unknown(self) -> bool:
        return self.provenance is _UNKNOWN

    @property
    def is_default(self) -> bool:
        """Nobody wrote it: an image, a platform or Kafka itself supplies it."""
        provenance = self.provenance
        return provenance is _KAFKA or provenance is _IMAGE or provenance is _PLATFORM

    def or_else(self, data: Any) -> Any:
        """The data where it is known, else `data`."""
        provenance = self.provenance
        return data if provenance is _UNKNOWN or provenance is _ABSENT else self.data

    def at(self, origins: tuple[Origin, ...]) -> Value[T_co]:
        """The same value, pointing elsewhere."""
        return Value(self.data, origins, self.provenance, self.reason, self.sensitive)

    def map(self, function: Callable[[T_co], Any]) -> Value[Any]:
        """`function` of the data where it is known; absent and unknown stay what they are."""
        provenance = self.provenance
        if provenance is _UNKNOWN or provenance is _ABSENT:
            return self
        return Value(function(self.data), self.origins, provenance, self.reason, self.sensitive)

    def __repr__(self) -> str:
        shown = "‹hidden›" if self.sensitive and self.is_known else repr(self.data)
        what = self.provenance.value if not self.is_known else f"{shown} ({self.provenance.value})"
        where = ", ".join(f"{o.path}:{o.line}" for o in self.origins)
        return f"<{what}{': ' + self.reason if self.reason else ''} @ {where}>"


def known(
    data: Any, *origins: Origin, provenance: Provenance = Provenance.DERIVED, reason: str = ""
) -> Value[Any]:
    """A value that we worked out ourselves, from what stands at `origins`."""
    return Value(data, origins, provenance, reason)


def absent(*origins: Origin) -> Value[Any]:
    """Not set and not defaulted; `origins` is the closest thing that exists."""
    return Value(None, origins, Provenance.ABSENT)


def unknown(reason: str, *origins: Origin) -> Value[Any]:
    """Set, or possibly set, to something that these inputs cannot resolve."""
    return Value(None, origins, Provenance.UNKNOWN, reason)


def derive(function: Callable[..., Any], *values: Value[Any]) -> Value[Any]:
    """`function` of the data of `values`, carrying all their origins.

    The first value that is not known makes the result unknown.
    A single default stays a default, so that messages can say where it came from.
    """
    for value in values:
        provenance = value.provenance
        if provenance is _UNKNOWN:
            return value
        if provenance is _ABSENT:
            return unknown("not set", *value.origins)
    data = function(*[value.data for value in values])
    reasons = [value.reason for value in values if value.reason]
    if len(reasons) > 1:
        reasons = ["; ".join(dict.fromkeys(reasons))]
    provenance = values[0].provenance if len(values) == 1 else _DERIVED
    return Value(data, gather(values), provenance, reasons[0] if reasons else "")


def gather(values: Iterable[Value[Any]]) -> tuple[Origin, ...]:
    """The origins of all `values`, in order, each once."""
    return tuple(dict.fromkeys([origin for value in values for origin in value.origins]))


def every(values: Iterable[Value[bool]]) -> Value[bool]:
    """Kleene's AND: false as soon as one is false (with just the culprits' origins)."""
    return _quantify(values, decisive=False)


def some(values: Iterable[Value[bool]]) -> Value[bool]:
    """Kleene's OR: true as soon as one is true (with just the witnesses' origins)."""
    return _quantify(values, decisive=True)


def problem_among(problems: Sequence[Value[str]]) -> Value[str]:
    """The first text that is not empty; without one the first that is not known; else ""."""
    for problem in problems:
        if problem.is_known and problem.data:
            return problem
    for problem in problems:
        if not problem.is_known:
            return problem
    return known("", *gather(problems))


def negate(value: Value[bool]) -> Value[bool]:
    """Kleene's NOT."""
    return value.map(lambda data: not data)


def _quantify(values: Iterable[Value[bool]], decisive: bool) -> Value[bool]:
    seen = list(values)
    deciding = [value for value in seen if value.is_known and value.data is decisive]
    if deciding:
        reasons = dict.fromkeys(value.reason for value in deciding if value.reason)
        return Value(decisive, gather(deciding), Provenance.DERIVED, "; ".join(reasons))
    for value in seen:
        if not value.is_known:
            return unknown(value.reason or "not set", *value.origins)
    return Value(not decisive, gather(seen), Provenance.DERIVED)
