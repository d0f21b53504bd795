"""Which property files are nodes of one cluster, and which are alternatives."""

from __future__ import annotations

import pytest


def combined(number, voters, extra=""):
    return (
        f"process.roles=broker,controller\nnode.id={number}\n"
        f"listeners=PLAINTEXT://:{9090 + number}\n"
        f"controller.quorum.voters={voters}\nlog.dirs=/data/{number}\n{extra}"
    )


def dedicated(role, number, voters):
    return f"process.roles={role}\nnode.id={number}\ncontroller.quorum.voters={voters}\n"


def in_zookeeper(number, connect):
    return f"broker.id={number}\nzookeeper.connect={connect}\nlog.dirs=/data/{number}\n"


def clusters(reading):
    return sorted(sorted(cluster.files) for cluster in reading.clusters)


THREE = "1@kafka1:9093,2@kafka2:9093,3@kafka3:9093"
LOCAL = "1@localhost:9093"
ENSEMBLE = "zk1:2181,zk2:2181,zk3:2181/kafka"


class TestOneCluster:
    def test_nodes_with_the_same_voters_wherever_they_are(self, read):
        reading = read(
            {
                "hosts/alpha/etc/server.properties": combined(2, THREE),
                "hosts/beta/server.properties": combined(1, THREE),
                "other/gamma.properties": combined(3, THREE),
            }
        )
        (cluster,) = reading.clusters
        assert [node.settings["node.id"].data for node in cluster.nodes] == ["1", "2", "3"]
        assert [node.name for node in cluster.nodes] == [
            "hosts/beta/server.properties",
            "hosts/alpha/etc/server.properties",
            "other/gamma.properties",
        ]
        assert "unknown number" in cluster.undisclosed

    def test_the_order_of_the_voters_does_not_matter(self, read):
        turned = ",".join(reversed(THREE.split(",")))
        files = {"a/x.properties": combined(1, THREE), "b/y.properties": combined(2, turned)}
        assert len(read(files).clusters) == 1

    def test_its_name_is_its_files_seen_from_their_common_folder(self, read):
        (cluster,) = read(
            {
                "kafka/node1/server.properties": combined(1, THREE),
                "kafka/node2/server.properties": combined(2, THREE),
            }
        ).clusters
        assert cluster.id == "kafka#node1/server.properties,node2/server.properties"
        assert [node.name for node in cluster.nodes] == [
            "node1/server.properties",
            "node2/server.properties",
        ]

    def test_a_broker_and_its_controller_beside_it(self, read):
        files = {
            "config/broker.properties": dedicated("broker", 2, LOCAL),
            "config/controller.properties": dedicated("controller", 1, LOCAL),
        }
        assert clusters(read(files)) == [sorted(files)]

    def test_numbered_files_with_one_zookeeper(self, read):
        files = {f"server-{n}.properties": in_zookeeper(n, "localhost:2181") for n in range(3)}
        assert clusters(read(files)) == [sorted(files)]

    def test_numbered_folders_with_one_zookeeper(self, read):
        files = {f"node{n}/server.properties": in_zookeeper(n, "zk:2181") for n in range(3)}
        assert clusters(read(files)) == [sorted(files)]

    def test_sibling_folders_with_an_ensemble_of_their_own(self, read):
        files = {
            "alpha/server.properties": in_zookeeper(1, ENSEMBLE),
            "beta/server.properties": in_zookeeper(2, ENSEMBLE),
        }
        assert clusters(read(files)) == [sorted(files)]

    def test_dynamic_quorums_with_the_same_addresses_side_by_side(self, read):
        text = (
            "process.roles=broker,controller\nnode.id={}\nlog.dirs=/data\n"
            "controller.quorum.bootstrap.servers=c1:9093,c2:9093\n"
        )
        files = {f"n{n}.properties": text.format(n) for n in (1, 2)}
        assert clusters(read(files)) == [sorted(files)]

    def test_numbered_nodes_that_share_an_id_are_a_mistake_of_one_cluster(self, read):
        files = {
            "server-1.properties": combined(1, THREE),
            "server-2.properties": combined(1, THREE, "listeners=PLAINTEXT://:9192\n"),
        }
        assert clusters(read(files)) == [sorted(files)]


