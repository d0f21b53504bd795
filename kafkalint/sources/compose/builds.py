"""Images that a project builds itself: the Dockerfile of a service."""

from __future__ import annotations

import contextlib
import json

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats.node import Mapping, Scalar
from kafkalint.formats.properties import Property
from kafkalint.formats.template import placeholder
from kafkalint.formats.text import Text
from kafkalint.model import Image
from kafkalint.record import NamedTuple, replace
from kafkalint.sources.compose.merge import pairs
from kafkalint.sources.compose.project import join
from kafkalint.sources.compose.reader import Reader
from kafkalint.sources.compose.services import parse_image
from kafkalint.values import Value


class Build(NamedTuple):
    """What the Dockerfile of a service says; `image` is what its final stage starts from.

    `is_guess` where nothing but its folder's name connects the Dockerfile with the service.
    """

    image: Image
    environment: dict[str, Value[str]]
    volumes: tuple[str, ...]
    copies: tuple[tuple[str, str], ...]
    entrypoint: Value[str]
    command: Value[str]
    is_guess: bool = False


def read(reader: Reader, image: Image | None) -> Build | None:
    """The service's build, None where there is none or its Dockerfile is not here.

    Without `build:` it is that of a folder beside the file with the image's own name: who
    publishes `acme/kafka-broker` keeps its Dockerfile in `kafka-broker`.
    """
    node = reader.node.get("build")
    if node is None:
        return _of_same_name(reader, image.repository if image else "")
    plain = reader.project.plain
    if isinstance(node, Scalar):
        return _from_file(reader, reader.project.path(plain(node), node), "", {}, "")
    if not isinstance(node, Mapping):
        return None
    context = node.get("context")
    folder = reader.project.path(plain(context) or ".", context or node)
    arguments = {
        item.key.text: plain(item.value)
        for item in pairs(node.get("args"))
        if isinstance(item.value, Scalar) and not item.value.is_null
    }
    target = plain(node.get("target"))
    inline = node.get("dockerfile_inline")
    if isinstance(inline, Scalar):
        return _parsed(reader, inline.read_on(), folder, arguments, target)
    return _from_file(reader, folder, plain(node.get("dockerfile")), arguments, target)


def _of_same_name(reader: Reader, repository: str) -> Build | None:
    name = repository.rpartition("/")[2]
    if not name or placeholder(name):
        return None
    folder = reader.project.path(name, reader.node)
    text = reader.project.documents.perhaps(join(folder, "Dockerfile"))
    build = _parsed(reader, text, folder, {}, "") if text else None
    return build._replace(is_guess=True) if build else None


def _from_file(
    reader: Reader, folder: str, name: str, arguments: dict[str, str], target: str
) -> Build | None:
    path = join(folder, name or "Dockerfile")
    if placeholder(path) or "://" in folder:
        return None
    text = reader.project.documents.text(path)
    if text is None:
        return None
    reader.project.used.add(text.path)
    return _parsed(reader, text, folder, arguments, target)


def _parsed(
    reader: Reader, text: Text, folder: str, arguments: dict[str, str], target: str
) -> Build | None:
    from kafkalint.formats import dockerfile  # few projects build their brokers

    try:
        found = dockerfile.read(text, target, arguments)
    except InputError as problem:
        notice = Notice("unreadable", text.path, problem.line, problem.message)
        reader.project.documents.notices.append(notice)
        return None
    environment = {
        entry.key: Value(entry.value, (entry.origin._replace(logical=f"ENV {entry.key}"),))
        for entry in found.environment
    }
    return Build(
        replace(parse_image(Value(found.base.value, (found.base.value_origin,))), is_base=True),
        environment,
        tuple(found.volumes),
        tuple((join(folder, copy.source), copy.target) for copy in found.copies),
        _start(reader, found.entrypoint),
        _start(reader, found.command),
    )


def _start(reader: Reader, written: Property | None) -> Value[str]:
    """An ENTRYPOINT or CMD as one line of text, in either of its forms."""
    if written is None:
        return reader.nothing
    text = written.value
    if text.startswith("["):
        with contextlib.suppress(ValueError, RecursionError):
            text = " ".join(str(word) for word in json.loads(text))
    return Value(text, (written.origin,))
