"""`kafkalint live --msk`: clusters by AWS' own API, and their brokers where they can be reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kafkalint.errors import InputError, UsageError
from kafkalint.findings import Notice
from kafkalint.live.aws import account
from kafkalint.live.aws.session import Session
from kafkalint.live.settings import PROTOCOLS, Sasl, Settings, Tokens
from kafkalint.live.snapshot import Snapshot
from kafkalint.model import Cluster
from kafkalint.record import replace
from kafkalint.sources._cloud import platforms

FIRST_REGION = "us-east-1"
_BOOTSTRAP = {
    ("PLAINTEXT", False): "BootstrapBrokerString",
    ("SSL", False): "BootstrapBrokerStringTls",
    ("SASL_SSL", False): "BootstrapBrokerStringSaslScram",
    ("SASL_SSL", True): "BootstrapBrokerStringSaslIam",
}
"""Which of GetBootstrapBrokers' strings is for which protocol, and for IAM's tokens."""

Take = Callable[[Settings], Snapshot]
"""Reads a running cluster; raises InputError where none of it can be reached."""


class Choice(NamedTuple):
    """What to look at: an ARN, a name or "all"; in one region or all; as whom."""

    wanted: str
    region: str = ""
    profile: str = ""


class Seen(NamedTuple):
    """The clusters and what is to be said of how they were read."""

    clusters: tuple[Cluster, ...]
    notices: tuple[Notice, ...]


def look(choice: Choice, client: Settings | None, take: Take, session: Session) -> Seen:
    """Every cluster of `choice`; `client` is how to talk to brokers, IAM where that is None.

    Raises UsageError for what is not there, AwsProblem where AWS cannot be asked.
    """
    regions, notices = _regions(choice, session)
    found, more = account.find(choice.wanted, regions, session.client_of)
    notices += more
    clusters = []
    for each in found:
        reading = platforms.clusters(each.estate)
        notices += [*each.notices, *reading.notices]
        for cluster in reading.clusters:
            if len(found) == 1:
                cluster, said = _with_brokers(cluster, each, choice, client, take)
                notices += said
            clusters.append(replace(cluster, id=f"{each.region}/{each.name}", files=()))
    return Seen(tuple(clusters), tuple(notices))


def _regions(choice: Choice, session: Session) -> tuple[list[str], list[Notice]]:
    if choice.region or choice.wanted.startswith("arn:"):
        return [choice.region or FIRST_REGION], []
    if choice.wanted == account.ALL:
        return account.enabled_regions(session.client_of, session.region or FIRST_REGION)
    if not session.region:
        raise UsageError(
            f"in which region is '{choice.wanted}'?", remedy="Say --region NAME, or set AWS_REGION"
        )
    return [session.region], []


def _with_brokers(
    cluster: Cluster,
    found: account.Found,
    choice: Choice,
    client: Settings | None,
    take: Take,
) -> tuple[Cluster, list[Notice]]:
    """What the brokers say themselves, with what only AWS says of them."""
    from kafkalint.live import model, notices

    settings = _settings(found, choice, client)
    if settings is None:
        why = "AWS names no address that this client could talk to"
        return cluster, [_not_asked(found, why)]
    try:
        snapshot = take(settings)
    except InputError as problem:
        return cluster, [_not_asked(found, problem.message.splitlines()[0])]
    running = model.cluster(snapshot)
    return _joined(cluster, running), [*notices.of(snapshot)]


def _not_asked(found: account.Found, why: str) -> Notice:
    text = f"{found.name}: its brokers were not asked, so only what AWS says is judged: {why}"
    return Notice("skipped", "", 0, text)


def _settings(found: account.Found, choice: Choice, client: Settings | None) -> Settings | None:
    import msgspec

    is_iam = client is None or _signs(client)
    protocol = client.protocol if client else "SASL_SSL"
    assert protocol in PROTOCOLS
    text = found.bootstrap.get(_BOOTSTRAP.get((protocol, is_iam and protocol == "SASL_SSL"), ""))
    if not text:
        return None
    bootstrap = tuple(text.split(","))
    if client is not None:
        return msgspec.structs.replace(client, bootstrap=bootstrap)
    tokens = Tokens("msk", region=found.region, profile=choice.profile)
    return Settings(bootstrap, protocol, sasl=Sasl("OAUTHBEARER", tokens=tokens))


def _signs(client: Settings) -> bool:
    return bool(client.sasl and client.sasl.tokens and client.sasl.tokens.source == "msk")


def _joined(managed: Cluster, running: Cluster) -> Cluster:
    """The brokers' word on what they run with, AWS' on all that Kafka has no setting for."""
    if not running.nodes:
        return managed
    return replace(
        running,
        name=managed.name,
        platform=managed.platform,
        managed=managed.managed,
        alerts=managed.alerts,
        undisclosed_alerts=managed.undisclosed_alerts,
        companions=managed.companions,
    )
