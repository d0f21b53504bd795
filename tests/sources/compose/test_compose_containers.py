"""Everything else that is said about how a broker's container is run."""

from __future__ import annotations

import pytest


def test_names_that_reach_it(broker):
    node = broker("""
        container_name: broker-1
        hostname: kafka1
        domainname: example.com
        networks:
          backend: {aliases: [bootstrap], ipv4_address: 172.28.0.5}
          frontend:
        """)
    assert node.container.names == (
        "kafka",
        "broker-1",
        "kafka1",
        "kafka1.example.com",
        "bootstrap",
        "172.28.0.5",
    )
    assert node.container.hostname.data == "kafka1"


def test_what_is_not_written_is_absent_and_points_to_the_service(broker):
    node = broker()
    for field in ("restart", "stop_grace", "memory_limit", "healthcheck", "log_driver", "user"):
        value = getattr(node.container, field)
        assert value.is_absent, field
        assert value.origins == (node.anchor,)
    assert (node.anchor.line, node.anchor.logical) == (2, "services.kafka")


@pytest.mark.parametrize(
    ("written", "field", "data"),
    [
        ("restart: unless-stopped", "restart", "unless-stopped"),
        ("deploy: {restart_policy: {condition: on-failure}}", "restart_policy", "on-failure"),
        ("stop_grace_period: 2m", "stop_grace", 120),
        ("stop_grace_period: 1h0m0.5s", "stop_grace", 3600.5),
        ("mem_limit: 512m", "memory_limit", 512 * 2**20),
        ("mem_limit: 1073741824", "memory_limit", 2**30),
        ("mem_limit: 1.5gb", "memory_limit", 3 * 2**29),
        ("deploy: {resources: {limits: {memory: 2G}}}", "memory_limit", 2**31),
        ("healthcheck: {test: [CMD, true]}", "healthcheck", True),
        ("healthcheck: {test: kafka-topics --list}", "healthcheck", True),
        ("healthcheck: {disable: true}", "healthcheck", False),
        ("healthcheck: {test: [NONE]}", "healthcheck", False),
        ("network_mode: host", "network_mode", "host"),
        ("net: host", "network_mode", "host"),
        ("logging: {driver: json-file}", "log_driver", "json-file"),
        ("privileged: true", "privileged", True),
        ("user: '0:0'", "user", "0:0"),
        ("user: 0", "user", "0"),
        ("scale: 2", "replicas", 2),
        ("deploy: {replicas: 3}", "replicas", 3),
        ("deploy: {mode: global}", "deploy_mode", "global"),
    ],
)
def test_options(broker, written, field, data):
    assert getattr(broker(written).container, field).data == data


@pytest.mark.parametrize(
    ("written", "field", "reason"),
    [
        ("stop_grace_period: ${GRACE}", "stop_grace", "${GRACE} has no value in these files"),
        ("stop_grace_period: 90", "stop_grace", "'90' is no duration"),
        ("mem_limit: lots", "memory_limit", "'lots' is no size"),
        ("restart: ${RESTART}", "restart", "${RESTART} has no value in these files"),
        ("deploy: {mode: global}", "replicas", "one on every machine of the swarm"),
        ("user: [1, 2]", "user", "user is no single value"),
    ],
)
def test_what_cannot_be_told_is_unknown(broker, written, field, reason):
    value = getattr(broker(written).container, field)
    assert (value.is_unknown, value.reason) == (True, reason)


def test_lists_and_mappings(broker):
    node = broker("""
        logging: {driver: json-file, options: {max-size: 10m, max-file: 3}}
        labels: [environment=production]
        profiles: [kafka]
        """)
    assert {k: v.data for k, v in node.container.log_options.items()} == {
        "max-size": "10m",
        "max-file": "3",
    }
    assert node.container.labels["environment"].data == "production"
    assert node.container.profiles == ("kafka",)


def test_a_null_option_is_not_set(broker):
    assert broker("restart:\nlogging:\ndeploy:").container.restart.is_absent


class TestImage:
    @pytest.mark.parametrize(
        ("written", "repository", "tag"),
        [
            ("confluentinc/cp-kafka:7.6.1", "confluentinc/cp-kafka", "7.6.1"),
            ("docker.io/bitnami/kafka:3.7", "bitnami/kafka", "3.7"),
            ("localhost:5000/apache/kafka:4.1.0", "apache/kafka", "4.1.0"),
            ("registry.example.com:5000/mirror/apache/kafka", "mirror/apache/kafka", None),
            ("apache/kafka:4.1.0@sha256:0123abcd", "apache/kafka", "4.1.0"),
            ("apache/kafka@sha256:0123abcd", "apache/kafka", None),
        ],
    )
    def test_a_reference_taken_apart(self, broker, written, repository, tag):
        image = broker(image=written).container.image
        assert (image.repository, image.tag.data) == (repository, tag)
        assert image.reference.data == written
        assert image.digest == ("sha256:0123abcd" if "@" in written else "")

    def test_what_is_no_text_may_be_any_image(self, read_one):
        text = "services: {kafka: {image: {$IMAGE}, environment: {KAFKA_PROCESS_ROLES: broker}}}"
        image = read_one(text).nodes[0].container.image
        assert image.reference.is_unknown and image.tag.is_unknown

    def test_an_open_tag_leaves_the_repository_known(self, broker):
        node = broker("environment: {KAFKA_BROKER_ID: 1}", image="confluentinc/cp-kafka:${TAG}")
        image = node.container.image
        assert (image.repository, image.family) == ("confluentinc/cp-kafka", "cp-kafka")
        assert image.tag.is_unknown and image.reference.is_unknown
        assert node.version.reason == "${TAG} has no value in these files"
        assert node.partial == ""

    def test_so_does_an_open_registry(self, broker):
        image = broker(image="${REPOSITORY}/cp-server:7.6.1").container.image
        assert (image.repository, image.family, image.tag.data) == (
            "cp-server",
            "cp-server",
            "7.6.1",
        )

    def test_an_open_image_is_a_broker_where_its_variables_are(self, broker):
        node = broker("environment: {KAFKA_PROCESS_ROLES: broker}", image="${IMAGE}")
        assert node.settings["process.roles"].data == "broker"
        assert node.partial == "the image ${IMAGE} is not known, and it may set more by itself"

    def test_the_version_comes_from_the_tag(self, broker):
        assert broker(image="confluentinc/cp-kafka:7.6.1").version.data == "3.6"
        assert broker(image="apache/kafka:4.1.0").version.data == "4.1"
        assert broker(image="apache/kafka:latest").version.is_unknown
        assert broker(image="apache/kafka").version.reason == "the image has no tag"
