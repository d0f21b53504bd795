"""Brokers and ZooKeeper servers are told from everything that looks like them."""

from __future__ import annotations

from textwrap import indent

import pytest

KAFKA = """\
services:
  kafka:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://kafka:9092
"""


@pytest.fixture
def role(read_one):
    """The role that a service beside a broker gets: "kafka", "zookeeper", a companion's, ""."""

    def of(service):
        cluster = read_one(KAFKA + "  other:\n" + indent(service.strip("\n") + "\n", "    "))
        for node in cluster.nodes:
            if node.name == "other":
                return node.software
        return next((c.role for c in cluster.companions if c.name == "other"), "")

    return of


class TestImages:
    @pytest.mark.parametrize(
        ("image", "expected"),
        [
            ("confluentinc/cp-kafka-connect:7.6.1", "connect"),
            ("${REPOSITORY}/cp-server-connect-base:${TAG}", "connect"),
            ("debezium/connect:2.5", "connect"),
            ("confluentinc/cp-schema-registry:7.6.1", "schema-registry"),
            ("confluentinc/cp-kafka-rest:7.6.1", "rest-proxy"),
            ("confluentinc/cp-ksqldb-server:7.6.1", "ksqldb"),
            ("provectuslabs/kafka-ui:latest", "ui"),
            ("obsidiandynamics/kafdrop", "ui"),
            ("danielqsj/kafka-exporter:v1.7.0", "exporter"),
            ("edenhill/kcat:1.7.1", "client"),
            ("postgres:16", ""),
            ("example.com/shop/kafka-consumer:1", ""),
        ],
    )
    def test_programs_beside_a_cluster(self, role, image, expected):
        assert role(f"image: {image}") == expected

    def test_a_client_by_its_variables(self, role):
        client = "image: shop:1\nenvironment: [KAFKA_BOOTSTRAP_SERVERS=kafka:9092]"
        assert role(client) == "client"

    @pytest.mark.parametrize(
        "variable",
        ["KAFKA_BROKERS: kafka:9092", "KAFKA_LISTENERS: none", "KAFKA_ZOOKEEPER_CONNECT: zk:2181"],
    )
    def test_an_unknown_image_with_a_clients_variables_is_no_broker(self, role, variable):
        assert role(f"image: shop:1\nenvironment: {{{variable}}}") == "client"

    def test_connect_in_an_image_of_ones_own(self, role):
        assert role("image: shop:1\nenvironment: {CONNECT_BOOTSTRAP_SERVERS: 'k:1'}") == "connect"


class TestUnknownServers:
    @pytest.mark.parametrize(
        "environment",
        [
            "{KAFKA_PROCESS_ROLES: broker, KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka:9093}",
            "{KAFKA_CFG_PROCESS_ROLES: broker}",
            "{KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://other:9092'}",
            "{KAFKA_ZOOKEEPER_CONNECT: 'zk:2181', KAFKA_BROKER_ID: 2}",
        ],
    )
    def test_plainly_a_brokers_variables(self, read, environment):
        service = f"{{image: 'registry.example.com/streams:3', environment: {environment}}}"
        text = f"services: {{other: {service}}}"
        (cluster,) = read({"compose.yml": text}).clusters
        assert cluster.nodes[0].software == "kafka"
        assert cluster.nodes[0].partial == (
            "the image registry.example.com/streams:3 is not known, and it may set more by itself"
        )

    def test_plainly_a_zookeepers(self, read):
        text = "services: {a: {image: '${ZK}', environment: {ZOO_MY_ID: 1}}}"
        (cluster,) = read({"compose.yml": text}).clusters
        assert cluster.nodes[0].software == "zookeeper"

    def test_an_image_that_is_only_called_kafka(self, read):
        (cluster,) = read({"compose.yml": "services: {k: {image: 'example.com/kafka:3'}}"}).clusters
        assert "is not known" in cluster.nodes[0].partial

    def test_a_build_without_its_dockerfile(self, read):
        environment = "{KAFKA_CFG_NODE_ID: 1, KAFKA_CFG_PROCESS_ROLES: broker}"
        text = f"services: {{k: {{build: ./k, environment: {environment}}}}}"
        (cluster,) = read({"compose.yml": text}).clusters
        assert cluster.nodes[0].settings["node.id"].data == "1"
        assert cluster.nodes[0].partial == "its image is not known, and it may set more by itself"


CP = "image: confluentinc/cp-kafka:7.6.1\n"


