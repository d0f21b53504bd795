"""`kafkalint rules`: every rule there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from kafkalint import catalogue
from kafkalint.cli import options
from kafkalint.cli.terminal import prepare_stdout, show, stdout_style, write_stdout
from kafkalint.findings import ENVIRONMENTS
from kafkalint.reporters.text.paint import Paint, plural
from kafkalint.rule import Rule

_KINDS = {
    "stack.yml": "swarm",
    "compose.yml": "compose",
    "compose.yaml": "compose",
    ".properties": "server.properties",
    "zoo.cfg": "zoo.cfg",
    "snapshot.yaml": "live",
    ".tf": "terraform",
    "template.yaml": "cloudformation",
}
"""Endings of the examples' file names, and what such a file is."""


@click.command(context_settings=options.SETTINGS)
@options.environment_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    envvar="KAFKALINT_RULES_FORMAT",
    show_default=True,
    help="For people or for programs.",
)
@options.select_options
@options.rules_option
@options.color_option
def command(
    environment: str,
    format_: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    rules_dirs: tuple[str, ...],
    color: str,
) -> None:
    """List every rule.

    Each with its severity, what it reads, its section of the guide, and peers' ids of the same
    check.
    """
    rules = catalogue.load(rules_dirs, select, ignore)
    if format_ == "text":
        show(lines(rules, environment, Paint(stdout_style(color, ()))))
    else:
        prepare_stdout(for_program=True)
        write_stdout(lambda: _write_json(rules))


def lines(rules: Sequence[Rule], environment: str, paint: Paint) -> Iterator[str]:
    """The rules by group, for people."""
    width = max((len(rule.id) for rule in rules), default=0)
    group = ""
    for rule in rules:
        if rule.group != group:
            if group:
                yield ""
            group = rule.group
            yield paint(group, "bold")
        severity = rule.severity[environment]
        word = f"{severity.word if severity else 'off':<8}"
        guide = f"§{rule.guide}" if rule.guide else ""
        told = paint(word, severity.word) if severity else paint(word, "dim")
        reads = ", ".join(sources(rule))
        yield f"  {told}  {rule.id:<{width}}  {guide:<3}  {paint(reads, 'dim')}".rstrip()
        if rule.peers:
            for line in paint.wrap(f"peers: {', '.join(rule.peers)}", 12, 19):
                yield paint(line, "dim")
    yield ""
    count = plural(len(rules), "rule")
    yield from paint.wrap(
        f"{count}, with the severities for {environment}, the section (§) of the guide that asks "
        "for it, and what it reads",
        0,
    )


def sources(rule: Rule) -> tuple[str, ...]:
    """The kinds of files that its examples show it to read."""
    names = {name for example in rule.examples for name in example.files}
    kinds = {kind for ending, kind in _KINDS.items() for name in names if name.endswith(ending)}
    return tuple(sorted(kinds))


def _write_json(rules: Sequence[Rule]) -> None:
    import json
    import sys

    listed = {"version": 1, "rules": [_as_dict(rule) for rule in rules]}
    json.dump(listed, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def _as_dict(rule: Rule) -> dict[str, Any]:
    severities = {name: rule.severity[name] for name in ENVIRONMENTS}
    return {
        "id": rule.id,
        "group": rule.group,
        "title": rule.title,
        "for": rule.kind,
        "severity": {name: s.word if s else "off" for name, s in severities.items()},
        "sources": list(sources(rule)),
        "guide": rule.guide or None,
        "references": list(rule.references),
        "peers": list(rule.peers),
        "built_in": rule.built_in,
    }
