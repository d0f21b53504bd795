"""Several clusters in one file, one cluster in several files, and who belongs to which."""

from __future__ import annotations

from textwrap import dedent

import pytest


def zk_broker(name, number, connect, options=""):
    return f"""\
  {name}:
    image: confluentinc/cp-kafka:7.6.1
    {options}
    environment:
      KAFKA_BROKER_ID: {number}
      KAFKA_ZOOKEEPER_CONNECT: {connect}
      KAFKA_ADVERTISED_LISTENERS: PLAINTEXT://{name}:9092
"""


def kraft(name, number, voters, options="", roles="broker,controller"):
    return f"""\
  {name}:
    image: apache/kafka:4.1.0
    {options}
    environment:
      KAFKA_NODE_ID: {number}
      KAFKA_PROCESS_ROLES: {roles}
      KAFKA_CONTROLLER_QUORUM_VOTERS: {voters}
      KAFKA_LOG_DIRS: /data
"""


def zookeeper(name, options=""):
    return f"  {name}:\n    image: zookeeper:3.9\n    {options}\n"


@pytest.fixture
def clusters(read):
    """The names of the nodes of each cluster of compose.yml."""

    def of(*services):
        found = read({"compose.yml": "services:\n" + "".join(services)}).clusters
        return [tuple(node.name for node in cluster.nodes) for cluster in found]

    return of


@pytest.fixture
def undisclosed(read):
    def of(*services):
        return [
            cluster.undisclosed
            for cluster in read({"compose.yml": "services:\n" + "".join(services)}).clusters
        ]

    return of


class TestZooKeeperMode:
    def test_one_ensemble_one_cluster(self, clusters):
        found = clusters(
            zookeeper("zk"), zk_broker("k1", 1, "zk:2181"), zk_broker("k2", 2, "zk:2181")
        )
        assert found == [("k1", "k2", "zk")]

    def test_two_ensembles_two_clusters(self, clusters):
        found = clusters(
            zookeeper("zk1"),
            zookeeper("zk2"),
            zk_broker("k1", 1, "zk1:2181"),
            zk_broker("k2", 1, "zk2:2181"),
        )
        assert found == [("k1", "zk1"), ("k2", "zk2")]

    def test_two_chroots_share_an_ensemble(self, read):
        text = "services:\n" + "".join(
            (zookeeper("zk"), zk_broker("a", 1, "zk:2181/a"), zk_broker("b", 1, "zk:2181/b"))
        )
        one, two = read({"compose.yml": text}).clusters
        assert [node.name for node in one.nodes] == ["a", "zk"]
        assert [node.name for node in two.nodes] == ["b", "zk"]
        assert one.nodes[1].cluster is one and two.nodes[1].cluster is two

    def test_parts_of_one_ensemble_are_one(self, clusters):
        servers = (
            "environment: {ZOO_SERVERS: 'server.1=zk1:2888:3888;2181 server.2=zk2:2888:3888;2181'}"
        )
        found = clusters(
            zookeeper("zk1", servers),
            zookeeper("zk2", servers),
            zk_broker("k1", 1, "zk1:2181"),
            zk_broker("k2", 2, "zk2:2181"),
        )
        assert found == [("k1", "k2", "zk1", "zk2")]

    @pytest.mark.parametrize(
        "options",
        [
            "container_name: zk",
            "hostname: zk",
            "networks: {default: {aliases: [zk]}}",
            "networks: {default: {ipv4_address: zk}}",
        ],
    )
    def test_zookeeper_by_any_of_its_names(self, clusters, options):
        assert clusters(zookeeper("ensemble", options), zk_broker("k", 1, "zk:2181")) == [
            ("k", "ensemble")
        ]

    def test_zookeeper_by_a_link(self, clusters):
        found = clusters(zookeeper("zoo"), zk_broker("k", 1, "zk:2181", "links: ['zoo:zk']"))
        assert found == [("k", "zoo")]

    @pytest.mark.parametrize("host", ["host.docker.internal", "${DOCKER_HOST_IP}"])
    def test_zookeeper_by_the_port_that_it_publishes(self, clusters, host):
        found = clusters(
            zookeeper("zk", "ports: ['22181:2181']"), zk_broker("k", 1, f"'{host}:22181'")
        )
        assert found == [("k", "zk")]

    def test_everything_on_the_network_of_the_machine(self, clusters):
        mode = "network_mode: host"
        found = clusters(
            "  zk1:\n    image: confluentinc/cp-zookeeper:7.6.1\n    network_mode: host\n"
            "    environment: {ZOOKEEPER_CLIENT_PORT: 22181}\n",
            zk_broker("k1", 1, "localhost:22181", mode),
            zk_broker("k2", 2, "localhost:22181", mode),
        )
        assert found == [("k1", "k2", "zk1")]

    def test_servers_that_name_the_same_ensemble_are_one_wherever_that_is(self, clusters):
        def server(number, ensemble):
            return f"""\
  zk{number}:
    image: confluentinc/cp-zookeeper:7.6.1
    network_mode: host
    environment:
      ZOOKEEPER_SERVER_ID: {number}
      ZOOKEEPER_CLIENT_PORT: {number}2181
      ZOOKEEPER_SERVERS: {ensemble}
"""

        one = "zoo.example.com:12888:13888;zoo.example.com:22888:23888"
        other = "zoo.example.com:32888:33888;zoo.example.com:42888:43888"
        found = clusters(server(1, one), server(2, one), server(3, other))
        assert found == [("zk1", "zk2"), ("zk3",)]

    def test_a_zookeeper_that_nobody_uses_is_a_cluster_of_its_own(self, clusters):
        found = clusters(zookeeper("zk"), kraft("k", 1, "1@k:9093"))
        assert found == [("k",), ("zk",)]

    def test_one_that_is_not_here_may_have_more_brokers(self, undisclosed):
        assert undisclosed(zk_broker("k", 1, "zk.example.com:2181")) == [
            "ZooKeeper at zk.example.com is not described here, and more brokers may use it"
        ]

    def test_brokers_of_one_that_is_not_here_are_still_one_cluster(self, clusters):
        found = clusters(
            zk_broker("k1", 1, "z1.example.com:2181,z2.example.com:2181/kafka"),
            zk_broker("k2", 2, "z2.example.com:2181/kafka"),
            zk_broker("other", 1, "z2.example.com:2181/other"),
        )
        assert found == [("k1", "k2"), ("other",)]

    def test_an_open_address_with_one_ensemble_at_hand(self, read):
        text = "services:\n" + zookeeper("zk") + zk_broker("k", 1, "'${ZK}:2181'")
        (cluster,) = read({"compose.yml": text}).clusters
        assert [node.name for node in cluster.nodes] == ["k", "zk"]
        assert cluster.undisclosed.startswith("ZooKeeper at ${ZK} is not described here")


