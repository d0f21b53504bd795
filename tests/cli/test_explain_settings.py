"""`kafkalint explain KEY`: a page about a setting, or about a variable of images."""

from __future__ import annotations

import pytest

from kafkalint import catalogue
from kafkalint.cli import run, setting_page, variable_page, wording
from kafkalint.kafka import settings, versions
from kafkalint.kafka.settings import Definition
from kafkalint.reporters import Style
from kafkalint.reporters.text.paint import Paint, columns

RULES = catalogue.built_in()
PLAIN = Paint(Style(False, 80, frozenset()))
WHOLE = """\
unclean.leader.election.enable
a setting of brokers and controllers, topics · Kafka 3.9

Whether a replica that is out of sync may lead when no other is left: the
partition lives, acknowledged records are lost.

  type        boolean
  default     false
  importance  high
  changed     while brokers run, for one of them or for all
  topics      each may have its own; the brokers' holds where it has none

  by version
    0.10  boolean; default true; with a restart
    0.11  default true → false
  › 1.1   changed while brokers run, for one of them or for all, before that
          with a restart

Set by variables of images
  KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE      cp-kafka, cp-server,
                                            cp-enterprise-kafka,
                                            confluent-local, apache/kafka,
                                            apache/kafka-native, debezium/kafka,
                                            fast-data-dev
  KAFKA_CFG_UNCLEAN_LEADER_ELECTION_ENABLE  bitnami/kafka
  no variable                               strimzi/kafka

No image writes it by itself: Kafka's default holds.
"""


def page(key: str, version: str = "", rules: tuple[str, ...] = ()) -> str:
    chosen = [rule for rule in RULES if rule.id in rules]
    return "\n".join(setting_page.lines(key, version, chosen, PLAIN)) + "\n"


def section(text: str, title: str) -> str:
    """What stands below a title, up to the next empty line, each space once."""
    body = text.split(f"\n{title}\n")[1].split("\n\n")[0]
    return " ".join(body.split())


def row(text: str, label: str) -> str:
    """What stands beside a label, as one line."""
    lines = iter(text.split("\n"))
    found = next(line for line in lines if line.startswith(f"  {label}  "))
    rest = found[2 + len(label) :]
    indent = len(found) - len(rest.lstrip())
    for line in lines:
        if line[:indent].strip() or not line.strip():
            break
        rest += f" {line.strip()}"
    return rest.strip()


def test_a_page() -> None:
    assert page("unclean.leader.election.enable", "3.9").startswith(WHOLE)


class TestDefinitions:
    def test_large_numbers_are_told_in_units(self) -> None:
        assert row(page("log.retention.hours"), "default") == "168 (7 days)"
        assert row(page("log.segment.bytes"), "default") == "1073741824 (1 GiB)"
        assert row(page("fetch.max.wait.ms"), "default") == "500"
        assert row(page("log.flush.interval.messages"), "default").endswith("(no limit)")

    def test_what_it_takes(self) -> None:
        assert row(page("min.insync.replicas"), "type") == "int, 1 or more"
        assert row(page("ssl.client.auth"), "type") == "string: required, requested, none"
        assert row(page("process.roles"), "type") == "list of broker, controller"
        assert row(page("log.cleaner.enable"), "type") == "boolean"

    def test_what_has_to_be_set_and_what_is_empty(self) -> None:
        assert row(page("zookeeper.connect", "2.7"), "default") == "has to be set"
        assert row(page("broker.rack"), "default") == "none"
        assert row(page("super.users"), "default") in ("none", "empty")

    def test_a_secret_is_called_one(self) -> None:
        assert row(page("ssl.keystore.password"), "secret").startswith("yes")
        assert "secret  " not in page("ssl.keystore.location")

    def test_who_reads_it_otherwise_is_told_apart(self) -> None:
        text = page("compression.type")
        assert "a setting of brokers and controllers; topics; producers" in text
        of_brokers, of_producers = text.index("\nBrokers and"), text.index("\nProducers\n")
        assert of_brokers < of_producers
        assert row(text[of_producers:], "type") == "string: none, gzip, snappy, lz4, zstd"

    def test_who_reads_it_alike_is_told_together(self) -> None:
        head = page("ssl.keystore.location").split("\n\n")[0].replace("\n", " ")
        assert "brokers and controllers, producers, consumers, admin clients" in head

    def test_topics_and_brokers_with_their_units(self) -> None:
        of_topics = row(page("retention.ms"), "brokers")
        assert "log.retention.ms, log.retention.minutes (× 60000)" in of_topics
        assert "log.retention.hours (× 3600000)" in of_topics
        of_brokers = row(page("log.retention.hours"), "topics")
        assert of_brokers.startswith("a topic's own retention.ms wins over it")
        assert "3600000" in of_brokers


