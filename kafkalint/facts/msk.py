"""What Amazon MSK makes of a cluster's description. The dated facts are in `kafka.platforms`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kafkalint.facts import fact
from kafkalint.facts.managed import of, platform_of
from kafkalint.facts.nodes import brokers
from kafkalint.facts.topics import replication_factor
from kafkalint.formats.template import placeholder
from kafkalint.kafka import settings as kafka_settings
from kafkalint.kafka import versions
from kafkalint.model import Cluster, Node, Setting, Topic
from kafkalint.values import Value, absent, derive, gather, known, some, unknown

_EVERYONE = "allow.everyone.if.no.acl.found"
_RISKY = {"unclean.leader.election.enable": "true", _EVERYONE: "true"}


@fact
def kinds_of_clients(cluster: Cluster) -> Value[bool]:
    """Clients other than those of IAM get in; Kafka's ACLs are for them alone."""
    kinds = of(cluster).authentication
    others = [kinds[name] for name in ("scram", "mtls", "unauthenticated") if name in kinds]
    return some(others) if others else known(True, cluster.anchor)


@fact
def lets_in_iam_alone(cluster: Cluster) -> Value[bool]:
    """IAM decides about all its clients, and Kafka's ACLs about none."""
    if cluster.managed is None:
        return known(False, cluster.anchor)
    return kinds_of_clients(cluster).map(lambda others: not others)


@fact
def left_to_msk(cluster: Cluster) -> Value[tuple[str, ...]]:
    """Settings that MSK sets as nobody should want them, because nothing else is said."""
    found: dict[str, Value[Any]] = {}
    for node in brokers(cluster)[:1]:
        for key, risky in _RISKY.items():
            left = _left(node, key, risky)
            if left.is_unknown:
                return unknown(left.reason, *left.origins)
            if left.data:
                found[f"{key}={risky}"] = left
    if found:
        return known(tuple(found), *gather(found.values()))
    return known((), cluster.anchor)


def _left(node: Node, key: str, risky: str) -> Value[bool]:
    """Whether MSK's own value of `key` holds, is `risky`, and matters."""
    value = node.settings.get(key)
    if value is None and node.partial:
        value = unknown(f"{key} is not set here: {node.partial}", node.anchor)
    if value is None or (value.is_known and not (value.is_default and value.data == risky)):
        return known(False)
    if value.is_unknown and value.reason.startswith(f"{key}: "):
        return known(False)  # it is written, whatever it says
    matters = _has_named_clients(node.cluster) if key == _EVERYONE else known(True)
    if matters.is_known and not matters.data:
        return known(False)
    return value.map(lambda _: True) if matters.is_known else matters


def _has_named_clients(cluster: Cluster) -> Value[bool]:
    """Clients with names of Kafka's own get in; where nobody has one, no ACL tells them apart."""
    kinds = of(cluster).authentication
    named = [kinds[name] for name in ("scram", "mtls") if name in kinds]
    return some(named) if named else known(True, cluster.anchor)


@fact
def is_evenly_spread(cluster: Cluster) -> Value[bool]:
    """Every client subnet gets as many brokers as the others, as MSK wants it."""
    managed = of(cluster)
    return derive(lambda number, zones: number % zones == 0, managed.brokers, managed.zones)


@fact
def is_burstable(cluster: Cluster) -> Value[bool]:
    """Its brokers are of a size whose processor runs on credit."""
    platform = platform_of(cluster)
    sizes = platform.brokers if platform is not None else {}
    return of(cluster).tier.map(lambda name: bool(sizes.get(name, {}).get("burstable")))


@fact
def most_partitions(cluster: Cluster) -> int:
    """The most replicas that AWS advises for one broker of its size; 0 where it says nothing."""
    platform = platform_of(cluster)
    tier = of(cluster).tier
    if platform is None or not tier.is_known:
        return 0
    return int(platform.brokers.get(tier.data, {}).get("partitions", 0))


