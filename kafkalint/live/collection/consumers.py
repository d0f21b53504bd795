"""Groups of the consumer protocol (KIP-848), which confluent-kafka can describe."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import TimeoutError as Late
from typing import Any

from kafkalint.live import clients
from kafkalint.live.collection import Tell
from kafkalint.live.refusals import ApiError, gather
from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Group, Member, Snapshot

CALL = "ConsumerGroupDescribe"


def ask_members(settings: Settings, groups: Sequence[str], seconds: float, tell: Tell) -> None:
    """The members of these groups and what they read, within `seconds`."""
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import AdminClient

    deadline = time.monotonic() + seconds
    client = AdminClient(clients.for_confluent_kafka(settings, seconds))
    asked = client.describe_consumer_groups(list(groups), request_timeout=seconds)
    failed: list[tuple[str, BaseException]] = []
    found = []
    for name, future in asked.items():
        try:
            found.append(_group(future.result(timeout=max(0.1, deadline - time.monotonic()))))
        except KafkaException as error:
            failed.append((f"group {name}", _as_api_error(error)))
        except (Late, TimeoutError):
            failed.append((f"group {name}", TimeoutError("no answer in time")))
    refusals = gather(CALL, f"{len(failed)} groups", failed)
    tell(Snapshot(groups=tuple(found) or None, refusals=tuple(refusals)))


def _as_api_error(error: Any) -> BaseException:
    told = error.args[0]
    if told.code() > 0:
        return ApiError(told.code(), told.str())
    return TimeoutError(told.str()) if "timed out" in told.str().lower() else error


def _group(told: Any) -> Group:
    return Group(
        told.group_id,
        told.state.name,
        told.type.name.lower() if told.type else "",
        protocol=told.partition_assignor or "",
        members=tuple(_member(each) for each in told.members),
    )


def _member(told: Any) -> Member:
    assigned: dict[str, list[int]] = {}
    for each in told.assignment.topic_partitions if told.assignment else ():
        assigned.setdefault(each.topic, []).append(each.partition)
    return Member(
        told.member_id,
        told.client_id,
        told.host,
        told.group_instance_id,
        {topic: tuple(sorted(numbers)) for topic, numbers in assigned.items()},
    )
