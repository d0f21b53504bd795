"""Topics that are set alike are decoded once, and what is made of an answer stays the same."""

from __future__ import annotations

import io
from typing import Any

import kafka.protocol.admin as messages
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as some

from kafkalint.live.collection.alike import Answer, DescribeConfigsRequest, Known
from kafkalint.live.collection.config import of_told

RESULT = messages.DescribeConfigsResponse.DescribeConfigsResult
SETTING = RESULT.DescribeConfigsResourceResult
VERSIONS = range(1, messages.DescribeConfigsResponse.max_version + 1)


def setting(name: str, value: str | None, source: int = 5, sensitive: bool = False) -> Any:
    return SETTING(
        name=name,
        value=value,
        read_only=False,
        config_source=source,
        is_sensitive=sensitive,
        synonyms=[],
        config_type=2,
        documentation=None,
    )


def result(name: str, *settings: Any, error: int = 0, message: str | None = None) -> Any:
    return RESULT(
        error_code=error,
        error_message=message,
        resource_type=2,
        resource_name=name,
        configs=list(settings),
    )


def answer(*results: Any, version: int = 4) -> bytes:
    told = messages.DescribeConfigsResponse(throttle_time_ms=7, results=list(results))
    return bytes(told.encode(version=version))


def decode(data: bytes, known: Known, version: int = 4) -> Answer:
    request = DescribeConfigsRequest(known, resources=[], include_synonyms=False)
    request.API_VERSION = version
    request.with_header(correlation_id=1)
    decoded: Answer = request.header.get_response_class().decode(io.BytesIO(data))
    return decoded


texts = some.text(some.characters(codec="utf-8"), max_size=200)
settings = some.lists(
    some.builds(
        setting, texts, some.none() | texts, some.sampled_from((1, 4, 5, 99)), some.booleans()
    ),
    max_size=3,
)
results = some.builds(
    lambda name, found, error, message: result(name, *found, error=error, message=message),
    texts,
    settings,
    some.sampled_from((0, 0, 0, 29)),
    some.none() | texts,
)


@how(deadline=None)
@given(some.lists(some.lists(results, max_size=6), max_size=4), some.sampled_from(VERSIONS))
def test_all_is_told_as_kafka_python_tells_it(answers: list[list[Any]], version: int) -> None:
    known = Known()
    for told in [*answers, *answers]:
        decoded = decode(answer(*told, version=version), known, version)

        assert decoded.throttle_time_ms == 7
        assert [
            (each.error_code, each.resource_name, each.configs) for each in decoded.results
        ] == [
            (each.error_code, each.resource_name, {s.name: of_told(s) for s in each.configs})
            for each in told
        ]
        assert [each.error_message or "" for each in decoded.results if each.error_code] == [
            each.error_message or "" for each in told if each.error_code
        ]


def test_topics_that_are_set_alike_have_one_and_the_same_settings() -> None:
    usual = (setting("retention.ms", "1000"), setting("cleanup.policy", "delete"))
    other = (setting("retention.ms", "2000"), setting("cleanup.policy", "delete"))
    known = Known()
    first = decode(answer(result("a", *usual), result("b", *other), result("c", *usual)), known)
    (second,) = decode(answer(result("another", *usual)), known).results

    a, b, c = first.results
    assert a.configs is c.configs is second.configs
    assert b.configs["retention.ms"].value == "2000"
    assert b.configs["cleanup.policy"] is a.configs["cleanup.policy"]


def test_what_begins_alike_is_not_taken_for_the_same() -> None:
    short, long = setting("retention.ms", "1"), setting("retention.ms", "10")
    known = Known()

    told = decode(answer(*(result("t", *each) for each in ([], [short], [short, long]))), known)

    assert [len(each.configs) for each in told.results] == [0, 1, 1]
    assert [dict.get(each.configs, "retention.ms") for each in told.results][2].value == "10"  # type: ignore[union-attr]


@pytest.mark.parametrize("length", range(1, 40, 3))
def test_what_is_cut_off_is_no_answer(length: int) -> None:
    data = answer(result("orders", setting("retention.ms", "1000"), setting("x", "y")))

    with pytest.raises(ValueError):
        decode(data[:length], Known())
