"""Text as the type of a setting."""

from __future__ import annotations

import pytest

from kafkalint.kafka import settings
from kafkalint.values import Origin, Provenance, Span, Value, absent, unknown

HERE = Origin("server.properties", Span(3, 1, 3, 20))


def read(key: str, text: str, scope: str = "broker") -> Value[object]:
    return settings.parse(key, Value(text, (HERE,)), scope)


@pytest.mark.parametrize(
    ("key", "text", "data"),
    [
        ("min.insync.replicas", "2", 2),
        ("min.insync.replicas", " +2 ", 2),
        ("log.retention.bytes", "-1", -1),
        ("log.retention.ms", "9223372036854775807", 2**63 - 1),
        ("sasl.kerberos.ticket.renew.jitter", "0.05", 0.05),
        ("sasl.kerberos.ticket.renew.jitter", "5e-2", 0.05),
        ("sasl.kerberos.ticket.renew.jitter", "1", 1.0),
        ("auto.create.topics.enable", "true", True),
        ("auto.create.topics.enable", " FALSE ", False),
        ("broker.rack", " eu-west-1a ", "eu-west-1a"),
        ("broker.rack", "", ""),
        ("log.dirs", "/data/a, /data/b", ("/data/a", "/data/b")),
        ("log.dirs", "/data/a,,/data/b", ("/data/a", "", "/data/b")),
        ("process.roles", "", ()),
        ("process.roles", "   ", ()),
        ("listener.name.internal.ssl.client.auth", "required", "required"),
        ("listener.name.internal.sasl.enabled.mechanisms", "PLAIN, GSSAPI", ("PLAIN", "GSSAPI")),
        ("listener.name.internal.plain.connections.max.reauth.ms", "1000", 1000),
        ("super.users", "User:a;User:CN=b,O=c", "User:a;User:CN=b,O=c"),
        ("allow.everyone.if.no.acl.found", "True", True),
        ("my.own.reporter.interval", "5", "5"),
    ],
)
def test_text_becomes_the_type_of_its_key(key: str, text: str, data: object) -> None:
    value = read(key, text)
    assert (value.data, type(value.data)) == (data, type(data))
    assert value.is_known


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        ("min.insync.replicas", "three", "three is not a number"),
        ("min.insync.replicas", "", "an empty text is not a number"),
        ("min.insync.replicas", "2.0", "2.0 is not a number"),
        ("min.insync.replicas", "1_000", "1_000 is not a number"),
        ("log.retention.ms", "168L", "168L is not a number"),
        (
            "min.insync.replicas",
            "2147483648",
            "2147483648 is too large for a number of this setting",
        ),
        ("sasl.kerberos.ticket.renew.jitter", "high", "high is not a number"),
        ("auto.create.topics.enable", "yes", "yes is neither true nor false"),
        ("auto.create.topics.enable", "1", "1 is neither true nor false"),
    ],
)
def test_text_of_another_type_is_unknown_and_says_why(key: str, text: str, reason: str) -> None:
    value = read(key, text)
    assert (value.is_unknown, value.reason, value.origins) == (True, reason, (HERE,))


def test_the_scope_decides_the_type() -> None:
    assert read("acks", "1", "producer").data == "1"
    assert read("retention.ms", "1", "topic").data == 1
    assert read("retention.ms", "1", "broker").data == "1"


def test_a_placeholder_is_unknown_and_is_named() -> None:
    value = read("broker.id", "${BROKER_ID}")
    assert (value.is_unknown, value.origins) == (True, (HERE,))
    assert value.reason == "${BROKER_ID} is filled in elsewhere"


def test_a_placeholder_in_a_secret_is_not_named() -> None:
    """It may be no placeholder but a part of the secret."""
    value = read("ssl.key.password", "hunter@two@three")
    assert value.is_unknown
    assert "two" not in value.reason


def test_origins_provenance_and_reason_are_kept() -> None:
    written = Value("3", (HERE,), Provenance.IMAGE, "the image writes it")
    value = settings.parse("default.replication.factor", written)
    assert (value.data, value.origins) == (3, (HERE,))
    assert (value.provenance, value.reason) == (Provenance.IMAGE, "the image writes it")


def test_passwords_stay_text_and_are_sensitive() -> None:
    value = read("ssl.keystore.password", " hunter2 ")
    assert (value.data, value.sensitive) == ("hunter2", True)
    assert "hunter2" not in repr(value)


def test_what_is_sensitive_stays_so() -> None:
    value = settings.parse("broker.rack", Value("a", (HERE,), sensitive=True))
    assert value.sensitive


@pytest.mark.parametrize("value", [unknown("${X} is not set", HERE), absent(HERE)])
def test_unknown_and_absent_values_pass_through(value: Value[str]) -> None:
    assert settings.parse("broker.id", value) is value
