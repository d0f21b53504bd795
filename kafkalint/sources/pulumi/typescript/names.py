"""What the names of a program stand for: packages, constants, resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kafkalint.formats.typescript import Program
from kafkalint.regex import regex

if TYPE_CHECKING:
    from tree_sitter import Node

_PULUMI = "@pulumi/"
_REQUIRE = regex(r"""require\(\s*["'`]@pulumi/([\w-]+)[^"'`]*["'`]\s*\)""")
_FUNCTIONS = frozenset(
    """
    arrow_function class_body function_declaration function_expression generator_function
    generator_function_declaration method_definition
    """.split()
)
_LOOPS = frozenset({"do_statement", "for_in_statement", "for_statement", "while_statement"})
_BLOCKS = frozenset({"program", "statement_block"})


class Names:
    """The imports and declarations of one file."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.packages: dict[str, str] = {}  # a local name to "aws", "aws.msk"
        self.imports: dict[str, tuple[str, str]] = {}  # to a file beside it, and its name there
        self.declared: dict[str, list[Node]] = {}
        self.assigned: dict[str, list[Node]] = {}
        for node in program.walk():
            if node.type == "import_statement":
                self._import(node)
            elif node.type == "variable_declarator":
                name = node.child_by_field_name("name")
                self._require(node)
                if name is not None and name.type == "identifier":
                    self.declared.setdefault(program.source(name), []).append(node)
            elif node.type in ("assignment_expression", "augmented_assignment_expression"):
                left = node.child_by_field_name("left")
                if left is not None and left.type == "identifier":
                    self.assigned.setdefault(program.source(left), []).append(node)

    def constant(self, name: str, at: Node) -> Node | None:
        """The value that `name` always has at `at`, None where it may have another."""
        if is_parameter(name, at, self.program):
            return None
        found = [node for node in self.declared.get(name, ()) if _is_seen(node, at)]
        if len(found) != 1:
            return None
        values = [found[0].child_by_field_name("value")]
        values += [node.child_by_field_name("right") for node in self.assigned.get(name, ())]
        given = [value for value in values if value is not None]
        return given[0] if len(given) == 1 else None

    def token(self, constructor: Node) -> str:
        """The type that `new aws.msk.Cluster` makes: "aws:msk:Cluster"; "" for no package's."""
        first, _, rest = self.program.source(constructor).partition(".")
        package = self.packages.get(first)
        if package is None:
            return ""
        return ":".join((*package.split("."), *(part for part in rest.split(".") if part)))

    def _require(self, node: Node) -> None:
        """`const aws = require("@pulumi/aws")`, and with the names taken out of it."""
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        called = _REQUIRE.fullmatch(self.program.source(value)) if value is not None else None
        if called is None or name is None:
            return
        if name.type == "identifier":
            self.packages[self.program.source(name)] = called[1]
        for each in _within(name, "shorthand_property_identifier_pattern", "pair_pattern"):
            key = each.child_by_field_name("key") or each
            local = each.child_by_field_name("value") or each
            self.packages[self.program.source(local)] = f"{called[1]}.{self.program.source(key)}"

    def _import(self, node: Node) -> None:
        source = node.child_by_field_name("source")
        package = self.program.source(source).strip("\"'`") if source is not None else ""
        if package.startswith("."):
            self.imports |= {local: (package, name) for local, name in self._taken(node)}
        if not package.startswith(_PULUMI):
            return
        base = package.removeprefix(_PULUMI).replace("/", ".")
        for child in _within(node, "namespace_import", "import_specifier", "import_clause"):
            if child.type == "import_specifier":
                name = child.child_by_field_name("name")
                alias = child.child_by_field_name("alias") or name
                if name is not None and alias is not None:
                    self.packages[self.program.source(alias)] = (
                        f"{base}.{self.program.source(name)}"
                    )
                continue
            for inner in child.named_children:
                if inner.type == "identifier":
                    self.packages[self.program.source(inner)] = base

    def _taken(self, node: Node) -> Iterator[tuple[str, str]]:
        """The local names of an import, and what they are called there; "*" is all of it."""
        for child in _within(node, "import_specifier", "namespace_import"):
            if child.type == "import_specifier":
                name = child.child_by_field_name("name")
                local = child.child_by_field_name("alias") or name
                if name is not None and local is not None:
                    yield self.program.source(local), self.program.source(name)
            elif child.named_children:
                yield self.program.source(child.named_children[0]), "*"


def parameters_around(name: str, at: Node, program: Program) -> Iterator[tuple[Node, int, Node]]:
    """The functions around `at` that have such a parameter, which one, and its pattern."""
    here: Node | None = at
    while here is not None:
        given = here.child_by_field_name("parameters") if here.type in _FUNCTIONS else None
        for index, child in enumerate(given.named_children if given is not None else ()):
            pattern = child.child_by_field_name("pattern") or child
            names = _within(pattern, "identifier", "shorthand_property_identifier_pattern")
            if any(program.source(each) == name for each in names):
                yield here, index, pattern
        here = here.parent


def is_parameter(name: str, at: Node, program: Program) -> bool:
    """Whether a function around `at` has a parameter of that name."""
    here: Node | None = at
    while here is not None:
        if here.type in _FUNCTIONS:
            for field in ("parameters", "parameter"):
                given = here.child_by_field_name(field)
                if given is not None and any(
                    program.source(node) == name
                    for node in _within(
                        given, "identifier", "shorthand_property_identifier_pattern"
                    )
                ):
                    return True
        here = here.parent
    return False


def doubt(node: Node) -> str:
    """Why a statement may run never or more than once; "" where it runs once."""
    here = node.parent
    while here is not None:
        if here.type in _FUNCTIONS:
            return "a function makes it"
        if here.type in _LOOPS:
            return "a loop makes it"
        here = here.parent
    return ""


def _is_seen(declaration: Node, at: Node) -> bool:
    """Whether a declaration's block is one around `at`."""
    block = declaration.parent
    while block is not None and block.type not in _BLOCKS:
        block = block.parent
    here: Node | None = at
    while here is not None:
        if block is not None and here.id == block.id:
            return True
        here = here.parent
    return False


def _within(node: Node, *types: str) -> list[Node]:
    found: list[Node] = []
    waiting = list(node.named_children) if node.type not in types else [node]
    while waiting:
        here = waiting.pop()
        if here.type in types:
            found.append(here)
        waiting.extend(here.named_children)
    return found
