"""What Confluent Cloud makes of a cluster's description."""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.managed import of
from kafkalint.formats.template import placeholder
from kafkalint.model import Cluster
from kafkalint.model.access import Credential, Grant
from kafkalint.regex import regex
from kafkalint.values import Provenance, Value, gather, known, unknown

_WIDE_ROLES = ("OrganizationAdmin", "EnvironmentAdmin")
_CLUSTER_ROLE = "CloudClusterAdmin"
_MANAGERS = regex(r"(?i)admin|manager|terraform|deploy|\bci\b|provision|automation|infra|platform")


@fact
def tier(cluster: Cluster) -> Value[str]:
    """The kind of cluster that is ordered: "basic", "standard", "dedicated"…"""
    return of(cluster).tier


@fact
def lacks_units(cluster: Cluster) -> Value[bool]:
    """A dedicated cluster over several zones with fewer than the two CKUs that this takes."""
    managed = of(cluster)
    units, zones = managed.capacity, managed.zones
    if managed.tier.or_else("") != "dedicated" or units.is_absent:
        return known(False, cluster.anchor)
    for value in (units, zones):
        if not value.is_known:
            return unknown(value.reason or "not set", *value.origins)
    return known(zones.data > 1 and units.data < 2, *gather((units, zones)))


@fact
def tier_problem(cluster: Cluster) -> Value[str]:
    """What is wrong with what is ordered; "" where nothing is."""
    kind, lacking = of(cluster).tier, lacks_units(cluster)
    if kind.is_known and kind.data == "basic":
        return known("a basic cluster is for trying things out", *kind.origins)
    if lacking.or_else(False):
        text = "a dedicated cluster over several zones takes two CKUs at least"
        return known(text, *lacking.origins)
    for value in (kind, lacking):
        if not value.is_known:
            return unknown(value.reason or "its kind is not written here", *value.origins)
    return known("", *kind.origins)


@fact
def is_personal(credential: Credential) -> Value[bool]:
    """It is a person's, not a service's."""
    return credential.owner_kind.map(lambda kind: kind == "User")


@fact
def is_readable(credential: Credential) -> Value[bool]:
    """Its secret is written where everybody who reads the file sees it."""
    secret = credential.secret
    if secret.is_known and secret.provenance is not Provenance.SUPPLIED:
        return secret.map(lambda text: bool(text.strip()) and placeholder(text) is None)
    return known(False, *secret.origins)


@fact
def broad_role(grant: Grant) -> Value[str]:
    """The role that gives more than a service needs; "" where there is none."""
    if grant.kind != "role-binding":
        return known("", grant.anchor)
    for value in (grant.actions, grant.principals):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    roles, principals = grant.actions.or_else(()), grant.principals.or_else(())
    manages = any(_MANAGERS.search(name) for name in (*principals, grant.name))
    for role in roles:
        if role in _WIDE_ROLES[:1] or (role in (*_WIDE_ROLES, _CLUSTER_ROLE) and not manages):
            return known(str(role), *gather((grant.actions, grant.principals)))
    return known("", *grant.actions.origins)


@fact
def is_of_one_cluster(grant: Grant) -> bool:
    """Its role ends at one cluster."""
    return _CLUSTER_ROLE in grant.actions.or_else(())


@fact
def shown_principals(grant: Grant) -> str:
    """Who has it, as it is written."""
    return ", ".join(grant.principals.or_else(("somebody",)))
