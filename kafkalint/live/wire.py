"""One connection to one address, and what Kafka's protocol says on it: no retries, no pool.

Clients hide why a connection fails. This tells: every failure is an exception of its own.
"""

from __future__ import annotations

import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from types import TracebackType
from typing import Any, NamedTuple

from kafka.net.sasl import get_sasl_mechanism
from kafka.protocol.metadata import ApiVersionsRequest
from kafka.protocol.parser import KafkaProtocol
from kafka.protocol.sasl import SaslAuthenticateRequest, SaslHandshakeRequest

from kafkalint.live import clients
from kafkalint.live.settings import Settings

MAX_ANSWER = 100_000_000


class UnresolvedError(OSError):
    """The name stands for no address."""


class GarbageError(Exception):
    """What comes back is not Kafka's protocol."""


class ClosedError(Exception):
    """The other side closed the connection instead of answering."""


class SaslRefusedError(Exception):
    """Logging in was refused; `mechanisms` are those on offer where that is known."""

    def __init__(self, code: int, message: str, mechanisms: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.mechanisms = mechanisms


class Address(NamedTuple):
    """Where a listener is."""

    host: str
    port: int

    @staticmethod
    def of(text: str) -> Address:
        """The parts of "kafka-1:9092" or "[::1]:9092"."""
        host, _, port = text.rpartition(":")
        return Address(host.strip("[]"), int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def reach(address: Address, seconds: float) -> socket.socket:
    """A connection to it; raises UnresolvedError, TimeoutError and what `connect` raises."""
    deadline = time.monotonic() + seconds
    last: OSError = TimeoutError("no answer")
    for family, kind, protocol, _, place in _resolve(address, seconds):
        made = socket.socket(family, kind, protocol)
        made.settimeout(max(0.05, deadline - time.monotonic()))
        try:
            made.connect(place)
        except OSError as problem:
            made.close()
            last = problem
            continue
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made
    raise last


def _resolve(address: Address, seconds: float) -> list[Any]:
    """The addresses of a name, within a time: a resolver itself keeps none."""
    pool = ThreadPoolExecutor(1)
    try:
        asked = pool.submit(socket.getaddrinfo, address.host, address.port, type=socket.SOCK_STREAM)
        return list(asked.result(timeout=seconds))
    except Late:
        raise UnresolvedError("the resolver does not answer") from None
    except (socket.gaierror, UnicodeError) as problem:
        raise UnresolvedError(getattr(problem, "strerror", None) or str(problem)) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class Wire:
    """A connection that speaks Kafka's protocol, a request at a time; to be closed."""

    def __init__(
        self, address: Address, seconds: float, context: ssl.SSLContext | None = None
    ) -> None:
        """Connect, and agree on TLS; raises as `reach` does, and ssl.SSLError."""
        self.address = address
        self._deadline = time.monotonic() + seconds
        self._versions: dict[int, tuple[int, int]] = {}
        self._protocol = KafkaProtocol(client_id="kafkalint", receive_message_max_bytes=MAX_ANSWER)
        self._socket = reach(address, seconds)
        if context is not None:
            plain = self._socket
            try:
                plain.settimeout(self._left())
                self._socket = context.wrap_socket(plain, server_hostname=address.host)
            except BaseException:
                plain.close()
                raise

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    @property
    def tls(self) -> ssl.SSLSocket | None:
        """The encrypted connection, None where it is not."""
        return self._socket if isinstance(self._socket, ssl.SSLSocket) else None

    def learn_versions(self) -> dict[int, tuple[int, int]]:
        """Which requests are known there, by their keys: oldest and newest version."""
        answer = self.ask(ApiVersionsRequest[0]())
        if answer.error_code:
            raise GarbageError(f"ApiVersions fails with error {answer.error_code}")
        self._versions = {
            each.api_key: (each.min_version, each.max_version) for each in answer.api_keys
        }
        return self._versions

    def ask(self, request: Any) -> Any:
        """The answer; raises TimeoutError, ClosedError, GarbageError, ssl.SSLError, OSError."""
        if request.API_VERSION is None:
            newest = self._versions.get(request.API_KEY, (0, 0))[1]
            request.API_VERSION = min(newest, request.max_version)
        self._protocol.send_request(request)
        self._socket.settimeout(self._left())
        self._socket.sendall(self._protocol.send_bytes())
        while True:
            self._socket.settimeout(self._left())
            data = self._socket.recv(65536)
            if not data:
                raise ClosedError("the connection was closed")
            try:
                answers = self._protocol.receive_bytes(data)
            except Exception as problem:  # kafka-python meets bytes of any kind in many ways
                raise GarbageError(type(problem).__name__) from None
            if answers:
                return answers[0][1]

    def offered_mechanisms(self, wanted: str = "kafkalint") -> tuple[int, tuple[str, ...]]:
        """Ask to log in with `wanted`: the error (0: it may begin) and what is on offer."""
        answer = self.ask(SaslHandshakeRequest(mechanism=wanted))
        return answer.error_code, tuple(answer.mechanisms or ())

    def log_in(self, settings: Settings) -> None:
        """Prove who one is; raises SaslRefusedError, and what `ask` raises."""
        sasl = settings.sasl
        assert sasl is not None
        code, offered = self.offered_mechanisms(sasl.mechanism)
        if code:
            raise SaslRefusedError(code, "", offered)
        mechanism = get_sasl_mechanism(sasl.mechanism)(
            host=self.address.host,
            security_protocol=settings.protocol,
            **clients.sasl_arguments(settings),
        )
        while not mechanism.is_done():
            answer = self.ask(SaslAuthenticateRequest(auth_bytes=mechanism.auth_bytes()))
            if answer.error_code:
                message = answer.error_message or ""
                raise SaslRefusedError(answer.error_code, message, offered)
            mechanism.receive(answer.auth_bytes)
        if not mechanism.is_authenticated():
            raise SaslRefusedError(-1, "the broker's own proof is wrong", offered)

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        return left


def trusting_context(settings: Settings | None = None) -> ssl.SSLContext:
    """TLS that takes any certificate, to look at it; with the client's own one if there is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if settings is not None:
        clients.show_own(context, settings.tls)
    return context
