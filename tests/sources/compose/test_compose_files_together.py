"""Which files are run together: overrides, overlays, includes and extended services."""

from __future__ import annotations

from textwrap import dedent

import pytest

BROKER = """\
services:
  kafka:
    image: confluentinc/cp-kafka:7.6.1
    environment:
      KAFKA_BROKER_ID: 1
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
      KAFKA_MIN_INSYNC_REPLICAS: 1
  zookeeper:
    image: zookeeper:3.9
"""


def only(reading):
    assert len(reading.clusters) == 1, [cluster.id for cluster in reading.clusters]
    return reading.clusters[0]


def kafka(cluster):
    return next(node for node in cluster.nodes if node.name == "kafka")


class TestOverride:
    OVER = "services:\n  kafka:\n    environment:\n      KAFKA_MIN_INSYNC_REPLICAS: 2\n"

    @pytest.mark.parametrize(
        ("base", "override"),
        [
            ("compose.yaml", "compose.override.yaml"),
            ("docker-compose.yml", "docker-compose.override.yml"),
            ("docker-compose.yml", "compose.override.yml"),
        ],
    )
    def test_it_is_laid_over_the_default_file(self, read, base, override):
        cluster = only(read({f"infra/{base}": BROKER, f"infra/{override}": self.OVER}))
        assert cluster.files == (f"infra/{base}", f"infra/{override}")
        assert kafka(cluster).settings["min.insync.replicas"].data == "2"
        assert kafka(cluster).settings["broker.id"].data == "1"

    def test_a_value_points_to_the_file_that_sets_it(self, read):
        files = {"compose.yml": BROKER, "compose.override.yml": self.OVER}
        node = kafka(only(read(files)))
        assert node.anchor.path == "compose.yml"
        assert node.settings["min.insync.replicas"].origins[0].path == "compose.override.yml"
        assert node.settings["broker.id"].origins[0].path == "compose.yml"

    def test_it_is_so_even_where_only_the_base_is_asked_for(self, read):
        files = {"compose.yml": BROKER, "compose.override.yml": self.OVER}
        cluster = only(read(files, named={"compose.yml"}))
        assert kafka(cluster).settings["min.insync.replicas"].data == "2"

    def test_a_file_of_another_name_has_no_override(self, read):
        files = {"kafka.yml": BROKER, "kafka.override.yml": self.OVER.replace("environment", "x-e")}
        reading = read(files, named={"kafka.yml"})
        assert only(reading).files == ("kafka.yml",)

    def test_of_two_default_files_compose_takes_one(self, read):
        files = {
            "compose.yaml": BROKER,
            "docker-compose.yml": BROKER,
            "docker-compose.override.yml": self.OVER,
        }
        listed = sorted(cluster.files for cluster in read(files).clusters)
        assert listed == [("compose.yaml", "docker-compose.override.yml"), ("docker-compose.yml",)]


class TestMerge:
    BASE = """\
        services:
          kafka:
            image: confluentinc/cp-kafka:7.6.1
            command: /etc/confluent/docker/run
            ports: ["9092:9092", "127.0.0.1:9093:9093"]
            volumes: ["data:/var/lib/kafka/data", "./a:/etc/kafka/secrets"]
            environment:
            - KAFKA_BROKER_ID=1
            - KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://kafka:9092
            labels: [a=1]
            healthcheck: {test: [CMD, "true"]}
            deploy: {resources: {limits: {memory: 1g}}}
        """

    def over(self, read, options):
        lines = "".join(f"    {line}\n" for line in options.strip("\n").split("\n"))
        text = f"services:\n  kafka:\n{lines}"
        return kafka(only(read({"compose.yml": self.BASE, "compose.override.yml": text})))

    def test_a_list_and_a_mapping_of_variables_merge_by_name(self, read):
        node = self.over(read, "environment:\n  KAFKA_BROKER_ID: 2\n  KAFKA_BROKER_RACK: a")
        assert node.settings["broker.id"].data == "2"
        assert node.settings["broker.rack"].data == "a"
        assert node.settings["advertised.listeners"].data == "PLAINTEXT://kafka:9092"

    def test_ports_are_added_each_once(self, read):
        node = self.over(read, 'ports: ["9092:9092", "9094:9094"]')
        assert [port.published.data for port in node.container.ports] == [9092, 9093, 9094]

    def test_volumes_are_one_for_each_place(self, read):
        node = self.over(read, 'volumes: ["other:/var/lib/kafka/data"]')
        found = {m.target.data: m.source.data for m in node.container.mounts}
        assert found["/var/lib/kafka/data"].endswith("other")
        assert set(found) == {"/var/lib/kafka/data", "/etc/kafka/secrets"}

    def test_a_command_is_replaced(self, read):
        node = self.over(read, "command: bash -c /etc/confluent/docker/run")
        assert node.container.command.data == "bash -c /etc/confluent/docker/run"

    def test_nested_options_merge(self, read):
        node = self.over(read, "deploy: {replicas: 1}\nlabels: {b: 2}\nstop_grace_period: 1m30s")
        assert node.container.memory_limit.data == 2**30
        assert node.container.replicas.data == 1
        assert set(node.container.labels) == {"a", "b"}
        assert node.container.stop_grace.data == 90

    def test_reset_takes_away(self, read):
        node = self.over(read, "ports: !reset []\nenvironment:\n  KAFKA_BROKER_ID: !reset null")
        assert node.container.ports == ()
        assert "broker.id" not in node.settings

    def test_override_replaces_whole(self, read):
        node = self.over(read, 'ports: !override ["9099:9099"]')
        assert [port.published.data for port in node.container.ports] == [9099]

    def test_nothing_changes_nothing(self, read):
        node = self.over(read, "ports:\nenvironment:\nx-note: none")
        assert len(node.container.ports) == 2
        assert node.settings["broker.id"].data == "1"


