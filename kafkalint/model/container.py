"""How a node is run by Docker: its image, mounts, ports and limits."""

from __future__ import annotations

from kafkalint.record import Record, field
from kafkalint.values import Origin, Value, absent


class Image(Record):
    """A container image reference.

    `repository` is "confluentinc/cp-kafka": registry host and tag taken off; `family` is the
    name of the file in `schemas/images/` that describes it, "" where we do not know it.
    `is_base` where the project builds on it what it runs.
    """

    reference: Value[str]
    repository: str
    tag: Value[str]  # absent where none is written
    digest: str = ""
    family: str = ""
    is_base: bool = False


class Mount(Record):
    """Something mounted into a container.

    `kind`: "volume" (named), "bind" (host path), "anonymous", "tmpfs", "secret", "config".
    `source`: the volume's name (with project scope resolved), the host path, or "".
    `driver`: the volume's driver, "local" by default; `shared_storage` where its options
    make it one place for every host (NFS, a cluster driver).
    """

    kind: str
    source: Value[str]
    target: Value[str]
    origin: Origin
    read_only: bool = False
    external: bool = False
    driver: str = "local"
    shared_storage: bool = False


class Port(Record):
    """A published port. `host_ip` is "" where it is published on every address.

    `published` is absent where Docker picks one. `mode` is "host" or "ingress" (Swarm).
    A range is one Port per number.
    """

    target: Value[int]
    published: Value[int]
    host_ip: Value[str]
    origin: Origin
    protocol: str = "tcp"
    mode: str = ""
    long_syntax: bool = False


class Variable(Record):
    """An environment variable of a container and the Kafka key that its image makes of it.

    `key` is "" where the image does not turn it into a property.
    """

    name: str
    value: Value[str]
    key: str = ""

    def __init__(self, name: str, value: Value[str], key: str = "") -> None:
        self.__dict__.update(name=name, value=value, key=key)  # spelt out: these are the most


class Container(Record):
    """How Docker Compose or Swarm runs a node. Absent values are what Docker defaults."""

    service: str
    image: Image | None  # what it is built from where the project builds it itself
    is_built: bool = False
    variables: tuple[Variable, ...] = ()
    mounts: tuple[Mount, ...] = ()
    ports: tuple[Port, ...] = ()
    hostname: Value[str] = absent()  # `hostname:`; names reach it below
    names: tuple[str, ...] = ()  # service, container_name, hostname, network aliases
    command: Value[str] = absent()
    entrypoint: Value[str] = absent()
    restart: Value[str] = absent()
    restart_policy: Value[str] = absent()  # deploy.restart_policy.condition
    stop_grace: Value[float] = absent()  # seconds
    memory_limit: Value[int] = absent()  # bytes
    healthcheck: Value[bool] = absent()  # False where it is disabled
    network_mode: Value[str] = absent()
    log_driver: Value[str] = absent()
    log_options: dict[str, Value[str]] = field(default_factory=dict)
    privileged: Value[bool] = absent()
    user: Value[str] = absent()
    replicas: Value[int] = absent()  # deploy.replicas or scale
    deploy_mode: Value[str] = absent()  # "replicated", "global"
    constraints: tuple[Value[str], ...] = ()  # deploy.placement.constraints
    max_replicas_per_node: Value[int] = absent()
    ignored_options: dict[str, Value[str]] = field(default_factory=dict)  # by `docker stack deploy`
    profiles: tuple[str, ...] = ()
    labels: dict[str, Value[str]] = field(default_factory=dict)
    volumes_from_image: tuple[str, ...] = ()  # VOLUME paths that the image declares