class TestVersions:
    def test_without_a_version_it_is_the_newest_that_has_it(self) -> None:
        assert f"Kafka {versions.NEWEST}" in page("min.insync.replicas")
        assert "· Kafka 3.9\n" in page("zookeeper.connect")

    def test_the_default_of_the_version_that_was_asked_for(self) -> None:
        assert row(page("acks", "2.8"), "default") == "1"
        assert row(page("acks", "3.0"), "default") == "all"

    def test_a_setting_that_is_gone_and_what_to_write(self) -> None:
        text = page("advertised.host.name")
        assert row(text, "removed").startswith("in Kafka 3.0; left in, clients are not told")
        assert row(text, "instead") == "advertised.listeners"

    def test_a_version_that_no_longer_has_it(self) -> None:
        text = page("zookeeper.connect", "4.1")
        assert row(text, "in 4.1") == "no more"
        assert "  › 4.0   removed" in text
        assert "Set by variables" not in text

    def test_a_version_that_does_not_have_it_yet(self) -> None:
        text = page("process.roles", "2.7")
        assert row(text, "in 2.7") == "not yet: Kafka 2.8 brought it"

    def test_one_that_went_before_there_is_data(self) -> None:
        assert "removed  in Kafka 0.8" in page("zk.connect")
        assert "instead  zookeeper.connect" in page("zk.connect")

    def test_what_is_deprecated(self) -> None:
        assert row(page("log.message.format.version"), "deprecated") == "since Kafka 3.0"

    def test_a_default_that_is_the_version_itself_is_no_change(self) -> None:
        text = page("inter.broker.protocol.version")
        assert "0.10  string; default its own version; with a restart" in text
        assert "3.5" not in text.split("by version")[1].split("Set by")[0]
        assert row(text, "default") == "3.9-IV0"

    def test_versions_that_changed_nothing_are_left_out(self) -> None:
        assert "by version" not in page("authorizer.class.name")


class TestDeployments:
    def test_the_variable_of_each_image(self) -> None:
        told = section(page("zookeeper.connect"), "Set by variables of images")
        assert "KAFKA_CFG_ZOOKEEPER_CONNECT bitnami/kafka" in told
        assert "ZOOKEEPER_CONNECT debezium/kafka" in told
        assert "no variable strimzi/kafka" in told

    def test_what_images_write_unasked(self) -> None:
        told = section(page("log.dirs"), "Written by images themselves")
        assert "/var/lib/kafka/data cp-kafka, cp-server" in told
        assert "/bitnami/kafka/data bitnami/kafka" in told
        assert "apache/kafka-native (as long as no variable becomes a setting)" in told
        assert "strimzi" not in told, "it has no start of its own"

    def test_an_image_whose_last_kafka_is_older(self) -> None:
        told = section(page("log.dirs"), "Written by images themselves")
        assert "wurstmeister/kafka with Kafka 2.8" in told
        assert "wurstmeister" not in page("log.dirs", "3.9")
        assert "apache/kafka" not in page("log.dirs", "3.6"), "there was none yet"

    def test_the_images_own_secrets_stay_hidden(self) -> None:
        assert "fastdata" not in page("ssl.keystore.password")

    def test_what_platforms_do(self) -> None:
        told = section(page("min.insync.replicas"), "On managed platforms")
        assert "MSK 1 over 2 zones, 2 over 3 zones" in told
        assert "MSK Express fixed to 2" in told
        told = section(page("min.compaction.lag.ms"), "On managed platforms")
        assert "MSK Serverless topics cannot set it" in told


