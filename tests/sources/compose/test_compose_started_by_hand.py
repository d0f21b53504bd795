"""Brokers that a command starts with a file, and images that a project builds itself."""

from __future__ import annotations

import pytest

FILE = "node.id=4\nprocess.roles=broker,controller\nmin.insync.replicas=2\nlog.dirs=/data\n"


def data(node, key):
    return node.settings[key].data


class TestPropertyFiles:
    COMMAND = """
        command: /opt/kafka/bin/kafka-server-start.sh /etc/kafka/server.properties
        volumes: [./conf:/etc/kafka:ro]
        environment: {KAFKA_NODE_ID: 9}
        """

    def test_the_named_file_is_read_and_variables_count_for_nothing(self, broker):
        node = broker(
            self.COMMAND, others={"conf/server.properties": FILE}, image="apache/kafka:4.1.0"
        )
        assert (data(node, "node.id"), data(node, "min.insync.replicas")) == ("4", "2")
        assert node.settings["node.id"].origins[0].path == "conf/server.properties"
        assert node.settings["node.id"].origins[0].line == 1
        assert node.partial == ""

    def test_it_is_consumed(self, read):
        text = (
            "services: {k: {image: 'apache/kafka:4.1.0', volumes: ['./s.properties:/s.properties'],"
            " command: kafka-server-start.sh /s.properties}}"
        )
        reading = read({"compose.yml": text, "s.properties": FILE})
        assert reading.consumed == {"s.properties"}

    def test_one_that_is_not_here_leaves_everything_open(self, broker):
        node = broker(self.COMMAND, image="apache/kafka:4.1.0")
        assert node.partial == "its configuration /etc/kafka/server.properties is not here"
        assert "node.id" not in node.settings

    def test_kafkas_own_file_inside_an_image(self, broker):
        node = broker(
            "command: bin/kafka-server-start.sh config/kraft/server.properties",
            image="quay.io/strimzi/kafka:0.40.0-kafka-3.7.0",
        )
        assert data(node, "offsets.topic.replication.factor") == "1"
        assert node.settings["offsets.topic.replication.factor"].is_default
        assert data(node, "process.roles") == "broker,controller"

    def test_overrides_win_and_see_the_containers_variables(self, broker):
        node = broker(
            """
            command: >
              bin/kafka-server-start.sh config/server.properties
              --override listeners=$${KAFKA_LISTENERS} --override broker.rack=a
              --override "super.users=User:a;User:b" --override node.id=$${ID}
              --override log.dirs=`pwd`
            environment: {KAFKA_LISTENERS: "PLAINTEXT://0.0.0.0:9092"}
            """,
            image="quay.io/strimzi/kafka:0.40.0-kafka-3.7.0",
        )
        assert data(node, "listeners") == "PLAINTEXT://0.0.0.0:9092"
        assert data(node, "broker.rack") == "a"
        assert data(node, "super.users") == "User:a;User:b"
        assert data(node, "node.id") == "${ID}"
        assert node.settings["log.dirs"].is_unknown

    def test_a_config_that_is_written_inline(self, broker):
        node = broker(
            "configs: [{source: props, target: /mnt/shared/config/server.properties}]",
            """\
            configs:
              props:
                content: |
                  node.id=4
                  broker.rack=${RACK}
            """,
            others={".env": "RACK=a"},
            image="apache/kafka:4.1.0",
        )
        assert (data(node, "node.id"), data(node, "broker.rack")) == ("4", "a")
        origin = node.settings["broker.rack"].origins[0]
        assert (origin.path, origin.line, origin.span.column) == ("compose.yml", 9, 7)

    def test_a_file_that_the_image_reads_by_itself(self, broker):
        node = broker(
            "volumes: ['./server.properties:/bitnami/kafka/config/server.properties']",
            others={"server.properties": FILE},
            image="bitnami/kafka:3.7",
        )
        assert data(node, "node.id") == "4"

    def test_a_file_with_the_usual_name_in_an_unknown_image(self, broker):
        node = broker(
            "volumes: ['./server.properties:/opt/k/config/server.properties']",
            others={"server.properties": FILE},
            image="example.com/kafka:1",
        )
        assert data(node, "node.id") == "4"
        assert "is not known" in node.partial

    FOLDER = "volumes: ['./conf:/opt/k/config']"

    def test_one_in_a_folder_for_an_unknown_image(self, broker):
        node = broker(
            self.FOLDER, others={"conf/server.properties": FILE}, image="example.com/kafka:1"
        )
        assert data(node, "node.id") == "4"
        assert node.settings["node.id"].origins[0].path == "conf/server.properties"
        assert "is not known" in node.partial

    @pytest.mark.parametrize("other", ["broker.properties", "kraft/server.properties"])
    def test_a_folder_with_every_file_of_a_release_tells_nothing(self, broker, other):
        others = {"conf/server.properties": FILE, f"conf/{other}": FILE}
        node = broker(self.FOLDER, others=others, image="example.com/kafka:1")
        assert "node.id" not in node.settings

    def test_one_that_is_no_property_file_is_said(self, read):
        text = (
            "services: {k: {image: 'apache/kafka:4.1.0', volumes: ['./s.properties:/s.properties'],"
            " command: kafka-server-start.sh /s.properties}}"
        )
        reading = read({"compose.yml": text, "s.properties": "a=\\u00zz\n"})
        assert [(n.kind, n.path, n.line) for n in reading.notices] == [
            ("unreadable", "s.properties", 1)
        ]

    def test_zookeeper_started_from_kafkas_image(self, read):
        text = """\
            services:
              zookeeper:
                image: quay.io/strimzi/kafka:0.40.0-kafka-3.7.0
                command: bin/zookeeper-server-start.sh /zoo.properties
                volumes: ["./zoo.properties:/zoo.properties"]
            """
        (cluster,) = read({"compose.yml": text, "zoo.properties": "clientPort=2181\n"}).clusters
        assert cluster.nodes[0].software == "zookeeper"
        assert data(cluster.nodes[0], "clientPort") == "2181"

    def test_zookeeper_with_the_file_of_kafkas_release(self, read):
        text = """\
            services:
              zookeeper:
                image: quay.io/strimzi/kafka:0.40.0-kafka-3.7.0
                command: ["sh", "-c", "bin/zookeeper-server-start.sh config/zookeeper.properties"]
            """
        (cluster,) = read({"compose.yml": text}).clusters
        (node,) = cluster.nodes
        assert data(node, "dataDir") == "/tmp/zookeeper"
        assert data(node, "admin.enableServer") == "false"
        assert node.partial == ""


