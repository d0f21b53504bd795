"""What a cluster survives: one broker, one machine, one zone; for each topic and the quorum.

Writes are acks=all writes, with all replicas in sync before the failure. Below Kafka 3.7
min.insync.replicas above the replication factor refuses every write (KAFKA-15583); that is
also what "rf - lost >= m" says of it.
"""

from __future__ import annotations

from collections import Counter

from kafkalint.facts import fact, failure
from kafkalint.facts.nodes import broker_count, brokers, controllers, is_combined
from kafkalint.facts.partitions import racks, worst_rack
from kafkalint.facts.quorum import quorum
from kafkalint.facts.topics import (
    effective_min_isr,
    min_isr,
    replication_factor,
    topics,
    unclean_election,
)
from kafkalint.facts.zones import host_count, rack, room_by_zone
from kafkalint.kafka import versions
from kafkalint.model import Cluster, Quorum, Topic
from kafkalint.record import NamedTuple
from kafkalint.values import Value, derive, every, gather, known, unknown


@fact
def is_writable(topic: Topic) -> Value[bool]:
    """acks=all writes succeed at all: before Kafka 3.7 not where min.insync.replicas > RF."""
    rf, m = replication_factor(topic), min_isr(topic)
    fits = derive(lambda replicas, least: replicas >= least, rf, m)
    if fits.or_else(False) or not fits.is_known:
        return fits
    capped = versions.at_least(_version(topic.cluster), "3.7")
    return capped.map(bool).at(gather([m, rf]))


@fact
def writes_survive_broker_loss(topic: Topic) -> Value[bool]:
    """acks=all writes go on while any one broker is down."""
    return derive(
        lambda rf, m: failure.writes_continue(rf, m, 1),
        replication_factor(topic),
        effective_min_isr(topic),
    )


@fact
def reads_survive_broker_loss(topic: Topic) -> Value[bool]:
    """Every partition keeps a leader while any one broker is down."""
    return replication_factor(topic).map(lambda rf: failure.reads_continue(rf, 1))


@fact
def is_durable(topic: Topic) -> Value[bool]:
    """No acknowledged record is lost with any one disk: m >= 2 and no unclean election."""
    return derive(
        failure.is_durable, replication_factor(topic), min_isr(topic), unclean_election(topic)
    )


@fact
def broker_loss_cause(topic: Topic) -> Value[str]:
    """Why the topic does not survive one broker, in the words of its numbers; "" where it does."""
    return derive(_cause, replication_factor(topic), min_isr(topic), unclean_election(topic))


def _cause(rf: int, m: int, unclean: bool) -> str:
    if rf < 2:
        return f"RF {rf}: its partitions go offline and their data is gone with the disk"
    if m >= rf:
        return f"RF {rf} with min.insync.replicas {m}: any broker down stops acks=all writes"
    if unclean:
        return "unclean leader election: an out-of-date replica may take over and drop records"
    if m < 2:
        return (
            f"RF {rf} with min.insync.replicas {m}: acknowledged records may be on one disk alone"
        )
    return ""


@fact
def survives_broker_loss(cluster: Cluster) -> Value[bool]:
    """Writes to every topic and the quorum go on while any one broker is down."""
    parts = [writes_survive_broker_loss(topic) for topic in topics(cluster)]
    parts += unseen_topics(cluster)
    votes = quorum_of_brokers(cluster)
    if votes is not None:
        parts.append(survives_voter_loss(votes))
    return every(parts)


def unseen_topics(cluster: Cluster) -> list[Value[bool]]:
    """What is not known of topics that a running cluster did not show."""
    reason = cluster.undisclosed_topics
    return [unknown(reason, cluster.anchor)] if reason else []


def quorum_of_brokers(cluster: Cluster) -> Quorum | None:
    """The quorum that loses a vote with a broker: that of combined nodes."""
    if any(is_combined(node).or_else(False) for node in brokers(cluster)):
        return quorum(cluster)
    return None


