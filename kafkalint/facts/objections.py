"""Values that keep Kafka from starting, and what was probably meant."""

from __future__ import annotations

from kafkalint.facts import fact
from kafkalint.facts.conflicts import conflict
from kafkalint.facts.misfits import is_of_msk, line_of, places
from kafkalint.facts.releases import agreed, possible_versions
from kafkalint.formats.template import placeholder
from kafkalint.model import Setting
from kafkalint.regex import regex
from kafkalint.values import Value, known, unknown

_LONGEST = 60
_TOKEN = regex(r"[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*")
_NUMBERS = ("int", "short", "long", "double")
_TO_BE_REPLACED = regex(
    r"(?i)\b(to be (overrid|replac|fill|set|defin)|override|(replace|change).?me|fixme|todo)\w*"
)


@fact
def objection(setting: Setting) -> Value[str]:
    """What Kafka has against the value, as a sentence without its end; "" where it takes it."""
    from kafkalint.kafka import validation

    key, node, value = setting.name, setting.node, setting.value
    hole = placeholder(value.data) if value.is_known else ""
    if not value.is_known or hole:
        if not any(validation.is_particular(key, one) for one in possible_versions(node)):
            return known("", *value.origins)
        reason = f"{'a part of it' if value.sensitive else hole} is filled in elsewhere"
        return unknown(value.reason or reason, *value.origins)
    if not _is_read(setting):
        return known("", *value.origins)
    text = str(value.data)
    if _TO_BE_REPLACED.search(text) or _is_token(key, text):
        return unknown(f"{text} stands for what is filled in elsewhere", *value.origins)
    found = agreed(node, lambda version: validation.fault(key, text, version))
    if found.is_known and found.data:
        words = f"{_shown(setting)} {found.data}"
        return known(words, setting.anchor)
    return conflict(setting) if found.is_known else found.at(places(setting))


def _is_token(key: str, text: str) -> bool:
    """A word in capitals where a number belongs: `broker.id=BROKER_ID`, for a script to replace."""
    from kafkalint.kafka import settings

    return _TOKEN.fullmatch(text) is not None and settings.type_of(key) in _NUMBERS


def _is_read(setting: Setting) -> bool:
    """A listener's own key counts where there is such a listener, and no mechanism in between."""
    if not setting.name.startswith("listener.name."):
        return True
    from kafkalint.facts.listeners import listeners
    from kafkalint.kafka import settings

    name, _, rest = setting.name.removeprefix("listener.name.").partition(".")
    names = [listener.name.lower() for listener in listeners(setting.node)]
    return (
        name in names and settings.definition(rest, possible_versions(setting.node)[-1]) is not None
    )


def _shown(setting: Setting) -> str:
    if setting.value.sensitive:
        return f"the value of {setting.name}"
    text = " ".join(str(setting.value.data).split())
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f"{setting.name}={text}" if text else f"{setting.name}, which is empty,"


@fact
def upshot(setting: Setting) -> str:
    """What comes of a value that Kafka refuses."""
    if is_of_msk(setting.node):
        return "MSK does not take the configuration"
    return f"Kafka does not start on {setting.node.name}"


@fact
def meant(setting: Setting) -> str:
    """What was probably meant by a value that Kafka refuses by itself; "" for no idea."""
    from kafkalint.kafka import corrections

    if not setting.value.is_known or setting.value.sensitive:
        return ""
    return corrections.meaning(
        setting.name, str(setting.value.data), possible_versions(setting.node)[-1]
    )


@fact
def corrected_line(setting: Setting) -> str:
    """The line as it is meant, or with a gap where that is not known."""
    return line_of(setting, setting.name, meant(setting) or "…")


@fact
def remedy(setting: Setting) -> str:
    """The rest of a sentence: what the mistake is, where that is plain."""
    from kafkalint.kafka import corrections

    own = meant(setting)
    if own and corrections.is_commented(str(setting.value.data)):
        return f": what stands behind {own} is no comment but a part of the value"
    return f"; probably {own} was meant" if own else ""
