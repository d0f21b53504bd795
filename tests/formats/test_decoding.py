"""From the bytes of a file to its text."""

from __future__ import annotations

import codecs

import pytest

from kafkalint.errors import LimitExceeded, UnreadableError
from kafkalint.formats.text import MAX_BYTES, Lines, Text, decode


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_says_the_encoding_and_is_no_text(mark: bytes, encoding: str) -> None:
    data = mark + "größe: 1 😀\n".encode(encoding)

    assert decode("a.yml", data) == Text("a.yml", "größe: 1 😀\n")


def test_what_is_not_utf_8_is_read_as_latin_1() -> None:
    assert decode("a", "# größe\na=1\n".encode("latin-1")).content == "# größe\na=1\n"


def test_bytes_that_latin_1_has_no_character_for_do_no_harm() -> None:
    assert decode("a", "# \x93quoted\x94\na=1\n".encode("latin-1")).content == (
        "# \ufffdquoted\ufffd\na=1\n"
    )


def test_control_characters_in_utf_8_are_left_to_the_format() -> None:
    assert decode("a", b"\x1b[0m\x07").content == "\x1b[0m\x07"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"a: 1\x00\n",
        "a: 1\n".encode("utf-16-le"),
        b"\x1f\x8b\x08\xff\xfe",
    ],
)
def test_what_is_not_text_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"a.bin: not text: byte \d+ is 0x"):
        decode("a.bin", data)


def test_a_mark_that_lies_is_said() -> None:
    with pytest.raises(UnreadableError, match="not the UTF-16-LE that it says it is"):
        decode("a.yml", codecs.BOM_UTF16_LE + b"a")


def test_a_large_file_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(LimitExceeded, match="10 MB; files like this one are read up to 10 MB"):
        decode("a.yml", b"\xff" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("index", "place"), [(0, (1, 1)), (1, (1, 2)), (2, (2, 1)), (5, (3, 1)), (7, (4, 2))]
)
def test_an_index_has_a_line_and_a_column(index: int, place: tuple[int, int]) -> None:
    assert Lines(Text("a", "a\nb\r\n\rc")).place(index) == place


def test_a_text_inside_a_block_is_placed_in_its_file() -> None:
    text = Text("a.yml", "one\ntwo", line=5, column=7, indent=6)

    assert tuple(text.span(1, 1, 2, 4)) == (5, 7, 6, 10)
    assert not text.is_whole


def test_a_text_without_places_gives_the_place_of_it_all() -> None:
    whole = Text("a.yml", "x").span(3, 1, 4, 2)

    assert Text("a.yml", "one\ntwo", within=whole).span(2, 1, 2, 2) == whole
