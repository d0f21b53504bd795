"""Descriptions of one cluster come together; whatever may be two clusters stays two."""

from __future__ import annotations

import pytest

from kafkalint.assemble import assemble
from kafkalint.model import Cluster, Companion, Container, Node, Topic
from kafkalint.record import replace
from kafkalint.values import Origin, Provenance, Value, unknown

ZOOKEEPER = "zk1:2181,zk2:2181,zk3:2181"
ENSEMBLE = {"server.1": "zk1:2888:3888", "server.2": "zk2:2888:3888", "server.3": "zk3:2888:3888"}


def settings(**texts: str) -> dict[str, Value[str]]:
    """`node_id="1"` is node.id=1; a text "?" is a value that is not known."""
    return {
        key.replace("_", "."): unknown("filled in elsewhere") if text == "?" else Value(text)
        for key, text in texts.items()
    }


def node(path: str, written: dict[str, Value[str]], *names: str, software: str = "kafka") -> Node:
    return Node(
        name=names[0] if names else path.rsplit("/", 1)[-1],
        anchor=Origin(path),
        software=software,
        settings=written,
        container=Container(names[0], None, names=names) if names else None,
        files=(path,),
    )


def described(path: str, *nodes: Node, undisclosed: str = "", platform: str = "vm") -> Cluster:
    return Cluster(
        name=path,
        anchor=Origin(path),
        id=path,
        platform=platform,
        nodes=nodes,
        undisclosed=undisclosed,
        files=(path,),
    )


def broker(path: str, **texts: str) -> Cluster:
    """A broker's own property file."""
    return described(path, node(path, settings(**texts)), undisclosed="one of many")


def zookeeper(path: str, servers: dict[str, str] | None = None, **texts: str) -> Cluster:
    """A ZooKeeper server's own file."""
    written = settings(**texts) | {key: Value(text) for key, text in (servers or {}).items()}
    return described(path, node(path, written, software="zookeeper"))


def compose(path: str, *services: str, **texts: str) -> Cluster:
    """A Compose file in which the services numbered "kafka1=1" are brokers, others ZooKeeper."""
    nodes = []
    for service in services:
        name, _, number = service.partition("=")
        if number:
            nodes.append(node(path, settings(node_id=number, **texts), name))
        else:
            nodes.append(node(path, {}, name, software="zookeeper"))
    return described(path, *nodes, platform="compose")


def files_of(*clusters: Cluster) -> list[tuple[str, ...]]:
    return [cluster.files for cluster in assemble(clusters)]


def machine(path: str, number: int, connect: str = ZOOKEEPER, **texts: str) -> Cluster:
    """A Compose file with one of the brokers that use an ensemble elsewhere."""
    return compose(path, f"kafka{number}={number}", zookeeper_connect=connect, **texts)


