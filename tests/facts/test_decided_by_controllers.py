"""Topic settings that controllers keep or act upon, whatever the brokers' files say."""

from __future__ import annotations

import pytest

from kafkalint.facts.topics import (
    min_isr,
    partition_count,
    replication_factor,
    topics,
    unclean_election,
)
from kafkalint.model import Topic

from .deployments import cluster, kafka, topic


def topic_of(version: str, on_brokers: str, on_controllers: str, key: str) -> Topic:
    """A topic that sets nothing, in a cluster of one broker and one controller."""
    name = key.replace(".", "__")
    made = cluster(
        kafka("broker", version, process__roles="broker", **{name: on_brokers}),
        kafka("controller", version, process__roles="controller", **{name: on_controllers}),
        topics=(topic("orders", 3),),
    )
    return topics(made)[0]


class TestMinInsyncReplicas:
    KEY = "min.insync.replicas"

    def test_the_brokers_keep_it_before_4_1(self) -> None:
        assert min_isr(topic_of("4.0", "2", "1", self.KEY)).data == 2

    def test_either_may_since(self) -> None:
        said = min_isr(topic_of("4.1", "2", "1", self.KEY))
        assert said.is_unknown
        assert "the controllers say min.insync.replicas=1" in said.reason

    @pytest.mark.parametrize("version", ["3.9", "4.1"])
    def test_they_agree(self, version: str) -> None:
        assert min_isr(topic_of(version, "2", "2", self.KEY)).data == 2

    def test_the_topics_own_wins(self) -> None:
        made = cluster(
            kafka("broker", "4.1", process__roles="broker", min__insync__replicas="2"),
            kafka("controller", "4.1", process__roles="controller"),
            topics=(topic("orders", 3, min__insync__replicas="2"),),
        )
        assert min_isr(topics(made)[0]).data == 2


class TestUncleanElection:
    KEY = "unclean.leader.election.enable"

    @pytest.mark.parametrize("version", ["3.9", "4.1"])
    @pytest.mark.parametrize("on_controllers", ["true", "false"])
    def test_the_controllers_elect(self, version: str, on_controllers: str) -> None:
        on_brokers = "false" if on_controllers == "true" else "true"
        said = unclean_election(topic_of(version, on_brokers, on_controllers, self.KEY))
        assert said.data is (on_controllers == "true")

    def test_controllers_that_differ(self) -> None:
        made = cluster(
            kafka("broker", "4.1", process__roles="broker"),
            kafka(
                "c1", "4.1", process__roles="controller", unclean__leader__election__enable="true"
            ),
            kafka("c2", "4.1", process__roles="controller"),
            topics=(topic("orders", 3),),
        )
        assert unclean_election(topics(made)[0]).is_unknown


class TestTopicsThatAreMadeWithoutANumber:
    def made(self, replicas: int = -1) -> tuple[Topic, ...]:
        found = cluster(
            kafka(
                "broker",
                "4.1",
                process__roles="broker",
                num__partitions="7",
                default__replication__factor="3",
            ),
            kafka("controller", "4.1", process__roles="controller", num__partitions="5"),
            topics=(topic("orders", replicas),),
        )
        return topics(found)

    def test_somebody_makes_them_through_the_controllers(self) -> None:
        declared = self.made()[0]
        assert partition_count(declared).data == 5
        assert replication_factor(declared).data == 1

    def test_brokers_make_them_when_clients_ask(self) -> None:
        default = self.made()[1]
        assert default.kind == "default"
        assert partition_count(default).data == 7
        assert replication_factor(default).data == 3

    def test_their_own_number_wins(self) -> None:
        assert replication_factor(self.made(2)[0]).data == 2
