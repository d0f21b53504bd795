"""Whether the cluster can be talked to, and if not, why, within about a second.

Each address is tried step by step: its name, the port, TLS, Kafka's protocol, logging in, the
first question. Where a step fails in a way that more than one mistake explains, the address is
asked again in the way that tells them apart.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import NamedTuple

from kafkalint.live import clients
from kafkalint.live.causes import ConnectionProblem, of_certificate, of_silence, of_socket
from kafkalint.live.settings import Settings
from kafkalint.live.tokens import TokenProblem
from kafkalint.live.wire import (
    Address,
    ClosedError,
    GarbageError,
    SaslRefusedError,
    Wire,
    reach,
    trusting_context,
)

SECONDS = 3.0
METADATA = 3
UNSUPPORTED_MECHANISM, ILLEGAL_STATE = 33, 34
_WANTS_CERTIFICATE = (
    "certificate required",
    "bad certificate",
    "certificate unknown",
    "handshake failure",
)

__all__ = ["ConnectionProblem", "Reached", "connect"]


class Reached(NamedTuple):
    """The brokers that the one at `first` tells of, and why some of them cannot be reached."""

    first: Address
    brokers: Mapping[int, Address]
    unreachable: Mapping[int, str]


def connect(settings: Settings, seconds: float = SECONDS) -> Reached:
    """Talk to the first broker that answers; raises ConnectionProblem where none does."""
    addresses = [Address.of(text) for text in settings.bootstrap]
    problems: dict[Address, ConnectionProblem] = {}
    pool = ThreadPoolExecutor(len(addresses))
    try:
        going = {pool.submit(_talk, settings, each, seconds): each for each in addresses}
        while going:
            done, _ = wait(going, return_when=FIRST_COMPLETED)
            for future in done:
                address = going.pop(future)
                try:
                    return _reached(address, future.result(), seconds)
                except ConnectionProblem as problem:
                    problems[address] = problem
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    raise _together([problems[address] for address in addresses])


def _together(problems: Sequence[ConnectionProblem]) -> ConnectionProblem:
    if len(problems) == 1:
        return problems[0]
    lines = "".join(f"\n  {problem.message}" for problem in problems)
    remedies = dict.fromkeys(problem.remedy for problem in problems if problem.remedy)
    return ConnectionProblem(f"no broker can be talked to:{lines}", "\n  ".join(remedies))


def _reached(first: Address, brokers: Mapping[int, Address], seconds: float) -> Reached:
    """Try what the brokers advertise; raises ConnectionProblem where nothing of it is there."""
    if not brokers:
        return Reached(first, brokers, {})
    with ThreadPoolExecutor(min(32, len(brokers))) as pool:
        tried = pool.map(lambda address: _unreachable(address, seconds), brokers.values())
        found = {number: why for number, why in zip(brokers, tried, strict=True) if why}
    if len(found) == len(brokers):
        reasons = "; ".join(f"broker {number}: {why}" for number, why in found.items())
        raise ConnectionProblem(
            f"a broker answers, but what the brokers advertise cannot be reached: {reasons}",
            "Look at advertised.listeners, and run kafkalint where clients run.",
        )
    return Reached(first, brokers, found)


def _unreachable(address: Address, seconds: float) -> str:
    try:
        reach(address, seconds).close()
    except OSError as problem:
        return of_socket(address, problem).message
    return ""


def _talk(settings: Settings, address: Address, seconds: float) -> Mapping[int, Address]:
    """The brokers that the one at `address` tells of; raises ConnectionProblem."""
    try:
        return _Conversation(settings, address, seconds).hold()
    except OSError as problem:
        raise of_socket(address, problem) from None
    except TokenProblem as problem:
        raise ConnectionProblem(
            f"{address}: there is no token to log in with: {problem}",
            "Check sasl.oauthbearer.token.endpoint.url and what it is asked with.",
        ) from None


class _Conversation:
    """The steps with one broker; what goes wrong in each is told as what it is."""

    def __init__(self, settings: Settings, address: Address, seconds: float) -> None:
        self.settings = settings
        self.address = address
        self.seconds = seconds

    def hold(self) -> Mapping[int, Address]:
        with self._open() as wire:
            self._learn_versions(wire)
            if self.settings.sasl:
                self._log_in(wire)
            return self._ask_brokers(wire)

    def _open(self) -> Wire:
        if not self.settings.is_encrypted:
            return Wire(self.address, self.seconds)
        reach(self.address, self.seconds).close()  # so that what fails now is TLS
        try:
            return Wire(self.address, self.seconds, clients.ssl_context(self.settings.tls))
        except ssl.SSLCertVerificationError as problem:
            raise of_certificate(self.address, self.seconds, problem) from None
        except (ssl.SSLError, ConnectionError, TimeoutError) as problem:
            if self._speaks_kafka():
                protocol = "SASL_PLAINTEXT" if self.settings.sasl else "PLAINTEXT"
                raise ConnectionProblem(
                    f"{self.address} speaks plaintext, and was spoken to with TLS",
                    f"Set security.protocol={protocol}, or take the port of a listener with TLS.",
                ) from None
            raise self._no_tls(problem) from None

    def _no_tls(self, problem: Exception) -> ConnectionProblem:
        reason = (getattr(problem, "reason", None) or str(problem)).replace("_", " ").lower()
        if isinstance(problem, TimeoutError):
            return of_silence(self.address)
        if any(alert in reason for alert in _WANTS_CERTIFICATE):
            return self._wants_certificate()
        return ConnectionProblem(
            f"{self.address} does not come to terms about TLS: {reason}",
            "See which versions and ciphers its listener takes (ssl.enabled.protocols).",
        )

    def _wants_certificate(self) -> ConnectionProblem:
        if self.settings.tls.certificates:
            return ConnectionProblem(
                f"{self.address} does not take the client's certificate",
                "It must be signed by an authority in the broker's truststore, and be valid.",
            )
        return ConnectionProblem(
            f"{self.address} wants a certificate of the client (ssl.client.auth=required)",
            "Set ssl.keystore.location, with ssl.keystore.password.",
        )

    def _learn_versions(self, wire: Wire) -> None:
        try:
            versions = wire.learn_versions()
        except ssl.SSLError as problem:  # TLS 1.3 tells only now what it thinks of a client
            raise self._no_tls(problem) from None
        except (ClosedError, GarbageError, ConnectionError, TimeoutError) as problem:
            if not self.settings.is_encrypted and self._speaks_tls():
                protocol = "SASL_SSL" if self.settings.sasl else "SSL (or SASL_SSL)"
                raise ConnectionProblem(
                    f"{self.address} speaks TLS, and was spoken to in plaintext",
                    f"Set security.protocol={protocol}.",
                ) from None
            if isinstance(problem, TimeoutError):
                raise of_silence(self.address) from None
            if self.settings.is_encrypted and isinstance(problem, (ClosedError, ConnectionError)):
                raise self._wants_certificate() from None
            raise ConnectionProblem(
                f"what answers at {self.address} is not Kafka",
                "Check the port: brokers are often at 9092 or 9093.",
            ) from None
        if METADATA not in versions:
            raise ConnectionProblem(
                f"{self.address} is a controller's port, which does not tell of topics",
                "Give the address of a broker.",
            )

    def _log_in(self, wire: Wire) -> None:
        sasl = self.settings.sasl
        assert sasl is not None
        try:
            wire.log_in(self.settings)
        except SaslRefusedError as refused:
            raise self._not_let_in(refused, sasl.mechanism) from None
        except (ClosedError, ConnectionError):
            raise ConnectionProblem(
                f"{self.address} closes the connection when {sasl.mechanism} is to begin",
                "Check that the listener at this port has SASL, and the user its credentials.",
            ) from None
        except TimeoutError:
            raise of_silence(self.address) from None

    def _not_let_in(self, refused: SaslRefusedError, mechanism: str) -> ConnectionProblem:
        offered = ", ".join(refused.mechanisms)
        if refused.code == UNSUPPORTED_MECHANISM and refused.mechanisms:
            return ConnectionProblem(
                f"{self.address} does not let anyone in with {mechanism}: it offers {offered}",
                "Set sasl.mechanism to one of these, with credentials for it.",
            )
        if refused.code in (UNSUPPORTED_MECHANISM, ILLEGAL_STATE):
            protocol = "SSL" if self.settings.is_encrypted else "PLAINTEXT"
            return ConnectionProblem(
                f"the listener at {self.address} has no SASL",
                f"Set security.protocol={protocol}, or take the port of a listener with SASL.",
            )
        said = f": {refused.message}" if refused.message else ""
        return ConnectionProblem(
            f"{self.address} does not let this user in ({mechanism}){said}",
            "Check the name and the password or token, and that the user has a credential of "
            "this mechanism.",
        )

    def _ask_brokers(self, wire: Wire) -> Mapping[int, Address]:
        from kafka.protocol.metadata import MetadataRequest

        request = MetadataRequest(
            topics=[],
            allow_auto_topic_creation=False,
            include_cluster_authorized_operations=False,
            include_topic_authorized_operations=False,
        )
        try:
            answer = wire.ask(request)
        except (ClosedError, ConnectionError):
            offered = self._offered_mechanisms()
            if not self.settings.sasl and offered:
                protocol = "SASL_SSL" if self.settings.is_encrypted else "SASL_PLAINTEXT"
                raise ConnectionProblem(
                    f"{self.address} wants to know who asks, by {', '.join(offered)}",
                    f"Set security.protocol={protocol}, sasl.mechanism and sasl.jaas.config.",
                ) from None
            raise ConnectionProblem(
                f"{self.address} closes the connection at the first question"
            ) from None
        except GarbageError:
            raise ConnectionProblem(
                f"what {self.address} answers is not what Kafka answers"
            ) from None
        except TimeoutError:
            raise of_silence(self.address) from None
        return {each.node_id: Address(each.host, each.port) for each in answer.brokers}

    def _offered_mechanisms(self) -> tuple[str, ...]:
        context = clients.ssl_context(self.settings.tls) if self.settings.is_encrypted else None
        try:
            with Wire(self.address, self.seconds, context) as wire:
                wire.learn_versions()
                return wire.offered_mechanisms()[1]
        except (OSError, ClosedError, GarbageError):
            return ()

    def _speaks_kafka(self) -> bool:
        """Without TLS, that is."""
        try:
            with Wire(self.address, min(1.0, self.seconds)) as wire:
                wire.learn_versions()
                return True
        except (OSError, ClosedError, GarbageError):
            return False

    def _speaks_tls(self) -> bool:
        try:
            Wire(self.address, min(1.0, self.seconds), trusting_context()).close()
            return True
        except OSError as problem:
            # Whoever wants a certificate has spoken TLS to say so.
            return isinstance(problem, ssl.SSLError) and "ALERT" in (problem.reason or "")
