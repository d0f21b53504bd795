"""The cheap decision, by name and bytes, drops no file that its source would make something of.

The same trees are read twice: as always, and with every file given to every source. Both
ways must come to the same clusters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kafkalint import exclusion, sources
from kafkalint.audit import Options, read_clusters
from kafkalint.model import Cluster

REALISTIC = {
    "README.md": "# Orders\n\n```yaml\nservices:\n  kafka:\n    image: apache/kafka\n```\n",
    "Makefile": "up:\n\tdocker compose up -d kafka\n",
    "package.json": '{"name": "orders", "dependencies": {"kafkajs": "^2.2.4"}}\n',
    "src/main/java/Consumer.java": 'props.put("bootstrap.servers", "kafka:9092");\n',
    "src/main/resources/application.yml": "spring:\n  kafka:\n    bootstrap-servers: kafka:9092\n",
    "src/main/resources/kafka.properties": "bootstrap.servers=kafka:9092\nacks=all\n",
    ".github/workflows/test.yml": (
        "on: push\njobs:\n  test:\n    services:\n      kafka:\n        image: apache/kafka:4.1.0\n"
        "    steps:\n      - run: make test\n"
    ),
    "docker-compose.yml": (
        "services:\n"
        "  zookeeper:\n    image: confluentinc/cp-zookeeper:7.6.1\n    environment:\n"
        "      ZOOKEEPER_CLIENT_PORT: 2181\n"
        "  broker:\n    image: confluentinc/cp-kafka:7.6.1\n    env_file: broker.env\n"
        "    environment:\n      KAFKA_BROKER_ID: 1\n"
    ),
    "docker-compose.override.yml": "services:\n  broker:\n    mem_limit: 4g\n",
    "broker.env": "KAFKA_ZOOKEEPER_CONNECT=zookeeper:2181\n",
    ".env": "COMPOSE_PROJECT_NAME=orders\n",
    "old/stack.yaml": (
        "broker:\n  image: wurstmeister/kafka\n  environment:\n    - KAFKA_BROKER_ID=2\n"
    ),
    "conf/server.properties": (
        "broker.id=1\nlog.dirs=/data\nzookeeper.connect=zk1:2181,zk2:2181,zk3:2181\n"
    ),
    "conf/broker-2.conf": "node.id=2\nprocess.roles=broker\nlisteners=PLAINTEXT://:9092\n",
    "conf/zoo.cfg": "tickTime=2000\ndataDir=/data\nclientPort=2181\ninitLimit=5\n",
    "game/server.properties": "level-name=world\nserver-port=25565\n",
    "roles/kafka/templates/server.properties.j2": (
        "{% if rack is defined %}\nbroker.rack={{ rack }}\n{% endif %}\n"
        "broker.id={{ kafka_id }}\nlog.dirs={{ dirs }}\nnum.partitions=6\n"
    ),
    "deploy/values.yaml": "kafka:\n  enabled: true\n  replicaCount: 3\n",
    "deploy/kafka.yaml": (
        "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata:\n  name: orders\n"
        "spec:\n  kafka:\n    replicas: 3\n    config:\n      min.insync.replicas: 2\n"
    ),
    "main.tf": 'resource "aws_msk_cluster" "orders" {\n  number_of_broker_nodes = 3\n}\n',
}


@contextmanager
def everything_claimed() -> Iterator[None]:
    """Every file is read, and every source is given every file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exclusion, "skips_file", lambda name: False)
        for source in sources.load():
            patch.setattr(source, "claims", lambda path, content: True)
        yield


def told(cluster: Cluster) -> tuple[Any, ...]:
    nodes = [
        (node.name, node.software, {key: value.data for key, value in node.settings.items()})
        for node in cluster.nodes
    ]
    return (cluster.id, cluster.platform, cluster.files, cluster.undisclosed, nodes)


def both_ways(folder: Path) -> tuple[list[Any], list[Any]]:
    """What is found below `folder` as always, and where nothing is dropped."""
    with chdir(folder):
        cheap, _, _ = read_clusters(["."], Options())
        with everything_claimed():
            full, _, _ = read_clusters(["."], Options())
    return [told(cluster) for cluster in cheap], [told(cluster) for cluster in full]


def write(folder: Path, files: dict[str, str] | dict[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        (folder / path).write_bytes(data)


def test_a_realistic_tree_is_read_the_same_either_way(tmp_path: Path) -> None:
    write(tmp_path, REALISTIC)

    cheap, full = both_ways(tmp_path)

    assert cheap == full
    assert {path for found in cheap for path in found[2]} >= {
        "docker-compose.yml",
        "conf/server.properties",
        "conf/broker-2.conf",
        "conf/zoo.cfg",
        "roles/kafka/templates/server.properties.j2",
    }


def test_the_other_way_does_drop_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "", "b.yml": "", "c.properties": ""})
    given_to: dict[str, set[str]] = {}
    with everything_claimed(), pytest.MonkeyPatch.context() as patch:
        for source in sources.load():
            patch.setattr(source, "read", _recording(source.NAME, source.read, given_to))
        patch.chdir(tmp_path)
        read_clusters(["."], Options())

    assert given_to
    assert all(paths == {"a.md", "b.yml", "c.properties"} for paths in given_to.values())


