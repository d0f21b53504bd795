"""Modules that are published and that we know: what their arguments mean."""

from __future__ import annotations

from kafkalint.sources.terraform.configuration import Configuration


def find(source: str, version: str) -> tuple[Configuration, str] | None:
    """The module of a registry's or repository's address, and its name; None if not known."""
    return None
