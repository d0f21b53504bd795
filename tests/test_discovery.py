"""Discovery finds every file that a source claims among, below and beside what is named."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from kafkalint import exclusion
from kafkalint.discovery import Discovery, discover, looks_like_kafka
from kafkalint.errors import UsageError
from kafkalint.findings import Notice
from kafkalint.formats.text import MAX_BYTES

Tree = Callable[[Mapping[str, str]], Path]
KAFKA = "services:\n  kafka1:\n    image: apache/kafka:4.1.0\n"


def claims(path: str, content: bytes) -> tuple[str, ...]:
    """Two sources: one goes by what a file says, one by what it is called."""
    said = ("content",) if b"kafka" in content else ()
    return (*said, "name") if path.endswith("zoo.cfg") else said


def found(*paths: str, exclude: Iterable[str] = ()) -> list[str]:
    return [file.path for file in discover(paths or ["."], claims, exclude).files]


def roles(discovery: Discovery) -> dict[str, str]:
    return {file.path: "named" if file.named else "beside" for file in discovery.files}


class TestBelowAFolder:
    def test_every_claimed_file_is_found_in_the_order_of_the_paths(self, tree: Tree) -> None:
        tree(
            {
                "z.yml": KAFKA,
                "infra/prod/compose.yml": KAFKA,
                "infra/compose.yml": KAFKA,
                "infra/README.txt": "nothing of interest",
                "a/zoo.cfg": "clientPort=2181",
            }
        )

        assert found() == ["a/zoo.cfg", "infra/compose.yml", "infra/prod/compose.yml", "z.yml"]

    def test_each_comes_with_its_content_and_the_sources_that_claim_it(self, tree: Tree) -> None:
        tree({"zoo.cfg": "# for kafka\n"})

        (file,) = discover(["."], claims).files

        assert file.content == b"# for kafka\n"
        assert file.sources == ("content", "name")
        assert file.named

    def test_the_same_file_named_in_several_ways_is_found_once(self, tree: Tree) -> None:
        here = tree({"infra/compose.yml": KAFKA})

        again = str(here / "infra" / "compose.yml")
        assert found("infra", ".", "./infra/../infra", "infra/compose.yml", again) == [
            "infra/compose.yml"
        ]

    def test_a_folder_outside_of_the_working_directory_is_shown_as_named(
        self, tree: Tree, tmp_path: Path
    ) -> None:
        tree({"../other/compose.yml": KAFKA})

        assert found("../other") == ["../other/compose.yml"]
        assert found(str(tmp_path / "other")) == [str(tmp_path / "other" / "compose.yml")]

    def test_an_empty_folder_holds_nothing_and_needs_no_notice(self, tree: Tree) -> None:
        tree({"notes.txt": "nothing"})

        assert discover(["."], claims) == Discovery([], [])

    def test_what_is_not_text_is_no_configuration_unless_its_name_says_so(self, tree: Tree) -> None:
        here = tree({})
        for name in ("program", "kafka.yml", "other.yml"):
            (here / name).write_bytes(b"\x7fELF\x00 kafka")

        assert found() == ["kafka.yml"]
        assert found("other.yml") == ["other.yml"]

    def test_utf16_is_claimed_by_what_it_says(self, tree: Tree) -> None:
        here = tree({})
        (here / "compose.yml").write_text(KAFKA, encoding="utf-16")

        assert found() == ["compose.yml"]


class TestWhatIsLeftOut:
    @pytest.mark.parametrize(
        "folder", [".git", "node_modules", ".terraform", ".venv", "__pycache__", "a/.tox/b"]
    )
    def test_folders_of_tools(self, tree: Tree, folder: str) -> None:
        tree({f"{folder}/compose.yml": KAFKA})

        assert found() == []

    @pytest.mark.parametrize(
        ("folder", "tool"),
        [
            ("target", "pom.xml"),
            ("target", "Cargo.toml"),
            ("build", "build.gradle.kts"),
            ("vendor", "go.mod"),
        ],
    )
    def test_build_folders_only_beside_the_tool_that_fills_them(
        self, tree: Tree, folder: str, tool: str
    ) -> None:
        tree({f"{folder}/compose.yml": KAFKA, f"app/{folder}/compose.yml": KAFKA})
        assert found() == [f"app/{folder}/compose.yml", f"{folder}/compose.yml"]

        tree({f"app/{tool}": ""})
        assert found() == [f"{folder}/compose.yml"]

    @pytest.mark.parametrize("folder", ["dist", "bin", "out", "deploy", "env", ".github"])
    def test_folders_that_people_keep_deployments_in_are_walked(
        self, tree: Tree, folder: str
    ) -> None:
        tree({f"{folder}/compose.yml": KAFKA, "package.json": "{}", "pyproject.toml": ""})

        assert found() == [f"{folder}/compose.yml"]

    @pytest.mark.parametrize("marker", ["CACHEDIR.TAG", "pyvenv.cfg"])
    def test_folders_that_say_they_are_caches(self, tree: Tree, marker: str) -> None:
        tree({f"py/{marker}": "", "py/lib/compose.yml": KAFKA})

        assert found() == []
        assert found("py") == ["py/lib/compose.yml"]

    @pytest.mark.parametrize(
        "name", ["Kafka.java", "kafka.PNG", "README.md", "kafka.log", "go.sum", "app.min.js"]
    )
    def test_files_that_are_no_configuration(self, tree: Tree, name: str) -> None:
        tree({name: KAFKA})

        assert found() == []

    @pytest.mark.parametrize(
        "name",
        ["compose.yml.j2", "Dockerfile", ".env", "kafka", "server.properties.tmpl", "a.java.yml"],
    )
    def test_files_that_may_be_one(self, tree: Tree, name: str) -> None:
        tree({name: KAFKA})

        assert found() == [name]

    def test_programs_but_for_those_that_make_infrastructure(self, tree: Tree) -> None:
        tree(
            {
                "app/index.ts": KAFKA,
                "infra/Pulumi.yaml": "name: kafka\nruntime: nodejs\n",
                "infra/index.ts": KAFKA,
                "infra/lib/brokers.mjs": KAFKA,
                "infra/lib/main.go": KAFKA,
                "infra/node_modules/kafka/index.js": KAFKA,
            }
        )

        programs = ["infra/index.ts", "infra/lib/brokers.mjs"]
        assert found() == ["infra/Pulumi.yaml", *programs]
        assert found("infra/lib") == programs[1:]
        assert found("app") == []

    def test_nothing_that_is_named(self, tree: Tree) -> None:
        tree({"node_modules/kafka/compose.yml": KAFKA, "README.md": KAFKA})

        assert found("node_modules") == ["node_modules/kafka/compose.yml"]
        assert found("README.md") == ["README.md"]

    def test_what_is_neither_a_file_nor_a_folder(self, tree: Tree) -> None:
        here = tree({"compose.yml": KAFKA})
        os.mkfifo(here / "kafka.yml")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("kafka.sock")
            assert discover(["."], claims).notices == []
            assert found() == ["compose.yml"]


class TestGitIgnore:
    def test_ignored_files_and_folders_are_left_out(self, tree: Tree) -> None:
        tree(
            {
                ".gitignore": "*.local.yml\n/generated/\n",
                "compose.yml": KAFKA,
                "compose.local.yml": KAFKA,
                "generated/compose.yml": KAFKA,
                "docs/generated/compose.yml": KAFKA,
            }
        )

        assert found() == ["compose.yml", "docs/generated/compose.yml"]

    def test_the_nearest_file_has_the_last_word(self, tree: Tree) -> None:
        tree(
            {
                ".gitignore": "*.yml\n",
                "compose.yml": KAFKA,
                "infra/.gitignore": "!prod.yml\n",
                "infra/prod.yml": KAFKA,
                "infra/test.yml": KAFKA,
                "infra/deep/prod.yml": KAFKA,
            }
        )

        assert found() == ["infra/deep/prod.yml", "infra/prod.yml"]

    def test_a_file_in_an_ignored_folder_cannot_be_taken_back(self, tree: Tree) -> None:
        tree({".gitignore": "out/\n!out/compose.yml\n", "out/compose.yml": KAFKA})

        assert found() == []

    def test_those_above_the_walked_folder_count_up_to_the_repository(self, tree: Tree) -> None:
        tree(
            {
                "../.gitignore": "*.yml\n",
                ".git/HEAD": "ref: refs/heads/main\n",
                ".gitignore": "/infra/old/\n",
                "infra/old/compose.yml": KAFKA,
                "infra/new/compose.yml": KAFKA,
            }
        )

        assert found("infra") == ["infra/new/compose.yml"]

    def test_those_above_count_from_within_the_repository_too(
        self, tree: Tree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here = tree(
            {
                ".git/HEAD": "",
                ".gitignore": "/infra/old.yml\n",
                "infra/old.yml": KAFKA,
                "infra/new.yml": KAFKA,
            }
        )
        monkeypatch.chdir(here / "infra")

        assert found(".") == ["new.yml"]
        assert found(str(here)) == [f"{here}/infra/new.yml"]

    def test_what_is_named_is_never_ignored(self, tree: Tree) -> None:
        tree({".git/HEAD": "", ".gitignore": "infra/\n", "infra/a/compose.yml": KAFKA})

        assert found("infra") == ["infra/a/compose.yml"]
        assert found("infra/a/compose.yml") == ["infra/a/compose.yml"]

    def test_a_named_file_stays_where_a_walk_ignores_it(self, tree: Tree) -> None:
        tree({".gitignore": "*.yml", "compose.yml": KAFKA})

        assert found("compose.yml", ".") == ["compose.yml"]
        assert found(".", "compose.yml") == ["compose.yml"]

    def test_a_kafka_file_left_out_is_told_of(self, tree: Tree) -> None:
        tree({".gitignore": "*.yml", "kafka.yml": KAFKA, "other.yml": KAFKA, "a.yaml": KAFKA})

        (notice,) = discover(["."], claims).notices
        assert (notice.kind, notice.path) == ("skipped", "kafka.yml")
        assert "Git ignores it" in notice.message

    def test_where_nothing_else_is_there_every_one_left_out_is_told_of(self, tree: Tree) -> None:
        tree({".gitignore": "*.yml", "b.yml": KAFKA, "a.yml": KAFKA, "c.yml": "x: 1\n"})
        assert [notice.path for notice in discover(["."], claims).notices] == ["a.yml", "b.yml"]
        tree({"stack.yaml": KAFKA})
        assert discover(["."], claims).notices == []

    def test_broken_patterns_do_not_spoil_the_others(self, tree: Tree) -> None:
        tree({".gitignore": "!\n[z-a]\n\\\nold.yml\n", "old.yml": KAFKA, "new.yml": KAFKA})

        assert found() == ["new.yml"]

    def test_one_that_is_not_text_is_read_as_far_as_it_goes(self, tree: Tree) -> None:
        here = tree({"old.yml": KAFKA, "new.yml": KAFKA})
        (here / ".gitignore").write_bytes(b"\xff\xfe caf\xe9\nold.yml\n")

        assert found() == ["new.yml"]


class TestExclude:
    def test_patterns_leave_out_files_and_folders(self, tree: Tree) -> None:
        tree({"tests/a.yml": KAFKA, "x/tests/b.yml": KAFKA, "c.yml": KAFKA, "d.yml": KAFKA})

        assert found(exclude=["tests/", "/d.yml"]) == ["c.yml"]

    def test_what_is_named_too_with_a_notice(self, tree: Tree) -> None:
        tree({"tests/a.yml": KAFKA, "b.yml": KAFKA})

        discovery = discover(["tests", "b.yml"], claims, ["tests/", "b.*"])

        assert discovery.files == []
        assert [(notice.kind, notice.path) for notice in discovery.notices] == [
            ("skipped", "b.yml"),
            ("skipped", "tests"),
        ]

    def test_and_what_stands_beside_a_named_file(self, tree: Tree) -> None:
        tree({"a.yml": KAFKA, "b.yml": KAFKA})

        assert found("a.yml", exclude=["b.yml"]) == ["a.yml"]

    def test_a_broken_pattern_is_wrong_use(self, tree: Tree) -> None:
        with pytest.raises(UsageError, match=r"'\[z-a\]' is no pattern"):
            discover(["."], claims, ["[z-a]"])


class TestLinks:
    def test_a_circle_of_links_ends(self, tree: Tree) -> None:
        here = tree({"a/b/compose.yml": KAFKA})
        (here / "a" / "b" / "up").symlink_to(here)
        (here / "a" / "b" / "self").symlink_to("self")
        (here / "gone").symlink_to(here / "nowhere")

        assert found() == ["a/b/compose.yml"]
        assert found("a/b/compose.yml") == ["a/b/compose.yml"]

    def test_a_second_name_of_a_found_file_is_forgotten(self, tree: Tree) -> None:
        here = tree({"compose.prod.yml": KAFKA, "z/compose.yml": KAFKA})
        (here / "compose.yml").symlink_to("compose.prod.yml")
        (here / "a").symlink_to("z")

        assert found() == ["compose.prod.yml", "z/compose.yml"]

    def test_a_link_to_a_file_elsewhere_is_followed(self, tree: Tree) -> None:
        here = tree({"../shared/compose.yml": KAFKA})
        (here / "compose.yml").symlink_to("../shared/compose.yml")
        (here / "same.yml").symlink_to("../shared/compose.yml")

        assert found() == ["compose.yml"]

    def test_a_link_to_a_folder_is_followed_within_the_working_directory(self, tree: Tree) -> None:
        here = tree({"base/kafka/compose.yml": KAFKA, "prod/values.txt": ""})
        (here / "prod" / "base").symlink_to("../base")

        assert found("prod") == ["prod/base/kafka/compose.yml"]
        assert found("prod", "base") == ["base/kafka/compose.yml"]

    def test_a_link_out_of_it_is_not(self, tree: Tree) -> None:
        here = tree({"../elsewhere/compose.yml": KAFKA})
        (here / "out").symlink_to("../elsewhere")

        assert found() == []
        assert found("out") == ["out/compose.yml"]

    def test_a_named_link_to_nothing_is_wrong_use(self, tree: Tree) -> None:
        here = tree({})
        (here / "compose.yml").symlink_to("gone.yml")

        with pytest.raises(UsageError, match=r"compose\.yml is a link to nothing"):
            discover(["compose.yml"], claims)


class TestBesideANamedFile:
    def test_files_of_its_folder_come_as_context(self, tree: Tree) -> None:
        tree({"in/a.yml": KAFKA, "in/b.yml": KAFKA, "in/sub/c.yml": KAFKA, "d.yml": KAFKA})

        assert roles(discover(["in/a.yml"], claims)) == {"in/a.yml": "named", "in/b.yml": "beside"}

    def test_only_where_a_source_of_the_named_file_claims_them(self, tree: Tree) -> None:
        tree({"zoo.cfg": "clientPort=2181", "compose.yml": KAFKA, "b/zoo.cfg": "kafka"})

        assert roles(discover(["zoo.cfg"], claims)) == {"zoo.cfg": "named"}

    def test_of_any_source_where_none_claims_it_as_it_may_be_part_of_anything(
        self, tree: Tree
    ) -> None:
        tree({"broker.env": "", "compose.yml": KAFKA, "zoo.cfg": ""})

        discovery = discover(["broker.env"], claims)

        assert roles(discovery) == {"compose.yml": "beside", "zoo.cfg": "beside"}
        assert discovery.asked == {"broker.env"}

    def test_programs_where_programs_make_infrastructure(self, tree: Tree) -> None:
        tree({"Pulumi.yml": "", "index.ts": KAFKA, "brokers.ts": KAFKA, "main.py": KAFKA})

        assert roles(discover(["index.ts"], claims)) == {
            "index.ts": "named",
            "brokers.ts": "beside",
        }

    def test_but_not_beside_what_is_no_configuration(self, tree: Tree) -> None:
        tree({"README.md": "", "compose.yml": KAFKA})

        assert discover(["README.md"], claims).files == []

    def test_ignored_ones_too_since_what_runs_does_not_ask_git(self, tree: Tree) -> None:
        tree({".gitignore": "*.override.yml", "c.yml": KAFKA, "c.override.yml": KAFKA})

        assert roles(discover(["c.yml"], claims)) == {
            "c.yml": "named",
            "c.override.yml": "beside",
        }

    def test_unreadable_ones_are_no_concern(
        self, tree: Tree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree({"c.yml": KAFKA, "kafka.yml": KAFKA})
        refuse(monkeypatch, "kafka.yml")

        assert discover(["c.yml"], claims).notices == []

    def test_a_named_folder_has_no_context(self, tree: Tree) -> None:
        tree({"in/a.yml": KAFKA, "b.yml": KAFKA})

        assert roles(discover(["in"], claims)) == {"in/a.yml": "named"}


class TestGivenContent:
    def test_stands_for_the_file_of_its_name(self, tree: Tree) -> None:
        tree({"infra/a.yml": "old", "infra/b.yml": KAFKA})

        discovery = discover([], claims, given={"./infra/a.yml": KAFKA.encode()})

        assert roles(discovery) == {"infra/a.yml": "named", "infra/b.yml": "beside"}
        assert discovery.files[0].content == KAFKA.encode()

    def test_needs_no_file(self, tree: Tree) -> None:
        tree({})

        discovery = discover([], claims, given={"new/a.yml": KAFKA.encode()})

        assert roles(discovery) == {"new/a.yml": "named"}

    def test_hides_the_file_of_its_name_from_a_walk(self, tree: Tree) -> None:
        tree({"a.yml": KAFKA})

        assert discover(["."], claims, given={"a.yml": b"nothing"}).files == []

    def test_too_much_of_it_is_not_looked_at(self, tree: Tree) -> None:
        tree({})

        (notice,) = discover([], claims, given={"a.yml": bytes(MAX_BYTES + 1)}).notices

        assert (notice.kind, notice.path) == ("unreadable", "a.yml")


class TestWhatCannotBeRead:
    def test_a_path_that_does_not_exist_is_wrong_use(self, tree: Tree) -> None:
        tree({"file.yml": ""})

        for path in ("missing.yml", "file.yml/below", "bad\0name"):
            with pytest.raises(UsageError, match="does not exist"):
                discover([path], claims)

    def test_a_named_file_makes_the_audit_incomplete(
        self, tree: Tree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree({"deploy.yml": ""})
        refuse(monkeypatch, "deploy.yml")

        assert discover(["deploy.yml"], claims).notices == [
            Notice("unreadable", "deploy.yml", 0, "cannot be read: permission denied")
        ]

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("infra/kafka.yml", "unreadable"),
            ("kafka/compose.yml", "unreadable"),
            ("server.properties", "unreadable"),
            ("brokers/one.properties", "unreadable"),
            ("app/deploy.yml", "skipped"),
            ("kafka/app/deploy.yml", "skipped"),
        ],
    )
    def test_below_a_folder_only_what_is_kafka_by_name_does(
        self, tree: Tree, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
    ) -> None:
        tree({path: ""})
        refuse(monkeypatch, path)

        assert [(n.kind, n.path) for n in discover(["."], claims).notices] == [(kind, path)]

    def test_a_folder_that_cannot_be_entered_is_told_of(
        self, tree: Tree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree({"private/a.yml": KAFKA, "kafka/a.yml": KAFKA, "b.yml": KAFKA})
        enter = os.scandir
        monkeypatch.setattr(os, "scandir", lambda path: _refuse() if path != "." else enter(path))

        discovery = discover(["."], claims)

        assert [file.path for file in discovery.files] == ["b.yml"]
        assert [(n.kind, n.path, n.message) for n in discovery.notices] == [
            ("skipped", "private/", "cannot be entered: permission denied"),
            ("unreadable", "kafka/", "cannot be entered: permission denied"),
        ]

    @pytest.mark.parametrize(
        ("name", "content", "kinds"),
        [
            ("kafka-dump.json", b"", ["unreadable"]),
            ("dump.json", b"kafka", ["skipped"]),
            ("dump.json", b"nothing", []),
            ("program", b"\x7fELF\x00kafka", []),
        ],
    )
    def test_a_huge_file_is_told_of_where_it_is_about_kafka(
        self, tree: Tree, name: str, content: bytes, kinds: list[str]
    ) -> None:
        here = tree({})
        (here / name).write_bytes(content + b" " * (MAX_BYTES + 1))

        discovery = discover(["."], claims)

        assert discovery.files == []
        assert [notice.kind for notice in discovery.notices] == kinds

    def test_a_named_pipe_is_refused_with_a_way_out(self, tree: Tree) -> None:
        here = tree({})
        os.mkfifo(here / "pipe")

        (notice,) = discover(["pipe"], claims).notices

        assert notice.kind == "unreadable"
        assert "pipe its content to -" in notice.message

    def test_a_file_that_goes_away_meanwhile_was_never_there(
        self, tree: Tree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree({"kafka.yml": KAFKA})
        monkeypatch.setattr(os, "open", _vanish)

        assert discover(["."], claims) == Discovery([], [])

    def test_a_name_that_cannot_be_printed_is_written_out(self, tree: Tree) -> None:
        here = tree({})
        (here / "kafka\n.yml").write_text(KAFKA)
        (here / os.fsdecode(b"kafka\xff.yml")).write_text(KAFKA)

        assert found() == ["kafka\\n.yml", "kafka\\udcff.yml"]


@pytest.mark.parametrize(
    ("path", "is_kafka"),
    [
        ("kafka.yml", True),
        ("my-kafka-values.yaml", True),
        ("conf/zoo.cfg", True),
        ("config/controller.properties", True),
        ("broker-1.properties", True),
        ("config/server.properties", True),
        ("kafka/secrets.yml", True),
        ("kafka/app/secrets.yml", False),
        ("brokerage.yml", False),
        ("docker-compose.yml", False),
    ],
)
def test_the_name_of_a_file_or_of_its_folder_tells_kafka(path: str, is_kafka: bool) -> None:
    assert looks_like_kafka(path) is is_kafka


def test_a_thousand_files_are_read_once_each(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"d{number % 30}/f{number}.yml" for number in range(1000)]
    random.Random(1).shuffle(names)
    tree(dict.fromkeys(names, KAFKA))
    opened: list[str] = []
    really = os.open
    monkeypatch.setattr(
        os, "open", lambda path, flags: (opened.append(path), really(path, flags))[1]
    )

    assert found() == sorted(names)
    assert sorted(opened) == sorted(names)


def test_suffixes_of_configuration_are_not_among_the_skipped() -> None:
    for (
        suffix
    ) in "yml yaml json properties cfg conf env tf tfvars hcl j2 tpl tmpl xml toml".split():
        assert not exclusion.skips_file(f"kafka.{suffix}")


def refuse(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Take away the permission to read `path`: as root, real permissions refuse nothing."""
    really = os.open
    monkeypatch.setattr(
        os, "open", lambda opened, flags: _refuse() if opened == path else really(opened, flags)
    )


def _refuse() -> int:
    raise PermissionError(13, "Permission denied")


def _vanish(path: str, flags: int) -> int:
    raise FileNotFoundError(2, "No such file or directory")
