"""Prose with lines of configuration in it keeps both readable."""

from __future__ import annotations

from kafkalint.reporters._prose import first_sentence, markdown, parts


def test_sentences_over_several_lines_are_one_paragraph() -> None:
    assert list(parts("Run three brokers,\none per zone.\n")) == [
        (False, ["Run three brokers, one per zone."])
    ]


def test_settings_are_lines_of_their_own() -> None:
    assert list(parts("Set on every broker:\nmin.insync.replicas=2\na.b = c\nand restart.")) == [
        (False, ["Set on every broker:"]),
        (True, ["min.insync.replicas=2", "a.b = c"]),
        (False, ["and restart."]),
    ]


def test_yaml_keeps_its_shape() -> None:
    text = "Mount a volume:\nvolumes:\n  - data:/var/lib/kafka/data\nrestart: always\n"
    assert list(parts(text)) == [
        (False, ["Mount a volume:"]),
        (True, ["volumes:", "  - data:/var/lib/kafka/data", "restart: always"]),
    ]


def test_an_indented_block_loses_only_its_margin() -> None:
    assert list(parts("Write:\n    a:\n      b: 1\n"))[1] == (True, ["a:", "  b: 1"])


def test_a_sentence_that_ends_with_one_word_and_a_colon_is_no_setting() -> None:
    text = "Move topics with\nkafka-reassign-partitions:\nmin.insync.replicas=2\n"
    assert next(iter(parts(text))) == (False, ["Move topics with kafka-reassign-partitions:"])


def test_an_empty_line_begins_a_paragraph() -> None:
    assert list(parts("On MSK: iam = true.\n\nElsewhere\nask for certificates.")) == [
        (False, ["On MSK: iam = true."]),
        (False, ["Elsewhere ask for certificates."]),
    ]


def test_a_line_to_write_that_came_to_nothing_is_none() -> None:
    assert list(parts("Write:\n\n    a: 1\n    \n")) == [(False, ["Write:"]), (True, ["a: 1"])]
    assert list(parts("Take it out.\n\n    \n")) == [(False, ["Take it out."])]


def test_nothing_is_nothing() -> None:
    assert list(parts("")) == []


def test_the_first_sentence_ends_before_the_next_begins() -> None:
    assert first_sentence("Kafka 3.9 is\nthe last. It knows ZooKeeper.") == "Kafka 3.9 is the last."
    assert first_sentence("With min.insync.replicas=1 one is enough") == (
        "With min.insync.replicas=1 one is enough"
    )


def test_markdown_has_settings_in_blocks_of_code() -> None:
    assert markdown("Set:\na=1\n") == "Set:\n\n```\na=1\n```"
