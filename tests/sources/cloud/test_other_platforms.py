"""Confluent Cloud, Aiven, Google, Event Hubs, and Kafka's own Terraform provider."""

from __future__ import annotations

from typing import Any

import pytest
from cloud_estates import estate, only, ref

from kafkalint import catalogue, engine, facts
from kafkalint.facts.listeners import listeners
from kafkalint.facts.topics import min_isr, replication_factor
from kafkalint.facts.zones import zone_count
from kafkalint.model import Cluster
from kafkalint.sources._cloud.platforms import clusters
from kafkalint.sources._cloud.resource import Estate
from kafkalint.values import Value, unknown

facts.load()
GUARDED = {"prevent_destroy": Value(True)}


def rules(cluster: Cluster) -> set[str]:
    judgement = engine.judge([cluster], catalogue.load((), (), ()), "production")
    return {finding.rule.id for finding in judgement.findings}


def confluent(**changes: Any) -> tuple[str, str, dict[str, Any]]:
    arguments: dict[str, Any] = {
        "display_name": "orders",
        "availability": "MULTI_ZONE",
        "dedicated": [{"cku": 2}],
        "network": [{"id": ref("confluent_network.peering", "id")}],
        "guards": GUARDED,
    }
    return ("confluent_kafka_cluster", "orders", {**arguments, **changes})


class TestConfluentCloud:
    def test_a_dedicated_cluster_in_a_network_of_its_own_is_fine(self) -> None:
        assert rules(only(estate(confluent()))) == set()

    def test_its_topics_have_three_replicas_and_two_in_sync(self) -> None:
        topic = (
            "confluent_kafka_topic",
            "orders",
            {
                "kafka_cluster": [{"id": ref("confluent_kafka_cluster.orders", "id")}],
                "topic_name": "orders",
                "config": {"retention.ms": "86400000"},
            },
        )
        (made,) = only(estate(confluent(), topic)).declared_topics
        assert (replication_factor(made).data, min_isr(made).data) == (3, 2)

    def test_a_topic_whose_name_others_give_goes_by_its_address(self) -> None:
        topic = (
            "confluent_kafka_topic",
            'each["a b"]',
            {
                "kafka_cluster": [{"id": ref("confluent_kafka_cluster.orders", "id")}],
                "topic_name": unknown("each.key is not known"),
            },
        )
        cluster = only(estate(confluent(), topic))
        (made,) = cluster.declared_topics
        assert (made.name, made.unnamed) == (
            'confluent_kafka_topic.each["a b"]',
            "each.key is not known",
        )
        assert "topic-definition-invalid" not in rules(cluster)

    def test_one_zone(self) -> None:
        cluster = only(estate(confluent(availability="SINGLE_ZONE")))
        assert zone_count(cluster).data == 1
        assert "brokers-in-too-few-zones" in rules(cluster)

    def test_clients_always_log_in_over_tls(self) -> None:
        (node,) = only(estate(confluent())).nodes
        assert [each.protocol.data for each in listeners(node)] == ["SASL_SSL"]

    def test_a_basic_cluster(self) -> None:
        changed = confluent(basic=[{}], dedicated=[], network=[])
        assert {"cc-basic-cluster", "cc-public-endpoint"} <= rules(only(estate(changed)))

    def test_acls_in_kafkas_own_words(self) -> None:
        principal = Value(
            "User:${confluent_service_account.app.id}",
            (),
            unknown("it exists only once it is made").provenance,
            "it exists only once it is made",
        )
        entry = (
            "confluent_kafka_acl",
            "read",
            {
                "kafka_cluster": [{"id": ref("confluent_kafka_cluster.orders", "id")}],
                "resource_type": "TRANSACTIONAL_ID",
                "resource_name": "orders-",
                "pattern_type": "PREFIXED",
                "principal": principal,
                "host": "*",
                "operation": "WRITE",
                "permission": "ALLOW",
            },
        )
        (made,) = only(estate(confluent(), entry)).acls
        assert made.resource_type.data == "transactional_id"
        assert (made.pattern.data, made.operation.data, made.permission.data) == (
            "prefixed",
            "write",
            "allow",
        )
        assert made.principal.data == "User:${confluent_service_account.app.id}"

    def test_what_belongs_to_a_cluster_elsewhere(self) -> None:
        topic = ("confluent_kafka_topic", "orders", {"topic_name": "orders"})
        cluster = only(estate(topic))
        assert cluster.nodes == ()
        assert rules(cluster) == set()


