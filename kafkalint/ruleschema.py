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


def validate(path: str, text: str) -> None:
    """Raises RuleError, at its place in the file, for the first thing that is wrong."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    rule = rulefile.whole(path, text)
    schema = json.loads((data_dir("schemas") / "rule.schema.json").read_bytes())
    mistake = best_match(Draft202012Validator(schema).iter_errors(rule))
    if mistake is not None:
        where = (*mistake.absolute_path, *_unexpected(mistake))
        raise rulefile.error(path, text, where, _said(mistake))


def _unexpected(mistake: Any) -> tuple[str, ...]:
    """The first key that should not be there, or is misspelt."""
    if mistake.validator != "additionalProperties":
        return ()
    allowed = mistake.schema.get("properties", {})
    return tuple(key for key in mistake.instance if key not in allowed)[:1]


def _said(mistake: Any) -> str:
    unexpected = _unexpected(mistake)
    if unexpected:
        import difflib

        allowed = sorted(mistake.schema.get("properties", {}))
        close = difflib.get_close_matches(unexpected[0], allowed, n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"there are: {', '.join(allowed)}"
        return f"there is no key '{unexpected[0]}'; {hint}"
    if mistake.validator == "required":
        missing = [key for key in mistake.validator_value if key not in mistake.instance]
        return f"'{missing[0]}' is missing"
    if mistake.validator == "pattern":
        return f"'{mistake.instance}' is not of the form {mistake.validator_value}"
    if mistake.validator == "enum":
        return f"'{mistake.instance}' is none of {', '.join(map(str, mistake.validator_value))}"
    return str(mistake.message)
