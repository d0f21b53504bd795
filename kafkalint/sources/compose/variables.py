"""Variables from env files: the `.env` of a project and the `env_file` of a service."""

from __future__ import annotations

from kafkalint.errors import InputError
from kafkalint.formats import dotenv
from kafkalint.formats.text import Text
from kafkalint.sources.compose.interpolation import Given, Variables, interpolate


def read(text: Text, around: Variables) -> dict[str, Given | None]:
    """What an env file gives, in order; None for a name without a value.

    Later lines see earlier ones and what is `around`; single-quoted values are taken as they
    are. Raises InputError where it is no env file.
    """
    found: dict[str, Given | None] = {}
    known: dict[str, Given] = dict(around)
    for entry in dotenv.read(text):
        if not entry.is_set:
            found[entry.key] = None
            continue
        given = Given(entry.value) if entry.quote == "'" else interpolate(entry.value, known)
        value = Given(given.text, (entry.origin, *given.origins))
        found[entry.key] = value
        known[entry.key] = value
    return found


def project_variables(text: Text | None, around: Variables) -> dict[str, Given]:
    """The variables of a project: those of its `.env`, under those that are `around`."""
    if text is None:
        return dict(around)
    try:
        given = read(text, around)
    except InputError:
        return dict(around)
    return {**{name: value for name, value in given.items() if value is not None}, **around}