class TestComposeFilesForOneMachineEach:
    def test_of_one_ensemble_are_one_cluster(self) -> None:
        clusters = [machine(f"stack/machine{number}.yml", number) for number in (3, 1, 2)]

        (cluster,) = assemble(clusters)

        assert (cluster.id, cluster.platform) == ("stack/machine1.yml", "compose")
        assert cluster.name == "stack/machine1.yml, stack/machine2.yml, stack/machine3.yml"
        assert cluster.files == tuple(f"stack/machine{number}.yml" for number in (1, 2, 3))
        assert [node.name for node in cluster.nodes] == ["kafka1", "kafka2", "kafka3"]
        assert [node.cluster for node in cluster.nodes] == [cluster] * 3
        assert cluster.undisclosed == "there may be more nodes than these files show"

    def test_run_on_the_machines_that_their_listeners_name(self) -> None:
        clusters = [
            machine(f"m{n}.yml", n, advertised_listeners=f"PLAINTEXT://host{n}.example.com:9092")
            for n in (1, 2)
        ]

        (cluster,) = assemble(clusters)

        assert [node.host.data for node in cluster.nodes] == [
            "host1.example.com",
            "host2.example.com",
        ]

    def test_run_nobody_knows_where_if_they_name_but_their_containers(self) -> None:
        clusters = [
            machine(f"m{n}.yml", n, advertised_listeners=f"PLAINTEXT://kafka{n}:9092")
            for n in (1, 2)
        ]

        (cluster,) = assemble(clusters)

        assert all(node.host.is_unknown for node in cluster.nodes)

    def test_run_where_swarm_says_if_it_does(self) -> None:
        clusters = [
            replace(
                machine(f"m{n}.yml", n, advertised_listeners=f"PLAINTEXT://host{n}:9092"),
                platform="swarm",
            )
            for n in (1, 2)
        ]

        (cluster,) = assemble(clusters)

        assert all(node.host.is_absent for node in cluster.nodes)

    def test_in_folders_beside_each_other_too(self) -> None:
        assert len(assemble([machine(f"stack/m{n}/compose.yml", n) for n in (1, 2)])) == 1

    def test_further_apart_are_not(self) -> None:
        assert len(assemble([machine(f"site{n}/kafka/compose.yml", n) for n in (1, 2)])) == 2

    def test_nodes_that_are_called_the_same_go_by_their_paths(self) -> None:
        clusters = [
            compose(f"m{n}/compose.yml", f"kafka={n}", zookeeper_connect=ZOOKEEPER) for n in (1, 2)
        ]

        (cluster,) = assemble(clusters)

        assert [node.name for node in cluster.nodes] == [
            "kafka (m1/compose.yml)",
            "kafka (m2/compose.yml)",
        ]

    def test_the_order_and_the_spaces_of_the_servers_do_not_matter(self) -> None:
        turned = "zk2:2181, ZK3:2181 ,zk1:2181"

        assert len(assemble([machine("a.yml", 1), machine("b.yml", 2, turned)])) == 1

    def test_another_ensemble_is_another_cluster(self) -> None:
        other = "other1:2181,other2:2181,other3:2181"

        assert len(assemble([machine("a.yml", 1), machine("b.yml", 2, other)])) == 2

    def test_the_same_ids_are_a_copy_for_another_environment(self) -> None:
        clusters = [
            machine(f"{environment}/kafka{number}.yml", number)
            for environment in ("dev", "prod")
            for number in (1, 2, 3)
        ]

        assert [cluster.id for cluster in assemble(clusters)] == [
            "dev/kafka1.yml",
            "prod/kafka1.yml",
        ]

    def test_the_same_id_on_another_machine_is_a_mistake_to_be_seen_in_one_cluster(self) -> None:
        clusters = [
            compose(
                f"m{n}.yml",
                f"kafka{n}=1",
                zookeeper_connect=ZOOKEEPER,
                listeners=f"PLAINTEXT://kafka{n}:9092",
            )
            for n in (1, 2)
        ]

        assert len(assemble(clusters)) == 1

    @pytest.mark.parametrize(
        ("listeners", "count"),
        [("PLAINTEXT://k1:9092", 2), ("PLAINTEXT://:9092", 1), ("PLAINTEXT://0.0.0.0:9092", 1)],
    )
    def test_the_same_address_is_the_same_node_if_it_names_a_machine(
        self, listeners: str, count: int
    ) -> None:
        clusters = [machine(f"m{n}.yml", n, advertised_listeners=listeners) for n in (1, 2)]

        assert len(assemble(clusters)) == count

    def test_unknown_ids_and_servers_are_no_evidence(self) -> None:
        clusters = [
            compose("a.yml", "kafka1=1", zookeeper_connect="?"),
            compose("b.yml", "kafka2=2", zookeeper_connect="?"),
            compose("c.yml", "kafka3=?", zookeeper_connect=ZOOKEEPER),
            compose("d.yml", "kafka4=4"),
            compose("e.yml", "kafka5=5", "kafka6=6", zookeeper_connect=ZOOKEEPER),
        ]

        assert len(assemble(clusters)) == 5

    def test_with_a_chroot_of_its_own_each_is_a_cluster_of_its_own(self) -> None:
        clusters = [
            machine(f"{n}.yml", n, f"{ZOOKEEPER}{chroot}")
            for n, chroot in ((1, "/orders"), (2, "/billing"), (3, "/billing/"))
        ]

        assert files_of(*clusters) == [("1.yml",), ("2.yml", "3.yml")]

    def test_each_with_its_own_ensemble_are_apart(self) -> None:
        texts = {"zookeeper_connect": "zookeeper:2181"}
        clusters = [
            compose("a/compose.yml", "zookeeper", "kafka=1", **texts),
            compose("b/compose.yml", "zookeeper", "kafka=2", **texts),
        ]

        assert len(assemble(clusters)) == 2

    def test_whose_brokers_look_for_it_on_their_own_machine_are_apart(self) -> None:
        assert len(assemble([machine(f"{n}.yml", n, "localhost:2181") for n in (1, 2)])) == 2

    def test_are_not_mixed_with_machines_that_are_set_up_otherwise(self) -> None:
        other = broker("b.properties", zookeeper_connect=ZOOKEEPER, broker_id="2")

        assert len(assemble([machine("a.yml", 1), other])) == 2


