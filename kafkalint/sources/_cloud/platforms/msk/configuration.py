"""The settings of an MSK cluster's brokers: its own configuration over MSK's defaults."""

from __future__ import annotations

from typing import NamedTuple

from kafkalint.kafka import platforms
from kafkalint.kafka.platforms import Platform
from kafkalint.sources._cloud.documents import Settings, read_settings
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.values import Value, known


class Configuration(NamedTuple):
    """`own` is whether the cluster has a configuration of its own, `resource` which one."""

    settings: dict[str, Value[str]]
    partial: str
    own: Value[bool]
    resource: Resource | None = None


def read(
    estate: Estate,
    cluster: Resource,
    platform: Platform,
    zones: Value[int],
    is_tiered: Value[bool],
) -> Configuration:
    """What the brokers of `cluster` are told, and what MSK tells them."""
    blocks = cluster.value("configuration_info")
    arn = cluster.value("configuration_info", "arn")
    if blocks.is_absent or (blocks.is_known and blocks.data == ()):
        defaults = platforms.settings(platform, zones, is_tiered, *cluster.places)
        return Configuration(defaults, "", known(False, *cluster.places))
    own = known(True, *blocks.origins) if blocks.is_known else blocks.map(bool)
    resource = estate.find(arn, "aws_msk_configuration")
    if resource is None:
        reason = arn.reason if arn.is_unknown and arn.reason else "it is not in these files"
        partial = f"MSK configuration: {reason}"
        fixed = platforms.fixed_settings(platform, *arn.origins[:1])
        return Configuration(fixed, partial, own)
    return _merged(resource, platform, zones, is_tiered, own)


def _merged(
    resource: Resource,
    platform: Platform,
    zones: Value[int],
    is_tiered: Value[bool],
    own: Value[bool],
) -> Configuration:
    written, text = _written(resource)
    places = dict.fromkeys((*(text.origins[:1] or (resource.anchor,)), *resource.related))
    settings = {
        key: value
        for key, value in platforms.settings(platform, zones, is_tiered, *places).items()
        if not written.partial or key in platform.fixed
    }
    settings.update(
        (key, value) for key, value in written.settings.items() if key not in platform.fixed
    )
    return Configuration(settings, written.partial, own, resource)


def written(configuration: Configuration) -> dict[str, Value[str]]:
    """What somebody wrote into the configuration, whatever the platform makes of it."""
    if configuration.resource is None:
        return {}
    return _written(configuration.resource)[0].settings


def _written(resource: Resource) -> tuple[Settings, Value[str]]:
    text = resource.value("server_properties")
    return read_settings(text, "server_properties"), text
