"""The process that talks to the cluster: it tells what it learns as soon as it learns it.

It is a process of its own because a client library that aborts, hangs or eats memory must not
take the report with it. It takes its order, secrets included, from its standard input.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Container, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import BinaryIO, TypeVar

from msgspec.structs import replace

from kafkalint.live.messages import (
    Alike,
    Begun,
    Done,
    Ended,
    Message,
    Order,
    Piece,
    Unreachable,
    frame,
    read_order,
)
from kafkalint.live.settings import Settings
from kafkalint.live.snapshot import Broker, Config, Group, Refusal, Snapshot, Topic

THREADS = 12
COLLECT_EVERY = 200_000  # objects: what is read hangs in no circles, and looking for them costs
T = TypeVar("T")
_NOTHING = Snapshot()


def main() -> None:
    """Carry out one order."""
    gc.set_threshold(COLLECT_EVERY)
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get between the frames
    from kafkalint.live import connection, reader  # while the order is on its way

    assert connection and reader
    order = read_order(sys.stdin.buffer)
    if order is None:
        return
    telling = Telling(told, order.settings)
    try:
        Collection(order, telling).run()
    except BrokenPipeError:
        pass  # nobody listens any more
    finally:
        telling.close()
        os._exit(0)  # threads of libraries that still wait for someone are of no use now


class Telling:
    """Sends messages, from whichever thread."""

    def __init__(self, stream: BinaryIO, settings: Settings) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._secrets = tuple(settings.secrets())

    def __call__(self, message: Message) -> None:
        data = frame(message)
        with self._lock:
            self._stream.write(data)
            self._stream.flush()

    def piece(self, snapshot: Snapshot) -> None:
        """Tell what was learned."""
        if snapshot.refusals:
            bare = [replace(r, error=self.without_secrets(r.error)) for r in snapshot.refusals]
            snapshot = replace(snapshot, refusals=tuple(bare))
        if snapshot != _NOTHING:
            self(Piece(snapshot))

    def without_secrets(self, text: str) -> str:
        """What a library or a broker says, should it repeat what it was told."""
        for secret in self._secrets:
            text = text.replace(secret, "‹hidden›")
        return text

    def close(self) -> None:
        with self._lock:
            self._stream.close()


class Collection:
    """One pass over everything that can be asked; tasks that do not need each other run at once."""

    def __init__(self, order: Order, tell: Telling) -> None:
        self._order = order
        self._tell = tell
        self._deadline = time.monotonic() + order.seconds

    def run(self) -> None:
        from kafkalint.live import connection

        settings = self._order.settings
        seconds = min(self._order.seconds, self._order.call_seconds, connection.SECONDS)
        try:
            reached = connection.connect(settings, seconds)
        except connection.ConnectionProblem as problem:
            self._tell(Unreachable(self._tell.without_secrets(problem.message), problem.remedy))
            return
        silent = [
            Refusal("Connect", f"broker {number}", "unavailable", reason)
            for number, reason in reached.unreachable.items()
        ]
        self._tell.piece(Snapshot(refusals=tuple(silent)))
        from kafkalint.live import reader as reading
        from kafkalint.live.collection import cluster
        from kafkalint.live.refusals import refusal

        found = Snapshot(
            brokers=tuple(Broker(number, *reached.brokers[number]) for number in reached.brokers)
        )
        self._tell.piece(found)
        order = replace(self._order, settings=replace(settings, bootstrap=(str(reached.first),)))
        try:
            reader = reading.Reader(order.settings, self._deadline, order.call_seconds)
        except Exception as error:
            self._tell.piece(Snapshot(refusals=(refusal("Connect", "cluster", error),)))
            self._tell(Done())
            return
        try:
            found = cluster.describe(reader)
            self._tell.piece(found)
        except Exception as error:
            self._tell.piece(Snapshot(refusals=(refusal("DescribeCluster", "cluster", error),)))
        Tasks(order, reader, found, reached.unreachable, self._tell).run()
        self._tell.piece(Snapshot(complete=True))
        self._tell(Done())


class _Names:
    """The names of topics, which `teller` tells; `begin` is called at the first one."""

    def __init__(self, teller: int | None, begin: Callable[[], object]) -> None:
        self.teller = teller
        self._begin: Callable[[], object] | None = begin
        self._waiting: SimpleQueue[str] = SimpleQueue()

    def add(self, name: str) -> None:
        self._waiting.put(name)
        if self._begin:
            self._begin()
            self._begin = None

    def end(self) -> None:
        """There are no more."""
        self.teller = None
        self._waiting.put("")

    def __iter__(self) -> Iterator[str]:
        return iter(self._waiting.get, "")


class Tasks:
    """What is asked once the brokers are known."""

    def __init__(
        self,
        order: Order,
        reader: object,
        cluster: Snapshot,
        unreachable: Container[int],
        tell: Telling,
    ) -> None:
        from kafkalint.live.reader import Reader

        assert isinstance(reader, Reader)
        self._order = order
        self._reader = reader
        self._controller = cluster.controller_id
        self._tell = tell
        brokers = cluster.brokers or ()
        self._brokers = tuple(
            broker for broker in brokers if not broker.fenced and broker.id not in unreachable
        )
        fenced = [
            Refusal("Connect", f"broker {broker.id}", "unavailable", "it is fenced")
            for broker in brokers
            if broker.fenced and broker.id not in unreachable
        ]
        if fenced:
            tell.piece(Snapshot(refusals=tuple(fenced)))

    def run(self) -> None:
        """All tasks; returns when the last one has ended."""
        from kafkalint.live.collection import brokers, cluster, security

        reader, tell = self._reader, self._tell.piece
        with ThreadPoolExecutor(THREADS) as pool:
            teller = self._brokers[0].id if self._brokers else None
            names = _Names(teller, lambda: pool.submit(self._ask_settings, names))
            placement = pool.submit(self._task, "topics", lambda: self._ask_topics(names))
            groups = pool.submit(self._task, "groups", self._ask_groups)
            pool.submit(self._ask_listeners)
            others: dict[str, Callable[[], None]] = {
                "versions": lambda: cluster.ask_versions(reader, self._brokers, tell),
                "quorum": lambda: cluster.ask_quorum(reader, tell),
                "log directories": lambda: brokers.ask_log_dirs(reader, self._brokers, tell),
                "ACLs": lambda: security.ask_acls(reader, tell),
                "users": lambda: security.ask_scram_users(reader, tell),
                "quotas": lambda: security.ask_quotas(reader, tell),
                "reassignments": lambda: cluster.ask_reassignments(reader, self._controller, tell),
            }
            for name, ask in others.items():
                pool.submit(self._task, name, ask)
            begun = time.monotonic()
            topics = placement.result()
            if topics:
                pool.submit(self._task, "second look", lambda: self._look_again(topics, begun))
            listed = groups.result() or ()
            pool.submit(self._task, "offsets", lambda: self._ask_offsets(listed, topics))
            newer = [group.id for group in listed if group.type == "consumer"]
            if newer:
                pool.submit(self._task, "consumers", lambda: self._ask_consumers(newer))

    def _task(self, name: str, ask: Callable[[], T]) -> T | None:
        """Run one task; what it did not foresee costs its own facts, never the others'."""
        if name in self._order.without:
            return None
        self._tell(Begun(name))
        try:
            return ask()
        except BrokenPipeError:
            raise
        except Exception as error:
            failed = Refusal(name, "cluster", "error", f"{type(error).__name__}: {error}")
            self._tell.piece(Snapshot(refusals=(failed,)))
            return None
        finally:
            self._tell(Ended(name))

    def _ask_listeners(self) -> None:
        """Ask how the brokers are set, and try what that says of their listeners."""
        configured: list[Broker] = []
        self._task("brokers", lambda: self._ask_configs(configured))
        if self._order.probe:
            self._task("listeners", lambda: self._probe(configured))

    def _ask_configs(self, found: list[Broker]) -> None:
        """Ask for the brokers' settings, and keep in `found` what they are."""
        from kafkalint.live.collection import brokers

        def tell(piece: Snapshot) -> None:
            found.extend(piece.brokers or ())
            self._tell.piece(piece)

        brokers.ask_configs(self._reader, self._brokers, tell)

    def _probe(self, configured: list[Broker]) -> None:
        from kafkalint.live import probing

        shown = {broker.id: broker for broker in (*self._brokers, *configured)}
        seconds = min(probing.SECONDS, self._order.call_seconds, self._reader.seconds_left)
        self._tell.piece(probing.probe(tuple(shown.values()), self._order.settings, seconds))

    def _ask_topics(self, names: _Names) -> tuple[Topic, ...] | None:
        from kafkalint.live.collection import topics

        try:
            return topics.ask_placement(self._reader, self._tell.piece, names.add, names.teller)
        finally:
            names.end()

    def _ask_settings(self, names: _Names) -> None:
        from kafkalint.live.collection import topics

        def ask() -> None:
            tell, alike = self._tell.piece, self._tell_alike
            topics.ask_configs(self._reader, names, self._brokers, tell, alike)

        self._task("topic settings", ask)

    def _tell_alike(self, topics: tuple[str, ...], configs: dict[str, Config]) -> None:
        self._tell(Alike(topics, configs))

    def _look_again(self, found: tuple[Topic, ...], since: float) -> None:
        from kafkalint.live.collection import topics

        topics.look_again(self._reader, found, since, self._tell.piece)

    def _ask_groups(self) -> tuple[Group, ...]:
        from kafkalint.live.collection import groups

        return groups.ask_groups(self._reader, self._brokers, self._tell.piece)

    def _ask_offsets(self, found: tuple[Group, ...], topics: tuple[Topic, ...] | None) -> None:
        from kafkalint.live.collection import groups

        if found:
            groups.ask_offsets(self._reader, found, topics, self._tell.piece)

    def _ask_consumers(self, names: list[str]) -> None:
        from kafkalint.live.collection import consumers

        seconds = min(self._order.call_seconds, self._reader.seconds_left)
        consumers.ask_members(self._order.settings, names, seconds, self._tell.piece)


if __name__ == "__main__":
    main()
