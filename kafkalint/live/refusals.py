"""Why a call gave nothing."""

from __future__ import annotations

from collections.abc import Iterable

import kafka.errors as kafka_errors

from kafkalint.live.needs import NEEDS
from kafkalint.live.snapshot import Refusal

_PERMISSION = (
    kafka_errors.TopicAuthorizationFailedError,
    kafka_errors.GroupAuthorizationFailedError,
    kafka_errors.ClusterAuthorizationFailedError,
)
_VERSION = (kafka_errors.UnsupportedVersionError, kafka_errors.IncompatibleBrokerVersion)
_TIMEOUT = (kafka_errors.KafkaTimeoutError, kafka_errors.RequestTimedOutError, TimeoutError)
_UNAVAILABLE = (
    kafka_errors.KafkaConnectionError,
    kafka_errors.NodeNotReadyError,
    kafka_errors.UnknownBrokerIdError,
    kafka_errors.BrokerNotAvailableError,
    kafka_errors.CoordinatorNotAvailableError,
    kafka_errors.CoordinatorLoadInProgressError,
)


class ApiError(Exception):
    """An error that a broker answered with."""

    def __init__(self, code: int, message: str | None = None) -> None:
        self.cause = kafka_errors.for_code(code)
        name = getattr(self.cause, "message", "") or self.cause.__name__
        if issubclass(self.cause, _PERMISSION) or not message:
            message = ""  # brokers quote the whole request where they refuse it
        super().__init__(f"{name}: {message}" if message else name)


def check(code: int, message: str | None = None) -> None:
    """Raises ApiError for an answer with an error in it."""
    if code:
        raise ApiError(code, message)


def refusal(call: str, scope: str, error: BaseException | None, count: int = 1) -> Refusal:
    """What `error` means for the facts of `scope`."""
    kind = _kind(error)
    needs = ""
    need = NEEDS.get(call)
    if need and kind == "permission":
        needs = need.permission
        if call == "DescribeConfigs" and not scope.startswith(("broker", "cluster")):
            needs = needs.replace("the cluster", "the " + ("topics" if count > 1 else scope))
    elif need and kind == "version":
        needs = f"Kafka {need.version}"
    return Refusal(call, scope, kind, _text(error), needs, count)


def separately(call: str, errors: Iterable[tuple[str, BaseException]]) -> list[Refusal]:
    """A refusal for every scope that failed."""
    return [refusal(call, scope, error) for scope, error in errors]


def gather(call: str, plural: str, errors: Iterable[tuple[str, BaseException]]) -> list[Refusal]:
    """One refusal for all things (`plural` of them, by scope) that failed in the same way."""
    alike: dict[tuple[str, str], list[tuple[str, BaseException]]] = {}
    for scope, error in errors:
        alike.setdefault((_kind(error), _text(error)), []).append((scope, error))
    return [
        refusal(call, found[0][0] if len(found) == 1 else plural, found[0][1], len(found))
        for found in alike.values()
    ]


def _kind(error: BaseException | None) -> str:
    cause = error.cause if isinstance(error, ApiError) else type(error)
    for kind, classes in (
        ("permission", _PERMISSION),
        ("version", _VERSION),
        ("timeout", _TIMEOUT),
        ("unavailable", _UNAVAILABLE),
    ):
        if issubclass(cause, classes):
            return kind
    passing = isinstance(error, ApiError) and getattr(cause, "retriable", False)
    return "unavailable" if passing else "error"


def _text(error: BaseException | None) -> str:
    """What to say of it on one line: brokers' words as they are, libraries' not at all."""
    if error is None or isinstance(error, ApiError):
        return str(error or "")
    return {
        "timeout": "no answer in time",
        "unavailable": "the connection was refused or lost",
        "version": "the brokers do not know this request",
    }.get(_kind(error), f"the answer cannot be read ({type(error).__name__})")