class TestJobsWithTheBrokersImage:
    @pytest.mark.parametrize(
        "command",
        [
            "command: kafka-topics --create --topic a --bootstrap-server kafka:9092",
            'entrypoint: ["/bin/sh", "-c"]\ncommand: "kafka-topics --list; echo done"',
            "command: \"bash -c 'cub kafka-ready -b kafka:9092 1 20 && kafka-configs --alter'\"",
            "command: /bin/bash",
            "command: sleep infinity",
            "entrypoint: tail -f /dev/null",
            "command: [kafka-console-consumer, --topic, a]",
            "command: ./create-topics.sh",
            "command: /scripts/provision.sh\nrestart: on-failure",
            "command: |\n  until nc -z kafka 9092; do sleep 1; done",
        ],
    )
    def test_they_are_no_brokers(self, role, command):
        assert role(CP + command) == "init"

    def test_one_whose_end_others_wait_for(self, read_one):
        text = (
            KAFKA
            + """\
  kafka-1:
    image: confluentinc/cp-kafka:7.6.1
    command: /opt/work
    environment: {KAFKA_ADVERTISED_LISTENERS: none}
  app:
    image: app
    depends_on: {kafka-1: {condition: service_completed_successfully}}
"""
        )
        cluster = read_one(text)
        assert [node.name for node in cluster.nodes] == ["kafka"]
        assert cluster.companions[0].role == "init"

    @pytest.mark.parametrize(
        ("command", "expected"),
        [
            ("command: connect-distributed /etc/kafka/connect.properties", "connect"),
            ("command: kafka-mirror-maker --consumer.config a", "client"),
            ("command: bin/connect-mirror-maker.sh mm2.properties", "client"),
        ],
    )
    def test_other_programs_from_the_same_image(self, role, command, expected):
        assert role(CP + command) == expected

    def test_connect_that_installs_plugins_first_is_still_connect(self, role):
        command = 'command: bash -c "confluent-hub install x && /etc/confluent/docker/run"'
        assert role(f"image: confluentinc/cp-kafka-connect:7.6.1\n{command}") == "connect"


START = "/etc/confluent/docker/run"


class TestCommandsThatStillStartTheBroker:
    @pytest.mark.parametrize(
        "command",
        [
            f"command: {START}",
            f"command: \"bash -c 'if [ ! -f /tmp/ready ]; then exit 1; else {START}; fi'\"",
            f'command: sh -c "(sleep 20; kafka-topics --create --topic a) & {START}"',
            f"entrypoint: [bash, -c]\ncommand:\n- |\n  echo starting\n  exec {START}",
        ],
    )
    def test_with_its_variables(self, read_one, command):
        text = KAFKA + indent(command + "\n", "    ")
        (node,) = read_one(text).nodes
        assert (node.settings["node.id"].data, node.partial) == ("1", "")

    def test_a_script_of_the_project_is_read(self, read_one):
        text = KAFKA + "    command: /scripts/start.sh\n    volumes: ['./scripts:/scripts']\n"
        script = {"scripts/start.sh": "#!/bin/sh\nset -e\nexec /etc/confluent/docker/run\n"}
        assert read_one(text, script).nodes[0].partial == ""
        (node,) = read_one(text).nodes
        assert node.settings["node.id"].data == "1"

    def test_one_that_is_not_here_may_set_more(self, read_one):
        text = KAFKA + "    command: /scripts/run-it\n    volumes: ['/opt/scripts:/scripts']\n"
        assert read_one(text).nodes[0].partial == (
            "it is started by /scripts/run-it, which is not here and may set more"
        )

    def test_a_variable_that_the_command_exports(self, read_one):
        command = "export KAFKA_BROKER_RACK=a KAFKA_X=1 && export KAFKA_NODE_ID=$$(id) && "
        text = KAFKA + f'    command: bash -c "{command} /etc/confluent/docker/run"\n'
        (node,) = read_one(text).nodes
        assert node.settings["broker.rack"].data == "a"
        assert node.settings["node.id"].reason == (
            "KAFKA_NODE_ID is worked out when the container starts"
        )

    def test_lines_that_it_appends_to_the_file(self, read_one):
        text = """\
            services:
              kafka:
                image: bitnami/kafka:3.7
                command:
                - bash
                - -c
                - |
                  cd /opt/bitnami/kafka
                  echo "authorizer.class.name=org.example.Own" >> config/server.properties
                  /opt/bitnami/scripts/kafka/run.sh
            """
        (node,) = read_one(text).nodes
        assert node.settings["authorizer.class.name"].data == "org.example.Own"
        assert node.partial == ""

    def test_an_edit_that_cannot_be_followed(self, read_one):
        edit = "sed -i s/a/b/ /etc/kafka/kafka.properties; /etc/confluent/docker/run"
        text = KAFKA + f"    command: bash -c '{edit}'\n"
        assert read_one(text).nodes[0].partial == (
            "the container's command edits its configuration before the start"
        )

    def test_an_edit_of_another_file_beside_a_configuration_that_is_only_read(self, read_one):
        text = (
            KAFKA
            + """\
    volumes: ["./prepare.sh:/scripts/prepare.sh"]
    command: bash -c '/scripts/prepare.sh && /etc/confluent/docker/run'
"""
        )
        script = (
            "sed -i /zk-ready/d /etc/confluent/docker/ensure\n"
            "kafka-storage format -t $(cat /id) -c /etc/kafka/kafka.properties\n"
        )
        assert read_one(text, {"prepare.sh": script}).nodes[0].partial == ""
        script = "sed -i s/a/b/ \\\n  /etc/kafka/kafka.properties\n"
        assert "edits its configuration" in read_one(text, {"prepare.sh": script}).nodes[0].partial


