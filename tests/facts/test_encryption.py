"""TLS: whether a listener has it, what it accepts, what it lacks."""

from __future__ import annotations

import pytest

from kafkalint.facts import load
from kafkalint.facts.encryption import checks_host_names, client_auth, tls_gap, uses_tls, weak_tls
from kafkalint.facts.listeners import listeners
from kafkalint.model import Container, Image, Listener, Mount, Node, Variable
from kafkalint.values import Value, absent, known

from .deployments import HERE, cluster, kafka, mount

load()


def tls(name: str = "SSL", **settings: str) -> Listener:
    """The only listener of a broker in ZooKeeper mode."""
    return only(kafka(zookeeper__connect="zk:2181", listeners=f"{name}://:9093", **settings))


def only(node: Node) -> Listener:
    cluster(node)
    (found,) = listeners(node)
    return found


@pytest.mark.parametrize(
    ("protocol", "encrypted"),
    [("PLAINTEXT", False), ("SSL", True), ("SASL_PLAINTEXT", False), ("SASL_SSL", True)],
)
def test_two_of_four_protocols_have_tls(protocol: str, encrypted: bool) -> None:
    assert uses_tls(tls(protocol)).data is encrypted


def test_what_is_no_protocol_is_unknown() -> None:
    value = uses_tls(tls("A", listener__security__protocol__map="A:TLS"))
    assert value.reason == "TLS is no security protocol"


