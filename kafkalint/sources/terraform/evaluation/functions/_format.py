"""`format`: the verbs of Go's fmt, as far as the language has them."""

from __future__ import annotations

import json
from typing import Any

from kafkalint.regex import regex
from kafkalint.sources._cloud.written import Written
from kafkalint.sources.terraform.evaluation.templates import placeholder_of
from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    bare,
    inner_pending,
    number_text,
    to_bool,
    to_number,
    to_text,
)
from kafkalint.values import Value

MAX_WIDTH = 10_000

_VERB = regex(r"%(?:%|([-+# 0]*)(?:\[(\d{1,3})\])?(\d{1,6})?(?:\.(\d{0,4}))?([a-zA-Z]))")


def formatted(template: str, values: list[Value[Any]]) -> tuple[str, Value[Any] | None]:
    """The text, and the first value of it that is unknown, a placeholder in its place.

    Raises Failure for verbs and values that do not go together.
    """
    found: list[str] = []
    undecided: Value[Any] | None = None
    at, used, behind = 0, 0, 0
    for match in _VERB.finditer(template):
        if "%" in template[behind : match.start()]:
            raise Failure("format is given a verb that there is not")
        found.append(template[behind : match.start()])
        behind = match.end()
        if match[0] == "%%":
            found.append("%")
            continue
        flags, number, width, precision, verb = match.groups()
        at = int(number) if number else at + 1
        if not 0 < at <= len(values):
            raise Failure("format is given fewer values than verbs")
        used = max(used, at)
        value = values[at - 1]
        open_value = inner_pending(value)
        if open_value is not None:
            undecided = undecided or open_value
            found.append(
                str(value.data) if isinstance(value.data, Written) else placeholder_of(value)
            )
            continue
        found.append(_pad(_verb(verb, flags, precision, value), flags, width, verb))
    if "%" in template[behind:]:
        raise Failure("format is given a verb that there is not")
    if used < len(values) and "[" not in template:
        raise Failure("format is given more values than verbs")
    found.append(template[behind:])
    return "".join(found), undecided


def _verb(verb: str, flags: str, precision: str | None, value: Value[Any]) -> str:
    data = value.data
    if verb == "v":
        return _default(value)
    if verb == "t":
        return "true" if to_bool(data) else "false"
    if verb in "sq":
        if data is None:
            raise Failure("format is given null")
        text = to_text(data)
        text = text if precision is None else text[: int(precision or 0)]
        return text if verb == "s" else json.dumps(text, ensure_ascii=False)
    number = to_number(data)
    if verb in "dboxX":
        whole = int(number)
        text = format(abs(whole), verb)
    elif verb in "feEgG":
        text = format(abs(number), f".{precision or (6 if verb in 'feE' else 17)}{verb}")
        if verb in "gG" and precision is None:
            text = number_text(abs(number))
    else:
        raise Failure(f"format has no verb {verb}")
    sign = "-" if number < 0 else "+" if "+" in flags else " " if " " in flags else ""
    return sign + text


def _default(value: Value[Any]) -> str:
    data = bare(value)
    if isinstance(data, str):
        return data
    if isinstance(data, (dict, list)) or data is None:
        return json.dumps(data, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    return to_text(data)


def _pad(text: str, flags: str, width: str | None, verb: str) -> str:
    size = int(width or 0)
    if size > MAX_WIDTH:
        raise Failure("format is given a width that nothing has")
    if "-" in flags:
        return text.ljust(size)
    if "0" in flags and verb not in "sqvt":
        sign = text[:1] if text[:1] in "+- " and text else ""
        return sign + text[len(sign) :].rjust(size - len(sign), "0")
    return text.rjust(size, "0" if "0" in flags else " ")
