"""Compose's own interpolation, and what stays open in a text."""

from __future__ import annotations

import pytest

from kafkalint.sources.compose.interpolation import MAX_DEPTH, Given, interpolate
from kafkalint.values import Origin

GIVEN = {"RF": Given("3"), "EMPTY": Given(""), "HOST": Given("kafka1")}


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("plain", "plain"),
        ("$RF", "3"),
        ("${RF}", "3"),
        ("a$RF-b", "a3-b"),
        ("${RF:-1}", "3"),
        ("${RF-1}", "3"),
        ("${EMPTY:-1}", "1"),
        ("${EMPTY-1}", ""),
        ("${NONE:-1}", "1"),
        ("${NONE-1}", "1"),
        ("${NONE:-}", ""),
        ("${RF:?needed}", "3"),
        ("${RF?needed}", "3"),
        ("${RF:+set}", "set"),
        ("${EMPTY:+set}", ""),
        ("${EMPTY+set}", "set"),
        ("$$RF", "$RF"),
        ("$${RF}", "${RF}"),
        ("${NONE:-${RF}}", "3"),
        ("${NONE:-${NEITHER:-${HOST}:9092}}", "kafka1:9092"),
        ('${NONE:-{"a": 1}}', '{"a": 1}'),
        ("{{.Task.Slot}}", "{{.Task.Slot}}"),
        ("cost: 5$", "cost: 5$"),
    ],
)
def test_every_operator(written, resolved):
    assert interpolate(written, GIVEN).text == resolved


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("PLAINTEXT://${EXTERNAL}:9092", "PLAINTEXT://${EXTERNAL}:9092"),
        ("$EXTERNAL:9092", "${EXTERNAL}:9092"),
        ("${EXTERNAL:?set it}:9092:9092", "${EXTERNAL}:9092:9092"),
        ("${EXTERNAL:+yes}", "${EXTERNAL}"),
        ("${NONE:-${EXTERNAL}}", "${EXTERNAL}"),
    ],
)
def test_a_variable_without_a_value_stays_in_the_text_by_its_name_alone(written, left):
    assert interpolate(written, GIVEN).text == left


def test_the_place_that_gives_a_variable_comes_with_it():
    line = Origin(".env")
    found = interpolate("${A}-${A}", {"A": Given("x", (line,))})
    assert found == Given("x-x", (line,))


@pytest.mark.parametrize("written", ["${", "${}", "${9}", "${A", "$", "a${b c}d", "${A:-${B}"])
def test_what_is_no_variable_is_text(written):
    assert interpolate(written, {"A": Given("1")}).text == written


def test_defaults_nested_without_end_stay_as_they_are_written():
    deep = "${X:-" * 5000 + "1" + "}" * 5000
    assert "${X:-" in interpolate(deep, {}).text
    shallow = "${X:-" * (MAX_DEPTH - 1) + "1" + "}" * (MAX_DEPTH - 1)
    assert interpolate(shallow, {}).text == "1"


def test_a_hundred_thousand_open_braces_take_no_time():
    assert interpolate("${A:-" * 100_000, {}).text == "${A:-" * 100_000


class TestInAProject:
    ENVIRONMENT = """
        environment:
          KAFKA_DEFAULT_REPLICATION_FACTOR: ${RF}
        """

    def value(self, node):
        return node.settings["default.replication.factor"]

    def test_the_env_file_beside_the_project_gives_variables(self, broker):
        found = self.value(broker(self.ENVIRONMENT, others={".env": "RF=3\n"}))
        assert found.data == "3"
        assert [(origin.path, origin.line) for origin in found.origins] == [
            ("compose.yml", 5),
            (".env", 1),
        ]

    def test_what_the_user_gives_wins_over_it(self, broker):
        node = broker(self.ENVIRONMENT, others={".env": "RF=3\n"}, variables={"RF": "2"})
        assert self.value(node).data == "2"

    def test_lines_of_the_env_file_see_those_above(self, broker):
        node = broker(self.ENVIRONMENT, others={".env": "BASE=3\nRF=${BASE}\n"})
        assert self.value(node).data == "3"

    def test_single_quotes_in_it_keep_a_dollar(self, broker):
        node = broker(self.ENVIRONMENT, others={".env": "BASE=3\nRF='${BASE}'\n"})
        assert self.value(node).data == "${BASE}"

    def test_without_any_the_text_is_kept_for_what_its_literal_parts_say(self, broker):
        found = self.value(broker(self.ENVIRONMENT))
        assert (found.data, found.is_known) == ("${RF}", True)

    def test_a_folder_called_env_is_no_env_file(self, broker, tmp_path):
        (tmp_path / ".env").mkdir()
        assert self.value(broker(self.ENVIRONMENT)).data == "${RF}"
