"""What ZooKeeper leaves open."""

from __future__ import annotations

from kafkalint.facts import load
from kafkalint.facts.zookeeper import metadata_opening, protects_metadata

from .deployments import cluster, kafka, zookeeper

load()

SASL = "org.apache.zookeeper.server.auth.SASLAuthenticationProvider"


class TestTheMetadata:
    def test_servers_that_ask_nobody(self) -> None:
        servers = [zookeeper("zk-1", authProvider__1=SASL), zookeeper("zk-2")]
        found = cluster(*servers, kafka(zookeeper__connect="zk:2181", zookeeper__set__acl="true"))
        assert protects_metadata(found).data is False
        assert metadata_opening(found) == "ZooKeeper asks nobody who they are (zk-2)"

    def test_a_default_of_the_brokers_is_no_reason_then(self) -> None:
        found = cluster(zookeeper("zk-1"), kafka(version="3.9", zookeeper__connect="zk:2181"))
        assert protects_metadata(found).data is False
        assert protects_metadata(found).reason == ""

    def test_brokers_that_set_no_acls(self) -> None:
        server = zookeeper("zk-1", authProvider__1=SASL)
        found = cluster(server, kafka(version="3.9", zookeeper__connect="zk:2181"))
        assert protects_metadata(found).data is False
        assert metadata_opening(found) == (
            "the brokers set no ACLs on what they write to ZooKeeper (zookeeper.set.acl)"
        )

    def test_both_as_it_should_be(self) -> None:
        server = zookeeper("zk-1", authProvider__1=SASL)
        found = cluster(server, kafka(zookeeper__connect="zk:2181", zookeeper__set__acl="true"))
        assert protects_metadata(found).data is True
