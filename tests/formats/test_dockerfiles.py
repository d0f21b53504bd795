"""What a Dockerfile makes of its final stage."""

from __future__ import annotations

import pytest
from spans import cut

from kafkalint.errors import LimitExceeded, SyntaxProblem
from kafkalint.formats import dockerfile
from kafkalint.formats.dockerfile import Dockerfile
from kafkalint.formats.text import Text

BROKER = """\
# syntax=docker/dockerfile:1
ARG VERSION=7.5.0
ARG REGISTRY
FROM --platform=linux/amd64 ${REGISTRY:-docker.io}/confluentinc/cp-kafka:$VERSION AS base
ENV KAFKA_BROKER_ID=1 \\
    # the default of the image
    KAFKA_LISTENERS="PLAINTEXT://:9092, SSL://:9093" \\

    KAFKA_LOG_DIRS=/data/$KAFKA_BROKER_ID
VOLUME ["/data", "/logs"]

FROM busybox AS files
ENV NOT=passed-on
COPY a /a

FROM base
WORKDIR /etc
WORKDIR kafka
COPY --chown=1000:1000 server.properties log4j.properties ./
COPY --from=files /a /b
ADD ["jaas file.conf", "secrets/jaas.conf"]
CMD ["start"]
"""


def read(content: str, target: str = "", **arguments: str) -> Dockerfile:
    return dockerfile.read(Text("Dockerfile", content), target, arguments)


def environment(content: str, **arguments: str) -> dict[str, str]:
    return {e.key: e.value for e in read(content, **arguments).environment}


def test_the_base_is_what_the_last_stage_starts_from_in_the_end() -> None:
    base = read(BROKER).base

    assert base.value == "docker.io/confluentinc/cp-kafka:7.5.0"
    assert cut(BROKER, base.value_origin) == (
        "${REGISTRY:-docker.io}/confluentinc/cp-kafka:$VERSION"
    )


def test_a_build_may_choose_the_stage_and_give_arguments() -> None:
    assert read(BROKER, target="files").base.value == "busybox"
    assert read(BROKER, target="BASE", VERSION="7.9.0").base.value.endswith(":7.9.0")
    assert read(BROKER, target="1").base.value == "busybox"


def test_the_environment_of_earlier_stages_is_passed_on() -> None:
    assert environment(BROKER) == {
        "KAFKA_BROKER_ID": "1",
        "KAFKA_LISTENERS": "PLAINTEXT://:9092, SSL://:9093",
        "KAFKA_LOG_DIRS": "/data/$KAFKA_BROKER_ID",
    }


def test_variables_are_where_they_are_written_over_continued_lines() -> None:
    variables = read(BROKER).environment

    assert [cut(BROKER, entry.origin) for entry in variables] == [
        "KAFKA_BROKER_ID=1",
        'KAFKA_LISTENERS="PLAINTEXT://:9092, SSL://:9093"',
        "KAFKA_LOG_DIRS=/data/$KAFKA_BROKER_ID",
    ]
    assert cut(BROKER, variables[1].value_origin) == '"PLAINTEXT://:9092, SSL://:9093"'


def test_volumes_are_listed() -> None:
    assert read(BROKER).volumes == ["/data", "/logs"]
    assert read("FROM a\nVOLUME /a /b\n").volumes == ["/a", "/b"]


def test_files_from_the_build_context_are_listed_with_their_place_in_the_image() -> None:
    assert [(copy.source, copy.target) for copy in read(BROKER).copies] == [
        ("server.properties", "/etc/kafka/server.properties"),
        ("log4j.properties", "/etc/kafka/log4j.properties"),
        ("jaas file.conf", "/etc/kafka/secrets/jaas.conf"),
    ]


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("ENV A=b", "A", "b"),
        ("env A=b", "A", "b"),
        ("ENV A b c", "A", "b c"),
        ("ENV A", "A", ""),
        ("ENV A='b $c'", "A", "b $c"),
        ('ENV A="b \\"c\\""', "A", 'b "c"'),
        ("ENV A=b\\ c", "A", "b c"),
        ("ENV A=b=c", "A", "b=c"),
        ("ENV A=\\$b", "A", "$b"),
        ("ENV A=$UNKNOWN", "A", "$UNKNOWN"),
        ("ENV A=${UNKNOWN}/x", "A", "${UNKNOWN}/x"),
        ("ENV A=${UNKNOWN:-${ALSO:-d}}", "A", "d"),
        ("ENV A=${UNKNOWN:+d}", "A", ""),
    ],
)
def test_words_are_read_as_docker_reads_them(line: str, name: str, value: str) -> None:
    assert environment(f"FROM a\n{line}\n") == {name: value}


