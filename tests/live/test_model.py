"""A snapshot becomes the model that files are read into: settings, nodes, topics, ACLs."""

from __future__ import annotations

from typing import Any

import pytest

from kafkalint import facts
from kafkalint.facts import config as settings
from kafkalint.facts.listeners import listeners
from kafkalint.facts.nodes import broker_count, brokers, controllers, kafka_version
from kafkalint.facts.quorum import quorum
from kafkalint.facts.survival import survives_broker_loss
from kafkalint.facts.topics import min_isr, replication_factor, topics, unclean_election
from kafkalint.facts.zones import host_count, rack, zone_count
from kafkalint.kafka import settings as kafka_settings
from kafkalint.live import model
from kafkalint.live.model.release import release
from kafkalint.live.snapshot import (
    Acl,
    Broker,
    Config,
    Group,
    LogDir,
    Member,
    Offset,
    Partition,
    PartitionHealth,
    Quorum,
    QuorumMember,
    Reassignment,
    Refusal,
    ScramUser,
    SecondLook,
    Snapshot,
    Synonym,
    Topic,
)
from kafkalint.model import Cluster, Node
from kafkalint.values import Provenance

STATIC, DYNAMIC, FOR_ALL = (
    "STATIC_BROKER_CONFIG",
    "DYNAMIC_BROKER_CONFIG",
    "DYNAMIC_DEFAULT_BROKER_CONFIG",
)


@pytest.fixture(autouse=True, scope="module")
def _loaded() -> None:
    facts.load()


def static(**values: str) -> dict[str, Config]:
    """Lines of a broker's file; two underscores are a dot."""
    return {key.replace("__", "."): Config(text, STATIC) for key, text in values.items()}


def broker(number: int = 1, **changes: Any) -> Broker:
    changes.setdefault("configs", static(node__id=str(number)))
    return Broker(number, f"kafka-{number}", 9092, f"rack-{number}", False, **changes)


def of(*members: Broker, **more: Any) -> Cluster:
    return model.cluster(Snapshot(complete=True, cluster_id="x", brokers=members, **more))


def first(*members: Broker, **more: Any) -> Node:
    return of(*members, **more).nodes[0]


class TestSettings:
    def test_what_a_file_sets_is_written(self) -> None:
        value = settings.effective(
            first(broker(configs=static(log__retention__hours="24"))), "log.retention.hours"
        )

        assert value.data == 24
        assert value.provenance is Provenance.EXPLICIT
        assert [origin.logical for origin in value.origins] == ["broker 1 · log.retention.hours"]

    def test_what_is_set_for_all_brokers_says_so(self) -> None:
        own = {"log.retention.ms": Config("1000", FOR_ALL)}
        value = settings.effective(first(broker(configs=own)), "log.retention.ms")

        assert [origin.logical for origin in value.origins] == ["all brokers · log.retention.ms"]

    def test_a_default_is_what_the_broker_itself_takes(self) -> None:
        node = first(broker(configs={"num.partitions": Config("7")}))
        value = settings.effective(node, "num.partitions")

        assert value.data == 7
        assert value.provenance is Provenance.KAFKA
        assert value.reason == "Kafka defaults to 7"
        assert not settings.is_set(node, "num.partitions")

    def test_null_and_what_the_broker_does_not_know_is_absent(self) -> None:
        node = first(broker(configs={"broker.rack": Config(None)}))

        assert settings.effective(node, "broker.rack").is_absent
        assert settings.effective(node, "process.roles").is_absent

    def test_a_secret_that_is_set_is_unknown(self) -> None:
        node = first(broker(configs={"super.users": Config(None, STATIC, True)}))
        value = settings.effective(node, "super.users")

        assert value.is_unknown
        assert settings.is_set(node, "super.users")

    def test_a_secret_that_nobody_set_is_absent(self) -> None:
        own = {"ssl.key.password": Config(None, "DEFAULT_CONFIG", True)}

        assert settings.effective(first(broker(configs=own)), "ssl.key.password").is_absent

    @pytest.mark.parametrize(("roles", "kept"), [("broker", "node.id"), ("", "broker.id")])
    def test_the_id_that_kafka_fills_in_is_not_written(self, roles: str, kept: str) -> None:
        own = static(node__id="1", broker__id="1", process__roles=roles)

        assert {"node.id", "broker.id"} & first(broker(configs=own)).settings.keys() == {kept}

    def test_what_changed_while_it_ran_is_remembered_with_what_the_file_says(self) -> None:
        synonyms = (
            Synonym("log.retention.ms", "1", DYNAMIC),
            Synonym("log.retention.ms", "2", STATIC),
        )
        own = {
            "log.retention.ms": Config("1", DYNAMIC, synonyms=synonyms),
            "log.segment.bytes": Config("3", DYNAMIC, synonyms=synonyms[:1]),
        }
        [shadowed] = first(broker(configs=own)).shadowed

        assert (shadowed.key, shadowed.static.data, shadowed.dynamic.data) == (
            "log.retention.ms",
            "2",
            "1",
        )


