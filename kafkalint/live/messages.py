"""What the process that asks the cluster is told, and what it tells, one frame a message.

A frame is its length in four bytes, the most significant first, and MessagePack.
"""

from __future__ import annotations

from typing import BinaryIO

import msgspec

from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Config, Snapshot

MAX_FRAME = 1 << 30


class Order(msgspec.Struct, frozen=True):
    """Read the cluster within `seconds`, no call longer than `call_seconds`, leaving out tasks."""

    settings: Settings
    seconds: float
    call_seconds: float
    probe: bool = True
    without: tuple[str, ...] = ()


class Piece(msgspec.Struct, frozen=True, tag=True):
    """Something was learned."""

    snapshot: Snapshot


class Alike(msgspec.Struct, frozen=True, tag=True):
    """Topics that are all set in the same way: of thousands, few are not like others."""

    topics: tuple[str, ...]
    configs: dict[str, Config]


class Begun(msgspec.Struct, frozen=True, tag=True):
    """A task has begun."""

    task: str


class Ended(msgspec.Struct, frozen=True, tag=True):
    """A task has ended, well or not."""

    task: str


class Unreachable(msgspec.Struct, frozen=True, tag=True):
    """The cluster cannot be talked to."""

    message: str
    remedy: str


class Done(msgspec.Struct, frozen=True, tag=True):
    """All that there was to do was done."""


Message = Piece | Alike | Begun | Ended | Unreachable | Done

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Message)
_order_decoder = msgspec.msgpack.Decoder(Order)


def frame(message: Message | Order) -> bytes:
    """`message` as it goes through a pipe."""
    body = _encoder.encode(message)
    return len(body).to_bytes(4, "big") + body


def read_order(stream: BinaryIO) -> Order | None:
    """The one message that goes the other way; None where nobody has any."""
    length = int.from_bytes(stream.read(4), "big")
    if not length:
        return None
    return _order_decoder.decode(stream.read(length))


class Frames:
    """Takes bytes as they come and gives the messages that are whole."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """The messages that `data` completes; raises msgspec.DecodeError for what is none."""
        self._buffer += data
        found: list[Message] = []
        start = 0
        while len(self._buffer) - start >= 4:
            length = int.from_bytes(self._buffer[start : start + 4], "big")
            if length > MAX_FRAME:
                raise msgspec.DecodeError("a frame of that length is none of ours")
            if len(self._buffer) - start - 4 < length:
                break
            found.append(_decoder.decode(self._buffer[start + 4 : start + 4 + length]))
            start += 4 + length
        del self._buffer[:start]
        return found