@fact
def blocked(topic: Topic) -> str:
    """What too many required in-sync replicas do to the topic."""
    if is_writable(topic).or_else(True):
        return "losing one broker stops acks=all writes"
    return "before Kafka 3.7 every acks=all write is refused"


@fact
def survives_voter_loss(quorum: Quorum) -> Value[bool]:
    """A majority is left when any one voter is down."""
    return quorum.size.map(lambda voters: failure.quorum_continues(voters, 1))


@fact
def writes_survive_zone_loss(topic: Topic) -> Value[bool]:
    """acks=all writes go on while any one zone is down; unknown where zones are not known."""
    return _after_zone_loss(topic, failure.writes_continue)


@fact
def reads_survive_zone_loss(topic: Topic) -> Value[bool]:
    """Every partition keeps a leader while any one zone is down."""
    return _after_zone_loss(topic, lambda rf, _m, lost: failure.reads_continue(rf, lost))


def _after_zone_loss(topic: Topic, question) -> Value[bool]:  # type: ignore[no-untyped-def]
    if topic.placement.is_known:
        return _as_placed(topic, question)
    sizes = room_by_zone(topic.cluster)
    rf, m = replication_factor(topic), effective_min_isr(topic)

    def decide(zones: dict[str, int], replicas: int, least: int) -> bool | None:
        try:
            lost = failure.worst_zone(replicas, list(zones.values()))
        except ValueError:
            return None
        return bool(question(replicas, least, lost))

    value = derive(decide, sizes, rf, m)
    if value.is_known and value.data is None:
        return unknown("there are fewer brokers than replicas", *value.origins)
    return value


def _as_placed(topic: Topic, question) -> Value[bool]:  # type: ignore[no-untyped-def]
    """By where the replicas are, with all of them in sync."""
    worst, m = worst_rack(topic), min_isr(topic)
    for value in (worst, m):
        if not value.is_known:
            return unknown(value.reason or "not set", *value.origins)
    goes_on = all(
        question(each.replicas, min(m.data, each.replicas), each.here) for each in worst.data
    )
    return known(goes_on, *topic.placement.origins)


@fact
def votes_by_zone(quorum: Quorum) -> Value[dict[str, int]]:
    """Zone to its voters; unknown unless every voter is a described node with a rack."""
    nodes = {node.name: node for node in (*controllers(quorum.cluster), *brokers(quorum.cluster))}
    if quorum.kind == "zookeeper":
        return unknown("ZooKeeper has no notion of a zone", quorum.anchor)
    members = controllers(quorum.cluster)
    if not quorum.size.is_known or quorum.size.data != len(members) or not nodes:
        return unknown("not every voter is described here", quorum.anchor)
    zones: Counter[str] = Counter()
    for member in members:
        value = rack(member)
        if value.is_unknown:
            return unknown(f"the rack of {member.name} is not known", *value.origins)
        if not value.is_known:
            return unknown(f"broker.rack is not set on {member.name}", *value.origins)
        zones[value.data] += 1
    return known(dict(zones), *gather(rack(member) for member in members))


@fact
def votes_by_host(quorum: Quorum) -> Value[dict[str, int]]:
    """Machine to its voters: same host with other ports is the same machine."""
    unclear = _unclear_machine(quorum)
    if unclear is not None:
        return unclear
    if not quorum.size.is_known or len(quorum.voters) != quorum.size.data:
        return unknown("the voters' machines are not all written here", quorum.anchor)
    hosts = Counter(voter.host.lower() for voter in quorum.voters)
    return known(dict(hosts), *dict.fromkeys(voter.origin for voter in quorum.voters))


def _unclear_machine(quorum: Quorum) -> Value[dict[str, int]] | None:
    """In a running cluster an address on loopback, or a shared one, may be a tunnel's."""
    for node in controllers(quorum.cluster) if quorum.kind == "kraft-running" else ():
        if not node.host.is_known:
            return unknown(node.host.reason, *node.host.origins)
    return None


