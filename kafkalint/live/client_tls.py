"""Whom a client trusts and what it shows, from its properties."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kafkalint.live import keystores
from kafkalint.live.client_properties import Properties
from kafkalint.live.settings import Tls
from kafkalint.regex import regex

T = TypeVar("T")

_IDENTIFICATION = "ssl.endpoint.identification.algorithm"
_TYPES = ("PEM", "PKCS12", "JKS")
_SYSTEM = ("probe",)
_BLOCK = regex(r"(-----BEGIN [A-Z0-9 ]+-----)([A-Za-z0-9+/=\s]*)(-----END [A-Z0-9 ]+-----)")


def tls(given: Properties) -> Tls:
    """The TLS settings; raises UsageError with the place and what to do."""
    certificates, key = _own(given)
    identification = given.get(_IDENTIFICATION).lower()
    unset = given.is_set(_IDENTIFICATION) and not identification
    return Tls(
        _authorities(given),
        certificates,
        key,
        given.get("enable.ssl.certificate.verification").lower() != "false",
        not (unset or identification == "none"),
    )


def _authorities(given: Properties) -> str | None:
    for key in ("ssl.truststore.certificates", "ssl.ca.pem"):
        if key in given:
            return _try(given, key, keystores.pem_certificates)
    if "ssl.truststore.location" in given:
        _check_type(given, "ssl.truststore.type")
        password = given.get("ssl.truststore.password") or None
        return _from_file(
            given, "ssl.truststore.location", lambda path: keystores.trusted(path, password)
        )
    location = given.get("ssl.ca.location")
    if not location or location in _SYSTEM:
        return None
    if Path(location).is_dir():
        return _folder(given, location)
    return _from_file(given, "ssl.ca.location", lambda path: keystores.trusted(path, None))


def _folder(given: Properties, location: str) -> str:
    """All certificates in a folder, as OpenSSL's `-CApath`."""
    found = []
    for path in sorted(Path(location).iterdir()):
        try:
            found.append(keystores.trusted(str(path), None))
        except keystores.KeystoreProblem:
            continue
    if not found:
        raise given.problem("ssl.ca.location", f"there is no certificate in {location}")
    return "".join(found)


def _own(given: Properties) -> tuple[str | None, str | None]:
    """The client's certificate and key; None where it has none."""
    key_password = given.get("ssl.key.password") or None
    if "ssl.keystore.location" in given:
        _check_type(given, "ssl.keystore.type")
        password = given.get("ssl.keystore.password") or None
        own = _from_file(
            given,
            "ssl.keystore.location",
            lambda path: keystores.own(path, password, key_password),
        )
        return own.certificates, own.key
    certificates = _certificates(given)
    key = _key(given, key_password)
    if bool(certificates) != bool(key):
        missing, there = ("key", "certificate") if certificates else ("certificate", "key")
        keys = ("ssl.keystore.certificate.chain", "ssl.certificate.pem", "ssl.keystore.key")
        named = next((name for name in keys if name in given), f"ssl.{there}.location")
        raise given.problem(named, f"a {there} is of no use without its {missing}")
    return certificates, key


def _certificates(given: Properties) -> str | None:
    for key in ("ssl.keystore.certificate.chain", "ssl.certificate.pem"):
        if key in given:
            return _try(given, key, keystores.pem_certificates)
    if "ssl.certificate.location" in given:
        return _from_file(
            given, "ssl.certificate.location", lambda path: keystores.trusted(path, None)
        )
    return None


def _key(given: Properties, password: str | None) -> str | None:
    for key in ("ssl.keystore.key", "ssl.key.pem"):
        if key in given:
            return _try(given, key, lambda pem: keystores.pem_key(pem, password))
    if "ssl.key.location" in given:
        return _from_file(
            given,
            "ssl.key.location",
            lambda path: keystores.pem_key(_text(path), password),
        )
    return None


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError as problem:
        raise keystores.KeystoreProblem(f"it cannot be read: {problem.strerror}") from None


def _check_type(given: Properties, key: str) -> None:
    kind = given.get(key).upper()
    if kind and kind not in _TYPES:
        raise given.problem(
            key, f"{kind} is not read", f"Use one of {', '.join(_TYPES)}: {keystores.CONVERT}"
        )


def _from_file(given: Properties, key: str, read: Callable[[str], T]) -> T:
    path = given.get(key)
    try:
        return read(path)
    except keystores.KeystoreProblem as problem:
        remedy = problem.remedy
        beside = Path(given.file).parent / path
        if not Path(path).exists() and given.file and beside.exists():
            remedy = f"It is looked for from where kafkalint runs; there is {beside}."
        raise given.problem(key, f"{path}: {problem.message}", remedy) from None


def _try(given: Properties, key: str, read: Callable[[str], T]) -> T:
    try:
        return read(_on_lines(given.get(key)))
    except keystores.KeystoreProblem as problem:
        raise given.problem(key, problem.message, problem.remedy) from None


def _on_lines(pem: str) -> str:
    """PEM as OpenSSL reads it; Kafka also takes it on a single line."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{_wrapped(found[2])}\n{found[3]}\n", pem)


def _wrapped(body: str) -> str:
    letters = "".join(body.split())
    return "\n".join(letters[at : at + 64] for at in range(0, len(letters), 64))
