"""Who gets to a managed cluster: firewall rules, policies, role bindings, credentials."""

from __future__ import annotations

from collections.abc import Iterable

from kafkalint.facts import fact, subject
from kafkalint.facts.managed import of
from kafkalint.model import Cluster
from kafkalint.model.access import Connector, Credential, Grant, Ingress
from kafkalint.values import Value, derive, known, unknown

_EVERYWHERE = frozenset({"0.0.0.0/0", "::/0"})
_USUAL_PORTS = (9092, 9094, 9096, 9098)
_ZOOKEEPERS_PORTS = (2181, 2182)


@subject("ingress", part_of="managed")
def all_ingress(cluster: Cluster) -> Iterable[Ingress]:
    """Every rule of a security group that lets something reach a managed cluster."""
    return of(cluster).ingress


@subject("grant", part_of="managed")
def all_grants(cluster: Cluster) -> Iterable[Grant]:
    """Every IAM statement and role binding on a managed cluster."""
    return of(cluster).grants


@subject("credential", part_of="managed")
def all_credentials(cluster: Cluster) -> Iterable[Credential]:
    """Everything that is written to log in to a managed cluster with."""
    return of(cluster).credentials


@subject("connector", part_of="managed")
def all_connectors(cluster: Cluster) -> Iterable[Connector]:
    """Every connector of MSK Connect on the cluster."""
    return of(cluster).connectors


@fact
def is_for_everybody(ingress: Ingress) -> Value[bool]:
    """It lets in every address there is."""
    return ingress.range.map(lambda text: text.strip() in _EVERYWHERE)


def opened(ingress: Ingress, ports: Iterable[int]) -> Value[tuple[int, ...]]:
    """Which of `ports` it opens."""
    return derive(
        lambda first, last: tuple(port for port in ports if first <= port <= last),
        ingress.from_port,
        ingress.to_port,
    )


@fact
def stands_open(ingress: Ingress) -> Value[bool]:
    """It lets everybody in, at one of the usual ports of brokers or of their ZooKeeper."""
    everybody, ports = is_for_everybody(ingress), _reached(ingress)
    for value in (everybody, ports):
        if value.is_known and not value.data:
            return known(False, *value.origins)
    for value in (everybody, ports):
        if not value.is_known:
            return unknown(value.reason or "not set", *value.origins)
    return known(True, *ingress.range.origins)


def _reached(ingress: Ingress) -> Value[tuple[int, ...]]:
    ports, others = opened(ingress, _USUAL_PORTS), opened(ingress, _ZOOKEEPERS_PORTS)
    if not ports.is_known or ports.data or not others.data:
        return ports
    has = ingress.zookeeper
    if has.is_unknown:
        return unknown(has.reason, *has.origins)
    return others if has.or_else(False) else ports


@fact
def shown_ports(ingress: Ingress) -> str:
    """ "port 9094", "ports 9092 to 9098", "every port"."""
    first, last = ingress.from_port.or_else(0), ingress.to_port.or_else(65535)
    if first <= 1 and last >= _LAST_PORT:
        return "every port"
    return f"port {first}" if first == last else f"ports {first} to {last}"


_LAST_PORT = 65535
_MILD = ("connect", "describe")
"""What an IAM action on the brokers may begin with that gives nothing away."""


@fact
def too_wide(grant: Grant) -> Value[str]:
    """What it allows that nobody needs, as the end of a sentence; "" where it is narrow."""
    if grant.kind == "cluster-policy":
        return _open_policy(grant)
    actions, resources = grant.actions, grant.resources
    for value in (actions, resources):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    risky = [action for action in actions.or_else(()) if _is_risky(action)]
    wide = [resource for resource in resources.or_else(()) if _scope(resource)]
    origins = (*actions.origins, *resources.origins)
    if not risky or (not wide and not any(_is_all(action) for action in risky)):
        return known("", *origins)
    names = ", ".join(risky[:3]) + (", …" if len(risky) > 3 else "")
    scope = _scope(wide[0]) if wide else "on what it names: every action there is"
    return known(f"allows {names} {scope}", *origins)


def _open_policy(grant: Grant) -> Value[str]:
    for value in (grant.principals, grant.has_condition):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    everybody = "*" in grant.principals.or_else(())
    narrowed = grant.has_condition.or_else(False)
    text = "lets every AWS account in, on no condition" if everybody and not narrowed else ""
    return known(text, *(grant.principals.origins or (grant.anchor,)))


def _is_all(action: str) -> bool:
    return action.lower() in ("*", "kafka-cluster:*")


def _is_risky(action: str) -> bool:
    service, _, name = action.lower().partition(":")
    if service == "*":
        return True
    return service == "kafka-cluster" and not name.startswith(_MILD)


def _scope(resource: str) -> str:
    """How wide a resource is: everything, or all topics of a cluster; "" where it is narrow."""
    if resource == "*" or resource.startswith(("arn:aws:kafka:*:*:*", "arn:*")):
        return "on everything"
    if resource.endswith(":*"):
        return "on everything"
    kind, _, rest = resource.rpartition(":")[2].partition("/")
    parts = rest.split("/")
    if kind in ("topic", "group", "transactional-id") and parts[-1] == "*":
        if len(parts) == 1 or parts[0] == "*":
            return f"on every {kind} of every cluster"
        return f"on every {kind} of a cluster" if len(parts) > 2 else ""
    return ""


@fact
def is_broad_within_a_cluster(grant: Grant) -> bool:
    """It is wide, and still ends at one cluster."""
    scopes = [_scope(resource) for resource in grant.resources.or_else(())]
    return grant.kind == "iam-policy" and not any(
        scope.endswith(("everything", "of every cluster")) for scope in scopes
    )


@fact
def scram_problem(credential: Credential) -> Value[str]:
    """Why MSK does not read users from the secret; "" where it does."""
    named = credential.label.map(lambda text: text.startswith("AmazonMSK_"))
    if named.is_known and not named.data:
        text = "its name does not begin with AmazonMSK_"
        return known(text, *credential.label.origins)
    key = credential.encryption_key
    if key.is_absent or (key.is_known and key.data == "alias/aws/secretsmanager"):
        text = "no key of your own encrypts it (kms_key_id)"
        return known(text, *(key.origins or (credential.anchor,)))
    for value in (credential.label, key):
        if not value.is_known:
            return unknown(value.reason or "its name is not written here", *value.origins)
    return known("", credential.anchor)


@fact
def is_plaintext(connector: Connector) -> Value[bool]:
    """It talks to the cluster in the clear."""
    return connector.encryption.map(lambda text: text.upper() == "PLAINTEXT")


@fact
def shortcoming(connector: Connector) -> Value[str]:
    """What it lacks; "" where nothing."""
    plain, logs = is_plaintext(connector), connector.logs_delivered
    if plain.or_else(False):
        return known("no TLS to the cluster", *plain.origins)
    if logs.is_known and not logs.data:
        return known("its logs are delivered nowhere", connector.anchor)
    for value in (plain, logs):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    return known("", connector.anchor)