def test_a_later_value_of_a_variable_counts_and_sees_the_earlier_one() -> None:
    assert environment("FROM a\nENV P=/a\nENV P=$P:/b\n") == {"P": "/a:/b"}


def test_one_instruction_does_not_see_its_own_variables() -> None:
    assert environment("FROM a\nENV A=1\nENV A=2 B=$A\n") == {"A": "2", "B": "1"}


def test_arguments_take_the_value_of_the_build_then_their_default() -> None:
    content = "ARG V=1\nFROM a\nARG V\nARG W=$V.0\nENV A=$V B=$W C=$X\n"

    assert environment(content) == {"A": "1", "B": "1.0", "C": "$X"}
    assert environment(content, V="2") == {"A": "2", "B": "2.0", "C": "$X"}


def test_an_argument_is_forgotten_at_the_next_stage_and_never_beats_env() -> None:
    assert environment("FROM a\nARG V=1\nFROM b\nENV A=$V\n") == {"A": "$V"}
    assert environment("FROM a\nENV V=1\nARG V=2\nENV A=$V\n") == {"V": "1", "A": "1"}


def test_the_lines_of_a_heredoc_are_no_instructions() -> None:
    content = (
        "FROM a\n"
        "RUN <<EOF\nENV A=1\nEOF\n"
        "COPY <<-'X' <<Y /etc/\n\tENV B=1\n\tX\nENV C=1\nY\n"
        "ENV D=1\n"
    )

    assert environment(content) == {"D": "1"}
    assert read(content).copies == []


def test_the_escape_character_may_be_chosen() -> None:
    content = "# escape=`\nFROM a\nENV A=C:\\kafka `\n    B=2\n"

    assert environment(content) == {"A": "C:\\kafka", "B": "2"}


def test_an_entry_point_drops_the_command_of_an_earlier_stage_only() -> None:
    earlier = read("FROM a AS x\nCMD one\nFROM x\nENTRYPOINT two\n")
    same = read("FROM a\nCMD one\nENTRYPOINT two\n")

    assert earlier.command is None
    assert same.command is not None
    assert same.command.value == "one"
    assert same.entrypoint is not None
    assert same.entrypoint.value == "two"


def test_windows_line_ends_are_no_part_of_a_value() -> None:
    content = "FROM a\r\nENV A=1 \\\r\n  B=2\r\n"

    assert environment(content) == {"A": "1", "B": "2"}
    assert cut(content, read(content).environment[1].origin) == "B=2"


@pytest.mark.parametrize("content", ["", "RUN true\n", "# FROM a\n", "FROM\n"])
def test_a_file_without_a_stage_is_no_dockerfile(content: str) -> None:
    with pytest.raises(SyntaxProblem, match="no FROM in this Dockerfile"):
        read(content)


def test_a_stage_that_is_not_there_is_said() -> None:
    with pytest.raises(SyntaxProblem, match="no stage 'broker' in this Dockerfile"):
        read("FROM a\n", target="broker")


def test_variables_that_multiply_are_refused() -> None:
    lines = ["FROM a", "ENV A0=xxxxxxxxxx"]
    lines += [f"ENV A{n}={f'$A{n - 1}' * 10}" for n in range(1, 12)]

    with pytest.raises(LimitExceeded, match="variables that become over 4,000,000 characters"):
        read("\n".join(lines))
