"""Ask every minor version of Apache Kafka for its settings and write schemas/kafka/.

    python maintenance/kafka_settings/generate.py [--cache FOLDER]

Needs `mvn` and a JDK 17. The jars come by their Maven coordinates into Maven's own local
repository, the class paths and answers into the cache; both are outside the checkout.
Versions are those of `kafkalint.kafka.versions`; add a new one there first. Each is the
newest patch that Maven finds.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))

from kafkalint.kafka import versions  # noqa: E402

# A class path for each part of a version: one whose Connect is not to be had has a broker still.
PARTS = {
    "core": ("kafka_{scala}", ("broker", "topic", "producer", "consumer", "admin")),
    "connect": ("connect-runtime", ("connect-worker", "connect-standalone")),
    "mirror": ("connect-mirror", ("mirrormaker",)),
}
MIRROR_SINCE = (2, 4)
SCALA_213_SINCE = (2, 4)

# Settings that Kafka reads, and no ConfigDef has: written by hand, each from Kafka's own code.
BEYOND = HERE / "beyond_config_defs.json"

Answer = dict[str, Any]
History = dict[str, dict[str, Any] | None]


def pom(part: str, minor: str) -> str:
    """A Maven project that wants the newest patch of `part` of Kafka `minor`."""
    major, small = numbers = versions.parts(minor) or versions.FIRST
    scala = "2.13" if numbers >= SCALA_213_SINCE else "2.12"
    return (
        "<project><modelVersion>4.0.0</modelVersion><groupId>kafkalint</groupId>"
        f"<artifactId>{part}</artifactId><version>1</version><dependencies><dependency>"
        "<groupId>org.apache.kafka</groupId>"
        f"<artifactId>{PARTS[part][0].format(scala=scala)}</artifactId>"
        f"<version>[{minor},{major}.{small + 1}-alpha)</version>"
        # Not needed to ask, and not to be had of every old version.
        "<exclusions><exclusion><groupId>org.apache.kafka</groupId>"
        "<artifactId>connect-transforms</artifactId></exclusion></exclusions>"
        "</dependency></dependencies></project>"
    )


def class_path(part: str, minor: str, cache: Path) -> str:
    """The jars of `part` of Kafka `minor`, joined by ":"; "" where Maven cannot get them."""
    if part == "mirror" and (versions.parts(minor) or versions.FIRST) < MIRROR_SINCE:
        return ""
    folder = cache / minor / part
    written = folder / "class-path"
    if not written.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pom.xml").write_text(pom(part, minor))
        goal = "dependency:build-classpath"
        command = ["mvn", "-q", "-B", goal, f"-Dmdep.outputFile={written.name}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            print(f"{minor}: no {part}: {_first_error(done.stdout)}", file=sys.stderr)
            return ""
    return written.read_text().strip()


def _first_error(output: str) -> str:
    missing = re.search(r"org\.apache\.kafka:[\w.-]+:jar:[\w.\[,-]+", output)
    return missing[0] if missing else output.strip()[:300]


def patch(part: str, class_path: str) -> str:
    """The patch release ("3.9.2") that `class_path` holds."""
    found = re.search(r"kafka-clients-([\d.]+)\.jar", class_path)
    if not found:
        raise SystemExit(f"no kafka-clients on the class path of {part}")
    return found[1]


def compile_asker(class_path: str, folder: Path) -> None:
    """Compile Definitions.java into `folder`."""
    command = ["javac", "-d", str(folder), "-cp", class_path, str(HERE / "Definitions.java")]
    subprocess.run(command, check=True)


def ask(class_path: str, asker: Path) -> Answer:
    """What the Kafka on `class_path` says of itself."""
    command = ["java", "-cp", f"{asker}:{class_path}", "Definitions"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    answer: Answer = json.loads(done.stdout)
    return answer


def gather(cache: Path) -> tuple[dict[str, Answer], dict[str, dict[str, str]]]:
    """Every minor version's answer, and the patch releases that each part of it came from."""
    asker = Path(tempfile.mkdtemp())
    compile_asker(class_path("core", versions.NEWEST, cache), asker)
    answers: dict[str, Answer] = {}
    patches: dict[str, dict[str, str]] = {}
    for minor in versions.released():
        answer: Answer = {"scopes": {}, "synonyms": {}}
        for part in PARTS:
            jars = class_path(part, minor, cache)
            if not jars:
                continue
            said = ask(jars, asker)
            (cache / minor / part / "answer.json").write_text(json.dumps(said, indent=1))
            scopes = said["scopes"]
            answer["scopes"] |= {
                scope: scopes[scope] for scope in PARTS[part][1] if scope in scopes
            }
            answer["synonyms"] = answer["synonyms"] or said["synonyms"]
            patches.setdefault(minor, {})[part] = patch(part, jars)
        answers[minor] = answer
        sizes = {scope: len(keys) for scope, keys in answer["scopes"].items()}
        print(minor, patches[minor], sizes, file=sys.stderr)
    return answers, patches


