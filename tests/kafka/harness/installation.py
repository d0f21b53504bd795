"""Apache Kafka on this machine: jars by Maven, checked and kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from harness.java import Java, UnavailableError, find_java
from harness.locks import alone, cache
from harness.releases import COPY_PLUGIN, Release

HERE = Path(__file__).parent
MAVEN_SECONDS = 600
COMPILE_SECONDS = 120


@dataclass(frozen=True)
class Kafka:
    """A release that can be run: `jars` are its whole class path, in order."""

    release: Release
    java: Java
    jars: tuple[Path, ...]
    archive: Path  # of loaded classes, which halves the time of a start; may not exist yet

    def command(self, main: str, *options: str) -> list[str]:
        """The command line of a small JVM that runs `main` with this class path."""
        return [
            str(self.java.program),
            *("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            *("-Djava.awt.headless=true", "-Djava.net.preferIPv4Stack=true"),
            *options,
            "-classpath",
            os.pathsep.join(map(str, self.jars)),
            main,
        ]


def install(release: Release) -> Kafka:
    """The release, fetched where it is not in the cache; raises UnavailableError."""
    java = find_java()
    folder = cache() / f"kafka-{release}"
    with alone("installation"):  # not even Maven shares what it fetches with another
        if not folder.is_dir():
            _fetch(release, folder, java)
        _check(release, folder)
        host = _compiled_host(java, folder)
    built = hashlib.sha256(f"{java.program} {java.version}".encode()).hexdigest()[:12]
    jars = (*sorted(folder.glob("*.jar")), host)
    return Kafka(release, java, jars, host.with_name(f"{host.stem}-{built}.jsa"))


def _fetch(release: Release, folder: Path, java: Java) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise UnavailableError("Maven (mvn) is not installed, and Kafka is not in the cache")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        (Path(scratch) / "pom.xml").write_text(_project(release), encoding="utf-8")
        jars = Path(scratch) / "jars"
        command = [maven, "-B", "-q", "-C", f"{COPY_PLUGIN}:copy-dependencies"]
        command += ["-DincludeScope=runtime", f"-DoutputDirectory={jars}"]
        environment = {"JAVA_HOME": str(java.home), **os.environ}
        try:
            done = subprocess.run(
                command,
                cwd=scratch,
                capture_output=True,
                text=True,
                timeout=MAVEN_SECONDS,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            raise UnavailableError(f"Maven took more than {MAVEN_SECONDS} s") from None
        if done.returncode:
            reason = _first_error(done.stdout)
            raise UnavailableError(f"Maven cannot fetch Kafka {release}: {reason}")
        _check(release, jars)
        jars.rename(folder)


def _project(release: Release) -> str:
    """A Maven project that depends on what the release is made of."""
    wanted = ""
    for coordinates in release.coordinates:
        group, artifact, version = map(escape, coordinates.split(":"))
        wanted += (
            f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
            f"<version>{version}</version></dependency>"
        )
    return (
        "<project><modelVersion>4.0.0</modelVersion><groupId>kafkalint</groupId>"
        f"<artifactId>kafka</artifactId><version>1</version><dependencies>{wanted}"
        "</dependencies></project>"
    )


def _first_error(output: str) -> str:
    errors = [line for line in output.splitlines() if line.startswith("[ERROR]")]
    return (errors[0] if errors else output).removeprefix("[ERROR]").strip()[:400]


def _check(release: Release, folder: Path) -> None:
    """Exactly the jars that were pinned, byte for byte; raises UnavailableError."""
    lines = (HERE / "checksums" / f"{release}.txt").read_text(encoding="utf-8").splitlines()
    pinned = {name: digest for digest, name in (line.split() for line in lines)}
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.glob("*.jar")}
    wrong = sorted(
        name for name in pinned.keys() | found.keys() if pinned.get(name) != found.get(name)
    )
    if wrong:
        raise UnavailableError(
            f"{folder} is not Kafka {release} as it was pinned: {', '.join(wrong)}"
        )


def _compiled_host(java: Java, folder: Path) -> Path:
    """`Host.java` as a jar beside the jars it was compiled against, in a folder of its own."""
    source = HERE / "Host.java"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
    jar = folder / "host" / f"host-{digest}.jar"
    if jar.exists():
        return jar
    jar.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=jar.parent) as scratch:
        classes = Path(scratch) / "classes"
        class_path = os.pathsep.join(str(path) for path in sorted(folder.glob("*.jar")))
        command = [str(java.program), "-classpath", class_path]
        command += ["org.eclipse.jdt.internal.compiler.batch.Main", "-source", "17"]
        command += ["-target", "17", "-nowarn", "-classpath", class_path]
        command += ["-d", str(classes), str(source)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=COMPILE_SECONDS)
        if done.returncode:
            raise UnavailableError(f"{source.name} does not compile: {done.stderr or done.stdout}")
        packed = Path(scratch) / jar.name
        with zipfile.ZipFile(packed, "w") as archive:
            for compiled in sorted(classes.rglob("*.class")):
                archive.write(compiled, compiled.relative_to(classes))
        packed.rename(jar)
    return jar
