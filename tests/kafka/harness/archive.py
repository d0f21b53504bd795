"""An archive of the classes that Kafka loads to start: the JVM's class data sharing."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from harness.host import Host, HostError
from harness.installation import Kafka
from harness.locks import alone
from harness.ports import LOOPBACK, free_port

CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg"
SECONDS = 120


def make_archive(kafka: Kafka) -> None:
    """Start and stop a node once while the JVM notes what it loads. Without it all works too."""
    with alone(f"archive-{kafka.release}"):
        if not kafka.archive.exists():
            _make(kafka)


def _make(kafka: Kafka) -> None:
    with tempfile.TemporaryDirectory(dir=kafka.archive.parent) as scratch:
        made = Path(scratch) / kafka.archive.name
        settings = _smallest_node(Path(scratch) / "data")
        properties = Path(scratch) / "server.properties"
        properties.write_text(settings, encoding="latin-1")
        with contextlib.suppress(HostError, OSError):
            host = Host(kafka, Path(scratch) / "log", f"-XX:ArchiveClassesAtExit={made}")
            host.must("format", "-t", CLUSTER_ID, "-c", properties)
            host.must("start", properties, SECONDS, seconds=SECONDS + 30)
            host.must("stop", SECONDS, seconds=SECONDS + 30)
            host.close(seconds=SECONDS)
            made.rename(kafka.archive)


def _smallest_node(data: Path) -> str:
    clients, controllers = free_port(), free_port()
    return (
        "process.roles=broker,controller\nnode.id=1\ncontroller.listener.names=CONTROLLER\n"
        f"controller.quorum.voters=1@{LOOPBACK}:{controllers}\nlog.dirs={data}\n"
        f"listeners=PLAINTEXT://{LOOPBACK}:{clients},CONTROLLER://{LOOPBACK}:{controllers}\n"
    )