class TestKafkaProvider:
    def test_topics_and_acls_of_a_cluster_elsewhere(self) -> None:
        topic = (
            "kafka_topic",
            "orders",
            {"name": "orders", "partitions": 6, "replication_factor": 1},
        )
        entry = (
            "kafka_acl",
            "all",
            {
                "resource_name": "*",
                "resource_type": "Topic",
                "acl_principal": "User:*",
                "acl_host": "*",
                "acl_operation": "All",
                "acl_permission_type": "Allow",
            },
        )
        cluster = only(estate(topic, entry))
        assert [each.name for each in cluster.acls] == ["allow User:* all topic *"]
        assert "replication-factor-below-two" in rules(cluster)

    def test_a_users_password(self) -> None:
        user = (
            "kafka_user_scram_credential",
            "app",
            {"username": "app", "password": "hunter2horse"},
        )
        assert "secret-in-plaintext" in rules(only(estate(user)))


def test_aiven() -> None:
    service = (
        "aiven_kafka",
        "orders",
        {
            "service_name": "orders",
            "plan": "business-4",
            "termination_protection": True,
            "kafka_user_config": [
                {
                    "kafka_version": "4.0",
                    "kafka": [{"auto_create_topics_enable": True, "min_insync_replicas": 2}],
                }
            ],
        },
    )
    topic = (
        "aiven_kafka_topic",
        "orders",
        {
            "service_name": ref("aiven_kafka.orders", "service_name"),
            "topic_name": "orders",
            "partitions": 6,
            "replication": 3,
            "config": [{"min_insync_replicas": "3"}],
        },
    )
    cluster = only(estate(service, topic))
    assert {"auto-create-topics-enabled", "min-isr-blocks-writes"} == rules(cluster)
    assert cluster.nodes[0].version.data == "4.0"


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"tiered_storage": [{"enabled": True}]}, False),
        ({"tiered_storage": [{"enabled": False}]}, True),
        ({"tiered_storage": [{"enabled": unknown("var.tiered has no value")}]}, False),
        ({}, False),
    ],
)
def test_aiven_brings_the_brokers_remote_storage(asked: dict[str, Any], refused: bool) -> None:
    config = {"kafka_version": "3.9", **asked}
    service = ("aiven_kafka", "orders", {"service_name": "orders", "kafka_user_config": [config]})
    topic = (
        "aiven_kafka_topic",
        "archive",
        {
            "service_name": "orders",
            "topic_name": "archive",
            "partitions": 6,
            "replication": 3,
            "config": [{"remote_storage_enable": True}],
        },
    )
    found = rules(only(estate(service, topic)))
    assert "invalid-value" not in found
    assert ("topic-definition-invalid" in found) is refused


def topics_by_cluster(found: Estate) -> dict[str, list[str]]:
    return {
        cluster.name: [topic.name for topic in cluster.declared_topics]
        for cluster in clusters(found).clusters
    }


def test_topics_of_several_aiven_services() -> None:
    kind = "aiven_kafka_topic"
    found = topics_by_cluster(
        estate(
            ("aiven_kafka", "orders", {"service_name": "orders"}),
            ("aiven_kafka", "billing", {"service_name": "billing"}),
            (kind, "a", {"topic_name": "a", "service_name": ref("aiven_kafka.orders", "id")}),
            (kind, "b", {"topic_name": "b", "service_name": "billing"}),
            (kind, "c", {"topic_name": "c", "service_name": "shipping"}),
        )
    )
    elsewhere = "an Aiven cluster that is described elsewhere"
    assert found == {"orders": ["a"], "billing": ["b"], elsewhere: ["c"]}


