"""What kafkalint says of topics' settings, against a node that is asked to make such topics."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import NewTopic
from conftest import Say
from harness.cluster import Cluster
from harness.installation import Kafka
from harness.shapes import one_node
from values import of_topics

from kafkalint import audit, facts
from kafkalint.facts import retention, topics
from kafkalint.model import Cluster as Model
from kafkalint.model import Topic
from kafkalint.record import replace
from kafkalint.values import Value, known

SECONDS = 60
REFUSALS = {KafkaError.INVALID_CONFIG, KafkaError.INVALID_REQUEST}


@pytest.fixture(scope="module")
def cluster(either: Kafka, folder: Path) -> Iterator[Cluster]:
    with one_node(either, folder / str(either.release)) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def model(cluster: Cluster) -> Model:
    facts.load()
    [node] = cluster.nodes.values()
    options = audit.Options(kafka_version=cluster.kafka.release.minor)
    [found], _, _ = audit.read_clusters([str(node.file)], options)
    return found


def ask(cluster: Cluster, settings: dict[str, str]) -> Future[None]:
    wanted = NewTopic("orders", 1, 1, config=settings)
    asked = cluster.admin.create_topics([wanted], validate_only=True, request_timeout=SECONDS)
    return asked["orders"]


def refusal(answer: Future[None]) -> str:
    """Kafka's words, "" where it would make the topic."""
    try:
        answer.result(timeout=SECONDS)
    except KafkaException as refused:
        assert refused.args[0].code() in REFUSALS, refused
        return str(refused)
    return ""


def claim(model: Model, settings: dict[str, str]) -> str:
    own = {key: Value(text, (model.anchor,)) for key, text in settings.items()}
    topic = Topic("orders", model.anchor, partitions=known(1), replicas=known(1), settings=own)
    made = replace(model, declared_topics=(topic,))
    said = retention.problem(topics.topics(made)[0])
    return str(said.or_else("unknown"))


def test_kafka_agrees(cluster: Cluster, model: Model, say: Say) -> None:
    release, refused, wrong, count = cluster.kafka.release, 0, [], 0
    asked = [(settings, ask(cluster, settings)) for settings in of_topics(release)]
    for settings, answer in asked:
        words, said = refusal(answer), claim(model, settings)
        count, refused = count + 1, refused + bool(words)
        if bool(words) != bool(said):
            wrong.append(f"{settings}: {words or 'taken'}; kafkalint: {said or 'fine'}")
    say(
        f"Kafka {release}: of {count} topics {refused} are refused; "
        f"kafkalint says the same of {count - len(wrong)}"
    )
    assert wrong == []
