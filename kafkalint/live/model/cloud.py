"""Clouds that run a cluster, told by the names of its brokers, and what they guarantee.

Names: MSK's bootstrap brokers are below kafka.REGION.amazonaws.com, those of MSK Serverless
below kafka-serverless.REGION.amazonaws.com, Confluent Cloud's below confluent.cloud, Aiven's
below aivencloud.com.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kafkalint.kafka import platforms
from kafkalint.live.model.nodes import reached
from kafkalint.live.snapshot import Snapshot
from kafkalint.model import Managed, Node
from kafkalint.record import fix
from kafkalint.regex import regex
from kafkalint.values import Origin, Value, absent, known, unknown

_CLOUDS = (
    ("msk-serverless", regex(r"\.kafka-serverless\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$")),
    ("msk", regex(r"\.kafka\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$")),
    ("confluent-cloud", regex(r"\.confluent\.cloud$")),
    ("aiven", regex(r"\.aivencloud\.com$")),
)
_RETICENT = {
    "confluent-cloud": "Confluent Cloud shows just some of its brokers' settings",
    "msk-serverless": "MSK Serverless does not show its brokers' settings",
}
"""Clouds whose brokers leave out of DescribeConfigs what they keep to themselves."""


def service(snapshot: Snapshot) -> str:
    """The cloud that runs it ("msk", "confluent-cloud"…); "" where the names tell of none."""
    hosts = [broker.host.lower().rstrip(".") for broker in snapshot.brokers or ()]
    hosts = hosts or [address.rpartition(":")[0].lower() for address in snapshot.bootstrap]
    for name, pattern in _CLOUDS:
        if hosts and all(pattern.search(host) for host in hosts):
            return name
    return ""


def managed(name: str, nodes: Iterable[Node], here: Origin) -> Managed | None:
    """What is known of how it is run: its brokers say nothing of how it was ordered."""
    if not name:
        return None
    hint = "ask AWS too: --msk NAME" if name.startswith("msk") else "its brokers do not tell"
    open_: Value[Any] = unknown(hint, here)
    decides = name in _RETICENT  # by itself, how many brokers there are and where
    return Managed(
        name,
        tier=open_,
        availability=open_,
        encryption_key=open_,
        public=open_,
        configuration=open_,
        monitoring_level=open_,
        open_monitoring=open_,
        logs_delivered=open_,
        storage_size=open_,
        storage_autoscaling=open_,
        tiered_storage=open_,
        deletion_protection=open_,
        undisclosed_credentials=hint,
        brokers=absent(here) if decides else known(len([*nodes]), here),
        zones=absent(here) if decides else open_,
    )


def guarantee(name: str, nodes: Iterable[Node], snapshot: Snapshot) -> None:
    """Give nodes that keep their settings to themselves what their cloud says of them."""
    why, platform = _RETICENT.get(name), platforms.platform(name)
    if why is None or platform is None:
        return
    brokers = {broker.id: broker for broker in snapshot.brokers or ()}
    for node in nodes:
        given = platforms.settings(platform, absent(), absent(), node.anchor)
        for key, value in given.items():
            node.settings.setdefault(key, value)
        fix(node, "partial", why)
        number = node.settings.get("node.id")
        broker = brokers.get(int(number.data)) if number is not None and number.is_known else None
        if broker is not None:
            fix(node, "listeners_given", (reached(node, broker, snapshot, why),))