def test_property_files_are_left_as_their_source_joined_them() -> None:
    clusters = [
        broker(f"{n}.properties", zookeeper_connect=ZOOKEEPER, broker_id=str(n)) for n in (1, 2)
    ]

    assert assemble(clusters) == tuple(clusters)


def test_a_cluster_by_itself_is_left_as_it_is() -> None:
    cluster = machine("a.yml", 1)

    assert assemble([cluster]) == (cluster,)


class TestEnsembles:
    def test_come_to_the_brokers_that_name_their_servers(self) -> None:
        ensemble = zookeeper("roles/zookeeper/files/zoo.cfg", ENSEMBLE)
        brokers = broker(
            "roles/kafka/files/server.properties", zookeeper_connect=ZOOKEEPER, broker_id="1"
        )

        (cluster,) = assemble([ensemble, brokers])

        assert cluster.id == "roles/kafka/files/server.properties"
        assert [node.software for node in cluster.nodes] == ["kafka", "zookeeper"]
        assert cluster.undisclosed == "one of many"

    def test_stay_alone_where_brokers_name_another_server(self) -> None:
        ensemble = zookeeper("conf/zoo.cfg", ENSEMBLE)
        brokers = broker("conf/b.properties", zookeeper_connect="zk1:2181,zk9:2181", broker_id="1")

        assert len(assemble([ensemble, brokers])) == 2

    def test_stay_alone_where_it_is_not_clear_which_one_is_named(self) -> None:
        brokers = broker("conf/b.properties", zookeeper_connect=ZOOKEEPER, broker_id="1")
        ensembles = [zookeeper(f"conf/zoo{n}.cfg", ENSEMBLE) for n in (1, 2)]

        assert len(assemble([brokers, *ensembles])) == 3

    def test_stay_alone_where_two_clusters_share_them(self) -> None:
        brokers = [
            broker(f"conf/{name}.properties", zookeeper_connect=f"zk1:2181/{name}", broker_id="1")
            for name in ("orders", "billing")
        ]

        assert len(assemble([*brokers, zookeeper("conf/zoo.cfg", ENSEMBLE)])) == 3

    def test_stay_alone_far_away(self) -> None:
        ensemble = zookeeper("a/b/c/zoo.cfg", ENSEMBLE)
        brokers = broker("x/b.properties", zookeeper_connect=ZOOKEEPER, broker_id="1")

        assert len(assemble([ensemble, brokers])) == 2

    def test_stay_alone_where_a_server_is_not_known(self) -> None:
        servers = zookeeper("conf/zoo.cfg", ENSEMBLE)
        servers.nodes[0].settings["server.2"] = unknown("filled in elsewhere")
        brokers = broker("conf/b.properties", zookeeper_connect=ZOOKEEPER, broker_id="1")

        assert len(assemble([servers, brokers])) == 2

    def test_in_a_compose_file_of_their_own_come_to_the_brokers_of_another(self) -> None:
        clusters = [
            compose("stack/kafka.yml", "kafka=1", zookeeper_connect="zookeeper:2181"),
            compose("stack/zookeeper.yml", "zookeeper"),
        ]

        assert files_of(*clusters) == [("stack/kafka.yml", "stack/zookeeper.yml")]

    def test_named_as_machines_run_on_others_than_the_brokers(self) -> None:
        servers = compose("zookeeper.yml", "zoo1")
        servers.nodes[0].settings["server.1"] = Value("zk.example.com:2888:3888")
        brokers = compose("kafka.yml", "kafka=1", zookeeper_connect="zk.example.com:2181")

        (cluster,) = assemble([servers, brokers])

        assert all(node.host.is_unknown for node in cluster.nodes)

    def test_that_stand_beside_their_brokers_take_in_no_other(self) -> None:
        clusters = [
            compose("kafka.yml", "zookeeper", "kafka=1", zookeeper_connect="zookeeper:2181"),
            compose("zookeeper.yml", "zookeeper"),
        ]

        assert len(assemble(clusters)) == 2


