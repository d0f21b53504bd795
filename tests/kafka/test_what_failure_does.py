"""What the loss of a broker and of a rack does to topics, against what kafkalint predicts.

Six brokers stand in three racks, two in each; one in each rack votes as well. Topics of various
replication factors and min.insync.replicas lie on them. A broker is ended as by a power cut,
then the rest of its rack; after each, every partition is written with acks=all and read.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from confluent_kafka import (
    OFFSET_BEGINNING,
    Consumer,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import NewTopic, PartitionMetadata, TopicMetadata
from conftest import Say
from harness.cluster import Cluster, wait_until
from harness.installation import Kafka
from harness.looking import take
from harness.shapes import Place, kraft
from msgspec import structs

from kafkalint import audit, facts
from kafkalint.facts import failure, losses, survival
from kafkalint.facts.quorum import quorum
from kafkalint.facts.remedies import remedies
from kafkalint.facts.topics import (
    DEFAULT_TOPIC,
    effective_min_isr,
    min_isr,
    replication_factor,
    topics,
    unclean_election,
)
from kafkalint.facts.zones import zone_sizes
from kafkalint.live.model import cluster as model_of
from kafkalint.model import Cluster as Model
from kafkalint.model import Topic
from kafkalint.record import replace
from kafkalint.values import Value, known

RACKS = {1: "a", 2: "b", 3: "c", 4: "a", 5: "b", 6: "c"}
VOTERS = (1, 2, 3)
FIRST_LOST, REST_OF_ITS_RACK = 6, 3
ONE_MORE_VOTER = 2

PARTITIONS = 6
COPIES = [(1, 1), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3), (4, 2), (4, 3), (6, 4), (6, 5)]
"""Replication factor and min.insync.replicas of the topics, one of each."""

LEAST_IN_SYNC = 2
SETTINGS = {
    "default.replication.factor": "3",
    "min.insync.replicas": str(LEAST_IN_SYNC),
    "num.partitions": str(PARTITIONS),
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "replica.fetch.wait.max.ms": "100",
    "replica.high.watermark.checkpoint.interval.ms": "500",
}
SAYS_NOTHING = "says-nothing"
PATIENCE = 120  # seconds for what has to come
IN_VAIN = 5  # seconds for what may not come

Partition = tuple[str, int]


class State(NamedTuple):
    """What could be done while some brokers were lost."""

    lost: frozenset[int]
    writable: frozenset[Partition]
    readable: frozenset[Partition]
    metadata_goes_on: bool


class Story(NamedTuple):
    """The placement of all partitions (broker ids), and the states one after the other.

    `running` is what kafkalint makes of the running cluster before anything is lost.
    """

    placement: dict[Partition, tuple[int, ...]]
    running: Model
    whole: State
    without_a_broker: State
    without_a_rack: State
    without_a_quorum: State


def name_of(rf: int, m: int) -> str:
    return f"rf-{rf}-min-isr-{m}"


NAMES = [*(name_of(rf, m) for rf, m in COPIES), SAYS_NOTHING]


@pytest.fixture(scope="module")
def cluster(newest: Kafka, folder: Path) -> Iterator[Cluster]:
    places = [
        Place(number, "broker,controller" if number in VOTERS else "broker", rack)
        for number, rack in RACKS.items()
    ]
    with kraft(newest, folder, places, SETTINGS) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def model(newest: Kafka, cluster: Cluster) -> Model:
    """What kafkalint reads out of the nodes' files, with the topics; there are no more nodes."""
    facts.load()
    paths = [str(node.file) for node in cluster.nodes.values()]
    options = audit.Options(kafka_version=newest.release.minor)
    [found], notices, _ = audit.read_clusters(paths, options)
    assert not notices
    declared = tuple(
        Topic(
            name_of(rf, m),
            found.anchor,
            partitions=known(PARTITIONS),
            replicas=known(rf),
            settings={"min.insync.replicas": Value(str(m), (found.anchor,))},
        )
        for rf, m in COPIES
    )
    return replace(found, undisclosed="", declared_topics=declared)


def topic_of(model: Model, name: str) -> Topic:
    """The topic of that name as kafkalint knows it."""
    wanted = DEFAULT_TOPIC if name == SAYS_NOTHING else name
    [topic] = [topic for topic in topics(model) if topic.name == wanted]
    return topic


