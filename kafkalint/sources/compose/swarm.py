"""Swarm stacks: which files are ones, and on which machine a service runs."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.formats import node
from kafkalint.formats.node import Mapping
from kafkalint.model import Container
from kafkalint.regex import regex
from kafkalint.sources.compose.project import Project
from kafkalint.sources.compose.scalars import boolean
from kafkalint.values import Origin, Value, known, unknown

_NAME = regex(r"(?i)swarm|(?:^|[/._-])stack(?:[/._-]|$)")
_MACHINE = regex(r"\s*node\.(hostname|id)\s*==\s*(\S+)\s*\Z")
THE_HOST = "the Docker host"


def is_stack(project: Project, services: Sequence[Mapping]) -> bool:
    """Whether the project is deployed to a swarm, as the `services` of its nodes show.

    `deploy:` alone is no proof: Compose itself honours resources, replicas and restart
    policies. Placement and global mode mean nothing to it, and overlay networks need a swarm;
    an attachable one is there for containers of Compose, on one machine each.
    """
    deployed = any(service.mapping("deploy") is not None for service in services)
    if any(_is_overlay(project, entry.value, deployed) for entry in project.section("networks")):
        return True
    named = any(_NAME.search(path.rpartition("/")[2]) for path in project.files)
    return any(_means_swarm(project, service, named) for service in services)


def _is_overlay(project: Project, network: object, deployed: bool) -> bool:
    if not isinstance(network, Mapping) or project.plain(network.get("driver")) != "overlay":
        return False
    return deployed or boolean(project.plain(network.get("attachable"))) is not True


def _means_swarm(project: Project, service: Mapping, named: bool) -> bool:
    deploy = service.mapping("deploy")
    if deploy is not None:
        placement = deploy.mapping("placement")
        if placement is not None and placement.entries:
            return True
        if project.plain(deploy.get("mode")) == "global" or named:
            return True
    ports = service.get("ports")
    return (
        named
        and isinstance(ports, node.Sequence)
        and any(isinstance(port, Mapping) and "mode" in port for port in ports)
    )


def host(project: Project, container: Container, anchor: Origin) -> Value[str]:
    """The machine that a service runs on; Docker Compose has just one for all."""
    if not project.stack:
        place = project.headings.get(anchor.path, anchor)
        return known(THE_HOST, place, reason="docker compose runs everything on one machine")
    for constraint in container.constraints:
        match = _MACHINE.match(constraint.data) if constraint.is_known else None
        if match:
            return Value(f"{match[1]} {match[2]}", constraint.origins)
    return unknown("no placement constraint names a machine", anchor)
