"""Certificates and keys are read from whatever Kafka's own tools take.

`stores/` was made by keytool of Java 17: `own.jks` (its key has another password than the
store), `trust.jks` and `trust.p12` with its certificate, `own-is-pkcs12.jks` and `own.jceks`.
"""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kafkalint.live import clients
from kafkalint.live.keystores import KeystoreProblem, Own, own, pem_key, trusted
from kafkalint.live.settings import Tls

STORES = Path(__file__).parent / "stores"


def store(name: str) -> str:
    return str(STORES / name)


def subjects(pem: str) -> list[str]:
    found = x509.load_pem_x509_certificates(pem.encode())
    return [certificate.subject.rfc4514_string() for certificate in found]


def fits(found: Own) -> bool:
    """Whether the key is the certificate's, as OpenSSL sees it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    clients.show_own(context, Tls(certificates=found.certificates, key=found.key))
    return True


@pytest.mark.parametrize("name", ["trust.jks", "trust.p12"])
def test_a_truststore_holds_whom_to_trust(name: str) -> None:
    assert subjects(trusted(store(name), "trust-word")) == ["CN=client"]


def test_a_jks_truststore_is_read_without_its_password_as_java_does() -> None:
    assert subjects(trusted(store("trust.jks"), None)) == ["CN=client"]


@pytest.mark.parametrize(
    ("name", "key_password"),
    [("own.jks", "key-word"), ("own-is-pkcs12.jks", None), ("own-is-pkcs12.jks", "ignored")],
)
def test_a_keystore_holds_a_certificate_and_its_key(name: str, key_password: str | None) -> None:
    found = own(store(name), "store-word", key_password)

    assert subjects(found.certificates) == ["CN=client"]
    assert fits(found)


def test_a_pem_file_holds_both(tmp_path: Path) -> None:
    found = own(store("own.jks"), "store-word", "key-word")
    path = tmp_path / "both.pem"
    path.write_text(found.key + found.certificates)

    assert own(str(path), None, None) == found


def test_an_encrypted_pem_key_is_opened() -> None:
    plain = own(store("own.jks"), "store-word", "key-word").key
    key = load_pem_private_key(plain.encode(), None)
    locked = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pem-word")
    ).decode()

    assert pem_key(locked, "pem-word") == plain
    assert pem_key(plain, "of no use") == plain
    for wrong in ("wrong-word", None):
        with pytest.raises(KeystoreProblem, match=r"password|encrypted") as problem:
            pem_key(locked, wrong)
        assert "wrong-word" not in str(problem.value)


def test_an_old_style_pem_key_is_read() -> None:
    plain = own(store("own.jks"), "store-word", "key-word").key
    key = load_pem_private_key(plain.encode(), None)
    old = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())

    assert pem_key(old.decode(), None) == plain


@pytest.mark.parametrize(
    ("name", "password", "key_password", "says"),
    [
        ("own.jks", "wrong-word", "key-word", "password is wrong"),
        ("own.jks", "store-word", "wrong-word", "another password"),
        ("own.jks", "store-word", None, "another password"),
        ("own.jks", None, None, "encrypted"),
        ("own-is-pkcs12.jks", "wrong-word", None, "password"),
        ("own-is-pkcs12.jks", None, None, "password"),
        ("own.jceks", "store-word", None, "JCEKS"),
        ("trust.jks", "trust-word", None, "no private key"),
        ("trust.p12", "trust-word", None, "no private key"),
        ("client.pem", None, None, "no private key"),
        ("missing.jks", None, None, "No such file"),
    ],
)
def test_what_is_wrong_with_a_store_is_said_without_its_secrets(
    name: str, password: str | None, key_password: str | None, says: str
) -> None:
    with pytest.raises(KeystoreProblem, match=says) as problem:
        own(store(name), password, key_password)
    assert not any(word in str(problem.value) for word in ("store-word", "wrong-word"))


@pytest.mark.parametrize("name", ["own.jks", "trust.jks", "trust.p12", "own-is-pkcs12.jks"])
def test_a_damaged_store_is_refused_wherever_it_is_cut(name: str, tmp_path: Path) -> None:
    whole = Path(store(name)).read_bytes()
    path = tmp_path / name
    for length in (1, 4, 11, 40, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(KeystoreProblem):
            trusted(str(path), None)
            own(str(path), "store-word", "key-word")


@pytest.mark.parametrize("content", [b"", b"hello", b"\xfe\xed\xfe\xed" + b"\xff" * 60])
def test_what_is_no_store_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "store.jks"
    path.write_bytes(content)
    with pytest.raises(KeystoreProblem):
        trusted(str(path), None)


def test_a_damaged_certificate_is_refused(tmp_path: Path) -> None:
    data = bytearray(Path(store("trust.jks")).read_bytes())
    data[60:64] = b"\xff" * 4
    path = tmp_path / "trust.jks"
    path.write_bytes(data)
    with pytest.raises(KeystoreProblem, match="damaged"):
        trusted(str(path), None)
