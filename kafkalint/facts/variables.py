"""What a node's image makes of its environment variables, and what it does not make of them.

The algorithms of the images are in `kafkalint.kafka.images`; unknown images are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kafkalint.facts import fact, subject
from kafkalint.facts.config import effective
from kafkalint.facts.listeners import listeners
from kafkalint.kafka import environment, images, settings, versions
from kafkalint.kafka.images import Family
from kafkalint.model import Cluster, Entity, Node, Variable
from kafkalint.values import Origin, Value, gather, known, unknown

_PREFIX, _BITNAMI = "KAFKA_", "KAFKA_CFG_"
_LISTENER = "listener.name."
_ESSENTIAL = ("process.roles", "node.id", "controller.listener.names")
_QUORUM = ("controller.quorum.voters", "controller.quorum.bootstrap.servers")


class EnvironmentVariable(Entity):
    """A variable of a node's container; `name` is the variable's."""

    node: Node
    variable: Variable

    def __init__(self, name: str, anchor: Origin, *, node: Node, variable: Variable) -> None:
        self.__dict__.update(name=name, anchor=anchor, memo={}, node=node, variable=variable)

    @property
    def value(self) -> Value[str]:
        return self.variable.value


@subject("variable")
def all_variables(cluster: Cluster) -> Iterable[EnvironmentVariable]:
    """Every variable that is written for a node's container."""
    return (each for node in cluster.nodes for each in environment_variables(node))


@fact
def environment_variables(node: Node) -> tuple[EnvironmentVariable, ...]:
    """The variables that are written for the node's container."""
    written = node.container.variables if node.container else ()
    return tuple(
        EnvironmentVariable(each.name, _place(each, node), node=node, variable=each)
        for each in written
    )


def _place(variable: Variable, node: Node) -> Origin:
    return variable.value.origins[0] if variable.value.origins else node.anchor


def _family(node: Node) -> Family | None:
    image = node.container.image if node.container else None
    family = images.recognise(image.repository) if image and image.repository else None
    return family if family is not None and family.role == "broker" and family.is_known else None


@fact
def is_in_question(variable: EnvironmentVariable) -> bool:
    """It looks like a setting for Kafka, of a form that images do not all take alike."""
    node, family = variable.node, _family(variable.node)
    if family is None or node.software != "kafka" or not variable.name.startswith(_PREFIX):
        return False
    if variable.name in family.own or variable.name in family.excluded:
        return False
    key = images.property_of(family, variable.name, node.version)
    of_bitnami = family.behaviour == "bitnami"
    if node.ignores_environment:
        return key is not None and _is_key(key, node.version)
    if key is None:
        return of_bitnami
    return key.startswith(_LISTENER) or (variable.name.startswith(_BITNAMI) and not of_bitnami)


@fact
def misreading(variable: EnvironmentVariable) -> Value[str]:
    """How the image takes the variable otherwise than it is meant; "" where it does not."""
    node, family, own = variable.node, _family(variable.node), variable.value.origins
    if family is None:
        return known("", *own)
    key = images.property_of(family, variable.name, node.version)
    if node.ignores_environment:
        return _ignored(variable, family, key)
    meant = meant_key(variable)
    if not meant:
        return known("", *own)
    if key is None:
        return known(f"{family.title} drops it", *own)
    return known(f"{family.title} makes {key} of it, which means nothing to Kafka here", *own)


def _ignored(variable: EnvironmentVariable, family: Family, key: str | None) -> Value[str]:
    """A file is read instead; the variable is lost where that says something else."""
    node = variable.node
    if key is None or not _is_key(key, node.version):
        return known("", *variable.value.origins)
    instead = node.settings.get(key)
    for value in (variable.value, instead):
        if value is not None and value.is_unknown:
            return unknown(value.reason, *value.origins)
    if instead is None and node.partial:
        return unknown(node.partial, node.anchor)
    if instead is not None and instead.data.strip() == variable.value.data.strip():
        return known("", *variable.value.origins)
    origins = (*_instead_of_variables(node, family), *variable.value.origins)
    text = "a configuration file is read instead, and no variable becomes a setting"
    return known(text, *dict.fromkeys(origins))


def _instead_of_variables(node: Node, family: Family) -> tuple[Origin, ...]:
    """The mount of the file, or the command that starts Kafka with one."""
    container = node.container
    if container is None:
        return ()
    for mount in container.mounts:
        target = mount.target.or_else("") or ""
        if any(path == target or path.startswith(f"{target}/") for path in family.config_files):
            return (mount.origin,)
    return gather(value for value in (container.command, container.entrypoint) if value.is_known)


