"""What MSK costs: list prices of one region at one date, in schemas/prices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from kafkalint.data import read_data


class Prices(NamedTuple):
    """Prices in `currency`; `between_zones_gb` is for both ends of the way together."""

    as_of: str
    region: str
    currency: str
    source: str
    hours_a_month: int
    broker_hour: Mapping[str, float]
    storage_gb_month: float
    express_written_gb: float
    between_zones_gb: float


@cache
def prices() -> Prices:
    """The table."""
    return Prices(**json.loads(read_data("schemas", "prices", "msk.json")))
