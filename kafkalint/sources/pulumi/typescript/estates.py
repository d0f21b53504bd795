"""The resources that a program makes, as far as its text says what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.formats.text import Text
from kafkalint.formats.typescript import Program
from kafkalint.sources._cloud.bridged import resource_arguments, terraform_type
from kafkalint.sources._cloud.identities import identities
from kafkalint.sources._cloud.resource import Resource
from kafkalint.sources.pulumi.typescript.evaluation import Evaluation
from kafkalint.sources.pulumi.typescript.names import Names, doubt
from kafkalint.sources.pulumi.typescript.operations import truth
from kafkalint.sources.pulumi.typescript.reach import Reach, Unit
from kafkalint.values import Value, known, unknown

if TYPE_CHECKING:
    from tree_sitter import Node


_COUNT = "numberOfBrokerNodes"
LEAST_BROKERS = 2
"""MSK spreads brokers evenly over two or three subnets (developer guide, "Create a cluster")."""


def resources(
    texts: Iterable[Text], config: Mapping[str, Value[Any]], notices: list[Notice]
) -> tuple[Resource, ...]:
    """What the files of one program make; what cannot be read of them is told."""
    reach = Reach()
    made: list[tuple[Unit, Node, str]] = []
    for text in texts:
        try:
            program = Program(text)
        except InputError as problem:
            notices.append(Notice("unreadable", text.path, problem.line, problem.message))
            continue
        names = Names(program)
        unit = Unit(program, names, Evaluation(program, names, config))
        unit.evaluation.reach = reach
        reach.units[text.path] = unit
        made += [(unit, node, token) for node, token in _made(program, names)]
    for unit, node, token in made:
        program, evaluation = unit.program, unit.evaluation
        evaluation.resources[node.id] = _name(node, program, evaluation)
        if terraform_type(token) == "aws_msk_cluster":
            evaluation.least.update(dict.fromkeys(_counts(node, program), LEAST_BROKERS))
    found = (_resource(node, token, unit.program, unit.evaluation) for unit, node, token in made)
    return tuple(each for each in found if each is not None)


def _made(program: Program, names: Names) -> Iterator[tuple[Node, str]]:
    """Every `new` of a type that Terraform has, and the type's token."""
    for node in program.walk():
        if node.type == "new_expression":
            constructor = node.child_by_field_name("constructor")
            token = names.token(constructor) if constructor is not None else ""
            if token and terraform_type(token):
                yield node, token


def _name(node: Node, program: Program, evaluation: Evaluation) -> str:
    """The variable that holds it; else the name that it is given, where that is a literal."""
    parent = node.parent
    if parent is not None and parent.type == "variable_declarator":
        name = parent.child_by_field_name("name")
    elif parent is not None and parent.type == "assignment_expression":
        name = parent.child_by_field_name("left")
    else:
        name = None
    if name is not None and name.type == "identifier":
        return program.source(name)
    given = _arguments(node)
    held = evaluation.value(given[0]) if given else unknown("no name")
    if held.is_known and isinstance(held.data, str):
        return held.data
    return f"line {node.start_point.row + 1}"


def _resource(node: Node, token: str, program: Program, evaluation: Evaluation) -> Resource | None:
    kind = terraform_type(token)
    address = evaluation.resources[node.id]
    constructor = node.child_by_field_name("constructor")
    anchor = program.origin(constructor if constructor is not None else node, address)
    uncertain = doubt(node)
    condition = _condition(node)
    if condition is not None:
        wanted, holds = condition
        decided = truth(evaluation.value(wanted))
        if decided.is_known and decided.data is not holds:
            return None
        if not decided.is_known:
            uncertain = uncertain or decided.reason
    given = _arguments(node)
    held: Value[Any] = Value({}, (anchor,))
    if len(given) > 1:
        held = evaluation.value(given[1], address, (anchor,))
    made = resource_arguments(kind, held) if held.is_known else {}
    made = {name: value for name, value in made.items() if not _is_unset(value)}
    partial = held.reason or "its arguments are worked out" if held.is_unknown else ""
    return Resource(
        type=kind,
        address=address,
        anchor=anchor,
        arguments=made,
        partial=partial,
        identities=identities(made),
        guards=dict(_guards(given[2], evaluation)) if len(given) > 2 else {},
        uncertain=uncertain,
    )


def _is_unset(value: Value[Any]) -> bool:
    return value.is_absent or (value.is_known and value.data is None)


def _arguments(node: Node) -> list[Node]:
    given = node.child_by_field_name("arguments")
    if given is None:
        return []
    return [child for child in given.named_children if child.type != "comment"]


def _counts(node: Node, program: Program) -> Iterator[str]:
    """The constant that says how many brokers a cluster has."""
    given = _arguments(node)
    for child in given[1].named_children if len(given) > 1 else ():
        if child.type == "shorthand_property_identifier":
            name = program.source(child)
            if name == _COUNT:
                yield name
        elif child.type == "pair":
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if key is not None and program.source(key) == _COUNT and value is not None:
                yield program.source(value)


def _condition(node: Node) -> tuple[Node, bool] | None:
    """The closest condition around it, and whether it has to hold."""
    inner, here = node, node.parent
    while here is not None:
        if here.type == "if_statement":
            condition = here.child_by_field_name("condition")
            alternative = here.child_by_field_name("alternative")
            if condition is None:
                return None
            return condition, alternative is None or alternative.id != inner.id
        inner, here = here, here.parent
    return None


def _guards(options: Node, evaluation: Evaluation) -> Iterator[tuple[str, Value[bool]]]:
    held = evaluation.value(options, "options")
    given = held.data if isinstance(held.data, dict) else {}
    for key, guard in (("protect", "protect"), ("retainOnDelete", "retain")):
        value = given.get(key)
        if value is not None and value.is_known:
            yield guard, known(value.data is True, *value.origins)
