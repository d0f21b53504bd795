"""One JVM that does with Kafka's own classes what it is told (see `Host.java`)."""

from __future__ import annotations

import atexit
import contextlib
import queue
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path

from harness.installation import Kafka

ANSWER_SECONDS = 180  # where other work goes on, everything takes a few times as long
END_SECONDS = 60
_TAIL = 4000  # characters of a log that a failure shows
_LEVELS = {
    "defaultLogLevel": "info",
    "log.org.apache.kafka.common.config": "warn",  # whole configurations, each time
    "log.kafka.log": "warn",  # a line for each partition
    "log.org.apache.kafka.storage": "warn",
    "log.org.apache.zookeeper": "warn",
    "showDateTime": "true",
    "dateTimeFormat": "HH:mm:ss.SSS",
}

_running: set[Host] = set()


class HostError(AssertionError):
    """A JVM died, took too long, or refused what had to work; with the end of its log."""


class Host:
    """A JVM of `kafka` whose log is the file `log`; it ends with this process at the latest."""

    def __init__(self, kafka: Kafka, log: Path, *options: str) -> None:
        self.log = log
        levels = [f"-Dorg.slf4j.simpleLogger.{name}={level}" for name, level in _LEVELS.items()]
        options = ("-Xlog:disable", "-Xlog:all=warning:stderr", *options)
        if kafka.archive.exists():
            options = (f"-XX:SharedArchiveFile={kafka.archive}", *options)
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                kafka.command("Host", *options, *levels),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                cwd=log.parent,
                text=True,
                encoding="utf-8",
                bufsize=1,
            )
        _running.add(self)
        self._answers: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                self._answers.put(line.rstrip("\n"))
        self._answers.put("")

    def tell(self, *order: object) -> None:
        """Send an order; its answer is to be asked for later."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write("\t".join(map(str, order)) + "\n")
        except OSError:
            raise self._failure("is gone") from None

    def answer(self, seconds: float = ANSWER_SECONDS) -> str:
        """What it says to the oldest order: "" for yes, else why not; raises HostError."""
        try:
            said = self._answers.get(timeout=seconds)
        except queue.Empty:
            self.kill()
            raise self._failure(f"gave no answer within {seconds} s") from None
        if not said:
            raise self._failure("died")
        return "" if said == "ok" else said.removeprefix("no\t")

    def number(self, bean: str, attribute: str = "Value") -> int:
        """What the JVM's management says; raises HostError."""
        said = self.ask("number", bean, attribute)
        if not said.startswith("ok\t"):
            raise self._failure(f"does not tell {bean}: {said}")
        return int(float(said.removeprefix("ok\t")))

    def ask(self, *order: object, seconds: float = ANSWER_SECONDS) -> str:
        """An order and its answer."""
        self.tell(*order)
        return self.answer(seconds)

    def refusals(self, texts: Iterable[str]) -> list[str]:
        """What Kafka's config classes have against each of these properties, "" for nothing.

        It checks them while further ones are told. Tabs would be taken for ends of lines.
        """
        count = 0
        for text in texts:
            self.tell("check", *text.splitlines())
            count += 1
        return [self.answer() for _ in range(count)]

    def must(self, *order: object, seconds: float = ANSWER_SECONDS) -> None:
        """An order that has to be obeyed; raises HostError."""
        self.expect_yes(order, self.ask(*order, seconds=seconds))

    def expect_yes(self, order: object, answer: str) -> None:
        """Raises HostError where the answer to `order` is no."""
        if answer:
            raise self._failure(f"refused {order}: {answer}")

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def close(self, seconds: float = END_SECONDS) -> None:
        """End it by the end of its orders; what it hosts is not stopped first."""
        with contextlib.suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._reap()

    def signal(self, number: int) -> None:
        """Send it a signal, as SIGSTOP: it hangs, and its port still takes connections."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._reap()

    def _reap(self) -> None:
        with contextlib.suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._process.wait(timeout=END_SECONDS)
        self._listener.join(timeout=END_SECONDS)
        _running.discard(self)

    def _failure(self, what: str) -> HostError:
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return HostError(f"the JVM {what}; the end of {self.log}:\n{text[-_TAIL:]}")


class Hosting:
    """What tries one thing after the other in a JVM of `kafka`; its log is in `folder`."""

    kafka: Kafka
    folder: Path
    _host: Host | None = None

    @property
    def host(self) -> Host:
        """The JVM; a new one after one that failed. Its heap holds a cleaner's full buffer."""
        if self._host is None or not self._host.is_running:
            self._host = Host(self.kafka, self.folder / "log", "-Xmx768m")
        return self._host

    def close(self) -> None:
        if self._host is not None:
            self._host.close()


@atexit.register
def _kill_all() -> None:
    for host in list(_running):
        host.kill()
