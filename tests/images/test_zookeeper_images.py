"""What ZooKeeper images write into zoo.cfg."""

from __future__ import annotations

from typing import Any

import pytest
from image_container import Run, line

from kafkalint.values import Provenance, unknown


def texts(applied: Any) -> dict[str, str]:
    return {key: value.data for key, value in applied.settings.items()}


class TestOfficial:
    def test_one_server_by_itself(self, run: Run) -> None:
        applied = run("zookeeper:3.9")
        assert texts(applied) == {
            "dataDir": "/data",
            "dataLogDir": "/datalog",
            "tickTime": "2000",
            "initLimit": "5",
            "syncLimit": "2",
            "autopurge.snapRetainCount": "3",
            "autopurge.purgeInterval": "0",
            "maxClientCnxns": "60",
            "standaloneEnabled": "true",
            "admin.enableServer": "true",
            "server.1": "localhost:2888:3888;2181",
        }
        assert {value.provenance for value in applied.settings.values()} == {Provenance.IMAGE}
        assert applied.metadata["myid"].data == "1"

    def test_3_4_had_no_admin_server(self, run: Run) -> None:
        applied = run("zookeeper:3.4.14", ZOO_CFG_EXTRA="a=b")
        assert texts(applied)["clientPort"] == "2181"
        assert not {"admin.enableServer", "server.1", "a"} & set(applied.settings)

    def test_an_ensemble(self, run: Run) -> None:
        applied = run(
            "zookeeper:3.9",
            ZOO_MY_ID="2",
            ZOO_SERVERS="server.1=zoo1:2888:3888;2181 server.2=zoo2:2888:3888;2181",
        )
        assert texts(applied)["server.1"] == "zoo1:2888:3888;2181"
        assert applied.settings["server.2"].origins == (line(3),)
        assert applied.metadata["myid"].data == "2"
        assert applied.metadata["myid"].origins == (line(2),)

    def test_extra_lines_win(self, run: Run) -> None:
        applied = run(
            "zookeeper:3.9",
            ZOO_AUTOPURGE_PURGEINTERVAL="1",
            ZOO_CFG_EXTRA="autopurge.purgeInterval=24 metricsProvider.httpPort=7000",
        )
        assert texts(applied)["autopurge.purgeInterval"] == "24"
        assert texts(applied)["metricsProvider.httpPort"] == "7000"

    def test_a_mounted_zoo_cfg_switches_variables_off(self, run: Run) -> None:
        applied = run(
            "zookeeper:3.9", mounted={"/conf/zoo.cfg": "tickTime=3000\n"}, ZOO_TICK_TIME="1"
        )
        assert texts(applied) == {"tickTime": "3000"}
        assert applied.ignores_environment

    def test_unknown_servers_are_an_unknown_ensemble(self, run: Run) -> None:
        applied = run("zookeeper:3.9", ZOO_SERVERS=unknown("${SERVERS} has no value", line(2)))
        assert applied.settings["server.1"].is_unknown
        assert applied.partial == "${SERVERS} has no value"


class TestConfluent:
    def test_data_and_log_have_a_volume_each(self, run: Run) -> None:
        applied = run("confluentinc/cp-zookeeper:7.9.0", ZOOKEEPER_CLIENT_PORT="2181")
        assert texts(applied) == {
            "dataDir": "/var/lib/zookeeper/data",
            "dataLogDir": "/var/lib/zookeeper/log",
            "clientPort": "2181",
        }
        assert not applied.refusals

    def test_servers_are_numbered_by_their_order(self, run: Run) -> None:
        applied = run(
            "confluentinc/cp-zookeeper:7.9.0",
            ZOOKEEPER_CLIENT_PORT="2181",
            ZOOKEEPER_SERVER_ID="2",
            ZOOKEEPER_SERVERS="zk1:2888:3888;zk2:2888:3888",
            ZOOKEEPER_SYNC_LIMIT="2",
        )
        settings = texts(applied)
        assert (settings["server.1"], settings["server.2"]) == ("zk1:2888:3888", "zk2:2888:3888")
        assert (settings["initLimit"], settings["syncLimit"]) == ("10", "2")
        assert applied.metadata["myid"].data == "2"

    @pytest.mark.parametrize(
        ("variables", "reasons"),
        [
            ({}, ["neither ZOOKEEPER_CLIENT_PORT nor ZOOKEEPER_SECURE_CLIENT_PORT is set"]),
            ({"ZOOKEEPER_SECURE_CLIENT_PORT": "2182"}, []),
            (
                {"ZOOKEEPER_CLIENT_PORT": "2181", "ZOOKEEPER_SERVERS": "a:1:2;b:1:2"},
                ["ZOOKEEPER_SERVER_ID is not set"],
            ),
        ],
    )
    def test_reasons_for_which_it_does_not_start(
        self, run: Run, variables: dict[str, str], reasons: list[str]
    ) -> None:
        applied = run("confluentinc/cp-zookeeper:7.9.0", **variables)
        assert [refusal.data for refusal in applied.refusals] == reasons

    def test_a_password_is_marked(self, run: Run) -> None:
        applied = run("confluentinc/cp-zookeeper:7.9.0", ZOOKEEPER_SSL_KEYSTORE_PASSWORD="hush")
        assert applied.settings["ssl.keyStore.password"].sensitive

    def test_a_jmx_port(self, run: Run) -> None:
        applied = run("confluentinc/cp-zookeeper:7.9.0", KAFKA_JMX_PORT="9998")
        assert "jmxremote.port=9998" in applied.jvm_options[0].data
        assert applied.jvm_options[-1].data == "-Xmx512M -Xms512M"


