"""The estimate of a month's costs, in a few lines that say that it is one."""

from __future__ import annotations

from collections.abc import Iterator

from kafkalint.facts.costs import estimate
from kafkalint.model import Cluster
from kafkalint.reporters.text.paint import Paint


def lines(cluster: Cluster, paint: Paint) -> Iterator[str]:
    """What a month would cost; nothing for what there are no prices for."""
    found = estimate(cluster)
    if found is None:
        return
    title = f"A month costs about {found.total:,.0f} {found.currency}, at a guess"
    yield paint(title, "bold")
    width = max(len(cost.what) for cost in found.costs)
    for cost in found.costs:
        yield from paint.wrap(f"{cost.what:<{width}}  {cost.amount:>9,.0f}  {cost.how}", 2, 15)
    yield from paint.wrap(f"assumed: {'; '.join(found.assumptions)}", 2, 4)
    for missing in found.missing:
        yield from paint.wrap(f"not in it: {missing}", 2, 4)
    yield ""