THREE = "1@k1:9093,2@k2:9093,3@k3:9093"


class TestKraft:
    def test_the_same_voters(self, clusters):
        assert clusters(*(kraft(f"k{n}", n, THREE) for n in (1, 2, 3))) == [("k1", "k2", "k3")]

    def test_brokers_apart_from_their_controllers(self, clusters):
        found = clusters(
            kraft("c", 1, "1@c:9093", roles="controller"),
            kraft("b", 2, "1@c:9093", roles="broker"),
        )
        assert found == [("c", "b")]

    def test_two_quorums_are_two_clusters(self, clusters):
        assert clusters(kraft("a", 1, "1@a:9093"), kraft("b", 1, "1@b:9093")) == [("a",), ("b",)]

    def test_voters_on_their_own_localhost_are_alone(self, clusters):
        local = "1@localhost:9093"
        assert clusters(kraft("a", 1, local), kraft("b", 1, local)) == [("a",), ("b",)]

    def test_unless_they_share_the_machines_network(self, clusters):
        voters = "1@localhost:9093,2@localhost:9094"
        found = clusters(
            kraft("a", 1, voters, "network_mode: host"), kraft("b", 2, voters, "network_mode: host")
        )
        assert found == [("a", "b")]

    def test_bootstrap_servers_instead_of_voters(self, clusters):
        services = [
            kraft(f"k{n}", n, "k1:9093").replace("QUORUM_VOTERS", "QUORUM_BOOTSTRAP_SERVERS")
            for n in (1, 2)
        ]
        assert clusters(*services) == [("k1", "k2")]

    def test_only_a_cluster_id_in_common(self, clusters):
        def node(name):
            return (
                f"  {name}:\n    image: confluentinc/cp-kafka:7.6.1\n    environment:\n"
                f"      KAFKA_PROCESS_ROLES: broker\n      CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk\n"
            )

        assert clusters(node("a"), node("b")) == [("a", "b")]

    def test_single_nodes_without_a_word_are_alone(self, clusters):
        plain = "  {}:\n    image: apache/kafka:4.1.0\n"
        assert clusters(plain.format("a"), plain.format("b")) == [("a",), ("b",)]

    def test_voters_that_are_not_here(self, undisclosed):
        assert undisclosed(kraft("k1", 1, THREE)) == [
            "controller.quorum.voters names k2, which is not described here"
        ]

    def test_a_public_name_of_a_node_that_is_here_is_no_other_node(self, undisclosed):
        assert undisclosed(kraft("k", 1, "1@kafka.example.com:9093")) == [""]

    def test_nor_is_an_open_one(self, undisclosed):
        assert undisclosed(kraft("k", 1, "'${ID}@${HOST_IP}:9093'")) == [""]

    def test_voters_from_the_shell_are_not_known(self, undisclosed):
        (reason,) = undisclosed(kraft("k", 1, ""))
        assert reason.startswith("controller.quorum.voters is not known: ")

    def test_alternatives_under_profiles_are_not_one_cluster(self, clusters):
        found = clusters(
            kraft("plain", 1, "1@kafka:9093", "profiles: [plain]\n    hostname: kafka"),
            kraft("tls", 1, "1@kafka:9093", "profiles: [tls]\n    hostname: kafka"),
        )
        assert found == [("plain",), ("tls",)]

    def test_different_nodes_under_profiles_are(self, clusters):
        found = clusters(
            *(kraft(f"k{n}", n, THREE, f"profiles: [node{n}]") for n in (1, 2, 3)),
        )
        assert found == [("k1", "k2", "k3")]


