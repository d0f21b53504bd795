"""Kafka's own command-line tools, each a JVM started as its script in `bin/` starts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from harness.installation import Kafka, cache
from harness.releases import COPY_PLUGIN

RELEASE = "4.3.0"  # the newest whose tools are published beside the server
OPTIONS = (
    # what kafka-run-class.sh gives: KAFKA_HEAP_OPTS and KAFKA_JVM_PERFORMANCE_OPTS
    "-Xmx256M",
    "-server",
    "-XX:+UseG1GC",
    "-XX:MaxGCPauseMillis=20",
    "-XX:InitiatingHeapOccupancyPercent=35",
    "-XX:+ExplicitGCInvokesConcurrent",
    "-Djava.awt.headless=true",
)
SCRIPTS = {
    "kafka-topics --describe": ("org.apache.kafka.tools.TopicCommand", "--describe"),
    "kafka-configs, brokers": (
        "kafka.admin.ConfigCommand",
        *("--describe", "--all", "--entity-type", "brokers"),
    ),
    "kafka-configs, topics": (
        "kafka.admin.ConfigCommand",
        *("--describe", "--all", "--entity-type", "topics"),
    ),
    "kafka-acls --list": ("org.apache.kafka.tools.AclCommand", "--list"),
    "kafka-consumer-groups": (
        "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
        *("--describe", "--all-groups"),
    ),
}
MARKS = {
    "kafka-topics --describe": "PartitionCount:",
    "kafka-configs, brokers": "All configs for broker",
    "kafka-configs, topics": "All configs for topic",
    "kafka-acls --list": "principal=",
    "kafka-consumer-groups": "GROUP ",
}
"""What stands once for each topic, broker, ACL and group in what the script prints."""


def jars(maven_seconds: int = 600) -> Path:
    """The folder of the tools' class path, fetched where it is not in the cache."""
    folder = cache() / f"kafka-tools-{RELEASE}"
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise SystemExit("Kafka's tools are not in the cache, and Maven (mvn) is not installed")
    wanted = "".join(
        "<dependency><groupId>org.apache.kafka</groupId>"
        f"<artifactId>{artifact}</artifactId><version>{RELEASE}</version></dependency>"
        for artifact in ("kafka-tools", "kafka_2.13")
    )
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        Path(scratch, "pom.xml").write_text(
            "<project><modelVersion>4.0.0</modelVersion><groupId>kafkalint</groupId>"
            f"<artifactId>tools</artifactId><version>1</version><dependencies>{wanted}"
            "</dependencies></project>",
            encoding="utf-8",
        )
        made = Path(scratch, "jars")
        command = [maven, "-B", "-q", "-C", f"{COPY_PLUGIN}:copy-dependencies"]
        command += ["-DincludeScope=runtime", f"-DoutputDirectory={made}"]
        subprocess.run(command, cwd=scratch, check=True, timeout=maven_seconds)
        made.rename(folder)
    return folder


def commands(kafka: Kafka, bootstrap: str) -> dict[str, list[str]]:
    """The command lines for all that `kafkalint live` reads and the scripts can tell."""
    class_path = os.pathsep.join(str(path) for path in sorted(jars().glob("*.jar")))
    start = [str(kafka.java.program), *OPTIONS, "-cp", class_path]
    return {
        name: [*start, main, "--bootstrap-server", bootstrap, *arguments]
        for name, (main, *arguments) in SCRIPTS.items()
    }
