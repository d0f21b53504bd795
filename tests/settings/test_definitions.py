"""What Kafka says of its settings, version by version."""

from __future__ import annotations

import builtins
import io
import json
from typing import Any

import pytest

from kafkalint.data import data_dir, read_data
from kafkalint.kafka import secrets, settings, typed, versions
from kafkalint.values import Origin, Provenance, Value, absent, unknown

SCOPES = sorted(
    {path.stem for path in (data_dir("schemas") / "kafka").glob("*.json")}
    - {"history", "meanings", "read", "synonyms"}
)


def kafka(version: str) -> Value[str]:
    return Value(version, (Origin("compose.yml"),))


def default_at(key: str, version: str, scope: str = "broker") -> Any:
    """The default's data, or "absent" where there is none."""
    value = settings.default(key, kafka(version), scope)
    return "absent" if value.is_absent else value.data


CHANGES = [
    # key, scope, last version with the old default, old, first version with the new one, new
    ("unclean.leader.election.enable", "broker", "0.10", True, "0.11", False),
    ("delete.topic.enable", "broker", "0.11", False, "1.0", True),
    ("offsets.retention.minutes", "broker", "1.1", 1440, "2.0", 10080),
    ("ssl.endpoint.identification.algorithm", "broker", "1.1", "absent", "2.0", "https"),
    ("group.max.session.timeout.ms", "broker", "2.2", 300000, "2.3", 1800000),
    ("replica.lag.time.max.ms", "broker", "2.4", 10000, "2.5", 30000),
    ("zookeeper.session.timeout.ms", "broker", "2.4", 6000, "2.5", 18000),
    ("message.max.bytes", "broker", "2.4", 1000012, "2.5", 1048588),
    (
        "ssl.enabled.protocols",
        "broker",
        "2.4",
        ("TLSv1.2", "TLSv1.1", "TLSv1"),
        "2.5",
        ("TLSv1.2",),
    ),
    ("ssl.enabled.protocols", "broker", "2.5", ("TLSv1.2",), "2.6", ("TLSv1.2", "TLSv1.3")),
    ("retries", "producer", "2.0", 0, "2.1", 2147483647),
    ("acks", "producer", "2.8", "1", "3.0", "all"),
    ("enable.idempotence", "producer", "2.8", False, "3.0", True),
    ("session.timeout.ms", "consumer", "2.8", 10000, "3.0", 45000),
    ("listeners", "broker", "2.8", "absent", "3.0", ("PLAINTEXT://:9092",)),
    ("metadata.max.retention.bytes", "broker", "3.3", -1, "3.4", 104857600),
    ("num.recovery.threads.per.data.dir", "broker", "3.9", 1, "4.0", 2),
    ("log.message.timestamp.after.max.ms", "broker", "3.9", 2**63 - 1, "4.0", 3600000),
    ("remote.log.manager.thread.pool.size", "broker", "3.9", 10, "4.0", 2),
    ("remote.log.manager.copier.thread.pool.size", "broker", "3.9", -1, "4.0", 10),
    (
        "metric.reporters",
        "broker",
        "3.9",
        (),
        "4.0",
        ("org.apache.kafka.common.metrics.JmxReporter",),
    ),
    ("linger.ms", "producer", "3.9", 0, "4.0", 5),
    ("process.roles", "broker", "3.9", (), "4.0", "absent"),
    ("node.id", "broker", "3.9", -1, "4.0", "absent"),
    ("group.coordinator.threads", "broker", "3.9", 1, "4.0", 4),
]


@pytest.mark.parametrize(("key", "scope", "before", "old", "after", "new"), CHANGES)
def test_defaults_changed_when_kafka_says_they_did(
    key: str, scope: str, before: str, old: object, after: str, new: object
) -> None:
    assert default_at(key, before, scope) == old
    assert default_at(key, after, scope) == new


