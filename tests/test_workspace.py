"""The workspace reads the files around, once each, and nothing but honest regular files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kafkalint import disk
from kafkalint.errors import LimitExceeded, UnreadableError
from kafkalint.formats.text import MAX_BYTES
from kafkalint.workspace import Files, printable, report_path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


class TestReportPath:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("compose.yml", "compose.yml"),
            ("./infra//compose.yml", "infra/compose.yml"),
            ("infra/../compose.yml", "compose.yml"),
            ("../other/compose.yml", "../other/compose.yml"),
            (".", "."),
            ("infra/", "infra"),
        ],
    )
    def test_is_normalised(self, here: Path, given: str, shown: str) -> None:
        assert report_path(given) == shown

    def test_an_absolute_path_within_the_working_directory_becomes_relative(
        self, here: Path
    ) -> None:
        assert report_path(str(here / "infra" / "compose.yml")) == "infra/compose.yml"
        assert report_path(str(here)) == "."

    def test_an_absolute_path_outside_stays_as_it_is(self, here: Path) -> None:
        outside = here.parent / "project-two" / "compose.yml"

        assert report_path(str(outside)) == str(outside)

    def test_an_absolute_path_that_leads_here_through_a_link_becomes_relative(
        self, here: Path
    ) -> None:
        (here.parent / "link").symlink_to(here, target_is_directory=True)

        assert report_path(str(here.parent / "link" / "zoo.cfg")) == "zoo.cfg"

    def test_control_characters_and_stray_bytes_are_written_out_for_printing(self) -> None:
        assert printable("kafka\n::error::/\udcff.yml") == "kafka\\n::error::/\\udcff.yml"
        assert printable("카프카/브로커 1.yml") == "카프카/브로커 1.yml"


class TestRead:
    def test_gives_the_text_with_its_path(self, here: Path) -> None:
        (here / "kafka.env").write_text("KAFKA_BROKER_ID=1\n")

        text = Files().read("./kafka.env")

        assert text is not None
        assert (text.path, text.content) == ("kafka.env", "KAFKA_BROKER_ID=1\n")

    def test_reads_a_file_once(self, here: Path) -> None:
        (here / "kafka.env").write_text("A=1")
        files = Files()
        first = files.read("kafka.env")
        (here / "kafka.env").write_text("A=2")

        assert files.read("./kafka.env") is first

    @pytest.mark.parametrize(
        "path", ["missing.env", "file.txt/below.env", "bad\0name", "bad\ud800name", "long" * 99]
    )
    def test_gives_none_for_what_is_not_there(self, here: Path, path: str) -> None:
        (here / "file.txt").write_text("")

        assert Files().read(path) is None

    def test_refuses_a_folder(self, here: Path) -> None:
        (here / "data").mkdir()

        with pytest.raises(UnreadableError, match="not a regular file"):
            Files().read("data")

    def test_refuses_a_pipe_without_waiting_for_its_writer(self, here: Path) -> None:
        os.mkfifo(here / "pipe.env")

        with pytest.raises(UnreadableError, match="not a regular file"):
            Files().read("pipe.env")

    def test_refuses_what_no_permission_is_for(
        self, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (here / "secret.env").write_text("A=1")
        monkeypatch.setattr(os, "open", _refuse)
        files = Files()

        for _ in range(2):  # the second time out of memory
            with pytest.raises(UnreadableError, match="permission denied"):
                files.read("secret.env")

    def test_refuses_a_file_over_the_limit(self, here: Path) -> None:
        with (here / "dump.json").open("wb") as file:
            file.truncate(2 * MAX_BYTES)

        with pytest.raises(LimitExceeded, match=r"20\.0 MB; files up to 10 MB"):
            Files().read("dump.json")

    def test_a_file_that_grows_while_it_is_read_is_read_to_its_old_end(
        self, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (here / "a.env").write_text("A=1\nB=2\n")
        slow = os.read
        monkeypatch.setattr(os, "read", lambda descriptor, size: slow(descriptor, min(size, 3)))

        text = Files().read("a.env")

        assert text is not None
        assert text.content == "A=1\nB=2\n"

    def test_refuses_what_is_not_text(self, here: Path) -> None:
        (here / "server.properties").write_bytes(b"\x7fELF\x00\x01")

        with pytest.raises(UnreadableError, match="not text"):
            Files().read("server.properties")

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_byte_order_marks_are_understood(self, here: Path, encoding: str) -> None:
        (here / "kafka.env").write_text("A=가\n", encoding=encoding)

        text = Files().read("kafka.env")

        assert text is not None
        assert text.content == "A=가\n"

    def test_given_content_stands_before_the_disk(self, here: Path) -> None:
        (here / "compose.yml").write_text("old")

        text = Files(given={"./compose.yml": b"new"}).read("compose.yml")

        assert text is not None
        assert text.content == "new"

    def test_keeps_what_it_read_for_reports_and_opens_nothing_for_them(self, here: Path) -> None:
        (here / "a.env").write_text("A=1")
        (here / "b.env").write_text("B=1")
        files = Files()
        files.read("a.env")

        assert files.content("a.env") == "A=1"
        assert files.content("b.env") is None


class TestList:
    def test_lists_the_files_of_a_folder_sorted(self, here: Path) -> None:
        (here / "infra" / "sub").mkdir(parents=True)
        for name in ("infra/b.env", "infra/a.yml", "infra/sub/c.yml", "top.yml"):
            (here / name).write_text("")

        assert list(Files().list("infra")) == ["infra/a.yml", "infra/b.env"]
        assert list(Files().list("./infra/")) == ["infra/a.yml", "infra/b.env"]
        assert list(Files().list("infra/sub")) == ["infra/sub/c.yml"]

    @pytest.mark.parametrize("folder", ["", "."])
    def test_lists_the_working_directory_without_a_prefix(self, here: Path, folder: str) -> None:
        (here / "zoo.cfg").write_text("")

        assert list(Files().list(folder)) == ["zoo.cfg"]

    @pytest.mark.parametrize("folder", ["nowhere", "bad\0name"])
    def test_is_empty_where_there_is_no_folder(self, here: Path, folder: str) -> None:
        assert list(Files().list(folder)) == []

    @pytest.mark.parametrize(
        ("given", "folder"), [("new.yml", "."), ("infra/new.yml", "infra"), ("../new.yml", "..")]
    )
    def test_given_files_are_listed_though_they_are_not_on_disk(
        self, here: Path, given: str, folder: str
    ) -> None:
        assert given in Files(given={given: b""}).list(folder)


def test_variables_are_the_users(here: Path) -> None:
    assert Files({"TAG": "7.6.1"}).variables() == {"TAG": "7.6.1"}


def test_a_word_is_found_across_blocks_and_in_any_case(here: Path) -> None:
    (here / "large.json").write_bytes(b" " * (2**20 - 2) + b"KAfka" + b" " * 2**20)

    assert disk.mentions_kafka("large.json")
    (here / "other.json").write_bytes(b" " * 2**21)
    assert not disk.mentions_kafka("other.json")
    assert not disk.mentions_kafka("missing.json")


def _refuse(*arguments: object, **options: object) -> int:
    raise PermissionError(13, "Permission denied")
