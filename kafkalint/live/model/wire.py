"""What a cluster tells by running: its quorum, features, users, and what its ports answer."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from kafkalint.facts.running import SILENT_SECONDS
from kafkalint.live.model.places import place
from kafkalint.live.snapshot import Certificate as SeenCertificate
from kafkalint.live.snapshot import OpenPort as SeenPort
from kafkalint.live.snapshot import Probe, QuorumMember, Refusal, Snapshot
from kafkalint.model import Certificate, Endpoint, Feature, Member, OpenPort, Running
from kafkalint.regex import regex
from kafkalint.values import Origin, Value, absent, known, unknown

T = TypeVar("T")

_VOTER = regex(r"\s*(\d+)@(\[[^\]]+\]|[^:@\s]+):(\d+)\s*$")


def refusal(snapshot: Snapshot, call: str, scope: str = "cluster") -> str:
    """Why `call` gave nothing for `scope`, in words; "" where nothing says that."""
    for refused in snapshot.refusals:
        if refused.call == call and (
            refused.scope in (scope, "cluster") or _counts(refused, scope)
        ):
            return _said(refused)
    return ""


def _counts(refused: Refusal, scope: str) -> bool:
    """Its scope is "3 brokers" where "broker 1" is asked about."""
    kind = scope.partition(" ")[0]
    return refused.scope.endswith(f"{kind}s")


def _said(refused: Refusal) -> str:
    if refused.kind == "permission":
        return f"{refused.call} was refused" + (
            f": it needs {refused.needs}" if refused.needs else ""
        )
    if refused.kind == "version":
        return f"{refused.call} needs {refused.needs or 'a newer Kafka'}"
    if refused.kind == "timeout":
        return f"{refused.call} got no answer in time"
    return f"{refused.call} failed: {refused.error}"


def running(snapshot: Snapshot, here: Origin) -> Running:
    """What a cluster tells by running, said of the place `here`."""
    return Running(
        taken_at=moment(snapshot.taken_at),
        authorizer=_authorizer(snapshot, here),
        scram_users=_told(
            snapshot,
            None if snapshot.scram_users is None else tuple(u.name for u in snapshot.scram_users),
            "DescribeUserScramCredentials",
            here,
        ),
        features={
            name: Feature(feature.finalized, *(feature.supported or (None, None)))
            for name, feature in (snapshot.features or {}).items()
        },
        has_quorum=snapshot.quorum is not None,
        members=_members(snapshot),
        endpoints=tuple(_endpoint(probe) for probe in snapshot.probes or ()),
        ports=tuple(_port(port) for port in snapshot.open_ports or ()),
        principal=f"User:{snapshot.principal}" if snapshot.principal else "",
        protocol=snapshot.security_protocol,
        operations=unknown("what the auditor may do was not read", here)
        if snapshot.authorized_operations is None
        else known(tuple(name.lower() for name in snapshot.authorized_operations), here),
    )


def _authorizer(snapshot: Snapshot, here: Origin) -> Value[bool]:
    if snapshot.acls is not None and snapshot.authorizer is None:
        return known(True, here)
    return _told(snapshot, snapshot.authorizer, "DescribeAcls", here)


def _told(snapshot: Snapshot, data: T | None, call: str, here: Origin) -> Value[T]:
    if data is None:
        return unknown(refusal(snapshot, call) or f"{call} was not asked", here)
    return known(data, here)


def _members(snapshot: Snapshot) -> tuple[Member, ...]:
    quorum = snapshot.quorum
    if quorum is None:
        return ()
    seen = (*quorum.voters, *quorum.observers)
    now = _leaders_clock(snapshot)
    voters = {member.id for member in quorum.voters}
    return tuple(_member(m, snapshot, m.id in voters, now) for m in seen)


def _member(seen: QuorumMember, snapshot: Snapshot, votes: bool, now: int) -> Member:
    """`now` is the leader's clock in milliseconds, 0 where it tells no times."""
    leads = snapshot.quorum is not None and seen.id == snapshot.quorum.leader
    anchor = place(f"{'voter' if votes else 'observer'} {seen.id}")
    found = address(seen, snapshot)
    return Member(
        str(seen.id),
        anchor,
        id=seen.id,
        is_voter=votes,
        is_leader=leads,
        lag=absent(anchor) if seen.lag is None else known(seen.lag, anchor),
        silent=_seconds_since(seen.last_fetch_ms, now, leads, anchor),
        behind=_seconds_since(seen.last_caught_up_ms, now, leads, anchor),
        host=known(found[0], anchor) if found else unknown("its address is not known", anchor),
        port=known(found[1], anchor) if found else unknown("its address is not known", anchor),
    )


