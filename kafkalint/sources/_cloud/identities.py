"""What other resources, files and people call a resource by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kafkalint.values import Value

_NAMES = (
    *("arn", "id", "identifier", "key_id", "cluster_id"),
    *("name", "cluster_name", "service_name", "alarm_name", "topic_name", "display_name"),
)


def identities(arguments: Mapping[str, Value[Any]]) -> tuple[str, ...]:
    """Its ARN, id and names, as far as they are known texts."""
    found = (arguments.get(name) for name in _NAMES)
    texts = (value.data for value in found if value is not None and value.is_known)
    return tuple(dict.fromkeys(text for text in texts if isinstance(text, str) and text))
