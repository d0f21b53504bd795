"""Settings that Kafka does not simply take, and what is said of each."""

from __future__ import annotations

import pytest

from kafkalint.facts.misfits import (
    consequence,
    deprecation,
    is_harmless_leftover,
    is_of_minor_importance,
    lack,
    misfits,
    successor,
)
from kafkalint.facts.objections import objection, remedy
from kafkalint.facts.releases import possible_versions
from kafkalint.facts.unheard import (
    hint,
    is_unheard,
    line_with_nearest_key,
    may_be_read,
    nearest_key,
)
from kafkalint.model import Node, Setting
from kafkalint.values import Origin, Provenance, Span, Value, unknown

from .deployments import cluster, kafka


def node(version: str = "4.1", partial: str = "", **settings: str) -> Node:
    roles = {} if "zookeeper__connect" in settings else {"process__roles": "broker"}
    made = kafka("kafka", version, partial, **roles, **settings)
    cluster(made)
    return made


def setting(version: str = "4.1", partial: str = "", **settings: str) -> Setting:
    """The first of `settings`, on a node that has them all."""
    made = node(version, partial, **settings)
    key = next(iter(settings)).replace("__", ".")
    return Setting(key, made.settings[key].origins[0], node=made, value=made.settings[key])


class TestWhichSettings:
    def test_those_that_fit_are_not_asked_about(self) -> None:
        plain = {"num__partitions": "3", "log__retention__hours": "168", "broker__rack": "a"}
        assert misfits(node(**plain)) == ()

    def test_the_others_are(self) -> None:
        odd = {
            "num__partitions": "three",
            "min__insync__replica": "2",
            "log__message__format__version": "2.8",
            "log__cleaner__enable": "true",
            "retention__ms": "1",
            "confluent__license": "x",
            "log__retention__ms": "0",
        }
        found = [one.key for one in misfits(node(**odd))]
        assert found == [
            "num.partitions",
            "min.insync.replica",
            "log.message.format.version",
            "log.cleaner.enable",
            "retention.ms",
            "log.retention.ms",
        ]

    def test_what_an_image_writes_is_its_own_matter(self) -> None:
        made = node(num__partitions="three")
        value = made.settings["num.partitions"]
        made.settings["num.partitions"] = Value("three", value.origins, Provenance.IMAGE)
        assert misfits(made) == ()

    def test_what_a_platform_does_not_tell_is_not_written(self) -> None:
        made = node()
        made.settings["num.partitions"] = unknown("nobody documents it", made.anchor)
        reason = "MSK's default of min.insync.replicas depends on the number of zones"
        zones = Origin("main.tf", Span(7, 1, 7, 9))
        made.settings["min.insync.replicas"] = unknown(reason, zones)
        assert misfits(made) == ()


class TestVersions:
    def test_the_one_that_is_known(self) -> None:
        assert possible_versions(node("3.9.1")) == ("3.9",)

    def test_zookeeper_mode_ends_with_3_9(self) -> None:
        possible = possible_versions(node("", zookeeper__connect="zk:2181"))
        assert (possible[0], possible[-1]) == ("2.8", "3.9")

    def test_kraft_goes_on(self) -> None:
        assert possible_versions(node(""))[-1] == "4.4"


class TestKeysThatTheVersionDoesNotHave:
    def test_gone(self) -> None:
        gone = setting(log__message__timestamp__difference__max__ms="1")
        assert lack(gone).data == "Kafka has not had it since 4.0"
        assert "an hour ahead" in consequence(gone)
        assert successor(gone).startswith("log.message.timestamp.before.max.ms and")
        assert not is_harmless_leftover(gone)

    def test_gone_and_what_took_its_place_is_set(self) -> None:
        old = setting(
            "3.5",
            advertised__host__name="k1",
            advertised__listeners="PLAINTEXT://k1:9092",
        )
        assert lack(old).data
        assert is_harmless_leftover(old)

    def test_not_yet_there(self) -> None:
        early = setting("3.5", log__message__timestamp__before__max__ms="1")
        assert lack(early).data == "Kafka 3.5 does not have it yet: it came with 3.6"
        assert successor(early) == "log.message.timestamp.difference.max.ms"
        assert consequence(early) == ""

    def test_an_unknown_version_is_none_that_is_too_old(self) -> None:
        assert lack(setting("", log__message__timestamp__before__max__ms="1")).data == ""
        assert lack(setting("", log__message__timestamp__difference__max__ms="1")).is_unknown
        assert lack(setting("", zk__connect="zk:2181")).data

    def test_a_node_that_needs_zookeeper_is_another_rules(self) -> None:
        assert lack(setting("4.1", zookeeper__connect="zk:2181")).data == ""

    def test_guards_matter(self) -> None:
        assert not is_of_minor_importance(setting(delegation__token__master__key="x"))
        assert not is_of_minor_importance(setting("3.9", ssl__cipher__suites="x"))
        assert is_of_minor_importance(setting(log__message__downconversion__enable="true"))


