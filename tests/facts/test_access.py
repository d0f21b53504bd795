"""Who gets to a managed cluster."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.access import (
    is_broad_within_a_cluster,
    scram_problem,
    shown_ports,
    stands_open,
    too_wide,
)
from kafkalint.model.access import Credential, Grant, Ingress
from kafkalint.values import Origin, Value, absent, known, unknown

load()
HERE = Origin("main.tf")
TOPIC = "arn:aws:kafka:eu-central-1:1:topic/orders/0f/"


def grant(*actions: str, resources: tuple[str, ...] = ("*",), **other: object) -> Grant:
    return Grant("statement 1", HERE, actions=known(actions), resources=known(resources), **other)


class TestPolicies:
    @pytest.mark.parametrize("action", ["*", "kafka-cluster:*", "kafka-cluster:WriteData"])
    def test_on_everything(self, action: str) -> None:
        assert too_wide(grant(action)).data == f"allows {action} on everything"

    @pytest.mark.parametrize("action", ["kafka-cluster:Connect", "kafka-cluster:DescribeTopic"])
    def test_what_gives_nothing_away(self, action: str) -> None:
        assert too_wide(grant(action)).data == ""

    def test_the_control_plane_has_no_other_resource(self) -> None:
        assert too_wide(grant("kafka:GetBootstrapBrokers")).data == ""

    def test_a_prefix_of_topics_is_narrow(self) -> None:
        assert too_wide(grant("kafka-cluster:ReadData", resources=(f"{TOPIC}orders-*",))).data == ""

    def test_every_topic_of_a_cluster_is_wide(self) -> None:
        made = grant("kafka-cluster:ReadData", resources=(f"{TOPIC}*",))
        assert too_wide(made).data == "allows kafka-cluster:ReadData on every topic of a cluster"
        assert is_broad_within_a_cluster(made)

    def test_every_topic_of_every_cluster_is_wider(self) -> None:
        made = grant("kafka-cluster:ReadData", resources=("arn:aws:kafka:eu-central-1:1:topic/*",))
        assert too_wide(made).data.endswith("on every topic of every cluster")
        assert not is_broad_within_a_cluster(made)

    def test_unknown_resources_are_undecided(self) -> None:
        made = Grant("s", HERE, actions=known(("kafka-cluster:*",)), resources=unknown("var.x"))
        assert too_wide(made).is_unknown


class TestClusterPolicies:
    def policy(self, *principals: str, condition: bool = False) -> Grant:
        return Grant(
            "policy",
            HERE,
            kind="cluster-policy",
            principals=known(principals),
            actions=known(("kafka:CreateVpcConnection",)),
            has_condition=known(condition),
        )

    def test_everybody(self) -> None:
        assert too_wide(self.policy("*")).data == "lets every AWS account in, on no condition"

    def test_everybody_of_an_organisation(self) -> None:
        assert too_wide(self.policy("*", condition=True)).data == ""

    def test_one_account(self) -> None:
        assert too_wide(self.policy("arn:aws:iam::123456789012:root")).data == ""


class TestFirewalls:
    def rule(self, cidr: str, first: int, last: int) -> Ingress:
        return Ingress("i", HERE, range=known(cidr), from_port=known(first), to_port=known(last))

    @pytest.mark.parametrize(
        ("cidr", "first", "last", "is_open"),
        [
            ("0.0.0.0/0", 9092, 9092, True),
            ("::/0", 0, 65535, True),
            ("0.0.0.0/0", 443, 443, False),
            ("10.0.0.0/8", 9092, 9098, False),
        ],
    )
    def test_open(self, cidr: str, first: int, last: int, is_open: bool) -> None:
        assert stands_open(self.rule(cidr, first, last)).data is is_open

    def test_an_unknown_range_matters_only_at_brokers_ports(self) -> None:
        unknown_range: Value[str] = unknown("var.cidr")
        at_brokers = Ingress(
            "i", HERE, range=unknown_range, from_port=known(9092), to_port=known(9092)
        )
        elsewhere = Ingress("i", HERE, range=unknown_range, from_port=known(22), to_port=known(22))
        assert stands_open(at_brokers).is_unknown
        assert stands_open(elsewhere).data is False

    @pytest.mark.parametrize(
        ("zookeeper", "is_open"),
        [(known(True), True), (known(False), False), (absent(), False)],
    )
    def test_zookeepers_ports_matter_where_it_stands_behind_them(
        self, zookeeper: Value[bool], is_open: bool
    ) -> None:
        rule = Ingress(
            "i",
            HERE,
            range=known("0.0.0.0/0"),
            from_port=known(2181),
            to_port=known(2182),
            zookeeper=zookeeper,
        )
        assert stands_open(rule).data is is_open

    def test_whether_there_is_a_zookeeper_may_not_be_known(self) -> None:
        port, of_unknown = known(2181), unknown("var.version has no value")
        rule = Ingress(
            "i", HERE, range=known("::/0"), from_port=port, to_port=port, zookeeper=of_unknown
        )
        assert stands_open(rule).reason == "var.version has no value"

    @pytest.mark.parametrize(
        ("first", "last", "text"),
        [(0, 65535, "every port"), (9094, 9094, "port 9094"), (9092, 9098, "ports 9092 to 9098")],
    )
    def test_words(self, first: int, last: int, text: str) -> None:
        assert shown_ports(self.rule("0.0.0.0/0", first, last)) == text


class TestSecrets:
    def secret(self, name: Value[str], key: Value[str]) -> Credential:
        return Credential("s", HERE, label=name, encryption_key=key)

    def test_fine(self) -> None:
        assert scram_problem(self.secret(known("AmazonMSK_app"), known("key"))).data == ""

    def test_a_name_of_another_kind(self) -> None:
        problem = scram_problem(self.secret(known("app"), unknown("var.key")))
        assert problem.data == "its name does not begin with AmazonMSK_"

    def test_no_key_of_ones_own(self) -> None:
        assert "no key" in scram_problem(self.secret(unknown("var.name"), absent())).data

    def test_neither_is_known(self) -> None:
        assert scram_problem(self.secret(unknown("var.name"), known("key"))).is_unknown
