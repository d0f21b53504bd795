"""The rules at hand: those that ship with kafkalint and those of the user's own folders."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kafkalint import disk
from kafkalint.data import data_path, read_data
from kafkalint.errors import InputError, RuleError, UsageError
from kafkalint.rule import Rule

if TYPE_CHECKING:
    from pathlib import Path


def load(
    folders: Sequence[str] = (), select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> list[Rule]:
    """Built-in rules and those in `folders`, narrowed to the ids and groups asked for.

    Raises RuleError for a broken rule, UsageError for a folder, id or group that is not there.
    """
    rules = built_in()
    for folder in folders:
        rules += user_rules(folder, {rule.id: rule for rule in rules})
    known = {name for rule in rules for name in (rule.id, rule.group)}
    for name in (*select, *ignore):
        if name not in known:
            raise _no_such(name, known)
    chosen = [rule for rule in rules if not select or {rule.id, rule.group} & {*select}]
    return [rule for rule in chosen if not {rule.id, rule.group} & {*ignore}]


def find(name: str, rules: Iterable[Rule]) -> Rule | None:
    """The rule called `name`."""
    return next((rule for rule in rules if rule.id == name), None)


def built_in() -> list[Rule]:
    """The rules that ship with kafkalint, by group and id."""
    root = data_path("rules")
    rules: list[Rule] = []
    for group in sorted(os.listdir(root)):
        folder = os.path.join(root, group)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(".yaml"):
                text = read_data("rules", group, name).decode()
                rules.append(Rule(f"rules/{group}/{name}", group, text))
    return rules


def user_rules(folder: str, taken: dict[str, Rule]) -> list[Rule]:
    """The rules in `folder` and below, checked entirely. Raises RuleError, UsageError."""
    from pathlib import Path

    root = Path(folder)
    try:
        paths = sorted(_rule_files(root))
    except OSError:
        raise UsageError(f"there is no folder of rules at '{folder}'") from None
    if not paths:
        raise UsageError(f"there are no rules in '{folder}'", remedy="a rule is a file <id>.yaml")
    rules: list[Rule] = []
    for path in paths:
        rule = user_rule(path, path.parent.name if path.parent != root else root.resolve().name)
        if rule.id in taken:
            raise rule.error(("id",), f"'{rule.id}' is the id of {taken[rule.id].path} already")
        taken[rule.id] = rule
        rules.append(rule)
    for rule in rules:
        for index, name in enumerate(rule.yields_to):
            if name not in taken:
                raise rule.error(("yields-to", index), f"there is no rule '{name}'")
    return rules


def _rule_files(folder: Path) -> Iterator[Path]:
    for entry in disk.entries(str(folder)):
        if entry.is_folder and not entry.is_link:
            yield from _rule_files(folder / entry.name)
        elif entry.name.endswith((".yaml", ".yml")):
            yield folder / entry.name


def user_rule(path: Path, group: str) -> Rule:
    """The rule in the file `path`, checked against the schema and the model. Raises RuleError."""
    from kafkalint.ruleschema import validate

    try:
        text = disk.content(str(path)).decode()
    except UnicodeDecodeError:
        raise RuleError("cannot be read: not UTF-8 text", path=str(path)) from None
    except OSError as problem:
        raise RuleError(f"cannot be read: {disk.say(problem)}", path=str(path)) from None
    except InputError as problem:
        raise RuleError(problem.message, path=str(path)) from None
    validate(str(path), text)
    rule = Rule(str(path), group, text, built_in=False)
    if path.stem != rule.id:
        raise rule.error(("id",), f"the file of rule '{rule.id}' is called {rule.id}.yaml")
    rule.check()
    return rule


def _no_such(name: str, known: set[str]) -> UsageError:
    import difflib

    close = difflib.get_close_matches(name, sorted(known), n=1)
    hint = f"did you mean '{close[0]}'?" if close else "`kafkalint rules` lists them"
    return UsageError(f"there is no rule or group '{name}'", remedy=hint)
