"""Single settings and secrets, where a rule speaks of each of them by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafkalint.model.entity import Entity
from kafkalint.record import field
from kafkalint.values import Origin, Value, absent

if TYPE_CHECKING:
    from kafkalint.model.node import Node


class Setting(Entity):
    """One line of a node's configuration that somebody wrote; `name` is its key."""

    node: Node
    value: Value[str]

    def __init__(self, name: str, anchor: Origin, *, node: Node, value: Value[str]) -> None:
        self.__dict__.update(name=name, anchor=anchor, memo={}, node=node, value=value)

    @property
    def key(self) -> str:
        return self.name

    @property
    def described(self) -> str:
        return f"setting {self.name} of {self.node.name}"


class Secret(Entity):
    """A password or private key that is readable in the configuration of a node or companion.

    `name` is what it is called there: a variable, or a key of Kafka's. `parts` are the users
    (or "") and the secrets themselves, several where a login configuration holds them.
    """

    owner: Entity = field(kw_only=True)
    value: Value[str] = absent()
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def described(self) -> str:
        return f"secret {self.name} of {self.owner.name}"
