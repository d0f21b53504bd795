"""Templates of CloudFormation for tests."""

from __future__ import annotations

HEAD = 'AWSTemplateFormatVersion: "2010-09-09"\n'


def named(expression: str, *sections: str) -> str:
    """A template with one cluster whose name is `expression`, in YAML, and more sections."""
    more = "".join(f"{section.strip()}\n" for section in sections)
    return (
        f"{HEAD}{more}Resources:\n  Kafka:\n    Type: AWS::MSK::Cluster\n    Properties:\n"
        f"      ClusterName: {expression}\n"
    )
