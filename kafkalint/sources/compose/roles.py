"""Which service is a broker, a ZooKeeper server, something beside them, or nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kafkalint.kafka.images import Family, recognise
from kafkalint.model import Image
from kafkalint.record import NamedTuple
from kafkalint.regex import regex
from kafkalint.sources.compose.commands import Start
from kafkalint.sources.compose.merge import pairs, scalars
from kafkalint.sources.compose.reader import Reader
from kafkalint.values import Value

_BROKER_ALONE = ("PROCESS_ROLES", "ADVERTISED_LISTENERS", "CONTROLLER_QUORUM_VOTERS")
_BROKER_TOGETHER = ("LISTENERS", "BROKER_ID", "NODE_ID", "ADVERTISED_HOST_NAME", "ADVERTISED_PORT")
_BROKER_OVERLAY = regex(
    r"KAFKA_(?:CFG_)?(?:MIN_INSYNC_REPLICAS|DEFAULT_REPLICATION_FACTOR|NUM_PARTITIONS|SUPER_USERS"
    r"|OFFSETS_TOPIC_|TRANSACTION_STATE_LOG_|AUTO_CREATE_TOPICS|LOG_(?:RETENTION|SEGMENT|DIRS?$)"
    r"|INTER_BROKER_|LISTENER|UNCLEAN_|AUTHORIZER_|BROKER_RACK|BROKER_ID|NODE_ID|CONTROLLER_)"
)
_ZOOKEEPER_ALONE = (
    "ZOO_MY_ID",
    "ZOO_SERVER_ID",
    "ZOOKEEPER_SERVER_ID",
    "ZOO_SERVERS",
    "ZOOKEEPER_CLIENT_PORT",
)
_BY_VARIABLE = (
    ("CONNECT_BOOTSTRAP_SERVERS", "connect"),
    ("CONNECT_GROUP_ID", "connect"),
    ("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "schema-registry"),
    ("SCHEMA_REGISTRY_KAFKASTORE_CONNECTION_URL", "schema-registry"),
    ("KSQL_BOOTSTRAP_SERVERS", "ksqldb"),
    ("KAFKA_REST_BOOTSTRAP_SERVERS", "rest-proxy"),
    ("KAFKA_REST_ZOOKEEPER_CONNECT", "rest-proxy"),
)
_OURS = regex(r"kafka|zoo|bootstrap[._]?servers|broker|\bcub\b|kcat", re.IGNORECASE)
_SERVER_NAME = regex(r"kafka|broker|zoo|\bzk|controller", re.IGNORECASE)
_SERVER_SERVICE = regex(
    r"(?i)(?:[a-z0-9]+[-_.])*(?:kafka|broker|controller|zookeeper|zk)[-_.]?\d*\Z"
)
_ZOOKEEPER_NAME = regex(r"(?:^|[-_.])(?:zookeeper|zk)\d*\Z")


class Role(NamedTuple):
    """`name`: "kafka", "zookeeper", "redpanda", a companion's role, or "" for none of ours."""

    name: str
    family: Family | None
    start: Start


def assign(
    service: str,
    image: Image | None,
    environment: Mapping[str, Value[str]],
    start: Start,
    family: Family | None,
    is_bare: bool = False,
    is_awaited: bool = False,
) -> Role:
    """The role of a service, from its image, then its command, then its variables.

    `is_bare` where nothing says what it is started from: a part of an overlay; `is_awaited`
    where others wait for its end.
    """
    if start.runs == "nothing":
        return Role("", family, start)
    if family is None:
        return Role(_by_evidence(image, environment, start, is_bare), None, start)
    serves = family.role in ("broker", "zookeeper")
    if start.runs == "tool" or (serves and start.runs == "errand"):
        return Role("init", family, start)
    if family.role == "client" and _is_server(environment, "broker"):
        return Role("kafka", None, start)
    if not serves:
        return Role(family.role, family, start)
    if start.runs == "unknown" and (
        is_awaited or not _may_serve(service, environment, family.role)
    ):
        return Role("init", family, start)
    if start.runs in ("image", "unknown"):
        return Role("kafka" if family.role == "broker" else "zookeeper", family, start)
    return Role(start.runs, family, start)


def is_foreign(reader: Reader, repository: str) -> bool:
    """Whether a look at the service's own lines shows that it has nothing to do with Kafka."""
    node = reader.node
    if "env_file" in node or (repository and recognise(repository) is not None):
        return False
    if ("build" in node or not repository) and _SERVER_NAME.search(f"{reader.name} {repository}"):
        return False
    if any(map(_is_ours, pairs(node.get("environment")).entries)):
        return False
    commands = (item for key in ("command", "entrypoint") for item in scalars(node.get(key)))
    return not any(_OURS.search(item.text) for item in commands)


@lru_cache(maxsize=4096)
def _is_ours(variable: str) -> bool:
    return _OURS.search(variable) is not None


def may_be_built(service: str, image: Image | None, environment: Mapping[str, Value[str]]) -> bool:
    """Whether a `build:` of this service is worth a look into its Dockerfile."""
    family = family_of(image)
    if family is not None and family.is_known:
        return False
    name = f"{service} {image.repository if image else ''}"
    return bool(_SERVER_NAME.search(name)) or any(
        _is_server(environment, role) for role in ("broker", "zookeeper")
    )


def _may_serve(service: str, environment: Mapping[str, Value[str]], role: str) -> bool:
    """Whether a script that is not here starts the server, by the variables or the name."""
    return (
        _is_server(environment, role)
        or any(_BROKER_OVERLAY.match(variable) for variable in environment)
        or _SERVER_SERVICE.match(service) is not None
    )


def family_of(image: Image | None) -> Family | None:
    """What is known of an image; None where nothing is."""
    return recognise(image.repository) if image is not None and image.repository else None


def _by_evidence(
    image: Image | None, environment: Mapping[str, Value[str]], start: Start, is_bare: bool
) -> str:
    if start.runs == "tool":
        return "init"
    if start.runs not in ("image", "unknown", "errand"):
        return start.runs
    for variable, role in _BY_VARIABLE:
        if variable in environment:
            return role
    name = image.repository.rpartition("/")[2].lower() if image else ""
    if start.runs != "errand" and _is_server(environment, "broker"):
        return "kafka"
    if is_bare and any(_BROKER_OVERLAY.match(variable) for variable in environment):
        return "kafka"
    if _is_server(environment, "zookeeper") and (not name or _ZOOKEEPER_NAME.search(name)):
        return "zookeeper"
    return "client" if _mentions_kafka(environment, start) else ""


def _is_server(environment: Mapping[str, Value[str]], role: str) -> bool:
    """The variables are plainly those of a server, by the conventions that images share."""
    if role == "zookeeper":
        return any(name in environment for name in _ZOOKEEPER_ALONE)
    for prefix in ("KAFKA_", "KAFKA_CFG_"):
        if any(prefix + name in environment for name in _BROKER_ALONE):
            return True
        if prefix + "ZOOKEEPER_CONNECT" in environment and any(
            prefix + name in environment for name in _BROKER_TOGETHER
        ):
            return True
    return False


def _mentions_kafka(environment: Mapping[str, Value[str]], start: Start) -> bool:
    if "kafka" in (start.text.data or "").lower():
        return True
    return any(
        "KAFKA" in name.upper() or "BOOTSTRAP_SERVERS" in name.upper() for name in environment
    )