def test_what_the_parts_hold_beside_nodes_comes_along() -> None:
    one, two = machine("a.yml", 1), machine("b.yml", 2)
    orders = Topic("orders", Origin("a.yml"))
    exporter = Companion("exporter", Origin("b.yml"))
    one = replace(one, declared_topics=(orders,), metadata={"cluster.id": Value("a")})
    two = replace(two, companions=(exporter,), metadata={"cluster.id": Value("b")})

    (cluster,) = assemble([two, one])

    assert cluster.declared_topics == (orders,)
    assert orders.cluster is cluster
    assert cluster.companions == (exporter,)
    assert cluster.metadata["cluster.id"].data == "a"


class TestIds:
    def test_are_unique_though_two_descriptions_have_the_same(self) -> None:
        clusters = [broker("a.properties") for _ in range(3)]

        assert [cluster.id for cluster in assemble(clusters)] == [
            "a.properties",
            "a.properties~2",
            "a.properties~3",
        ]

    def test_come_in_order_whatever_order_the_files_were_read_in(self) -> None:
        clusters = [broker(f"{name}.properties") for name in "cab"]

        told = [cluster.id for cluster in assemble(clusters)]

        assert told == [cluster.id for cluster in assemble(reversed(clusters))]
        assert told == sorted(told)


class TestKafkaVersion:
    def test_the_users_word_comes_before_what_was_read(self) -> None:
        read = Value("2.8", (Origin("a.properties"),), Provenance.IMAGE)
        cluster = described("a.yml", node("a.yml", {}), node("b.yml", {}))
        object.__setattr__(cluster.nodes[0], "version", read)

        (told,) = assemble([cluster], kafka_version="3.9")

        for one, origin in zip(told.nodes, (Origin("a.properties"), Origin("b.yml")), strict=True):
            assert one.version.data == "3.9"
            assert one.version.provenance is Provenance.SUPPLIED
            assert one.version.origins == (origin,)
            assert one.cluster is told

    def test_is_not_the_version_of_zookeeper(self) -> None:
        (told,) = assemble([zookeeper("zoo.cfg")], kafka_version="3.9")

        assert told.nodes[0].version.is_absent

    def test_is_what_was_read_where_the_user_says_nothing(self) -> None:
        cluster = broker("a.properties")

        assert assemble([cluster]) == (cluster,)