class TestPrefixes:
    def test_a_listener(self) -> None:
        text = page("listener.name.internal.ssl.client.auth")
        assert "This is ssl.client.auth of the listener INTERNAL alone" in " ".join(text.split())
        assert "KAFKA_LISTENER_NAME_INTERNAL_SSL_CLIENT_AUTH" in text
        assert "producers" not in text

    def test_what_no_listener_has_of_its_own(self) -> None:
        text = " ".join(page("listener.name.internal.num.partitions").split())
        assert "No listener has a num.partitions of its own" in text
        for key in ("num.network.threads", "max.connections", "ssl.protocol"):
            assert "wins over" in page(f"listener.name.internal.{key}")
        assert "No listener has" in page("listener.name.x.max.connections.per.ip")

    def test_a_mechanism_of_a_listener(self) -> None:
        text = page("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config")
        assert "of the listener SASL_SSL for logins by SCRAM-SHA-512 alone" in " ".join(
            text.split()
        )
        assert "KAFKA_LISTENER_NAME_SASL__SSL_SCRAM___SHA___512_SASL_JAAS_CONFIG" in text
        assert "no variable" in text
        assert (
            "bitnami/kafka" in section(text, "Set by variables of images").split("no variable")[1]
        )

    def test_clients_inside_connect(self) -> None:
        text = page("producer.acks")
        assert "a setting of Connect workers" in text
        assert row(text, "type") == "string: all, -1, 0, 1"


def test_zookeepers_own() -> None:
    text = page("autopurge.purgeInterval", rules=("zk-autopurge-disabled",))
    assert "a setting of ZooKeeper (zoo.cfg)" in text
    assert "ZOO_AUTOPURGE_INTERVAL bitnami/zookeeper" in " ".join(text.split())
    assert "zk-autopurge-disabled" in text


class TestRules:
    def test_the_rules_that_read_it(self) -> None:
        text = page("min.insync.replicas", rules=("min-isr-too-low", "zk-autopurge-disabled"))
        assert "min-isr-too-low" in section(text, "Read by rules")
        assert "zk-autopurge-disabled" not in text

    def test_rules_about_every_setting(self) -> None:
        every = ("topic-key-in-broker-config", "secret-in-plaintext")
        assert "secret-in-plaintext" not in page("num.partitions", rules=every)
        told = section(page("ssl.key.password", rules=every), "Read by rules")
        assert told.startswith("and, like every setting, by ")
        assert "secret-in-plaintext" in told

    def test_what_nearly_all_of_them_read_is_cut(self) -> None:
        told = section(
            page("process.roles", rules=tuple(rule.id for rule in RULES)), "Read by rules"
        )
        assert "more, by way of facts that build on it" in told


class TestVariables:
    def text(self, name: str) -> str:
        return "\n".join(variable_page.lines(name, "", [], PLAIN))

    def test_it_is_told_image_by_image(self) -> None:
        text = " ".join(self.text("KAFKA_MIN_INSYNC_REPLICAS").split())
        assert "min.insync.replicas cp-kafka, cp-server" in text
        assert "nothing; takes KAFKA_CFG_MIN_INSYNC_REPLICAS bitnami/kafka" in text
        assert "a setting of brokers and controllers, topics" in text

    def test_one_that_images_take_otherwise(self) -> None:
        text = " ".join(self.text("KAFKA_LISTENER_NAME_SASL__SSL_SSL_CLIENT_AUTH").split())
        assert "listener.name.sasl_ssl.ssl.client.auth cp-kafka" in text

    def test_one_that_images_read_for_themselves(self) -> None:
        assert "no setting: read by the image itself" in self.text("KAFKA_HEAP_OPTS")