def _recording(name: str, read: Any, given_to: dict[str, set[str]]) -> Any:
    def record(files: Sequence[Any], workspace: Any) -> Any:
        given_to.setdefault(name, set()).update(file.path for file in files)
        return read(files, workspace)

    return record


NAMES = st.sampled_from(["kafka", "broker", "kafka-1", "node1", "zoo1", "db"])
IMAGES = st.sampled_from(
    [
        "apache/kafka:4.1.0",
        "confluentinc/cp-kafka:7.6.1",
        "confluentinc/cp-server",
        "bitnamilegacy/kafka:3.6",
        "zookeeper:3.9",
        "registry.example.com/queue:1",
        "${IMAGE}",
        "${REGISTRY:-docker.io}/wurstmeister/kafka",
        "postgres:16",
    ]
)
VARIABLES = st.dictionaries(
    st.sampled_from(
        ["KAFKA_NODE_ID", "KAFKA_BROKER_ID", "KAFKA_CFG_PROCESS_ROLES", "ZOO_MY_ID", "TZ"]
    ),
    st.sampled_from(["1", "2", "broker,controller", "${ID}"]),
    max_size=3,
)


@st.composite
def services(draw: st.DrawFn) -> list[str]:
    """The lines of one service, in one of the styles that people write."""
    quote = draw(st.sampled_from(["", '"', "'"]))
    lines = [f"{quote}{draw(NAMES)}{quote}:"]
    start = draw(st.sampled_from(["image", "build", "extends", "nothing"]))
    if start == "image":
        lines.append(f"  image: {quote}{draw(IMAGES)}{quote}")
    elif start == "build":
        lines.append("  build: ./kafka")
    elif start == "extends":
        lines.append("  extends: {file: base.yml, service: kafka}")
    if draw(st.booleans()):
        lines.append("  env_file: [kafka.env]")
    variables = draw(VARIABLES)
    if variables and draw(st.booleans()):
        lines.append("  environment:")
        lines += [f"    {name}: {quote}{value}{quote}" for name, value in variables.items()]
    elif variables:
        lines.append("  environment:")
        lines += [f'    - "{name}={value}"' for name, value in variables.items()]
    return lines if len(lines) > 1 else [f"{lines[0]} {{}}"]


@st.composite
def compose_files(draw: st.DrawFn) -> bytes:
    """A Compose file: of the present or the first format, indented and encoded as people do."""
    blocks = draw(st.lists(services(), min_size=1, max_size=3))
    indent = draw(st.sampled_from(["  ", "    "]))
    if draw(st.integers(0, 4)):
        header = draw(st.sampled_from(["services:", '"services":', "services :"]))
        body = [indent + line for lines in blocks for line in lines]
        lines = [*draw(st.sampled_from([[], ['version: "3.8"'], ["---", "# Orders"]])), header]
    else:
        lines, body = [], [line for block in blocks for line in block]
    text = draw(st.sampled_from(["\n", "\r\n"])).join([*lines, *body, ""])
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))


COMPOSE_NAMES = st.sampled_from(
    [
        "compose.yml",
        "docker-compose.yaml",
        "docker-compose.prod.yml",
        "Docker-Compose.YML",
        "stack.yml",
        "kafka.yaml",
        "docker-compose",
        "docker-compose.yml.j2",
        "compose.yml.example",
        "in/docker-compose-kafka.yml",
    ]
)
KEYS = st.sampled_from(
    [
        "broker.id",
        "node.id",
        "process.roles",
        "log.dirs",
        "log.dir",
        "zookeeper.connect",
        "listeners",
        "advertised.listeners",
        "controller.quorum.voters",
        "num.partitions",
        "min.insync.replicas",
        "bootstrap.servers",
        "group.id",
        "acks",
        "dataDir",
        "clientPort",
        "tickTime",
        "server.1",
        "level-name",
    ]
)
VALUES = st.sampled_from(["1", "/data", "host:2181", "PLAINTEXT://:9092", "{{ value }}", "${X}"])


@st.composite
def property_files(draw: st.DrawFn) -> bytes:
    """Java properties, written as people do."""
    separator = draw(st.sampled_from(["=", " = ", ":", " "]))
    lines = [f"{draw(KEYS)}{separator}{draw(VALUES)}" for _ in range(draw(st.integers(1, 5)))]
    lines += draw(st.sampled_from([[], ["# broker.id=7"], ["{% if x %}", "{% endif %}"]]))
    text = draw(st.sampled_from(["\n", "\r\n"])).join([*draw(st.permutations(lines)), ""])
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))


PROPERTY_NAMES = st.sampled_from(
    [
        "server.properties",
        "conf/kafka.properties",
        "server.properties.j2",
        "server.properties.template",
        "kafka.conf",
        "zoo.cfg",
        "zookeeper.properties",
        "zoo.cfg.dynamic",
    ]
)


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(COMPOSE_NAMES, compose_files(), min_size=1, max_size=2),
    st.dictionaries(PROPERTY_NAMES, property_files(), max_size=2),
)
def test_whatever_people_write_is_read_the_same_either_way(
    tmp_path_factory: pytest.TempPathFactory,
    composed: dict[str, bytes],
    properties: dict[str, bytes],
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    write(folder, composed | properties)
    write(folder, {"kafka.env": "KAFKA_NODE_ID=1\n", "kafka/Dockerfile": "FROM apache/kafka\n"})

    cheap, full = both_ways(folder)

    assert cheap == full
