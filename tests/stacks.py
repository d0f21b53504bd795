"""What tests ask of the estates that files of a cloud give."""

from __future__ import annotations

from typing import Any, NamedTuple

from kafkalint.findings import Notice
from kafkalint.sources._cloud.resource import Estate, Reference, Resource
from kafkalint.values import Value


class Stack(NamedTuple):
    """The outermost stacks, and the notices of them all."""

    estates: list[Estate]
    notices: list[Notice]

    @property
    def resources(self) -> dict[str, Resource]:
        return {resource.address: resource for resource in self.estates[0].resources}

    def cluster(self) -> Resource:
        (found,) = self.estates[0].of_type("aws_msk_cluster")
        return found

    def name(self) -> Value[Any]:
        """The name of the only cluster."""
        return self.cluster().value("cluster_name")


def plain(value: Value[Any]) -> Any:
    """The data without Values inside; "?" for what is not known, None for what is not set."""
    data = value.data
    if value.is_unknown:
        return "?"
    if isinstance(data, Reference):
        return f"→{data.address}.{data.attribute}"
    if isinstance(data, dict):
        return {name: plain(inner) for name, inner in data.items()}
    return [plain(item) for item in data] if isinstance(data, tuple) else data
