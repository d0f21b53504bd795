"""Plans and states as Terraform writes them, in small."""

from __future__ import annotations

from typing import Any, NamedTuple

from kafkalint.findings import Notice
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.values import Value

CLUSTER = "aws_msk_cluster.orders"


class Answer(NamedTuple):
    """The estate that a file gives, what was said, and the configuration that it covers."""

    estate: Estate | None
    notices: list[Notice]
    covers: set[str]

    @property
    def resources(self) -> dict[str, Resource]:
        assert self.estate is not None
        return {resource.address: resource for resource in self.estate.resources}

    def value(self, *path: str, of: str = CLUSTER) -> Value[Any]:
        return self.resources[of].value(*path)


def resource(address: str, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A resource of planned values: its type and name are in its address."""
    local = address.partition("[")[0] if not address.startswith("module.") else address
    *_, kind, name = local.replace("]", "").split(".")
    name = name.partition("[")[0]
    mode = "data" if "data." in address else "managed"
    return {
        "address": address,
        "mode": mode,
        "type": kind,
        "name": name,
        "values": values,
        "sensitive_values": {},
        **more,
    }


def change(address: str, unknown: Any = False, **more: Any) -> dict[str, Any]:
    """The change that creates a resource."""
    made = resource(address, {})
    del made["values"], made["sensitive_values"]
    hidden = more.pop("sensitive", False)
    return {
        **made,
        "change": {
            "actions": ["create"],
            "before": None,
            "after": {},
            "after_unknown": unknown,
            "after_sensitive": hidden,
        },
        **more,
    }


def plan(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A plan of resources of the root module."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": list(resources)}},
        **more,
    }


def state(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A state file of format 4."""
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "0d0f",
        "outputs": {},
        "resources": list(resources),
        **more,
    }


def in_state(kind: str, name: str, *instances: Any, **more: Any) -> dict[str, Any]:
    """A resource of a state with the attributes of each of its instances."""
    return {
        **({"module": more.pop("module")} if "module" in more else {}),
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [
            each if "attributes" in each else {"schema_version": 0, "attributes": each}
            for each in instances
        ],
        **more,
    }