class TestCommand:
    def said(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
        status = run(["explain", *arguments])
        told = capsys.readouterr()
        return status, told.out + told.err

    def test_a_setting(self, capsys: pytest.CaptureFixture[str]) -> None:
        status, told = self.said(capsys, "acks", "--kafka-version", "2.8.1")
        assert status == 0
        assert "a setting of producers · Kafka 2.8" in told

    def test_a_rule_of_that_name_comes_first(self, capsys: pytest.CaptureFixture[str]) -> None:
        status, told = self.said(capsys, "min-isr-too-low", "--kafka-version", "4.1")
        assert status == 0
        assert told.startswith("min-isr-too-low  durability")

    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("min.insync.replica", "min.insync.replicas"),
            ("auto.create.topic.enable", "auto.create.topics.enable"),
            ("Retention.ms", "retention.ms"),
            ("min-isr-to-low", "min-isr-too-low"),
            ("KAFKA_MIN_INSYNC_REPLICA", "KAFKA_MIN_INSYNC_REPLICAS"),
            ("KAFKA_CFG_NUM_PARTITION", "KAFKA_CFG_NUM_PARTITIONS"),
        ],
    )
    def test_what_was_meant(
        self, name: str, meant: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status, told = self.said(capsys, name)
        assert status == 2
        assert f"did you mean '{meant}'?" in told

    def test_what_nobody_knows(self, capsys: pytest.CaptureFixture[str]) -> None:
        for name in ("zzz", "confluent.balancer.enable", "listener.name.x.zzz", "PATH", "KAFKA_"):
            status, told = self.said(capsys, name)
            assert status == 2, name
            assert "Traceback" not in told

    def test_whose_it_is(self, capsys: pytest.CaptureFixture[str]) -> None:
        _, told = self.said(capsys, "confluent.balancer.enable")
        assert "Apache Kafka has no setting 'confluent.balancer.enable'" in told
        assert "read by Confluent's own parts" in told

    def test_a_version_there_is_not(self, capsys: pytest.CaptureFixture[str]) -> None:
        status, told = self.said(capsys, "acks", "--kafka-version", "9.9")
        assert status == 2
        assert "no version of Apache Kafka" in told


@pytest.mark.parametrize("version", ["", "2.8", "4.4"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_every_setting_has_a_page_that_fits(version: str, width: int) -> None:
    paint = Paint(Style(True, width, frozenset()))
    for key in setting_page.names():
        for line in setting_page.lines(key, version, [], paint):
            plain = line.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "")
            assert "\x1b" not in plain
            if columns(plain) > width:
                words = plain[2:].split()  # a long word, alone or beside its label
                assert len(words) == 1 or (plain[2] != " " and len(words) == 2), f"{key}: {plain}"


def test_no_definition_is_told_in_kafkas_brackets() -> None:
    for scope in wording.SCOPES:
        for key in settings.keys(scope):
            for version in settings.changed_in(key, scope):
                said = settings.definition(key, version, scope)
                assert said is None or "..." not in wording.takes(said), wording.takes(said)


def test_units() -> None:
    def default(key: str, text: str) -> str:
        return wording.default(Definition(key, "long", text, has_default=True))

    assert default("a.ms", "60000") == "60000 (1 minute)"
    assert default("a.ms", "1500") == "1500"
    assert default("a.seconds", "3600") == "3600 (1 hour)"
    assert default("a.hours", "1") == "1"
    assert default("a.bytes", "524288") == "524288 (512 KiB)"
    assert default("a.bytes", "1000") == "1000"
    assert default("a.bytes", "-1") == "-1"
    assert default("a.ms", "9223372036854775807") == "9223372036854775807 (no limit)"
