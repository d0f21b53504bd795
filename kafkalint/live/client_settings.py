"""From a client's properties, Java's or librdkafka's, to settings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kafkalint.errors import UsageError
from kafkalint.kafka import jaas
from kafkalint.kafka.jaas import LoginModule
from kafkalint.live.client_properties import Properties
from kafkalint.live.settings import PROTOCOLS, Sasl, Settings, Tls, Tokens
from kafkalint.regex import regex

DEFAULT_PORT = 9092
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")
IAM = "AWS_MSK_IAM"
_JAAS = "sasl.jaas.config"
_MODULES = {
    "PlainLoginModule": ("PLAIN",),
    "ScramLoginModule": ("SCRAM-SHA-256", "SCRAM-SHA-512"),
    "OAuthBearerLoginModule": ("OAUTHBEARER",),
    "IAMLoginModule": (IAM,),
}
_HANDLERS = ("sasl.client.callback.handler.class", "sasl.login.callback.handler.class")
_AMAZON = regex(r"\.kafka(?:-serverless)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$")
_ADDRESS = regex(r"(?:[A-Z_]+://)?(\[[0-9a-f:.%]+\]|[^\s:,/@]+)(?::(\d{1,5}))?", re.IGNORECASE)


def settings(bootstrap: Sequence[str], given: Properties) -> Settings:
    """The settings that `given` means; raises UsageError with the place and what to do."""
    servers = tuple(bootstrap) or tuple(_split(given.get("bootstrap.servers")))
    if not servers:
        raise UsageError(
            "there is no cluster to look at", remedy="Give a broker: --bootstrap HOST:PORT."
        )
    addresses = tuple(_address(server) for server in servers)
    protocol = _protocol(given)
    return Settings(
        addresses,
        protocol,
        _tls(given) if "SSL" in protocol else Tls(),
        _sasl(given, addresses) if "SASL" in protocol else None,
        given.get("client.id") or "kafkalint",
        given.file,
        tuple(given.secrets()),
    )


def _tls(given: Properties) -> Tls:
    from kafkalint.live import client_tls  # which reads keystores, and takes long to load

    return client_tls.tls(given)


def _split(text: str) -> list[str]:
    return [part for each in text.split(",") if (part := each.strip())]


def _address(server: str) -> str:
    """ "kafka-1:9092" of what was given; raises UsageError."""
    found = _ADDRESS.fullmatch(server)
    if not found or (found[2] and not 0 < int(found[2]) < 65536):
        raise UsageError(f"'{server}' is no address of a broker", remedy="Write it as HOST:PORT.")
    return f"{found[1]}:{found[2] or DEFAULT_PORT}"


def _protocol(given: Properties) -> str:
    protocol = given.get("security.protocol").upper() or "PLAINTEXT"
    if protocol not in PROTOCOLS:
        raise given.problem("security.protocol", f"'{protocol}' is none of {', '.join(PROTOCOLS)}")
    return protocol


def _sasl(given: Properties, addresses: Sequence[str]) -> Sasl:
    module = _module(given)
    key = "sasl.mechanisms" if "sasl.mechanisms" in given else "sasl.mechanism"
    mechanism = given.get(key).upper()
    if not mechanism and module:
        allowed = _MODULES.get(module.short, ())
        mechanism = allowed[0] if len(allowed) == 1 else ""
    if not mechanism or mechanism == "GSSAPI":
        said = "is not set, and Java's default is GSSAPI" if not mechanism else "GSSAPI"
        raise given.problem(
            key,
            f"{said} (Kerberos), which kafkalint does not speak",
            f"Use a user that logs in with one of {', '.join(MECHANISMS)}.",
        )
    if mechanism not in (*MECHANISMS, IAM):
        raise given.problem(key, f"'{mechanism}' is none of {', '.join((*MECHANISMS, IAM))}")
    if module and mechanism not in _MODULES.get(module.short, (mechanism,)):
        raise given.problem(_JAAS, f"{module.short} does not log in with {mechanism}")
    if mechanism in ("OAUTHBEARER", IAM):
        return Sasl("OAUTHBEARER", tokens=_tokens(given, mechanism, module, addresses))
    return _password(given, mechanism, module)


def _module(given: Properties) -> LoginModule | None:
    text = given.get(_JAAS)
    if not text:
        return None
    modules = jaas.modules(text)
    if not modules or not text.rstrip().endswith(";"):
        raise given.problem(
            _JAAS,
            "it is no login module",
            'Write: org.apache.kafka.….ScramLoginModule required username="…" password="…";',
        )
    return modules[0]


def _password(given: Properties, mechanism: str, module: LoginModule | None) -> Sasl:
    options = module.options if module else {}
    user = options.get("username") or given.get("sasl.username")
    password = options.get("password") or given.get("sasl.password")
    if not user or not password:
        missing = "user" if not user else "password"
        raise given.problem(
            _JAAS if module else "sasl.mechanism",
            f"{mechanism} needs a {missing}",
            "Set sasl.jaas.config, as for Kafka's own tools, or sasl.username and sasl.password.",
        )
    return Sasl(mechanism, user, password)


def _tokens(
    given: Properties, mechanism: str, module: LoginModule | None, addresses: Sequence[str]
) -> Tokens:
    options = module.options if module else {}
    if mechanism == IAM or "software.amazon.msk" in given.get(*_HANDLERS):
        return _amazon(given, options, addresses)
    extensions = {
        name.removeprefix("extension_"): value
        for name, value in options.items()
        if name.startswith("extension_")
    } | dict(
        part.split("=", 1)
        for part in _split(given.get("sasl.oauthbearer.extensions"))
        if "=" in part
    )
    scope = options.get("scope") or given.get("sasl.oauthbearer.scope")
    url = given.get("sasl.oauthbearer.token.endpoint.url")
    if url.startswith("file:"):
        path = re.sub(r"^file:(//)?", "", url)
        return Tokens("file", path, extensions=extensions)
    if url:
        return _endpoint(given, options, url, scope, extensions)
    subject = options.get("unsecuredLoginStringClaim_sub") or _principal(given)
    if subject:
        return Tokens("unsecured", subject=subject, scope=scope, extensions=extensions)
    raise given.problem(
        "sasl.mechanism",
        "OAUTHBEARER needs to know where tokens come from",
        "Set sasl.oauthbearer.token.endpoint.url, with clientId and clientSecret in "
        "sasl.jaas.config, or file:/path of a token.",
    )


def _principal(given: Properties) -> str:
    """librdkafka's own way to name who an unsecured token is for: "principal=alice"."""
    for part in given.get("sasl.oauthbearer.config").split():
        name, _, value = part.partition("=")
        if name == "principal":
            return value
    return ""