NEVER_CHANGED = {
    "default.replication.factor": 1,
    "min.insync.replicas": 1,
    "num.partitions": 1,
    "auto.create.topics.enable": True,
    "security.inter.broker.protocol": "PLAINTEXT",
    "ssl.client.auth": "none",
    "authorizer.class.name": "",
    "log.dir": ("/tmp/kafka-logs",),
    "offsets.topic.replication.factor": 3,
    "transaction.state.log.replication.factor": 3,
    "transaction.state.log.min.isr": 2,
    "log.retention.hours": 168,
    "sasl.enabled.mechanisms": ("GSSAPI",),
}


@pytest.mark.parametrize("key", NEVER_CHANGED)
def test_some_defaults_never_changed(key: str) -> None:
    brokers_with_it = [v for v in versions.released() if settings.definition(key, v)]
    assert brokers_with_it[-1] == versions.NEWEST
    assert {default_at(key, version) for version in brokers_with_it} == {NEVER_CHANGED[key]}


REMOVED = {
    "host.name": "3.0",
    "port": "3.0",
    "advertised.host.name": "3.0",
    "advertised.port": "3.0",
    "quota.producer.default": "3.0",
    "zookeeper.sync.time.ms": "3.2",
    "log.message.format.version": "4.0",
    "delegation.token.master.key": "4.0",
    "metrics.jmx.whitelist": "4.0",
    "log.message.timestamp.difference.max.ms": "4.0",
    "log.message.downconversion.enable": "4.0",
    "inter.broker.protocol.version": "4.0",
    "zookeeper.connect": "4.0",
    "zookeeper.set.acl": "4.0",
    "zookeeper.metadata.migration.enable": "4.0",
    "broker.id.generation.enable": "4.0",
    "reserved.broker.max.id": "4.0",
    "control.plane.listener.name": "4.0",
    "controlled.shutdown.max.retries": "4.0",
    "leader.imbalance.per.broker.percentage": "4.0",
    "password.encoder.secret": "4.0",
    "offsets.commit.required.acks": "4.0",
    "auto.include.jmx.reporter": "4.0",
    "eligible.leader.replicas.enable": "4.0",
    "group.share.max.groups": "4.1",
}


@pytest.mark.parametrize("key", REMOVED)
def test_settings_went_away_when_kafka_dropped_them(key: str) -> None:
    assert settings.removed_in(key) == REMOVED[key]
    assert settings.definition(key, REMOVED[key]) is None
    assert settings.exists_in_any_version(key)


def test_settings_still_there_were_not_removed() -> None:
    assert settings.removed_in("log.cleaner.enable") == ""
    assert settings.removed_in("no.such.key") == ""


def test_settings_say_which_version_brought_them() -> None:
    assert settings.since("process.roles") == "2.8"
    assert settings.since("early.start.listeners") == "3.3"
    assert settings.since("controller.quorum.bootstrap.servers") == "3.8"
    assert settings.since("log.dirs") == "", "older than our data"
    assert settings.since("no.such.key") == ""


def test_a_definition_says_what_kafka_says() -> None:
    found = settings.definition("min.insync.replicas", "4.1")
    assert found == settings.Definition(
        key="min.insync.replicas",
        type="int",
        default="1",
        has_default=True,
        valid="[1,...]",
        importance="high",
        update_mode="cluster-wide",
    )


def test_a_required_setting_has_no_default_and_a_null_one_has() -> None:
    required = settings.definition("node.id", "4.1")
    assert required is not None and not required.has_default
    nothing = settings.definition("broker.rack", "4.1")
    assert nothing is not None and nothing.has_default and nothing.default is None


def test_controllers_must_name_their_listeners_since_4_2() -> None:
    has_default = {
        version: found.has_default
        for version in ("4.1", "4.2")
        if (found := settings.definition("controller.listener.names", version))
    }
    assert has_default == {"4.1": True, "4.2": False}


def test_definitions_change_with_the_version() -> None:
    smallest = {
        version: found.valid
        for version in ("3.9", "4.0")
        if (found := settings.definition("log.segment.bytes", version))
    }
    assert smallest == {"3.9": "[14,...]", "4.0": "[1048576,...]"}


