"""`kafkalint explain KIND`: what rules of one's own can ask of a kind of subjects."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafkalint.cli import kind_page, run


def explained(name: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert run(["explain", name]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.fixture(autouse=True)
def _columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")


def test_a_kind_says_what_it_is_and_what_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    page = explained("listener", capsys)
    assert page[:2] == ["listener", "a kind of subjects: for: listener"]
    fields = page[page.index("Fields") : page.index("What follows from them")]
    assert "  port                    int" in fields
    assert "  node                    Node" in fields


def test_a_fact_says_its_type_and_its_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    page = explained("listener", capsys)
    derived = page[page.index("What follows from them") :]
    assert "  offers_oauth            bool: It speaks SASL and takes OAuth tokens." in derived


def test_what_a_field_holds_has_a_page_too(capsys: pytest.CaptureFixture[str]) -> None:
    page = explained("Container", capsys)
    assert page[1] == "part of what rules see"
    assert any(line.split() == ["image", "Image"] for line in page)


@pytest.mark.parametrize("kind", kind_page.kinds())
def test_every_kind_has_a_page_that_keeps_to_its_width(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = explained(kind, capsys)
    assert "Fields" in page
    assert [line for line in page if len(line) > 90] == []


def test_a_misspelt_kind_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "listner"]) == 2
    assert "did you mean 'listener'" in capsys.readouterr().err


def test_the_documentation_names_every_kind(checkout: Path) -> None:
    document = (checkout / "docs" / "writing-a-rule.md").read_text(encoding="utf-8")
    section = document.partition("## Subjects")[2].partition("\n## ")[0]
    named = {word.strip("`") for word in section.replace(",", " ").split() if word[0] == "`"}
    assert set(kind_page.kinds()) <= named
