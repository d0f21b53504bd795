"""Amazon MSK clusters, as they come out of what is said of them."""

from __future__ import annotations

from typing import Any

import pytest
from cloud_estates import GOOD_PROPERTIES, estate, good_msk, only, ref, surroundings, var

from kafkalint import catalogue, engine, facts
from kafkalint.facts.listeners import listeners
from kafkalint.facts.nodes import broker_count
from kafkalint.facts.settings import written_settings
from kafkalint.facts.topics import topics
from kafkalint.facts.zones import rack, zone_count, zone_sizes
from kafkalint.model import Cluster, Node
from kafkalint.sources._cloud.platforms import clusters
from kafkalint.sources._cloud.written import Written
from kafkalint.values import Origin, Provenance, Span, Value, known, unknown

facts.load()

SECRET_VERSION = (
    "aws_secretsmanager_secret_version",
    "app",
    {
        "secret_id": ref("aws_secretsmanager_secret.app", "id"),
        "secret_string": '{"username": "app", "password": "hunter2horse"}',
    },
)


def msk(properties: str | None = GOOD_PROPERTIES, **changes: Any) -> Cluster:
    return only(estate(*surroundings(properties), good_msk(**changes)))


def verdict(cluster: Cluster, environment: str = "production") -> engine.Judgement:
    return engine.judge([cluster], catalogue.load((), (), ()), environment)


def rules(judgement: engine.Judgement) -> set[str]:
    return {finding.rule.id for finding in judgement.findings}


def shown(node: Node) -> dict[str, str]:
    return {each.name: each.protocol.or_else("?") for each in listeners(node)}


class TestAGoodCluster:
    """A cluster that does all that is asked has no findings, and nothing is left open."""

    def test_it_has_no_findings(self) -> None:
        assert rules(verdict(msk())) <= {"alert-missing-recommended"}

    def test_everything_is_decided(self) -> None:
        left = [said for said in verdict(msk()).undecided if not said.rule.id.startswith("alert-")]
        assert left == []

    @pytest.mark.parametrize("environment", ["production", "test", "development", "large-scale"])
    def test_in_every_environment(self, environment: str) -> None:
        assert not any(f.severity.name == "CRITICAL" for f in verdict(msk(), environment).findings)

    def test_express_brokers_need_no_more(self) -> None:
        group = {
            "instance_type": "express.m7g.large",
            "client_subnets": [ref(f"aws_subnet.{zone}", "id") for zone in "abc"],
        }
        cluster = msk(None, broker_node_group_info=[group], configuration_info=None)
        assert cluster.platform == "msk-express"
        assert rules(verdict(cluster)) <= {"alert-missing-recommended"}


class TestBrokers:
    def test_each_is_a_node_in_the_zone_of_its_subnet(self) -> None:
        cluster = msk(number_of_broker_nodes=6)
        assert [node.name for node in cluster.nodes] == [f"broker {n}" for n in range(1, 7)]
        zones = [rack(node).data for node in cluster.nodes]
        assert zones == ["eu-central-1a", "eu-central-1b", "eu-central-1c"] * 2

    def test_they_run_on_machines_of_their_own(self) -> None:
        hosts = {node.host.data for node in msk().nodes}
        assert len(hosts) == 3

    def test_a_subnet_that_is_made_elsewhere_stands_for_a_zone(self) -> None:
        group = {"client_subnets": [var("first"), var("second"), var("third")]}
        cluster = msk(broker_node_group_info=[group])
        assert zone_count(cluster).data == 3

    def test_two_brokers_stand_in_two_zones_wherever_the_subnets_are_told(self) -> None:
        group = {"client_subnets": var("subnets")}
        cluster = msk(broker_node_group_info=[group], number_of_broker_nodes=2)
        assert zone_count(cluster).data == 2

    def test_no_subnets_at_all_are_to_be_given_yet(self) -> None:
        group = {"client_subnets": (), "instance_type": "kafka.m7g.large"}
        two = msk(number_of_broker_nodes=2, broker_node_group_info=[group])
        six = msk(number_of_broker_nodes=6, broker_node_group_info=[group])
        assert zone_count(two).data == 2
        assert zone_count(six).is_unknown

    @pytest.mark.parametrize(
        ("name", "zones"),
        [("subnet-xxxxxxxx", 3), ("<your subnet>", 3), ("subnet-...", 3), ("subnet-0a1b2c3d", 1)],
    )
    def test_names_that_are_to_be_filled_in_are_not_the_same_subnet(
        self, name: str, zones: int
    ) -> None:
        group = {"client_subnets": tuple(known(name) for _ in range(3))}
        assert zone_count(msk(broker_node_group_info=[group])).data == zones

    def test_six_brokers_may_stand_in_two_zones_or_in_three(self) -> None:
        group = {"client_subnets": var("subnets")}
        cluster = msk(broker_node_group_info=[group], number_of_broker_nodes=6)
        assert zone_count(cluster).reason == "var.subnets has no value"

    def test_an_unknown_number_is_one_group_a_zone(self) -> None:
        cluster = msk(number_of_broker_nodes=var("brokers"))
        assert len(cluster.nodes) == 3
        assert broker_count(cluster).reason == "var.brokers has no value"
        assert zone_sizes(cluster).is_unknown
        assert "cannot-lose-one-zone" not in rules(verdict(cluster))

    def test_very_many_are_told_zone_by_zone(self) -> None:
        cluster = msk(number_of_broker_nodes=90)
        assert len(cluster.nodes) == 3
        assert zone_sizes(cluster).data == {f"eu-central-1{zone}": 30 for zone in "abc"}

    @pytest.mark.parametrize(
        ("written", "minor"), [("3.8.x", "3.8"), ("3.7.x.kraft", "3.7"), ("2.8.2.tiered", "2.8")]
    )
    def test_version(self, written: str, minor: str) -> None:
        assert msk(kafka_version=written).nodes[0].version.data == minor

    def test_what_is_no_version_is_unknown(self) -> None:
        assert msk(kafka_version="String").nodes[0].version.is_unknown


