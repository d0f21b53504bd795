"""From a variable to the key and back, for every setting, image and version of Kafka.

The algorithms are told here once more, each as its image's own start script has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from image_container import SERVICE

from kafkalint.kafka import environment, images, settings, versions
from kafkalint.kafka.images import family as families
from kafkalint.kafka.images import naming, unasked
from kafkalint.kafka.images.family import Family
from kafkalint.values import Provenance, Value

BROKERS = [family.name for family in unasked.known_families() if family.starts]
ESCAPING = {"cp-kafka", "cp-server", "cp-enterprise-kafka", "confluent-local"} | {
    "apache-kafka",
    "apache-kafka-native",
    "fast-data-dev",
}
names = st.text("AB_", min_size=1, max_size=12) | st.from_regex(r"[A-Z0-9]+(_{1,5}[A-Z0-9]+){0,6}")


def family(name: str) -> Family:
    return families.family(name)


@cache
def keys(version: str) -> tuple[str, ...]:
    """The settings of brokers in that Kafka."""
    return tuple(key for key in settings.keys("broker") if settings.definition(key, version))


def versions_of(image: Family) -> Iterator[str]:
    """The versions of Kafka that an image was built with."""
    oldest, newest = image.oldest or versions.OLDEST, image.newest or versions.NEWEST
    low, high = versions.parts(oldest), versions.parts(newest)
    assert low is not None and high is not None
    yield from (v for v in versions.released() if low <= (versions.parts(v) or low) <= high)


# The algorithms, as the scripts of the images tell them


def dub(name: str) -> str:
    """env_to_props: lone underscores, then threes, then twos."""
    dots = ".".join(re.split("(?<=[^_])_(?=[^_])", name.lower()))
    return "_".join("-".join(dots.split("___")).split("__"))


def wrapper(name: str) -> str:
    """getServerConfigsFromEnv: dots for all, then threes and twos of them back."""
    return name.lower().replace("_", ".").replace("...", "-").replace("..", "_")


def translated(name: str) -> str:
    """tr '[:upper:]' '[:lower:]' | tr _ ."""
    return name.translate({ord("_"): "."}).lower()


def bitnamis(name: str) -> str:
    """The same, with sed for two names of protocols and one key that has a capital letter."""
    if name == "ZOOKEEPER_CLIENTCNXNSOCKET":
        return "zookeeper.clientCnxnSocket"
    dotted = re.sub(r"sasl\.ssl", "sasl_ssl", translated(name))
    return re.sub(r"sasl\.plaintext", "sasl_plaintext", dotted)


@pytest.mark.parametrize(
    ("published", "ours"),
    [
        (dub, environment.confluent),
        (wrapper, environment.apache),
        (translated, environment.dotted),
        (bitnamis, environment.bitnami),
    ],
    ids=lambda function: function.__name__,
)
@given(name=names)
def test_our_algorithms_are_the_published_ones(
    published: Callable[[str], str], ours: Callable[[str], str], name: str
) -> None:
    assert ours(name) == published(name)


@given(name=names)
def test_two_conventions_agree_on_up_to_three_underscores(name: str) -> None:
    inside = re.fullmatch("[^_]+(_{1,3}[^_]+)*", name)
    if inside:
        assert environment.confluent(name) == environment.apache(name)


# Round trips

NAMELESS = {
    "debezium-kafka": {"log.dirs", "host.name", "port", "advertised.host.name", "advertised.port"},
    "fast-data-dev": {"port"},
}
"""Keys that no variable of an image sets: it keeps their names for itself."""

TWICE_KAFKA = {"kafka.metrics.reporters", "kafka.metrics.polling.interval.secs"}
"""Whose variables have the prefix twice; apache/kafka took it off twice before Kafka 4.0."""

CAMEL = "zookeeper.clientCnxnSocket"
KNOW_CAMEL = {"cp-kafka", "cp-server", "confluent-local", "bitnami-kafka"}


@pytest.mark.parametrize("name", BROKERS)
def test_every_setting_has_a_variable_in_every_version(name: str) -> None:
    image = family(name)
    for version in versions_of(image):
        nameless = {key for key in keys(version) if not variable(image, key, version)}
        if name not in KNOW_CAMEL:
            nameless -= {CAMEL}
        if name.startswith("apache-") and not versions.at_least(Value(version), "4.0").data:
            nameless -= TWICE_KAFKA
        assert nameless <= NAMELESS.get(name, set()), version


@pytest.mark.parametrize("name", BROKERS)
def test_a_variable_sets_its_key_and_no_other(name: str) -> None:
    image = family(name)
    for version in versions_of(image):
        seen: dict[str, str] = {}
        for key in keys(version):
            written = variable(image, key, version)
            if written:
                assert images.property_of(image, written, Value(version)) == key
                assert seen.setdefault(written, key) == key


def variable(image: Family, key: str, version: str) -> str:
    return naming.variable_of(image, key, Value(version))


TURNED = {("debezium-kafka", "controller.quorum.voters")}
"""The image makes something else of the value: since Kafka 4.2, the bootstrap server."""


@pytest.mark.parametrize("name", BROKERS)
def test_what_a_container_is_told_is_what_kafka_reads(name: str) -> None:
    """Not just the name is right: the image really writes the line."""
    image = family(name)
    version = next(reversed(list(versions_of(image))))
    for key in keys(version):
        written = variable(image, key, version)
        if written and (name, key) not in TURNED:
            found = applied(image, version, {written: "told"}).get(key)
            assert found is not None, key
            assert (found.data, found.provenance) == ("told", Provenance.EXPLICIT), key


def applied(image: Family, version: str, told: dict[str, str]) -> dict[str, Value[str]]:
    written = {name: Value(text, (SERVICE,)) for name, text in told.items()}
    return images.apply(image, written, version=Value(version), anchor=SERVICE).settings


listeners = st.from_regex(r"\A[a-z][a-z0-9]{0,5}([_-][a-z0-9]{1,4}){0,2}\Z")
mechanisms = st.sampled_from(["plain", "gssapi", "scram-sha-256", "scram-sha-512", "oauthbearer"])
own = st.sampled_from(["sasl.jaas.config", "sasl.server.callback.handler.class"])


@st.composite
def prefixed(draw: st.DrawFn) -> str:
    """A key of one listener, or of one mechanism of it."""
    name = f"listener.name.{draw(listeners)}"
    if draw(st.booleans()):
        return f"{name}.{draw(mechanisms)}.{draw(own)}"
    return f"{name}.{draw(st.sampled_from(['ssl.client.auth', 'ssl.keystore.location']))}"


@pytest.mark.parametrize("name", BROKERS)
@given(key=prefixed())
def test_prefixed_keys_go_there_and_back(name: str, key: str) -> None:
    """Images without escapes cannot write an underscore or a dash, the others can."""
    image = family(name)
    version = image.newest or versions.NEWEST
    written = variable(image, key, version)
    assert not written or images.property_of(image, written, Value(version)) == key
    if name in ESCAPING:
        assert written
    elif name == "bitnami-kafka":
        plain = key.replace("sasl_ssl", "").replace("sasl_plaintext", "")
        odd = re.search(r"sasl\.(ssl|plaintext)", key)
        assert bool(written) == (not re.search("[_-]", plain) and not odd)
    else:
        assert bool(written) == (not re.search("[_-]", key))


@given(name=names)
@pytest.mark.parametrize("image", BROKERS)
def test_every_variable_is_a_key_or_is_left_out(image: str, name: str) -> None:
    """Nothing else than a text or nothing comes of any name, and it comes out again the same."""
    for prefix in ("KAFKA_", "KAFKA_CFG_", ""):
        key = images.property_of(family(image), prefix + name, Value("3.9"))
        again = naming.variable_of(family(image), key, Value("3.9")) if key else ""
        assert not again or images.property_of(family(image), again, Value("3.9")) == key