class TestBitnami:
    image = "bitnami/zookeeper:3.9"

    def test_what_it_writes_by_itself(self, run: Run) -> None:
        settings = texts(run(self.image, ALLOW_ANONYMOUS_LOGIN="yes"))
        assert settings["dataDir"] == "/bitnami/zookeeper/data"
        assert settings["autopurge.purgeInterval"] == "0"
        assert settings["admin.enableServer"] == "false"
        assert settings["4lw.commands.whitelist"] == "srvr, mntr"
        assert settings["clientPort"] == "2181"

    def test_one_server_is_no_ensemble(self, run: Run) -> None:
        assert "server.1" not in run(self.image, ZOO_SERVERS="zk:2888:3888").settings

    @pytest.mark.parametrize(
        ("servers", "expected"),
        [
            (
                "a:2888:3888,b:2888:3888",
                {"server.1": "a:2888:3888;2181", "server.2": "b:2888:3888;2181"},
            ),
            ("a:1:2::5 b:1:2::7", {"server.5": "a:1:2;2181", "server.7": "b:1:2;2181"}),
        ],
    )
    def test_an_ensemble(self, run: Run, servers: str, expected: dict[str, str]) -> None:
        settings = texts(run(self.image, ZOO_SERVERS=servers, ZOO_SERVER_ID="1"))
        assert {key: text for key, text in settings.items() if key.startswith("server")} == expected

    def test_switches_are_yes_or_no(self, run: Run) -> None:
        assert texts(run(self.image, ZOO_ENABLE_ADMIN_SERVER="yes"))["admin.enableServer"] == "true"

    def test_nobody_may_come_in_unnamed_unless_allowed(self, run: Run) -> None:
        assert run(self.image).refusals
        assert not run(self.image, ALLOW_ANONYMOUS_LOGIN="yes").refusals
        secured = run(self.image, ZOO_ENABLE_AUTH="yes")
        assert not secured.refusals
        assert texts(secured)["sessionRequireClientSASLAuth"] == "true"

    def test_tls_takes_the_place_of_the_clear_port(self, run: Run) -> None:
        settings = texts(run(self.image, ZOO_TLS_CLIENT_ENABLE="true"))
        assert settings["secureClientPort"] == "3181"
        assert settings["ssl.clientAuth"] == "need"
        assert "clientPort" not in settings

    def test_a_mounted_zoo_cfg_switches_variables_off(self, run: Run) -> None:
        applied = run(self.image, mounted={"/opt/bitnami/zookeeper/conf/zoo.cfg": "tickTime=1\n"})
        assert texts(applied) == {"tickTime": "1"}


def test_wurstmeister_ignores_every_variable_and_keeps_data_in_its_own_folder(run: Run) -> None:
    applied = run("wurstmeister/zookeeper", ZOO_TICK_TIME="1")
    assert texts(applied) == {
        "tickTime": "2000",
        "initLimit": "10",
        "syncLimit": "5",
        "dataDir": "/opt/zookeeper-3.4.13/data",
        "clientPort": "2181",
        "autopurge.snapRetainCount": "3",
        "autopurge.purgeInterval": "1",
    }


class TestDebezium:
    def test_one_server(self, run: Run) -> None:
        settings = texts(run("debezium/zookeeper:2.4"))
        assert (settings["dataDir"], settings["dataLogDir"]) == (
            "/zookeeper/data",
            "/zookeeper/txns",
        )
        assert settings["autopurge.purgeInterval"] == "1"
        assert "server.1" not in settings

    def test_an_ensemble_by_count(self, run: Run) -> None:
        applied = run("debezium/zookeeper:2.4", SERVER_ID="2", SERVER_COUNT="3")
        settings = texts(applied)
        assert settings["server.1"] == "zookeeper-1:2888:3888"
        assert settings["server.2"] == "0.0.0.0:2888:3888"
        assert settings["server.3"] == "zookeeper-3:2888:3888"
        assert applied.metadata["myid"].data == "2"