class TestOverlay:
    """A file that Compose refuses by itself is laid over one that has what it lacks."""

    PROD = """\
        services:
          kafka:
            environment:
              KAFKA_MIN_INSYNC_REPLICAS: 2
        """

    def test_it_is_judged_with_its_base_and_the_base_alone(self, read):
        reading = read({"docker-compose.yml": BROKER, "docker-compose.prod.yml": self.PROD})
        assert [cluster.files for cluster in reading.clusters] == [
            ("docker-compose.yml", "docker-compose.prod.yml"),
            ("docker-compose.yml",),
        ]
        least = [
            kafka(cluster).settings["min.insync.replicas"].data for cluster in reading.clusters
        ]
        assert least == ["2", "1"]
        assert len({cluster.id for cluster in reading.clusters}) == 2
        assert all(kafka(cluster).partial == "" for cluster in reading.clusters)

    def test_the_base_is_found_where_only_the_overlay_is_asked_for(self, read):
        files = {"docker-compose.yml": BROKER, "docker-compose.prod.yml": self.PROD}
        cluster = only(read(files, named={"docker-compose.prod.yml"}))
        assert cluster.files == ("docker-compose.yml", "docker-compose.prod.yml")

    def test_one_that_only_stands_beside_what_was_asked_for_is_left_out(self, read):
        files = {"docker-compose.yml": BROKER, "docker-compose.prod.yml": self.PROD}
        cluster = only(read(files, beside={"docker-compose.prod.yml"}))
        assert cluster.files == ("docker-compose.yml",)
        reading = read(files, beside={"docker-compose.yml"})
        assert len(reading.clusters) == 2

    def test_without_a_base_what_it_does_not_set_is_open(self, read):
        cluster = only(read({"docker-compose.prod.yml": self.PROD}))
        assert kafka(cluster).settings["min.insync.replicas"].data == "2"
        assert kafka(cluster).partial == "an overlay whose base file is not here"
        assert cluster.undisclosed == "an overlay whose base file is not here"

    def test_two_possible_bases_are_none(self, read):
        files = {"one.yml": BROKER, "two.yml": BROKER, "prod.yml": self.PROD}
        assert all(len(cluster.files) == 1 for cluster in read(files).clusters)

    def test_the_base_whose_name_it_extends_is_taken(self, read):
        files = {"kafka.yml": BROKER, "other.yml": BROKER, "kafka.prod.yml": self.PROD}
        together = [c.files for c in read(files).clusters if len(c.files) > 1]
        assert together == [("kafka.yml", "kafka.prod.yml")]

    def test_a_dependency_that_stands_elsewhere_makes_an_overlay_too(self, read):
        files = {
            "docker-compose.yml": "services:\n  zookeeper:\n    image: zookeeper:3.9\n",
            "docker-compose.kafka.yml": """\
                services:
                  kafka:
                    image: confluentinc/cp-kafka:7.6.1
                    depends_on: [zookeeper]
                    environment:
                      KAFKA_BROKER_ID: 1
                      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181
                """,
        }
        both = next(c for c in read(files).clusters if len(c.files) > 1)
        assert [node.name for node in both.nodes] == ["kafka", "zookeeper"]
        assert both.undisclosed == ""

    def test_and_where_that_is_not_here_there_may_be_more_nodes(self, read):
        text = BROKER.replace(
            "    environment:", "    depends_on:\n      ldap: {}\n    environment:"
        )
        cluster = only(read({"kafka.yml": text}))
        assert cluster.undisclosed == "an overlay whose base file is not here"
        assert kafka(cluster).partial == ""

    def test_an_overlay_of_other_services_says_nothing_new_of_the_cluster(self, read):
        files = {
            "docker-compose.yml": BROKER + "  app:\n    image: app:1\n",
            "docker-compose.dev.yml": "services:\n  app:\n    environment: [KAFKA=kafka:9092]\n",
        }
        assert only(read(files)).files == ("docker-compose.yml",)

    def test_a_service_that_is_switched_off_is_no_broker(self, read):
        files = {
            "docker-compose.yml": BROKER,
            "docker-compose.rabbit.yml": """\
                services:
                  kafka:
                    entrypoint: ["echo", "kafka is disabled"]
                  zookeeper:
                    entrypoint: ["echo", "zookeeper is disabled"]
                """,
        }
        assert only(read(files)).files == ("docker-compose.yml",)


