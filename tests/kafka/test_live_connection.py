"""Why a cluster cannot be talked to is told for what it is, and nobody is waited for in vain."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import Say
from harness.certificates import Authority
from harness.installation import Kafka
from harness.ports import LOOPBACK, free_port
from harness.secured import Secured
from msgspec.structs import replace

from kafkalint.live import client_properties, client_settings
from kafkalint.live.connection import ConnectionProblem, connect
from kafkalint.live.settings import Sasl, Settings, Tls

PATIENCE = 90  # seconds that nobody needs, so that
AT_ONCE = 30  # is less than a wait in vain, even on a busy machine
WRONG = "Zq9-planted-wrong-password"


@pytest.fixture(scope="module")
def shape(newest: Kafka, untouched: Secured, say: Say) -> Secured:
    say(f"Kafka {newest.release}: why it cannot be talked to")
    return untouched


def settings(given: Mapping[str, str], folder: Path) -> Settings:
    path = folder / "client.properties"
    path.write_text("".join(f"{key}={value}\n" for key, value in given.items()))
    return client_settings.settings((), client_properties.load(str(path), ()))


@pytest.fixture
def admin(shape: Secured, tmp_path: Path) -> Settings:
    return settings(shape.admin, tmp_path)


@pytest.fixture
def application(shape: Secured, tmp_path: Path) -> Settings:
    return settings(shape.application, tmp_path)


def why(given: Settings) -> ConnectionProblem:
    begun = time.monotonic()
    with pytest.raises(ConnectionProblem) as told:
        connect(given, PATIENCE)
    assert time.monotonic() - begun < AT_ONCE
    assert WRONG not in told.value.message + told.value.remedy
    return told.value


def test_those_who_may_are_let_in(admin: Settings, application: Settings) -> None:
    assert set(connect(admin, PATIENCE).brokers) == {1}
    assert set(connect(application, PATIENCE).brokers) == {1}


def test_a_name_that_is_not_known(admin: Settings) -> None:
    problem = why(replace(admin, bootstrap=("kafka.invalid:9092",)))
    assert "kafka.invalid cannot be resolved" in problem.message
    assert "spelling" in problem.remedy


def test_a_port_where_nothing_listens(admin: Settings) -> None:
    problem = why(replace(admin, bootstrap=(f"{LOOPBACK}:{free_port()}",)))
    assert "refuses connections" in problem.message


def test_a_certificate_of_someone_unknown(admin: Settings, tmp_path: Path) -> None:
    for tls in (Tls(), Tls(authorities=Authority(tmp_path).certificate.read_text())):
        problem = why(replace(admin, tls=tls))
        assert "is not trusted" in problem.message
        assert "ssl.truststore.location" in problem.remedy
    assert "CN=the tests' authority" in problem.message


def test_a_certificate_for_another_name(admin: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: resolve(LOOPBACK, *rest, **more)
    )
    port = admin.bootstrap[0].rpartition(":")[2]

    problem = why(replace(admin, bootstrap=(f"kafka.example:{port}",)))

    assert "is not for kafka.example: it is for localhost, 127.0.0.1" in problem.message
    assert "ssl.endpoint.identification.algorithm" in problem.remedy
    unchecked = replace(admin.tls, check_hostname=False)
    assert connect(replace(admin, bootstrap=(f"kafka.example:{port}",), tls=unchecked), PATIENCE)


@pytest.mark.parametrize(
    ("mechanism", "user"), [("SCRAM-SHA-512", "admin"), ("PLAIN", "operator"), ("PLAIN", "nobody")]
)
def test_a_wrong_password(admin: Settings, mechanism: str, user: str) -> None:
    problem = why(replace(admin, sasl=Sasl(mechanism, user, WRONG)))
    assert f"does not let this user in ({mechanism})" in problem.message
    assert "password" in problem.remedy


def test_a_mechanism_that_is_not_offered(admin: Settings) -> None:
    problem = why(replace(admin, sasl=Sasl("SCRAM-SHA-256", "admin", WRONG)))
    assert "it offers SCRAM-SHA-512, PLAIN" in problem.message


@pytest.mark.parametrize(
    ("protocol", "right"), [("PLAINTEXT", "SSL"), ("SASL_PLAINTEXT", "SASL_SSL")]
)
def test_plaintext_to_a_port_with_tls(admin: Settings, protocol: str, right: str) -> None:
    sasl = admin.sasl if "SASL" in protocol else None
    problem = why(replace(admin, protocol=protocol, sasl=sasl))
    assert "speaks TLS, and was spoken to in plaintext" in problem.message
    assert right in problem.remedy


def test_no_login_where_one_is_wanted(admin: Settings) -> None:
    problem = why(replace(admin, protocol="SSL", sasl=None))
    assert "wants to know who asks, by SCRAM-SHA-512, PLAIN" in problem.message


def test_no_certificate_where_one_is_wanted(application: Settings) -> None:
    problem = why(replace(application, tls=Tls(application.tls.authorities)))
    assert "wants a certificate of the client" in problem.message
    assert "ssl.keystore.location" in problem.remedy


def test_a_certificate_of_the_client_that_nobody_knows(
    application: Settings, tmp_path: Path
) -> None:
    own = Authority(tmp_path).issue("stranger").read_text()
    key, certificate = own.split("-----BEGIN CERTIFICATE-----")
    tls = Tls(application.tls.authorities, f"-----BEGIN CERTIFICATE-----{certificate}", key)
    problem = why(replace(application, tls=tls))
    assert "does not take the client's certificate" in problem.message


def test_a_login_where_there_is_none(admin: Settings, application: Settings) -> None:
    tls = replace(application.tls)
    problem = why(replace(admin, bootstrap=application.bootstrap, tls=tls))
    assert "has no SASL" in problem.message


def test_a_controllers_port(shape: Secured, application: Settings) -> None:
    (node,) = shape.cluster.nodes.values()
    voter = node.properties["controller.quorum.voters"].partition("@")[2]
    problem = why(replace(application, bootstrap=(voter,)))
    assert "controller" in problem.message


def test_one_broker_that_answers_is_enough(admin: Settings) -> None:
    both = (f"{LOOPBACK}:{free_port()}", "kafka.invalid:9092", *admin.bootstrap)
    assert set(connect(replace(admin, bootstrap=both), PATIENCE).brokers) == {1}


def test_where_none_does_all_are_told(admin: Settings) -> None:
    problem = why(replace(admin, bootstrap=("kafka.invalid:1", f"{LOOPBACK}:{free_port()}")))
    assert "cannot be resolved" in problem.message
    assert "refuses connections" in problem.message
