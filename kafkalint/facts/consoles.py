"""What runs beside a cluster and can change it: APIs and consoles, and whether they ask who calls.

Defaults: docs.confluent.io (Connect 8083, Schema Registry 8081, REST Proxy 8082, ksqlDB 8088),
the documentation of each console; none of those listed here asks for a login by itself.
"""

from __future__ import annotations

import re

from kafkalint.facts import fact
from kafkalint.facts.listeners import endpoints
from kafkalint.kafka import images
from kafkalint.model import Companion, Container, Node
from kafkalint.regex import regex
from kafkalint.values import Value, known, unknown

_APIS = {
    "connect": ("Kafka Connect's API", 8083),
    "schema-registry": ("the Schema Registry's API", 8081),
    "rest-proxy": ("the REST Proxy", 8082),
    "ksqldb": ("ksqlDB's API", 8088),
    "cruise-control": ("Cruise Control's API", 9090),
}
_OTHER_PORTS = {"apicurio": 8080, "kafka-bridge": 8080}
_OPEN_CONSOLES = frozenset(
    "kafka-ui kafbat-ui kafdrop kafdrop3 akhq kafkahq cmak kafka-manager kowl console"
    " kafka-topics-ui kafka-connect-ui schema-registry-ui cp-enterprise-control-center"
    " cp-enterprise-control-center-next-gen zoonavigator".split()
)
_ASKS = regex(
    r"AUTHENTICATION_(?:METHOD|ROLES|REALM)|REST_EXTENSION_CLASSES|RESOURCE_EXTENSION_CLASS"
    r"|SSL_CLIENT_AUTH|AUTH_TYPE|BASIC_AUTH|AUTH_ENABLED|AUTH_USER|LOGIN|OAUTH|LDAP|SECURITY_USER"
    r"|SPRING_SECURITY|MICRONAUT_SECURITY|AKHQ_SECURITY|JWT|REGISTRY_AUTH"
)
_OF_ITS_CLIENTS = regex(r"\AKAFKA_CLUSTERS_|SASL|BASIC_AUTH_(?:USER_INFO|CREDENTIALS)")
"""How it speaks to Kafka or to another service itself."""
_OFF = regex(r"(?i)\s*(?:disabled|none|false|no|)\s*\Z")
_CONFIG = regex(r"\.(?:ya?ml|conf|properties|json|toml|jaas)\Z")


def control_of(companion: Companion, container: Container, number: Value[int]) -> Value[str]:
    """What of the companion can be administered at its port `number`; "" where nothing can.

    Unknown where a configuration file that is not read may ask for a login.
    """
    what = _behind(companion, container, number)
    if not what.is_known or not what.data:
        return what
    asks = _asks_who_calls(container)
    if asks.is_unknown:
        return unknown(asks.reason, *asks.origins)
    return known("", *asks.origins) if asks.data else what


def _behind(companion: Companion, container: Container, number: Value[int]) -> Value[str]:
    image = container.image
    family = images.recognise(image.repository) if image and image.repository else None
    name = family.name if family else ""
    if companion.role == "ui":
        is_open = name in _OPEN_CONSOLES
        return known(f"the console {companion.name}" if is_open else "", *number.origins)
    if companion.role not in _APIS:
        return known("", *number.origins)
    if not number.is_known:
        return unknown(number.reason or "the port is not known", *number.origins)
    what, usual = _APIS[companion.role]
    usual = next((port for part, port in _OTHER_PORTS.items() if part in name), usual)
    ports = _listened(companion)
    if ports is None:
        return unknown("its listeners are filled in elsewhere", *number.origins)
    return known(what if number.data in (ports or {usual}) else "", *number.origins)


def _listened(companion: Companion) -> set[int] | None:
    """The ports that its own settings name; None where they are not known."""
    found: set[int] = set()
    for key in ("listeners", "rest.port"):
        value = companion.settings.get(key)
        if value is None or (value.is_known and not value.data.strip()):
            continue
        if value.is_unknown or "{" in value.data:
            return None
        ports = [point.port for point in endpoints(value.data)] or [value.data.strip()]
        found.update(int(port) for port in ports if port.isdecimal())
    return found


def _asks_who_calls(container: Container) -> Value[bool]:
    for variable in container.variables:
        asks = _ASKS.search(variable.name) and not _OF_ITS_CLIENTS.search(variable.name)
        if asks and not _OFF.match(str(variable.value.or_else("?"))):
            return known(True, *variable.value.origins)
        if variable.value.is_known and re.search(
            r"(?m)^\s*(?:security|login):", variable.value.data
        ):
            return known(True, *variable.value.origins)
    for mount in container.mounts:
        if _CONFIG.search(mount.target.or_else("") or ""):
            return unknown("its mounted configuration may ask for a login", mount.origin)
    return known(False)


@fact
def docker_socket(node: Node) -> Value[str]:
    """Where the container has the Docker daemon's socket, "" where it has none."""
    for mount in node.container.mounts if node.container else ():
        target = mount.target.or_else("") or ""
        if target.endswith("docker.sock"):
            return known(target, mount.origin)
    return known("", node.anchor)
