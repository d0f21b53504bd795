"""Who gets to a managed cluster: network rules, policies, credentials; and its connectors."""

from __future__ import annotations

from kafkalint.model.entity import Entity
from kafkalint.values import Value, absent


class Ingress(Entity):
    """A rule of a firewall (a security group) that lets an address range in.

    Ports from `from_port` to `to_port`, both included; 0 to 65535 is all of them. `zookeeper`
    where the nodes of the platform's ZooKeeper stand behind the same firewall.
    """

    range: Value[str] = absent()  # "0.0.0.0/0"
    from_port: Value[int] = absent()
    to_port: Value[int] = absent()
    zookeeper: Value[bool] = absent()


class Grant(Entity):
    """What a policy or a role binding allows; one statement of it.

    `kind`: "iam-policy" (of principals elsewhere), "cluster-policy" (of the cluster, with
    principals), "role-binding". `actions` and `resources` are as they are written, with their
    wildcards; a role binding's only action is its role, its resource the CRN pattern.
    `has_condition` where something narrows it down.
    """

    kind: str = "iam-policy"
    principals: Value[tuple[str, ...]] = absent()
    actions: Value[tuple[str, ...]] = absent()
    resources: Value[tuple[str, ...]] = absent()
    has_condition: Value[bool] = absent()


class Credential(Entity):
    """Something to log in with: a SCRAM secret, an API key, credentials written in a resource.

    `kind`: "scram-secret", "api-key", "inline". `owner_kind` is "User" or "ServiceAccount",
    `encryption_key` the customer's own key that keeps it, absent where it is the platform's.
    """

    kind: str = "scram-secret"
    label: Value[str] = absent()  # the secret's name
    owner_kind: Value[str] = absent()
    owner: Value[str] = absent()
    encryption_key: Value[str] = absent()
    secret: Value[str] = absent()  # what is written in the clear


class Connector(Entity):
    """A connector of MSK Connect."""

    encryption: Value[str] = absent()  # "TLS" or "PLAINTEXT", to the cluster
    authentication: Value[str] = absent()  # "IAM" or "NONE"
    logs_delivered: Value[bool] = absent()
