"""Text that something else fills in, told from text that is meant as it stands."""

from __future__ import annotations

import pytest

from kafkalint.formats.template import partition, placeholder, split_list


@pytest.mark.parametrize(
    "found",
    [
        "{{ broker_id }}",
        "{{broker_id}}",
        "{% if x %}",
        "{# why #}",
        "${BROKER_ID}",
        "${BROKER_ID:-1}",
        "${{ secrets.PASSWORD }}",
        "$BROKER_ID",
        "$(hostname -f)",
        "%BROKER_ID%",
        "@broker.id@",
        "__BROKER_ID__",
        "<#if x>",
        "<%= id %>",
        "#{id}",
        "#init#",
        "<your-host>",
        "<BROKER IP>",
        "${file:/run/secrets/kafka:password}",
    ],
)
@pytest.mark.parametrize("around", ["{}", "PLAINTEXT://{}:9092", "a,{},b"])
def test_a_placeholder_is_found_wherever_it_stands(found: str, around: str) -> None:
    assert placeholder(around.format(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PLAINTEXT://:9092",
        "PLAINTEXT://0.0.0.0:9092,SSL://[::]:9093",
        "1@kafka1:9093,2@kafka2:9093,3@kafka3:9093",
        "kafka/kafka1.example.com@EXAMPLE.COM",
        "RULE:^CN=(.*?),OU=ServiceUsers.*$/$1/L,DEFAULT",
        "RULE:[2:$1@$0](.*@EXAMPLE.COM)s/@.*//",
        "(?<name>.*)",
        "kafka.server<type=(.+), name=(.+)><>Value",
        "[%d] %p %m (%c)%n",
        "https://example.com/a%2Fb?x=%AB%CD",
        "__consumer_offsets",
        "pa$$word",
        "pa$word",
        "{{ never closed",
        "a < b and c > d",
        'org.apache.kafka.X required username="a" password="b#c%d@e";',
    ],
)
def test_text_that_is_meant_as_it_stands_is_literal(text: str) -> None:
    assert placeholder(text) is None


def test_the_first_of_several_placeholders_is_given() -> None:
    assert placeholder("${host}:{{ port }}") == "${host}"
    assert placeholder("{{ host }}:${port}") == "{{ host }}"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a,b", ["a", "b"]),
        ("", [""]),
        ("a,", ["a", ""]),
        ("${X:-a,b},c", ["${X:-a,b}", "c"]),
        ("{{ hosts | join(',') }},d", ["{{ hosts | join(',') }}", "d"]),
        ("{a,b", ["{a", "b"]),
    ],
)
def test_a_comma_inside_braces_parts_nothing(text: str, parts: list[str]) -> None:
    assert split_list(text) == parts


def test_many_braces_are_split_in_linear_time() -> None:
    assert len(split_list("{," * 100_000)) == 100_001


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A:SSL", ("A", ":", "SSL")),
        ("A", ("A", "", "")),
        ("${A:-B}:SSL", ("${A:-B}", ":", "SSL")),
        ("{{ a | join(':') }}:{{ b }}", ("{{ a | join(':') }}", ":", "{{ b }}")),
        ("{{ a | join(':') }}", ("{{ a | join(':') }}", "", "")),
        ("{a:b", ("{a", ":", "b")),
    ],
)
def test_parting_beside_placeholders(text: str, parts: tuple[str, str, str]) -> None:
    assert partition(text, ":") == parts


def test_many_braces_are_parted_in_linear_time() -> None:
    assert partition("{:" * 100_000, ":")[0] == "{"
