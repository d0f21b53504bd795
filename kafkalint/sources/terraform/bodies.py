"""The body of a block to arguments: attributes, nested blocks, `dynamic` ones written out."""

from __future__ import annotations

from typing import Any

from kafkalint.formats.hcl import tree
from kafkalint.formats.hcl.tree import Attribute, Block, Body
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform.evaluation.evaluator import loop, settle
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import Failure, made, open_, pending
from kafkalint.values import Origin, Value, absent

META = frozenset({"count", "for_each", "provider", "providers", "depends_on", "dynamic"})
META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection", "timeouts"})


def arguments(body: Body, scope: Scope) -> dict[str, Value[Any]]:
    """Everything that a resource is given, but for what Terraform itself takes from it."""
    body = plain_body(body)
    return {
        name: argument(name, body, scope)
        for name in names(body)
        if name not in META and name not in META_BLOCKS
    }


def plain_body(body: Body) -> Body:
    """The body, its `dynamic` as the blocks that they are where they were written in JSON."""
    written = body.attributes.get("dynamic")
    if written is None or not isinstance(written.value, tree.Object):
        return body
    blocks = [
        Block(element.lines, element.start, element.end, "dynamic", (name,), made_body)
        for element in written.value.elements
        for name in [text(element.key)]
        for held in _objects(element.value)
        for made_body in [_dynamic_body(held)]
    ]
    rest = [a for a in body.attributes.values() if a is not written]
    return Body(rest, [*body.blocks, *blocks])


def _dynamic_body(held: tree.Object) -> Body:
    given = attributes(held)
    contents = [a for a in given if a.name == "content"]
    blocks = [
        Block(a.lines, a.start, a.end, "content", (), Body(attributes(inner)))
        for a in contents
        for inner in _objects(a.value)
    ]
    return Body([a for a in given if a.name != "content"], blocks)


def attributes(held: tree.Object) -> list[Attribute]:
    """The elements of an object; "" is the name of one whose key has to be evaluated."""
    return [Attribute(e.lines, e.start, e.end, text(e.key), e.value) for e in held.elements]


def _objects(value: tree.Expression) -> list[tree.Object]:
    held = value.items if isinstance(value, tree.List) else [value]
    return [one for one in held if isinstance(one, tree.Object)]


def text(key: tree.Expression) -> str:
    """What is written literally, "" for anything else."""
    return str(key.value) if isinstance(key, tree.Literal) else ""


def names(body: Body) -> list[str]:
    """The names of all arguments, blocks and dynamic blocks among them, each once."""
    blocks = [
        block.labels[0] if block.type == "dynamic" and block.labels else block.type
        for block in body.blocks
    ]
    return list(dict.fromkeys([*body.attributes, *blocks]))


def argument(name: str, body: Body, scope: Scope) -> Value[Any]:
    """One argument, an attribute or all blocks of that name. Raises Exhausted."""
    attribute = body.attributes.get(name)
    if attribute is not None:
        value = _spliced(attribute.value, settle(attribute.value, scope))
        return value.at((attribute.origin, *(o for o in value.origins if o != attribute.origin)))
    return _blocks(name, body, scope)


def _spliced(expression: tree.Expression, value: Value[Any]) -> Value[Any]:
    """`["${aws_subnet.all.*.id}"]` is the list itself, as it was written before Terraform 0.12."""
    if not isinstance(expression, tree.List) or not isinstance(value.data, tuple):
        return value
    found: list[Value[Any]] = []
    for item, held in zip(expression.items, value.data, strict=True):
        is_list = isinstance(held.data, tuple) and not isinstance(held.data, Reference)
        found += held.data if is_list and isinstance(item, tree.Template) else [held]
    return Value(tuple(found), value.origins, value.provenance, value.reason, value.sensitive)


def _blocks(name: str, body: Body, scope: Scope) -> Value[Any]:
    """The blocks of one type: a tuple of dicts, absent where dynamic ones come to nothing."""
    found: list[Value[Any]] = []
    undecided: list[Value[Any]] = []
    for block in body.blocks:
        if block.type == name:
            found.append(Value(_all(block.body, scope), (block.origin,)))
        elif block.type == "dynamic" and block.labels[:1] == (name,):
            try:
                found += _dynamic(block, scope)
            except _Undecided as stopped:
                undecided.append(stopped.value)
    if not found:
        return undecided[0] if undecided else absent(*_places(name, body))
    return Value((*found, *undecided), made(None, *found, *undecided).origins)


def _all(body: Body, scope: Scope) -> dict[str, Value[Any]]:
    body = plain_body(body)
    return {name: argument(name, body, scope) for name in names(body) if name != "dynamic"}


def _places(name: str, body: Body) -> list[Origin]:
    """Where dynamic blocks of that name are, that make none."""
    return [block.origin for block in body.of_type("dynamic") if block.labels[:1] == (name,)]


class _Undecided(Exception):
    """It is not known which blocks a dynamic one makes."""

    def __init__(self, value: Value[Any]) -> None:
        super().__init__(value.reason)
        self.value = value


def _dynamic(block: Block, scope: Scope) -> list[Value[Any]]:
    """The blocks that a dynamic one makes."""
    body = block.body
    contents = body.of_type("content")
    for_each = body.expression("for_each")
    if for_each is None or not contents:
        raise _Undecided(open_("a dynamic block without for_each or content").at((block.origin,)))
    collection = settle(for_each, scope)
    undecided = pending(collection)
    if undecided is not None:
        where = (block.origin, *undecided.origins)
        raise _Undecided(open_(undecided.reason, undecided).at(where))
    iterator = body.expression("iterator")
    name = iterator.name if isinstance(iterator, tree.Name) else block.labels[0]
    if isinstance(iterator, tree.Literal):
        name = str(iterator.value)  # in JSON
    head = tree.Loop(block.lines, block.start, block.end, "*key", "*item", for_each)
    try:
        scopes = [] if collection.data is None else loop(head, collection, scope)
    except Failure as failure:
        raise _Undecided(open_(failure.reason, collection).at((block.origin,))) from None
    made_blocks = []
    for inner in scopes:
        here = made({"key": inner.names["*key"], "value": inner.names["*item"]})
        content = _all(contents[0].body, scope.with_(**{name: here}))
        origins = (block.origin, *inner.names["*item"].origins)
        made_blocks.append(Value(content, tuple(dict.fromkeys(origins))))
    return made_blocks
