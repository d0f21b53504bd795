"""What the loss of a broker and of a rack does to topics, against what kafkalint predicts.

Six brokers stand in three racks, two in each; one in each rack votes as well. Topics of various
replication factors and min.insync.replicas lie on them. A broker is ended as by a power cut,
then the rest of its rack; after each, every partition is written with acks=all and read.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
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
from harness.cluster import Cluster
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

SETTINGS = {
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "num.partitions": str(PARTITIONS),
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "replica.fetch.wait.max.ms": "100",
}
SAYS_NOTHING = "says-nothing"
SETTLE_SECONDS = 60
PROBE_SECONDS = 10
ANSWER_SECONDS = 20

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
    placement = create(cluster)
    lost: set[int] = set()

    def lose(*ids: int) -> State:
        cluster.kill(*ids)
        lost.update(ids)
        settle(cluster, placement, lost)
        return state(cluster, placement, lost)

    whole = state(cluster, placement, lost)
    time.sleep(2)  # until followers know how far the first records are committed
    running = seen(cluster)
    first = lose(FIRST_LOST)
    second = lose(REST_OF_ITS_RACK)
    cluster.kill(ONE_MORE_VOTER)
    third = State(frozenset(lost), frozenset(), frozenset(), metadata_goes_on(cluster))
    say(
        f"Kafka {cluster.kafka.release}: {len(NAMES)} topics with {len(placement)} partitions on "
        f"{len(RACKS)} brokers in 3 racks, held against kafkalint's predictions while a broker, "
        "a rack and the quorum are lost"
    )
    return Story(placement, running, whole, first, second, third)


def seen(cluster: Cluster) -> Model:
    """The running cluster with the topics of this story alone."""
    snapshot = take(cluster.settings)
    own = tuple(topic for topic in snapshot.topics or () if topic.name in NAMES)
    return model_of(structs.replace(snapshot, topics=own))


def create(cluster: Cluster) -> dict[Partition, tuple[int, ...]]:
    """Make the topics; where their partitions lie by the broker that knew all of them."""
    wanted = [
        NewTopic(name_of(rf, m), PARTITIONS, rf, config={"min.insync.replicas": str(m)})
        for rf, m in COPIES
    ]
    wanted.append(NewTopic(SAYS_NOTHING))
    for made in cluster.admin.create_topics(wanted, request_timeout=ANSWER_SECONDS).values():
        made.result(timeout=ANSWER_SECONDS + 5)
    expected: dict[Partition, tuple[int, ...]] = {
        (name, number): () for name in NAMES for number in range(PARTITIONS)
    }
    told = settle(cluster, expected, set())
    return {key: tuple(told[key].replicas) for key in expected}


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
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        seen = {
            (name, number): partition
            for name, topic in told_of(cluster).items()
            for number, partition in topic.partitions.items()
        }
        waiting = [
            key
            for key, replicas in placement.items()
            if key not in seen
            or (seen[key].leader == -1) is bool(set(replicas) - lost or not replicas)
            or (seen[key].leader != -1 and set(seen[key].isrs) & lost)
            or seen[key].leader in lost
        ]
        if not waiting:
            return seen
        assert time.monotonic() < deadline, f"without {lost}, these wait: {waiting}"
        time.sleep(0.2)


def state(cluster: Cluster, placement: dict[Partition, tuple[int, ...]], lost: set[int]) -> State:
    return State(
        frozenset(lost),
        written(cluster, placement),
        read(cluster, placement),
        metadata_goes_on(cluster),
    )


def written(cluster: Cluster, placement: dict[Partition, tuple[int, ...]]) -> frozenset[Partition]:
    """The partitions that take a record with acks=all."""
    taken: set[Partition] = set()

    def report(error: object, message: Message) -> None:
        if error is None:
            taken.add((str(message.topic()), int(message.partition() or 0)))

    producer = Producer(
        {
            **cluster.settings,
            "acks": "all",
            "message.timeout.ms": PROBE_SECONDS * 1000,
        }
    )
    for topic, partition in placement:
        producer.produce(topic, b"paid", partition=partition, on_delivery=report)
    assert producer.flush(PROBE_SECONDS + ANSWER_SECONDS) == 0
    return frozenset(taken)


def read(cluster: Cluster, placement: dict[Partition, tuple[int, ...]]) -> frozenset[Partition]:
    """The partitions that give a record."""
    consumer = Consumer({**cluster.settings, "group.id": "probe"})
    consumer.assign([TopicPartition(*key, OFFSET_BEGINNING) for key in placement])
    given: set[Partition] = set()
    deadline = time.monotonic() + PROBE_SECONDS
    while len(given) < len(placement) and time.monotonic() < deadline:
        for message in consumer.consume(100, timeout=0.5):
            if message.error() is None:
                given.add((str(message.topic()), int(message.partition() or 0)))
    consumer.close()
    return frozenset(given)


def metadata_goes_on(cluster: Cluster) -> bool:
    """Whether a topic can be created."""
    topic = NewTopic(f"made-at-{time.monotonic_ns()}", 1, 1)
    asked = cluster.admin.create_topics([topic], request_timeout=PROBE_SECONDS)
    try:
        asked[topic.topic].result(timeout=PROBE_SECONDS + ANSWER_SECONDS)
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
