"""A running cluster tells all about itself, whoever may ask; and asking changes nothing.

What is held against what is read comes from Kafka's own Java classes or from another client.
"""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import ConsumerGroupState
from confluent_kafka.admin import AclOperation, ConfigResource, NewTopic
from conftest import Say
from harness import looking, shapes
from harness.acls import ON_EVERYTHING, allow
from harness.cluster import Cluster, wait_until
from harness.consuming import member, produce
from harness.installation import Kafka
from harness.secured import PASSWORD, Secured, secured
from harness.zookeeper import with_zookeeper

from kafkalint.live import client_properties, client_settings
from kafkalint.live.audit import GRACE_SECONDS, take
from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Snapshot, from_json, to_json

SECONDS = 60
IMPATIENT = (40.0, 4.0)  # seconds for all and for a call, where somebody hangs
SLACK = 10  # seconds that a busy machine may take to notice that the time is up
STABLE, EMPTY = ConsumerGroupState.STABLE, ConsumerGroupState.EMPTY
QUICK = {"broker.session.timeout.ms": "4000", "broker.heartbeat.interval.ms": "500"}


def settings(given: Mapping[str, str], folder: Path) -> Settings:
    """The settings for what a confluent-kafka client is made with, by way of a file."""
    path = folder / "client.properties"
    path.write_text("".join(f"{key}={value}\n" for key, value in given.items()))
    return client_settings.settings((), client_properties.load(str(path), ()))


def look(given: Mapping[str, str], folder: Path) -> Snapshot:
    return looking.take_by(settings(given, folder))


def needs(snapshot: Snapshot) -> set[tuple[str, str]]:
    return {(each.call, each.needs) for each in snapshot.refusals}


@pytest.fixture(scope="module")
def three(newest: Kafka, folder: Path, say: Say) -> Iterator[Cluster]:
    with shapes.three_racks(newest, folder / "three", QUICK) as cluster:
        cluster.make_topics(
            NewTopic("orders", 6, 3, config={"retention.ms": "60000"}), NewTopic("log", 1, 1)
        )
        produce(cluster, "orders", 60, partitions=6)
        yield cluster
    say(f"Kafka {newest.release}: three racks read live")


@pytest.fixture(scope="module")
def snapshot(three: Cluster, folder: Path) -> Snapshot:
    members = [
        member(three, "classic", "classic", "orders", 60),
        member(three, "modern", "consumer", "orders", 60),
    ]
    member(three, "gone", "classic", "orders").close()
    three.wait_for_groups(classic=STABLE, modern=STABLE, gone=EMPTY)
    three.settle()
    taken = look(three.settings, folder)
    for each in members:
        each.close()
    return taken