@pytest.mark.parametrize(
    ("key", "deprecated_in"),
    [
        ("log.cleaner.enable", "4.1"),
        ("remote.log.manager.thread.pool.size", "4.2"),
        ("group.coordinator.rebalance.protocols", "4.3"),
        ("broker.id", "4.4"),
        ("offsets.commit.required.acks", "3.8"),
    ],
)
def test_deprecations_begin_with_the_version_that_says_so(key: str, deprecated_in: str) -> None:
    line = list(versions.released())
    before = settings.definition(key, line[line.index(deprecated_in) - 1])
    now = settings.definition(key, deprecated_in)
    assert now is not None and now.deprecated
    assert before is not None and not before.deprecated


def test_a_setting_whose_values_are_deprecated_is_not_deprecated_itself() -> None:
    found = settings.definition("client.dns.lookup", "2.6", "consumer")
    assert found is not None and not found.deprecated


@pytest.mark.parametrize("key", ["super.users", "allow.everyone.if.no.acl.found"])
@pytest.mark.parametrize("version", ["2.8", "4.1"])
def test_settings_that_no_config_def_has_are_known(key: str, version: str) -> None:
    assert settings.exists_in_any_version(key)
    assert settings.definition(key, version) is not None


def test_a_listeners_own_setting_is_defined_as_the_unprefixed_one() -> None:
    prefixed = settings.definition("listener.name.internal.ssl.client.auth", "4.1")
    assert prefixed is not None
    assert prefixed.key == "listener.name.internal.ssl.client.auth"
    assert prefixed.default == "none"
    assert settings.base_key("listener.name.x.scram-sha-512.sasl.jaas.config") == "sasl.jaas.config"
    assert not settings.exists_in_any_version("listener.name.internal.ssl.client.oath")


def test_a_connect_workers_clients_are_defined_as_clients() -> None:
    found = settings.definition("producer.acks", "4.1", "connect-worker")
    assert found is not None and found.default == "all"
    assert settings.exists_in_any_version("config.storage.replication.factor", "connect-worker")
    assert not settings.exists_in_any_version("producer.ack", "connect-worker")


def test_scopes_are_apart() -> None:
    assert not settings.exists_in_any_version("retention.ms")
    assert settings.exists_in_any_version("retention.ms", "topic")
    assert not settings.exists_in_any_version("log.retention.ms", "topic")


@pytest.mark.parametrize("version", ["0.8", "0.10", "4.4", "9.9"])
def test_versions_beyond_our_data_take_the_nearest(version: str) -> None:
    assert default_at("num.partitions", version) == 1
    assert default_at("unclean.leader.election.enable", version) is (version in ("0.8", "0.10"))


# ---- defaults


def test_a_default_says_which_kafka_it_comes_from() -> None:
    value = settings.default("min.insync.replicas", kafka("4.1.1"))
    assert (value.data, value.provenance) == (1, Provenance.KAFKA)
    assert value.reason == "Kafka 4.1 defaults to 1"
    assert value.origins == ()


def test_an_unknown_version_has_the_default_that_all_supported_ones_share() -> None:
    value = settings.default("min.insync.replicas", unknown("${TAG} is not known"))
    assert (value.data, value.reason) == (1, "Kafka defaults to 1")
    assert settings.default("min.insync.replicas", absent()).data == 1


def test_an_unknown_version_leaves_a_default_unknown_where_versions_differ() -> None:
    value = settings.default("num.recovery.threads.per.data.dir", absent())
    assert value.is_unknown
    assert value.reason == (
        "the default changed between Kafka 3.9 and 4.0, and the version is not known"
    )
    assert settings.default("node.id", absent()).is_unknown, "required since 4.0"


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("remote.log.storage.system.enable", False),  # since 3.0
        ("log.message.downconversion.enable", True),  # until 3.9
    ],
)
def test_versions_without_a_setting_have_no_say_in_its_default(key: str, data: bool) -> None:
    value = settings.default(key, absent())
    assert (value.data, value.provenance) == (data, Provenance.KAFKA)


def test_no_default_is_absent() -> None:
    for key in ("broker.rack", "node.id", "super.users", "no.such.key", "retention.ms"):
        assert settings.default(key, kafka("4.1")).is_absent, key


def test_everyone_is_not_allowed_by_default() -> None:
    value = settings.default("allow.everyone.if.no.acl.found", kafka("4.1"))
    assert (value.data, value.reason) == (False, "Kafka 4.1 defaults to false")