@pytest.fixture(scope="module")
def story(cluster: Cluster, say: Say) -> Story:
    created = create(cluster)
    placement = {key: tuple(partition.replicas) for key, partition in created.items()}
    lost: set[int] = set()

    def lose(*ids: int) -> State:
        cluster.kill(*ids)
        lost.update(ids)
        return state(cluster, settle(cluster, placement, lost), lost)

    whole = state(cluster, created, lost)
    wait_until(
        lambda: not uncommitted(cluster, placement),
        "all replicas know that the first records are committed",
        lambda: uncommitted(cluster, placement),
    )
    running = seen(cluster)
    first = lose(FIRST_LOST)
    second = lose(REST_OF_ITS_RACK)
    cluster.kill(ONE_MORE_VOTER)
    goes_on = metadata_goes_on(cluster, 2 * IN_VAIN)
    third = State(frozenset(lost), frozenset(), frozenset(), goes_on)
    say(
        f"Kafka {cluster.kafka.release}: {len(NAMES)} topics with {len(placement)} partitions on "
        f"{len(RACKS)} brokers in 3 racks, held against kafkalint's predictions while a broker, "
        "a rack and the quorum are lost"
    )
    return Story(placement, running, whole, first, second, third)


def seen(cluster: Cluster) -> Model:
    """The running cluster with the topics of this story alone."""
    snapshot = take(cluster.settings)
    assert snapshot.complete and snapshot.refusals == ()
    own = tuple(topic for topic in snapshot.topics or () if topic.name in NAMES)
    return model_of(structs.replace(snapshot, topics=own))


def create(cluster: Cluster) -> dict[Partition, PartitionMetadata]:
    """Make the topics; their partitions as all brokers know them."""
    wanted = [
        NewTopic(name_of(rf, m), PARTITIONS, rf, config={"min.insync.replicas": str(m)})
        for rf, m in COPIES
    ]
    wanted.append(NewTopic(SAYS_NOTHING))
    cluster.make_topics(*wanted)
    expected: dict[Partition, tuple[int, ...]] = {
        (name, number): () for name in NAMES for number in range(PARTITIONS)
    }
    return settle(cluster, expected, set())


def told_of(cluster: Cluster) -> dict[str, TopicMetadata]:
    """The topics as some broker knows them; none while nobody answers."""
    try:
        topics: dict[str, TopicMetadata] = cluster.admin.list_topics(timeout=5).topics
    except KafkaException:
        return {}
    return topics


def settle(
    cluster: Cluster, placement: dict[Partition, tuple[int, ...]], lost: set[int]
) -> dict[Partition, PartitionMetadata]:
    """Wait until the controller knows who is lost: leaders and ISRs are of those that live.

    What a broker told last is the answer; another may still know less.
    """
    seen: dict[Partition, PartitionMetadata] = {}

    def waiting() -> list[Partition]:
        return [
            key
            for key, replicas in placement.items()
            if key not in seen
            or (seen[key].leader == -1) is bool(set(replicas) - lost or not replicas)
            or (seen[key].leader != -1 and set(seen[key].isrs) & lost)
            or seen[key].leader in lost
        ]

    def has_settled() -> bool:
        seen.clear()
        for name, topic in told_of(cluster).items():
            seen.update({(name, number): part for number, part in topic.partitions.items()})
        return not waiting()

    wait_until(has_settled, f"all is known without {lost}", waiting)
    cluster.agree()
    return {key: seen[key] for key in placement}


def uncommitted(cluster: Cluster, placement: dict[Partition, tuple[int, ...]]) -> list[str]:
    """The replicas that do not know yet that a record is committed, by what brokers note down.

    One that does not know, and leads once the others are lost, keeps the record to itself.
    """
    waiting = []
    for number, node in cluster.nodes.items():
        file = node.folder / "data" / "replication-offset-checkpoint"
        noted = file.read_text().splitlines() if file.exists() else []
        known = {(name, int(part)) for name, part, at in map(str.split, noted[2:]) if int(at)}
        here = {key for key, replicas in placement.items() if number in replicas}
        waiting += [f"{key} on broker {number}" for key in here - known]
    return waiting


