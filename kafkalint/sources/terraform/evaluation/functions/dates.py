"""formatdate, timeadd, timecmp: of times that are written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kafkalint.regex import regex
from kafkalint.sources.terraform.evaluation.functions._plain import Function, of_texts
from kafkalint.sources.terraform.evaluation.values import Failure

_DURATION = regex(r"([-+]?)((?:\d{1,9}(?:\.\d{1,9})?(?:ns|us|µs|ms|h|m|s))+)")
_PART = regex(r"(\d{1,9}(?:\.\d{1,9})?)(ns|us|µs|ms|h|m|s)")
_SECONDS = {"h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_TOKEN = regex(r"'((?:[^']|'')*)'|(Y+|M+|D+|E+|h+|H+|A+|a+|m+|s+|Z+)|([^A-Za-z'])|(.)")


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or "T" not in text:
        raise Failure("the text is no time of RFC 3339")
    return found


def _written(time: datetime) -> str:
    text = time.isoformat()
    return text.replace("+00:00", "Z") if time.utcoffset() == timedelta(0) else text


def _timeadd(time: str, duration: str) -> str:
    found = _DURATION.fullmatch(duration)
    if found is None and duration != "0":
        raise Failure("the text is no duration")
    parts = _PART.findall(found[2]) if found else []
    seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
    sign = -1 if found and found[1] == "-" else 1
    try:
        return _written(_time(time) + timedelta(seconds=sign * seconds))
    except OverflowError:
        raise Failure("there is no such time") from None


def _timecmp(one: str, other: str) -> int:
    left, right = _time(one).astimezone(UTC), _time(other).astimezone(UTC)
    return (left > right) - (left < right)


def _formatdate(layout: str, time: str) -> str:
    moment = _time(time)
    found = []
    for match in _TOKEN.finditer(layout):
        quoted, token, other, unknown = match.groups()
        if unknown:
            raise Failure("formatdate is given a letter that it does not know")
        if quoted is not None:
            found.append(quoted.replace("''", "'"))
        else:
            found.append(_field(token, moment) if token else other)
    return "".join(found)


def _field(token: str, moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    offset = moment.strftime("%z")
    zone = "Z" if offset == "+0000" else f"{offset[:3]}:{offset[3:]}"
    fields: dict[str, Any] = {
        "YYYY": f"{moment.year:04}",
        "YY": f"{moment.year % 100:02}",
        "MMMM": moment.strftime("%B"),
        "MMM": moment.strftime("%b"),
        "MM": f"{moment.month:02}",
        "M": moment.month,
        "DD": f"{moment.day:02}",
        "D": moment.day,
        "EEEE": moment.strftime("%A"),
        "EEE": moment.strftime("%a"),
        "hh": f"{moment.hour:02}",
        "h": moment.hour,
        "HH": f"{hour:02}",
        "H": hour,
        "AA": "PM" if moment.hour >= 12 else "AM",
        "aa": "pm" if moment.hour >= 12 else "am",
        "mm": f"{moment.minute:02}",
        "m": moment.minute,
        "ss": f"{moment.second:02}",
        "s": moment.second,
        "ZZZZZ": f"{offset[:3]}:{offset[3:]}",
        "ZZZZ": offset,
        "ZZZ": "UTC" if zone == "Z" else offset,
        "Z": zone,
    }
    if token not in fields:
        raise Failure("formatdate is given letters that it does not know")
    return str(fields[token])


FUNCTIONS: dict[str, Function] = {
    "formatdate": of_texts(_formatdate),
    "timeadd": of_texts(_timeadd),
    "timecmp": of_texts(_timecmp),
}