def _endpoint(
    given: Properties, options: dict[str, str], url: str, scope: str, extensions: dict[str, str]
) -> Tokens:
    if not url.startswith(("https://", "http://")):
        raise given.problem("sasl.oauthbearer.token.endpoint.url", "it is no URL")
    prefix = "sasl.oauthbearer.client"
    client = options.get("clientId") or given.get(f"{prefix}.id", f"{prefix}.credentials.client.id")
    secret = options.get("clientSecret") or given.get(
        f"{prefix}.secret", f"{prefix}.credentials.client.secret"
    )
    if not client or not secret:
        raise given.problem(
            "sasl.oauthbearer.token.endpoint.url",
            "the endpoint wants a clientId and a clientSecret",
            "Write them into sasl.jaas.config.",
        )
    return Tokens("endpoint", url, client, secret, scope, extensions)


def _amazon(given: Properties, options: dict[str, str], addresses: Sequence[str]) -> Tokens:
    """MSK IAM, with the options of Amazon's own login module."""
    import os

    hosts = [_AMAZON.search(address.rpartition(":")[0]) for address in addresses]
    of_host = next((found[1] for found in hosts if found), "")
    environment = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "")
    region = of_host or options.get("awsStsRegion", "") or environment
    if not region:
        raise given.problem(
            "sasl.mechanism", "the region of the cluster is not known", "Set AWS_REGION."
        )
    return Tokens(
        "msk",
        region=region,
        profile=options.get("awsProfileName", ""),
        role=options.get("awsRoleArn", ""),
        role_session=options.get("awsRoleSessionName", ""),
    )
