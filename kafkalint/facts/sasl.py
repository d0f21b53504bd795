"""SASL of listeners: mechanisms, who may log in and how the broker itself does.

Kafka: KafkaConfig.validateValues (inter-broker mechanism), JaasContext.loadServerContext (where
a server's JAAS configuration comes from), SaslChannelBuilder.createServerCallbackHandlers.
"""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.config import effective, effective_for
from kafkalint.facts.encryption import uses_sasl
from kafkalint.facts.nodes import runs
from kafkalint.formats.template import placeholder
from kafkalint.kafka import jaas, versions
from kafkalint.kafka.jaas import LoginModule
from kafkalint.model import Listener, Node
from kafkalint.regex import regex
from kafkalint.values import (
    Value,
    absent,
    every,
    gather,
    known,
    negate,
    problem_among,
    some,
    unknown,
)

KNOWN = frozenset({"GSSAPI", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"})
_UNSECURED = "OAuthBearerUnsecured"
_VALIDATOR = "OAuthBearerValidatorCallbackHandler"
_OPTION = regex(r"""=\s*("[^"]*"|'[^']*'|\$\{[^}]*\}|\{\{.*?\}\})""")
_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls"


@fact
def mechanisms(listener: Listener) -> Value[tuple[str, ...]]:
    """The SASL mechanisms that it offers, whether or not it speaks SASL."""
    return effective_for(listener, "sasl.enabled.mechanisms").map(
        lambda names: tuple(str(name) for name in names if name)
    )


@fact
def offers_plain(listener: Listener) -> Value[bool]:
    """It speaks SASL and takes passwords as they are (PLAIN)."""
    return every([uses_sasl(listener), mechanisms(listener).map(lambda names: "PLAIN" in names)])


@fact
def offers_oauth(listener: Listener) -> Value[bool]:
    """It speaks SASL and takes OAuth tokens."""
    offered = mechanisms(listener).map(lambda names: "OAUTHBEARER" in names)
    return every([uses_sasl(listener), offered])


@fact
def offers_only_kerberos(listener: Listener) -> Value[bool]:
    """It takes nothing but Kerberos tickets, which show no password."""
    return mechanisms(listener).map(lambda names: set(names) == {"GSSAPI"})


def login(listener: Listener, mechanism: str) -> Value[tuple[LoginModule, ...]]:
    """The login modules of one mechanism; absent where nothing configures them.

    Its own `sasl.jaas.config`, else the section of the listener or KafkaServer in the JAAS file.
    """
    node = listener.node
    key = f"listener.name.{listener.name.lower()}.{mechanism.lower()}.sasl.jaas.config"
    own = node.settings.get(key)
    if own is not None:
        hole = placeholder(_OPTION.sub("=x", own.data)) if own.is_known else None
        if hole:
            return unknown(f"{key} is filled in elsewhere", *own.origins)
        return own.map(jaas.modules)
    if node.partial:
        return unknown(f"no JAAS configuration is here: {node.partial}", node.anchor)
    file = jaas_file(node)
    if not file.is_known:
        return unknown(file.reason, *file.origins) if file.is_unknown else absent(*file.origins)
    found = jaas.sections(file.data)
    section = found.get(f"{listener.name.lower()}.KafkaServer") or found.get("KafkaServer")
    return absent(*file.origins) if section is None else file.map(lambda _: section)


def jaas_file(node: Node) -> Value[str]:
    """The text of the JAAS file that Java's options name; absent where they are all known."""
    if not node.jaas.is_absent:
        return node.jaas
    container = node.container
    if container is None:
        return unknown("Java's options, which may name a JAAS file, are not here", node.anchor)
    if node.partial:
        return unknown(f"no JAAS file is named here: {node.partial}", node.anchor)
    if container.image is None or not container.image.family or container.is_built:
        return unknown("the image may bring a JAAS file", node.anchor)
    return absent(node.anchor)


@fact
def keeps_users_in_jaas(listener: Listener) -> Value[bool]:
    """The users of PLAIN and their passwords stand in its JAAS configuration."""
    handler = effective_for(listener, "sasl.server.callback.handler.class", "PLAIN")
    if handler.is_unknown or handler.data:
        return handler.map(lambda _: False)
    found = login(listener, "PLAIN")
    if found.is_absent:
        return known(False, *found.origins)
    listed = any(
        option.startswith("user_")
        for module in found.or_else(())
        if module.short == "PlainLoginModule"
        for option in module.options
    )
    return _plainly(found, listed)


def _plainly(found: Value[tuple[LoginModule, ...]], data: object) -> Value[bool]:
    """`data` in the place of what was found, without its secrecy."""
    if not found.is_known:
        return unknown(found.reason, *found.origins)
    return Value(bool(data), found.origins, found.provenance, found.reason)


@fact
def sasl_problem(listener: Listener) -> Value[str]:
    """Why SASL on it cannot work; "" where nothing speaks against it, or a platform sets it up."""
    if listener.node.cluster.managed is not None:
        return known("", listener.anchor)
    return problem_among(
        [
            _unknown_mechanism(listener),
            _between_brokers(listener),
            _between_controllers(listener),
            known("") if runs(listener.node) else _without_login(listener),
        ]
    )


def _unknown_mechanism(listener: Listener) -> Value[str]:
    """A name that was meant to be one of Kafka's; others may be a plug-in's."""
    offered = mechanisms(listener)
    wrong = [name for name in offered.or_else(()) if name not in KNOWN and _is_meant(name)]
    text = f"{', '.join(wrong)} is no SASL mechanism of Kafka's" if wrong else ""
    return offered.map(lambda _: text)


def _is_meant(name: str) -> bool:
    return name.upper() in KNOWN or name.upper().startswith(("SCRAM", "OAUTH", "SASL"))


def _between_brokers(listener: Listener) -> Value[str]:
    key = "sasl.mechanism.inter.broker.protocol"
    return _not_offered(listener, listener.is_inter_broker, key)


def _between_controllers(listener: Listener) -> Value[str]:
    key = "sasl.mechanism.controller.protocol"
    return _not_offered(listener, listener.is_controller, key)


def _not_offered(listener: Listener, concerned: Value[bool], key: str) -> Value[str]:
    """The mechanism by which nodes log in over this listener has to be one that it offers."""
    if not concerned.is_known or not concerned.data:
        return concerned.map(lambda _: "")
    used, offered = effective(listener.node, key), mechanisms(listener)
    for value in (used, offered):
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    if used.is_absent or used.data in offered.data:
        return known("", *used.origins)
    names = ", ".join(offered.data) or "none"
    written = [value for value in (used, offered) if not value.is_default]
    text = f"nodes log in by {used.data} ({key}), which is not among what it offers: {names}"
    return known(text, *gather(written or (used, offered)))


def _without_login(listener: Listener) -> Value[str]:
    offered = mechanisms(listener)
    if not offered.is_known:
        return unknown(offered.reason, *offered.origins)
    unclear: Value[str] | None = None
    for mechanism in offered.data:
        found = login(listener, mechanism)
        if found.is_absent:
            key = f"listener.name.{listener.name.lower()}.{mechanism.lower()}.sasl.jaas.config"
            return known(f"{mechanism} has no JAAS configuration ({key})", *offered.origins)
        if found.is_unknown:
            unclear = unknown(found.reason, *found.origins)
    return unclear or known("", *offered.origins)


@fact
def trusts_unsigned_tokens(listener: Listener) -> Value[bool]:
    """Tokens are taken without a check of their signature: Kafka's own handler for tests."""
    handler = effective_for(listener, "sasl.server.callback.handler.class", "OAUTHBEARER")
    if handler.is_unknown:
        return unknown(handler.reason, *handler.origins)
    if handler.data:
        return handler.map(lambda name: _UNSECURED in str(name))
    return known(True, *mechanisms(listener).origins)


@fact
def is_refused_its_keys(listener: Listener) -> Value[bool]:
    """Kafka 4.0 and later fetch signing keys only from URLs that a Java option allows."""
    handler = effective_for(listener, "sasl.server.callback.handler.class", "OAUTHBEARER")
    endpoint = effective_for(listener, "sasl.oauthbearer.jwks.endpoint.url")
    if not str(handler.data).endswith(_VALIDATOR) or not str(endpoint.data).startswith("http"):
        return known(False, *handler.origins)
    late = versions.at_least(listener.node.version, "4.0")
    return every([endpoint.map(bool), late, negate(_allows(listener))])


@fact
def oauth_problem(listener: Listener) -> Value[str]:
    """What is wrong with how it verifies tokens; "" where nothing is."""
    unsigned, refused = trusts_unsigned_tokens(listener), is_refused_its_keys(listener)
    if unsigned.is_known and unsigned.data:
        return unsigned.map(lambda _: "it takes tokens that nobody has signed")
    if not unsigned.is_known:
        return unknown(unsigned.reason, *unsigned.origins)
    text = "Kafka may not fetch the keys that tokens are signed with: no Java option allows the URL"
    return refused.map(lambda data: text if data else "")


def _allows(listener: Listener) -> Value[bool]:
    """Java's options name URLs that may be asked."""
    node = listener.node
    told = [option.map(lambda text: _URLS in text) for option in node.jvm_options]
    if any(value.is_known and value.data for value in told):
        return some(told)
    if node.container is None or node.partial or node.container.is_built:
        return unknown("Java's options are not all here", node.anchor)
    return some(told)
