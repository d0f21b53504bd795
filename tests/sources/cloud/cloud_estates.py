"""Estates written down in Python: each argument on a line of its own, as in a file."""

from __future__ import annotations

from typing import Any

from kafkalint.model import Cluster
from kafkalint.sources._cloud.identities import identities
from kafkalint.sources._cloud.platforms import clusters
from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.sources._cloud.written import Written
from kafkalint.values import Origin, Span, Value, unknown

PATH = "main.tf"


class File:
    """A file that is filled line by line."""

    def __init__(self, path: str = PATH) -> None:
        self.path = path
        self.line = 0

    def place(self) -> Origin:
        self.line += 1
        return Origin(self.path, Span(self.line, 1, self.line, 20))

    def value(self, data: Any, origin: Origin) -> Value[Any]:
        """Dicts are blocks or maps, lists are lists; a Value stays what it is."""
        if isinstance(data, Value):
            return data if data.origins else data.at((origin,))
        if isinstance(data, dict):
            return Value({k: self.value(v, self.place()) for k, v in data.items()}, (origin,))
        if isinstance(data, list):
            return Value(tuple(self.value(item, origin) for item in data), (origin,))
        if isinstance(data, str) and "\n" in data:
            return Value(Written(data, tuple(self.place() for _ in data.splitlines())), (origin,))
        return Value(data, (origin,))


def estate(*resources: tuple[str, str, dict[str, Any]], **options: Any) -> Estate:
    """An estate of (type, name, arguments); nested blocks are lists of dicts or dicts."""
    file = File()
    made = []
    for kind, name, arguments in resources:
        anchor = file.place()
        guards = arguments.pop("guards", {})
        more = arguments.pop("identities", ())
        held = {key: file.value(data, file.place()) for key, data in arguments.items()}
        address = f"{kind}.{name}"
        called = (*more, *identities(held))
        made.append(Resource(kind, address, anchor, held, guards=guards, identities=called))
    return Estate("infra", Origin(PATH, Span(1, 1, 1, 1)), tuple(made), (PATH,), **options)


def ref(address: str, attribute: str = "arn") -> Reference:
    return Reference(address, attribute)


def var(name: str) -> Value[Any]:
    return unknown(f"var.{name} has no value")


def only(made: Estate) -> Cluster:
    """The one cluster of an estate."""
    found = clusters(made).clusters
    assert len(found) == 1, found
    return found[0]


GOOD_PROPERTIES = """auto.create.topics.enable=false
default.replication.factor=3
min.insync.replicas=2
unclean.leader.election.enable=false
allow.everyone.if.no.acl.found=false
"""


def good_msk(**changes: Any) -> tuple[str, str, dict[str, Any]]:
    """A provisioned cluster with nothing to say against it, without arguments that are None."""
    arguments: dict[str, Any] = {
        "cluster_name": "orders",
        "kafka_version": "3.8.x",
        "number_of_broker_nodes": 3,
        "enhanced_monitoring": "PER_BROKER",
        "configuration_info": [{"arn": ref("aws_msk_configuration.this"), "revision": 1}],
        "broker_node_group_info": [
            {
                "instance_type": "kafka.m7g.large",
                "client_subnets": [ref(f"aws_subnet.{zone}", "id") for zone in "abc"],
                "security_groups": [ref("aws_security_group.msk", "id")],
                "storage_info": [{"ebs_storage_info": [{"volume_size": 1000}]}],
            }
        ],
        "encryption_info": [
            {
                "encryption_at_rest_kms_key_arn": ref("aws_kms_key.msk"),
                "encryption_in_transit": [{"client_broker": "TLS", "in_cluster": True}],
            }
        ],
        "client_authentication": [{"sasl": [{"iam": True}]}],
        "open_monitoring": [{"prometheus": [{"jmx_exporter": [{"enabled_in_broker": True}]}]}],
        "logging_info": [
            {"broker_logs": [{"cloudwatch_logs": [{"enabled": True, "log_group": "msk"}]}]}
        ],
        "guards": {"prevent_destroy": Value(True)},
    }
    arguments.update(changes)
    return (
        "aws_msk_cluster",
        "this",
        {key: value for key, value in arguments.items() if value is not None},
    )


def surroundings(properties: str | None = GOOD_PROPERTIES) -> list[tuple[str, str, dict[str, Any]]]:
    """What a good cluster needs beside it."""
    found: list[tuple[str, str, dict[str, Any]]] = [
        ("aws_subnet", zone, {"availability_zone": f"eu-central-1{zone}"}) for zone in "abc"
    ]
    if properties is not None:
        found.append(
            (
                "aws_msk_configuration",
                "this",
                {"name": "orders", "server_properties": properties},
            )
        )
    found.append(("aws_kms_key", "msk", {"enable_key_rotation": True}))
    found.append(
        (
            "aws_security_group",
            "msk",
            {
                "ingress": [
                    {
                        "from_port": 9098,
                        "to_port": 9098,
                        "protocol": "tcp",
                        "cidr_blocks": ["10.0.0.0/16"],
                    }
                ]
            },
        )
    )
    found.append(
        (
            "aws_appautoscaling_target",
            "msk",
            {
                "service_namespace": "kafka",
                "scalable_dimension": "kafka:broker-storage:VolumeSize",
                "resource_id": ref("aws_msk_cluster.this"),
            },
        )
    )
    return found
