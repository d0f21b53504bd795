"""A kept result is given again for the same question over the same files, and never otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kafkalint import disk, results
from kafkalint.results import Result, Results

Tree = Callable[[Mapping[str, str]], Path]
ASKED = {"paths": (".",), "environment": "production"}


class Work:
    """What reads one file, and counts how often it does."""

    def __init__(self, path: str = "kafka.env") -> None:
        self.path = path
        self.times = 0

    def __call__(self) -> Result:
        self.times += 1
        return Result((disk.content(self.path).decode(),), 1, "")


@pytest.fixture
def kept(tree: Tree, tmp_path: Path) -> Results:
    tree({"kafka.env": "A=1\n", "zoo.cfg": "tickTime=2000\n"})
    return Results(str(tmp_path / "kept"))


def files(tmp_path: Path) -> list[Path]:
    """The results in the folder, without the files that say what it is."""
    found = (tmp_path / "kept" / "results").iterdir()
    return [path for path in found if path.name not in ("CACHEDIR.TAG", ".gitignore")]


def test_the_same_question_is_worked_out_once(kept: Results) -> None:
    work = Work()

    first, second = kept.recall(ASKED, work), kept.recall(ASKED, work)

    assert (first, work.times) == (second, 1)


def test_another_question_is_another_result(kept: Results) -> None:
    work = Work()
    kept.recall(ASKED, work)
    kept.recall({**ASKED, "environment": "test"}, work)

    assert work.times == 2


def test_what_changed_is_worked_out_again(kept: Results) -> None:
    work = Work()
    kept.recall(ASKED, work)
    Path("kafka.env").write_text("A=2\n")

    assert kept.recall(ASKED, work).texts == ("A=2\n",)


def test_what_was_not_looked_at_may_change(kept: Results) -> None:
    work = Work()
    kept.recall(ASKED, work)
    Path("zoo.cfg").write_text("tickTime=3000\n")
    kept.recall(ASKED, work)

    assert work.times == 1


def test_from_another_folder_it_is_another_question(
    kept: Results, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    work = Work(str(Path("kafka.env").resolve()))
    kept.recall(ASKED, work)
    monkeypatch.chdir(tmp_path)
    kept.recall(ASKED, work)

    assert work.times == 2


def test_another_kafkalint_works_it_out_again(
    kept: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work()
    kept.recall(ASKED, work)
    monkeypatch.setattr(results, "_installation", lambda: [("rules/new.yaml", 1, 2, 3)])
    kept.recall(ASKED, work)

    assert work.times == 2


def test_a_rule_that_was_edited_in_place_is_another_kafkalint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = tmp_path / "rules" / "single-broker.yaml"
    rule.parent.mkdir()
    rule.write_text("id: single-broker\n")
    monkeypatch.setattr(results, "data_path", lambda name: str(tmp_path / "rules"))
    before = {*results._installation()}
    status = rule.stat()
    rule.write_text("id: single-brokeR\n")
    os.utime(rule, ns=(status.st_atime_ns, status.st_mtime_ns))

    changed = before ^ {*results._installation()}

    assert {path for path, *_ in changed} == {str(rule)}


def test_what_changes_meanwhile_is_not_kept(kept: Results, tmp_path: Path) -> None:
    work = Work()

    def unsteady() -> Result:
        disk.content("kafka.env")
        Path("kafka.env").write_text("A=2\n")
        return work()

    kept.recall(ASKED, unsteady)
    kept.recall(ASKED, work)

    assert work.times == 2


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff\x00", b'{"answers": [[1]]}', b"7"])
def test_a_broken_result_is_as_good_as_none(kept: Results, tmp_path: Path, content: bytes) -> None:
    work = Work()
    kept.recall(ASKED, work)
    (file,) = files(tmp_path)
    file.write_bytes(content)

    assert kept.recall(ASKED, work).texts == ("A=1\n",)
    assert kept.recall(ASKED, work).texts == ("A=1\n",)
    assert work.times == 2


def test_a_folder_that_cannot_be_made_keeps_nothing(tree: Tree) -> None:
    tree({"kafka.env": "A=1\n"})
    kept, work = Results("kafka.env/below"), Work()

    assert kept.recall(ASKED, work) == kept.recall(ASKED, work)
    assert work.times == 2


def test_names_that_are_no_text_come_back_as_they_were(kept: Results) -> None:
    told = Result(("kafka\udcff.yml ‹hidden› \x00",), 3, "incomplete: kafka\udcff.yml")

    assert kept.recall(ASKED, lambda: told) == told
    assert kept.recall(ASKED, lambda: Result((), 0, "")) == told


def test_only_the_user_can_read_them(kept: Results, tmp_path: Path) -> None:
    kept.recall(ASKED, Work())
    (file,) = files(tmp_path)

    assert (tmp_path / "kept" / "results").stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0


def test_those_that_nobody_asks_for_go(
    kept: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MOST", 3)
    for number in range(5):
        kept.recall({"paths": (str(number),)}, Work())
        os.utime(newest(tmp_path), ns=(number * 10**9, number * 10**9))
        kept.recall({"paths": ("0",)}, Work())  # asked for again and again

    work = Work()
    for number in (0, 3, 4):
        kept.recall({"paths": (str(number),)}, work)
    assert work.times == 0
    assert len(files(tmp_path)) == 3


def test_files_of_others_are_left_alone(
    kept: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MOST", 1)
    theirs = tmp_path / "kept" / "results" / "june.csv"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("brokers,3\n")
    for number in range(3):
        kept.recall({"paths": (str(number),)}, Work())

    assert theirs.read_text() == "brokers,3\n"
    assert not (theirs.parent / "CACHEDIR.TAG").exists()


def newest(tmp_path: Path) -> Path:
    return max(files(tmp_path), key=lambda path: path.stat().st_ctime_ns)


def test_the_folder_says_what_it_is(kept: Results, tmp_path: Path) -> None:
    kept.recall(ASKED, Work())

    tag = (tmp_path / "kept" / "results" / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert (tmp_path / "kept" / "results" / ".gitignore").read_text() == "*\n"


def test_who_has_no_home_has_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results.os.path, "expanduser", lambda path: path)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    assert results.user_folder() is None


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/data/cache"}, "/data/cache/kafkalint"),
        ("linux", {"HOME": "/home/ana"}, "/home/ana/.cache/kafkalint"),
        ("darwin", {"HOME": "/Users/ana"}, "/Users/ana/Library/Caches/kafkalint"),
    ],
)
def test_they_are_where_the_system_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], folder: str
) -> None:
    monkeypatch.setattr(results.sys, "platform", platform)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert results.user_folder() == folder
