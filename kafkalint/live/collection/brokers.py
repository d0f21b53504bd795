"""Every broker: its settings with their sources, and its log directories."""

from __future__ import annotations

from typing import Any

import kafka.errors as kafka_errors
import kafka.protocol.admin as messages

from kafkalint.live.collection import Tell
from kafkalint.live.collection.config import of_told
from kafkalint.live.reader import Reader
from kafkalint.live.refusals import check, refusal, separately
from kafkalint.live.snapshot import Broker, Config, LogDir, Snapshot

BROKER = 4


def _configs_request(name: str) -> Any:
    """A request for all settings of a broker, or of all ("")."""
    resource = messages.DescribeConfigsRequest.DescribeConfigsResource
    return messages.DescribeConfigsRequest(
        resources=[resource(resource_type=BROKER, resource_name=name, configuration_keys=None)],
        include_synonyms=True,
        include_documentation=False,
    )


def configs_of(result: Any) -> dict[str, Config]:
    """The settings of one resource; raises ApiError for one that was refused."""
    check(result.error_code, result.error_message)
    return {each.name: of_told(each) for each in result.configs}


def ask_configs(reader: Reader, brokers: tuple[Broker, ...], tell: Tell) -> None:
    """Each broker's own view of its settings, and what is set for all of them at run time."""
    requests: list[tuple[int | None, Any]] = [(None, _configs_request(""))]
    requests += [(broker.id, _configs_request(str(broker.id))) for broker in brokers]
    common, *answers = reader.ask_all(requests)
    failed = []
    try:
        tell(Snapshot(broker_defaults=_only(common)))
    except Exception as error:
        tell(Snapshot(refusals=(refusal("DescribeConfigs", "cluster", error),)))
    for broker, answer in zip(brokers, answers, strict=True):
        try:
            tell(Snapshot(brokers=(Broker(broker.id, configs=_only(answer)),)))
        except Exception as error:
            failed.append((f"broker {broker.id}", error))
    tell(Snapshot(refusals=tuple(separately("DescribeConfigs", failed))))


def _only(answer: Any) -> dict[str, Config]:
    if isinstance(answer, BaseException):
        raise answer
    return configs_of(answer.results[0])


def ask_log_dirs(reader: Reader, brokers: tuple[Broker, ...], tell: Tell) -> None:
    """The log directories of every broker, without the partitions in them.

    Kafka tells sizes of whole directories since 3.3; before, those of the replicas are added.
    """
    tells_sizes = reader.speaks("DescribeLogDirs", 4)
    request = messages.DescribeLogDirsRequest(topics=[] if tells_sizes else None)
    failed = []
    for broker, answer in zip(
        brokers, reader.ask_all([(broker.id, request) for broker in brokers]), strict=True
    ):
        try:
            if isinstance(answer, BaseException):
                raise answer
            if answer.API_VERSION >= 3:
                check(answer.error_code)
            elif not answer.results:  # how the versions before said that it is not allowed
                raise kafka_errors.ClusterAuthorizationFailedError
        except Exception as error:
            failed.append((f"broker {broker.id}", error))
            continue
        found = tuple(_log_dir(each, tells_sizes) for each in answer.results)
        tell(Snapshot(brokers=(Broker(broker.id, log_dirs=found),)))
    tell(Snapshot(refusals=tuple(separately("DescribeLogDirs", failed))))


def _log_dir(told: Any, tells_sizes: bool) -> LogDir:
    error = kafka_errors.for_code(told.error_code) if told.error_code else None
    name = getattr(error, "message", "") or (error.__name__ if error else "")
    if tells_sizes:
        total, usable = (
            size if size >= 0 else None for size in (told.total_bytes, told.usable_bytes)
        )
        return LogDir(told.log_dir, name, total, usable)
    replicas = [each for topic in told.topics for each in topic.partitions]
    size = sum(each.partition_size for each in replicas)
    return LogDir(told.log_dir, name, size=size, replicas=len(replicas))
