"""What all subjects of rules have in common."""

from __future__ import annotations

from typing import Any

from kafkalint.record import Record, field
from kafkalint.values import Origin


class Entity(Record):
    """A thing that rules speak about; compared by identity.

    `anchor` is the closest thing that exists in the text (a service's key, the first line
    of a file): where a finding about something missing points. `memo` keeps derived facts.
    """

    name: str
    anchor: Origin
    memo: dict[str, Any] = field(default_factory=dict, init=False)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"