def entry(said: dict[str, Any]) -> dict[str, Any]:
    """One definition as it is stored: what says nothing is left out, and so is Kafka's prose."""
    kept: dict[str, Any] = {name: said[name] for name in ("type", "default") if name in said}
    if valid := abridged(said["valid"] or ""):
        kept["valid"] = valid
    kept["importance"] = said["importance"]
    if said["update"]:
        kept["update"] = said["update"]
    if is_deprecated(said["documentation"] or ""):
        kept["deprecated"] = True
    if said["internal"]:
        kept["internal"] = True
    return kept


def abridged(valid: str) -> str:
    """What a validator says of itself: "" where it only names its class, long lists shortened."""
    if re.search(r"@[0-9a-f]+|\$\$", valid):
        return ""
    choices = valid.strip("[]").split(", ")
    return valid if len(choices) < 20 else f"[{choices[0]}, ..., {choices[-1]}]"


def is_deprecated(documentation: str) -> bool:
    """Whether Kafka says that the setting itself (not one of its values) is deprecated."""
    return bool(
        re.search(
            r"DEPRECATED|^\W*Deprecated|\. Deprecated;|"
            r"\b[Tt]his (config|configuration|parameter) (is|has been) deprecated",
            documentation,
        )
    )


def fold(answers: dict[str, Answer], scope: str) -> dict[str, History]:
    """Key to its history: the versions at which what Kafka says of it changed."""
    beyond: dict[str, History] = json.loads(BEYOND.read_text()).get(scope, {})
    histories = {key: dict(history) for key, history in beyond.items()}
    for minor, answer in answers.items():
        keys = answer["scopes"].get(scope)
        if keys is None:
            continue
        for key, said in keys.items():
            _extend(histories.setdefault(key, {}), minor, entry(said))
        for key in histories.keys() - keys.keys() - beyond.keys():
            _extend(histories[key], minor, None)
    return histories


def _extend(history: History, minor: str, now: dict[str, Any] | None) -> None:
    if not history or history[next(reversed(history))] != now:
        history[minor] = now


def lines(table: dict[str, Any]) -> str:
    """JSON with one line for each key, sorted."""
    body = ",\n".join(f"{json.dumps(key)}: {json.dumps(table[key])}" for key in sorted(table))
    return f"{{\n{body}\n}}\n"


def synonyms(answers: Iterable[Answer]) -> dict[str, dict[str, int]]:
    """Topic key to its broker keys and their factors; the newest version that has it decides."""
    found: dict[str, dict[str, int]] = {}
    for answer in answers:
        for key, factors in answer["synonyms"].items():
            found[key] = {broker: _factor(text) for broker, text in factors.items()}
    return found


def _factor(text: str) -> int:
    return int(text) if text.isdigit() else 1


def main() -> None:
    """Gather and write."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "kafkalint-kafka")
    answers, patches = gather(arguments.parse_args().cache)
    folder = ROOT / "schemas" / "kafka"
    for scope in sorted({scope for answer in answers.values() for scope in answer["scopes"]}):
        (folder / f"{scope}.json").write_text(lines(fold(answers, scope)))
    (folder / "synonyms.json").write_text(lines(synonyms(answers.values())))
    read = ",\n".join(f"{json.dumps(minor)}: {json.dumps(patches[minor])}" for minor in patches)
    (folder / "read.json").write_text(f"{{\n{read}\n}}\n")


if __name__ == "__main__":
    main()
