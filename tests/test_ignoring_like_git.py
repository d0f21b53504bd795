"""What a walk leaves out because of .gitignore files is what Git itself leaves out."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import chdir
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kafkalint.discovery import discover

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="asks Git itself")

FOLDERS = ["", "a/", "a/b/", "a/b/c/", "d/"]
FILES = [f"{folder}{name}" for folder in FOLDERS for name in ("x.yml", "y.yml", "kafka.cfg")]

PATTERNS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "!", "/", "!/", "\\", "# "]),
        st.sampled_from(
            [
                "x.yml",
                "*.yml",
                "?.yml",
                "[xk]*",
                "a",
                "b",
                "c",
                "d",
                "a/b",
                "b/c",
                "**/b",
                "*",
                "a/*",
            ]
        ),
        st.sampled_from(["", "", "/", "/*", "/**", "/**/x.yml", " ", "\\ "]),
    ),
)
IGNORE_FILES = st.dictionaries(
    st.sampled_from(FOLDERS), st.lists(PATTERNS, min_size=1, max_size=4), min_size=1, max_size=3
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    for path in FILES:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("kafka")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


@settings(max_examples=60, deadline=None)
@given(IGNORE_FILES, st.sampled_from([".", "a"]))
def test_the_same_files_stay(repository: Path, ignored: dict[str, list[str]], named: str) -> None:
    for path in repository.rglob(".gitignore"):
        path.unlink()
    for folder, patterns in ignored.items():
        (repository / folder / ".gitignore").write_text("\n".join(patterns) + "\n")
    with chdir(repository):
        listed = _git("ls-files", "--others", "--exclude-standard", "--", named)
        if named != "." and _is_ignored(f"{named}/"):
            return  # a named folder is walked though Git ignores it, and Git has no word for that
        files = discover([named], _claims_all_but_ignore_files).files

    assert [file.path for file in files] == sorted(set(listed).intersection(FILES))


def _claims_all_but_ignore_files(path: str, content: bytes) -> tuple[str, ...]:
    return ("any",) if content == b"kafka" else ()


def _is_ignored(path: str) -> bool:
    return subprocess.run(["git", "check-ignore", "-q", path], check=False).returncode == 0


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()
