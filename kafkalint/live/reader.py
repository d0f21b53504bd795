"""Asks a cluster, and can do nothing but ask.

Only requests that are named here leave this module: each of them reads. (FindCoordinator is
not among them, as a broker creates `__consumer_offsets` to answer it: whoever lists a group
is its coordinator.)
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import kafka.errors as kafka_errors
from kafka.admin import KafkaAdminClient
from kafka.net.compat import KafkaNetClient

from kafkalint.live import clients
from kafkalint.live.settings import Settings
from kafkalint.live.wire import Address, Wire

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
GIVE_UP = 2  # requests that fail again on a connection of their own, until a broker is left alone
FIRST = -1  # what the broker that answered first counts as
FORWARDED = ("DescribeQuorum", "ListPartitionReassignments")
"""What a broker asks the controller for: that it does not answer is not the broker's fault."""
SHORTEST = 0.1  # seconds that are worth another try
_FINAL = (kafka_errors.IncompatibleBrokerVersion, kafka_errors.UnsupportedVersionError)


class Reader:
    """The requests of kafka-python, each under a timeout; safe to use from several threads.

    Making one connects, and raises kafka.errors.KafkaError where nobody answers.
    """

    def __init__(self, settings: Settings, deadline: float, call_seconds: float) -> None:
        self._settings = settings
        self._deadline = deadline
        self._call_seconds = call_seconds
        arguments = clients.for_kafka_python(settings, min(call_seconds, self.seconds_left))
        self._client = KafkaAdminClient(
            **arguments,
            kafka_client=_unmeasured,
            max_in_flight_requests_per_connection=1000,
            metadata_max_age_ms=3_600_000,
        )
        self._manager = self._client._manager
        self._alone = threading.Lock()
        self._failed_alone: dict[int, int] = {}

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
        for index, (broker, request) in enumerate(requests):
            if isinstance(answers[index], BaseException):
                answers[index] = self._ask_alone(request, broker, answers[index])
        return answers

    async def _answer(self, request: Any, broker: int | None) -> Any:
        try:
            seconds = self._seconds_for_a_call
            future = self._manager.send(request, broker, request_timeout_ms=int(seconds * 1000))
            return await self._manager.wait_for(future, seconds * 1000)
        except Exception as error:  # garbage on the wire makes any kind of them
            return error

    @property
    def _seconds_for_a_call(self) -> float:
        return min(self._call_seconds, self.seconds_left)

    def _ask_alone(self, request: Any, broker: int | None, error: BaseException) -> Any:
        """The answer to what failed, on a connection of its own; `error` where that fails too.

        Requests share a connection: one that is never answered, or with nonsense, fails all.
        """
        if isinstance(error, _FINAL):
            return error
        for number, address in self._addresses(broker):
            if self._seconds_for_a_call < SHORTEST:
                break
            with self._alone:
                if self._failed_alone.get(number, 0) >= GIVE_UP:
                    continue
                try:
                    return self._ask_at(address, request)
                except Exception:
                    if _name_of(request) not in FORWARDED:
                        self._failed_alone[number] = self._failed_alone.get(number, 0) + 1
        return error

    def _ask_at(self, address: Address, request: Any) -> Any:
        settings = self._settings
        context = clients.ssl_context(settings.tls) if settings.is_encrypted else None
        with Wire(address, self._seconds_for_a_call / GIVE_UP, context) as wire:
            wire.learn_versions()
            if settings.sasl:
                wire.log_in(settings)
            return wire.ask(request)

    def _addresses(self, broker: int | None) -> list[tuple[int, Address]]:
        """Where `broker` is; where any will do, the one that answered first, and some others."""
        known = self._manager.cluster.brokers()
        wanted = [each for each in known if broker is None or each.node_id == broker]
        found = [(each.node_id, Address(each.host, each.port)) for each in wanted[:GIVE_UP]]
        if broker is None:
            found.insert(0, (FIRST, Address.of(self._settings.bootstrap[0])))
        return found


def _unmeasured(**configs: Any) -> KafkaNetClient:
    """kafka-python's own, without the statistics that it keeps of all that it sends and gets."""
    return KafkaNetClient(**{**configs, "metrics": None})


def _name_of(request: Any) -> str:
    return type(request).__name__.removesuffix("Request")


def _insist_on_reading(request: Any) -> None:
    name = _name_of(request)
    if name not in READING:
        raise ValueError(f"{name} could change something")


def _name(key: int) -> str:
    from kafka.protocol.api_key import ApiKey

    try:
        return str(ApiKey(key).name)
    except ValueError:
        return str(key)
