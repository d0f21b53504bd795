"""What the bitnami image writes for TLS and SASL out of variables of its own."""

from __future__ import annotations

from kafkalint.kafka.images.applied import Draft
from kafkalint.values import Origin, Provenance, Value, derive, gather, known, unknown

CERTIFICATES = "/opt/bitnami/kafka/config/certs/"
MECHANISMS = "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512"
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required"
_USERS = {  # the image's own names and passwords, which it uses where none are given
    "KAFKA_CLIENT_USERS": "user",
    "KAFKA_CLIENT_PASSWORDS": "bitnami",
    "KAFKA_INTER_BROKER_USER": "user",
    "KAFKA_INTER_BROKER_PASSWORD": "bitnami",
    "KAFKA_CONTROLLER_USER": "controller_user",
    "KAFKA_CONTROLLER_PASSWORD": "bitnami",
}
_STILL_GIVEN = ("KAFKA_INTER_BROKER_USER", "KAFKA_CONTROLLER_USER")  # since 4.3: the names alone


def configure(draft: Draft) -> None:
    """Write ssl.*, sasl.* and the JAAS lines, before the variables that may write over them."""
    _configure_zookeeper(draft)
    draft.supply("sasl.enabled.mechanisms", MECHANISMS)
    if _has_listener(draft, "SSL", "SASL_SSL").or_else(False):
        configure_tls(draft)
    for listener, protocol in _protocols(draft):
        if protocol in ("SSL", "SASL_SSL"):
            own = draft.given(f"KAFKA_TLS_{listener.upper()}_CLIENT_AUTH")
            if own is not None:
                draft.write(f"listener.name.{listener.lower()}.ssl.client.auth", own)
        if protocol.startswith("SASL_"):
            _configure_sasl(draft, listener)


def _configure_zookeeper(draft: Draft) -> None:
    """KAFKA_ZOOKEEPER_PROTOCOL says how the broker talks to ZooKeeper."""
    protocol = draft.given("KAFKA_ZOOKEEPER_PROTOCOL")
    if protocol is None or setting(draft, "ZOOKEEPER_CONNECT") is None:
        return
    if protocol.is_unknown or "SSL" in protocol.data:
        enabled = protocol.map(lambda _: "true")
        draft.settings["zookeeper.ssl.client.enable"] = enabled
        draft.settings["zookeeper.clientCnxnSocket"] = protocol.map(
            lambda _: "org.apache.zookeeper.ClientCnxnSocketNetty"
        )


def setting(draft: Draft, name: str) -> Value[str] | None:
    """KAFKA_CFG_<name> as the script sees it: an older name of it wins."""
    return draft.given(f"KAFKA_{name}", f"KAFKA_CFG_{name}")


def _protocols(draft: Draft) -> list[tuple[str, str]]:
    mapped = setting(draft, "LISTENER_SECURITY_PROTOCOL_MAP")
    if mapped is None or not mapped.is_known:
        return []
    pairs = [item.strip().split(":") for item in mapped.data.split(",")]
    return [(pair[0].strip(), pair[1].strip()) for pair in pairs if len(pair) == 2]


def _has_listener(draft: Draft, *protocols: str) -> Value[bool]:
    """Whether a listener has one of these protocols, as far as the script looks."""
    listeners = setting(draft, "LISTENERS")
    if listeners is None:
        return known(False)
    mapped = setting(draft, "LISTENER_SECURITY_PROTOCOL_MAP")
    if mapped is None:
        return listeners.map(lambda text: any(f"{name}:" in text for name in protocols))
    if mapped.is_unknown:
        return unknown(mapped.reason, *mapped.origins)
    names = [name for name, protocol in _protocols(draft) if protocol in protocols]
    return listeners.map(lambda text: any(name in text for name in names))


def configure_tls(draft: Draft) -> None:
    """Write the stores where the image expects them, and that clients must show a certificate."""
    _copy(draft, "ssl.client.auth", "KAFKA_TLS_CLIENT_AUTH", "required")
    _copy(draft, "ssl.keystore.type", "KAFKA_TLS_TYPE", "JKS")
    _copy(draft, "ssl.truststore.type", "KAFKA_TLS_TYPE", "JKS")
    kind = draft.settings["ssl.keystore.type"]
    password = draft.given("KAFKA_CERTIFICATE_PASSWORD")
    if password is not None:
        draft.write("ssl.key.password", password)
    if kind.is_known and kind.data == "PEM":
        for key in ("ssl.keystore.key", "ssl.keystore.certificate.chain"):
            draft.obscure(key, f"it is read from a file in {CERTIFICATES}", *kind.origins)
        draft.obscure("ssl.truststore.certificates", "it is read from a file", *kind.origins)
        return
    draft.supply("ssl.keystore.location", f"{CERTIFICATES}kafka.keystore.jks")
    store = draft.given("KAFKA_TLS_TRUSTSTORE_FILE")
    if store is None:
        draft.supply("ssl.truststore.location", f"{CERTIFICATES}kafka.truststore.jks")
    else:
        draft.settings["ssl.truststore.location"] = store.map(
            lambda path: CERTIFICATES + path.rsplit("/", 1)[-1]
        )
    if password is not None:
        draft.write("ssl.keystore.password", password)
        draft.write("ssl.truststore.password", password)


