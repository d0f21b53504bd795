"""The environment of a broker's container, in both spellings and from env files."""

from __future__ import annotations

import pytest


def settings(node):
    return {key: value.data for key, value in node.settings.items() if not value.is_default}


class TestSpelling:
    def test_a_mapping(self, broker):
        node = broker("environment:\n  KAFKA_BROKER_ID: 1\n  KAFKA_MIN_INSYNC_REPLICAS: '2'")
        assert settings(node) == {"broker.id": "1", "min.insync.replicas": "2"}

    def test_a_list(self, broker):
        node = broker("environment:\n- KAFKA_BROKER_ID=1\n- 'KAFKA_BROKER_RACK=a=b'")
        assert settings(node) == {"broker.id": "1", "broker.rack": "a=b"}

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ("true", "true"),
            ("True", "true"),
            ("FALSE", "false"),
            ("yes", "yes"),
            ("'True'", "True"),
            ("1", "1"),
            ("+1", "1"),
            ("-1", "-1"),
            ("010", "8"),
            ("0x10", "16"),
            ("1_000", "1000"),
            ("1.50", "1.5"),
            ("2.0", "2"),
            ("1.2.3", "1.2.3"),
            ("9223372036854775807", "9223372036854775807"),
            ("10_20x", "10_20x"),
            ("089", "089"),
        ],
    )
    def test_a_mapping_has_numbers_and_booleans_written_anew(self, broker, written, text):
        node = broker(f"environment:\n  KAFKA_SOME_KEY: {written}")
        assert node.settings["some.key"].data == text

    def test_a_list_keeps_them(self, broker):
        node = broker("environment:\n- KAFKA_SOME_KEY=True\n- KAFKA_OTHER_KEY=010")
        assert settings(node) == {"some.key": "True", "other.key": "010"}


class TestInherited:
    @pytest.mark.parametrize(
        "environment", ["environment:\n  KAFKA_BROKER_RACK:", "environment:\n- KAFKA_BROKER_RACK"]
    )
    def test_a_name_alone_takes_what_the_shell_has(self, broker, environment):
        value = broker(environment).settings["broker.rack"]
        assert value.is_unknown
        assert value.reason == "KAFKA_BROKER_RACK is taken from the shell that runs docker compose"

    def test_or_what_the_project_gives(self, broker):
        node = broker("environment:\n- KAFKA_BROKER_RACK", others={".env": "KAFKA_BROKER_RACK=a"})
        assert node.settings["broker.rack"].data == "a"

    def test_an_empty_text_is_a_value(self, broker):
        node = broker("environment:\n  KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM: ''")
        assert node.settings["ssl.endpoint.identification.algorithm"].data == ""


class TestPlaces:
    def test_an_entry_points_to_its_key_and_value(self, broker):
        (origin,) = broker("environment:\n  KAFKA_BROKER_ID: 12").settings["broker.id"].origins
        assert origin.span == (5, 7, 5, 26)
        assert origin.logical == "services.kafka.environment.KAFKA_BROKER_ID"

    def test_an_item_of_a_list_points_to_itself(self, broker):
        (origin,) = broker("environment:\n- KAFKA_BROKER_ID=12").settings["broker.id"].origins
        assert origin.span == (5, 7, 5, 25)

    def test_a_definition_comes_before_its_uses(self, read_one):
        cluster = read_one("""\
            x-shared: &shared
              KAFKA_DEFAULT_REPLICATION_FACTOR: 3
            services:
              kafka:
                image: confluentinc/cp-kafka:7.6.1
                environment:
                  <<: *shared
                  KAFKA_BROKER_ID: 1
            """)
        value = cluster.nodes[0].settings["default.replication.factor"]
        assert [origin.line for origin in value.origins] == [2, 7]

    def test_a_whole_environment_by_alias(self, read_one):
        cluster = read_one("""\
            x-env: &env
              KAFKA_MIN_INSYNC_REPLICAS: 2
            services:
              kafka:
                image: confluentinc/cp-kafka:7.6.1
                environment: *env
            """)
        value = cluster.nodes[0].settings["min.insync.replicas"]
        assert [origin.line for origin in value.origins] == [2, 6]


class TestEnvFiles:
    def test_one_file_several_files_and_the_long_form(self, broker):
        others = {"a.env": "KAFKA_BROKER_ID=1\nKAFKA_BROKER_RACK=a\n", "b.env": "KAFKA_BROKER_ID=2"}
        assert settings(broker("env_file: a.env", others=others))["broker.id"] == "1"
        both = settings(broker("env_file: [a.env, ./b.env]", others=others))
        assert both == {"broker.id": "2", "broker.rack": "a"}
        long = "env_file:\n- path: a.env\n  required: true\n- b.env"
        assert settings(broker(long, others=others)) == both

    def test_environment_wins(self, broker):
        node = broker(
            "env_file: a.env\nenvironment:\n  KAFKA_BROKER_ID: 7",
            others={"a.env": "KAFKA_BROKER_ID=1\n"},
        )
        assert settings(node) == {"broker.id": "7"}

    def test_a_value_points_into_the_file_first_and_then_to_its_use(self, broker):
        node = broker("env_file: a.env", others={"a.env": "# ids\nKAFKA_BROKER_ID=1\n"})
        origins = node.settings["broker.id"].origins
        assert [(origin.path, origin.line) for origin in origins] == [
            ("a.env", 2),
            ("compose.yml", 4),
        ]

    def test_it_is_consumed_so_that_nothing_else_judges_it(self, read):
        reading = read(
            {
                "compose.yml": "services: {kafka: {image: apache/kafka, env_file: k.env}}",
                "k.env": "KAFKA_NODE_ID=1\n",
            }
        )
        assert "k.env" in reading.consumed

    def test_a_missing_one_leaves_open_what_it_sets(self, broker):
        node = broker("env_file: secret.env\nenvironment:\n  KAFKA_BROKER_ID: 1")
        assert node.partial == "its env file secret.env is not here"
        assert settings(node)["broker.id"] == "1"

    def test_unless_it_need_not_be_there(self, broker):
        assert broker("env_file:\n- path: local.env\n  required: false").partial == ""

    def test_one_that_cannot_be_read_is_said(self, read):
        reading = read(
            {
                "compose.yml": "services: {kafka: {image: apache/kafka, env_file: k.env}}",
                "k.env": 'A="never\n',
            }
        )
        assert [(notice.kind, notice.path) for notice in reading.notices] == [
            ("unreadable", "k.env")
        ]
        assert reading.clusters[0].nodes[0].partial == "its env file k.env cannot be read"
