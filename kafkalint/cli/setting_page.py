"""What `kafkalint explain KEY` shows: a setting's definition, history, images and rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kafkalint import readers
from kafkalint.cli import deployed, managed, wording
from kafkalint.cli.aspects import Aspect, aspects, scopes, status
from kafkalint.kafka import history, meanings, settings, versions, zookeeper
from kafkalint.kafka.images import unasked
from kafkalint.kafka.images.unasked import Unasked
from kafkalint.kafka.names import may_be_of_a_listener
from kafkalint.reporters.text.paint import Paint
from kafkalint.rule import Rule

_LISTENER = "listener.name."
_PLAIN_SCOPES = ("broker", "topic", "producer", "consumer", "admin", "connect-worker")
_NEAR = 2
_MOST_RULES = 20


def is_known(key: str) -> bool:
    """Whether there is a page about `key`."""
    return bool(scopes(key)) or key in zookeeper.known_keys() or history.is_ancient(key)


def names() -> list[str]:
    """Every key that has a page, without prefixed ones."""
    found = {key for scope in wording.SCOPES for key in settings.keys(scope)}
    return sorted(found | zookeeper.known_keys())


def lines(key: str, version: str, rules: Sequence[Rule], paint: Paint) -> Iterator[str]:
    """Everything about `key`, as Kafka `version` has it; "" is the newest that does."""
    found = aspects(key, version)
    base = settings.base_key(key)
    yield from _heading(key, base, found, paint)
    if not found and key not in zookeeper.known_keys():
        yield from _forgotten(key, paint)
        return
    for aspect in found:
        yield from _definition(aspect, version, paint, alone=len(found) == 1)
    yield from _deployments(key, base, found, version, paint)
    yield from _rules(found[0].said if found else None, base, rules, paint)


def _deployments(
    key: str, base: str, found: list[Aspect], wanted: str, paint: Paint
) -> Iterator[str]:
    """What images and platforms do about it; nothing where the version does not have it."""
    if not found:
        yield from _images(unasked.unasked(key, "", role="zookeeper"), "", paint)
    elif found[0].version == (wanted or found[0].version):
        version, told = found[0].version, []
        if found[0].scope == "broker":
            yield from _images(unasked.unasked(key, version, bool(wanted)), version, paint)
            told = managed.of_brokers(base, paint)
        elif found[0].scope == "topic":
            told = managed.of_topics(base, paint)
        yield from paint.titled("On managed platforms", told)


def _heading(key: str, base: str, found: list[Aspect], paint: Paint) -> Iterator[str]:
    whose = "; ".join(aspect.readers for aspect in found) or (
        "ZooKeeper (zoo.cfg)" if key in zookeeper.known_keys() else "brokers"
    )
    version = f" · Kafka {found[0].version}" if found else ""
    yield paint(key, "bold")
    for line in paint.wrap(f"a setting of {whose}{version}", 0):
        yield paint(line, "dim")
    sentences = [meanings.meaning(base), _prefixed(key, base) if key != base else ""]
    if any(sentences):
        yield ""
        for sentence in sentences:
            yield from paint.wrap(sentence, 0)


def _prefixed(key: str, base: str) -> str:
    """What the words before a setting's name narrow it to."""
    if key.startswith(_LISTENER):
        listener, *mechanism = key[len(_LISTENER) : -len(base) - 1].split(".", 1)
        whom = f"the listener {listener.upper()}"
        if not may_be_of_a_listener(base):
            return f"No listener has a {base} of its own: Kafka does not read it with this prefix."
        if mechanism:
            return f"This is {base} of {whom} for logins by {mechanism[0].upper()} alone."
        return f"This is {base} of {whom} alone, where it wins over {base} itself."
    return f"This is {base} of clients inside."


def _forgotten(key: str, paint: Paint) -> Iterator[str]:
    """A setting that went before there is data of it."""
    advice = history.advice(key)
    yield ""
    rows = [("removed", f"in Kafka {advice.gone}; left in, {advice.left_in}")]
    if advice.instead:
        rows.append(("instead", advice.instead))
    yield from deployed.table(rows, paint)