def test_an_empty_default_is_told_as_nothing() -> None:
    assert settings.default("authorizer.class.name", kafka("4.1")).reason == (
        "Kafka 4.1 defaults to nothing"
    )


@pytest.mark.parametrize("scope", SCOPES)
def test_every_default_of_every_version_is_of_its_type(scope: str) -> None:
    for key in settings.keys(scope):
        for version in versions.released():
            settings.default(key, kafka(version), scope)
        settings.default(key, absent(), scope)


def test_a_setting_has_one_shape_in_every_version() -> None:
    """`listeners` became a list in 4.2 only; rules see one for every version."""
    old = settings.definition("listeners", "3.9")
    assert old is not None and old.type == "string"
    assert settings.type_of("listeners") == "list"
    assert (
        default_at("listeners", "3.9") == default_at("listeners", "4.4") == ("PLAINTEXT://:9092",)
    )


# ---- synonyms


def test_topics_take_settings_from_the_brokers_in_kafkas_order() -> None:
    assert settings.synonyms("retention.ms") == (
        "log.retention.ms",
        "log.retention.minutes",
        "log.retention.hours",
    )
    assert settings.synonyms("segment.ms") == ("log.roll.ms", "log.roll.hours")
    assert settings.synonyms("max.message.bytes") == ("message.max.bytes",)
    assert settings.synonyms("min.insync.replicas") == ("min.insync.replicas",)
    assert settings.synonyms("leader.replication.throttled.replicas") == ()


def test_synonyms_say_what_their_unit_is() -> None:
    assert settings.factor("retention.ms", "log.retention.ms") == 1
    assert settings.factor("retention.ms", "log.retention.minutes") == 60_000
    assert settings.factor("retention.ms", "log.retention.hours") == 3_600_000


def test_synonyms_name_settings_that_exist() -> None:
    for key in settings.keys("topic"):
        for synonym in settings.synonyms(key):
            assert settings.exists_in_any_version(synonym), synonym


# ---- loading


def test_only_the_scope_asked_for_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def noting(*below: str) -> bytes:
        opened.append(below[-1])
        return read_data(*below)

    monkeypatch.setattr(settings, "read_data", noting)
    for remembered in (settings._lines, settings._history, settings._default_at):
        remembered.cache_clear()
    settings.default("min.insync.replicas", kafka("4.1"))
    settings.default("num.partitions", kafka("3.9"))
    settings.parse("log.dirs", Value("/data"))
    assert opened == ["broker.json"]


def test_secrets_are_told_without_reading_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets.is_sensitive.cache_clear()
    for opener in (builtins, io):
        monkeypatch.setattr(opener, "open", lambda *_: pytest.fail("opened a file"))
    assert secrets.is_sensitive("ssl.key.password")


# ---- the stored data


@pytest.mark.parametrize("scope", SCOPES)
def test_the_data_has_a_line_for_each_key_sorted(scope: str) -> None:
    text = (data_dir("schemas") / "kafka" / f"{scope}.json").read_text(encoding="utf-8")
    keys = list(json.loads(text))
    assert keys == sorted(keys)
    assert len(text.splitlines()) == len(keys) + 2
    assert {key: settings._read(key, scope) for key in settings.keys(scope)} == json.loads(text)


@pytest.mark.parametrize("scope", SCOPES)
def test_the_data_is_of_released_versions_in_order(scope: str) -> None:
    line = list(versions.released())
    text = (data_dir("schemas") / "kafka" / f"{scope}.json").read_text(encoding="utf-8")
    for key, history in json.loads(text).items():
        places = [line.index(version) for version in history]
        assert places == sorted(places), key
        assert history[next(iter(history))] is not None, key
        for entry in filter(None, history.values()):
            assert entry["type"] in {*typed._READERS, "string", "class", "password"}, key


def test_every_version_was_read() -> None:
    text = (data_dir("schemas") / "kafka" / "read.json").read_text(encoding="utf-8")
    read = json.loads(text)
    assert list(read) == list(versions.released())
    for version, parts in read.items():
        assert parts["core"].startswith(f"{version}.")