class TestAlternatives:
    def test_variants_of_numbered_files(self, read):
        names = ("server", "server-1", "server-2")
        files = {
            f"config/{name}{variant}.properties": in_zookeeper(n, "localhost:2181")
            for n, name in enumerate(names)
            for variant in ("", ".sasl")
        }
        assert clusters(read(files)) == [
            [f"config/{name}.properties" for name in ("server-1", "server-2", "server")],
            [f"config/{name}.sasl.properties" for name in ("server-1", "server-2", "server")],
        ]

    def test_the_original_kept_beside_each_node(self, read):
        files = {
            f"brokers/b{n}/config/{name}.properties": in_zookeeper(number, "localhost:2181")
            for n in (0, 1)
            for name, number in (("server", n), ("original", 0))
        }
        assert clusters(read(files)) == [
            ["brokers/b0/config/original.properties"],
            ["brokers/b0/config/server.properties", "brokers/b1/config/server.properties"],
            ["brokers/b1/config/original.properties"],
        ]

    def test_the_same_node_twice_is_two_versions_of_it(self, read):
        files = {
            "config/server.properties": combined(1, LOCAL),
            "config/server-tls.properties": combined(1, LOCAL),
        }
        assert clusters(read(files)) == [[path] for path in sorted(files)]

    def test_combined_and_dedicated_configurations_side_by_side(self, read):
        files = {
            "kraft/broker.properties": dedicated("broker", 2, LOCAL),
            "kraft/controller.properties": dedicated("controller", 1, LOCAL),
            "kraft/server.properties": combined(1, LOCAL),
        }
        assert clusters(read(files)) == [
            ["kraft/broker.properties", "kraft/controller.properties"],
            ["kraft/server.properties"],
        ]

    def test_environments_with_the_same_names_in_them(self, read):
        files = {
            f"{place}/node{n}/server.properties": combined(n, THREE)
            for place in ("production", "staging")
            for n in (1, 2, 3)
        }
        assert clusters(read(files)) == [
            [f"{place}/node{n}/server.properties" for n in (1, 2, 3)]
            for place in ("production", "staging")
        ]

    def test_files_in_unrelated_folders_with_localhost(self, read):
        files = {
            "examples/a/server.properties": combined(1, LOCAL),
            "examples/b/server.properties": combined(2, LOCAL),
            "demo/server.properties": in_zookeeper(3, "localhost:2181"),
            "docs/server.properties": in_zookeeper(4, "localhost:2181"),
        }
        assert clusters(read(files)) == [[path] for path in sorted(files)]

    def test_another_chroot_is_another_cluster(self, read):
        files = {
            "a1.properties": in_zookeeper(1, "zk:2181/a"),
            "a2.properties": in_zookeeper(2, "zk:2181/b"),
        }
        assert clusters(read(files)) == [[path] for path in sorted(files)]

    def test_files_without_ids_cannot_be_shown_to_belong_together(self, read):
        text = "log.dirs=/data\nzookeeper.connect=zk:2181\n"
        files = {"server.properties": text, "server-tls.properties": text}
        assert clusters(read(files)) == [[path] for path in sorted(files)]

    def test_templates_of_the_same_placeholders(self, read):
        text = "broker.id={{ id }}\nlog.dirs=/data\nzookeeper.connect={{ zk }}\n"
        files = {"a.properties.j2": text, "b.properties.j2": text}
        assert clusters(read(files)) == [[path] for path in sorted(files)]


