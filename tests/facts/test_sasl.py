"""SASL: mechanisms, logins, tokens."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.listeners import listeners
from kafkalint.facts.sasl import (
    keeps_users_in_jaas,
    oauth_problem,
    offers_oauth,
    offers_plain,
    sasl_problem,
    trusts_unsigned_tokens,
)
from kafkalint.model import Container, Image, Listener, Node
from kafkalint.values import Value, absent, known

from .deployments import HERE, cluster, kafka

load()

PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
PREFIX = "listener.name.sasl_ssl"
HANDLER = f"{PREFIX}.oauthbearer.sasl.server.callback.handler.class"
VALIDATOR = "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler"
URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls"


def broker(mechanisms: str = "PLAIN", version: str = "", **settings: str) -> Node:
    return kafka(
        version=version,
        zookeeper__connect="zk:2181",
        listeners="SASL_SSL://:9093",
        security__inter__broker__protocol="SASL_SSL",
        sasl__enabled__mechanisms=mechanisms,
        **settings,
    )


def contained(node: Node, *options: str, jaas: str = "") -> Node:
    """The node in a container of a known image, which brings no JAAS file of its own."""
    image = Image(known("cp", HERE), "confluentinc/cp-kafka", absent(HERE), family="cp-kafka")
    return Node(
        node.name,
        node.anchor,
        settings=node.settings,
        version=node.version,
        container=Container("kafka", image),
        jvm_options=tuple(Value(option) for option in options),
        jaas=known(jaas, HERE) if jaas else absent(HERE),
    )


def only(node: Node) -> Listener:
    cluster(node)
    (found,) = listeners(node)
    return found


def test_a_mechanism_counts_on_listeners_that_speak_sasl() -> None:
    assert offers_plain(only(broker("SCRAM-SHA-256,PLAIN"))).data is True
    assert offers_plain(only(broker("SCRAM-SHA-256"))).data is False
    node = kafka(
        zookeeper__connect="zk:2181", listeners="SSL://:1", sasl__enabled__mechanisms="PLAIN"
    )
    assert offers_plain(only(node)).data is False
    assert offers_oauth(only(broker("${MECHANISMS}"))).is_unknown


@pytest.mark.parametrize(
    ("jaas", "listed"),
    [
        (f'{PLAIN} username="a" password="b" user_a="b";', True),
        (f'{PLAIN} username="a" password="b";', False),
        ("com.example.LdapLoginModule required user_base=x;", False),
        (f'{PLAIN} username="a" password="${{file:/x:y}}" user_a="${{file:/x:y}}";', True),
    ],
)
def test_users_of_plain_may_stand_in_the_jaas_configuration(jaas: str, listed: bool) -> None:
    node = broker(**{f"{PREFIX}.plain.sasl.jaas.config": jaas})
    assert keeps_users_in_jaas(only(node)).data is listed


def test_users_are_unknown_where_the_jaas_configuration_is_filled_in() -> None:
    node = broker(**{f"{PREFIX}.plain.sasl.jaas.config": "{{ jaas }}"})
    assert keeps_users_in_jaas(only(node)).is_unknown


def test_with_a_handler_of_ones_own_nobody_asks_the_jaas_configuration() -> None:
    node = broker(
        **{
            f"{PREFIX}.plain.sasl.jaas.config": f'{PLAIN} user_a="b";',
            f"{PREFIX}.plain.sasl.server.callback.handler.class": "com.example.Ldap",
        }
    )
    assert keeps_users_in_jaas(only(node)).data is False


@pytest.mark.parametrize("section", ["KafkaServer", "sasl_ssl.KafkaServer"])
def test_a_jaas_file_configures_all_mechanisms(section: str) -> None:
    listener = only(contained(broker(), jaas=f'{section} {{ {PLAIN} user_a="b"; }};'))
    assert keeps_users_in_jaas(listener).data is True


def test_nothing_of_a_secret_is_in_what_follows_from_it() -> None:
    node = broker(**{f"{PREFIX}.plain.sasl.jaas.config": f'{PLAIN} user_a="b";'})
    value = keeps_users_in_jaas(only(node))
    assert not value.sensitive
    assert value.data is True


@pytest.mark.parametrize(
    ("mechanisms", "between", "problem"),
    [
        ("PLAIN", "PLAIN", ""),
        ("PLAIN,SCRAM-SHA-256", "SCRAM-SHA-256", ""),
        ("SCRAM-SHA256", "SCRAM-SHA256", "SCRAM-SHA256 is no SASL mechanism of Kafka's"),
        ("plain", "plain", "plain is no SASL mechanism of Kafka's"),
        (
            "PLAIN",
            "SCRAM-SHA-256",
            "nodes log in by SCRAM-SHA-256 (sasl.mechanism.inter.broker.protocol),"
            " which is not among what it offers: PLAIN",
        ),
    ],
)
def test_mechanisms_have_to_fit_together(mechanisms: str, between: str, problem: str) -> None:
    node = broker(mechanisms, sasl__mechanism__inter__broker__protocol=between)
    section = f"KafkaServer {{ {PLAIN}; }};"
    assert sasl_problem(only(contained(node, jaas=section))).data == problem


def test_without_a_word_brokers_log_in_by_kerberos() -> None:
    assert "nodes log in by GSSAPI" in sasl_problem(only(broker())).data


def test_controllers_log_in_by_a_mechanism_of_their_own() -> None:
    node = kafka(
        process__roles="controller",
        controller__listener__names="C",
        listeners="C://:1",
        listener__security__protocol__map="C:SASL_SSL",
        sasl__enabled__mechanisms="PLAIN",
    )
    assert "sasl.mechanism.controller.protocol" in sasl_problem(only(node)).data


def test_every_mechanism_needs_a_login() -> None:
    node = broker(sasl__mechanism__inter__broker__protocol="PLAIN", sasl__jaas__config=f"{PLAIN};")
    problem = sasl_problem(only(contained(node)))
    assert (
        problem.data
        == "PLAIN has no JAAS configuration (listener.name.sasl_ssl.plain.sasl.jaas.config)"
    )


def test_outside_a_container_a_jaas_file_may_be_named_where_nobody_sees_it() -> None:
    problem = sasl_problem(only(broker(sasl__mechanism__inter__broker__protocol="PLAIN")))
    assert problem.reason == "Java's options, which may name a JAAS file, are not here"


@pytest.mark.parametrize(
    ("settings", "trusting"),
    [
        ({}, True),
        ({"sasl.server.callback.handler.class": VALIDATOR}, True),  # nobody reads it without prefix
        ({HANDLER: VALIDATOR}, False),
        ({HANDLER: "io.strimzi.kafka.oauth.server.JaasServerOauthValidatorCallbackHandler"}, False),
        ({HANDLER: "org.apache.kafka.x.OAuthBearerUnsecuredValidatorCallbackHandler"}, True),
    ],
)
def test_tokens_are_verified_by_a_handler(settings: dict[str, str], trusting: bool) -> None:
    assert trusts_unsigned_tokens(only(broker("OAUTHBEARER", **settings))).data is trusting


@pytest.mark.parametrize(
    ("version", "options", "refused"),
    [
        ("4.0", (), True),
        ("3.8", (), False),
        ("4.0", (f"-D{URLS}=https://idp/jwks",), False),
    ],
)
def test_kafka_4_asks_no_url_that_is_not_allowed(
    version: str, options: tuple[str, ...], refused: bool
) -> None:
    settings = {HANDLER: VALIDATOR, "sasl.oauthbearer.jwks.endpoint.url": "https://idp/jwks"}
    node = contained(broker("OAUTHBEARER", version, **settings), *options)
    assert bool(oauth_problem(only(node)).data) is refused
    assert oauth_problem(only(broker("OAUTHBEARER", "4.0", **settings))).is_unknown
