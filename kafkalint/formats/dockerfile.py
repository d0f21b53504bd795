"""What a Dockerfile makes of its final stage: base, environment, volumes, copied files.

Small and our own: the one Python library for it (dockerfile-parse) gives lines but no
columns, takes the lines of a heredoc for instructions, and wants a file to write to.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kafkalint.errors import SyntaxProblem
from kafkalint.formats.expansion import Expander
from kafkalint.formats.instructions import Instruction, Word, instructions
from kafkalint.formats.properties import Property, check_entries
from kafkalint.formats.text import Text, check_size, too_much
from kafkalint.values import Origin

MAX_CHARACTERS = 1_000_000
MAX_STAGES = 200


class Copy(NamedTuple):
    """A file or folder that COPY or ADD takes from the build context.

    `source` is as written, `target` a path in the image; a source copied into a folder has
    its own name there.
    """

    source: str
    target: str
    origin: Origin


@dataclass(frozen=True)
class Dockerfile:
    """The final stage, with what it has from earlier stages of the same file.

    `base` is the image that it starts from in the end: its value has every ARG with a
    default filled in. `environment` is in order, and the last of a name counts. What no
    line of the file sets stays in the text as `${NAME}`.
    """

    base: Property
    environment: list[Property] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    entrypoint: Property | None = None
    command: Property | None = None


def read(text: Text, target: str = "", arguments: Mapping[str, str] | None = None) -> Dockerfile:
    """The stage `target` of a Dockerfile, the last one where that is "".

    `arguments` are the values that a build gives to ARG. Raises SyntaxProblem where there is
    no such stage, LimitExceeded where there is more than anything honest.
    """
    check_size(text, MAX_CHARACTERS)
    reader = _Reader(text, arguments or {})
    for number, instruction in enumerate(instructions(text)):
        check_entries(text, number)
        reader.read(instruction)
    stage = reader.stages.get(target.lower()) if target else reader.last
    if stage is None:
        raise SyntaxProblem(
            f"no stage {target!r} in this Dockerfile" if target else "no FROM in this Dockerfile",
            path=text.path,
            line=text.line,
            remedy="A Dockerfile begins with FROM and the image that it builds on.",
        )
    return stage.built


class _Stage:
    """A stage while it is read. `named` are the variables that ENV sets."""

    def __init__(self, built: Dockerfile, expander: Expander, folder: str = "/") -> None:
        self.built = built
        self.expander = expander
        self.folder = folder
        self.variables = {entry.key: entry.value for entry in built.environment}
        self.named = set(self.variables)
        self.has_command = False  # of its own, which an ENTRYPOINT leaves alone

    def child(self) -> _Stage:
        """A stage that starts from this one: all but its ARGs are passed on."""
        built = self.built
        copied = replace(
            built,
            environment=built.environment[:],
            volumes=built.volumes[:],
            copies=built.copies[:],
        )
        return _Stage(copied, self.expander, self.folder)

    def expand(self, word: str, instruction: Instruction) -> str:
        """`word` of `instruction` as the stage sees it."""
        return self.expander.expand(word, self.variables, instruction)


class _Reader:
    """Reads instruction by instruction; `stages` are by name and by number."""

    def __init__(self, text: Text, arguments: Mapping[str, str]) -> None:
        self.text = text
        self.expander = Expander(text)
        self.given = arguments
        self.arguments: dict[str, str] = {}  # those before the first FROM
        self.stages: dict[str, _Stage] = {}
        self.last: _Stage | None = None
        self.number = 0

    def read(self, instruction: Instruction) -> None:
        """Take in one instruction; what says nothing about the final image is passed over."""
        if instruction.name == "FROM":
            self._from(instruction)
        elif instruction.name == "ARG":
            self._arg(instruction)
        elif self.last is not None:
            reading = _READINGS.get(instruction.name)
            if reading is not None:
                reading(self.last, instruction)

    def _from(self, instruction: Instruction) -> None:
        words = [word for word in instruction.words() if not word.text.startswith("--")]
        if not words:
            return
        image = self.expander.expand(words[0].text, self.arguments, instruction)
        known = self.stages.get(image.lower())
        base = Property("FROM", image, instruction.origin, instruction.place(*words[0][1:]))
        stage = known.child() if known else _Stage(Dockerfile(base), self.expander)
        if len(words) > 2 and words[1].text.upper() == "AS":
            self.stages[words[2].text.lower()] = stage
        self.stages.setdefault(str(self.number), stage)
        self.number += 1
        if self.number > MAX_STAGES:
            raise too_much(self.text, f"more than {MAX_STAGES} stages", instruction.origin.line)
        self.last = stage

    def _arg(self, instruction: Instruction) -> None:
        scope = self.last.variables if self.last else self.arguments
        for word in instruction.words():
            name, equals, default = word.text.partition("=")
            if name in self.given:
                value = self.given[name]
            elif equals:
                value = self.expander.expand(default, scope, instruction)
            elif name in self.arguments:
                value = self.arguments[name]
            else:
                continue
            if self.last is None or name not in self.last.named:  # ENV beats ARG
                scope[name] = value


def _env(stage: _Stage, instruction: Instruction) -> None:
    """Both forms: `ENV NAME=value …`, and `ENV NAME value` to the end of the line."""
    words = instruction.words()
    if words and "=" not in words[0].text:
        end = len(instruction.text)
        start = words[1].start if len(words) > 1 else end
        pairs = [(words[0].text, Word(instruction.text[start:end], start, end), words[0].start)]
    else:
        pairs = [
            (name, Word(value, word.start + len(name) + 1, word.end), word.start)
            for word in words
            for name, _, value in [word.text.partition("=")]
        ]
    # One instruction does not see its own variables.
    expanded = [stage.expand(value.text, instruction) for _, value, _ in pairs]
    for (name, value, begin), result in zip(pairs, expanded, strict=True):
        stage.variables[name] = result
        stage.named.add(name)
        stage.built.environment.append(
            Property(
                name,
                result,
                instruction.place(begin, value.end),
                instruction.place(value.start, value.end),
            )
        )


def _volume(stage: _Stage, instruction: Instruction) -> None:
    stage.built.volumes.extend(_listed(stage, instruction))


def _workdir(stage: _Stage, instruction: Instruction) -> None:
    stage.folder = _inside(stage, stage.expand(instruction.rest, instruction))


def _copy(stage: _Stage, instruction: Instruction) -> None:
    """Files of other stages and images, and heredocs, are not of the context: left out."""
    paths = _listed(stage, instruction)
    flags = [word.text for word in instruction.words() if word.text.startswith("--")]
    if len(paths) < 2 or any(flag.startswith("--from") for flag in flags):
        return
    *sources, target = paths
    into_folder = target.endswith("/") or target == "." or len(sources) > 1
    for source in sources:
        if "<<" in source:
            continue
        place = posixpath.join(target, posixpath.basename(source)) if into_folder else target
        stage.built.copies.append(Copy(source, _inside(stage, place), instruction.origin))


def _entrypoint(stage: _Stage, instruction: Instruction) -> None:
    command = stage.built.command if stage.has_command else None
    stage.built = replace(stage.built, entrypoint=_whole(instruction), command=command)


def _command(stage: _Stage, instruction: Instruction) -> None:
    stage.has_command = True
    stage.built = replace(stage.built, command=_whole(instruction))


_READINGS = {
    "ENV": _env,
    "VOLUME": _volume,
    "WORKDIR": _workdir,
    "COPY": _copy,
    "ADD": _copy,
    "ENTRYPOINT": _entrypoint,
    "CMD": _command,
}


def _whole(instruction: Instruction) -> Property:
    place = instruction.place(instruction.start, len(instruction.text))
    return Property(instruction.name, instruction.rest, instruction.origin, place)


def _listed(stage: _Stage, instruction: Instruction) -> list[str]:
    """The paths of an instruction that takes a JSON list or plain words, without its flags."""
    words = [word for word in instruction.words() if not word.text.startswith("--")]
    if not words:
        return []
    if words[0].text.startswith("["):
        try:
            listed = json.loads(instruction.text[words[0].start :])
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list) and all(isinstance(item, str) for item in listed):
            return [stage.expand(item, instruction) for item in listed]
    return [stage.expand(word.text, instruction) for word in words]


def _inside(stage: _Stage, path: str) -> str:
    """An absolute path in the image; one that begins with a variable stays as it is."""
    return path if path.startswith("$") else posixpath.normpath(posixpath.join(stage.folder, path))
