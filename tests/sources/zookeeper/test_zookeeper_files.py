"""zoo.cfg and its kin: servers, their ids, and the ensembles they form."""

from __future__ import annotations

import pytest

from kafkalint.sources import zookeeper
from kafkalint.sources.zookeeper.recognition import OWN

ALONE = "tickTime=2000\ndataDir=/var/lib/zookeeper\nclientPort=2181\n"
TIMED = ALONE + "initLimit=10\nsyncLimit=5\n"
SERVERS = "".join(f"server.{n}=zk{n}:2888:3888\n" for n in (1, 2, 3))


def only_node(reading):
    (cluster,) = reading.clusters
    (node,) = cluster.nodes
    return node


def clusters(reading):
    return sorted(sorted(cluster.files) for cluster in reading.clusters)


class TestRecognition:
    @pytest.mark.parametrize(
        "name",
        ["zoo.cfg", "config/zookeeper.properties", "zoo.cfg.j2", "ensemble.conf", "etc/zoo_server"],
    )
    def test_by_its_keys_whatever_the_name(self, read, name):
        node = only_node(read({name: ALONE}))
        assert node.software == "zookeeper"
        assert node.settings["clientPort"].data == "2181"
        assert node.settings["clientPort"].origins[0].logical == "clientPort"

    def test_a_fragment_in_a_file_of_that_name(self, read):
        assert only_node(read({"zoo.cfg": "autopurge.purgeInterval=0\n"}))

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("setup.cfg", "[metadata]\nname = a\ndataDir = b\n"),
            ("app.properties", "dataDir=/data\n"),
            ("server.properties", "broker.id=1\ndataDir=/data\nclientPort=2181\n"),
            ("compose.yml", ALONE),
            ("zoo.cfg", "#dataDir=/data\n#clientPort=2181\n"),
            ("zoo.cfg.dynamic.next", SERVERS),
        ],
    )
    def test_of_other_files_it_makes_nothing(self, read, name, content):
        assert read({name: content}).clusters == []

    @pytest.mark.parametrize("key", sorted(OWN))
    def test_no_file_that_would_be_read_goes_unclaimed(self, key):
        assert zookeeper.claims("zoo.cfg", f"x=1\n{key} = 1\n".encode())

    def test_a_file_that_java_refuses_is_reported(self, read):
        (notice,) = read({"zoo.cfg": "tickTime=1\ndataDir=C:\\users\n"}).notices
        assert (notice.kind, notice.line) == ("unreadable", 2)


class TestServer:
    def test_without_server_lines_it_is_all_there_is(self, read):
        (cluster,) = read({"zoo.cfg": ALONE}).clusters
        assert cluster.undisclosed == ""
        assert (cluster.id, cluster.platform) == ("zoo.cfg", "vm")

    def test_of_an_ensemble_the_others_are_undisclosed(self, read):
        (cluster,) = read({"zoo.cfg": TIMED + SERVERS}).clusters
        assert cluster.undisclosed == "1 of the 3 servers that are named are described"
        assert cluster.nodes[0].settings["server.2"].data == "zk2:2888:3888"

    @pytest.mark.parametrize("place", ["myid", "data/myid", "zookeeper/myid"])
    def test_its_id_stands_in_myid(self, read, place):
        node = only_node(read({"zoo.cfg": TIMED + SERVERS, place: "2\n"}))
        assert node.settings["myid"].data == "2"
        assert node.settings["myid"].origins[0].path == place
        assert node.host.data == "zk2"

    def test_a_myid_that_is_no_number_is_none(self, read):
        assert "myid" not in only_node(read({"zoo.cfg": ALONE, "myid": "one\n"})).settings

    def test_dynamic_configuration_is_read_where_it_is_beside(self, read):
        reading = read(
            {
                "conf/zoo.cfg": "tickTime=2000\ndataDir=/data\n"
                "dynamicConfigFile=/opt/zookeeper/conf/zoo.cfg.dynamic\n",
                "conf/zoo.cfg.dynamic": SERVERS.replace("\n", ":participant;2181\n"),
            }
        )
        node = only_node(reading)
        assert node.settings["server.1"].data == "zk1:2888:3888:participant;2181"
        assert node.settings["server.1"].origins[0].path == "conf/zoo.cfg.dynamic"
        assert node.partial == ""
        assert reading.consumed == {"conf/zoo.cfg.dynamic"}

    def test_dynamic_configuration_that_is_elsewhere_leaves_it_partial(self, read):
        node = only_node(
            read({"zoo.cfg": "dataDir=/data\ntickTime=2000\ndynamicConfigFile=/etc/zoo.dynamic\n"})
        )
        assert "/etc/zoo.dynamic is not here" in node.partial

    def test_server_lines_that_a_template_writes_are_not_none(self, read):
        template = (
            TIMED + "{% for h in groups.zk %}\nserver.{{ loop.index }}={{ h }}:2888:3888\n"
            "{% endfor %}\n"
        )
        node = only_node(read({"templates/zoo.cfg.j2": template}))
        assert "filled in" in node.partial
        assert node.replicas.is_unknown


