"""How nodes are run: images, versions, restarts, stopping, memory."""

from __future__ import annotations

from kafkalint.facts import fact, managed
from kafkalint.facts.nodes import is_kraft
from kafkalint.formats.template import placeholder
from kafkalint.hosts import is_loopback
from kafkalint.kafka import images, versions
from kafkalint.model import Cluster, Container, Node
from kafkalint.regex import regex
from kafkalint.values import Provenance, Value, absent, gather, known, unknown

DOCKER_STOP_SECONDS = 10.0
"""How long Docker waits from SIGTERM to SIGKILL where nothing is set (Compose reference)."""

DEFAULT_HEAP = 1 << 30
"""-Xmx1G: kafka-server-start.sh, where KAFKA_HEAP_OPTS is not set."""

SMALLEST_HEAP = 10**9
"""-Xmx1000m is what people write for the 1 GB of Kafka's own start script."""

_NUMBERED = regex(r"\d+\.\d+")
_HEAP = regex(r"-Xmx(\d+)([kKmMgGtT]?)")
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


@fact
def is_containerised(node: Node) -> bool:
    """Docker runs it."""
    return node.container is not None


@fact
def image_is_pinned(node: Node) -> Value[bool]:
    """Its image has a digest, or a tag with at least a major and a minor number.

    So has what the project builds on an image that holds no Kafka: its Dockerfile gets that.
    """
    image = node.container.image if node.container else None
    if image is None:
        return known(True, node.anchor)
    if image.digest or (image.is_base and images.recognise(image.repository) is None):
        return known(True, *image.reference.origins)
    if image.tag.is_absent:
        return known(False, *image.reference.origins)
    return image.tag.map(lambda tag: bool(_NUMBERED.search(tag))).at(image.reference.origins)


@fact
def image_reference(node: Node) -> Value[str]:
    """The image as it is written."""
    image = node.container.image if node.container else None
    return image.reference if image else absent(node.anchor)


@fact
def image_with_version(node: Node) -> str:
    """How the image would be written with a version: "confluentinc/cp-kafka:VERSION"."""
    image = node.container.image if node.container else None
    written = image.reference.or_else("") if image else ""
    name, slash, last = (written or "apache/kafka").rpartition("/")
    return f"{name}{slash}{last.partition('@')[0].partition(':')[0]}:VERSION"


@fact
def image_is_maintained(node: Node) -> Value[bool]:
    """Somebody still publishes new versions of its image."""
    image = node.container.image if node.container else None
    if image is None:
        return known(True, node.anchor)
    family = images.recognise(image.repository) if image.repository else None
    if family is None:
        return known(True, *image.reference.origins)
    return known(family.maintained, *image.reference.origins)


@fact
def image_note(node: Node) -> str:
    """Why the image is not maintained, and what to take instead."""
    image = node.container.image if node.container else None
    family = images.recognise(image.repository) if image and image.repository else None
    return family.note if family else ""


@fact
def maintained_image(node: Node) -> str:
    """An image to take instead, for what the node is; apache/kafka knows no ZooKeeper."""
    if node.software == "zookeeper":
        return "zookeeper:3.9.4"
    if is_kraft(node).or_else(True):
        return f"apache/kafka:{versions.NEWEST}.0"
    return "confluentinc/cp-kafka:7.9.4"


@fact
def platform_title(cluster: Cluster) -> str:
    """The platform as its makers call it."""
    return {"compose": "Docker Compose", "swarm": "Docker Swarm"}.get(
        cluster.platform, cluster.platform
    )


@fact
def has_vendor_support(node: Node) -> bool:
    """Its vendor mends versions for longer than the Apache project (Confluent Platform)."""
    image = node.container.image if node.container else None
    return bool(image and image.family.startswith(("cp-", "confluent")))


@fact
def has_supported_version(node: Node) -> Value[bool]:
    """Apache Kafka still mends its version: one of the three newest lines of our dated table.

    A managed cluster has its platform's support, for as long as that lasts.
    """
    promised = managed.is_in_support(node.cluster, node.version)
    if promised is not None:
        return promised
    supported = versions.supported()
    if not node.version.is_known:
        return unknown(
            node.version.reason or "the Kafka version is not known", *node.version.origins
        )
    oldest = versions.parts(supported[0])
    found = versions.parts(node.version.data)
    return node.version.map(lambda _: bool(found and oldest and found >= oldest))


@fact
def supported_versions(cluster: Cluster) -> str:
    """The lines that are mended, and the day of the table: "4.2, 4.3, 4.4 as of 2026-11-22"."""
    platform = managed.platform_of(cluster)
    if platform is not None and platform.end_of_support:
        return managed.supported(platform)
    return f"{', '.join(versions.supported())} as of {versions.AS_OF.isoformat()}"


