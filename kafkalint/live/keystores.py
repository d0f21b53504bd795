"""Certificates and keys from the files that clients are given: PEM, PKCS12, JKS.

What a file is, its content tells: Java's tools write PKCS12 into files called `.jks`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    load_pem_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12KeyAndCertificates,
    load_pkcs12,
)

from kafkalint.live import jks

MAX_BYTES = 20_000_000
CONVERT = "`keytool -importkeystore -srckeystore OLD -destkeystore NEW.p12 -deststoretype PKCS12`"


class KeystoreProblem(Exception):
    """What is wrong with a keystore, and what to do; never with a secret in it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class Own(NamedTuple):
    """Certificates and the key of the first of them, as PEM; the key is not encrypted."""

    certificates: str
    key: str


def trusted(path: str, password: str | None) -> str:
    """The certificates in a truststore as PEM; raises KeystoreProblem."""
    data = _read(path)
    if _is_pem(data):
        return pem_certificates(data.decode("utf-8", "replace"))
    if data.startswith(jks.MAGIC):
        store = _jks(data, password)
        found = [*store.trusted, *(key.chain[0] for key in store.keys if key.chain)]
        certificates = _of_der(found)
    else:
        bundle = _pkcs12(data, password)
        certificates = [each.certificate for each in bundle.additional_certs]
        if bundle.cert:
            certificates.append(bundle.cert.certificate)
    if not certificates:
        raise KeystoreProblem("there is no certificate in it")
    return "".join(_pem(each) for each in certificates)


def own(path: str, password: str | None, key_password: str | None) -> Own:
    """A client's own certificate and key; raises KeystoreProblem."""
    data = _read(path)
    if _is_pem(data):
        text = data.decode("utf-8", "replace")
        return Own(pem_certificates(text), pem_key(text, key_password))
    if data.startswith(jks.MAGIC):
        return _own_of_jks(data, password, key_password)
    bundle = _pkcs12(data, password)
    if bundle.key is None or bundle.cert is None:
        raise KeystoreProblem("there is no private key in it", "A truststore is no keystore.")
    chain = [bundle.cert.certificate, *(each.certificate for each in bundle.additional_certs)]
    return Own("".join(map(_pem, chain)), _pem_of_key(bundle.key))


def pem_certificates(text: str) -> str:
    """The certificates of a PEM text, in order; raises KeystoreProblem."""
    try:
        return "".join(map(_pem, x509.load_pem_x509_certificates(text.encode())))
    except ValueError:
        raise KeystoreProblem("there is no certificate in it that can be read") from None


def pem_key(text: str, password: str | None) -> str:
    """The private key of a PEM text, no longer encrypted; raises KeystoreProblem."""
    start = text.find("-----BEGIN")
    while start >= 0:
        line = text[start:].split("\n", 1)[0]
        if "PRIVATE KEY" in line:
            break
        start = text.find("-----BEGIN", start + 1)
    else:
        raise KeystoreProblem("there is no private key in it")
    encrypted = "ENCRYPTED" in text[start : start + 200]
    try:
        secret = password.encode() if password and encrypted else None
        return _pem_of_key(load_pem_private_key(text[start:].encode(), secret))
    except TypeError:
        raise KeystoreProblem("the key in it is encrypted", "Set ssl.key.password.") from None
    except ValueError:
        why = "its password is wrong, or it is damaged" if encrypted else "it is damaged"
        raise KeystoreProblem(f"the key in it cannot be read: {why}") from None


def _own_of_jks(data: bytes, password: str | None, key_password: str | None) -> Own:
    store = _jks(data, password)
    if not store.keys:
        raise KeystoreProblem("there is no private key in it", "A truststore is no keystore.")
    if len(store.keys) > 1:
        names = ", ".join(key.alias for key in store.keys)
        raise KeystoreProblem(f"there are several private keys in it ({names})", "Keep one.")
    secret = key_password or password
    if secret is None:
        raise KeystoreProblem("its key is encrypted", "Set ssl.key.password.")
    try:
        key = load_der_private_key(jks.uncover(store.keys[0], secret), None)
    except jks.BadPasswordError as problem:
        raise KeystoreProblem(str(problem), "Check ssl.key.password.") from None
    except (jks.BadStoreError, ValueError):
        raise KeystoreProblem("the key in it cannot be read") from None
    chain = _of_der(store.keys[0].chain)
    return Own("".join(map(_pem, chain)), _pem_of_key(key))


def _read(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        raise KeystoreProblem(f"it cannot be read: {problem.strerror}") from None
    if not data or len(data) > MAX_BYTES:
        raise KeystoreProblem("it is empty" if not data else "it is too large for a keystore")
    if data.startswith(jks.JCEKS_MAGIC):
        raise KeystoreProblem("it is a JCEKS keystore, which is not read", f"Convert it: {CONVERT}")
    return data


def _is_pem(data: bytes) -> bool:
    return b"-----BEGIN " in data


def _jks(data: bytes, password: str | None) -> jks.Store:
    try:
        return jks.read(data, password)
    except jks.BadPasswordError as problem:
        raise KeystoreProblem(str(problem), "Check the password of the store.") from None
    except jks.BadStoreError as problem:
        raise KeystoreProblem(str(problem)) from None


def _pkcs12(data: bytes, password: str | None) -> PKCS12KeyAndCertificates:
    try:
        return load_pkcs12(data, password.encode() if password is not None else None)
    except ValueError as problem:
        if "password" in str(problem).lower():
            why = "its password is wrong" if password is not None else "it needs a password"
            raise KeystoreProblem(why, "Check the password of the store.") from None
        raise KeystoreProblem(
            "it is neither PEM nor PKCS12 nor JKS, or of a kind of PKCS12 that cannot be read"
        ) from None


def _of_der(found: Iterable[bytes]) -> list[x509.Certificate]:
    try:
        return [x509.load_der_x509_certificate(each) for each in found]
    except ValueError:
        raise KeystoreProblem("a certificate in it is damaged") from None


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def _pem_of_key(key: PrivateKeyTypes) -> str:
    made: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.decode("ascii")
