"""The harness itself: every shape comes up, is what it says, and goes away."""

from __future__ import annotations

from pathlib import Path

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource
from conftest import Say
from harness import shapes
from harness.cluster import Cluster, wait_until
from harness.host import Host, HostError
from harness.installation import Kafka
from harness.secured import Secured
from harness.zookeeper import with_zookeeper

SECONDS = 60


def racks(cluster: Cluster) -> set[str | None]:
    told = cluster.admin.describe_cluster(request_timeout=SECONDS)
    return {node.rack for node in told.result(timeout=SECONDS).nodes}


def stop(cluster: Cluster) -> None:
    cluster.stop()
    assert not any(node.host and node.host.is_running for node in cluster.nodes.values())


def number_of_keys(admin: AdminClient, broker: int = 1) -> int:
    resource = ConfigResource(ConfigResource.Type.BROKER, str(broker))
    asked = admin.describe_configs([resource], request_timeout=SECONDS)
    return len(asked[resource].result(timeout=SECONDS))


def test_one_node(either: Kafka, tmp_path: Path, say: Say) -> None:
    with shapes.one_node(either, tmp_path) as cluster:
        assert cluster.brokers_seen() == {1}
        stop(cluster)
    say(f"Kafka {either.release}: one combined node")


def test_three_racks(newest: Kafka, tmp_path: Path, say: Say) -> None:
    with shapes.three_racks(newest, tmp_path) as cluster:
        assert racks(cluster) == {"rack-1", "rack-2", "rack-3"}
        stop(cluster)
    say(f"Kafka {newest.release}: three combined nodes in three racks")


def test_three_brokers_and_three_controllers(newest: Kafka, tmp_path: Path, say: Say) -> None:
    with shapes.three_and_three(newest, tmp_path) as cluster:
        assert cluster.brokers_seen() == {1, 2, 3}
        stop(cluster)
    say(f"Kafka {newest.release}: three brokers and three controllers")


def test_zookeeper(kafka39: Kafka, tmp_path: Path, say: Say) -> None:
    with with_zookeeper(kafka39, tmp_path) as cluster:
        assert cluster.brokers_seen() == {0}
        stop(cluster)
    say(f"Kafka {kafka39.release}: one broker and a ZooKeeper")


@pytest.fixture(scope="module")
def shape(newest: Kafka, untouched: Secured, say: Say) -> Secured:
    say(f"Kafka {newest.release}: SASL_SSL (SCRAM, PLAIN), mutual TLS, StandardAuthorizer")
    return untouched


class TestSecured:
    @pytest.mark.parametrize("who", ["admin", "operator"])
    def test_super_users_may_do_everything(self, shape: Secured, who: str) -> None:
        admin = AdminClient(getattr(shape, who))
        assert number_of_keys(admin) > 100

    def test_a_certificate_makes_a_user(self, shape: Secured) -> None:
        told = AdminClient(shape.application).list_topics(timeout=SECONDS)
        assert set(told.brokers) == {1}

    def test_describe_alone_does_not_show_the_configuration(self, shape: Secured) -> None:
        auditor = AdminClient(shape.auditor)
        assert set(auditor.list_topics(timeout=SECONDS).brokers) == {1}
        with pytest.raises(KafkaException, match="authorization failed"):
            number_of_keys(auditor)

    def test_a_wrong_password_is_turned_away(self, shape: Secured) -> None:
        told: list[KafkaError] = []
        wrong = {**shape.admin, "sasl.password": "guessed", "log_level": "0"}
        stranger = AdminClient({**wrong, "error_cb": told.append})
        wait_until(lambda: bool(stranger.poll(0.1) and told), "a stranger is turned away")
        assert told[0].code() == KafkaError._AUTHENTICATION


def test_a_refusal_shows_what_kafka_says(newest: Kafka, tmp_path: Path) -> None:
    settings = {"advertised.listeners": "PLAINTEXT://0.0.0.0:9092"}
    with (
        pytest.raises(HostError, match="nonroutable meta-address"),
        shapes.one_node(newest, tmp_path, settings),
    ):
        pytest.fail("it came up")


def test_a_jvm_that_says_nothing_is_ended(newest: Kafka, tmp_path: Path) -> None:
    host = Host(newest, tmp_path / "log")
    with pytest.raises(HostError, match="no answer within"):
        host.answer(seconds=0.1)
    assert not host.is_running
