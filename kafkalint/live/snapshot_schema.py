"""The JSON schema of snapshots, made of their records."""

from __future__ import annotations

from typing import Any

import msgspec

from kafkalint.live.snapshot import VERSION, Snapshot


def schema() -> dict[str, Any]:
    """The JSON schema of a snapshot, which `schemas/snapshot.schema.json` holds."""
    made = msgspec.json.schema(Snapshot)
    definitions = made["$defs"]
    for definition in definitions.values():
        definition["description"] = " ".join(definition.get("description", "").split())
    definitions["Snapshot"]["properties"]["version"] = {"const": VERSION}
    definitions["Snapshot"]["required"] = ["version"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:kafkalint:snapshot:{VERSION}",
        "title": "kafkalint snapshot of a cluster",
        "description": "What `kafkalint live --snapshot FILE` writes. Within version 1 properties "
        "are only ever added. Null, and what is left out where null is the default, is not known.",
        **made,
    }