class TestDeprecatedKeys:
    def test_while_they_work(self) -> None:
        assert deprecation(setting("4.1", log__cleaner__enable="true")).data == "4.1"
        assert deprecation(setting("4.0", log__cleaner__enable="true")).data == ""

    def test_gone_ones_are_another_rules(self) -> None:
        assert deprecation(setting("4.1", log__message__format__version="3.0")).data == ""

    def test_of_an_unknown_version(self) -> None:
        said = deprecation(setting("", advertised__host__name="k1"))
        assert said.data == "0.10, and gone since 3.0"
        assert deprecation(setting("", log__cleaner__enable="true")).is_unknown


class TestKeysThatNobodyHas:
    def test_a_slip_of_the_pen(self) -> None:
        slip = setting(min__insync__replica="2")
        assert is_unheard(slip)
        assert may_be_read(slip).data is False
        assert hint(slip) == "; did you mean min.insync.replicas?"

    def test_the_near_one_is_gone_itself(self) -> None:
        assert nearest_key(setting("4.1", advertised__hostname="k1")) == "advertised.listeners"
        assert nearest_key(setting("2.8", advertised__hostname="k1")) == "advertised.host.name"

    def test_a_host_becomes_a_listener(self) -> None:
        line = line_with_nearest_key(setting("4.1", advertised__hostname="k1"))
        assert line == "advertised.listeners=PLAINTEXT://k1:9092"

    def test_a_clients_setting(self) -> None:
        assert hint(setting(max__request__size="1")) == (
            "; it is a setting of producers, and a broker has message.max.bytes"
        )

    @pytest.mark.parametrize(
        "key", ["confluent__license", "retention__ms", "zk__connect", "cfg__listeners"]
    )
    def test_others_speak_of_it(self, key: str) -> None:
        assert not is_unheard(setting(**{key: "x"}))

    def test_a_plug_in_may_read_it(self) -> None:
        house = setting(house__rules="x", authorizer__class__name="com.example.Authorizer")
        assert may_be_read(house).reason == (
            "com.example.Authorizer of authorizer.class.name may read it"
        )
        own = "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
        assert may_be_read(setting(house__rules="x", authorizer__class__name=own)).data is False

    def test_the_rest_of_the_file_is_not_here(self) -> None:
        assert may_be_read(
            setting(partial="an overlay without its base", house__rules="x")
        ).is_unknown


class TestValues:
    def test_what_kafka_refuses(self) -> None:
        odd = setting(min__insync__replicas="2 # of three")
        assert objection(odd).data == (
            "min.insync.replicas=2 # of three is not a whole number of at least 1"
        )
        assert remedy(odd) == ": what stands behind 2 is no comment but a part of the value"

    def test_secrets_are_not_shown(self) -> None:
        odd = setting(offsets__topic__segment__bytes="mN4wq")
        hidden = Value("mN4wq", odd.value.origins, sensitive=True)
        secret = Setting(odd.key, odd.anchor, node=odd.node, value=hidden)
        assert "mN4wq" not in objection(secret).data
        assert remedy(secret) == ""

    def test_a_placeholder(self) -> None:
        assert objection(setting(num__partitions="${PARTITIONS}")).is_unknown
        assert objection(setting(num__partitions="to be overridden")).is_unknown
        assert objection(setting(broker__rack="${RACK}")).data == ""

    @pytest.mark.parametrize(
        ("key", "text", "is_token"),
        [
            ("broker__id", "MYID", True),
            ("num__partitions", "NUM_PARTITIONS", True),
            ("num__partitions", "three", False),
            ("num__partitions", "6X", False),
            ("log__cleanup__policy", "DELETE", False),
        ],
    )
    def test_a_word_for_a_script_to_replace(self, key: str, text: str, is_token: bool) -> None:
        assert objection(setting(**{key: text})).is_unknown is is_token

    def test_it_depends_on_the_version(self) -> None:
        assert objection(setting("", log__segment__bytes="1000")).is_unknown
        assert objection(setting("", log__segment__bytes="10")).data

    def test_of_listeners_that_there_are(self) -> None:
        key = "listener__name__internal__ssl__client__auth"
        there = setting(**{key: "yes"}, listeners="INTERNAL://:9092")
        assert objection(there).data
        assert objection(setting(**{key: "yes"}, listeners="OTHER://:9092")).data == ""


class TestValuesTogether:
    def test_one_of_them_by_default(self) -> None:
        odd = setting(replica__fetch__wait__max__ms="40000")
        assert objection(odd).data == (
            "replica.fetch.wait.max.ms=40000 is more than replica.socket.timeout.ms=30000"
        )

    def test_one_of_them_answers_for_both(self) -> None:
        both = {"replica__fetch__wait__max__ms": "9000", "replica__lag__time__max__ms": "8000"}
        assert [one.key for one in misfits(node(**both))] == ["replica.fetch.wait.max.ms"]

    def test_the_first_unit_that_is_set_decides(self) -> None:
        assert objection(setting(log__retention__hours="0")).data
        assert objection(setting(log__retention__hours="0", log__retention__ms="-1")).data == ""

    def test_what_is_left_out_of_a_part_is_taken_to_fit(self) -> None:
        part = setting(partial="an overlay without its base", replica__lag__time__max__ms="10")
        assert objection(part).data == ""