class TestEnsembles:
    def test_files_with_their_ids_and_the_same_server_lines(self, read):
        files = {f"hosts/h{n}/zoo.cfg": TIMED + SERVERS for n in (1, 2, 3)}
        ids = {f"hosts/h{n}/myid": f"{n}\n" for n in (1, 2, 3)}
        (cluster,) = read(files | ids).clusters
        assert [node.settings["myid"].data for node in cluster.nodes] == ["1", "2", "3"]
        assert [node.host.data for node in cluster.nodes] == ["zk1", "zk2", "zk3"]
        assert cluster.undisclosed == ""

    def test_several_on_one_machine(self, read):
        local = "".join(f"server.{n}=localhost:{n}2888:{n}3888\n" for n in (1, 2))
        files = {
            f"zoo{n}.cfg": f"dataDir=/d{n}\nclientPort=218{n}\ninitLimit=5\n{local}" for n in (1, 2)
        }
        assert clusters(read(files)) == [sorted(files)]

    def test_copies_in_unrelated_folders_are_alternatives(self, read):
        files = {"docs/zoo.cfg": TIMED + SERVERS, "test/resources/zoo.cfg": TIMED + SERVERS}
        assert clusters(read(files)) == [[path] for path in sorted(files)]

    def test_servers_that_run_alone_are_clusters_of_their_own(self, read):
        files = {"a/zoo.cfg": ALONE, "a/zoo2.cfg": ALONE}
        assert clusters(read(files)) == [[path] for path in sorted(files)]


class TestKeysThatAreFilledIn:
    LOOP = "{% for s in servers %}\nserver.{{ s.id }}={{ s.host }}:2888:3888\n{% endfor %}\n"

    def test_a_key_that_begins_literally_is_no_other(self, read):
        node = only_node(read({"zoo.cfg.j2": TIMED + self.LOOP}))
        assert "filled in elsewhere" in node.partial
        assert "server.1" in node.open_keys
        assert "requireClientAuthScheme" not in node.open_keys

    def test_one_that_does_not_may_be_any(self, read):
        more = "{% for k, v in extra.items() %}\n{{ k }}={{ v }}\n{% endfor %}\n"
        assert only_node(read({"zoo.cfg.j2": TIMED + self.LOOP + more})).open_keys is None

    def test_a_dynamic_file_that_is_not_here_has_the_members_alone(self, read):
        node = only_node(read({"zoo.cfg": TIMED + "dynamicConfigFile=/conf/zoo.cfg.dynamic\n"}))
        assert "is not here" in node.partial
        assert "server.1" in node.open_keys
        assert "autopurge.purgeInterval" not in node.open_keys