class TestSettings:
    def test_written_ones_stand_on_their_own_lines(self) -> None:
        node = msk("# ours\nmin.insync.replicas = 2\nnum.partitions=3").nodes[0]
        first = node.settings["min.insync.replicas"].origins[0].line
        assert node.settings["num.partitions"].origins[0].line == first + 1

    def test_what_is_left_out_is_msks_default_and_not_kafkas(self) -> None:
        value = msk("num.partitions=3").nodes[0].settings["unclean.leader.election.enable"]
        assert (value.data, value.provenance) == ("true", Provenance.PLATFORM)

    def test_replication_defaults_follow_the_zones(self) -> None:
        pair = {"client_subnets": [ref("aws_subnet.a", "id"), ref("aws_subnet.b", "id")]}
        two = msk(None, configuration_info=None, broker_node_group_info=[pair])
        three = msk(None, configuration_info=None)
        for cluster, replicas, least in ((two, "2", "1"), (three, "3", "2")):
            settings = cluster.nodes[0].settings
            assert settings["default.replication.factor"].data == replicas
            assert settings["min.insync.replicas"].data == least

    def test_tiered_storage_elects_no_unclean_leaders(self) -> None:
        settings = msk(None, configuration_info=None, storage_mode="TIERED").nodes[0].settings
        assert settings["unclean.leader.election.enable"].data == "false"

    def test_express_brokers_fix_replication_whatever_is_written(self) -> None:
        group = {"instance_type": "express.m7g.large"}
        cluster = msk("min.insync.replicas=1", broker_node_group_info=[group])
        assert cluster.nodes[0].settings["min.insync.replicas"].data == "2"
        assert cluster.managed is not None
        assert "min.insync.replicas" in cluster.managed.written

    def test_a_configuration_that_is_not_here_leaves_its_keys_open(self) -> None:
        cluster = msk(configuration_info=[{"arn": var("arn"), "revision": 1}])
        effective = facts.config.effective
        node = cluster.nodes[0]
        assert effective(node, "min.insync.replicas").is_unknown
        assert effective(node, "inter.broker.listener.name").is_absent

    def test_what_msk_sets_is_nobodys_writing_known_or_not(self) -> None:
        group = {"client_subnets": var("subnets"), "instance_type": "kafka.m7g.large"}
        cluster = msk(
            "auto.create.topics.enable=false\n",
            client_authentication=var("how"),
            broker_node_group_info=[group],
            number_of_broker_nodes=var("brokers"),
        )
        node = cluster.nodes[0]
        unclear = {key for key, value in node.settings.items() if value.is_unknown}
        assert {"listener.name.client_secure.ssl.client.auth", "default.replication.factor"} <= (
            unclear
        )
        assert [setting.name for setting in written_settings(cluster)] == [
            "auto.create.topics.enable"
        ]
        assert not facts.config.is_set(node, "default.replication.factor")
        judgement = verdict(cluster)
        assert "msk-config-key-unsupported" not in rules(judgement)
        assert "msk-config-key-unsupported" not in {said.rule.id for said in judgement.undecided}

    def test_a_hole_in_a_line_leaves_the_others_known(self) -> None:
        text = "min.insync.replicas=2\ndefault.replication.factor=${var.rf}\n"
        origins = tuple(Origin("main.tf", Span(n, 1, n, 9)) for n in (40, 41))
        held: Value[Any] = unknown("var.rf has no value", origins[0])
        held = Value(Written(text, origins), held.origins, held.provenance, held.reason)
        parts = [part for part in surroundings(None) if part[0] != "aws_msk_configuration"]
        configuration = ("aws_msk_configuration", "this", {"server_properties": held})
        settings = only(estate(*parts, configuration, good_msk())).nodes[0].settings
        assert settings["min.insync.replicas"].data == "2"
        assert settings["min.insync.replicas"].origins[0].line == 40
        assert settings["default.replication.factor"].reason.endswith("${var.rf} is not known here")

    def test_a_map_is_as_good_as_a_text(self) -> None:
        parts = [part for part in surroundings(None) if part[0] != "aws_msk_configuration"]
        properties = {
            "server_properties": {"min.insync.replicas": 2, "auto.create.topics.enable": False}
        }
        cluster = only(estate(*parts, ("aws_msk_configuration", "this", properties), good_msk()))
        settings = cluster.nodes[0].settings
        assert settings["min.insync.replicas"].data == "2"
        assert settings["auto.create.topics.enable"].data == "false"


