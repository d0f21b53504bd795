"""Keys that no broker knows: whose they are, or what was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafkalint.kafka import names, settings


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("min.insync.replica", "min.insync.replicas"),
        ("min_insync_replicas", "min.insync.replicas"),
        ("minInsyncReplicas", "min.insync.replicas"),
        ("MIN.INSYNC.REPLICAS", "min.insync.replicas"),
        ("insync.min.replicas", "min.insync.replicas"),
        ("mni.insync.replicas", "min.insync.replicas"),
        ("advertised.hostname", "advertised.host.name"),
        ("advertised.host", "advertised.host.name"),
        ("auto.create.topics", "auto.create.topics.enable"),
        ("auto.create.topics.enabled", "auto.create.topics.enable"),
        ("replication.factor", "default.replication.factor"),
        ("replica.max.fetch.bytes", "replica.fetch.max.bytes"),
        ("ssl.enabled.mechanisms", "sasl.enabled.mechanisms"),
        ("listeners.security.protocol.map", "listener.security.protocol.map"),
        ("listener.name.client.ssl.client.atuh", "listener.name.client.ssl.client.auth"),
        ("rakc", ""),
        ("broker.colour", ""),
        ("broker.port", ""),
        ("log.retention", ""),
        ("log.retention.days", ""),
        ("host", ""),
        ("", ""),
        ("..", ""),
        ("listener.name.client", ""),
    ],
)
def test_what_was_probably_meant(key: str, meant: str) -> None:
    assert names.nearest(key) == meant


def test_topics_have_keys_of_their_own() -> None:
    assert names.nearest("retention.msec", "topic") == "retention.ms"
    assert names.nearest("cleanup.polices", "topic") == "cleanup.policy"


@pytest.mark.parametrize(
    ("key", "whose"),
    [
        ("confluent.balancer.enable", "Confluent's own parts"),
        ("rsm.config.chunk.size", "the manager of remote storage"),
        ("config.providers.file.class", "config providers"),
        ("ranger.plugin.kafka.service.name", "Apache Ranger"),
        ("com.example.reporter.interval", "what is called so in Java"),
        ("listener.name.internal.ssl.keystore.filename", "Confluent's images, which make"),
        ("ssl.keystore.credentials", "Confluent's images, which make"),
        ("min.insync.replica", ""),
        ("confluentinc", ""),
    ],
)
def test_whose_a_key_is(key: str, whose: str) -> None:
    assert names.owner(key).startswith(whose)
    assert bool(names.owner(key)) == bool(whose)


def test_settings_of_other_programs() -> None:
    assert {"producers", "consumers"} <= {*names.clients("security.protocol")}
    assert names.clients("max.request.size") == ("producers",)
    assert names.clients("connect.rest.port") == ("Connect workers",)
    assert names.clients("broker.colour") == ()


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("kafka", "kafka", 0), ("kafka", "kakfa", 1), ("kafka", "kafkas", 1), ("kafka", "fka", 2)],
)
def test_how_far_words_are_apart(one: str, other: str, far: int) -> None:
    assert names.distance(one, other, 2) == names.distance(other, one, 2) == far


def test_words_too_far_apart_are_not_measured() -> None:
    assert names.distance("kafka", "zookeeper", 2) == 3


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "Z")), max_size=60))
def test_any_text_gives_a_key_or_none(text: str) -> None:
    near = names.nearest(text)
    assert not near or settings.exists_in_any_version(near)