DOCKERFILE = """\
ARG VERSION=7.6.1
FROM confluentinc/cp-kafka:${VERSION}
ENV KAFKA_MIN_INSYNC_REPLICAS=2 KAFKA_BROKER_RACK=a
VOLUME /more
"""


class TestBuilds:
    @pytest.mark.parametrize(
        ("build", "path"),
        [
            ("build: ./kafka", "kafka/Dockerfile"),
            ("build: {context: ./kafka}", "kafka/Dockerfile"),
            ("build: {context: ., dockerfile: docker/Kafka.dockerfile}", "docker/Kafka.dockerfile"),
        ],
    )
    def test_a_dockerfile_gives_the_image_and_variables(self, read_one, build, path):
        text = f"services:\n  kafka:\n    {build}\n    environment: {{KAFKA_BROKER_RACK: b}}\n"
        (node,) = read_one(text, {path: DOCKERFILE}).nodes
        assert node.container.image.family == "cp-kafka"
        assert node.version.data == "3.6"
        assert node.partial == ""
        least = node.settings["min.insync.replicas"]
        assert (least.data, least.origins[0].path, least.origins[0].line) == ("2", path, 3)
        assert data(node, "broker.rack") == "b"
        assert "/more" in node.container.volumes_from_image
        assert "/var/lib/kafka/data" in node.container.volumes_from_image

    def test_arguments_and_the_stage(self, read_one):
        text = """\
            services:
              kafka:
                build: {context: ., target: broker, args: {VERSION: 7.0.1}}
            """
        dockerfile = DOCKERFILE.replace("VERSION}", "VERSION} AS broker") + "FROM scratch\n"
        assert read_one(text, {"Dockerfile": dockerfile}).nodes[0].version.data == "3.0"

    def test_an_inline_dockerfile(self, read_one):
        text = """\
            services:
              kafka:
                build:
                  dockerfile_inline: |
                    FROM apache/kafka:4.1.0
                    ENV KAFKA_NODE_ID=3
            """
        (node,) = read_one(text).nodes
        assert (node.settings["node.id"].data, node.settings["node.id"].origins[0].line) == ("3", 6)

    def test_a_file_that_it_copies(self, read_one):
        text = "services: {kafka: {build: ./k}}"
        dockerfile = "FROM bitnami/kafka:3.7\nCOPY server.properties /bitnami/kafka/config/\n"
        files = {"k/Dockerfile": dockerfile, "k/server.properties": FILE}
        assert data(read_one(text, files).nodes[0], "node.id") == "4"

    def test_a_start_script_of_its_own_is_followed(self, read_one):
        text = "services: {kafka: {build: ./k, environment: {KAFKA_BROKER_ID: 1}}}"
        dockerfile = (
            'FROM confluentinc/cp-kafka:7.6.1\nCOPY start.sh /start.sh\nENTRYPOINT ["/start.sh"]\n'
        )
        files = {"k/Dockerfile": dockerfile, "k/start.sh": "exec /etc/confluent/docker/run\n"}
        (node,) = read_one(text, files).nodes
        assert (data(node, "broker.id"), node.partial) == ("1", "")
        (node,) = read_one(text, {"k/Dockerfile": dockerfile, "k/start.sh": "./elsewhere\n"}).nodes
        assert node.partial == "it is started by /start.sh, which is not here and may set more"

    @pytest.mark.parametrize("target", ["/usr/bin", "/usr/local/bin/", "/usr/bin/start-kafka.sh"])
    def test_a_script_that_is_found_like_a_program(self, read_one, target):
        text = "services: {kafka-1: {build: ./k, volumes: ['./s.properties:/k/s.properties']}}"
        dockerfile = (
            f'FROM eclipse-temurin:21\nCOPY start-kafka.sh {target}\nCMD ["start-kafka.sh"]\n'
        )
        files = {
            "k/Dockerfile": dockerfile,
            "k/start-kafka.sh": "exec /k/bin/kafka-server-start.sh /k/s.properties\n",
            "s.properties": FILE,
        }
        (node,) = read_one(text, files).nodes
        assert data(node, "min.insync.replicas") == "2"
        assert node.settings["min.insync.replicas"].origins[0].path == "s.properties"
        assert node.partial == ""

    @pytest.mark.parametrize(
        "loop",
        [
            'for name in "${!KAFKA_CFG_@}"; do',
            "for name in $(env | cut -d= -f1); do case $name in KAFKA_CFG_*)",
            "env | grep ^KAFKA_CFG_ | while read -r line; do",
        ],
    )
    def test_a_script_that_makes_settings_of_variables(self, read_one, loop):
        text = """\
            services:
              kafka:
                build: ./k
                image: example/broker:1
                environment: {KAFKA_CFG_LISTENERS: "A://:9092", KAFKA_CFG_ADVERTISED_LISTENERS: ""}
            """
        files = {
            "k/Dockerfile": 'FROM debian:12.5\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n',
            "k/run.sh": f"{loop} echo >> /tmp/k; done\nexec bin/kafka-server-start.sh /tmp/k\n",
        }
        (node,) = read_one(text, files).nodes
        assert data(node, "listeners") == "A://:9092"
        assert node.partial == (
            "the image example/broker:1 is not known, and it may set more by itself"
        )
        files["k/run.sh"] = "echo $KAFKA_CFG_LISTENERS\nexec bin/kafka-server-start.sh /tmp/k\n"
        (node,) = read_one(text, files).nodes
        assert node.partial == "its configuration /tmp/k is not here"

    @pytest.mark.parametrize(
        ("base", "version"), [("debian:12.5", "3.8"), ("confluentinc/cp-kafka:7.6.1", "3.6")]
    )
    def test_the_version_that_it_puts_in(self, read_one, base, version):
        text = "services: {kafka: {build: ., environment: {KAFKA_ADVERTISED_LISTENERS: 'A://k:1'}}}"
        dockerfile = f"FROM {base}\nENV KAFKA_VERSION=3.8.0\n"
        (node,) = read_one(text, {"Dockerfile": dockerfile}).nodes
        assert node.version.data == version

    @pytest.mark.parametrize("written", ["latest", "2.13-3.6.1"])
    def test_a_version_that_is_none(self, read_one, written):
        text = "services: {kafka: {build: ., environment: {KAFKA_ADVERTISED_LISTENERS: 'A://k:1'}}}"
        dockerfile = f"FROM debian:12.5\nENV KAFKA_VERSION={written}\n"
        assert read_one(text, {"Dockerfile": dockerfile}).nodes[0].version.is_unknown

    def test_an_app_whose_dockerfile_has_nothing_to_do_with_kafka(self, read):
        text = "services: {kafka-consumer: {build: ., environment: {KAFKA_BROKERS: 'a:1'}}}"
        assert read({"compose.yml": text, "Dockerfile": "FROM python:3.12\n"}).clusters == []

    def test_one_that_is_no_dockerfile_is_said(self, read):
        reading = read({"compose.yml": "services: {kafka: {build: .}}", "Dockerfile": "nonsense\n"})
        assert reading.clusters == []