class TestHosts:
    def hosts(self, reading):
        return [
            node.host.data if node.host.is_known else node.host.provenance.name
            for cluster in reading.clusters
            for node in cluster.nodes
        ]

    def host(self, read, *lines):
        text = "log.dirs=/data\nnum.partitions=3\n" + "\n".join(lines)
        return self.hosts(read({"server.properties": text}))[0]

    def test_the_voters_name_the_machines(self, read):
        files = {f"{n}.properties": combined(n, THREE) for n in (1, 2, 3)}
        assert self.hosts(read(files)) == ["kafka1", "kafka2", "kafka3"]

    def test_several_voters_on_localhost_are_one_machine(self, read):
        voters = "1@localhost:9093,2@127.0.0.1:9094"
        files = {f"{n}.properties": combined(n, voters) for n in (1, 2)}
        assert self.hosts(read(files)) == ["localhost", "localhost"]

    def test_one_voter_on_localhost_says_nothing_of_the_machine(self, read):
        assert self.hosts(read({"a.properties": combined(1, LOCAL)})) == ["ABSENT"]

    def test_a_broker_is_where_brokers_reach_it(self, read):
        found = self.host(
            read,
            "advertised.listeners=EXTERNAL://lb.example.com:9094,INTERNAL://kafka7:9092",
            "inter.broker.listener.name=INTERNAL",
        )
        assert found == "kafka7"

    @pytest.mark.parametrize(
        ("line", "host"),
        [
            ("advertised.listeners=SSL://kafka7:9093,PLAINTEXT://kafka7:9092", "kafka7"),
            ("advertised.listeners=SSL://a.example.com:9093,PLAINTEXT://b:9092", "ABSENT"),
            ("advertised.listeners=PLAINTEXT://localhost:9092", "ABSENT"),
            ("listeners=PLAINTEXT://0.0.0.0:9092", "ABSENT"),
            ("listeners=PLAINTEXT://:9092", "ABSENT"),
            ("listeners=PLAINTEXT://10.0.0.7:9092", "10.0.0.7"),
            ("listeners=PLAINTEXT://[2001:db8::7]:9092", "2001:db8::7"),
            ("advertised.listeners=PLAINTEXT://${HOST}:9092", "UNKNOWN"),
            ("advertised.host.name=kafka7", "kafka7"),
        ],
    )
    def test_addresses(self, read, line, host):
        assert self.host(read, line) == host


class TestLocalZooKeeper:
    """ZooKeeper's own file beside the brokers', where it is shown to be theirs."""

    SERVERS = "".join(f"server.{n}=zk{n}:2888:3888\n" for n in (1, 2, 3))
    STANDALONE = "dataDir=/data\nclientPort=2181\n"

    def nodes(self, reading):
        return [(node.software, node.name) for c in reading.clusters for node in c.nodes]

    def test_on_this_machine_with_the_same_port(self, read):
        reading = read(
            {
                "config/server.properties": in_zookeeper(0, "localhost:2181"),
                "config/zookeeper.properties": self.STANDALONE,
            }
        )
        assert self.nodes(reading) == [
            ("kafka", "server.properties"),
            ("zookeeper", "zookeeper.properties"),
        ]
        assert reading.consumed == {"config/zookeeper.properties"}
        assert reading.clusters[0].files == (
            "config/server.properties",
            "config/zookeeper.properties",
        )

    @pytest.mark.parametrize(
        ("connect", "zookeeper"),
        [
            ("localhost:2181", {"zoo.cfg": "dataDir=/data\nclientPort=2182\n"}),
            ("localhost:2181", {"zoo.cfg": STANDALONE + SERVERS}),
            ("localhost:2181", {"zoo.cfg": STANDALONE, "zookeeper.properties": STANDALONE}),
            ("localhost:2181,localhost:2182", {"zoo.cfg": STANDALONE}),
            ("localhost:2181", {"elsewhere/zoo.cfg": STANDALONE}),
            ("zk1:2181", {"zoo.cfg": STANDALONE}),
            ("${ZOOKEEPER}", {"zoo.cfg": STANDALONE}),
        ],
    )
    def test_otherwise_it_is_not(self, read, connect, zookeeper):
        reading = read({"server.properties": in_zookeeper(0, connect), **zookeeper})
        assert len(self.nodes(reading)) == 1
        assert reading.consumed == set()