class TestABrokerThatDoesNotShowItsSettings:
    REFUSED = Refusal(
        "DescribeConfigs", "broker 1", "permission", "refused", "DescribeConfigs on the cluster"
    )

    @pytest.fixture
    def node(self) -> Node:
        return first(broker(configs=None), refusals=(self.REFUSED,), security_protocol="SASL_SSL")

    def test_its_settings_are_unknown_and_the_permission_is_named(self, node: Node) -> None:
        value = settings.effective(node, "log.retention.ms")

        assert value.is_unknown
        assert "DescribeConfigs on the cluster" in value.reason

    def test_metadata_tells_its_rack_and_its_id(self, node: Node) -> None:
        assert rack(node).data == "rack-1"
        assert settings.effective(node, "node.id").data == 1

    def test_a_refusal_of_several_brokers_is_of_each(self) -> None:
        together = Refusal("DescribeConfigs", "2 brokers", "timeout", "late", count=2)
        node = first(broker(configs=None), refusals=(together,))

        assert "in time" in settings.effective(node, "log.retention.ms").reason

    def test_the_listener_that_was_spoken_to_is_known_and_others_may_be(self, node: Node) -> None:
        spoken, rest = listeners(node)

        assert spoken.protocol.data == "SASL_SSL"
        assert spoken.is_client.data is True
        assert rest.protocol.is_unknown


class TestReleases:
    @pytest.mark.parametrize("version", ["3.9", "4.0", "4.1", "4.4"])
    def test_a_release_is_known_by_its_settings(self, version: str) -> None:
        assert release("broker 1", all_of(version)).data == version

    def test_the_metadata_version_decides_between_releases_that_are_alike(self) -> None:
        assert release("broker 1", all_of("3.3")).is_unknown
        assert release("broker 1", all_of("3.3"), level=7).data == "3.3"

    def test_settings_of_plug_ins_do_not_matter(self) -> None:
        own = all_of("4.1") | {f"confluent.key.{n}": Config("x", STATIC) for n in range(50)}

        assert release("broker 1", own).data == "4.1"

    def test_a_few_settings_tell_nothing(self) -> None:
        assert release("broker 1", static(log__dirs="/data")).is_unknown

    def test_the_cluster_has_the_version_that_its_brokers_show(self) -> None:
        shown = broker(1, configs=all_of("4.1") | static(node__id="1"))
        cluster = of(shown, broker(2, configs=None), quorum=three_voters())

        assert kafka_version(cluster).data == "4.1"


def all_of(version: str) -> dict[str, Config]:
    """What DescribeConfigs of a broker of that version lists."""
    known = {key: kafka_settings.definition(key, version) for key in kafka_settings.keys("broker")}
    listed = (key for key, found in known.items() if found and not found.internal)
    return {key: Config(None) for key in listed}


def three_voters(*, silent: int | None = None) -> Quorum:
    """101 leads; `silent` last fetched a minute before the others."""
    now = 1_700_000_060_000
    voters = [
        QuorumMember(number, "", 900, 0, now - (60_000 if number == silent else 0), now)
        for number in (101, 102, 103)
    ]
    return Quorum(101, 4, 900, tuple(voters), (QuorumMember(1, "", 900, 0, now, now),))


