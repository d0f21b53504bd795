"""A world without anything in it, for expressions that may refer to nothing."""

from __future__ import annotations

from typing import Any

from kafkalint.formats.text import Text
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform.evaluation.scope import Budget
from kafkalint.sources.terraform.evaluation.values import Failure
from kafkalint.values import Value


class Nowhere:
    """Knows no names and no files."""

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self.folder = ""

    def name(self, root: str, name: str) -> Value[Any]:
        raise Failure(f"{root}.{name} cannot be used here")

    def data(self, type_: str, name: str) -> Value[Any]:
        raise Failure(f"data.{type_}.{name} cannot be used here")

    def attribute(self, reference: Reference, name: str) -> Value[Any]:
        raise Failure(f"{name} cannot be used here")

    def file(self, path: str) -> Text | None:
        return None

    def files(self, folder: str) -> list[str] | None:
        return None