def test_google() -> None:
    cluster = only(
        estate(
            ("google_managed_kafka_cluster", "orders", {"cluster_id": "orders", "guards": GUARDED})
        )
    )
    assert zone_count(cluster).data == 3
    assert rules(cluster) == set()


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("cluster", ("cluster", "kafka-cluster", "literal")),
        ("allTopics", ("topic", "*", "literal")),
        ("topic/orders", ("topic", "orders", "literal")),
        ("topicPrefixed/shop.", ("topic", "shop.", "prefixed")),
        ("consumerGroup/billing", ("group", "billing", "literal")),
        ("allTransactionalIds", ("transactional_id", "*", "literal")),
    ],
)
def test_an_acl_of_google_is_of_what_its_id_says(named: str, expected: tuple[str, ...]) -> None:
    def entry(principal: str, operation: str) -> dict[str, str]:
        return {"principal": principal, "operation": operation, "permission_type": "ALLOW"}

    cluster = only(
        estate(
            ("google_managed_kafka_cluster", "orders", {"cluster_id": "orders"}),
            (
                "google_managed_kafka_acl",
                "all",
                {
                    "cluster": "orders",
                    "acl_id": named,
                    "acl_entries": [entry("User:shop", "ALL"), entry("User:billing", "DESCRIBE")],
                },
            ),
        )
    )
    shop, billing = cluster.acls
    assert (shop.resource_type.data, shop.resource_name.data, shop.pattern.data) == expected
    assert [shop.operation.data, billing.operation.data] == ["all", "describe"]
    assert (shop.principal.data, shop.permission.data, shop.host.data) == (
        "User:shop",
        "allow",
        "*",
    )
    assert "acl-overbroad-resource" in rules(cluster)


def test_topics_of_several_clusters_of_google() -> None:
    kind = "google_managed_kafka_topic"
    found = topics_by_cluster(
        estate(
            ("google_managed_kafka_cluster", "orders", {"cluster_id": "orders"}),
            ("google_managed_kafka_cluster", "billing", {"cluster_id": "billing"}),
            (kind, "a", {"topic_id": "a", "cluster": ref("google_managed_kafka_cluster.orders")}),
            (kind, "b", {"topic_id": "b", "cluster": "billing"}),
            (kind, "c", {"topic_id": "c", "cluster": "shipping"}),
        )
    )
    elsewhere = "a Managed Kafka cluster that is described elsewhere"
    assert found == {"orders": ["a"], "billing": ["b"], elsewhere: ["c"]}


def test_topics_of_google_are_judged_without_their_cluster() -> None:
    topic = {"topic_id": "a", "cluster": "orders", "partition_count": 6, "replication_factor": 1}
    cluster = only(estate(("google_managed_kafka_topic", "a", topic)))
    assert rules(cluster) == {"replication-factor-below-two"}


def test_event_hubs() -> None:
    namespace = ("azurerm_eventhub_namespace", "orders", {"name": "orders", "sku": "Standard"})
    hub = (
        "azurerm_eventhub",
        "orders",
        {"name": "orders", "namespace_id": ref("azurerm_eventhub_namespace.orders", "id")},
    )
    cluster = only(estate(namespace, hub))
    assert [topic.name for topic in cluster.declared_topics] == ["orders"]
    assert rules(cluster) == {"no-deletion-protection"}


def test_event_hubs_of_several_namespaces() -> None:
    kind = "azurerm_eventhub"
    found = topics_by_cluster(
        estate(
            ("azurerm_eventhub_namespace", "orders", {"name": "orders", "sku": "Standard"}),
            ("azurerm_eventhub_namespace", "logs", {"name": "logs", "sku": "Basic"}),
            (kind, "a", {"name": "a", "namespace_id": ref(f"{kind}_namespace.orders", "id")}),
            (kind, "b", {"name": "b", "namespace_name": "orders"}),
            (kind, "c", {"name": "c", "namespace_id": ref(f"{kind}_namespace.logs", "id")}),
        )
    )
    assert found == {"orders": ["a", "b"]}


def test_event_hubs_of_the_basic_kind_speak_no_kafka() -> None:
    namespace = ("azurerm_eventhub_namespace", "orders", {"name": "orders", "sku": "Basic"})
    assert clusters(estate(namespace)).clusters == []


@pytest.mark.parametrize("key", ["diskless_enable", "inkless_enable"])
@pytest.mark.parametrize(
    ("kept", "judged"),
    [(True, False), (False, True), (unknown("var.diskless has no value"), False), (None, True)],
)
def test_one_replica_of_a_diskless_topic_is_no_fault(key: str, kept: Any, judged: bool) -> None:
    topic = {"topic_name": "clicks", "partitions": 6, "replication": 1}
    if kept is not None:
        topic["config"] = [{key: kept}]
    assert (
        "replication-factor-below-two"
        in rules(only(estate(("aiven_kafka_topic", "clicks", topic))))
    ) is judged
