"""A broker's file is known by its keys, whatever it is called."""

from __future__ import annotations

import pytest

from kafkalint.kafka import settings
from kafkalint.sources import properties
from kafkalint.sources.properties import recognition

ZOOKEEPER_BROKER = "broker.id=0\nlog.dirs=/var/lib/kafka\nzookeeper.connect=zk1:2181\n"
COMBINED = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9093
listeners=PLAINTEXT://:9092,CONTROLLER://:9093
controller.listener.names=CONTROLLER
"""


def names(reading):
    return [cluster.id for cluster in reading.clusters]


@pytest.mark.parametrize(
    "name",
    [
        "server.properties",
        "kafka.cfg",
        "conf/broker-1.properties",
        "roles/kafka/templates/server.properties.j2",
        "server.properties.template",
        "kafka.conf",
        "server.props",
        "etc/kafka_broker",
    ],
)
@pytest.mark.parametrize("content", [ZOOKEEPER_BROKER, COMBINED])
def test_a_brokers_keys_make_a_broker_whatever_the_name(read, name, content):
    assert names(read({name: content})) == [name]


@pytest.mark.parametrize(
    "content",
    [
        "default.replication.factor=3\nmin.insync.replicas=3\n",
        "unclean.leader.election.enable=true\n",
        "auto.create.topics.enable=false\n",
        "listeners=PLAINTEXT://:9092\n",
        "zookeeper.connect=zk1:2181\n",
        "min.insync.replicas=1\n",
    ],
)
def test_a_fragment_of_brokers_keys_alone_is_enough(read, content):
    assert names(read({"server.properties": content})) == ["server.properties"]


def test_a_topic_level_key_among_the_brokers_does_not_hide_it(read):
    content = ZOOKEEPER_BROKER + "retention.ms=60000\ncleanup.policy=compact\n"
    assert names(read({"server.properties": content})) == ["server.properties"]


def test_a_reporters_bootstrap_servers_are_no_clients(read):
    content = COMBINED + "confluent.metrics.reporter.bootstrap.servers=localhost:9092\n"
    assert names(read({"server.properties": content})) == ["server.properties"]


def test_a_broker_with_a_stray_client_key_is_a_broker(read):
    content = COMBINED + "bootstrap.servers=localhost:9092\n"
    assert names(read({"server.properties": content})) == ["server.properties"]


OTHERS = {
    "a game server": (
        "server.properties",
        "level-name=world\nserver-port=25565\nenable-rcon=false\nmax-players=50\n",
    ),
    "a producer": (
        "producer.properties",
        "bootstrap.servers=kafka1:9092\nacks=all\ncompression.type=lz4\n",
    ),
    "an old consumer": (
        "consumer.properties",
        "zookeeper.connect=zk1:2181\nzookeeper.connection.timeout.ms=6000\ngroup.id=billing\n",
    ),
    "a Connect worker": (
        "connect-distributed.properties",
        "bootstrap.servers=kafka1:9092\ngroup.id=connect\nkey.converter=JsonConverter\n"
        "config.storage.topic=c\noffset.storage.topic=o\nlisteners=HTTP://:8083\n",
    ),
    "a Schema Registry": (
        "schema-registry.properties",
        "listeners=http://0.0.0.0:8081\nkafkastore.bootstrap.servers=PLAINTEXT://kafka1:9092\n",
    ),
    "a REST proxy": ("kafka-rest.properties", "listeners=http://0.0.0.0:8082\nhost.name=rest1\n"),
    "a ksqlDB server": (
        "ksql-server.properties",
        "listeners=http://0.0.0.0:8088\nbootstrap.servers=kafka1:9092\nksql.service.id=a_\n",
    ),
    "MirrorMaker 2": (
        "mm2.properties",
        "clusters=a,b\na.bootstrap.servers=a1:9092\nb.bootstrap.servers=b1:9092\n"
        "replication.factor=3\noffsets.topic.replication.factor=3\na->b.enabled=true\n",
    ),
    "a Spring application": (
        "application.properties",
        "spring.kafka.bootstrap-servers=kafka1:9092\nlisteners=a\nbroker.id=1\n",
    ),
    "a producer of old with a broker's file pasted in": (
        "kafka-client.properties",
        ZOOKEEPER_BROKER + "metadata.broker.list=localhost:9092\nproducer.type=async\n",
    ),
    "what ZooKeeper's shell takes": (
        "zookeeper-client.properties",
        "zookeeper.ssl.client.enable=true\nzookeeper.connect=zk1:2182\n"
        "zookeeper.ssl.truststore.location=/etc/trust.jks\n",
    ),
    "Trino's node": (
        "node.properties",
        "node.environment=production\nnode.id=ffffffff\nnode.data-dir=/var/trino\n",
    ),
    "what Kafka stores in its log directory": (
        "meta.properties",
        "version=1\nnode.id=1\ncluster.id=pJ3Rk2yQTSmlOLdrwE9m3g\n",
    ),
    "a topic's settings": ("topic.properties", "min.insync.replicas=2\nretention.ms=1\n"),
    "logging": ("log4j.properties", "log4j.rootLogger=INFO, stdout\nlog.dir=/tmp\n"),
    "comments alone": (
        "server.properties",
        "#broker.id=0\n#listeners=PLAINTEXT://:9092\n! log.dirs=/tmp\n",
    ),
    "a Compose file": ("compose.yml", "broker.id=0\nlog.dirs=/tmp\nzookeeper.connect=z:2181\n"),
    "a log that shows a broker's settings": (
        "server.out",
        "[2024-01-01] INFO KafkaConfig values:\n\tbroker.id = 0\n\tlog.dirs = /tmp\n",
    ),
    "a left-over copy": ("server.properties.bak", ZOOKEEPER_BROKER),
    "an empty file": ("server.properties", ""),
}


@pytest.mark.parametrize(("name", "content"), OTHERS.values(), ids=OTHERS)
def test_is_no_broker(read, name, content):
    reading = read({name: content})
    assert reading.clusters == []
    assert reading.notices == []


def test_every_key_that_tells_a_broker_is_one_of_kafkas():
    unknown = {
        k for k in recognition.OWN | recognition.SHARED if not settings.exists_in_any_version(k)
    }
    assert unknown == set()


@pytest.mark.parametrize("key", sorted(recognition.OWN | recognition.SHARED))
def test_no_file_that_would_be_read_goes_unclaimed(key):
    assert properties.claims("server.properties", f"x=1\n{key} = 1\n".encode())


def test_a_file_that_java_refuses_is_reported_where_it_is_a_brokers(read):
    broken = ZOOKEEPER_BROKER + "super.users=User:\\users\n"
    (notice,) = read({"server.properties": broken}).notices
    assert (notice.kind, notice.path, notice.line) == ("unreadable", "server.properties", 4)


def test_a_file_that_nobody_can_have_written_is_reported_and_not_read(read):
    endless = ZOOKEEPER_BROKER + "super.users=User:a\n" * 20_000
    (notice,) = read({"server.properties": endless}).notices
    assert (notice.kind, "250,000 characters" in notice.message) == ("unreadable", True)


def test_a_file_that_java_refuses_is_not_our_concern_where_it_is_no_brokers(read):
    assert read({"labels.properties": "listeners=C:\\users\n"}).notices == []


def test_a_template_that_is_all_expression_is_said_to_be_unresolved(read):
    content = "{# managed #}\n{%- from 'kafka/map.jinja' import KAFKA -%}\n{{ KAFKA | yaml }}\n"
    reading = read({"salt/kafka/server.properties.jinja": content})
    assert reading.clusters == []
    assert [(n.kind, n.path) for n in reading.notices] == [
        ("unresolved", "salt/kafka/server.properties.jinja")
    ]