@fact
def replicas_per_broker(cluster: Cluster) -> Value[int]:
    """How many replicas of the declared topics each broker holds at least, spread evenly."""
    number = of(cluster).brokers
    counted = [
        derive(lambda partitions, replicas: partitions * replicas, part, replication_factor(topic))
        for topic in cluster.declared_topics
        if (part := topic.partitions).is_known
    ]
    held = [value for value in counted if value.is_known]
    return derive(lambda total, *parts: sum(parts) // max(total, 1), number, *held)


@fact
def fits_its_brokers(cluster: Cluster) -> Value[bool]:
    """The declared topics do not ask for more replicas than AWS advises for that size."""
    most = most_partitions(cluster)
    if not most or not cluster.declared_topics:
        return known(True, cluster.anchor)
    return replicas_per_broker(cluster).map(lambda held: held <= most)


@fact
def instance_type(cluster: Cluster) -> Value[str]:
    """The size of its brokers, "kafka.m7g.large"."""
    return of(cluster).tier


@fact
def storage_grows(cluster: Cluster) -> Value[bool]:
    """Its brokers' disks are made larger by themselves when they fill up."""
    return of(cluster).storage_autoscaling


@fact
def watches_its_disks(cluster: Cluster) -> bool:
    """An alarm goes off before the disks are full, or most data is kept elsewhere."""
    if of(cluster).tiered_storage.or_else(False):
        return True
    return any(alert.metric.or_else("") == "KafkaDataLogsDiskUsed" for alert in cluster.alerts)


@fact
def monitoring_level(cluster: Cluster) -> Value[str]:
    """MSK's enhanced monitoring: "DEFAULT", "PER_BROKER"…"""
    return of(cluster).monitoring_level


@fact
def has_open_monitoring(cluster: Cluster) -> Value[bool]:
    """An exporter on the brokers gives their metrics to Prometheus."""
    return of(cluster).open_monitoring


@fact
def uses_iam(cluster: Cluster) -> Value[bool]:
    """Clients may log in with IAM."""
    return of(cluster).authentication.get("iam", absent(cluster.anchor))


@fact
def asks_for_logins(cluster: Cluster) -> Value[bool]:
    """Some kind of authentication is on."""
    kinds = of(cluster).authentication
    named = [kinds[name] for name in ("iam", "scram", "mtls") if name in kinds]
    return some(named) if named else known(False, cluster.anchor)


@fact
def breaks_public_terms(cluster: Cluster) -> Value[bool]:
    """What MSK asks of a public cluster is not given: logins, TLS, ACLs for SCRAM and mTLS."""
    kinds = of(cluster).authentication
    checks = [kinds.get("unauthenticated", known(False))]
    plain = [
        listener.protocol.map(lambda name: name == "PLAINTEXT")
        for node in cluster.nodes
        for listener in node.listeners_given or ()
    ]
    for node in brokers(cluster)[:1]:
        everyone = node.settings.get(_EVERYONE, absent())
        by_acl = some([kinds.get("scram", known(False)), kinds.get("mtls", known(False))])
        if by_acl.or_else(False) and not everyone.is_absent:
            checks.append(everyone.map(lambda text: text.strip().lower() == "true"))
    return some([*checks, *plain])


@fact
def msk_problem(setting: Setting) -> Value[str]:
    """Why MSK does not take the setting in a configuration; "" where it does."""
    platform = platform_of(setting.node.cluster)
    value = setting.value
    if platform is None or not platform.keys:
        return known("", setting.anchor)
    key = setting.name
    if key in platform.managed_keys:
        return known(f"{platform.title} keeps it to itself", *value.origins)
    if key not in platform.keys:
        if not kafka_settings.exists_in_any_version(key):
            from kafkalint.kafka import names

            near = names.nearest(key)
            hint = f"; did you mean {near}?" if near else ""
            return known(f"no version of Kafka has a setting of that name{hint}", *value.origins)
        text = f"it is not among those that {platform.title} documents (as of {platform.as_of})"
        return known(text, *value.origins)
    return _range_problem(setting, platform.ranges.get(key))


def _range_problem(setting: Setting, bounds: tuple[int | None, int | None] | None) -> Value[str]:
    value = setting.value
    if bounds is None:
        return known("", *value.origins)
    if value.is_unknown or placeholder(value.data):
        return unknown(value.reason or "it is filled in elsewhere", *value.origins)
    text = value.data.strip().lstrip("-")
    if not text.isdecimal():
        return known("", *value.origins)
    low, high = bounds
    number = int(value.data)
    if (low is None or number >= low) and (high is None or number <= high):
        return known("", *value.origins)
    allowed = f"{low} to {high}" if high is not None else f"{low} or more"
    return known(f"MSK takes {allowed}, and not {number}", *value.origins)


@fact
def is_merely_undocumented(setting: Setting) -> bool:
    """Kafka has the setting, and MSK neither lists it nor is known to keep it to itself."""
    platform = platform_of(setting.node.cluster)
    return (
        platform is not None
        and setting.name not in platform.keys
        and setting.name not in platform.managed_keys
        and kafka_settings.exists_in_any_version(setting.name)
    )


@fact
def express_conflicts(cluster: Cluster) -> Value[tuple[str, ...]]:
    """What is asked of Express brokers that they do not do."""
    found: dict[str, Value[Any]] = dict(_express_conflicts(cluster))
    if found:
        return known(tuple(found), *gather(found.values()))
    return known((), cluster.anchor)


def _express_conflicts(cluster: Cluster) -> Iterator[tuple[str, Value[Any]]]:
    managed, platform = of(cluster), platform_of(cluster)
    if platform is None:
        return
    zones, number = managed.zones, managed.brokers
    if zones.is_known and platform.zones and zones.data != platform.zones:
        yield f"{zones.data} subnets instead of {platform.zones}", zones
    if number.is_known and platform.zones and number.data % platform.zones:
        yield f"{number.data} brokers, which is no multiple of {platform.zones}", number
    for node in brokers(cluster)[:1]:
        version = node.version
        if version.is_known and platform.versions and _older(version.data, platform.versions[0]):
            yield f"Kafka {version.data}, older than {platform.versions[0]}", version
    for what, value in managed.written.items():
        if what in platform.fixed:
            yield f"{what}={value.or_else('?')}, which is fixed at {platform.fixed[what]}", value
        else:
            yield f"{what}, as their storage is not sized", value


def _older(version: str, lowest: str) -> bool:
    found, least = versions.parts(version), versions.parts(lowest)
    return bool(found and least and found < least)


@fact
def serverless_problem(topic: Topic) -> Value[str]:
    """What a topic asks for that MSK Serverless does not do; "" where nothing."""
    platform = platform_of(topic.cluster)
    if platform is None or not platform.topic_keys:
        return known("", topic.anchor)
    for key, value in topic.settings.items():
        if key not in platform.topic_keys:
            return known(f"{key} cannot be set", *value.origins)
    for key, most in platform.topic_maximum.items():
        value = topic.settings.get(key, absent())
        number: Value[Any] = value
        if value.is_known:
            number = kafka_settings.parse(key, value, "topic")
        if number.is_known and number.data > most:
            return known(f"{key} is {most} at most", *value.origins)
    if topic.replicas.is_known and topic.replicas.data not in (-1, 3):
        return known(f"there are 3 replicas, not {topic.replicas.data}", *topic.replicas.origins)
    return known("", topic.anchor)
