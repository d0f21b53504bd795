"""Records: what is given, what is not, and that nothing changes afterwards; and what has slots."""

from __future__ import annotations

import pytest

from kafkalint.record import Record, Slots, field, fix, replace


class Shelf(Record):
    name: str
    width: int = 80
    books: list[str] = field(default_factory=list)
    memo: dict[str, int] = field(default_factory=dict, init=False)


class LabelledShelf(Shelf):
    label: str = field(kw_only=True)
    depth: int = 30
    room: str = field(init=False)

    @property
    def described(self) -> str:
        return f"{self.label}: {self.name}"


def test_fields_are_given_by_place_or_by_name() -> None:
    shelf = Shelf("poems", books=["Duino"])
    assert (shelf.name, shelf.width, shelf.books) == ("poems", 80, ["Duino"])


def test_those_of_the_base_class_come_first() -> None:
    shelf = LabelledShelf("maps", 120, ["Atlas"], 40, label="A")
    assert (shelf.width, shelf.depth, shelf.described) == (120, 40, "A: maps")


def test_each_has_its_own_of_what_is_made_anew() -> None:
    one, other = Shelf("one"), Shelf("other")
    one.books.append("Ulysses")
    one.memo["seen"] = 1
    assert (other.books, other.memo) == ([], {})


@pytest.mark.parametrize(
    "given, named, told",
    [
        ((), {}, "name"),
        (("a", 1, [], 2), {}, "4 values"),
        (("a",), {"name": "b"}, "twice"),
        (("a",), {"hight": 3}, "hight"),
        (("a",), {"memo": {}}, "memo"),
    ],
)
def test_a_mistake_is_told(given: tuple[object, ...], named: dict[str, object], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        Shelf(*given, **named)  # type: ignore[arg-type]


def test_a_field_that_has_no_default_must_be_given_by_its_name() -> None:
    with pytest.raises(TypeError, match="label"):
        LabelledShelf("maps")  # type: ignore[call-arg]


def test_it_does_not_change() -> None:
    shelf = Shelf("poems")
    with pytest.raises(AttributeError, match="fixed"):
        shelf.width = 3  # type: ignore[misc]
    with pytest.raises(AttributeError):
        shelf.depth = 3  # type: ignore[attr-defined]


def test_but_for_what_is_fixed_later() -> None:
    shelf = LabelledShelf("maps", label="A")
    with pytest.raises(AttributeError):
        _ = shelf.room
    fix(shelf, "room", "hall")
    assert shelf.room == "hall"


def test_records_are_compared_by_identity() -> None:
    assert Shelf("a") != Shelf("a")
    assert len({Shelf("a"), Shelf("a")}) == 2


def test_a_changed_copy_forgets_what_nobody_gave() -> None:
    shelf = LabelledShelf("maps", label="A")
    fix(shelf, "room", "hall")
    shelf.memo["seen"] = 1
    wide = replace(shelf, width=200)
    assert (wide.name, wide.width, wide.label, wide.memo) == ("maps", 200, "A", {})
    assert not hasattr(wide, "room")
    assert shelf.width == 80


def test_it_shows_what_was_given() -> None:
    assert repr(Shelf("a", 3)) == "Shelf(name='a', width=3, books=[], memo={})"


class Piece(metaclass=Slots):
    """A part of a text."""

    start: int
    end: int


class Word(Piece):
    """One with a meaning."""

    text: str
    is_bold: bool = False


def test_what_there_is_much_of_has_slots_and_is_made_in_order() -> None:
    word = Word(0, 4, "text")
    assert (word.start, word.end, word.text, word.is_bold) == (0, 4, "text", False)
    assert Word(0, 4, "text", is_bold=True).is_bold
    assert not hasattr(word, "__dict__")
    with pytest.raises(TypeError):
        Word(0, 4)  # type: ignore[call-arg]


def test_it_may_be_changed_and_is_compared_by_identity() -> None:
    word = Word(0, 4, "text")
    word.end = 2
    assert word.end == 2
    assert Word(0, 4, "text") != Word(0, 4, "text")