@fact
def survives_zone_loss(quorum: Quorum) -> Value[bool]:
    """A majority is left when any one zone is down; never so over two zones."""
    return votes_by_zone(quorum).map(
        lambda zones: failure.quorum_survives_each(list(zones.values()))
    )


@fact
def survives_host_loss(quorum: Quorum) -> Value[bool]:
    """A majority is left when any one machine is down."""
    return votes_by_host(quorum).map(
        lambda hosts: failure.quorum_survives_each(list(hosts.values()))
    )


def _version(cluster: Cluster) -> Value[str]:
    known_versions = [node.version for node in brokers(cluster)]
    for version in known_versions:
        if not version.is_known:
            return version if version.is_unknown else unknown("the Kafka version is not known")
    return min(known_versions, key=lambda v: [int(p) for p in str(v.data).split(".")[:2]])


class Outcome(NamedTuple):
    """What one failure does to one topic or to the quorum."""

    failure: str  # "any broker", "any voter", "the machine", "any zone"
    subject: str  # "topic orders", "the controller quorum"
    writes: Value[bool]
    reads: Value[bool]
    durable: Value[bool]
    cause: str


@fact
def outcomes(cluster: Cluster) -> tuple[Outcome, ...]:
    """The whole verdict of failure reasoning, for reports: by failure, then by subject."""
    found: list[Outcome] = []
    for topic in topics(cluster):
        found.append(_broker_outcome(topic))
    votes = quorum(cluster)
    if votes is not None:
        voter = "any broker" if quorum_of_brokers(cluster) else "any voter"
        found.append(_quorum_outcome(votes, voter, survives_voter_loss(votes)))
    found += _machine_outcomes(cluster, votes)
    found += [_zone_outcome(topic) for topic in topics(cluster)]
    if votes is not None and brokers(cluster):
        found.append(_quorum_outcome(votes, "any zone", survives_zone_loss(votes)))
    return tuple(found)


def _broker_outcome(topic: Topic) -> Outcome:
    return Outcome(
        "any broker",
        f"topic {topic.name}",
        writes_survive_broker_loss(topic),
        reads_survive_broker_loss(topic),
        is_durable(topic),
        broker_loss_cause(topic).or_else(""),
    )


def _zone_outcome(topic: Topic) -> Outcome:
    writes = writes_survive_zone_loss(topic)
    cause = ""
    if writes.is_known and not writes.data:
        cause = _zone_loss_cause(topic)
    return Outcome(
        "any zone",
        f"topic {topic.name}",
        writes,
        reads_survive_zone_loss(topic),
        is_durable(topic),
        cause,
    )


def _zone_loss_cause(topic: Topic) -> str:
    rf, m = replication_factor(topic).data, effective_min_isr(topic).data
    if topic.placement.is_known:
        worst = max(worst_rack(topic).data, key=lambda each: each.here - each.replicas)
        there = len({*racks(topic.cluster).data.values()})
        rf, lost = worst.replicas, worst.here
    else:
        zones = room_by_zone(topic.cluster).data
        there = len(zones)
        lost = failure.worst_zone(rf, list(zones.values()))
    return (
        f"RF {rf} with min.insync.replicas {m} over {there} zones: "
        f"the loss of a zone takes {lost} of {rf} replicas and stops acks=all writes"
    )


def _quorum_outcome(votes: Quorum, what: str, survives: Value[bool]) -> Outcome:
    cause = ""
    if survives.is_known and not survives.data:
        size = votes.size.or_else(0)
        cause = f"the majority of {size} is {failure.majority(size)}, which is not left"
    return Outcome(what, votes.name, survives, survives, survives, cause)


def _machine_outcomes(cluster: Cluster, votes: Quorum | None) -> list[Outcome]:
    hosts = host_count(cluster)
    if not hosts.is_known or hosts.data != 1 or not broker_count(cluster).or_else(1):
        return []
    nothing = known(False, *hosts.origins)
    cause = "every broker runs on this one machine"
    return [Outcome("the machine", "the cluster", nothing, nothing, nothing, cause)]
