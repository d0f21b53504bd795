"""Topics with where their replicas are and how they are, consumer groups, and ACLs."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from kafkalint.live.model import settings, wire
from kafkalint.live.model.places import place
from kafkalint.live.snapshot import Acl as SeenAcl
from kafkalint.live.snapshot import Config, Group, PartitionHealth, Reassignment, Snapshot
from kafkalint.live.snapshot import Partition as SeenPartition
from kafkalint.live.snapshot import Topic as SeenTopic
from kafkalint.model import Acl, ConsumerGroup, Partition, Topic
from kafkalint.values import Value, known, unknown

INTERNAL = frozenset({"__consumer_offsets", "__transaction_state", "__share_group_state"})
TOPIC_CALLS = ("DescribeTopicPartitions", "Metadata")
Key = tuple[str, int]


def topics(snapshot: Snapshot) -> tuple[Topic, ...]:
    """Every topic, with its partitions as they were at the last look."""
    moves = {(move.topic, move.partition): move for move in snapshot.reassignments or ()}
    second = snapshot.second_look
    again = {(seen.topic, seen.partition): seen for seen in second.partitions} if second else {}
    looked_twice = second is not None
    own: dict[int, dict[str, Config]] = {}
    return tuple(
        _topic(seen, snapshot, moves, again, looked_twice, _own(seen, own))
        for seen in snapshot.topics or ()
    )


def _own(seen: SeenTopic, known: dict[int, dict[str, Config]]) -> dict[str, Config]:
    """What somebody set for it alone; topics that are set alike share what is told of them."""
    configs = seen.configs
    if not configs:
        return {}
    found = known.get(id(configs))
    if found is None:
        found = known[id(configs)] = settings.of_topic(configs)
    return found


def undisclosed(snapshot: Snapshot) -> str:
    """Why there may be more topics; "" where these are all."""
    told = (wire.refusal(snapshot, call, "topics") for call in TOPIC_CALLS)
    if (reason := next(filter(None, told), "")) or snapshot.topics is not None:
        return reason
    return "the topics were not read"


def _topic(
    seen: SeenTopic,
    snapshot: Snapshot,
    moves: dict[Key, Reassignment],
    again: dict[Key, PartitionHealth],
    looked_twice: bool,
    own: dict[str, Config],
) -> Topic:
    owner = f"topic {seen.name}"
    anchor = place(owner)
    parts = tuple(
        [
            _partition(
                part, moves.get((seen.name, part.id)), again.get((seen.name, part.id)), looked_twice
            )
            for part in seen.partitions
        ]
    )
    rf = min([len(set(part.replicas).difference(part.removing)) for part in parts], default=0)
    configs = seen.configs
    return Topic(
        seen.name,
        anchor,
        partitions=known(len(parts), anchor) if parts else _unseen(snapshot, owner),
        replicas=known(rf, anchor) if parts else _unseen(snapshot, owner),
        settings=settings.values(owner, own),
        kind="internal" if seen.name in INTERNAL else "declared",
        placement=Value(parts, (anchor,)) if parts else _unseen(snapshot, owner),
        defaults=settings.Defaults(owner, "Kafka", configs) if configs is not None else None,
    )


def _unseen(snapshot: Snapshot, owner: str) -> Value[Any]:
    told = (wire.refusal(snapshot, call, owner) for call in TOPIC_CALLS)
    reason = next(filter(None, told), "its partitions were not read")
    return unknown(reason, place(owner))


def _partition(
    seen: SeenPartition,
    move: Reassignment | None,
    later: PartitionHealth | None,
    looked_twice: bool,
) -> Partition:
    """As it was at the second look; settled where it was as well or unwell at the first."""
    if move is None and later is None:
        is_well = seen.leader != -1 and set(seen.replicas).issubset(seen.isr)
        return Partition(
            seen.id,
            seen.leader,
            seen.replicas,
            seen.isr,
            eligible=seen.elr or (),
            offline=seen.offline,
            settled=is_well or not looked_twice,
        )
    adding = move.adding if move else ()
    leader, isr = (later.leader, later.isr) if later else (seen.leader, seen.isr)
    awaited = set(seen.replicas) - set(adding)
    unwell = (seen.leader == -1, bool(awaited - set(seen.isr)))
    then = (leader == -1, bool(awaited - set(isr))) if later else (False, False)
    return Partition(
        seen.id,
        leader,
        seen.replicas,
        tuple(isr),
        eligible=seen.elr or (),
        offline=seen.offline,
        reassigning=move is not None,
        settled=unwell == then or not looked_twice,
        adding=adding,
        removing=move.removing if move else (),
    )


def groups(snapshot: Snapshot) -> tuple[ConsumerGroup, ...]:
    """The groups that read: Connect's workers and such have no offsets and are none."""
    return tuple(_group(group) for group in snapshot.groups or () if _reads(group))


def _reads(group: Group) -> bool:
    return group.protocol_type in ("", "consumer", "share", "streams") or bool(group.offsets)


def _group(group: Group) -> ConsumerGroup:
    anchor = place(f"group {group.id}")
    why = "its members were not read"
    members = group.members
    return ConsumerGroup(
        group.id,
        anchor,
        state=known(group.state.lower(), anchor)
        if group.state
        else unknown("its state was not read", anchor),
        protocol=known(group.type.lower(), anchor)
        if group.type
        else unknown("its type was not read", anchor),
        members=unknown(why, anchor) if members is None else known(len(members), anchor),
        lag=_sums(group, {(o.topic, o.partition): o.lag for o in group.offsets or ()}),
        written=_sums(group, {(o.topic, o.partition): o.end for o in group.offsets or ()}),
    )


def _sums(group: Group, numbers: dict[Key, int | None]) -> dict[str, Value[int]]:
    """Records by topic; unknown where the end of one partition is."""
    anchor = place(f"group {group.id}")
    sums: defaultdict[str, int] = defaultdict(int)
    open_: set[str] = set()
    for (topic, _), number in numbers.items():
        if number is None:
            open_.add(topic)
        else:
            sums[topic] += max(number, 0)
    reason = "the end of a partition is not known"
    return {
        topic: unknown(reason, anchor) if topic in open_ else known(sums[topic], anchor)
        for topic in sorted({*sums, *open_})
    }


def acls(snapshot: Snapshot) -> tuple[Acl, ...]:
    return tuple(_acl(seen) for seen in snapshot.acls or ())


def _acl(seen: SeenAcl) -> Acl:
    words = {
        "principal": seen.principal,
        "permission": seen.permission.lower(),
        "operation": seen.operation.lower(),
        "resource_type": seen.resource_type.lower(),
        "resource_name": seen.resource_name,
        "pattern": seen.pattern_type.lower(),
        "host": seen.host,
    }
    prefix = "prefix " if words["pattern"] == "prefixed" else ""
    name = (
        f"{words['permission']} {seen.principal} {words['operation']} "
        f"{words['resource_type']} {prefix}{seen.resource_name}"
    )
    if seen.host != "*":
        name += f" from {seen.host}"
    anchor = place(f"ACL {name}")
    return Acl(name, anchor, **{key: known(text, anchor) for key, text in words.items()})
