"""User rules against schemas/rule.schema.json, with the place of what is wrong."""

from __future__ import annotations

import json
from typing import Any

from kafkalint import rulefile
from kafkalint.data import data_dir

KEYS = (
    *("id", "title", "severity", "escalate", "for", "when", "require", "message", "yields-to"),
    *("guide", "references", "peers", "why", "fix", "examples"),
)
_TELLING = ("additionalProperties", "required")
_VAGUE = ("oneOf", "anyOf", "contains")


def validate(path: str, text: str) -> None:
    """Raises RuleError, at its place in the file, for the most telling thing that is wrong."""
    from jsonschema import Draft202012Validator

    rule = rulefile.whole(path, text)
    schema = json.loads((data_dir("schemas") / "rule.schema.json").read_bytes())
    mistakes = sorted(Draft202012Validator(schema).iter_errors(rule), key=_vagueness)
    if mistakes:
        key = _unexpected(mistakes[0])
        start = -len(key[0]) if key else 0
        where = (*mistakes[0].absolute_path, *key)
        raise rulefile.error(path, text, where, _said(mistakes[0]), start)


def _vagueness(mistake: Any) -> int:
    """A misspelt key comes before the key that is missing for it, and both before the rest."""
    if mistake.validator in _TELLING:
        return _TELLING.index(mistake.validator)
    return 9 if mistake.validator in _VAGUE else 5


def _unexpected(mistake: Any) -> tuple[str, ...]:
    """The first key that should not be there, or is misspelt."""
    if mistake.validator != "additionalProperties":
        return ()
    allowed = mistake.schema.get("properties", {})
    return tuple(key for key in mistake.instance if key not in allowed)[:1]


def _said(mistake: Any) -> str:
    rule, wanted = mistake.validator, mistake.validator_value
    if rule == "additionalProperties":
        return _no_such_key(_unexpected(mistake)[0], mistake.schema.get("properties", {}))
    if rule == "required":
        missing = [key for key in wanted if key not in mistake.instance]
        return f"'{missing[0]}' is missing"
    if rule == "pattern":
        return f"'{mistake.instance}' is not of the form {wanted}"
    if rule == "enum":
        return f"'{mistake.instance}' is none of {', '.join(map(str, wanted))}"
    if rule == "maxLength":
        return f"longer than {wanted} characters"
    if rule in ("minLength", "minItems", "minProperties"):
        return "this is too short, or empty"
    if rule == "type":
        kinds = {"object": "a mapping", "array": "a list", "string": "a text"}
        return f"{kinds.get(wanted, wanted)} is needed here"
    if rule == "contains":
        return "at least one good and one bad example are needed"
    if rule == "oneOf":
        return "an example says either 'good', 'bad' or 'undecided'"
    if rule == "anyOf":
        return "an example has 'text' or 'files'"
    return str(mistake.message)


def _no_such_key(key: str, allowed: dict[str, Any]) -> str:
    import difflib

    close = difflib.get_close_matches(key, sorted(allowed), n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"there are: {', '.join(allowed)}"
    return f"there is no key '{key}'; {hint}"
