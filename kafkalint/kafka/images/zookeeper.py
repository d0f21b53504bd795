"""The official image zookeeper.

Source: 31z4/zookeeper-docker, docker-entrypoint.sh and Dockerfile of 3.4.14 and 3.5 to 3.9.
"""

from __future__ import annotations

from kafkalint.kafka import versions
from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.values import Value, unknown

_SINCE_3_5 = ("ZOO_STANDALONE_ENABLED", "ZOO_ADMINSERVER_ENABLED", "ZOO_4LW_COMMANDS_WHITELIST")


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The zoo.cfg key that a variable becomes."""
    return family.keys.get(variable)


def apply(draft: Draft) -> None:
    """Write the draft as the entrypoint does where there is no zoo.cfg yet."""
    folder = draft.given("ZOO_CONF_DIR")
    place = folder.data.rstrip("/") if folder is not None and folder.is_known else "/conf"
    file = draft.mounted.get(f"{place}/zoo.cfg")
    if file is not None:
        draft.copy(file)
        draft.ignores_environment = True
    else:
        _generate(draft)
    draft.metadata["myid"] = draft.given("ZOO_MY_ID") or draft.own(
        "1", f"{draft.family.title} writes 1 into myid where ZOO_MY_ID is not set"
    )
    flags = draft.given("SERVER_JVMFLAGS"), draft.given("JVMFLAGS")
    draft.jvm_options += [value for value in flags if value is not None]


def _generate(draft: Draft) -> None:
    old = (versions.parts(draft.tag) or (3, 5)) < (3, 5)
    left_out = _SINCE_3_5 if old else ()
    for variable, text in draft.family.defaults.items():
        if variable not in left_out:
            draft.supply(draft.family.keys[variable], text)
    if old:
        draft.supply("clientPort", "2181")
    draft.map_environment(
        lambda name: None if name in left_out else property_of(draft.family, name, draft.version)
    )
    _list_servers(draft, old)
    extra = None if old else draft.given("ZOO_CFG_EXTRA")
    if extra is not None:
        _append(draft, extra)


def _list_servers(draft: Draft, old: bool) -> None:
    servers = draft.given("ZOO_SERVERS")
    if servers is not None:
        _append(draft, servers)
    elif not old:
        draft.supply("server.1", "localhost:2888:3888;2181")


def _append(draft: Draft, lines: Value[str]) -> None:
    """Lines between blanks, as they are."""
    if not lines.is_known:
        draft.partial = lines.reason
        draft.settings["server.1"] = unknown(lines.reason, *lines.origins)
        return
    for line in lines.data.split():
        key, _, text = line.partition("=")
        draft.settings[key] = Value(text, lines.origins)
