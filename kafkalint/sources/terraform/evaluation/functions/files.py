"""file, templatefile and the like, of files in the tree that is judged; and names of files."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import Any

from kafkalint.errors import InputError
from kafkalint.formats import hcl
from kafkalint.formats.text import Lines, Text
from kafkalint.sources._cloud.written import Written
from kafkalint.sources.terraform.evaluation.functions._plain import Function, of_known, of_texts
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import (
    Failure,
    made,
    open_,
    pending,
    to_map,
    to_text,
)
from kafkalint.values import Origin, Value

Values = Sequence[Value[Any]]
NOT_OURS = "is outside of the files that are judged, or not there"


def _read(argument: Value[Any], scope: Scope) -> Text | Value[Any]:
    """The file, or the unknown that stands for it."""
    undecided = pending(argument)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    path = to_text(argument.data)
    text = scope.world.file(path)
    if text is None:
        return open_(f"{path} {NOT_OURS}", argument)
    scope.world.budget.write(len(text.content))
    return text


def _file(arguments: Values, scope: Scope) -> Value[Any]:
    (argument,) = arguments
    text = _read(argument, scope)
    if isinstance(text, Value):
        return text
    return Value(Written(text.content, line_places(text)), (Origin(text.path),))


def line_places(text: Text) -> tuple[Origin, ...]:
    """The place of each line of a file."""
    found: list[Origin] = []
    lines = Lines(text)
    at = 0
    for line in text.content.split("\n"):
        found.append(lines.origin(at, at + len(line.rstrip("\r"))))
        at += len(line) + 1
    return tuple(found)


def _templatefile(arguments: Values, scope: Scope) -> Value[Any]:
    from kafkalint.sources.terraform.evaluation import templates
    from kafkalint.sources.terraform.evaluation.evaluator import evaluate

    argument, variables = arguments
    text = _read(argument, scope)
    if isinstance(text, Value):
        return text
    undecided = pending(variables)
    if undecided is not None:
        return open_(undecided.reason, undecided)
    names = to_map(variables.data)
    try:
        template = hcl.read_template(text)
    except InputError as problem:
        raise Failure(f"{problem.path}:{problem.line}: {problem.message}") from None
    inner = Scope(scope.world, names)
    wrapped = template.wraps
    if wrapped is not None:
        return evaluate(wrapped, inner)
    return templates.render(template, inner)


@of_known
def _templatestring(arguments: Values, scope: Scope) -> Value[Any]:
    from kafkalint.sources.terraform.evaluation import templates

    template, variables = arguments
    try:
        read = hcl.read_template(Text("", to_text(template.data)))
    except InputError:
        raise Failure("the text is no template") from None
    value = templates.render(read, Scope(scope.world, to_map(variables.data)))
    data = str(value.data) if isinstance(value.data, Written) else value.data
    if value.is_unknown:
        return open_(value.reason, template)
    return Value(data, template.origins, sensitive=value.sensitive)


@of_known
def _fileexists(arguments: Values, scope: Scope) -> Value[Any]:
    (argument,) = arguments
    path = to_text(argument.data)
    if scope.world.file(path) is not None:
        return made(True, argument)
    if scope.world.files(posixpath.dirname(path) or ".") is None:
        return open_(f"{path} {NOT_OURS}", argument)
    return made(False, argument)


@of_known
def _fileset(arguments: Values, scope: Scope) -> Value[Any]:
    from fnmatch import fnmatchcase

    folder, pattern = (to_text(argument.data) for argument in arguments)
    held = scope.world.files(folder)
    if held is None or "{" in pattern:
        return open_(f"{folder} {NOT_OURS}", *arguments)
    from kafkalint.sources.terraform.evaluation.values import Set

    found = [name for name in held if _matches(name, pattern, fnmatchcase)]
    return made(Set(made(name, *arguments) for name in sorted(found)), *arguments)


def _matches(name: str, pattern: str, match: Any) -> bool:
    """`**` is any number of folders, and `*` stays within one."""
    if pattern.startswith("**/"):
        rest = pattern[3:]
        parts = name.split("/")
        return any(_matches("/".join(parts[i:]), rest, match) for i in range(len(parts)))
    heads, names = pattern.split("/"), name.split("/")
    return len(heads) == len(names) and all(map(match, names, heads))


def _digest(name: str, based: bool = False) -> Function:
    def digest(arguments: Values, scope: Scope) -> Value[Any]:
        from kafkalint.sources.terraform.evaluation.functions.digests import FUNCTIONS as DIGESTS

        text = _read(arguments[0], scope)
        if isinstance(text, Value):
            return text
        held = made(text.content, arguments[0])
        return DIGESTS[f"base64{name}" if based else name]((held,), scope)

    return digest


def _base64(arguments: Values, scope: Scope) -> Value[Any]:
    from kafkalint.sources.terraform.evaluation.functions.encoding import FUNCTIONS as ENCODING

    text = _read(arguments[0], scope)
    if isinstance(text, Value):
        return text
    return ENCODING["base64encode"]((made(text.content, arguments[0]),), scope)


def _basename(path: str) -> str:
    return posixpath.basename(path.rstrip("/")) or ("/" if path else ".")


def _outside(arguments: Values, scope: Scope) -> Value[Any]:
    return open_("it depends on the machine that runs it", *arguments)


FUNCTIONS: dict[str, Function] = {
    "abspath": _outside,
    "basename": of_texts(_basename),
    "dirname": of_texts(lambda path: posixpath.normpath(posixpath.dirname(path) or ".")),
    "file": _file,
    "filebase64": _base64,
    "filebase64sha256": _digest("sha256", based=True),
    "filebase64sha512": _digest("sha512", based=True),
    "fileexists": _fileexists,
    "filemd5": _digest("md5"),
    "fileset": _fileset,
    "filesha1": _digest("sha1"),
    "filesha256": _digest("sha256"),
    "filesha512": _digest("sha512"),
    "pathexpand": lambda arguments, scope: (
        _outside(arguments, scope)
        if isinstance(arguments[0].data, str) and arguments[0].data.startswith("~")
        else arguments[0]
    ),
    "templatefile": _templatefile,
    "templatestring": _templatestring,
}