class TestNodes:
    def test_a_broker_that_partitions_name_and_nobody_knows_is_down(self) -> None:
        parts = (Partition(0, 1, (1, 2), (1,), offline=(2,)),)
        cluster = of(broker(1), topics=(Topic("orders", partitions=parts),))

        assert [(node.name, node.is_up.data) for node in cluster.nodes] == [
            ("broker 1", True),
            ("broker 2", False),
        ]
        assert broker_count(cluster).data == 2

    def test_one_that_was_back_at_the_second_look_was_only_restarted(self) -> None:
        parts = (Partition(0, 1, (1, 2), (1,), offline=(2,)),)
        look = SecondLook(2.0, (PartitionHealth("orders", 0, 1, (1, 2)),))
        cluster = of(broker(1), topics=(Topic("orders", partitions=parts),), second_look=look)

        assert [node.is_up.data for node in cluster.nodes] == [True, True]

    def test_the_last_one_in_sync_of_a_partition_without_a_leader_is_not_back(self) -> None:
        parts = (Partition(0, -1, (2,), (2,), offline=(2,)),)
        look = SecondLook(2.0, (PartitionHealth("orders", 0, -1, (2,)),))
        cluster = of(broker(1), topics=(Topic("orders", partitions=parts),), second_look=look)

        assert [node.is_up.data for node in cluster.nodes] == [True, False]

    def test_where_the_brokers_were_not_read_none_is_down(self) -> None:
        parts = (Partition(0, 1, (1, 2), (1, 2)),)
        cluster = model.cluster(Snapshot(topics=(Topic("orders", partitions=parts),)))

        assert all(node.is_up.is_unknown for node in cluster.nodes)

    def test_a_fenced_broker_is_not_up(self) -> None:
        assert first(Broker(1, "kafka-1", 9092, fenced=True)).is_up.data is False

    def test_controllers_are_there_and_do_not_show_their_settings(self) -> None:
        cluster = of(
            broker(1, configs=static(node__id="1", process__roles="broker")), quorum=three_voters()
        )

        assert [node.name for node in controllers(cluster)] == [
            "controller 101",
            "controller 102",
            "controller 103",
        ]
        assert [node.name for node in brokers(cluster)] == ["broker 1"]
        assert settings.effective(controllers(cluster)[0], "log.dirs").is_unknown

    def test_a_voter_that_is_a_broker_is_one_node(self) -> None:
        own = static(node__id="101", process__roles="broker,controller")
        cluster = of(broker(101, configs=own), quorum=three_voters())

        assert [node.name for node in cluster.nodes] == [
            "broker 101",
            "controller 102",
            "controller 103",
        ]

    def test_the_protocol_of_controllers_is_what_brokers_speak_to_them(self) -> None:
        own = static(
            controller__listener__names="CONTROLLER",
            listener__security__protocol__map="CLIENTS:SASL_SSL,CONTROLLER:SSL",
            process__roles="broker",
        )
        [listener] = listeners(controllers(of(broker(1, configs=own), quorum=three_voters()))[0])

        assert (listener.name, listener.protocol.data) == ("CONTROLLER", "SSL")
        assert listener.is_controller.data is True

    def test_the_quorum_is_what_its_leader_says(self) -> None:
        votes = quorum(of(broker(1), quorum=three_voters()))

        assert votes is not None
        assert votes.size.data == 3

    def test_log_directories_have_sizes(self) -> None:
        dirs = (LogDir("/a", "", 1000, 400), LogDir("/b", "KAFKA_STORAGE_ERROR"))
        one, other = first(broker(log_dirs=dirs)).directories_given or ()

        assert (one.total.data, one.usable.data, one.is_offline.data) == (1000, 400, False)
        assert other.is_offline.data is True
        assert other.total.is_unknown


class TestMachines:
    def test_the_address_between_brokers_tells_the_machine(self) -> None:
        own = static(
            advertised__listeners="PUBLIC://lb.example.com:9093,INSIDE://10.0.0.1:9092",
            inter__broker__listener__name="INSIDE",
        )
        assert first(Broker(1, "lb.example.com", 9093, configs=own)).host.data == "10.0.0.1"

    def test_an_address_that_brokers_share_may_be_a_load_balancers(self) -> None:
        cluster = of(Broker(1, "lb", 9092), Broker(2, "lb", 9093))

        assert host_count(cluster).is_unknown

    def test_on_loopback_any_machine_may_be_behind_a_tunnel(self) -> None:
        assert host_count(of(Broker(1, "127.0.0.1", 9092))).is_unknown

    def test_different_addresses_are_different_machines(self) -> None:
        cluster = of(broker(1), broker(2), broker(3))

        assert host_count(cluster).data == 3
        assert zone_count(cluster).data == 3