class TestThreeRacks:
    def test_nothing_is_missing(self, snapshot: Snapshot) -> None:
        assert snapshot.complete
        assert snapshot.refusals == ()

    def test_brokers_have_racks_and_are_not_fenced(self, snapshot: Snapshot) -> None:
        assert [(b.id, b.rack, b.fenced) for b in snapshot.brokers or ()] == [
            (1, "rack-1", False),
            (2, "rack-2", False),
            (3, "rack-3", False),
        ]

    def test_settings_are_those_that_another_client_sees(
        self, three: Cluster, snapshot: Snapshot
    ) -> None:
        for broker in snapshot.brokers or ():
            resource = ConfigResource(ConfigResource.Type.BROKER, str(broker.id))
            asked = three.admin.describe_configs([resource], request_timeout=SECONDS)
            seen = {
                key: (entry.value, entry.source, bool(entry.is_sensitive))
                for key, entry in asked[resource].result(timeout=SECONDS).items()
            }
            sources = {"STATIC_BROKER_CONFIG": 4, "DEFAULT_CONFIG": 5}
            sources |= {"DYNAMIC_BROKER_CONFIG": 2, "DYNAMIC_DEFAULT_BROKER_CONFIG": 3}
            assert broker.configs is not None
            read = {
                key: (config.value, sources[config.source], config.sensitive)
                for key, config in broker.configs.items()
            }
            assert read == seen

    def test_synonyms_say_where_a_setting_could_come_from(self, snapshot: Snapshot) -> None:
        assert snapshot.brokers is not None
        configs = snapshot.brokers[0].configs
        assert configs is not None
        assert [
            (synonym.name, synonym.value, synonym.source)
            for synonym in configs["offsets.topic.replication.factor"].synonyms
        ] == [
            ("offsets.topic.replication.factor", "3", "STATIC_BROKER_CONFIG"),
            ("offsets.topic.replication.factor", "3", "DEFAULT_CONFIG"),
        ]

    def test_topics_have_their_replicas_and_settings(self, snapshot: Snapshot) -> None:
        topics = {topic.name: topic for topic in snapshot.topics or ()}
        assert {"orders", "log", "__consumer_offsets"} <= topics.keys()
        orders = topics["orders"]
        assert [partition.id for partition in orders.partitions] == list(range(6))
        assert all(sorted(partition.replicas) == [1, 2, 3] for partition in orders.partitions)
        assert all(sorted(partition.isr) == [1, 2, 3] for partition in orders.partitions)
        assert all(partition.elr == () for partition in orders.partitions)
        assert topics["__consumer_offsets"].internal
        assert orders.configs is not None
        retention, segment = orders.configs["retention.ms"], orders.configs["segment.bytes"]
        assert (retention.value, retention.source) == ("60000", "DYNAMIC_TOPIC_CONFIG")
        assert segment.source == "DEFAULT_CONFIG"

    def test_groups_of_both_protocols_have_members_and_lag(self, snapshot: Snapshot) -> None:
        groups = {group.id: group for group in snapshot.groups or ()}
        assert groups.keys() == {"classic", "modern", "gone"}
        assert {(g.id, g.type, g.state) for g in groups.values()} == {
            ("classic", "classic", "STABLE"),
            ("modern", "consumer", "STABLE"),
            ("gone", "classic", "EMPTY"),
        }
        for name in ("classic", "modern"):
            (member,) = groups[name].members or ()
            assert member.assignment == {"orders": tuple(range(6))}
            assert {(o.committed, o.end, o.lag) for o in groups[name].offsets or ()} == {
                (10, 10, 0)
            }
        assert groups["gone"].members == ()
        assert [(o.committed, o.lag) for o in groups["gone"].offsets or ()] == [(1, 9)]

    def test_the_quorum_has_its_voters(self, snapshot: Snapshot) -> None:
        assert snapshot.quorum is not None
        assert snapshot.quorum.leader in {1, 2, 3}
        assert {voter.id for voter in snapshot.quorum.voters} == {1, 2, 3}
        for voter in snapshot.quorum.voters:
            assert voter.lag is not None
            assert voter.last_caught_up_ms
            assert voter.endpoints[0].listener == "CONTROLLER"

    def test_directories_have_room(self, snapshot: Snapshot) -> None:
        for broker in snapshot.brokers or ():
            (directory,) = broker.log_dirs or ()
            assert directory.path.endswith("/data")
            assert directory.error == ""
            assert directory.total and directory.usable
            assert directory.total >= directory.usable > 0

    def test_there_is_no_authorizer_and_so_no_acl(self, snapshot: Snapshot) -> None:
        assert (snapshot.authorizer, snapshot.acls) == (False, ())

    def test_features_and_versions_are_told(self, three: Cluster, snapshot: Snapshot) -> None:
        assert snapshot.features is not None
        level = snapshot.features["metadata.version"]
        assert level.finalized == level.supported[1] if level.supported else False
        assert snapshot.brokers is not None
        versions = snapshot.brokers[0].api_versions
        assert versions is not None
        assert versions["Metadata"][1] >= 13

    def test_a_healthy_cluster_needs_no_second_look(self, snapshot: Snapshot) -> None:
        assert snapshot.second_look is not None
        assert snapshot.second_look.partitions == ()

    def test_it_can_be_kept(self, snapshot: Snapshot) -> None:
        assert from_json(to_json(snapshot)) == snapshot


