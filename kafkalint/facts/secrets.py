"""Secrets that can be read where they are configured, and those that everybody knows.

Samples: the documentation of Kafka (admin-secret, alice-secret) and of Confluent, the images of
Bitnami and Lenses, Java's own keystores (changeit), and what people type first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kafkalint.facts import fact, subject
from kafkalint.formats.template import placeholder
from kafkalint.kafka import jaas
from kafkalint.kafka.secrets import is_sensitive
from kafkalint.model import Cluster, Companion, Container, Node, Secret
from kafkalint.regex import regex
from kafkalint.values import Origin, Provenance, Value, known

_SAMPLES = frozenset(
    """
    admin admin123 admin-secret alice-secret bitnami bob-secret broker-secret changeit changeme
    client-secret confluent fastdata kafka kafka123 kafka-secret passw0rd password password123
    qwerty secret test test123 test1234 123456 1234567 12345678
    """.split()
)
_NO_SECRETS = frozenset({"", "dummy", "none", "null", "true", "false", "n/a", "unset", "empty"})
_MASK = regex(r"[*xX.]{3,}$")
_PATH = regex(r"\.{0,2}/[\w./@-]+$")
_PUBLIC = ("certificate.chain", "truststore.certificates")
_IN_OPTIONS = regex(r"-D[\w.]*(?i:password|secret)=(\"[^\"]*\"|'[^']*'|\S+)")
_IN_COMMAND = regex(r"\bpassword\s?=\s?\\?[\"']?([^\s\"'\\;,\])}$`<]+)")
_STORE = regex(r"(ssl[._](keystore|key|truststore)|certificate)[._]password$")
_FOR_KAFKA = regex(r"(?:^|_)KAFKA_")
_BY_NAME = ("init", "client", "rest-proxy")  # whose variables only their names explain
_VARIABLE = regex(r"[A-Z][A-Z0-9_]*")
_JAAS_FILE = "the JAAS file"
_LIST = regex(r"[,;\s]+")


@subject("secret")
def readable_secrets(cluster: Cluster) -> Iterable[Secret]:
    """Every secret that is literally there, or that an image takes where it is given none."""
    for node in cluster.nodes:
        yield from _of_node(node)
    for companion in cluster.companions:
        yield from _of_companion(companion)


def _of_node(node: Node) -> Iterator[Secret]:
    """Those in variables by the variables' names; those in files by Kafka's keys."""
    variables = node.container.variables if node.container else ()
    seen: set[Origin] = set()
    for variable in variables:
        if _may_hold(variable.name) or is_sensitive(variable.key):
            seen.update(variable.value.origins)
            yield from _read(node, variable.name, variable.key or variable.name, variable.value)
    found = [
        secret
        for key, value in node.settings.items()
        if is_sensitive(key) and not seen.intersection(value.origins)
        for secret in _read(node, key, key, value)
    ]
    image = [secret for secret in found if secret.value.is_default]
    yield from (secret for secret in found if secret not in image[1:])
    yield from _of_jaas_file(node)
    if node.container is not None:
        yield from _of_command(node, node.container)


def _of_command(owner: Node | Companion, container: Container) -> Iterator[Secret]:
    """What a command writes into a JAAS file, or gives a user: `password="…"`."""
    for name, value in (("entrypoint", container.entrypoint), ("command", container.command)):
        if not value.is_known or "password" not in value.data:
            continue
        found = dict.fromkeys(_IN_COMMAND.findall(value.data))
        parts = tuple(("", secret) for secret in found if _is_secret(secret))
        if parts:
            hidden = Value(value.data, value.origins, value.provenance, sensitive=True)
            yield Secret(f"the {name}", value.origins[0], owner=owner, value=hidden, parts=parts)


def _of_jaas_file(node: Node) -> Iterator[Secret]:
    """What a JAAS file holds that Java is pointed to; it was written, but not here."""
    text = node.jaas
    if not text.is_known:
        return
    parts = [
        part
        for modules in jaas.sections(text.data).values()
        for module in modules
        for part in _in_module(module.options)
        if _is_secret(part[1])
    ]
    if parts:
        value = Value(text.data, text.origins, Provenance.DERIVED, sensitive=True)
        yield Secret(_JAAS_FILE, text.origins[0], owner=node, value=value, parts=tuple(parts))


def _of_companion(companion: Companion) -> Iterator[Secret]:
    """Those that it talks to the cluster with: its settings by the keys of its program."""
    container = companion.container
    names = (
        {variable.value.origins: variable.name for variable in container.variables}
        if isinstance(container, Container)
        else {}
    )
    for key, value in companion.settings.items():
        if is_sensitive(key):
            yield from _read(companion, names.get(value.origins, key), key, value)
    if companion.role not in _BY_NAME or not isinstance(container, Container):
        return
    if companion.role == "init":
        yield from _of_command(companion, container)
    read = {value.origins for value in companion.settings.values()}
    for variable in container.variables:
        name, value = variable.name, variable.value
        if _FOR_KAFKA.search(name) and _may_hold(name) and value.origins not in read:
            yield from _read(companion, name, name, value)


def _may_hold(variable: str) -> bool:
    return is_sensitive(variable) or variable.endswith("_OPTS")


def _read(owner: Node | Companion, name: str, key: str, value: Value[str]) -> Iterator[Secret]:
    """The secret that `value` holds, if it is there and not filled in from elsewhere."""
    if not value.is_known or value.provenance is Provenance.SUPPLIED:
        return
    parts = tuple(part for part in _parts(key, value.data) if _is_secret(part[1]))
    if parts:
        place = value.origins[0] if value.origins else owner.anchor
        yield Secret(name, place, owner=owner, value=value, parts=parts)


def _parts(key: str, text: str) -> Iterator[tuple[str, str]]:
    """Users and their secrets, as the setting `key` holds them in `text`."""
    lowered = key.lower().replace("_", ".")
    if lowered.endswith("jaas.config"):
        for module in jaas.modules(text):
            yield from _in_module(module.options)
    elif lowered.endswith("opts"):
        for found in _IN_OPTIONS.finditer(text):
            yield "", found[1].strip("\"'")
    elif lowered.endswith("user.info"):
        user, _, secret = text.partition(":")
        yield user, secret
    elif lowered.endswith(("passwords", "passwords.file")):
        yield from (("", secret) for secret in _LIST.split(text))
    elif not lowered.endswith(_PUBLIC):
        yield "", text


def _in_module(options: dict[str, str]) -> Iterator[tuple[str, str]]:
    for option, secret in options.items():
        if option.startswith("user_"):
            yield option.removeprefix("user_"), secret
        elif is_sensitive(option):
            yield options.get("username", ""), secret


def _is_secret(text: str) -> bool:
    plain = text.strip()
    if plain.lower() in _NO_SECRETS or _MASK.match(plain) or _PATH.match(plain):
        return False
    return placeholder(plain) is None


@fact
def is_written(secret: Secret) -> Value[bool]:
    """It stands in the configuration; other ones are an image's own, or in a file for them."""
    return known(secret.value.provenance is Provenance.EXPLICIT, *secret.value.origins)


