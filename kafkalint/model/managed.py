"""What is said of a cluster that a cloud runs, where Kafka has no setting for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafkalint.record import Record, field
from kafkalint.values import Value, absent

if TYPE_CHECKING:
    from kafkalint.model.access import Connector, Credential, Grant, Ingress


class Managed(Record):
    """How a cloud is asked to run a cluster.

    `service` is the cluster's platform ("msk", "msk-express", "msk-serverless",
    "confluent-cloud", …). What a platform does by itself has the provenance PLATFORM, with
    the reason; absent is what this platform does not have.
    """

    service: str
    tier: Value[str] = absent()  # an instance type, or "basic", "standard", "dedicated"…
    availability: Value[str] = absent()  # Confluent Cloud's word for zones
    brokers: Value[int] = absent()  # absent where the platform decides by itself
    capacity: Value[int] = absent()  # Confluent Cloud's CKUs
    zones: Value[int] = absent()
    encryption_key: Value[str] = absent()  # the customer's own; absent: the platform's
    authentication: dict[str, Value[bool]] = field(default_factory=dict)
    """ "iam", "scram", "mtls", "unauthenticated", "oauth", "api-key" to whether it is on."""
    public: Value[bool] = absent()  # reachable from the internet
    network: Value[str] = absent()  # a private network of the platform's that it stands in
    configuration: Value[bool] = absent()  # it has one of its own, not just the platform's
    monitoring_level: Value[str] = absent()
    open_monitoring: Value[bool] = absent()
    logs_delivered: Value[bool] = absent()
    storage_size: Value[int] = absent()  # bytes a broker
    storage_autoscaling: Value[bool] = absent()
    tiered_storage: Value[bool] = absent()
    deletion_protection: Value[bool] = absent()
    written: dict[str, Value[str]] = field(default_factory=dict)
    """What is written for it that this platform has no use for, by a few words for it."""
    ingress: tuple[Ingress, ...] = ()
    grants: tuple[Grant, ...] = ()
    credentials: tuple[Credential, ...] = ()
    undisclosed_credentials: str = ""  # why there may be more; "" where all are here
    connectors: tuple[Connector, ...] = ()
