"""Who may do what to which resource: one access control entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafkalint.model.entity import Entity
from kafkalint.record import field
from kafkalint.values import Value, absent

if TYPE_CHECKING:
    from kafkalint.model.cluster import Cluster


class Acl(Entity):
    """One ACL; `name` is a sentence of it ("allow User:app read topic orders").

    Words are Kafka's own in lower case: `permission` "allow" or "deny"; `operation` "read",
    "write", "all", "cluster_action"…; `resource_type` "topic", "group", "cluster",
    "transactional_id"…; `pattern` "literal" or "prefixed". `host` is "*" where nobody says.
    """

    principal: Value[str] = absent()  # "User:app"
    permission: Value[str] = absent()
    operation: Value[str] = absent()
    resource_type: Value[str] = absent()
    resource_name: Value[str] = absent()
    pattern: Value[str] = absent()
    host: Value[str] = absent()
    cluster: Cluster = field(init=False)