def _definition(aspect: Aspect, wanted: str, paint: Paint, alone: bool) -> Iterator[str]:
    said = aspect.said
    yield ""
    if not alone:
        for line in paint.wrap(aspect.readers[0].upper() + aspect.readers[1:], 0):
            yield paint(line, "bold")
    rows = [
        ("type", wording.takes(said)),
        ("default", _default(aspect)),
        ("importance", said.importance),
    ]
    if "broker" in aspect.scopes:
        rows.append(("changed", wording.update(said)))
    if said.sensitive:
        rows.append(("secret", "yes: kafkalint never shows its value"))
    rows += _kin(aspect)
    rows += status(aspect, wanted)
    yield from deployed.table([row for row in rows if row[1]], paint)
    yield from _history(aspect, wanted, paint)


def _default(aspect: Aspect) -> str:
    text = wording.default(aspect.said)
    synonyms = settings.synonyms(aspect.said.key) if aspect.scope == "topic" else ()
    return f"{text}, where the brokers say nothing" if synonyms else text


def _kin(aspect: Aspect) -> Iterator[tuple[str, str]]:
    """The settings of topics and of brokers that stand for each other."""
    key = aspect.said.key
    if {"broker", "topic"} <= {*aspect.scopes} and settings.synonyms(key) == (key,):
        yield "topics", "each may have its own; the brokers' holds where it has none"
        return
    if "topic" in aspect.scopes:
        own = [f"{broker}{_times(key, broker)}" for broker in settings.synonyms(key)]
        if len(own) == 1:
            yield "brokers", f"{own[0]} of the broker holds where a topic does not set it"
        elif own:
            first = f"the first of {', '.join(own)} that is set"
            yield "brokers", f"{first} holds where a topic does not set it"
    if "broker" in aspect.scopes:
        for topic in settings.keys("topic"):
            if key in settings.synonyms(topic):
                unit = (
                    f" (one of this is {factor} there)"
                    if (factor := settings.factor(topic, key)) != 1
                    else ""
                )
                yield "topics", f"a topic's own {topic} wins over it{unit}"


def _times(topic: str, broker: str) -> str:
    """How many of the topic's units one of the broker's is."""
    factor = settings.factor(topic, broker)
    return f" (× {factor})" if factor != 1 else ""


def _history(aspect: Aspect, wanted: str, paint: Paint) -> Iterator[str]:
    """The versions in which something changed; the one that holds for `wanted` stands out."""
    rows = aspect.rows
    if len(rows) < 2:
        return
    yield ""
    yield "  by version"
    limit = versions.parts(wanted) or (999, 0)
    current = [version for version, _ in rows if (versions.parts(version) or limit) <= limit][-1:]
    for version, told in rows:
        text = f"{version:<4}  {'; '.join(told)}"
        marked = bool(wanted) and [version] == current
        for number, line in enumerate(paint.wrap(text, 4, 10)):
            shown = f"  › {line[4:]}" if marked and not number else line
            yield paint(shown, "bold") if marked else shown


def _images(found: list[Unasked], version: str, paint: Paint) -> Iterator[str]:
    written = deployed.unasked(found, version, paint)
    yield from paint.titled("Set by variables of images", deployed.variables(found, paint))
    yield from paint.titled("Written by images themselves", written)
    if found and not written:
        whose = "Kafka's" if version else "ZooKeeper's"
        yield ""
        yield from paint.wrap(f"No image writes it by itself: {whose} default holds.", 0)


def _rules(
    said: settings.Definition | None, key: str, rules: Sequence[Rule], paint: Paint
) -> Iterator[str]:
    sensitive = said is not None and said.sensitive
    every = [rule for rule in rules if readers.reads_all(rule, sensitive)]
    found = readers.readers(key, [rule for rule in rules if rule not in every])
    near = [reader for reader in found if reader.distance <= _NEAR]
    shown = found if len(found) <= _MOST_RULES else near[:_MOST_RULES]
    rows = [(reader.rule.id, reader.rule.title) for reader in shown]
    body = deployed.table(rows, paint)
    if len(found) > len(shown):
        more = len(found) - len(shown)
        body += paint.wrap(f"and {more} more, by way of facts that build on it", 2)
    if said is not None and every:
        names = ", ".join(rule.id for rule in every)
        body += paint.wrap(f"and, like every setting, by {names}", 2, 4)
    yield from paint.titled("Read by rules", body)