class TestIdentity:
    def test_names_ids_files_and_anchors(self, read):
        text = "services:\n" + kraft("k1", 1, "1@k1:9093") + kraft("z", 1, "1@z:9093")
        one, two = read({"infra/compose.yml": text}).clusters
        assert (one.id, two.id) == ("infra/compose.yml#k1", "infra/compose.yml#z")
        assert one.files == one.nodes[0].files == ("infra/compose.yml",)
        assert one.anchor == one.nodes[0].anchor
        assert one.platform == "compose"
        assert one.metadata["cluster.id"].is_default

    def test_everything_of_a_project_runs_on_one_machine(self, read):
        text = "services:\n" + "".join(kraft(f"k{n}", n, THREE) for n in (1, 2, 3))
        (cluster,) = read({"compose.yml": text}).clusters
        assert {node.host.data for node in cluster.nodes} == {"the Docker host"}
        assert {node.host.origins[0].line for node in cluster.nodes} == {1}  # `services:`


class TestCompanions:
    APP = "  app:\n    image: app:1\n    environment: ['KAFKA_BOOTSTRAP_SERVERS={}']\n"

    def attached(self, read, *services):
        found = read({"compose.yml": "services:\n" + "".join(services)}).clusters
        return {c.nodes[0].name: [m.name for m in c.companions] for c in found}

    def test_by_the_addresses_in_their_variables(self, read):
        found = self.attached(
            read, kraft("a", 1, "1@a:9093"), kraft("b", 1, "1@b:9093"), self.APP.format("b:9092")
        )
        assert found == {"a": [], "b": ["app"]}

    def test_to_all_that_they_name(self, read):
        found = self.attached(
            read,
            kraft("a", 1, "1@a:9093"),
            kraft("b", 1, "1@b:9093"),
            self.APP.format("a:9092,PLAINTEXT://b:9092"),
        )
        assert found == {"a": ["app"], "b": ["app"]}

    def test_to_the_only_cluster_where_they_name_none(self, read):
        found = self.attached(read, kraft("a", 1, "1@a:9093"), self.APP.format("${SERVERS}"))
        assert found == {"a": ["app"]}

    def test_to_none_of_several_where_they_name_none(self, read):
        found = self.attached(
            read,
            kraft("a", 1, "1@a:9093"),
            kraft("b", 1, "1@b:9093"),
            self.APP.format("${SERVERS}"),
        )
        assert found == {"a": [], "b": []}


class TestOneFileForEachMachine:
    def node(self, number, voters="1@k1:9093,2@k2:9093,3@k3:9093"):
        return "services:\n" + kraft("kafka", number, voters)

    def test_they_are_one_cluster(self, read):
        files = {f"machine{n}/compose.yml": self.node(n) for n in (1, 2, 3)}
        (cluster,) = read(files).clusters
        assert [node.host.data for node in cluster.nodes] == ["k1", "k2", "k3"]
        assert cluster.undisclosed == ""
        assert cluster.files == tuple(files)
        assert all(node.cluster is cluster for node in cluster.nodes)

    def test_with_one_of_them_missing(self, read):
        files = {f"machine{n}/compose.yml": self.node(n) for n in (1, 2)}
        (cluster,) = read(files).clusters
        assert cluster.undisclosed == "voter 3 is not described here"

    def test_two_descriptions_of_one_node_are_alternatives(self, read):
        files = {"dev/compose.yml": self.node(1), "prod/compose.yml": self.node(1)}
        assert len(read(files).clusters) == 2

    def test_other_voters_are_another_cluster(self, read):
        files = {"a/compose.yml": self.node(1), "b/compose.yml": self.node(2, "1@x:1,2@y:1,3@z:1")}
        assert len(read(files).clusters) == 2