class TestInclude:
    def test_short_and_long(self, read):
        for include in ("- kafka/broker.yml", "- path: kafka/broker.yml"):
            files = {"compose.yml": f"include:\n{include}\n", "kafka/broker.yml": BROKER}
            cluster = only(read(files))
            assert cluster.files == ("compose.yml", "kafka/broker.yml")
            assert cluster.id.startswith("kafka/broker.yml#")

    def test_an_included_file_has_its_own_folder_and_variables(self, read):
        files = {
            "compose.yml": "include: [kafka/broker.yml]\n",
            ".env": "RACK=outer\n",
            "kafka/.env": "RACK=inner\nID=4\n",
            "kafka/broker.yml": """\
                services:
                  kafka:
                    image: apache/kafka:4.1.0
                    volumes: ["./secrets:/etc/kafka/secrets"]
                    environment: {KAFKA_NODE_ID: "${ID}", KAFKA_BROKER_RACK: "${RACK}"}
                """,
        }
        node = kafka(only(read(files)))
        assert node.settings["node.id"].data == "4"
        assert node.settings["broker.rack"].data == "outer"  # what includes it goes before
        assert node.container.mounts[0].source.data == "kafka/secrets"

    def test_a_project_directory_and_env_file_of_its_own(self, read):
        files = {
            "compose.yml": """\
                include:
                - path: kafka/broker.yml
                  project_directory: deploy
                  env_file: kafka.env
                """,
            "kafka.env": "ID=9\n",
            "kafka/broker.yml": """\
                services:
                  kafka:
                    image: apache/kafka:4.1.0
                    volumes: ["./secrets:/etc/kafka/secrets"]
                    environment: {KAFKA_NODE_ID: "${ID}"}
                """,
        }
        node = kafka(only(read(files)))
        assert node.settings["node.id"].data == "9"
        assert node.container.mounts[0].source.data == "deploy/secrets"

    def test_several_files_as_one(self, read):
        files = {
            "compose.yml": "include:\n- path: [a.yml, b.yml]\n",
            "a.yml": BROKER,
            "b.yml": "services: {kafka: {environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}}}\n",
        }
        assert kafka(only(read(files))).settings["min.insync.replicas"].data == "2"

    def test_files_that_include_each_other_are_read_once_and_said(self, read):
        files = {
            "compose.yml": f"include: [other.yml]\n{BROKER}",
            "other.yml": "include: [compose.yml]\nservices:\n  app:\n    image: app:1\n",
        }
        reading = read(files, named={"compose.yml"})
        assert only(reading).files == ("compose.yml", "other.yml")
        assert [notice.message for notice in reading.notices] == [
            "compose.yml includes itself in the end"
        ]

    def test_a_file_that_is_not_here_may_hold_more_nodes(self, read):
        reading = read({"compose.yml": f"include: [more.yml]\n{BROKER}"})
        assert only(reading).undisclosed == "more.yml is included and is not here"
        assert [(n.kind, n.line) for n in reading.notices] == [("unresolved", 1)]