class TestListeners:
    def test_iam_alone(self) -> None:
        assert shown(msk().nodes[0]) == {"CLIENT_IAM": "SASL_SSL", "REPLICATION_SECURE": "SSL"}

    def test_nothing_said_lets_everybody_in_over_tls(self) -> None:
        cluster = msk(client_authentication=None, encryption_info=None)
        assert shown(cluster.nodes[0])["CLIENT_SECURE"] == "SSL"
        assert "tls-listener-without-client-auth" in rules(verdict(cluster))
        assert "client-listener-plaintext" not in rules(verdict(cluster))

    def test_an_empty_block_says_nothing(self) -> None:
        cluster = msk(client_authentication=[{}])
        assert "tls-listener-without-client-auth" in rules(verdict(cluster))

    def test_mutual_tls_asks_for_certificates(self) -> None:
        authorities = {"certificate_authority_arns": ["arn:aws:acm-pca:eu-central-1:1:ca/1"]}
        cluster = msk(client_authentication=[{"tls": [authorities]}])
        assert shown(cluster.nodes[0])["CLIENT_SECURE"] == "SSL"
        assert "tls-listener-without-client-auth" not in rules(verdict(cluster))

    @pytest.mark.parametrize("how", ["PLAINTEXT", "TLS_PLAINTEXT"])
    def test_plaintext_clients(self, how: str) -> None:
        transit = {"client_broker": how, "in_cluster": True}
        cluster = msk(encryption_info=[{"encryption_in_transit": [transit]}])
        found = verdict(cluster)
        assert {"client-listener-plaintext", "no-client-authentication"} <= rules(found)
        assert "inter-broker-plaintext" not in rules(found)

    def test_plaintext_between_brokers(self) -> None:
        transit = {"client_broker": "TLS", "in_cluster": False}
        found = rules(verdict(msk(encryption_info=[{"encryption_in_transit": [transit]}])))
        assert "inter-broker-plaintext" in found
        assert "client-listener-plaintext" not in found

    def test_public_access_opens_listeners_of_its_own(self) -> None:
        group = {"connectivity_info": [{"public_access": [{"type": "SERVICE_PROVIDED_EIPS"}]}]}
        cluster = msk(broker_node_group_info=[group])
        assert "CLIENT_IAM_PUBLIC" in shown(cluster.nodes[0])
        assert "msk-public-access" in rules(verdict(cluster))

    def test_unknown_encryption_is_undecided(self) -> None:
        transit = {"client_broker": var("how")}
        judgement = verdict(msk(encryption_info=[{"encryption_in_transit": [transit]}]))
        assert "client-listener-plaintext" not in rules(judgement)
        assert "client-listener-plaintext" in {said.rule.id for said in judgement.undecided}


