"""ZooKeeper servers that Kafka has nothing to do with."""

from __future__ import annotations

import pytest

ZOOKEEPER = "  zk: {image: 'zookeeper:3.9'}\n"
KRAFT = """\
  kafka:
    image: apache/kafka:4.1.0
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
"""
PINOT = "  pinot: {image: 'apachepinot/pinot:1.2.0', command: StartBroker -zkAddress zk:2181}\n"
APP = "  app: {image: 'example.com/app:1', depends_on: [zk]}\n"
NAMING = "  app: {image: 'example.com/app:1', environment: ['COORDINATOR=zk:2181']}\n"
SHARED = "  zk: {image: 'zookeeper:3.9', hostname: keeper}\n"
REGISTRY = """\
  registry:
    image: confluentinc/cp-schema-registry:5.3.1
    environment: {SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL: "zk:2181"}
"""
EXPORTER = (
    "  exporter: {image: 'dabealu/zookeeper-exporter:v0.1.13', command: --zk-hosts=zk:2181}\n"
)


@pytest.fixture
def judged(read):
    """The clusters' nodes, and the lines of what is said not to be judged."""

    def of(*services):
        reading = read({"compose.yml": "services:\n" + "".join(services)})
        names = [tuple(node.name for node in cluster.nodes) for cluster in reading.clusters]
        return names, [notice.line for notice in reading.notices if notice.kind == "skipped"]

    return of


@pytest.mark.parametrize("user", [PINOT, APP, NAMING])
def test_beside_brokers_in_kraft_mode_it_is_its_users(judged, user):
    assert judged(ZOOKEEPER, KRAFT, user) == ([("kafka",)], [2])


@pytest.mark.parametrize("user", [PINOT, APP, NAMING])
def test_without_any_broker_it_is_its_users(judged, user):
    assert judged(ZOOKEEPER, user) == ([], [2])


@pytest.mark.parametrize("beside", ["", EXPORTER, REGISTRY, REGISTRY + APP])
def test_its_brokers_may_be_elsewhere(judged, beside):
    assert judged(ZOOKEEPER, beside) == ([("zk",)], [])


@pytest.mark.parametrize(
    "text",
    [
        "zk:2181",
        "ZK:2181/app",
        "a:1,zk:2181",
        "zk://user@zk:2181",
        "jdbc:phoenix:zk:2181:/hbase",
        "${ZOOKEEPER:-zk:2181}",
        "$${ZOOKEEPER:-zk:2181}",
        "zk:$${ZOOKEEPER_PORT}",
        "keeper:2181",
    ],
)
def test_an_address_names_it(judged, text):
    app = f"  app: {{image: 'example.com/app:1', command: '--at={text}'}}\n"
    assert judged(SHARED, app) == ([], [2])


@pytest.mark.parametrize(
    "text",
    [
        "myzk:2181",
        "my-zk:2181",
        "my.zk:2181",
        "my_zk:2181",
        "zk.example.com:2181",
        "zk-0:2181",
        "example.com/zk:3.9",
        "zk: none",
    ],
)
def test_what_only_looks_like_its_name_does_not(judged, text):
    app = f"  app: {{image: 'example.com/app:1', command: '--at={text}'}}\n"
    assert judged(SHARED, app) == ([("zk",)], [])


def test_a_broker_that_may_need_it_keeps_it(judged):
    unknown = "  kafka: {image: 'example.com/kafka:1', environment: {KAFKA_LISTENERS: 'A://:1'}}\n"
    names, skipped = judged(ZOOKEEPER, unknown, APP)
    assert "zk" in {name for cluster in names for name in cluster}
    assert skipped == []
