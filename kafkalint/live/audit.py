"""From settings to a snapshot: another process asks, this one listens and keeps the time."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import IO, NamedTuple

import msgspec

from kafkalint import __version__
from kafkalint.errors import InputError
from kafkalint.live.assembly import Assembly
from kafkalint.live.messages import (
    Alike,
    Begun,
    Done,
    Ended,
    Frames,
    Order,
    Piece,
    Unreachable,
    frame,
)
from kafkalint.live.process import start as process_that_asks
from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Refusal, Snapshot
from kafkalint.live.visibility import admit

GRACE_SECONDS = 1.0
ATTEMPTS = 2
ABORTING = ("consumers",)  # what asks through a library that can end its process

Progress = Callable[[str], None]


class Unreached(InputError):
    """No broker could be talked to."""


class _Ending(NamedTuple):
    """How a process that asked came to its end; `pending` are the tasks that it left."""

    reason: str
    pending: tuple[str, ...]
    ended: tuple[str, ...]


def take(
    settings: Settings,
    seconds: float,
    call_seconds: float,
    *,
    probe: bool = True,
    progress: Progress | None = None,
) -> Snapshot:
    """Everything that the cluster tells within `seconds`, however little; raises Unreached.

    `progress` is called with what is being read, for people.
    """
    deadline = time.monotonic() + seconds
    assembly = Assembly(
        Snapshot(
            tool=f"kafkalint {__version__}",
            taken_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            bootstrap=settings.bootstrap,
            config_file=settings.file,
            security_protocol=settings.protocol,
            principal=settings.principal,
        )
    )
    without: tuple[str, ...] = ()
    for attempt in range(ATTEMPTS):
        left = deadline - time.monotonic()
        order = Order(settings, max(0.1, left), min(call_seconds, left), probe, without)
        ending = _listen(order, assembly, deadline + GRACE_SECONDS, progress or _say_nothing)
        if not ending.reason:
            break
        last = attempt + 1 == ATTEMPTS or deadline - time.monotonic() < 1 or not ending.ended
        for task in ending.pending:
            if last or task in ABORTING:
                failed = Refusal(task, "cluster", _kind(ending.reason), ending.reason)
                assembly.add(Snapshot(refusals=(failed,)))
        if last:
            if not ending.pending:
                failed = Refusal("Connect", "cluster", _kind(ending.reason), ending.reason)
                assembly.add(Snapshot(refusals=(failed,)))
            break
        without = (*ending.ended, *ABORTING)
    return admit(assembly.snapshot)


def _say_nothing(_: str) -> None:
    pass


def _kind(reason: str) -> str:
    return "timeout" if reason == _LATE else "error"


_LATE = "it did not come to an end in time"


def _listen(order: Order, assembly: Assembly, deadline: float, progress: Progress) -> _Ending:
    """Have `order` carried out, and take in what is told until there is no more."""
    with process_that_asks() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(frame(order))
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended at once: how, its status tells
        try:
            return _take_in(process, process.stdout, assembly, deadline, progress)
        finally:
            process.kill()


def _take_in(
    process: subprocess.Popen[bytes],
    stream: IO[bytes],
    assembly: Assembly,
    deadline: float,
    progress: Progress,
) -> _Ending:
    arriving: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_forward, args=(stream, arriving), daemon=True).start()
    frames = Frames()
    going: dict[str, None] = {}
    ended: dict[str, None] = {}
    while True:
        try:
            data = arriving.get(timeout=max(0.01, deadline - time.monotonic()))
        except queue.Empty:
            return _Ending(_LATE, (*going,), (*ended,))
        if not data:
            return _Ending(_how_it_ended(process), (*going,), (*ended,))
        try:
            messages = frames.feed(data)
        except msgspec.DecodeError:
            return _Ending("it told what cannot be read", (*going,), (*ended,))
        for message in messages:
            match message:
                case Piece(snapshot):
                    assembly.add(snapshot)
                case Alike(topics, configs):
                    assembly.add_settings(topics, configs)
                case Begun(task):
                    going[task] = None
                    progress(", ".join(going))
                case Ended(task):
                    going.pop(task, None)
                    ended[task] = None
                    progress(", ".join(going))
                case Unreachable(text, remedy):
                    raise Unreached(text, remedy=remedy)
                case Done():
                    return _Ending("", (), ())


def _forward(stream: IO[bytes], arriving: queue.SimpleQueue[bytes]) -> None:
    """Pass on what comes, and at the end nothing; a thread, as no system waits for all pipes."""
    data = b"-"
    while data:
        try:
            data = os.read(stream.fileno(), 1 << 20)
        except (OSError, ValueError):  # closed meanwhile
            data = b""
        arriving.put(data)


def _how_it_ended(process: subprocess.Popen[bytes]) -> str:
    try:
        status = process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        return "the process that asks the cluster stopped talking"
    if status < 0:
        return f"the client library ended its process ({signal.Signals(-status).name})"
    return f"the process that asks the cluster ended with status {status}"