class TestWhatBelongsToIt:
    def test_topics(self) -> None:
        topic = (
            "aws_msk_topic",
            "orders",
            {
                "name": "orders",
                "cluster_arn": ref("aws_msk_cluster.this"),
                "partition_count": 6,
                "replication_factor": 2,
                "configs": '{"min.insync.replicas": "2"}',
            },
        )
        cluster = only(estate(*surroundings(), good_msk(), topic))
        (made,) = cluster.declared_topics
        assert (made.name, made.partitions.data, made.replicas.data) == ("orders", 6, 2)
        assert {"replication-factor-below-three", "min-isr-blocks-writes"} <= rules(
            verdict(cluster)
        )
        assert len(topics(cluster)) > 1

    def test_a_topic_of_another_cluster_is_not_its_own(self) -> None:
        other = ("aws_msk_cluster", "other", {"cluster_name": "other", "number_of_broker_nodes": 3})
        topic = ("aws_msk_topic", "t", {"name": "t", "cluster_arn": ref("aws_msk_cluster.other")})
        found = clusters(estate(*surroundings(), good_msk(), other, topic)).clusters
        owners = [cluster.name for cluster in found if cluster.declared_topics]
        assert owners == ["other"]

    def test_a_password_in_a_secret_is_seen(self) -> None:
        secret = ("aws_secretsmanager_secret", "app", {"name": "AmazonMSK_app", "kms_key_id": "k"})
        cluster = only(estate(*surroundings(), good_msk(), secret, SECRET_VERSION))
        assert "secret-in-plaintext" in rules(verdict(cluster))

    def test_other_secrets_are_no_matter(self) -> None:
        secret = ("aws_secretsmanager_secret", "app", {"name": "database"})
        cluster = only(estate(*surroundings(), good_msk(), secret, SECRET_VERSION))
        assert cluster.companions == ()

    def test_alarms(self) -> None:
        alarm = (
            "aws_cloudwatch_metric_alarm",
            "offline",
            {
                "alarm_name": "offline",
                "namespace": "AWS/Kafka",
                "metric_name": "OfflinePartitionsCount",
                "statistic": "Maximum",
                "comparison_operator": "GreaterThanThreshold",
                "threshold": 0,
                "period": 60,
                "evaluation_periods": 1,
                "dimensions": {"Cluster Name": ref("aws_msk_cluster.this", "cluster_name")},
                "alarm_actions": [ref("aws_sns_topic.pager")],
            },
        )
        (alert,) = only(estate(*surroundings(), good_msk(), alarm)).alerts
        assert alert.metric.data == "OfflinePartitionsCount"
        assert (alert.comparison.data, alert.threshold.data) == ("gt", 0.0)
        assert alert.actions.data == ("aws_sns_topic.pager",)

    def test_another_services_alarm_is_not_its_own(self) -> None:
        alarm = (
            "aws_cloudwatch_metric_alarm",
            "cpu",
            {"namespace": "AWS/EC2", "metric_name": "CPU"},
        )
        assert only(estate(*surroundings(), good_msk(), alarm)).alerts == ()


class TestElsewhere:
    def test_topics_of_a_cluster_that_is_not_here(self) -> None:
        topic = (
            "aws_msk_topic",
            "t",
            {"name": "t", "cluster_arn": var("arn"), "replication_factor": 1},
        )
        cluster = only(estate(topic))
        assert cluster.nodes == ()
        assert "replication-factor-below-two" in rules(verdict(cluster))
        assert "no-deletion-protection" not in rules(verdict(cluster))

    def test_a_policy_for_other_services_makes_no_cluster(self) -> None:
        policy = (
            "aws_iam_policy",
            "s3",
            {"policy": '{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'},
        )
        assert clusters(estate(policy)).clusters == []

    def test_the_policy_of_one_of_several_clusters_is_told_once(self) -> None:
        allowed = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kafka:*"}]}'
        of_one = {"cluster_arn": ref("aws_msk_cluster.this"), "policy": allowed}
        of_any = {"cluster_arn": "arn:aws:kafka:eu-central-1:1:cluster/x/1", "policy": allowed}
        made = clusters(
            estate(
                good_msk(),
                ("aws_msk_serverless_cluster", "other", {"cluster_name": "other"}),
                ("aws_msk_cluster_policy", "one", of_one),
                ("aws_msk_cluster_policy", "any", of_any),
            )
        )
        told = {
            each.name: [grant.name.rpartition(".")[2] for grant in each.managed.grants]
            for each in made.clusters
            if each.managed
        }
        assert told == {"orders": ["one"], "other": [], "what these MSK clusters share": ["any"]}


class TestServerless:
    def test_it_has_nothing_to_choose(self) -> None:
        serverless = (
            "aws_msk_serverless_cluster",
            "this",
            {
                "cluster_name": "orders",
                "client_authentication": [{"sasl": [{"iam": [{"enabled": True}]}]}],
                "guards": {"prevent_destroy": Value(True)},
            },
        )
        judgement = verdict(only(estate(serverless)))
        assert rules(judgement) == set()
        assert [said.rule.id for said in judgement.undecided] == []


def test_what_is_written_in_no_way_makes_no_traceback() -> None:
    odd: list[Any] = [None, "text", 7, True, [], {}, [[]], [{"client_broker": {}}], var("x")]
    for argument in good_msk()[2]:
        for value in odd:
            if argument != "guards":
                found = clusters(estate(*surroundings(), good_msk(**{argument: value}))).clusters
                for cluster in found:
                    verdict(cluster)