@pytest.mark.parametrize(
    ("settings", "weak"),
    [
        ({"ssl.enabled.protocols": "TLSv1.2, TLSv1.3"}, ()),
        ({"ssl.enabled.protocols": "TLSv1.2,TLSv1.1,TLSv1"}, ("TLSv1.1", "TLSv1")),
        ({"ssl.enabled.protocols": "SSLv3"}, ("SSLv3",)),
        ({"ssl.protocol": "TLS"}, ()),
        ({"ssl.protocol": "TLSv1"}, ("TLSv1",)),
        ({"ssl.cipher.suites": "TLS_AES_256_GCM_SHA384"}, ()),
        ({"ssl.cipher.suites": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"}, ()),
    ],
)
def test_versions_and_ciphers(settings: dict[str, str], weak: tuple[str, ...]) -> None:
    assert weak_tls(tls(**settings)).data == weak


@pytest.mark.parametrize(
    "suite",
    [
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
        "SSL_RSA_WITH_RC4_128_MD5",
        "TLS_RSA_WITH_NULL_SHA256",
        "SSL_RSA_EXPORT_WITH_DES40_CBC_SHA",
    ],
)
def test_ciphers_that_are_broken(suite: str) -> None:
    assert weak_tls(tls(ssl__cipher__suites=f"TLS_AES_256_GCM_SHA384,{suite}")).data == (suite,)


@pytest.mark.parametrize(("version", "weak"), [("2.4", True), ("2.5", False), ("4.1", False)])
def test_what_kafka_accepts_by_default(version: str, weak: bool) -> None:
    node = kafka(version=version, zookeeper__connect="zk:2181", listeners="SSL://:9093")
    assert bool(weak_tls(only(node)).data) is weak


def test_a_listeners_own_list_wins() -> None:
    own = {"listener.name.ssl.ssl.enabled.protocols": "TLSv1.3", "ssl.enabled.protocols": "TLSv1"}
    assert weak_tls(tls(**own)).data == ()


def test_a_weak_version_is_told_even_where_ciphers_are_unknown() -> None:
    found = weak_tls(tls(ssl__enabled__protocols="TLSv1", ssl__cipher__suites="${SUITES}"))
    assert found.data == ("TLSv1",)
    assert weak_tls(tls(ssl__cipher__suites="${SUITES}")).is_unknown


@pytest.mark.parametrize(
    ("name", "settings", "wanted"),
    [
        ("SSL", {}, "none"),
        ("SSL", {"ssl.client.auth": "Required"}, "required"),
        ("SSL", {"listener.name.ssl.ssl.client.auth": "requested"}, "requested"),
        ("SASL_SSL", {"ssl.client.auth": "required"}, "none"),
        ("SASL_SSL", {"listener.name.sasl_ssl.ssl.client.auth": "required"}, "required"),
        ("SASL_SSL", {"listener.name.SASL_SSL.ssl.client.auth": "required"}, "none"),
        ("PLAINTEXT", {"ssl.client.auth": "required"}, "none"),
    ],
)
def test_whether_clients_have_to_show_a_certificate(
    name: str, settings: dict[str, str], wanted: str
) -> None:
    assert client_auth(tls(name, **settings)).data == wanted


def test_a_server_needs_a_keystore() -> None:
    assert tls_gap(tls()).data == "no keystore is set (ssl.keystore.location)"
    assert tls_gap(tls(ssl__keystore__location="/k.p12")).data == ""
    assert tls_gap(tls(ssl__keystore__location="${STORE}")).is_unknown
    assert tls_gap(tls(ssl__keystore__key="${file:/k:key}")).data == ""
    assert tls_gap(tls(ssl__engine__factory__class="com.example.Own")).data == ""


def test_required_certificates_need_a_truststore() -> None:
    asking = {"ssl.keystore.location": "/k.p12", "ssl.client.auth": "required"}
    assert tls_gap(tls(**asking, ssl__truststore__location="/t.p12")).data == ""
    assert tls_gap(tls(**asking)).reason == "Java's options may name a truststore"


def contained(*mounts: Mount, built: bool = False, command: str = "", **variables: str) -> Node:
    plain = kafka(
        zookeeper__connect="zk:2181", listeners="SSL://:9093", ssl__keystore__location="/pki/k.p12"
    )
    image = Image(known("wurstmeister/kafka", HERE), "wurstmeister/kafka", absent(HERE))
    image = Image(image.reference, image.repository, image.tag, family="wurstmeister-kafka")
    held = Container(
        "kafka",
        image,
        is_built=built,
        mounts=mounts,
        variables=tuple(Variable(name, Value(text)) for name, text in variables.items()),
        command=known(command, HERE) if command else absent(HERE),
    )
    return Node(plain.name, plain.anchor, settings=plain.settings, container=held)


LOCATION = {"KAFKA_SSL_KEYSTORE_LOCATION": "/pki/k.p12"}


def test_a_published_image_has_no_keystore_of_yours() -> None:
    gap = tls_gap(only(contained(**LOCATION)))
    assert gap.data == "nothing is mounted that could hold the keystore /pki/k.p12"


@pytest.mark.parametrize(
    "node",
    [
        contained(mount("bind", "./pki", "/pki"), **LOCATION),
        contained(mount("volume", "certs", "/pki/"), **LOCATION),
        contained(mount("secret", "k", "/pki/k.p12"), **LOCATION),
        contained(built=True, **LOCATION),
        contained(command="sh -c ./make-certificates", **LOCATION),
        contained(RACK_COMMAND="curl https://pki/k -o /pki/k.p12", **LOCATION),
    ],
)
def test_a_keystore_may_come_with_a_mount_a_build_or_a_command(node: Node) -> None:
    assert tls_gap(only(node)).data == ""


@pytest.mark.parametrize(
    ("version", "settings", "checked"),
    [
        ("4.1", {}, True),
        ("4.1", {"ssl.endpoint.identification.algorithm": ""}, False),
        ("4.1", {"listener.name.ssl.ssl.endpoint.identification.algorithm": ""}, False),
        ("4.1", {"listener.name.other.ssl.endpoint.identification.algorithm": ""}, True),
        ("1.1", {}, False),
        ("1.1", {"ssl.endpoint.identification.algorithm": "HTTPS"}, True),
    ],
)
def test_nodes_check_the_names_of_those_they_connect_to(
    version: str, settings: dict[str, str], checked: bool
) -> None:
    node = kafka(
        version=version,
        zookeeper__connect="zk:2181",
        listeners="SSL://:9093",
        security__inter__broker__protocol="SSL",
        **settings,
    )
    cluster(node)
    assert checks_host_names(node).data is checked


def test_servers_check_no_names() -> None:
    node = kafka(
        zookeeper__connect="zk:2181",
        listeners="PLAINTEXT://:9092,SSL://:9093",
        ssl__endpoint__identification__algorithm="",
    )
    cluster(node)
    assert checks_host_names(node).data is True
