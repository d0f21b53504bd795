"""What `kafkalint explain KIND` shows: the fields of a kind of subjects, for rules of one's own."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from kafkalint import facts
from kafkalint.expression import access, checker, types
from kafkalint.expression.types import Type
from kafkalint.reporters.text.paint import Paint


def find(name: str) -> type | None:
    """The class of a kind of subjects ("listener"), or of what their fields hold ("Container")."""
    facts.load()
    subject = types.subject_type(name)
    return subject.thing if subject is not None else _things().get(name)


def _things() -> dict[str, type]:
    """Every class that a rule can reach from some subject, by name."""
    found: dict[str, type] = {}
    waiting = [subject for kind in kinds() if (subject := types.subject_type(kind)) is not None]
    while waiting:
        reached: Type = waiting.pop()
        waiting += reached.of
        if reached.thing is not None and reached.thing.__name__ not in found:
            found[reached.thing.__name__] = reached.thing
            waiting += types.fields(reached.thing).values()
    return found


def kinds() -> list[str]:
    """The kinds of subjects that there are."""
    facts.load()
    return checker.kinds()


def lines(name: str, thing: type, paint: Paint) -> Iterator[str]:
    """The page of the kind `name`, whose subjects are instances of `thing`."""
    yield paint(name, "bold")
    lister = facts.SUBJECTS.get(name)
    yield f"a kind of subjects: for: {name}" if lister else "part of what rules see"
    yield ""
    for said in (lister, thing):
        for paragraph in (inspect.getdoc(said) or "").split("\n\n") if said else ():
            yield from paint.wrap(" ".join(paragraph.split()), 0)
    every = types.fields(thing)
    written = {field: every[field] for field in sorted(access.attributes(thing))}
    derived = {field: every[field] for field in sorted(every.keys() - written.keys())}
    width = max(map(len, every), default=0)
    for title, fields in (("Fields", written), ("What follows from them", derived)):
        if fields:
            yield ""
            yield paint(title, "bold")
        for field, kind in fields.items():
            meaning = _meaning(thing, field)
            text = f"{field:<{width}}  {kind}{': ' if meaning else ''}{meaning}"
            yield from paint.wrap(text, 2, 4 + width)


def _meaning(thing: type, field: str) -> str:
    """The first paragraph of what is said of a fact or a property; "" of what says nothing."""
    member = facts.find(thing, field) or getattr(thing, field, None)
    said = member.__doc__ if callable(member) or isinstance(member, property) else None
    return " ".join((said or "").split("\n\n")[0].split())
