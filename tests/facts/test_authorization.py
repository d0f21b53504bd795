"""Who is let in, who may do what, and whether brokers may work for each other."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.authentication import (
    asks_who_is_there,
    authenticates_clients,
    ignores_client_auth,
    lets_anonymous_in,
)
from kafkalint.facts.authorization import (
    ACL,
    SIMPLE,
    STANDARD,
    allows_everyone,
    authorizer_problem,
    broker_principal,
    denies_anonymous,
    is_authorizing,
    may_replicate,
    super_users,
    super_users_problem,
)
from kafkalint.facts.listeners import listeners
from kafkalint.model import Node

from .deployments import cluster, kafka, zookeeper

load()


def broker(**settings: str) -> Node:
    node = kafka(zookeeper__connect="zk:2181", **settings)
    cluster(node)
    return node


def guarded(**settings: str) -> Node:
    return broker(authorizer__class__name=ACL, **settings)


@pytest.mark.parametrize(
    ("listener", "settings", "asks"),
    [
        ("PLAINTEXT", {}, False),
        ("SASL_PLAINTEXT", {}, True),
        ("SASL_SSL", {}, True),
        ("SSL", {}, False),
        ("SSL", {"ssl.client.auth": "requested"}, False),
        ("SSL", {"ssl.client.auth": "required"}, True),
    ],
)
def test_who_is_asked_for_credentials(listener: str, settings: dict[str, str], asks: bool) -> None:
    node = broker(listeners=f"{listener}://:1", **settings)
    assert asks_who_is_there(listeners(node)[0]).data is asks
    assert lets_anonymous_in(node).data is not asks
    assert authenticates_clients(node.cluster).data is asks


@pytest.mark.parametrize(
    ("names", "settings", "ignored"),
    [
        ("SASL_SSL://:1", {"ssl.client.auth": "required"}, True),
        ("SASL_SSL://:1", {"ssl.client.auth": "none"}, False),
        ("SASL_SSL://:1", {}, False),
        ("SASL_SSL://:1,SSL://:2", {"ssl.client.auth": "required"}, False),
        ("PLAINTEXT://:1", {"ssl.client.auth": "required"}, False),
        (
            "SASL_SSL://:1",
            {"ssl.client.auth": "required", "listener.name.sasl_ssl.ssl.client.auth": "required"},
            False,
        ),
    ],
)
def test_who_reads_that_certificates_are_required(
    names: str, settings: dict[str, str], ignored: bool
) -> None:
    assert ignores_client_auth(broker(listeners=names, **settings)).data is ignored


def test_a_cluster_authorizes_where_one_of_its_nodes_does() -> None:
    assert is_authorizing(cluster(broker(), guarded())).data is True
    assert is_authorizing(cluster(broker(), zookeeper())).data is False
    assert is_authorizing(cluster(broker(authorizer__class__name="${A}"))).is_unknown
    assert is_authorizing(cluster(kafka(partial="an overlay"))).is_unknown


@pytest.mark.parametrize(
    ("text", "open_"), [("true", True), ("TRUE ", True), ("false", False), ("1", False)]
)
def test_what_no_acl_names_is_open_or_closed(text: str, open_: bool) -> None:
    assert allows_everyone(guarded(allow__everyone__if__no__acl__found=text)).data is open_
    assert allows_everyone(guarded()).data is False


def test_super_users_are_split_as_kafka_splits_them() -> None:
    node = guarded(super__users="User:CN=a,O=b; User:c;;")
    assert super_users(node).data == ("User:CN=a,O=b", "User:c")


@pytest.mark.parametrize(
    ("users", "problem"),
    [
        ("User:CN=admin,OU=Ops,O=Example;User:broker", ""),
        ("admin;User:broker", "admin is no principal, and Kafka does not start: write User:admin"),
        (
            "User:a, User:b",
            "User:a, User:b is one name for Kafka, which splits at semicolons: nobody has it",
        ),
        ("User:a;User:ANONYMOUS", "clients that nobody knows (User:ANONYMOUS) may do everything"),
        ("User:*", "User:* is no pattern here but a name that nobody has"),
        ("User:a;User:b;User:c;User:d;User:e;User:f", "6 principals may do everything"),
        ("User:a;User:b;User:c;User:d;User:e", ""),
    ],
)
def test_what_is_wrong_with_super_users(users: str, problem: str) -> None:
    assert super_users_problem(guarded(super__users=users)).data == problem


@pytest.mark.parametrize(
    ("settings", "denied"),
    [
        ({}, False),
        ({"authorizer.class.name": ACL}, True),
        ({"authorizer.class.name": ACL, "allow.everyone.if.no.acl.found": "true"}, False),
        ({"authorizer.class.name": ACL, "super.users": "User:ANONYMOUS"}, False),
    ],
)
def test_whether_those_that_nobody_knows_are_denied(settings: dict[str, str], denied: bool) -> None:
    assert denies_anonymous(broker(**settings)).data is denied


@pytest.mark.parametrize(
    ("version", "name", "kraft", "problem"),
    [
        ("3.9", ACL, False, ""),
        ("3.9", ACL, True, "AclAuthorizer keeps its ACLs in ZooKeeper"),
        ("4.0", ACL, True, "AclAuthorizer is gone since Kafka 4.0"),
        ("2.8", SIMPLE, False, ""),
        ("3.0", SIMPLE, False, "SimpleAclAuthorizer is gone since Kafka 3.0"),
        ("3.9", STANDARD, True, ""),
        ("3.9", STANDARD, False, "StandardAuthorizer reads its ACLs from KRaft's metadata"),
        ("4.1", "org.openpolicyagent.kafka.OpaAuthorizer", True, ""),
    ],
)
def test_an_authorizer_has_to_fit_the_mode(
    version: str, name: str, kraft: bool, problem: str
) -> None:
    mode = {"process.roles": "broker"} if kraft else {"zookeeper.connect": "zk:2181"}
    node = kafka(version=version, authorizer__class__name=name, **mode)
    cluster(node)
    found = authorizer_problem(node).data
    assert found.startswith(problem) if problem else found == ""


def test_a_node_without_an_authorizer_is_the_open_door_of_its_cluster() -> None:
    door, guard, keeper = broker(), guarded(), zookeeper()
    cluster(door, guard, keeper)
    assert authorizer_problem(door).data == "it has no authorizer, while kafka has one"
    assert authorizer_problem(guard).data == ""
    assert authorizer_problem(keeper).data == ""


SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required"
SASL = {
    "listeners": "SASL_SSL://:1",
    "security.inter.broker.protocol": "SASL_SSL",
    "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
    "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": f'{SCRAM} username="broker";',
}
MTLS = {"listeners": "SSL://:1", "security.inter.broker.protocol": "SSL"}


@pytest.mark.parametrize(
    ("settings", "principal"),
    [
        ({"listeners": "PLAINTEXT://:1"}, "User:ANONYMOUS"),
        (MTLS, "User:ANONYMOUS"),
        (SASL, "User:broker"),
    ],
)
def test_who_a_broker_is_to_other_brokers(settings: dict[str, str], principal: str) -> None:
    assert broker_principal(broker(**settings)).data == principal


@pytest.mark.parametrize(
    "settings",
    [
        {**MTLS, "ssl.client.auth": "required"},
        {**SASL, "principal.builder.class": "com.example.Builder"},
        {**SASL, "sasl.mechanism.inter.broker.protocol": "GSSAPI"},
        {"listeners": "A://:1"},
    ],
)
def test_who_a_broker_is_may_stand_elsewhere(settings: dict[str, str]) -> None:
    assert broker_principal(broker(**settings)).is_unknown


def test_a_broker_may_replicate_as_a_super_user() -> None:
    assert may_replicate(guarded(**SASL, super__users="User:admin;User:broker")).data is True
    assert may_replicate(guarded(**SASL, super__users="User:admin")).data is False
    asking = {**MTLS, "ssl.client.auth": "required"}
    assert may_replicate(guarded(**asking, super__users="User:CN=a")).is_unknown
    assert may_replicate(guarded(**asking)).is_unknown


def test_in_kraft_nobody_can_add_the_acl_that_a_broker_lacks() -> None:
    node = kafka(
        process__roles="broker",
        authorizer__class__name=STANDARD,
        ssl__client__auth="required",
        **MTLS,
    )
    cluster(node)
    assert may_replicate(node).data is False