@fact
def stop_seconds(node: Node) -> Value[float]:
    """How long it has to stop after SIGTERM before it is killed."""
    container = node.container
    if container is None:
        return absent(node.anchor)
    if container.stop_grace.is_absent:
        reason = "Docker waits 10 seconds"
        return Value(DOCKER_STOP_SECONDS, (node.anchor,), Provenance.PLATFORM, reason)
    return container.stop_grace


@fact
def restarts(node: Node) -> Value[bool]:
    """Docker starts it again when it dies; Swarm does so by itself."""
    container = node.container
    if container is None:
        return absent(node.anchor)
    if node.cluster.platform == "swarm":
        if container.restart_policy.is_absent:
            return Value(True, (node.anchor,), Provenance.PLATFORM, "Swarm restarts tasks")
        return container.restart_policy.map(lambda condition: condition != "none")
    for policy in (container.restart, container.restart_policy):
        if not policy.is_absent:
            return policy.map(lambda text: text not in ("no", "none", "false"))
    return Value(False, (node.anchor,), Provenance.PLATFORM, "Docker does not restart")


@fact
def heap_bytes(node: Node) -> Value[int]:
    """-Xmx in bytes: written, or the image's, or Kafka's start script's 1 GiB."""
    last: Value[int] | None = None
    open_text: Value[str] | None = None
    for option in node.jvm_options:
        if option.is_unknown:
            return unknown(option.reason, *option.origins)
        if placeholder(option.data):
            open_text = option
        for number, unit in _HEAP.findall(option.data):
            last = Value(
                int(number) * _UNITS[unit.lower()], option.origins, option.provenance, option.reason
            )
    if open_text is not None and (last is None or last.is_default):
        return unknown("an option of Java is filled in elsewhere", *open_text.origins)
    if last is not None:
        return last
    reason = "kafka-server-start.sh starts Java with -Xmx1G"
    return Value(DEFAULT_HEAP, (node.anchor,), Provenance.KAFKA, reason)


@fact
def memory_problem(node: Node) -> Value[str]:
    """Why heap and memory limit do not fit a broker; "" where they do."""
    heap = heap_bytes(node)
    if not heap.is_known:
        return unknown(heap.reason, *heap.origins)
    shown = _human(heap.data)
    if heap.data < SMALLEST_HEAP:
        return known(f"a heap of {shown} is too small for a broker under load", *heap.origins)
    if heap.data > 32 << 30:
        return known(f"a heap of {shown} costs compressed pointers and long pauses", *heap.origins)
    limit: Value[int] = node.container.memory_limit if node.container else absent(node.anchor)
    if limit.is_unknown:
        return unknown(limit.reason, *limit.origins)
    if limit.is_known and heap.data > limit.data * 8 // 10:
        text = f"a heap of {shown} leaves too little of the limit of {_human(limit.data)}"
        return known(text, *gather([limit, heap]))
    return known("", *heap.origins)


def _human(number: int) -> str:
    for unit, size in (("GiB", 1 << 30), ("MiB", 1 << 20)):
        if number >= size:
            return (
                f"{number / size:g} {unit}" if number % size == 0 else f"{number / size:.1f} {unit}"
            )
    return f"{number} bytes"


@fact
def says_how_it_logs(node: Node) -> bool:
    """Its log driver or a logging option is written, or a platform delivers logs on demand."""
    container = node.container
    if not managed.of(node.cluster).logs_delivered.is_absent:
        return True
    return bool(container and (not container.log_driver.is_absent or container.log_options))


@fact
def log_rotation(node: Node) -> Value[bool]:
    """Its log is bounded or shipped; unknown where only Docker's daemon decides."""
    container = node.container
    delivered = managed.of(node.cluster).logs_delivered
    if not delivered.is_absent:
        return delivered if delivered.origins else delivered.at((node.anchor,))
    if container is None:
        return absent(node.anchor)
    if container.log_driver.is_absent and not container.log_options:
        return unknown("the Docker daemon's own logging settings are not here", node.anchor)
    if (
        not container.log_driver.is_absent
        and container.log_driver.or_else("json-file") != "json-file"
    ):
        return container.log_driver.map(lambda driver: driver != "none")
    if container.log_driver.is_unknown:
        return unknown(container.log_driver.reason, *container.log_driver.origins)
    size = container.log_options.get("max-size")
    origins = container.log_driver.origins or gather(container.log_options.values())
    return known(size is not None, *origins)


@fact
def log_problem(node: Node) -> str:
    """What becomes of its log, where that is bad."""
    if node.container is None:
        return "no log is delivered anywhere"
    return "the container's log has no bound (max-size) or no place at all"


def published(container: Container | None, number: int) -> Value[bool]:
    """Whether the container's port `number` is published beyond this machine."""
    for port in container.ports if container else ():
        if port.target.or_else(0) == number and not is_loopback(port.host_ip.or_else("")):
            return known(True, port.origin)
    return known(False)