@fact
def is_sample(secret: Secret) -> Value[bool]:
    """Everybody knows it, or can tell it from the user's name."""
    guessed = any(
        password.lower() in _SAMPLES or (user and password in (user, f"{user}-secret"))
        for user, password in secret.parts
    )
    value = secret.value
    return Value(guessed, value.origins, value.provenance, value.reason)


@fact
def reference(secret: Secret) -> str:
    """What to write where it stands: a reference to what is given from outside."""
    if secret.value.is_default:
        return "KAFKA_CLIENT_PASSWORDS: ${CLIENT_PASSWORDS}"
    if _VARIABLE.fullmatch(secret.name):
        return f"{secret.name}: ${{{secret.name}}}"
    if secret.name == _JAAS_FILE:
        return "KAFKA_OPTS: -Djava.security.auth.login.config=/run/secrets/kafka_jaas.conf"
    if secret.name.startswith("the "):
        return 'password="$$PASSWORD"'
    if secret.name.lower().endswith("jaas.config"):
        return 'password="${file:/run/secrets/kafka.properties:password}"'
    return f"{secret.name}=${{file:/run/secrets/kafka.properties:{secret.name}}}"


@fact
def opens_a_store(secret: Secret) -> bool:
    """It protects a file of keys or certificates, which one has to have first."""
    return _STORE.search(secret.name.lower()) is not None


@fact
def opens_a_truststore(secret: Secret) -> bool:
    """It protects a file of certificates, which are no secrets."""
    return "truststore" in secret.name.lower()
