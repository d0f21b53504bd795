"""What the loss of each broker, machine and rack of a running cluster does, from where its
replicas are and which of them are in sync at this moment.

A partition goes on as long as one replica in sync (or an eligible one, KIP-966) is left, and
takes acks=all writes as long as min.insync.replicas of them are. With unclean leader election
any replica takes over. Partitions that are ill already are counted as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kafkalint.facts import fact, failure, once
from kafkalint.facts.nodes import brokers, controllers
from kafkalint.facts.partitions import broker_id
from kafkalint.facts.running import voter_problem
from kafkalint.facts.topics import min_isr, unclean_election
from kafkalint.facts.zones import rack
from kafkalint.model import Cluster, Partition, Topic
from kafkalint.values import Value, absent, known, unknown

WORST = 10

FINE, REFUSES, OFFLINE = 0, 1, 2


class Hit(NamedTuple):
    """A topic, its partitions, and how many are offline or refuse acks=all after a loss."""

    topic: str
    partitions: int
    offline: int
    refusing: int


class Loss(NamedTuple):
    """What is so after `kind` "broker", "host" or "rack" of that `name` is gone.

    `offline` and `refusing` count partitions, of all `partitions`; `uncounted` are those for
    which it is not known how many replicas have to be in sync. `quorum` is whether a majority
    of the voters is left. `worst` are the topics that lose most, at most ten.
    """

    kind: str
    name: str
    brokers: tuple[int, ...]
    partitions: int
    offline: int
    refusing: int
    uncounted: int
    quorum: Value[bool]
    worst: tuple[Hit, ...]

    @property
    def is_harmless(self) -> bool:
        """Everything goes on, as far as is known."""
        return not (self.offline or self.refusing) and self.quorum.or_else(True) is not False


class Domain(NamedTuple):
    """What fails as one: brokers, and the voters that go with them.

    `maybe` are voters of which it is not known whether they go, too.
    """

    kind: str
    name: str
    brokers: frozenset[int]
    voters: frozenset[int]
    maybe: frozenset[int]


@fact
def losses(cluster: Cluster) -> tuple[Loss, ...]:
    """Every broker, then every machine, then every rack; empty where no placement is known."""
    if cluster.running is None or not brokers(cluster):
        return ()
    tally = _tally(cluster)
    return tuple(tally.loss(domain) for domain in tally.domains)


class Now(NamedTuple):
    """Partitions that are offline, and that refuse acks=all, before anything is lost."""

    offline: int
    refusing: int


@fact
def ill_now(cluster: Cluster) -> Now:
    """What is so already."""
    tally = _tally(cluster)
    return Now(sum(tally.now[OFFLINE].values()), sum(tally.now[REFUSES].values()))


@once
def _tally(cluster: Cluster) -> _Tally:
    return _Tally(cluster, [t for t in cluster.declared_topics if t.placement.is_known])


class _Fate(NamedTuple):
    """The state of a partition now, and after the loss of each domain that touches it."""

    before: int | None
    after: tuple[tuple[int, int | None], ...]


def state(part: Partition, least: int | None, unclean: bool, lost: frozenset[int]) -> int | None:
    """FINE, REFUSES or OFFLINE once the brokers `lost` are gone; None where `least` decides it.

    `least` is min.insync.replicas, None where it is not known.
    """
    replicas = set(part.replicas)
    left = [number for number in part.in_sync if number not in lost]
    if part.leader == -1:
        left = []
    able = [n for n in part.eligible if n not in lost and n not in part.offline]
    others = [n for n in replicas - lost if n not in part.offline]
    if not left and (able or (unclean and others and part.leader != -1)):
        left = (able or others)[:1]
    if not left:
        return OFFLINE
    if least is None:
        return None
    return FINE if len(left) >= min(least, len(replicas)) else REFUSES


class _Tally:
    """Counts partitions by topic and domain, each touched one looked at once."""

    def __init__(self, cluster: Cluster, topics: list[Topic]) -> None:
        self.cluster = cluster
        self.domains = tuple(domains(cluster))
        self._by_broker: dict[int, list[int]] = {}
        for index, domain in enumerate(self.domains):
            for number in domain.brokers:
                self._by_broker.setdefault(number, []).append(index)
        self.sizes = {topic.name: len(topic.placement.data) for topic in topics}
        self.now: tuple[Counter[str], Counter[str], Counter[str]] = (
            Counter(),
            Counter(),
            Counter(),
        )
        self._changes = [(Counter[str](), Counter[str]()) for _ in self.domains]
        self._uncounted: Counter[int] = Counter()
        self._fates: dict[tuple[object, ...], _Fate] = {}
        for topic in topics:
            self._count(topic)

    def _count(self, topic: Topic) -> None:
        least: int | None = min_isr(topic).or_else(None)
        unclean = unclean_election(topic).or_else(False)
        for part in topic.placement.data:
            fate = self._fate(part, least, unclean)
            if fate.before is not None:
                self.now[fate.before][topic.name] += 1
            for index, after in fate.after:
                if after is None:
                    self._uncounted[index] += 1
                elif after != fate.before:
                    self._change(index, topic.name, fate.before, after)

    def _fate(self, part: Partition, least: int | None, unclean: bool) -> _Fate:
        """What becomes of it; most partitions of a cluster lie as many others do."""
        lying = (part.replicas, part.in_sync, part.eligible, part.offline, part.leader == -1)
        key = (*lying, least, unclean)
        fate = self._fates.get(key)
        if fate is None:
            touched = {i for number in part.replicas for i in self._by_broker.get(number, ())}
            fate = self._fates[key] = _Fate(
                state(part, least, unclean, frozenset()),
                tuple(
                    (index, state(part, least, unclean, self.domains[index].brokers))
                    for index in sorted(touched)
                ),
            )
        return fate

    def _change(self, index: int, topic: str, before: int | None, after: int) -> None:
        refusing, offline = self._changes[index]
        for wanted, counter in ((REFUSES, refusing), (OFFLINE, offline)):
            counter[topic] += (after == wanted) - (before == wanted)

    def loss(self, domain: Domain) -> Loss:
        index = self.domains.index(domain)
        refusing, offline = (self.now[wanted] + Counter() for wanted in (REFUSES, OFFLINE))
        refusing.update(self._changes[index][0])
        offline.update(self._changes[index][1])
        return Loss(
            domain.kind,
            domain.name,
            tuple(sorted(domain.brokers)),
            sum(self.sizes.values()),
            sum(offline.values()),
            sum(refusing.values()),
            self._uncounted[index],
            _quorum_left(self.cluster, domain),
            self._worst(offline, refusing),
        )

    def _worst(self, offline: Mapping[str, int], refusing: Mapping[str, int]) -> tuple[Hit, ...]:
        hits = [
            Hit(name, self.sizes[name], offline.get(name, 0), refusing.get(name, 0))
            for name in {*offline, *refusing}
            if offline.get(name, 0) or refusing.get(name, 0)
        ]
        hits.sort(key=lambda hit: (-hit.offline, -hit.refusing, hit.topic))
        return tuple(hits[:WORST])


def domains(cluster: Cluster) -> Iterator[Domain]:
    """What can fail as one. Machines and racks are left out where that of a broker is unknown."""
    members = brokers(cluster)
    votes = (
        {member.id for member in cluster.running.members if member.is_voter}
        if cluster.running
        else set()
    )
    for node in members:
        number = broker_id(node)
        if node.is_up.or_else(True) is False:
            continue  # it is lost already
        yield Domain("broker", str(number), frozenset({number}), frozenset({number} & votes), _NONE)
    yield from _shared("host", {broker_id(n): n.host for n in members}, _hosts(cluster), votes)
    yield from _shared("rack", {broker_id(n): rack(n) for n in members}, {}, votes)


_NONE: frozenset[int] = frozenset()


def _hosts(cluster: Cluster) -> dict[int, Value[str]]:
    return {broker_id(node): node.host for node in controllers(cluster)}


def _shared(
    kind: str, of_brokers: dict[int, Value[str]], of_others: dict[int, Value[str]], votes: set[int]
) -> Iterator[Domain]:
    """The domains that the brokers name; voters elsewhere are there, not there, or maybe."""
    if not of_brokers or not all(value.is_known for value in of_brokers.values()):
        return
    places = {**of_others, **of_brokers}
    maybe = frozenset(n for n in votes if n not in places or not places[n].is_known)
    for name in sorted({str(value.data) for value in of_brokers.values()}):
        here = frozenset(
            number for number, value in places.items() if value.is_known and value.data == name
        )
        mine = here & frozenset(of_brokers)
        yield Domain(kind, name, mine, here & frozenset(votes), maybe)


def _quorum_left(cluster: Cluster, domain: Domain) -> Value[bool]:
    running = cluster.running
    if running is None or not running.has_quorum:
        reason = "what keeps the metadata could not be asked"
        return absent(cluster.anchor) if _uses_zookeeper(cluster) else unknown(reason)
    voters = [member for member in running.members if member.is_voter]
    well = {member.id for member in voters if not voter_problem(member).or_else("")}
    needed = failure.majority(len(voters))
    if len(well - domain.voters) < needed:
        return known(False, cluster.anchor)
    if len(well - domain.voters - domain.maybe) >= needed:
        return known(True, cluster.anchor)
    return unknown(f"in which {domain.kind} the controllers stand is not known", cluster.anchor)


def _uses_zookeeper(cluster: Cluster) -> bool:
    return any("zookeeper.connect" in node.settings for node in cluster.nodes)