class TestImagesOfTheSameNameAsAFolder:
    TEXT = (
        "services: {kafka: {image: 'example/kafka-broker:1.2', environment: {KAFKA_BROKER_ID: 1}}}"
    )

    def test_the_dockerfile_there_says_what_is_in_them_and_may_be_of_another_day(self, read_one):
        files = {
            "kafka-broker/Dockerfile": (
                "FROM confluentinc/cp-kafka:7.6.1\nENV KAFKA_MIN_INSYNC_REPLICAS=2\n"
            )
        }
        (node,) = read_one(self.TEXT, files).nodes
        assert data(node, "min.insync.replicas") == "2"
        assert data(node, "log.dirs") == "/var/lib/kafka/data"
        assert node.container.image.repository == "example/kafka-broker"
        assert node.partial == "its image is taken for what the Dockerfile of the same name builds"

    def test_with_the_files_that_it_copies(self, read_one):
        files = {
            "kafka-broker/Dockerfile": "FROM example/base\nCOPY server.properties /k/config/\n",
            "kafka-broker/server.properties": FILE,
        }
        (node,) = read_one(self.TEXT, files).nodes
        assert data(node, "node.id") == "4"
        assert node.settings["node.id"].origins[0].path == "kafka-broker/server.properties"

    def test_a_known_image_is_what_it_is(self, read_one):
        files = {"cp-kafka/Dockerfile": "FROM example/other\nENV KAFKA_BROKER_RACK=a\n"}
        text = "services: {kafka: {image: 'confluentinc/cp-kafka:7.6.1'}}"
        assert "broker.rack" not in read_one(text, files).nodes[0].settings