class TestRedpanda:
    def test_it_is_recognised_and_not_judged(self, read):
        text = """\
            services:
              redpanda:
                image: docker.redpanda.com/redpandadata/redpanda:v24.1.1
                command: redpanda start --kafka-addr 0.0.0.0:9092
            """
        reading = read({"compose.yml": text})
        assert reading.clusters == []
        (notice,) = reading.notices
        assert (notice.kind, notice.path, notice.line) == ("skipped", "compose.yml", 2)
        assert "Redpanda" in notice.message

    def test_its_topic_job_is_nothing(self, read):
        text = """\
            services:
              topics:
                image: redpandadata/redpanda:v24.1.1
                entrypoint: rpk topic create a --brokers redpanda:9092
            """
        assert read({"compose.yml": text}).notices == []


class TestCompanions:
    def test_settings_by_the_key_of_their_own_program(self, read_one):
        cluster = read_one(
            KAFKA
            + """\
  connect:
    image: confluentinc/cp-kafka-connect:7.6.1
    ports: ["8083:8083"]
    environment:
      CONNECT_BOOTSTRAP_SERVERS: kafka:9092
      CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR: 1
  registry:
    image: confluentinc/cp-schema-registry:7.6.1
    environment: {SCHEMA_REGISTRY_KAFKASTORE_TOPIC_REPLICATION_FACTOR: 1}
  ksqldb:
    image: confluentinc/cp-ksqldb-server:7.6.1
    environment: {KSQL_KSQL_INTERNAL_TOPIC_REPLICAS: 1}
"""
        )
        found = {c.name: {k: v.data for k, v in c.settings.items()} for c in cluster.companions}
        assert found["connect"]["config.storage.replication.factor"] == "1"
        assert found["registry"] == {"kafkastore.topic.replication.factor": "1"}
        assert found["ksqldb"] == {"ksql.internal.topic.replicas": "1"}
        (connect, *_) = cluster.companions
        assert connect.container.ports[0].published.data == 8083
        (origin,) = connect.settings["config.storage.replication.factor"].origins
        assert (origin.line, origin.logical) == (
            14,
            "services.connect.environment.CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR",
        )


class TestTopics:
    def test_those_that_a_job_creates(self, read_one):
        cluster = read_one(
            KAFKA
            + """\
  init:
    image: confluentinc/cp-kafka:7.6.1
    entrypoint: ["/bin/sh", "-c"]
    command: |
      "
      kafka-topics --bootstrap-server kafka:9092 --list
      kafka-topics --bootstrap-server kafka:9092 --create --if-not-exists --topic orders \\
        --partitions 6 --replication-factor 1 --config min.insync.replicas=1
      kafka-topics --bootstrap-server kafka:9092 --create --topic $$NAME
      for topic in a b; do kafka-topics --create --topic $$topic; done
      kafka-topics --create --topic payments --partitions $$COUNT
      "
"""
        )
        orders, payments = cluster.declared_topics
        assert (orders.name, orders.partitions.data, orders.replicas.data) == ("orders", 6, 1)
        assert orders.settings["min.insync.replicas"].data == "1"
        assert (orders.anchor.line, orders.anchor.span.column) == (15, 83)
        assert payments.name == "payments"
        assert payments.partitions.is_unknown and payments.replicas.is_absent

    def test_a_job_between_two_clusters_creates_them_where_it_says(self, read):
        other = (
            KAFKA.replace("services:\n", "")
            .replace("kafka", "second")
            .replace("confluentinc/cp-second", "confluentinc/cp-kafka")
        )
        text = (
            KAFKA
            + other
            + """\
  init:
    image: confluentinc/cp-kafka:7.6.1
    command: >
      bash -c "kafka-topics --create --topic here --bootstrap-server kafka:9092 &&
      kafka-topics --create --topic there --bootstrap-server second:9092"
"""
        )
        clusters = read({"compose.yml": text}).clusters
        assert [[t.name for t in c.declared_topics] for c in clusters] == [["here"], ["there"]]