STACK = """\
    services:
      kafka:
        image: apache/kafka:4.1.0
        environment: {{KAFKA_NODE_ID: 1}}
        {}
    """


class TestSwarm:
    @pytest.mark.parametrize(
        "options",
        [
            "deploy: {placement: {constraints: [node.hostname == a]}}",
            "deploy: {placement: {max_replicas_per_node: 1}}",
            "deploy: {mode: global}",
        ],
    )
    def test_placement_and_global_mode_mean_a_stack(self, read_one, options):
        assert read_one(STACK.format(options)).platform == "swarm"

    def test_so_does_an_overlay_network(self, read_one):
        text = dedent(STACK.format("")) + "networks: {backend: {driver: overlay}}\n"
        assert read_one(text).platform == "swarm"

    @pytest.mark.parametrize(
        ("options", "platform"),
        [("restart: always", "compose"), ("deploy: {replicas: 1}", "swarm")],
    )
    def test_an_attachable_one_is_for_containers_of_compose(self, read_one, options, platform):
        networks = "networks: {backend: {driver: overlay, attachable: true}}\n"
        assert read_one(dedent(STACK.format(options)) + networks).platform == platform

    @pytest.mark.parametrize(
        "options", ["deploy: {replicas: 1}", "ports: [{target: 1, mode: host}]"]
    )
    def test_a_file_called_so_with_options_of_a_stack(self, read, options):
        for path, platform in (
            ("docker-stack.yml", "swarm"),
            ("kafka-swarm.yml", "swarm"),
            ("full-stack/compose.yml", "compose"),
            ("compose.yml", "compose"),
        ):
            reading = read({path: STACK.format(options)}, named={path})
            assert reading.clusters[0].platform == platform, path

    @pytest.mark.parametrize(
        "options", ["", "deploy: {resources: {limits: {memory: 1g}}}", "deploy: {replicas: 2}"]
    )
    def test_deploy_alone_does_not(self, read_one, options):
        assert read_one(STACK.format(options)).platform == "compose"

    def test_nor_what_other_services_are_told(self, read_one):
        text = dedent(STACK.format("")) + "  exporter: {image: x:1, deploy: {mode: global}}\n"
        assert read_one(text).platform == "compose"

    @pytest.mark.parametrize(
        ("constraint", "machine"),
        [
            ("node.hostname==worker-1", "hostname worker-1"),
            ("node.hostname == worker-1", "hostname worker-1"),
            ("node.id == 2ivku8v2gvtg4", "id 2ivku8v2gvtg4"),
        ],
    )
    def test_a_machine_by_its_constraint(self, read_one, constraint, machine):
        options = f"deploy: {{placement: {{constraints: ['{constraint}']}}}}"
        (node,) = read_one(STACK.format(options)).nodes
        assert node.host.data == machine
        assert [value.data for value in node.container.constraints] == [constraint]

    @pytest.mark.parametrize(
        "constraint", ["node.labels.kafka == 1", "node.hostname != a", "node.hostname == ${HOST}"]
    )
    def test_any_other_leaves_it_open(self, read_one, constraint):
        options = f"deploy: {{placement: {{constraints: ['{constraint}']}}}}"
        assert read_one(STACK.format(options)).nodes[0].host.is_unknown

    def test_copies_of_a_global_service_are_not_known(self, read_one):
        (node,) = read_one(STACK.format("deploy: {mode: global}")).nodes
        assert node.replicas.reason == "one on every machine of the swarm"

    def test_options_that_a_stack_ignores(self, read_one):
        options = "deploy: {mode: global}\n        restart: always\n        depends_on: []"
        (node,) = read_one(STACK.format(options)).nodes
        assert set(node.container.ignored_options) == {"restart", "depends_on"}
        assert node.container.ignored_options["restart"].data == "always"
        assert read_one(STACK.format("restart: always")).nodes[0].container.ignored_options == {}
