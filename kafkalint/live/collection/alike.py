"""What DescribeConfigs answers of many topics, most of which are set alike.

An answer repeats some forty settings for every topic, and few of these differ: bytes that were
there before are not decoded again. What is new is left to kafka-python.
"""

from __future__ import annotations

from collections import deque
from typing import Any, NamedTuple

import kafka.protocol.admin as messages

from kafkalint.live.collection.config import of_told
from kafkalint.live.snapshot import Config

COMPACT = 4  # the version that made lengths variable; all Kafka since 2.8 speaks it
BLOCKS = 32  # how many kinds of topics are remembered


class Result(NamedTuple):
    """Of one topic; `configs` is the same object for topics that are set in the same way."""

    error_code: int
    error_message: str | None
    resource_name: str
    configs: dict[str, Config]


class Answer(NamedTuple):
    """Of many topics, as kafka-python has it."""

    throttle_time_ms: int
    results: list[Result]


class Known:
    """The settings that were decoded before: blocks of bytes, and the configs that they stand for.

    Whole blocks end where a topic does, so that one which is found at a place is all of it.
    """

    def __init__(self) -> None:
        self.blocks: deque[tuple[bytes, dict[str, Config]]] = deque(maxlen=BLOCKS)
        self._single: dict[tuple[Any, ...], Config] = {}

    def configs(self, told: Any) -> dict[str, Config]:
        """What kafka-python's `told` says; single settings are not made twice either."""
        found = {}
        for each in told.configs:
            key = (each.name, each.value, each.config_source, each.is_sensitive)
            made = self._single.get(key)
            if made is None:
                made = self._single[key] = of_told(each)
            found[each.name] = made
        return found


class DescribeConfigsRequest(messages.DescribeConfigsRequest, init=False):  # type: ignore[misc, call-arg]
    """kafka-python's request, whose answer is an `Answer`."""

    def __init__(self, known: Known, **fields: Any) -> None:
        super().__init__(**fields)
        self._known = known

    @property
    def header(self) -> Any:
        """What is kept of a request until its answer comes."""
        return _Header(super().header.correlation_id, self.API_VERSION, self._known)


class _Header(NamedTuple):
    correlation_id: int
    api_version: int
    known: Known
    api_key: int = messages.DescribeConfigsRequest.API_KEY

    def get_response_class(self) -> _Decoder:
        return _Decoder(self.api_version, self.known)


class _Decoder(NamedTuple):
    """Has what kafka-python's parser asks of the class of an answer."""

    version: int
    known: Known

    def parse_header(self, data: Any) -> Any:
        return messages.DescribeConfigsResponse[self.version].parse_header(data)

    def decode(self, data: Any) -> Answer:
        """Raises ValueError for what is no answer, which kafka-python takes for just that."""
        if self.version != COMPACT:
            told = messages.DescribeConfigsResponse[self.version].decode(data)
            found = [_result(each, self.known.configs(each)) for each in told.results]
            return Answer(told.throttle_time_ms, found)
        try:
            return _decode(data.read(), self.known)
        except Exception as problem:
            raise ValueError(type(problem).__name__) from None


def _result(told: Any, configs: dict[str, Config]) -> Result:
    return Result(told.error_code, told.error_message, told.resource_name, configs)


def _decode(data: bytes, known: Known) -> Answer:
    """DescribeConfigsResponse.json: ThrottleTimeMs, then for each resource its ErrorCode,
    ErrorMessage, ResourceType and ResourceName, and its Configs."""
    field = messages.DescribeConfigsResponse.fields["results"].array_of
    decode_whole = field.compiled_decode_from(COMPACT, compact=True, tagged=True)
    view = memoryview(data)
    count, at = _length(data, 4)
    found = []
    for _ in range(count):
        length, start = _length(data, at + 2)
        length, start = _length(data, start + max(length, 0) + 1)
        end = start + length
        for block, configs in () if data[at] or data[at + 1] else known.blocks:
            if data.startswith(block, end):
                found.append(Result(0, None, str(view[start:end], "utf-8"), configs))
                at = end + len(block)
                break
        else:
            told, at = decode_whole(view, at)
            configs = known.configs(told)
            found.append(_result(told, configs))
            if not told.error_code:
                known.blocks.appendleft((data[end:at], configs))
    return Answer(int.from_bytes(data[:4], "big"), found)


def _length(data: bytes, at: int) -> tuple[int, int]:
    """Of what begins at `at`, and where that goes on: seven bits a byte, one more than it is."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value - 1, at
        shift += 7
