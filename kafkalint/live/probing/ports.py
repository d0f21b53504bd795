"""Ports for operators: do ZooKeeper and JMX answer whoever asks?

ZooKeeper: a session is opened as every client does (ZooKeeper's ConnectRequest), since
four-letter words are mostly switched off. JMX: the registry's greeting (Java RMI's wire
protocol: "JRMI", version 2, stream) is answered with 0x4e before anybody logs in; one that
wants TLS does not answer it.
"""

from __future__ import annotations

import struct

from kafkalint.live.snapshot import OpenPort
from kafkalint.live.wire import Address, reach

_CONNECT = struct.pack(">iqiqi16s?", 0, 0, 4000, 0, 16, bytes(16), True)
_GREETING = b"JRMI\x00\x02\x4b"
_ACKNOWLEDGED = b"\x4e"


def zookeeper(address: Address, seconds: float) -> OpenPort:
    """Whether a server opens a session for nobody."""
    said = _exchange(address, struct.pack(">i", len(_CONNECT)) + _CONNECT, 8, seconds)
    return OpenPort(
        address.host, address.port, "zookeeper", None, None if said is None else _is_session(said)
    )


def _is_session(answer: bytes) -> bool:
    """A ConnectResponse: its length, then the version of the protocol, which is 0."""
    if len(answer) < 8:
        return False
    length, version = struct.unpack(">ii", answer[:8])
    return length in range(36, 41) and version == 0


def jmx(broker: int, address: Address, seconds: float) -> OpenPort:
    """Whether Java's registry answers."""
    said = _exchange(address, _GREETING, 1, seconds)
    answers = None if said is None else said == _ACKNOWLEDGED
    return OpenPort(address.host, address.port, "jmx", broker, answers)


def _exchange(address: Address, request: bytes, length: int, seconds: float) -> bytes | None:
    """The beginning of the answer, empty where none comes; None where nobody is there."""
    try:
        connection = reach(address, seconds)
    except OSError:
        return None
    with connection:
        try:
            connection.settimeout(seconds)
            connection.sendall(request)
            return connection.recv(length)
        except OSError:
            return b""