def state(
    cluster: Cluster, partitions: dict[Partition, PartitionMetadata], lost: set[int]
) -> State:
    with ThreadPoolExecutor() as pool:
        writable = pool.submit(written, cluster, partitions)
        if not lost:
            writable.result()  # there is nothing to be read before
        readable = pool.submit(read, cluster, partitions)
        goes_on = pool.submit(metadata_goes_on, cluster, PATIENCE)
        return State(frozenset(lost), writable.result(), readable.result(), goes_on.result())


def written(
    cluster: Cluster, partitions: dict[Partition, PartitionMetadata]
) -> frozenset[Partition]:
    """The partitions that take a record with acks=all.

    Those that should are waited for; that the others do not is seen after a while.
    """
    taken: set[Partition] = set()
    hopeful = {key for key, partition in partitions.items() if has_enough(key[0], partition)}

    def report(error: object, message: Message) -> None:
        if error is None:
            taken.add((str(message.topic()), int(message.partition() or 0)))

    patient = {"acks": "all", "message.timeout.ms": 2 * PATIENCE * 1000}
    producer = Producer({**cluster.settings, **patient})
    for topic, partition in partitions:
        producer.produce(topic, b"paid", partition=partition, on_delivery=report)
    for _ in looking(lambda: taken, hopeful, len(partitions)):
        producer.poll(0.1)
    producer.purge()
    producer.flush(PATIENCE)
    return frozenset(taken)


def has_enough(name: str, partition: PartitionMetadata) -> bool:
    """Whether as many replicas are in sync as the topic asks for, of those that it has."""
    asked = next((m for rf, m in COPIES if name_of(rf, m) == name), LEAST_IN_SYNC)
    return partition.leader != -1 and len(partition.isrs) >= min(asked, len(partition.replicas))


def read(cluster: Cluster, partitions: dict[Partition, PartitionMetadata]) -> frozenset[Partition]:
    """The partitions that give a record, looked for as in `written`."""
    consumer = Consumer({**cluster.settings, "group.id": "probe"})
    consumer.assign([TopicPartition(*key, OFFSET_BEGINNING) for key in partitions])
    given: set[Partition] = set()
    hopeful = {key for key, partition in partitions.items() if partition.leader != -1}
    for _ in looking(lambda: given, hopeful, len(partitions)):
        for message in consumer.consume(100, timeout=0.1):
            if message.error() is None:
                given.add((str(message.topic()), int(message.partition() or 0)))
    consumer.close()
    return frozenset(given)


def looking(
    found: Callable[[], set[Partition]], hopeful: set[Partition], most: int
) -> Iterator[None]:
    """Go on until all is found that is hoped for, and for a while in hope of more."""
    begun = time.monotonic()
    while len(found()) < most:
        yield
        lasted = time.monotonic() - begun
        if lasted > (IN_VAIN if found() >= hopeful else PATIENCE):
            return


def metadata_goes_on(cluster: Cluster, seconds: float) -> bool:
    """Whether a topic can be created, within so many seconds."""
    topic = NewTopic(f"made-at-{time.monotonic_ns()}", 1, 1)
    asked = cluster.admin.create_topics([topic], request_timeout=seconds)
    try:
        asked[topic.topic].result(timeout=seconds + PATIENCE)
    except KafkaException:
        return False
    return True


def of(name: str, partitions: frozenset[Partition]) -> frozenset[Partition]:
    return frozenset(key for key in partitions if key[0] == name)


def predicted(
    story: Story, name: str, lost: frozenset[int], goes_on: Callable[[int, int], bool]
) -> frozenset[Partition]:
    """The partitions of a topic that go on by `goes_on(replicas, lost replicas)`."""
    return frozenset(
        key
        for key, replicas in story.placement.items()
        if key[0] == name and goes_on(len(replicas), len(lost & set(replicas)))
    )


def numbers(model: Model, name: str) -> tuple[int, int]:
    """RF and what is enforced of min.insync.replicas, as kafkalint resolves them."""
    topic = topic_of(model, name)
    return replication_factor(topic).data, effective_min_isr(topic).data