class TestTopics:
    def test_its_own_settings_are_written_and_others_come_from_the_brokers(self) -> None:
        own = {
            "min.insync.replicas": Config("2", "DYNAMIC_TOPIC_CONFIG"),
            "unclean.leader.election.enable": Config("false", STATIC),
        }
        topic = Topic("orders", partitions=(Partition(0, 1, (1,), (1,)),), configs=own)
        cluster = of(
            broker(configs=static(node__id="1", unclean__leader__election__enable="true")),
            topics=(topic,),
        )
        [found] = cluster.declared_topics

        assert min_isr(found).data == 2
        assert list(found.settings) == ["min.insync.replicas"]
        assert unclean_election(found).data is True

    def test_where_brokers_show_nothing_the_topic_tells_what_it_inherits(self) -> None:
        topic = Topic(
            "orders",
            partitions=(Partition(0, 1, (1,), (1,)),),
            configs={"min.insync.replicas": Config("2", STATIC)},
        )
        [found] = of(broker(configs=None), topics=(topic,)).declared_topics

        assert min_isr(found).data == 2

    def test_its_replicas_are_those_of_its_poorest_partition(self) -> None:
        parts = (Partition(0, 1, (1, 2, 3), (1, 2, 3)), Partition(1, 1, (1, 2), (1, 2)))
        [found] = of(broker(), topics=(Topic("orders", partitions=parts),)).declared_topics

        assert replication_factor(found).data == 2

    def test_what_a_reassignment_takes_away_does_not_count(self) -> None:
        move = Reassignment("orders", 0, (4, 5, 1, 2), (4, 5), (1, 2))
        parts = (Partition(0, 1, (4, 5, 1, 2), (1, 2)),)
        [found] = of(
            broker(), topics=(Topic("orders", partitions=parts),), reassignments=(move,)
        ).declared_topics

        assert replication_factor(found).data == 2

    def test_an_internal_topic_that_is_there_is_as_it_is(self) -> None:
        parts = (Partition(0, 1, (1,), (1,)),)
        there = Topic("__consumer_offsets", internal=True, partitions=parts)
        own = static(node__id="1", offsets__topic__replication__factor="3")
        cluster = of(broker(configs=own), topics=(there,))
        [found] = [each for each in topics(cluster) if each.name == "__consumer_offsets"]

        assert replication_factor(found).data == 1

    def test_one_that_is_not_there_yet_is_as_the_brokers_would_make_it(self) -> None:
        own = static(node__id="1", offsets__topic__replication__factor="3")
        [found] = [
            each for each in topics(of(broker(configs=own))) if each.name == "__consumer_offsets"
        ]

        assert replication_factor(found).data == 3

    @pytest.mark.parametrize(
        ("isr", "again", "settled"),
        [((1,), (1,), True), ((1,), (1, 2), False)],
        ids=["lasts", "a moment"],
    )
    def test_two_looks_tell_what_lasts(
        self, isr: tuple[int, ...], again: tuple[int, ...], settled: bool
    ) -> None:
        look = SecondLook(2.0, (PartitionHealth("orders", 0, 1, again),))
        parts = (Partition(0, 1, (1, 2), isr),)
        [found] = of(
            broker(), topics=(Topic("orders", partitions=parts),), second_look=look
        ).declared_topics

        assert [part.settled for part in found.placement.data] == [settled]


class TestTheRest:
    def test_a_group_has_its_lag_by_topic(self) -> None:
        offsets = (Offset("a", 0, 1, 5, 4), Offset("a", 1, 1, 2, 1), Offset("b", 0, 1))
        group = Group("g", "STABLE", "consumer", members=(Member("m"),), offsets=offsets)
        [found] = of(broker(), groups=(group,)).consumer_groups

        assert found.lag["a"].data == 5
        assert found.lag["b"].is_unknown
        assert (found.state.data, found.members.data) == ("stable", 1)

    def test_workers_of_connect_are_no_readers(self) -> None:
        assert of(broker(), groups=(Group("g", protocol_type="connect"),)).consumer_groups == ()

    def test_an_acl_is_a_sentence(self) -> None:
        acl = Acl("TOPIC", "orders-", "PREFIXED", "User:app", "10.0.0.1", "READ", "ALLOW")
        [found] = of(broker(), acls=(acl,)).acls

        assert found.name == "allow User:app read topic prefix orders- from 10.0.0.1"

    def test_without_an_authorizer_there_are_no_acls(self) -> None:
        assert of(broker(), acls=(), authorizer=False).undisclosed_acls == ""

    def test_acls_that_may_not_be_read_are_not_disclosed(self) -> None:
        refused = Refusal("DescribeAcls", "cluster", "permission", "no", "Describe on the cluster")

        assert "Describe on the cluster" in of(broker(), refusals=(refused,)).undisclosed_acls

    def test_users_with_credentials_are_known(self) -> None:
        running = of(broker(), scram_users=(ScramUser("alice"),)).running

        assert running is not None
        assert running.scram_users.data == ("alice",)

    def test_an_empty_snapshot_is_a_cluster_of_which_nothing_is_known(self) -> None:
        cluster = model.cluster(Snapshot(bootstrap=("kafka:9092",)))

        assert cluster.name == "kafka:9092"
        assert broker_count(cluster).is_unknown


class TestTopicsThatAreNotShown:
    REFUSED = Refusal("Metadata", "topics", "permission", "only some are told", "Describe on them")

    def test_what_the_cluster_survives_is_not_known(self) -> None:
        own = static(
            node__id="1",
            default__replication__factor="3",
            min__insync__replicas="2",
            offsets__topic__replication__factor="3",
        )
        members = [
            broker(number, configs=own | static(node__id=str(number))) for number in (1, 2, 3)
        ]

        assert survives_broker_loss(of(*members, topics=())).data is True
        hidden = of(*members, topics=(), refusals=(self.REFUSED,))
        assert survives_broker_loss(hidden).is_unknown
        assert "Describe on them" in survives_broker_loss(hidden).reason


def test_who_shows_neither_settings_nor_a_quorum_is_a_broker_all_the_same() -> None:
    cluster = of(broker(1, configs=None), broker(2, configs=None))

    assert broker_count(cluster).data == 2
    assert quorum(cluster) is None
