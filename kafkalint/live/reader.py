"""Asks a cluster, and can do nothing but ask.

Only requests that are named here leave this module: each of them reads. (FindCoordinator is
not among them, as a broker creates `__consumer_offsets` to answer it: whoever lists a group
is its coordinator.)
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import kafka.errors as kafka_errors
from kafka.admin import KafkaAdminClient

from kafkalint.live import clients
from kafkalint.live.settings import Settings

READING = frozenset(
    {
        "ApiVersions",
        "DescribeAcls",
        "DescribeClientQuotas",
        "DescribeCluster",
        "DescribeConfigs",
        "DescribeGroups",
        "DescribeLogDirs",
        "DescribeQuorum",
        "DescribeTopicPartitions",
        "DescribeUserScramCredentials",
        "ListGroups",
        "ListOffsets",
        "ListPartitionReassignments",
        "Metadata",
        "OffsetFetch",
    }
)
AT_ONCE = 2  # requests that one broker is asked at the same time: one answers while one is read
RETRY_SECONDS = 0.2


class Reader:
    """The requests of kafka-python, each under a timeout; safe to use from several threads.

    Making one connects, and raises kafka.errors.KafkaError where nobody answers.
    """

    def __init__(self, settings: Settings, deadline: float, call_seconds: float) -> None:
        self._deadline = deadline
        self._call_seconds = call_seconds
        arguments = clients.for_kafka_python(settings, min(call_seconds, self.seconds_left))
        self._client = KafkaAdminClient(
            **arguments, max_in_flight_requests_per_connection=1000, metadata_max_age_ms=3_600_000
        )
        self._manager = self._client._manager

    @property
    def seconds_left(self) -> float:
        """How long everything together may still take."""
        return max(0.05, self._deadline - time.monotonic())

    def speaks(self, name: str, version: int = 0) -> bool:
        """Whether the cluster knows a request, in that version or a later one."""
        versions = self._manager.broker_version_data.api_versions
        return any(
            _name(key) == name and newest >= version for key, (_, newest) in versions.items()
        )

    def ask(self, request: Any, broker: int | None = None) -> Any:
        """The answer of `broker`, or of any; raises kafka.errors.KafkaError."""
        (answer,) = self.ask_all([(broker, request)])
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def ask_all(self, requests: Sequence[tuple[int | None, Any]]) -> list[Any]:
        """The answers in order, an exception where there is none; brokers are asked at once."""
        for _, request in requests:
            _insist_on_reading(request)
        lanes: dict[tuple[int | None, int], list[int]] = {}
        for index, (broker, _) in enumerate(requests):
            lanes.setdefault((broker, index % AT_ONCE), []).append(index)
        answers: list[Any] = [None] * len(requests)

        async def go_through(indexes: list[int]) -> None:
            for index in indexes:
                broker, request = requests[index]
                answers[index] = await self._answer(request, broker)

        async def go() -> None:
            going = [self._manager.call_soon(go_through, lane) for lane in lanes.values()]
            for lane in going:
                await lane

        self._manager.run(go)
        return answers

    async def _answer(self, request: Any, broker: int | None) -> Any:
        try:
            try:
                return await self._send(request, broker)
            except kafka_errors.NodeNotReadyError:
                await self._manager._net.sleep(RETRY_SECONDS)
                return await self._send(request, broker)
        except Exception as error:  # garbage on the wire makes any kind of them
            return error

    async def _send(self, request: Any, broker: int | None) -> Any:
        seconds = min(self._call_seconds, self.seconds_left)
        future = self._manager.send(request, broker, request_timeout_ms=int(seconds * 1000))
        return await self._manager.wait_for(future, seconds * 1000)


def _insist_on_reading(request: Any) -> None:
    name = type(request).__name__.removesuffix("Request")
    if name not in READING:
        raise ValueError(f"{name} could change something")


def _name(key: int) -> str:
    from kafka.protocol.api_key import ApiKey

    try:
        return str(ApiKey(key).name)
    except ValueError:
        return str(key)