@pytest.mark.parametrize("name", NAMES)
class TestEachTopic:
    def test_its_replicas_are_as_many_as_predicted(
        self, story: Story, model: Model, name: str
    ) -> None:
        rf, _ = numbers(model, name)
        assert {len(story.placement[key]) for key in story.placement if key[0] == name} == {rf}

    def test_racks_hold_as_many_replicas_as_predicted(
        self, story: Story, model: Model, name: str
    ) -> None:
        rf, _ = numbers(model, name)
        most = max(
            max(Counter(RACKS[broker] for broker in replicas).values())
            for key, replicas in story.placement.items()
            if key[0] == name
        )
        assert most == failure.worst_zone(rf, list(zone_sizes(model).data.values()))

    def test_before(self, story: Story, model: Model, name: str) -> None:
        assert survival.is_writable(topic_of(model, name)).data
        assert of(name, story.whole.writable) == of(name, frozenset(story.placement))
        assert of(name, story.whole.readable) == of(name, frozenset(story.placement))

    @pytest.mark.parametrize("loss", ["without_a_broker", "without_a_rack"])
    def test_every_partition(self, story: Story, model: Model, name: str, loss: str) -> None:
        rf, m = numbers(model, name)
        state: State = getattr(story, loss)
        assert of(name, state.writable) == predicted(
            story, name, state.lost, lambda _, lost: failure.writes_continue(rf, m, lost)
        )
        assert of(name, state.readable) == predicted(
            story, name, state.lost, lambda _, lost: failure.reads_continue(rf, lost)
        )

    def test_a_broker(self, story: Story, model: Model, name: str) -> None:
        topic, every = topic_of(model, name), of(name, frozenset(story.placement))
        state = story.without_a_broker
        goes_on = of(name, state.writable) == every
        assert survival.writes_survive_broker_loss(topic).data is goes_on
        assert survival.reads_survive_broker_loss(topic).data is (of(name, state.readable) == every)

    def test_a_rack(self, story: Story, model: Model, name: str) -> None:
        topic, every = topic_of(model, name), of(name, frozenset(story.placement))
        state = story.without_a_rack
        goes_on = of(name, state.writable) == every
        assert survival.writes_survive_zone_loss(topic).data is goes_on
        assert survival.reads_survive_zone_loss(topic).data is (of(name, state.readable) == every)


def test_the_quorum(story: Story, model: Model) -> None:
    votes = quorum(model)
    assert votes is not None
    assert votes.size.data == len(VOTERS)
    assert survival.survives_voter_loss(votes).data
    assert survival.survives_zone_loss(votes).data
    for lost, state in enumerate(
        (story.without_a_broker, story.without_a_rack, story.without_a_quorum)
    ):
        assert state.metadata_goes_on is failure.quorum_continues(len(VOTERS), lost)


LOST = [("broker", "6", "without_a_broker"), ("rack", "c", "without_a_rack")]


@pytest.mark.parametrize(("kind", "name", "loss"), LOST, ids=["a broker", "a rack"])
class TestWhatARunningClusterForetells:
    def test_how_many_partitions(self, story: Story, kind: str, name: str, loss: str) -> None:
        state: State = getattr(story, loss)
        [told] = [e for e in losses.losses(story.running) if (e.kind, e.name) == (kind, name)]
        assert frozenset(told.brokers) == state.lost
        assert told.partitions == len(story.placement)
        assert told.offline == len(story.placement) - len(state.readable)
        assert told.refusing == len(state.readable - state.writable)
        assert told.quorum.data is state.metadata_goes_on

    def test_which_partitions(self, story: Story, kind: str, name: str, loss: str) -> None:
        state: State = getattr(story, loss)
        ends = {
            (topic.name, part.id): losses.state(
                part, min_isr(topic).data, unclean_election(topic).data, state.lost
            )
            for topic in story.running.declared_topics
            for part in topic.placement.data
        }
        assert {key for key, end in ends.items() if end != losses.OFFLINE} == state.readable
        assert {key for key, end in ends.items() if end == losses.FINE} == state.writable


def test_the_loss_of_one_more_voter(story: Story) -> None:
    without = story.without_a_rack
    assert without.metadata_goes_on
    assert not story.without_a_quorum.metadata_goes_on
    racks = [each for each in losses.losses(story.running) if each.kind == "rack"]
    assert all(each.quorum.data for each in racks)


def test_what_would_help_is_said_of_the_topics_that_stopped(story: Story) -> None:
    ill = {
        topic
        for state in (story.without_a_broker, story.without_a_rack)
        for topic, _ in story.placement.keys() - (state.writable & state.readable)
    }
    named = {topic for change in remedies(story.running) for topic in change.topics}
    assert ill <= named
