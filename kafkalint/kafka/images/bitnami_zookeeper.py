"""The image bitnami/zookeeper, now bitnamilegacy/zookeeper.

Source: bitnami/containers, bitnami/zookeeper/3.5 to 3.9: scripts/libzookeeper.sh
(zookeeper_generate_conf), zookeeper-env.sh.
"""

from __future__ import annotations

from kafkalint.kafka.images.applied import Draft
from kafkalint.kafka.images.family import Family
from kafkalint.regex import regex
from kafkalint.values import Value

_PREFIX = "ZOO_CFG_"
_SWITCHES = ("ZOO_RECONFIG_ENABLED", "ZOO_LISTEN_ALLIPS_ENABLED", "ZOO_ENABLE_ADMIN_SERVER")
_YES = regex("(?i)(1|yes|true)$")
_BETWEEN = regex("[;, ]+")
_STORES = {
    "KEYSTORE_FILE": "keyStore.location",
    "KEYSTORE_PASSWORD": "keyStore.password",
    "TRUSTSTORE_FILE": "trustStore.location",
    "TRUSTSTORE_PASSWORD": "trustStore.password",
}


def property_of(family: Family, variable: str, version: Value[str]) -> str | None:
    """The zoo.cfg key that a variable becomes; ZOO_CFG_ keeps the case of what follows."""
    if variable.startswith(_PREFIX):
        return variable[len(_PREFIX) :].replace("_", ".")
    return family.keys.get(variable)


def apply(draft: Draft) -> None:
    """Write the draft as zookeeper_generate_conf does."""
    file = draft.mounted_file
    if file is not None:
        draft.copy(file)
        draft.ignores_environment = True
    else:
        _generate(draft)
    draft.metadata["myid"] = draft.given("ZOO_SERVER_ID") or draft.own(
        "1", f"{draft.family.title} writes 1 into myid where ZOO_SERVER_ID is not set"
    )
    flags = draft.given("JVMFLAGS")
    if flags is not None:
        draft.jvm_options.append(flags)
    if draft.given("ALLOW_ANONYMOUS_LOGIN") is None and not _is_on(draft, "ZOO_ENABLE_AUTH"):
        draft.refuse("neither ZOO_ENABLE_AUTH nor ALLOW_ANONYMOUS_LOGIN is set")


def _generate(draft: Draft) -> None:
    draft.supply("dataDir", "/bitnami/zookeeper/data")
    for variable, text in draft.family.defaults.items():
        switched = _switched(text) if variable in _SWITCHES else text
        draft.supply(draft.family.keys[variable], switched)
    draft.map_environment(lambda name: property_of(draft.family, name, draft.version))
    for variable in _SWITCHES:
        value = draft.given(variable)
        if value is not None:
            draft.settings[draft.family.keys[variable]] = value.map(_switched)
    _list_servers(draft)
    _configure_tls(draft)
    if _is_on(draft, "ZOO_ENABLE_AUTH"):
        provider = "org.apache.zookeeper.server.auth.SASLAuthenticationProvider"
        _switch(draft, "ZOO_ENABLE_AUTH", "authProvider.1", provider)
        _switch(draft, "ZOO_ENABLE_AUTH", "sessionRequireClientSASLAuth", "true")
    if _is_on(draft, "ZOO_ENABLE_QUORUM_AUTH"):
        for key in ("enableSasl", "learnerRequireSasl", "serverRequireSasl"):
            _switch(draft, "ZOO_ENABLE_QUORUM_AUTH", f"quorum.auth.{key}", "true")


def _list_servers(draft: Draft) -> None:
    """host:port:port[::id] between commas, semicolons or blanks; one alone is no ensemble."""
    servers = draft.given("ZOO_SERVERS")
    if servers is None:
        return
    if not servers.is_known:
        draft.settings["server.1"] = servers
        return
    entries = [entry for entry in _BETWEEN.split(servers.data) if entry]
    port = draft.settings["clientPort"].data
    for index, entry in enumerate(entries, start=1):
        address, _, own = entry.partition("::")
        if len(entries) > 1:
            draft.settings[f"server.{own or index}"] = Value(f"{address};{port}", servers.origins)


def _configure_tls(draft: Draft) -> None:
    for side, prefix in (("CLIENT", "ssl"), ("QUORUM", "ssl.quorum")):
        enable = f"ZOO_TLS_{side}_ENABLE"
        if not _is_on(draft, enable):
            continue
        for name, key in _STORES.items():
            value = draft.given(f"ZOO_TLS_{side}_{name}")
            if value is not None:
                draft.write(f"{prefix}.{key}", value)
        wanted = "ZOO_TLS_CLIENT_AUTH" if side == "CLIENT" else "ZOO_TLS_QUORUM_CLIENT_AUTH"
        asked = draft.given(wanted)
        if asked is None:
            draft.supply(f"{prefix}.clientAuth", "need")
        else:
            draft.write(f"{prefix}.clientAuth", asked)
        if side == "QUORUM":
            _switch(draft, enable, "sslQuorum", "true")
            continue
        draft.settings.pop("clientPort", None)
        port = draft.given("ZOO_TLS_PORT_NUMBER")
        if port is None:
            draft.supply("secureClientPort", "3181")
        else:
            draft.write("secureClientPort", port)


def _is_on(draft: Draft, name: str) -> bool:
    value = draft.given(name)
    return value is not None and value.is_known and bool(_YES.match(value.data))


def _switch(draft: Draft, name: str, key: str, text: str) -> None:
    value = draft.environment[name]
    draft.settings[key] = Value(text, value.origins)


def _switched(text: str) -> str:
    return "true" if _YES.match(text) else "false"
