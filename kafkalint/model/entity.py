"""What all subjects of rules have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kafkalint.values import Origin


@dataclass(frozen=True, eq=False)
class Entity:
    """A thing that rules speak about; compared by identity.

    `anchor` is the closest thing that exists in the text (a service's key, the first line
    of a file): where a finding about something missing points. `memo` keeps derived facts.
    """

    name: str
    anchor: Origin
    memo: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
