"""`kafkalint explain`: a rule, what Kafka says of a setting, or what rules can ask."""

from __future__ import annotations

import click

from kafkalint import catalogue
from kafkalint.cli import options
from kafkalint.cli.terminal import show, stdout_style
from kafkalint.errors import UsageError
from kafkalint.facts import index
from kafkalint.reporters.text.paint import Paint


@click.command(context_settings=options.SETTINGS)
@click.argument("name", metavar="RULE|KEY|KIND")
@click.option(
    "--kafka-version",
    metavar="VERSION",
    callback=options.kafka_version,
    help="What that Kafka says of a setting; by default the newest that has it.",
)
@options.rules_option
@options.color_option
def command(name: str, kafka_version: str | None, rules_dirs: tuple[str, ...], color: str) -> None:
    """Explain a rule, a setting of Kafka's, or what rules can ask.

    Of a RULE: what it asks, why, how to mend what it finds, and examples. Of a KEY
    (min.insync.replicas, or KAFKA_MIN_INSYNC_REPLICAS as images read it): what it is, its
    default and how that changed, who sets it unasked, and which rules read it. Of a KIND of
    subjects (broker, listener, topic): its fields, for rules of your own.
    """
    paint = Paint(stdout_style(color, ()))
    rules = catalogue.load(rules_dirs)
    rule = catalogue.find(name, rules)
    if rule is not None:
        from kafkalint.cli import rule_page

        show(rule_page.lines(rule, paint))
        return
    from kafkalint.cli import kind_page, setting_page, variable_page

    if setting_page.is_known(name):
        show(setting_page.lines(name, kafka_version or "", rules, paint))
        if name not in index.SUBJECTS:
            return
        show([paint.rule()])  # "port" is both
    if variable_page.is_known(name):
        show(variable_page.lines(name, kafka_version or "", rules, paint))
    elif (thing := kind_page.find(name)) is not None:
        show(kind_page.lines(name, thing, paint))
    else:
        raise _nothing(name, [rule.id for rule in rules])


def _nothing(name: str, rules: list[str]) -> UsageError:
    from kafkalint.cli import kind_page, setting_page, variable_page
    from kafkalint.cli.hints import hint
    from kafkalint.kafka.names import owner

    if variable_page.looks_like_one(name):
        remedy = hint(name, variable_page.names(), "no image that is known here reads it")
        return UsageError(f"there is no setting of Kafka's behind '{name}'", remedy=remedy)
    if whose := owner(name):
        remedy = f"keys that begin so are read by {whose}"
        return UsageError(f"Apache Kafka has no setting '{name}'", remedy=remedy)
    remedy = hint(
        name,
        [*rules, *setting_page.names(), *kind_page.kinds()],
        "`kafkalint rules` lists the rules; settings are called as in Kafka's documentation",
    )
    return UsageError(f"there is no rule and no setting '{name}'", remedy=remedy)
