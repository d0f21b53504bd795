"""From what a plan or a state says to an estate of resources."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from kafkalint.formats import json
from kafkalint.formats.hcl.tree import Block, Literal
from kafkalint.sources import Workspace
from kafkalint.sources._cloud.identities import identities
from kafkalint.sources._cloud.resource import Estate, Resource
from kafkalint.sources._cloud.skim import Skim
from kafkalint.sources._cloud.written import Written
from kafkalint.sources.terraform_json.arguments import Making, arguments, logical_path
from kafkalint.sources.terraform_json.described import Described
from kafkalint.sources.terraform_json.plan import Document
from kafkalint.sources.terraform_json.references import Path, References
from kafkalint.sources.terraform_json.source_lines import SourceLines, is_written, lines, place
from kafkalint.values import Origin, Value, known, unknown


def estate(document: Document, skim: Skim, workspace: Workspace) -> tuple[Estate, set[str]]:
    """The estate, and the paths of the configuration beside it that describes the same."""
    path = skim.text.path
    sources = SourceLines(workspace, posixpath.dirname(path) or ".")
    described = _all(document)
    references = References(document.configuration, described)
    resources = tuple(
        _resource(each, document, skim, sources, references)
        for each in described
        if each.values is not None
    )
    anchor = skim.origin(skim.begin, skim.begin + 1)
    name = posixpath.basename(posixpath.dirname(path)) or posixpath.basename(path).split(".")[0]
    used = sources.used()
    return Estate(name, anchor, resources, (path, *sorted(used)), document.cut), used


def _all(document: Document) -> list[Described]:
    """What will be: the planned values, with the data that was read before."""
    planned = {each.address for each in document.resources}
    before = [each for each in document.prior if each.mode == "data"]
    return [*document.resources, *(each for each in before if each.address not in planned)]


def _resource(
    each: Described,
    document: Document,
    skim: Skim,
    sources: SourceLines,
    references: References,
) -> Resource:
    assert each.values is not None
    change = document.changes.get(each.address, {})
    block = sources.block(each)

    def found(path: Path) -> tuple[Origin, ...]:
        if block is None:
            return ()
        return (place(block, path, logical_path(each.address, path)),)

    making = Making(each.address, found, lambda path: references.later(each, path))
    own = skim.origin(each.values.start, each.values.start + 1, each.address)
    held = arguments(
        json.read(skim.part(each.values)),
        change.get("unknown", each.unknown),
        _either(each.sensitive, change.get("sensitive", False)),
        making,
    )
    _answered(each, held, references, block)
    if block is not None:
        held = {key: _placed(value, (key,), block, each.address) for key, value in held.items()}
    return Resource(
        type=each.type,
        address=each.address,
        anchor=found(())[0] if block is not None else own,
        arguments=held,
        partial=document.cut,
        related=(own,) if block is not None else (),
        identities=identities(held),
        guards=dict(_guards(block)),
    )


def _answered(
    each: Described, held: dict[str, Value[Any]], references: References, block: Block | None
) -> None:
    """Takes back what nobody wrote and AWS answered: the ARN of its own key is one like any.

    Without the configuration a state does not tell whose key it is.
    """
    if each.type != "aws_msk_cluster":
        return
    mode, blocks = held.get("storage_mode"), held.get("encryption_info")
    if (
        mode is not None
        and mode.data == "LOCAL"
        and not references.is_written(each, ("storage_mode",))
    ):
        del held["storage_mode"]  # the default, also of brokers that must not be given one
    if blocks is None or not isinstance(blocks.data, tuple):
        return
    path = ("encryption_info", "encryption_at_rest_kms_key_arn")
    for inside in blocks.data:
        key = inside.data.get(path[1]) if isinstance(inside.data, dict) else None
        if key is None or not isinstance(key.data, str):
            continue
        written = references.is_written(each, path)
        if written is None and block is not None:
            written = is_written(block, path)
        if written is False:
            del inside.data[path[1]]
        elif written is None and not references.declares("aws_kms_key", "arn", key.data):
            inside.data[path[1]] = unknown("AWS' own key has such an ARN too", *key.origins)


def _placed(value: Value[Any], path: Path, block: Block, address: str) -> Value[Any]:
    """A text of several lines at the lines of the heredoc that it was written as."""
    if isinstance(value.data, Written):
        count = len(value.data.splitlines())
        at = lines(block, path, count, logical_path(address, path))
        if at:
            text = Written(value.data, at)
            return Value(text, value.origins, value.provenance, value.reason, value.sensitive)
    return value


def _guards(block: Block | None) -> Iterator[tuple[str, Value[bool]]]:
    """`prevent_destroy` is in no plan and no state: only the configuration says it."""
    if block is None:
        yield "prevent_destroy", unknown("a plan or a state does not show it")
        return
    for inner in block.body.of_type("lifecycle"):
        attribute = inner.body.attributes.get("prevent_destroy")
        if attribute is not None and isinstance(attribute.value, Literal):
            yield "prevent_destroy", known(attribute.value.value is True, attribute.origin)


def _either(one: Any, other: Any) -> Any:
    """What either of two shapes says."""
    if one is True or other is True:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return {
            key: _either(one.get(key, False), other.get(key, False)) for key in {**one, **other}
        }
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [_either(a, b) for a, b in zip(one, other, strict=True)]
    return one or other
