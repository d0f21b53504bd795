"""The clients of a cluster, made of the same settings.

| setting         | confluent-kafka                            | kafka-python              |
|-----------------|--------------------------------------------|---------------------------|
| bootstrap       | bootstrap.servers                          | bootstrap_servers         |
| protocol        | security.protocol                          | security_protocol         |
| tls             | ssl.ca.pem, ssl.certificate.pem, ssl.key…  | ssl_context               |
| sasl.mechanism  | sasl.mechanism                             | sasl_mechanism            |
| sasl.username   | sasl.username                              | sasl_plain_username       |
| sasl.password   | sasl.password                              | sasl_plain_password       |
| sasl.tokens     | oauth_cb                                   | sasl_oauth_token_provider |
| client_id       | client.id                                  | client_id                 |
"""

from __future__ import annotations

import logging
import os
import ssl
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from kafkalint.live.settings import Settings, Tls, Tokens

_SILENT = logging.getLogger("kafkalint.live.silent")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


def for_confluent_kafka(settings: Settings, seconds: float) -> dict[str, Any]:
    """What confluent-kafka's clients are made with; `seconds` is how long a request may take."""
    milliseconds = int(seconds * 1000)
    made: dict[str, Any] = {
        "bootstrap.servers": ",".join(settings.bootstrap),
        "client.id": settings.client_id,
        "security.protocol": settings.protocol,
        "socket.timeout.ms": max(1000, milliseconds),
        "socket.connection.setup.timeout.ms": max(1000, milliseconds),
        "reconnect.backoff.max.ms": 1000,
        "allow.auto.create.topics": False,
        "logger": _SILENT,
    }
    if settings.is_encrypted:
        tls = settings.tls
        made["enable.ssl.certificate.verification"] = tls.verify
        checks = tls.verify and tls.check_hostname
        made["ssl.endpoint.identification.algorithm"] = "https" if checks else "none"
        if tls.authorities is not None:
            made["ssl.ca.pem"] = tls.authorities
        if tls.certificates and tls.key:
            made["ssl.certificate.pem"] = tls.certificates
            made["ssl.key.pem"] = tls.key
    if settings.sasl:
        made["sasl.mechanism"] = settings.sasl.mechanism
        if settings.sasl.tokens:
            made["oauth_cb"] = _oauth_callback(settings.sasl.tokens)
        else:
            made["sasl.username"] = settings.sasl.username
            made["sasl.password"] = settings.sasl.password
    return made


def for_kafka_python(settings: Settings, seconds: float) -> dict[str, Any]:
    """What kafka-python's clients are made with; `seconds` is how long a request may take."""
    milliseconds = int(seconds * 1000)
    made: dict[str, Any] = {
        "bootstrap_servers": list(settings.bootstrap),
        "client_id": settings.client_id,
        "security_protocol": settings.protocol,
        "request_timeout_ms": milliseconds,
        "bootstrap_timeout_ms": milliseconds,
        "reconnect_backoff_max_ms": 500,
    }
    if settings.is_encrypted:
        made["ssl_context"] = ssl_context(settings.tls)
        made["ssl_check_hostname"] = settings.tls.verify and settings.tls.check_hostname
    if settings.sasl:
        made |= sasl_arguments(settings)
    return made


def sasl_arguments(settings: Settings) -> dict[str, Any]:
    """What kafka-python's SASL mechanisms are made with."""
    sasl = settings.sasl
    assert sasl is not None
    made: dict[str, Any] = {"sasl_mechanism": sasl.mechanism}
    if sasl.tokens:
        made["sasl_oauth_token_provider"] = _token_provider(sasl.tokens)
    else:
        made["sasl_plain_username"] = sasl.username
        made["sasl_plain_password"] = sasl.password
    return made


@lru_cache(maxsize=4)
def ssl_context(tls: Tls) -> ssl.SSLContext:
    """Python's TLS for a client, made once; raises ssl.SSLError for what OpenSSL does not take."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = tls.verify and tls.check_hostname
    context.verify_mode = ssl.CERT_REQUIRED if tls.verify else ssl.CERT_NONE
    if tls.authorities is None:
        context.load_default_certs()
    elif tls.authorities.strip():
        context.load_verify_locations(cadata=tls.authorities)
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # Java trusts what is in the store
    show_own(context, tls)
    return context


def show_own(context: ssl.SSLContext, tls: Tls) -> None:
    """Have the client's own certificate shown, where it has one.

    OpenSSL takes a key from files alone: one that nobody else can read, for a moment.
    """
    if not tls.certificates or not tls.key:
        return
    handle, path = tempfile.mkstemp(prefix="kafkalint-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{tls.key.strip()}\n{tls.certificates.strip()}\n")
        context.load_cert_chain(path)
    finally:
        Path(path).unlink()


def _oauth_callback(tokens: Tokens) -> Any:
    from kafkalint.live.tokens import token

    def give(_: str) -> tuple[str, float, str, dict[str, str]]:
        made = token(tokens)
        return made.text, made.expires_at, made.subject, dict(tokens.extensions)

    return give


def _token_provider(tokens: Tokens) -> Any:
    from kafka.net.sasl.oauth import AbstractTokenProvider

    from kafkalint.live.tokens import token

    class Provider(AbstractTokenProvider):  # type: ignore[misc]
        def token(self) -> str:
            return str(token(tokens).text)

        def extensions(self) -> dict[str, str]:
            return dict(tokens.extensions)

    return Provider()