@fact
def meant_key(variable: EnvironmentVariable) -> str:
    """Kafka's key that the variable would set by its right name; "" where it has the right one."""
    node, family, name = variable.node, _family(variable.node), variable.name
    if family is None or name in family.own or name in family.excluded:
        return ""
    key = images.property_of(family, name, node.version)
    if key is None:
        rest = name.removeprefix(_PREFIX)
        candidate = environment.bitnami(rest) if family.behaviour == "bitnami" else ""
    elif _is_key(key, node.version):
        candidate = _with_escapes(key, node)
        return candidate if candidate != key else ""
    elif name.startswith(_BITNAMI) and family.behaviour != "bitnami":
        candidate = key.removeprefix("cfg.")
    else:
        candidate = _with_escapes(key, node)
    return candidate if candidate and _is_key(candidate, node.version) else ""


@fact
def right_name(variable: EnvironmentVariable) -> str:
    """The variable that sets what this one means; "" where the image has none for it."""
    family, key = _family(variable.node), meant_key(variable)
    if family is None or not key:
        return ""
    from kafkalint.kafka.images import naming

    return naming.variable_of(family, key, variable.node.version)


@fact
def is_harmless(variable: EnvironmentVariable) -> bool:
    """What it is meant to set has that very value anyway."""
    key = meant_key(variable)
    if not key or not variable.value.is_known:
        return False
    wanted = settings.parse(key, variable.value)
    present = effective(variable.node, key)
    return bool(wanted.is_known and present.is_known and wanted.data == present.data)


def _is_key(key: str, version: Value[str]) -> bool:
    """Kafka of this version knows `key`; of any supported one where it is not known."""
    if version.is_known:
        return settings.definition(key, version.data) is not None
    if not settings.exists_in_any_version(key):
        return False
    gone = settings.removed_in(key)
    oldest = versions.parts(versions.OLDEST) or (0, 0)
    return not gone or (versions.parts(gone) or oldest) > oldest


def _with_escapes(key: str, node: Node) -> str:
    """`key` with the underscores and dashes that a listener's or a mechanism's name has."""
    if not key.startswith(_LISTENER):
        return key
    rest = re.sub(r"\.\.+", ".", key[len(_LISTENER) :])
    rest = re.sub(r"\.scram\.sha\.(256|512)\.", r".scram-sha-\1.", rest)
    names = [listener.name.lower() for listener in listeners(node) if listener.name != "?"]
    if rest.partition(".")[0] in names:
        return _LISTENER + rest
    for name in sorted(names, key=len, reverse=True):
        dotted = re.sub("[_-]+", ".", name)
        if dotted != name and rest.startswith(f"{dotted}."):
            behind, inside = rest[len(dotted) + 1 :], rest.partition(".")[2]
            candidates = [f"{_LISTENER}{name}.{own}" for own in (behind, inside)]
            return next(filter(settings.exists_in_any_version, candidates), candidates[0])
    return _LISTENER + rest


@fact
def refusal(node: Node) -> Value[str]:
    """Why the node's image exits before Kafka starts; "" where it does not."""
    reasons = node.refusals
    if not reasons:
        return known("", node.anchor)
    text = "; ".join(dict.fromkeys(str(reason.data) for reason in reasons))
    return known(text, *gather(reasons))


@fact
def lost_essentials(node: Node) -> Value[tuple[str, ...]]:
    """Settings without which KRaft does not start, which the image ships and has dropped."""
    family = _family(node)
    if family is None or not node.discards_defaults:
        return known((), node.anchor)
    if node.partial:
        return unknown(node.partial, node.anchor)
    lost = [key for key in _ESSENTIAL if not _has(node, key)]
    if "node.id" in lost and _has(node, "broker.id"):
        lost.remove("node.id")
    if lost and not any(_has(node, key) for key in _QUORUM):
        lost.append(_QUORUM[0])
    return known(tuple(lost), *_discarding(node, family))


def _has(node: Node, key: str) -> bool:
    value = node.settings.get(key)
    return value is not None and bool(value.is_unknown or value.data.strip())


def _discarding(node: Node, family: Family) -> tuple[Origin, ...]:
    """The variables, or the mounted file, for which the image drops what it ships."""
    written = [
        each.value
        for each in (node.container.variables if node.container else ())
        if images.property_of(family, each.name, node.version) is not None
    ]
    return gather(written) or _instead_of_variables(node, family) or (node.anchor,)
