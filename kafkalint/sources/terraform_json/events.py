"""The stream of events of `terraform plan -json`: it names resources and not their arguments.

https://developer.hashicorp.com/terraform/internals/machine-readable-ui
"""

from __future__ import annotations

import json
from typing import Any

from kafkalint.findings import Notice
from kafkalint.formats.text import Text
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.sources.terraform_json.described import is_wanted
from kafkalint.values import Origin, Span

_CLUSTERS = ("aws_msk_cluster", "aws_msk_serverless_cluster", "confluent_kafka_cluster")
_REASON = "the stream of `terraform plan -json` does not say what is in it"
_REMEDY = (
    "a stream of `terraform plan -json` names resources and not their arguments: "
    "give `terraform show -json` of the plan file"
)


def is_stream(text: Text) -> bool:
    """Whether it is one JSON object a line, each an event of Terraform's."""
    first = text.content.lstrip("\ufeff \r\n").partition("\n")[0]
    return first.startswith('{"@level"') and '"terraform.ui"' in first


def estate(text: Text, notices: list[Notice]) -> Estate | None:
    """The resources that will be there, with nothing known of them; None where none is ours."""
    found: dict[str, Resource] = {}
    for number, line in enumerate(text.content.splitlines(), 1):
        if '"planned_change"' in line or '"resource_drift"' in line:
            made = _resource(
                _event(line), Origin(text.path, Span(number, 1, number, len(line) + 1))
            )
            if made is not None:
                found[made.address] = made
    if not any(each.type in _CLUSTERS for each in found.values()):
        return None
    first = next(each.anchor for each in found.values() if each.type in _CLUSTERS)
    notices.append(Notice("unreadable", text.path, first.line, _REMEDY))
    anchor = Origin(text.path, Span(1, 1, 1, 1))
    return Estate("plan", anchor, tuple(found.values()), (text.path,), _REASON)


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _resource(event: dict[str, Any], origin: Origin) -> Resource | None:
    change = event.get("change")
    resource = change.get("resource") if isinstance(change, dict) else None
    if not isinstance(change, dict) or not isinstance(resource, dict):
        return None
    kind = str(resource.get("resource_type", ""))
    if change.get("action") in ("delete", "read", None) or not is_wanted("managed", kind):
        return None
    address = str(resource.get("addr", ""))
    return Resource(kind, address, origin._replace(logical=address), partial=_REASON)