def test_a_stopped_broker_is_seen_twice(three: Cluster, folder: Path) -> None:
    three.kill(3)
    try:
        wait_until(lambda: three.brokers_seen() == {1, 2}, "broker 3 is known to be gone")
        three.agree()
        snapshot = look(three.settings, folder)
        assert [broker.id for broker in snapshot.brokers or () if broker.fenced] == [3]
        assert {(r.call, r.scope) for r in snapshot.refusals} == {("Connect", "broker 3")}
        orders = next(topic for topic in snapshot.topics or () if topic.name == "orders")
        assert all(3 not in partition.isr for partition in orders.partitions)
        assert all(partition.offline == (3,) for partition in orders.partitions)
        assert snapshot.second_look is not None
        again = {p.partition: p for p in snapshot.second_look.partitions if p.topic == "orders"}
        assert again.keys() == set(range(6))
        assert snapshot.second_look.seconds > 1
    finally:
        three.start_nodes([3])


@pytest.fixture(scope="module")
def shape(newest: Kafka, folder: Path, say: Say) -> Iterator[Secured]:
    with secured(newest, folder / "secured") as shape:
        shape.cluster.make_topics(NewTopic("orders", 1, 1))
        yield shape
    say(f"Kafka {newest.release}: SASL_SSL read live, by who may and who may not")


class TestSecured:
    @pytest.mark.parametrize("who", ["admin", "operator"])
    def test_who_may_do_all_sees_all(self, shape: Secured, folder: Path, who: str) -> None:
        snapshot = look(getattr(shape, who), folder)

        assert snapshot.refusals == ()
        assert [topic.name for topic in snapshot.topics or ()] == ["orders"]
        assert len(snapshot.acls or ()) == 3
        assert snapshot.authorizer is True
        assert {
            (user.name, credential.mechanism)
            for user in snapshot.scram_users or ()
            for credential in user.credentials
        } == {("admin", "SCRAM-SHA-512"), ("auditor", "SCRAM-SHA-512")}

    def test_who_may_describe_is_told_what_else_is_needed(
        self, shape: Secured, folder: Path
    ) -> None:
        snapshot = look(shape.auditor, folder)

        assert needs(snapshot) == {
            ("DescribeConfigs", "DescribeConfigs on the cluster"),
            ("DescribeConfigs", "DescribeConfigs on the topic orders"),
            ("DescribeClientQuotas", "DescribeConfigs on the cluster"),
        }
        assert {each.kind for each in snapshot.refusals} == {"permission"}
        assert [topic.name for topic in snapshot.topics or ()] == ["orders"]
        assert snapshot.quorum is not None
        assert len(snapshot.acls or ()) == 3
        assert [broker.configs for broker in snapshot.brokers or ()] == [None]
        assert [bool(broker.log_dirs) for broker in snapshot.brokers or ()] == [True]

    def test_who_may_nothing_is_told_so(self, shape: Secured, folder: Path) -> None:
        snapshot = look(shape.application, folder)

        assert {each.kind for each in snapshot.refusals} == {"permission"}
        assert {each.call for each in snapshot.refusals} == {
            "DescribeConfigs",
            "DescribeClientQuotas",
            "DescribeQuorum",
            "DescribeLogDirs",
            "DescribeAcls",
            "DescribeUserScramCredentials",
            "ListPartitionReassignments",
            "Metadata",
            "ListGroups",
        }
        assert snapshot.topics is None  # not "there are none"
        assert snapshot.groups is None
        assert snapshot.acls is None
        assert [broker.id for broker in snapshot.brokers or ()] == [1]

    @pytest.mark.parametrize("who", ["admin", "operator", "auditor", "application"])
    def test_no_secret_is_kept(self, shape: Secured, folder: Path, who: str) -> None:
        kept = to_json(look(getattr(shape, who), folder)).decode()

        assert PASSWORD not in kept
        assert "PRIVATE KEY" not in kept
        for broker in json.loads(kept).get("brokers", ()):
            for key, config in broker.get("configs", {}).items():
                if re.search(r"password|jaas|keystore\.key", key):
                    assert config.get("value") is None, key

    def test_asking_changes_nothing(self, shape: Secured, folder: Path) -> None:
        before = state(shape.cluster)

        look(shape.admin, folder)

        assert state(shape.cluster) == before


