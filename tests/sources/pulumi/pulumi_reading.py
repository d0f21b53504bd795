"""Programs of Pulumi for tests."""

from __future__ import annotations


def named(expression: str, *sections: str) -> str:
    """A program with one cluster whose name is `expression`, and more sections."""
    more = "".join(f"{section.strip()}\n" for section in sections)
    return (
        f"name: shop\nruntime: yaml\n{more}resources:\n  kafka:\n    type: aws:msk:Cluster\n"
        f"    properties:\n      clusterName: {expression}\n"
    )
