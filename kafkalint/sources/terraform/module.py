"""A module as it is called once: its variables, locals, outputs, resources and modules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from kafkalint.formats.hcl.tree import Attribute, Block, Body, Literal
from kafkalint.formats.text import Text
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform import bodies, calls, policy, supplied
from kafkalint.sources.terraform.configuration import Configuration
from kafkalint.sources.terraform.evaluation import constraints
from kafkalint.sources.terraform.evaluation.constraints import convert
from kafkalint.sources.terraform.evaluation.evaluator import settle
from kafkalint.sources.terraform.evaluation.scope import Scope
from kafkalint.sources.terraform.evaluation.values import (
    ANY_INSTANCE,
    Failure,
    Several,
    hidden,
    open_,
    places,
)
from kafkalint.sources.terraform.expansion import Expansion, expand
from kafkalint.sources.terraform.given import private
from kafkalint.sources.terraform.recognition import ROOTS
from kafkalint.sources.terraform.root import Declared, Opaque, Root
from kafkalint.values import Origin, Provenance, Value

_ZONES = {"aws_availability_zones": ("names", "zone_ids")}


class Argument(NamedTuple):
    """What a call gives to a variable, evaluated where the call is written."""

    attribute: Attribute
    scope: Scope


class Module:
    """A module under one address.

    `related` are the places of the calls that led here, the innermost first. Where it is
    `supplied`, its own text is ours and never shown: what it says stands at the call.
    """

    def __init__(
        self,
        root: Root,
        configuration: Configuration,
        address: str = "",
        given: Mapping[str, Argument] | None = None,
        related: tuple[Origin, ...] = (),
        ancestors: tuple[str, ...] = (),
        by: str = "",
        uncertain: Value[Any] | None = None,
        key: str = "",
    ) -> None:
        self.root = root
        self.budget = root.budget
        self.configuration = configuration
        self.address = address
        self.given = given
        self.related = related
        self.ancestors = (*ancestors, configuration.folder)
        self.supplied = by
        self.uncertain = uncertain
        self.key = key  # its name and those of the modules around it: "kafka.label"
        self.scope = Scope(self)
        self._values: dict[tuple[str, str], Value[Any] | None] = {}
        self._expansions: dict[tuple[str, str], Expansion | None] = {}
        self._arguments: dict[tuple[str, str], Value[Any] | None] = {}
        root.modules += 1
        root.folders.add(configuration.folder)
        root.is_broken = root.is_broken or bool(configuration.partial)
        if not by:
            root.files.update(dict.fromkeys(configuration.files))
            root.notices.update(dict.fromkeys(configuration.notices))
        root.partial = root.partial or configuration.partial

    @property
    def folder(self) -> str:
        return self.configuration.folder

    # What expressions ask for.

    def name(self, root: str, name: str) -> Value[Any]:
        """`root.name`, where `root` is no name of the expression's own."""
        if root == "var":
            return self.variable(name)
        if root == "local":
            return self.local(name)
        if root == "module":
            return self.call(name)
        if root == "path":
            return self._path(name)
        if root in ("terraform", "tofu"):
            return open_(f"{root}.{name} is chosen when it runs")
        if root in ROOTS:
            return open_(f"{root}.{name} is known when Terragrunt runs")
        if root in ("count", "each", "self"):
            raise Failure(f"{root}.{name} cannot be used here")
        return self._instances("resource", root, name)

    def data(self, type_: str, name: str) -> Value[Any]:
        """`data.type_.name`"""
        return self._instances("data", type_, name)

    def attribute(self, reference: Reference, name: str) -> Value[Any]:
        """`name` of what the address of a reference stands for."""
        found = self.root.registry.get(reference.address)
        if isinstance(found, Module):
            value = found.output(name)
            if found.uncertain is not None and value.is_known:
                return open_(found.uncertain.reason, found.uncertain)
            return value
        if isinstance(found, Opaque) or found is None:
            why = found.why if found else "it is not declared in the files that were read"
            return open_(f"{reference.address}.{name} is not known: {why}")
        if name not in bodies.META and name in bodies.names(found.body):
            value = self._argument(reference.address, name, found)
            if value.is_absent:
                return Value((), value.origins)
            if not (value.is_known and value.data is None):
                return value
        if found.kind == "resource":
            return Value(Reference(reference.address, name))
        if name in _ZONES.get(found.type, ()):
            return Value(Reference(reference.address, name))
        if found.type == policy.TYPE and name == "json":
            return policy.document(bodies.arguments(found.body, found.scope))
        return open_(f"{reference.address}.{name} is looked up when it runs")

    def file(self, path: str) -> Text | None:
        return self.root.file(path)

    def files(self, folder: str) -> list[str] | None:
        return self.root.files_below(folder)

    # Its values.

    def variable(self, name: str) -> Value[Any]:
        """The value that a variable has here."""
        return self._once(("var", name), f"var.{name}", lambda: self._variable(name))

    def local(self, name: str) -> Value[Any]:
        """A value that the module works out itself."""
        return self._once(("local", name), f"local.{name}", lambda: self._local(name))

    def output(self, name: str) -> Value[Any]:
        """What the module gives to its caller."""
        return self._once(("output", name), f"output.{name}", lambda: self._output(name))

    def _once(self, key: tuple[str, str], shown: str, work: Callable[[], Value[Any]]) -> Value[Any]:
        if key in self._values:
            value = self._values[key]
            return open_(f"{shown} refers to itself") if value is None else value
        self._values[key] = None
        value = work()
        self._values[key] = value
        return value

    def _missing(self, what: str) -> Value[Any]:
        why = self.configuration.partial
        return open_(f"{what} is not declared{f': {why}' if why else ''}")

    def _variable(self, name: str) -> Value[Any]:
        block = self.configuration.variables.get(name)
        if block is None:
            return self._missing(f"var.{name}")
        type_ = constraints.read(block.body.expression("type"))
        value = self._given(name)
        if value is not None and value.is_known and value.data is None:
            nullable = block.body.expression("nullable")
            if isinstance(nullable, Literal) and nullable.value is False:
                value = None
        default = block.body.attributes.get("default")
        if value is None and default is not None:
            value = self._default(name, default)
        if value is None:
            why = f"{self.supplied} may set it in its own way" if self.supplied else ""
            return open_(why or f"var.{name} is given when it runs").at(self._place(block))
        try:
            value = convert(value, type_)
        except Failure as failure:
            value = open_(f"var.{name}: {failure.reason}", value)
        return hidden(value) if _is_true(block.body, "sensitive") else value

    def _default(self, name: str, default: Attribute) -> Value[Any]:
        value = settle(default.value, self.scope)
        if not self.supplied:
            return value.at((default.origin, *self.related[:1]))  # the call, which leaves it out
        return _by_platform(value, f"{self.supplied} sets {name} so", self.shown_at)

    def _given(self, name: str) -> Value[Any] | None:
        """What the caller gives; for a root, the user and the files of variables."""
        if self.given is not None:
            argument = self.given.get(name)
            if argument is None:
                return None
            value = settle(argument.attribute.value, argument.scope)
            return value.at(places((Value(None, (argument.attribute.origin,)), value)))
        if name in self.root.given.first:
            return self.root.given.first[name]
        attribute = self.configuration.given.get(name)
        if attribute is None:
            return self.root.given.last.get(name)
        value = settle(attribute.value, self.scope).at((attribute.origin,))
        return private(value) if name in self.configuration.private else value

    def _local(self, name: str) -> Value[Any]:
        attribute = self.configuration.locals.get(name)
        if attribute is None:
            return self._missing(f"local.{name}")
        value = settle(attribute.value, self.scope)
        return value.at((*value.origins, *self._place(attribute)))

    def _output(self, name: str) -> Value[Any]:
        block = self.configuration.outputs.get(name)
        expression = block.body.expression("value") if block else None
        if block is None or expression is None:
            return self._missing(f"output {name} of {self.address}")
        value = settle(expression, self.scope)
        if self.supplied:
            return supplied.conceal(value, self.supplied, self.shown_at)
        return hidden(value) if _is_true(block.body, "sensitive") else value

    @property
    def shown_at(self) -> tuple[Origin, ...]:
        """Where a supplied module is called by somebody whose text may be shown."""
        shown = [origin for origin in self.related if supplied.is_shown(origin)]
        return tuple(shown[:1])

    def _place(self, piece: Block | Attribute) -> tuple[Origin, ...]:
        return self.shown_at if self.supplied else (piece.origin,)

    def _path(self, name: str) -> Value[Any]:
        if name == "module":
            return Value(self.root.path_from_here(self.folder))
        if name == "cwd" and self.root.folder:
            return Value(self.root.folder)
        return Value(".") if name == "root" else open_(f"path.{name} is where it runs")

    # Resources, data sources and modules.

    def expansion(self, kind: str, block: Block, key: tuple[str, str]) -> Expansion | None:
        """The instances of a block; None while they are being worked out."""
        if key not in self._expansions:
            self._expansions[key] = None
            self._expansions[key] = expand(block.body, self.scope)
        return self._expansions[key]

    def declared(self, kind: str, type_: str, name: str) -> dict[str, Declared]:
        """The instances of a resource by their addresses; each is registered."""
        table = self.configuration.resources if kind == "resource" else self.configuration.data
        block = table[type_, name]
        expansion = self.expansion(kind, block, (f"{kind}.{type_}", name))
        found: dict[str, Declared] = {}
        for instance in expansion.instances if expansion else ():
            address = f"{self._plain_address(kind, type_, name)}{instance.suffix}"
            if address not in self.root.registry:
                scope = self.scope.with_(**instance.names) if instance.names else self.scope
                body = bodies.plain_body(block.body)
                self.root.registry[address] = Declared(kind, type_, body, scope)
            declared = self.root.registry[address]
            assert isinstance(declared, Declared)
            found[address] = declared
        return found

    def _plain_address(self, kind: str, type_: str, name: str) -> str:
        head = "data." if kind == "data" else ""
        return f"{self.address}{'.' if self.address else ''}{head}{type_}.{name}"

    def _instances(self, kind: str, type_: str, name: str) -> Value[Any]:
        table = self.configuration.resources if kind == "resource" else self.configuration.data
        block = table.get((type_, name))
        if block is None:
            return self._missing(f"{'data.' if kind == 'data' else ''}{type_}.{name}")
        expansion = self.expansion(kind, block, (f"{kind}.{type_}", name))
        if expansion is None:
            return open_(f"{type_}.{name} refers to itself")
        self.declared(kind, type_, name)
        return collect(self._plain_address(kind, type_, name), expansion)

    def _argument(self, address: str, name: str, declared: Declared) -> Value[Any]:
        key = (address, name)
        module = declared.scope.world
        assert isinstance(module, Module)
        held = module._arguments
        if key in held:
            value = held[key]
            return open_(f"{address}.{name} refers to itself") if value is None else value
        held[key] = None
        value = bodies.argument(name, declared.body, declared.scope)
        held[key] = value
        return value

    def call(self, name: str) -> Value[Any]:
        """`module.name`"""
        block = self.configuration.calls.get(name)
        if block is None:
            return self._missing(f"module.{name}")
        expansion = self.expansion("module", block, ("module", name))
        if expansion is None:
            return open_(f"module.{name} refers to itself")
        calls.instances(self, name, block, expansion)
        return collect(calls.address(self, name), expansion)


def collect(address: str, expansion: Expansion) -> Value[Any]:
    """What the name of a resource or module stands for: one, or a list or map of them."""
    if expansion.uncertain is not None:
        return Value(Reference(address + ANY_INSTANCE))
    held = [(i.key, Value(Reference(address + i.suffix))) for i in expansion.instances]
    if expansion.kind == "count":
        return Value(Several(value for _, value in held))
    if expansion.kind == "for_each":
        return Value({str(key): value for key, value in held})
    return held[0][1]


def _is_true(body: Body, name: str) -> bool:
    expression = body.expression(name)
    return isinstance(expression, Literal) and expression.value is True


def _by_platform(value: Value[Any], reason: str, origins: tuple[Origin, ...]) -> Value[Any]:
    """A default of a module that we know, at the place where it is called."""
    data = value.data
    if isinstance(data, dict):
        data = {key: _by_platform(item, reason, origins) for key, item in data.items()}
    elif isinstance(data, tuple) and not isinstance(data, Reference):
        data = type(data)(_by_platform(item, reason, origins) for item in data)
    provenance = Provenance.PLATFORM if value.is_known else value.provenance
    return Value(data, origins, provenance, reason if value.is_known else value.reason)
