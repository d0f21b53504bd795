"""What is said of a cluster that a cloud runs, where Kafka has no setting for it."""

from __future__ import annotations

from kafkalint.record import Record, field
from kafkalint.values import Value, absent


class Managed(Record):
    """How a cloud is asked to run a cluster.

    `service` is the cluster's platform ("msk", "msk-express", "msk-serverless",
    "confluent-cloud", …). What a platform does by itself has the provenance PLATFORM, with
    the reason; absent is what this platform does not have.
    """

    service: str
    tier: Value[str] = absent()  # an instance type, or "basic", "standard", "dedicated"…
    availability: Value[str] = absent()  # Confluent Cloud's word for zones
    brokers: Value[int] = absent()
    zones: Value[int] = absent()
    encryption_key: Value[str] = absent()  # the customer's own; absent: the platform's
    authentication: dict[str, Value[bool]] = field(default_factory=dict)
    """ "iam", "scram", "mtls", "unauthenticated", "oauth", "api-key" to whether it is on."""
    public: Value[bool] = absent()  # reachable from the internet
    open_to: Value[tuple[str, ...]] = absent()  # address ranges that may connect
    configuration: Value[bool] = absent()  # it has one of its own, not just the platform's
    monitoring_level: Value[str] = absent()
    open_monitoring: Value[bool] = absent()
    logs_delivered: Value[bool] = absent()
    storage_size: Value[int] = absent()  # bytes a broker
    storage_autoscaling: Value[bool] = absent()
    tiered_storage: Value[bool] = absent()
    deletion_protection: Value[bool] = absent()
