"""What real listeners answer, tried from here: whom they serve, which TLS, whose certificate."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from harness import looking
from harness.certificates import Authority
from harness.installation import Kafka
from harness.ports import LOOPBACK
from harness.secured import Secured
from harness.shapes import one_node
from harness.zookeeper import with_zookeeper
from msgspec.structs import replace

from kafkalint.live.probing import listener, targets
from kafkalint.live.settings import Tls
from kafkalint.live.snapshot import Probe, Snapshot

SECONDS = 60


def probes(snapshot: Snapshot) -> Mapping[str, Probe]:
    """By the listener's name."""
    assert snapshot.complete
    return {probe.listener: probe for probe in snapshot.probes or ()}


@pytest.fixture(scope="module")
def seen(untouched: Secured) -> Mapping[str, Probe]:
    return probes(looking.take(untouched.admin))


def test_a_listener_for_everybody_serves_nobody_too(newest: Kafka, tmp_path: Path) -> None:
    with one_node(newest, tmp_path) as open_cluster:
        found = probes(looking.take(open_cluster.settings))
    assert [*found] == ["PLAINTEXT"]
    plain = found["PLAINTEXT"]
    assert (plain.reachable, plain.protocol, plain.accepts_unauthenticated) == (
        True,
        "PLAINTEXT",
        True,
    )
    assert plain.tls_versions is None and plain.chain is None


def test_the_controllers_listener_is_left_alone(seen: Mapping[str, Probe]) -> None:
    assert sorted(seen) == ["MUTUAL", "SASL"]


def test_a_listener_with_sasl_names_its_mechanisms_and_serves_nobody(
    seen: Mapping[str, Probe],
) -> None:
    sasl = seen["SASL"]
    assert sasl.protocol == "SASL_SSL"
    assert sorted(sasl.sasl_mechanisms or ()) == ["PLAIN", "SCRAM-SHA-512"]
    assert sasl.accepts_unauthenticated is False


def test_a_listener_that_wants_certificates_serves_nobody_without_one(
    seen: Mapping[str, Probe],
) -> None:
    mutual = seen["MUTUAL"]
    assert (mutual.protocol, mutual.client_certificate) == ("SSL", "required")
    assert mutual.accepts_unauthenticated is False


def test_the_versions_of_tls_are_those_that_kafka_has_on(seen: Mapping[str, Probe]) -> None:
    for probe in seen.values():
        assert probe.tls_versions == ("TLSv1.2", "TLSv1.3")
        assert probe.ciphers and not any("NULL" in name for name in probe.ciphers)


def test_the_certificate_is_read_and_trusted(seen: Mapping[str, Probe]) -> None:
    sasl = seen["SASL"]
    assert sasl.chain is not None
    assert "CN=broker" in sasl.chain[0].subject and not sasl.chain[0].self_signed
    assert LOOPBACK in sasl.chain[0].names
    assert sasl.chain[0].not_before < sasl.chain[0].not_after
    assert (sasl.trusted, sasl.hostname_matches) == (True, True)


def test_whose_authority_is_not_trusted_is_told(untouched: Secured, tmp_path: Path) -> None:
    settings = looking.settings_of(untouched.admin)
    stranger = Authority(tmp_path).certificate.read_text()
    other = replace(settings, tls=Tls(authorities=stranger))
    brokers = looking.take(untouched.admin).brokers or ()
    found = [
        listener.probe(target, other, SECONDS) for target in targets.listeners(brokers, "SASL_SSL")
    ]
    assert found and all(probe.trusted is False for probe in found)
    assert all("certificate" in probe.trust_error for probe in found)


def test_zookeeper_that_opens_sessions_for_everybody_answers(
    kafka39: Kafka, tmp_path: Path
) -> None:
    with with_zookeeper(kafka39, tmp_path) as old:
        snapshot = looking.take(old.settings)
    ports = {port.service: port.answers for port in snapshot.open_ports or ()}
    assert ports == {"zookeeper": True, "jmx": None}