def _configure_sasl(draft: Draft, listener: str) -> None:
    between = setting(draft, "INTER_BROKER_LISTENER_NAME")
    controllers = draft.given("KAFKA_CFG_CONTROLLER_LISTENER_NAMES")
    prefix = f"listener.name.{listener.lower()}"
    if listener == (between.data if between else "INTERNAL"):
        _configure_brokers(draft, prefix)
    elif listener in (controllers.data or "" if controllers else "CONTROLLER"):
        _configure_controllers(draft, prefix)
    else:
        _configure_clients(draft, prefix, ())


def _mechanisms(draft: Draft) -> list[str]:
    value = draft.given("KAFKA_CFG_SASL_ENABLED_MECHANISMS")
    text = MECHANISMS if value is None else value.data if value.is_known else ""
    return [name.strip() for name in text.split(",") if name.strip()]


def _configure_brokers(draft: Draft, prefix: str) -> None:
    mechanism = draft.given("KAFKA_CFG_SASL_MECHANISM_INTER_BROKER_PROTOCOL")
    if mechanism is None:
        draft.refuse("KAFKA_CFG_SASL_MECHANISM_INTER_BROKER_PROTOCOL is not set")
    else:
        draft.write("sasl.mechanism.inter.broker.protocol", mechanism)
    _configure_clients(draft, prefix, ("KAFKA_INTER_BROKER_USER", "KAFKA_INTER_BROKER_PASSWORD"))


def _configure_controllers(draft: Draft, prefix: str) -> None:
    mechanism = draft.given("KAFKA_CFG_SASL_MECHANISM_CONTROLLER_PROTOCOL")
    if mechanism is None:
        missing = "KAFKA_CFG_SASL_MECHANISM_CONTROLLER_PROTOCOL is not set"
        draft.refuse(missing)
        for name in _mechanisms(draft):
            draft.obscure(f"{prefix}.{name.lower()}.sasl.jaas.config", missing, draft.anchor)
        return
    draft.write("sasl.mechanism.controller.protocol", mechanism)
    draft.write(f"{prefix}.sasl.enabled.mechanisms", mechanism)
    if not mechanism.is_known:
        return
    user, password = _login(draft, "KAFKA_CONTROLLER_USER", "KAFKA_CONTROLLER_PASSWORD")
    plain = mechanism.data == "PLAIN"

    def line(name: str, secret: str) -> str:
        also = f' user_{name}="{secret}"' if plain else ""
        return f'{_PLAIN if plain else _SCRAM} username="{name}" password="{secret}"{also};'

    draft.settings[f"{prefix}.{mechanism.data.lower()}.sasl.jaas.config"] = _jaas(
        draft, line, user, password
    )


def _configure_clients(draft: Draft, prefix: str, own: tuple[str, ...]) -> None:
    """The users of a listener, and the broker's own login where brokers use it too."""
    users, passwords = _login(draft, "KAFKA_CLIENT_USERS", "KAFKA_CLIENT_PASSWORDS")
    login = _login(draft, *own) if own else ()

    def plain(names: str, secrets: str, user: str = "", secret: str = "") -> str:
        pairs = list(zip(_split(names), _split(secrets), strict=False))
        begin = f' username="{user}" password="{secret}"' if user else ""
        pairs += [(user, secret)] if user else []
        return _PLAIN + begin + "".join(f' user_{n}="{s}"' for n, s in pairs) + ";"

    def scram(_names: str, _secrets: str, user: str = "", secret: str = "") -> str:
        return f'{_SCRAM} username="{user}" password="{secret}";' if user else f"{_SCRAM};"

    for mechanism in _mechanisms(draft):
        key = f"{prefix}.{mechanism.lower()}.sasl.jaas.config"
        if mechanism == "PLAIN":
            draft.settings[key] = _jaas(draft, plain, users, passwords, *login)
        elif "SCRAM" in mechanism:
            draft.settings[key] = _jaas(draft, scram, users, passwords, *login)


def _login(draft: Draft, *names: str) -> tuple[Value[str], ...]:
    return tuple(_own(draft, name) for name in names)


def _own(draft: Draft, name: str) -> Value[str]:
    file = draft.given(f"{name}_FILE")
    if file is not None:
        return unknown(f"{name} is read from {file.data or 'a file'}", *file.origins)
    older = {
        "KAFKA_CLIENT_USERS": "KAFKA_BROKER_USER",
        "KAFKA_CLIENT_PASSWORDS": "KAFKA_BROKER_PASSWORD",
    }
    written = draft.given(*(older[name],) if name in older else (), name)
    if written is not None:
        return written
    if name not in _STILL_GIVEN and draft.at_least("4.3").or_else(False):
        draft.refuse(f"{name} is not set")
        return unknown(f"{name} is not set", draft.anchor)
    return draft.own(_USERS[name], f"{draft.family.title} uses it where {name} is not set")


def _jaas(draft: Draft, line: object, *values: Value[str]) -> Value[str]:
    made: Value[str] = derive(line, *values)  # type: ignore[arg-type]
    if not made.is_known:
        return made
    written = [value for value in values if not value.is_default]
    places: tuple[Origin, ...] = gather(written) or (draft.anchor,)
    how = Provenance.EXPLICIT if written else Provenance.IMAGE
    return Value(made.data, places, how, made.reason, sensitive=True)


def _copy(draft: Draft, key: str, variable: str, text: str) -> None:
    written = draft.given(variable)
    if written is None:
        draft.supply(key, text)
    else:
        draft.write(key, written)


def _split(text: str) -> list[str]:
    return text.replace(";", ",").replace(",", " ").split()