def is_up(member: QuorumMember, snapshot: Snapshot, anchor: Origin) -> Value[bool]:
    """Whether a voter takes part; unknown where the version of Kafka does not tell."""
    leads = snapshot.quorum is not None and member.id == snapshot.quorum.leader
    silent = _seconds_since(member.last_fetch_ms, _leaders_clock(snapshot), leads, anchor)
    if silent.is_absent:
        return known(False, anchor)
    return silent.map(lambda seconds: seconds <= SILENT_SECONDS)


def _leaders_clock(snapshot: Snapshot) -> int:
    """Milliseconds since 1970; 0 where it tells no times."""
    quorum = snapshot.quorum
    seen = (*quorum.voters, *quorum.observers) if quorum else ()
    return max((member.last_fetch_ms or 0 for member in seen), default=0)


def _seconds_since(then: int | None, now: int, leads: bool, anchor: Origin) -> Value[float]:
    if leads:
        return known(0.0, anchor)
    if not now:
        return unknown("this version of Kafka does not tell when a voter fetched", anchor)
    if not then or then < 0:
        return absent(anchor)
    return known(max(0.0, (now - then) / 1000), anchor)


def address(member: QuorumMember, snapshot: Snapshot) -> tuple[str, int] | None:
    """Where a voter listens: by the quorum itself, else by the brokers' list of voters."""
    for endpoint in member.endpoints:
        return endpoint.host, endpoint.port
    for broker in snapshot.brokers or ():
        listed = (broker.configs or {}).get("controller.quorum.voters")
        for entry in (listed.value or "" if listed else "").split(","):
            match = _VOTER.match(entry)
            if match and int(match[1]) == member.id:
                return match[2].strip("[]"), int(match[3])
    return None


def _endpoint(probe: Probe) -> Endpoint:
    name = f"{probe.host}:{probe.port}"
    anchor = place(f"broker {probe.broker}", probe.listener or name)
    chain = None if probe.chain is None else tuple(_certificate(seen) for seen in probe.chain)

    def told(data: T | None) -> Value[T]:
        return absent(anchor) if data is None else Value(data, (anchor,))

    return Endpoint(
        name,
        anchor,
        broker=probe.broker,
        listener=probe.listener,
        protocol=told(probe.protocol),
        is_reachable=told(probe.reachable),
        error=probe.error,
        serves_anonymous=told(probe.accepts_unauthenticated),
        client_certificate=told(probe.client_certificate),
        mechanisms=told(probe.sasl_mechanisms),
        tls_versions=told(probe.tls_versions),
        ciphers=told(probe.ciphers),
        chain=told(chain),
        is_trusted=told(probe.trusted),
        trust_error=probe.trust_error,
        matches_host=told(probe.hostname_matches),
        anonymous_operations=told(
            probe.anonymous_operations
            and tuple(name.lower() for name in probe.anonymous_operations)
        ),
    )


def _certificate(seen: SeenCertificate) -> Certificate:
    return Certificate(
        seen.subject,
        seen.issuer,
        seen.names,
        moment(seen.not_before),
        moment(seen.not_after),
        seen.key,
        seen.signature,
        seen.self_signed,
    )


def moment(text: str) -> float | None:
    """Seconds since 1970 of a time in ISO 8601; None for what is none."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return None


def _port(seen: SeenPort) -> OpenPort:
    name = f"{seen.host}:{seen.port}"
    anchor = place(name)
    answers = absent(anchor) if seen.answers is None else Value(seen.answers, (anchor,))
    return OpenPort(name, anchor, service=seen.service, answers=answers, detail=seen.detail)
