"""Every broker: its settings with their sources, and its log directories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import kafka.errors as kafka_errors
import kafka.protocol.admin as messages

from kafkalint.live.collection import Tell
from kafkalint.live.collection.config import config
from kafkalint.live.reader import Reader
from kafkalint.live.refusals import check, refusal, separately
from kafkalint.live.snapshot import Broker, Config, LogDir, Snapshot, Synonym

BROKER, TOPIC = 4, 2
SOURCES = {
    1: "DYNAMIC_TOPIC_CONFIG",
    2: "DYNAMIC_BROKER_CONFIG",
    3: "DYNAMIC_DEFAULT_BROKER_CONFIG",
    4: "STATIC_BROKER_CONFIG",
    5: "DEFAULT_CONFIG",
    6: "DYNAMIC_BROKER_LOGGER_CONFIG",
    7: "DYNAMIC_CLIENT_METRICS_CONFIG",
    8: "GROUP_CONFIG",
}


def configs_request(kind: int, names: Iterable[str], synonyms: bool) -> Any:
    """A request for all settings of some brokers or topics."""
    resource = messages.DescribeConfigsRequest.DescribeConfigsResource
    return messages.DescribeConfigsRequest(
        resources=[
            resource(resource_type=kind, resource_name=name, configuration_keys=None)
            for name in names
        ],
        include_synonyms=synonyms,
        include_documentation=False,
    )


def configs_of(
    result: Any, known: dict[tuple[Any, ...], Config] | None = None
) -> dict[str, Config]:
    """The settings of one resource; raises ApiError for one that was refused.

    Topics have much in common: what is in `known` already is not made again.
    """
    check(result.error_code, result.error_message)
    if known is None:
        return {each.name: _config(each) for each in result.configs}
    found = {}
    for each in result.configs:
        key = (each.name, each.value, each.config_source, each.is_sensitive)
        made = known.get(key)
        if made is None:
            made = known[key] = _config(each)
        found[each.name] = made
    return found


def _config(told: Any) -> Config:
    synonyms = [
        Synonym(each.name, each.value, _source(each.source)) for each in told.synonyms or ()
    ]
    if [other.source for other in synonyms] == ["DEFAULT_CONFIG"]:
        synonyms = []
    source = _source(told.config_source)
    return config(
        told.name, told.value, source, bool(told.is_sensitive), bool(told.read_only), synonyms
    )


def _source(number: int) -> str:
    return SOURCES.get(number, "UNKNOWN")


def ask_configs(reader: Reader, brokers: tuple[Broker, ...], tell: Tell) -> None:
    """Each broker's own view of its settings, and what is set for all of them at run time."""
    requests: list[tuple[int | None, Any]] = [(None, configs_request(BROKER, [""], True))]
    requests += [(broker.id, configs_request(BROKER, [str(broker.id)], True)) for broker in brokers]
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
