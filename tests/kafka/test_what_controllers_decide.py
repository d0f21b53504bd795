"""Settings that stand in the brokers' files alone: which of them hold where controllers decide.

Two brokers and a controller of their own; what kafkalint makes of the three files has to be what
becomes of topics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from confluent_kafka import (
    ElectionType,
    KafkaException,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import ConfigResource, NewTopic
from conftest import Say
from harness.cluster import Cluster, wait_until
from harness.installation import Kafka
from harness.shapes import Place, kraft

from kafkalint import audit, facts
from kafkalint.facts import durability, topics
from kafkalint.model import Cluster as Model
from kafkalint.model import Topic
from kafkalint.record import replace
from kafkalint.values import known

SECONDS = 60
BROKERS, CONTROLLER = (1, 2), 101
ON_BROKERS = {
    "min.insync.replicas": "2",
    "unclean.leader.election.enable": "true",
    "num.partitions": "7",
}
QUICK = {"broker.session.timeout.ms": "3000", "broker.heartbeat.interval.ms": "500"}

Partition = tuple[int, list[int]]  # the leader, and who is in sync


@pytest.fixture(scope="module")
def cluster(either: Kafka, folder: Path, say: Say) -> Iterator[Cluster]:
    places = [Place(number, "broker") for number in BROKERS] + [Place(CONTROLLER, "controller")]
    own = dict.fromkeys(BROKERS, ON_BROKERS)
    with kraft(either, folder / str(either.release), places, QUICK, own) as cluster:
        yield cluster
    say(f"Kafka {either.release}: two brokers and a controller whose files differ")


@pytest.fixture(scope="module")
def model(cluster: Cluster) -> Model:
    """What kafkalint reads out of the three files, with a topic that sets nothing."""
    facts.load()
    paths = [str(node.file) for node in cluster.nodes.values()]
    options = audit.Options(kafka_version=cluster.kafka.release.minor)
    [found], notices, _ = audit.read_clusters(paths, options)
    assert not notices
    return replace(found, declared_topics=(Topic("paid", found.anchor, replicas=known(2)),))


def declared(model: Model) -> Topic:
    return topics.topics(model)[0]


def partitions(cluster: Cluster, name: str) -> list[Partition]:
    """What one of the brokers says; none where it does not know the topic."""
    try:
        told = cluster.admin.list_topics(timeout=10).topics.get(name)
    except KafkaException:  # nobody is there for a moment
        return []
    return [(p.leader, p.isrs) for p in told.partitions.values()] if told else []


def wait_for(cluster: Cluster, name: str, wanted: Callable[[list[Partition]], bool]) -> None:
    """Wait until the topic is as it is wanted, to every broker."""
    wait_until(
        lambda: wanted(partitions(cluster, name)),
        f"{name} is as it is wanted",
        lambda: partitions(cluster, name),
    )
    cluster.agree()


def test_the_keys_that_kafkalint_names(cluster: Cluster, model: Model) -> None:
    """A topic that is made without a number gets the controller's; kafkalint names the key."""
    cluster.make_topics(NewTopic("counted"))
    assert len(partitions(cluster, "counted")) == 1
    assert topics.partition_count(declared(model)).data == 1
    assert set(durability.unmatched_on_controllers(model).data) == ON_BROKERS.keys()


def test_topics_that_clients_make_by_asking(cluster: Cluster, model: Model) -> None:
    """The broker that is asked orders them, with its own numbers."""
    producer = Producer({**cluster.settings, "allow.auto.create.topics": True})
    producer.produce("asked", b"is it there?")
    assert producer.flush(SECONDS) == 0
    wait_for(cluster, "asked", bool)
    default = next(topic for topic in topics.topics(model) if topic.kind == "default")
    assert len(partitions(cluster, "asked")) == topics.partition_count(default).data == 7


def test_min_insync_replicas(cluster: Cluster, model: Model) -> None:
    cluster.make_topics(NewTopic("kept", 1, 2))
    resource = ConfigResource(ConfigResource.Type.TOPIC, "kept")
    asked = cluster.admin.describe_configs([resource], request_timeout=SECONDS)
    holds = int(asked[resource].result(timeout=SECONDS)["min.insync.replicas"].value)
    said = topics.min_isr(declared(model))
    if cluster.kafka.release.is_at_least("4.1"):
        assert holds == 1, "eligible leader replicas are on, and the controller keeps it"
        assert said.is_unknown, "kafkalint cannot see whether they are"
    else:
        assert holds == said.data == 2


def test_unclean_election(cluster: Cluster, model: Model) -> None:
    """The last one in sync is lost, and the other one comes back: does it lead?"""
    first, second = BROKERS
    own = {"min.insync.replicas": "1"}
    cluster.make_topics(NewTopic("paid", 1, replica_assignment=[[first, second]], config=own))
    wait_for(cluster, "paid", lambda found: found == [(first, [first, second])])
    cluster.kill(second)
    wait_for(cluster, "paid", lambda found: found == [(first, [first])])
    producer = Producer({**cluster.settings, "acks": "all"})
    producer.produce("paid", b"alone", partition=0)
    assert producer.flush(SECONDS) == 0
    cluster.kill(first)
    cluster.start_nodes([second])
    wait_for(cluster, "paid", lambda found: bool(found) and found[0][0] != first)
    leads = partitions(cluster, "paid")[0][0] == second
    assert leads is topics.unclean_election(declared(model)).data is False
    elect(cluster, "paid")
    wait_for(cluster, "paid", lambda found: found == [(second, [second])])


def elect(cluster: Cluster, name: str) -> None:
    """What an administrator can order, whatever the settings."""
    wanted = [TopicPartition(name, 0)]
    asked = cluster.admin.elect_leaders(ElectionType.UNCLEAN, wanted)
    asked.result(timeout=SECONDS)
