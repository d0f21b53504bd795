"""Which files may be templates of CloudFormation that matter here, by name and bytes alone."""

from __future__ import annotations

from kafkalint.formats.node import Mapping, Node
from kafkalint.regex import regex

_NAMED = regex(r"\.(?:ya?ml|json|template|cfn|cform)(?:[.\-_][\w.-]+)?$")
_OURS = (b"AWS::MSK::", b"AWS::KafkaConnect::", b"AWS/Kafka", b"kafka-cluster:")
_NESTED = (b"AWS::CloudFormation::Stack", b"AWS::Serverless::Application")


def may_be_template(path: str, content: bytes) -> bool:
    """Whether the name and the bytes leave room for a template that has to do with Kafka."""
    if b"AWS::" not in content or b"Resources" not in content:
        return False
    if _NAMED.search(path.lower()) is None:
        return False
    return any(mark in content for mark in (*_OURS, *_NESTED))


def is_template(root: Node | None) -> bool:
    """Whether it is a template: resources, each of a type of AWS, SAM or the user's own."""
    resources = root.mapping("Resources") if isinstance(root, Mapping) else None
    if resources is None:
        return False
    for entry in resources:
        if entry.key.text.startswith("Fn::"):
            return True
        kind = entry.value.scalar("Type") if isinstance(entry.value, Mapping) else None
        if kind is not None and "::" in kind.text:
            return True
    return False


def is_json(content: str) -> bool:
    """Whether a template is written in JSON, whatever its name says."""
    return content.lstrip("\ufeff \t\r\n").startswith("{")