class TestExtends:
    COMMON = """\
        services:
          base:
            image: confluentinc/cp-kafka:7.6.1
            volumes: ["./certs:/etc/kafka/secrets"]
            environment:
              KAFKA_BROKER_ID: 0
              KAFKA_MIN_INSYNC_REPLICAS: 2
        """

    def test_a_service_of_the_same_file(self, read):
        text = dedent(self.COMMON) + "  kafka:\n    extends: {service: base}\n"
        text += "    environment: [KAFKA_BROKER_ID=1]\n"
        nodes = {node.name: node for c in read({"compose.yml": text}).clusters for node in c.nodes}
        assert nodes["kafka"].settings["broker.id"].data == "1"
        assert nodes["kafka"].settings["min.insync.replicas"].data == "2"
        assert "base" in nodes  # `docker compose up` runs it as well

    @pytest.mark.parametrize("option", ["profiles: [never]", "scale: 0", "deploy: {replicas: 0}"])
    def test_one_that_is_only_there_to_be_extended_is_no_broker(self, read, option):
        text = dedent(self.COMMON) + f"    {option}\n"
        text += """\
  kafka:
    extends: base
    profiles: !reset []
    scale: 1
    deploy: {replicas: 1}
"""
        assert [n.name for n in only(read({"compose.yml": text})).nodes] == ["kafka"]

    def test_a_service_of_another_file_with_paths_from_there(self, read):
        files = {
            "app/compose.yml": """\
                services:
                  kafka:
                    extends: {file: ../common/base.yml, service: base}
                    environment: {KAFKA_BROKER_ID: 1}
                """,
            "common/base.yml": self.COMMON,
        }
        cluster = only(read(files))
        assert cluster.files == ("app/compose.yml", "common/base.yml")
        node = kafka(cluster)
        assert node.settings["min.insync.replicas"].origins[0].path == "common/base.yml"
        assert node.container.mounts[0].source.data == "common/certs"

    def test_a_default_file_that_others_extend_is_a_project_as_well(self, read):
        files = {
            "test/compose.yml": """\
                services:
                  kafka:
                    extends: {file: ../docker-compose.yml, service: base}
                """,
            "docker-compose.yml": self.COMMON,
        }
        assert len(read(files).clusters) == 2

    @pytest.mark.parametrize(
        ("extends", "message"),
        [
            ("{file: gone.yml, service: base}", "kafka: gone.yml is extended and is not here"),
            ("{service: gone}", "kafka: there is no service gone to extend"),
            ("{service: kafka}", "kafka: service kafka extends itself in the end"),
        ],
    )
    def test_what_cannot_be_followed_is_said_and_left_open(self, read, extends, message):
        text = f"""\
            services:
              kafka:
                image: apache/kafka:4.1.0
                extends: {extends}
                environment: {{KAFKA_NODE_ID: 1}}
            """
        reading = read({"compose.yml": text})
        assert [notice.message for notice in reading.notices] == [message]
        assert kafka(only(reading)).partial == message.removeprefix("kafka: ")

    def test_a_circle_over_files_ends(self, read):
        service = (
            "services: {kafka: {image: 'apache/kafka:4.1.0', extends: {file: %s, service: kafka}}}"
        )
        reading = read({"a.yml": service % "b.yml", "b.yml": service % "a.yml"})
        assert {notice.message for notice in reading.notices} == {
            "kafka: service kafka extends itself in the end"
        }

    def test_a_chain_without_end_ends(self, read):
        chain = "".join(
            f"  k{n}: {{image: 'apache/kafka:4.1.0', extends: k{n + 1}}}\n" for n in range(500)
        )
        reading = read({"compose.yml": f"services:\n{chain}"})
        assert reading.clusters


class TestSeparateProjects:
    def test_alternatives_in_one_folder_are_not_mixed(self, read):
        reading = read({"single.yml": BROKER, "cluster.yml": BROKER})
        assert sorted(cluster.files for cluster in reading.clusters) == [
            ("cluster.yml",),
            ("single.yml",),
        ]

    def test_what_is_wrong_in_a_project_without_kafka_is_not_said(self, read):
        reading = read(
            {"compose.yml": "services: {web: {image: web, extends: {file: no.yml, service: x}}}"}
        )
        assert (reading.clusters, reading.notices) == ([], [])
