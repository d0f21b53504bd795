"""Whether the terms of an alarm let it fire when it should: threshold, statistic, time."""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.alerts import signals
from kafkalint.model import Alert
from kafkalint.values import Value, gather, known, problem_among, unknown


@fact
def signal_problem(alert: Alert) -> Value[str]:
    """Why it cannot fire when it should, or fires for ever; "" where its terms are sound.

    Only what is wrong for every workload: how much lag is too much is not for us to say.
    """
    found = signals(alert)
    if not found.is_known:
        return unknown(found.reason, *found.origins)
    if alert.is_combined or not found.data:
        return known("", alert.anchor)
    checks = (_problem_of_threshold, _problem_of_statistic, _problem_of_time)
    return problem_among([check(alert, found.data[0]) for check in checks])


COUNTS_OF_TROUBLE = frozenset(
    {
        "under-replicated partitions",
        "offline partitions",
        "partitions below min.insync.replicas",
        "offline log directories",
    }
)
"""Zero is well, one is trouble."""


def _problem_of_threshold(alert: Alert, signal: str) -> Value[str]:
    comparison, threshold = alert.comparison, alert.threshold
    for value in (comparison, threshold):
        if value.is_absent:
            return known("", alert.anchor)
        if value.is_unknown:
            return unknown(value.reason, *value.origins)
    places = gather([threshold, comparison])
    sign, limit = comparison.data, threshold.data
    if signal in COUNTS_OF_TROUBLE:
        return known(_problem_of_count(sign, limit, signal), *places)
    if signal == "consumer lag" and sign in ("lt", "lte"):
        return known("fires while consumers keep up, and is quiet when they do not", *places)
    if signal == "the active controller" and (sign == "gte" or limit < 1) and sign in ("gt", "gte"):
        return known("fires while one controller is active, as it should be", *places)
    return known("", *places)


def _problem_of_count(sign: str, limit: float, signal: str) -> str:
    if sign in ("lt", "lte", "eq"):
        return f"fires while there are no {signal}, and is quiet when there are"
    if sign == "gte" and limit <= 0:
        return f"fires for ever: there are always 0 or more {signal}"
    least = limit + 1 if sign == "gt" else limit
    if least >= 2 and signal == "offline partitions":
        return f"is quiet until {least:g} partitions are offline: one is an outage already"
    return ""


def _problem_of_statistic(alert: Alert, signal: str) -> Value[str]:
    """Brokers that are well, or that are not the active controller, report 0 beside the one."""
    statistic, limit = alert.statistic, alert.threshold
    if alert.system != "cloudwatch" or statistic.is_absent:
        return known("", alert.anchor)
    if statistic.is_unknown:
        return unknown(statistic.reason, *statistic.origins)
    name = str(statistic.data)
    at_all = alert.comparison.or_else("") == "gt" and limit.or_else(1) <= 0
    if signal in COUNTS_OF_TROUBLE and (name == "Minimum" or (name == "Average" and not at_all)):
        text = f"looks at the {name}, which others that report 0 keep down"
        return known(text, *statistic.origins)
    if signal == "the active controller" and name in ("Average", "Minimum"):
        text = f"looks at the {name}: every broker but the active controller reports 0"
        return known(text, *statistic.origins)
    return known("", *statistic.origins)


def _problem_of_time(alert: Alert, signal: str) -> Value[str]:
    periods, points = alert.evaluation_periods, alert.datapoints
    if periods.is_known and points.is_known and points.data > periods.data:
        text = f"wants {points.data} datapoints out of {periods.data} periods: it never fires"
        return known(text, *gather([points, periods]))
    for value, what in ((alert.period, "period"), (alert.duration, "duration")):
        if value.is_known and value.data > 3600:
            return known(
                f"has a {what} of {value.data:g} seconds: it tells too late", *value.origins
            )
    missing = alert.missing_data
    if signal == "the active controller" and missing.or_else("") == "notBreaching":
        return known("takes missing data for well: a dead cluster reports none", *missing.origins)
    return known("", alert.anchor)
