"""A listener: a name, a security protocol, where it binds and what it tells clients to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafkalint.model.entity import Entity
from kafkalint.record import field
from kafkalint.values import Value, absent

if TYPE_CHECKING:
    from kafkalint.model.node import Node


class Listener(Entity):
    """One listener of one node; `name` is upper case, as Kafka normalises it.

    Parts that hold a placeholder are unknown one by one: `SSL://${HOST}:9093` has a known
    protocol and port. `host` is "" where it binds every address.
    """

    node: Node = field(kw_only=True)
    protocol: Value[str] = absent()
    host: Value[str] = absent()
    port: Value[int] = absent()
    advertised_host: Value[str] = absent()
    advertised_port: Value[int] = absent()
    is_controller: Value[bool] = absent()
    is_inter_broker: Value[bool] = absent()
    is_client: Value[bool] = absent()