def test_two_permissions_let_a_user_see_everything(shape: Secured, folder: Path) -> None:
    """What the documentation asks for, and no more."""
    bindings = [
        allow("User:CN=application", operation, *each)
        for each in ON_EVERYTHING
        for operation in (AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)
    ]
    shape.cluster.make_acls(bindings)

    snapshot = look(shape.application, folder)

    shape.cluster.drop_acls(bindings)
    assert snapshot.refusals == ()
    assert [topic.name for topic in snapshot.topics or ()] == ["orders"]


def state(cluster: Cluster) -> Any:
    """What a cluster is, as another client sees it."""
    admin = cluster.admin
    topics = admin.list_topics(timeout=SECONDS).topics
    resources = [ConfigResource(ConfigResource.Type.TOPIC, name) for name in sorted(topics)]
    broker = ConfigResource(ConfigResource.Type.BROKER, "1")
    configs = {
        **admin.describe_configs(resources, request_timeout=SECONDS),
        **admin.describe_configs([broker], request_timeout=SECONDS),
    }
    groups = admin.list_consumer_groups(request_timeout=SECONDS).result(timeout=SECONDS)
    return (
        {name: len(topic.partitions) for name, topic in topics.items()},
        {
            str(resource): {
                key: (e.value, e.source) for key, e in found.result(timeout=SECONDS).items()
            }
            for resource, found in configs.items()
        },
        sorted(map(str, cluster.acls())),
        sorted(group.group_id for group in groups.valid),
    )


def test_with_zookeeper_there_is_no_quorum(kafka39: Kafka, folder: Path, say: Say) -> None:
    with with_zookeeper(kafka39, folder / "zookeeper", brokers=2) as cluster:
        cluster.make_topics(NewTopic("orders", 2, 2))
        snapshot = look(cluster.settings, folder)
    assert snapshot.refusals == ()
    assert snapshot.complete
    assert snapshot.quorum is None
    assert [(b.id, b.fenced) for b in snapshot.brokers or ()] == [(0, None), (1, None)]
    assert all(broker.configs and broker.log_dirs for broker in snapshot.brokers or ())
    (orders,) = snapshot.topics or ()
    assert [sorted(partition.replicas) for partition in orders.partitions] == [[0, 1], [0, 1]]
    assert orders.partitions[0].elr is None
    say(f"Kafka {kafka39.release}: ZooKeeper read live")


def test_one_node_of_either_release(either: Kafka, tmp_path: Path, say: Say) -> None:
    with shapes.one_node(either, tmp_path / "one") as cluster:
        cluster.make_topics(NewTopic("orders", 1, 1))
        produce(cluster, "orders", 1)
        member(cluster, "gone", "classic", "orders").close()
        cluster.wait_for_groups(gone=EMPTY)
        snapshot = look(cluster.settings, tmp_path)
    assert snapshot.refusals == ()
    assert snapshot.complete
    assert snapshot.quorum is not None
    assert [(group.id, group.state) for group in snapshot.groups or ()] == [("gone", "EMPTY")]
    assert all(topic.configs for topic in snapshot.topics or ())
    say(f"Kafka {either.release}: one node read live")


def test_a_broker_that_hangs_costs_what_it_alone_knows(newest: Kafka, tmp_path: Path) -> None:
    with shapes.three_racks(newest, tmp_path / "hanging") as cluster:
        cluster.make_topics(NewTopic("orders", 3, 3))
        host = cluster.nodes[3].host
        assert host is not None
        host.signal(signal.SIGSTOP)
        try:
            begun = time.monotonic()
            snapshot = take(settings(cluster.settings, tmp_path), *IMPATIENT)
            lasted = time.monotonic() - begun
        finally:
            host.signal(signal.SIGCONT)

    assert lasted < IMPATIENT[0] + GRACE_SECONDS + SLACK
    assert {each.kind for each in snapshot.refusals} <= {"timeout", "unavailable"}
    assert {"broker 3"} <= {each.scope for each in snapshot.refusals}
    known = {broker.id for broker in snapshot.brokers or () if broker.configs}
    assert known == {1, 2}
    orders = [topic for topic in snapshot.topics or () if topic.name == "orders"]
    assert len(orders) == 1
    assert orders[0].configs
