"""A snapshot holds all that was read of a cluster, as JSON, and never a secret."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from kafkalint.errors import SyntaxProblem
from kafkalint.live.collection.config import config
from kafkalint.live.snapshot import (
    Acl,
    Broker,
    Config,
    Feature,
    Group,
    LogDir,
    Member,
    Offset,
    Partition,
    Quorum,
    QuorumMember,
    Refusal,
    Snapshot,
    Synonym,
    Topic,
    from_json,
    to_json,
)
from kafkalint.live.snapshot_schema import schema

STATIC = "STATIC_BROKER_CONFIG"
SNAPSHOT = Snapshot(
    tool="kafkalint 1.0",
    taken_at="2026-03-01T12:00:00Z",
    complete=True,
    bootstrap=("kafka-1:9092",),
    cluster_id="MkU3OEVBNTcwNTJENDM2Qg",
    controller_id=1,
    features={"metadata.version": Feature(27, (7, 29))},
    brokers=(
        Broker(
            1,
            "kafka-1",
            9092,
            "rack-1",
            False,
            {"log.retention.hours": config("log.retention.hours", "24", STATIC)},
            (LogDir("/data", total=1000, usable=400, size=300),),
            {"Metadata": (0, 13)},
        ),
    ),
    quorum=Quorum(1, 4, 900, (QuorumMember(1, log_end_offset=900, lag=0),)),
    topics=(Topic("orders", partitions=(Partition(0, 1, (1, 2), (1,), (2,), (), (2,)),)),),
    groups=(
        Group(
            "billing",
            "STABLE",
            members=(Member("m", "app", "/10.0.0.1", assignment={"orders": (0,)}),),
            offsets=(Offset("orders", 0, 10, 15, 5),),
        ),
    ),
    acls=(Acl("TOPIC", "orders", "LITERAL", "User:app", "*", "READ", "ALLOW"),),
    refusals=(Refusal("DescribeLogDirs", "broker 2", "permission", "refused", "Describe"),),
)


def test_what_is_kept_is_what_was_read() -> None:
    assert from_json(to_json(SNAPSHOT)) == SNAPSHOT


def test_it_says_its_version_and_nothing_that_goes_without_saying() -> None:
    assert json.loads(to_json(Snapshot())) == {"version": 1}


def test_it_is_what_its_schema_says(checkout: Path) -> None:
    written = json.loads((checkout / "schemas/snapshot.schema.json").read_text())

    jsonschema.Draft202012Validator.check_schema(written)
    jsonschema.validate(json.loads(to_json(SNAPSHOT)), written)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": 1, "topics": [{"name": 3}]}, written)


def test_the_schema_is_that_of_the_records(checkout: Path) -> None:
    assert json.loads((checkout / "schemas/snapshot.schema.json").read_text()) == json.loads(
        json.dumps(schema())
    )


@pytest.mark.parametrize("key", ["sasl.jaas.config", "listener.name.x.ssl.keystore.password"])
def test_a_secret_is_dropped_even_where_a_broker_sends_it(key: str) -> None:
    kept = config(key, "s3cret", STATIC, synonyms=[Synonym(key, "s3cret", STATIC)])

    assert kept == Config(None, STATIC, True, False, (Synonym(key, None, STATIC),))


def test_what_a_broker_calls_sensitive_is_dropped() -> None:
    assert config("my.plugin.key", "s3cret", STATIC, sensitive=True).value is None


def test_a_secret_synonym_of_a_plain_key_is_dropped() -> None:
    kept = config("plain", "x", STATIC, synonyms=[Synonym("some.password", "s3cret", STATIC)])

    assert "s3cret" not in repr(kept)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no snapshot"),
        (b"[]", "no snapshot"),
        (b"{}", "version"),
        (b"\xff\xfe", "no snapshot"),
        (b"[" * 100_000, "no snapshot"),
        (b'{"version": 2}', "version 2"),
        (b'{"version": 1, "topics": [{"name": 3}]}', r"\$\.topics\[0\]\.name"),
    ],
)
def test_what_is_no_snapshot_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(SyntaxProblem, match=says) as refused:
        from_json(content, "taken.json")
    assert refused.value.path == "taken.json"


def test_a_later_snapshot_of_the_same_version_may_hold_more() -> None:
    assert from_json(b'{"version": 1, "moons": 3}') == Snapshot()
