"""What an attribute refers to that is known only after apply, by the plan's configuration.

The configuration lists what each expression refers to, and not what it makes of it. So a single
resource is taken for the value, and several for a list; where anything else has a part in it
(a variable that the caller computes, a condition, a local value) it stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kafkalint.regex import regex
from kafkalint.sources._cloud.resource import Reference
from kafkalint.sources.terraform_json.described import Described
from kafkalint.values import Value, absent, unknown

_RESOURCE = regex(r"((?:data\.)?[a-z][\w-]*\.[\w-]+)(\[[^\]]*\])?(?:\.(\w+))?(.*)")
_NO_RESOURCE = frozenset({"var", "local", "module", "each", "count", "path", "terraform", "self"})
_STEP = regex(r"\[[^\]]*\]")
_MAX_DEPTH = 12

AFTER_APPLY = "known after apply"
Path = tuple[str | int, ...]
"""Names of blocks and attributes, and the numbers of blocks among those of their name."""

_MAY_BE_DYNAMIC = frozenset(
    """
    broker_logs broker_node_group_info client_authentication cloudwatch_logs configuration_info
    ebs_storage_info encryption_in_transit encryption_info firehose jmx_exporter kafka_cluster
    log_delivery logging_info metric metric_query node_exporter open_monitoring prometheus
    provisioned_throughput replica replication_info_list s3 sasl statement tls vpc_config
    worker_log_delivery
    """.split()
)
"""Blocks that no provider makes by itself: a plan's configuration leaves out dynamic ones."""


class References:
    """All expressions of a plan's configuration, and the instances that there will be."""

    def __init__(self, configuration: Mapping[str, Any], planned: Iterable[Described]) -> None:
        self.configuration = configuration
        self.instances: dict[tuple[str, str], list[Described]] = {}
        for made in planned:
            prefix = "data." if made.mode == "data" else ""
            key = (made.module, f"{prefix}{made.type}.{made.name}")
            self.instances.setdefault(key, []).append(made)

    def later(self, of: Described, path: Path) -> Value[Any]:
        """What stands for the attribute at `path` of a resource that is known after apply.

        Absent where nobody asks for it: what it will be is the provider's default. Unknown
        where nobody can say.
        """
        module = self._module(of.module)
        prefix = "data." if of.mode == "data" else ""
        here: Any = (module or {}).get("resources", {}).get(f"{prefix}{of.type}.{of.name}")
        if not isinstance(here, dict):
            return unknown(AFTER_APPLY)
        for step in path:
            if isinstance(step, int):
                if isinstance(here, list):
                    here = here[step] if step < len(here) else None
            elif isinstance(here, list):
                here = here[0].get(step) if len(here) == 1 and isinstance(here[0], dict) else None
            elif isinstance(here, dict) and step not in here and "references" not in here:
                return unknown(AFTER_APPLY) if step in _MAY_BE_DYNAMIC else absent()
            else:
                here = here.get(step) if isinstance(here, dict) else None
        found = self._resolve(here, of.module, of.key, 0)
        return found if found is not None else unknown(AFTER_APPLY)

    def is_written(self, of: Described, path: Path) -> bool | None:
        """Whether the configuration says anything of an attribute; None where it is not here."""
        module = self._module(of.module)
        here: Any = (module or {}).get("resources", {}).get(f"{of.type}.{of.name}")
        if not isinstance(here, dict):
            return None
        for step in path:
            if isinstance(here, list):
                here = here[0] if here and isinstance(here[0], dict) else {}
            if not isinstance(here, dict) or step not in here:
                return None if step in _MAY_BE_DYNAMIC else False
            here = here[step]
        return True

    def declares(self, kind: str, attribute: str, data: str) -> bool:
        """Whether a resource of a type is here whose attribute is `data`."""
        return any(
            made.values is not None and made.values.data.get(attribute) == data
            for (_, name), instances in self.instances.items()
            if name.startswith(f"{kind}.")
            for made in instances
        )

    def _resolve(
        self, expression: Any, module: str, index: str | int | None, depth: int
    ) -> Value[Any] | None:
        names = expression.get("references") if isinstance(expression, dict) else None
        if not isinstance(names, list) or depth > _MAX_DEPTH:
            return None
        said = _longest([name for name in names if isinstance(name, str)])
        alone = len(said) == 1
        made: list[Value[Any]] = []
        for name in said:
            if name in ("count.index", "each.key") and len(said) > 1:
                continue
            found = self._one(name, module, index, depth, alone)
            if found is None:
                return None
            made.append(found)
        if not made:
            return None
        if len(made) == 1:
            return made[0]
        flat: list[Value[Any]] = []
        for value in made:
            flat.extend(value.data if _is_list(value) else (value,))
        return Value(tuple(flat))

    def _one(
        self, name: str, module: str, index: str | int | None, depth: int, alone: bool
    ) -> Value[Any] | None:
        head, _, rest = name.partition(".")
        if head == "var":
            caller, call = self._caller(module)
            wanted = rest.split(".")[0]
            expression = (call or {}).get("expressions", {}).get(wanted)
            return self._resolve(expression, caller, None, depth + 1) if "." not in rest else None
        if head == "module":
            return self._output(rest, module, depth)
        if head in _NO_RESOURCE:
            return None
        return self._resource(name, module, index)

    def _output(self, rest: str, module: str, depth: int) -> Value[Any] | None:
        called, _, output = rest.partition(".")
        name = _STEP.sub("", called)
        inner = f"{module}.module.{called}" if module else f"module.{called}"
        calls = (self._module(module) or {}).get("calls", {})
        outputs = calls.get(name, {}).get("module", {}).get("outputs", {})
        wanted = outputs.get(output.split(".")[0].split("[")[0]) if output else None
        if not isinstance(wanted, dict) or "." in output or "[" in output:
            return None
        return self._resolve(wanted.get("expression"), inner, None, depth + 1)

    def _resource(self, name: str, module: str, index: str | int | None) -> Value[Any] | None:
        found = _RESOURCE.fullmatch(name)
        if found is None:
            return None
        local, step, attribute, rest = found.groups()
        if rest:
            return None
        there = self.instances.get((module, local), [])
        if step:
            at = step[1:-1].strip('"')
            there = [made for made in there if str(made.key) == at]
        elif attribute is None and len(there) > 1:
            own = [made for made in there if index is not None and made.key == index]
            if own:
                there = own
            else:
                return Value(tuple(Value(Reference(made.address, "id")) for made in there))
        if len(there) == 1:
            value: Value[Any] = Value(Reference(there[0].address, attribute or "id"))
            is_list = attribute is None and there[0].key is not None and not step
            return Value((value,)) if is_list and index is None else value
        return None

    def _module(self, address: str) -> Mapping[str, Any] | None:
        """The configuration of the module at an address."""
        here: Mapping[str, Any] = self.configuration
        for name in calls_of(address):
            call = here.get("calls", {}).get(name)
            if call is None:
                return None
            here = call.get("module", {})
        return here

    def _caller(self, address: str) -> tuple[str, Mapping[str, Any] | None]:
        """The module that calls the one at an address, and its call."""
        names = calls_of(address)
        if not names:
            return "", None
        outer = address[: address.rindex("module.")].rstrip(".")
        return outer, (self._module(outer) or {}).get("calls", {}).get(names[-1])


def calls_of(address: str) -> list[str]:
    """The names of the calls that lead to a module: "module.a[0].module.b" is a, b."""
    parts = _STEP.sub("", address).split(".")
    return [
        name for keyword, name in zip(parts[::2], parts[1::2], strict=False) if keyword == "module"
    ]


def _longest(names: list[str]) -> list[str]:
    """The references without those that only begin others: Terraform lists both."""
    kept: list[str] = []
    for name in dict.fromkeys(names):
        longer = (other for other in names if other != name)
        if not any(other.startswith((f"{name}.", f"{name}[")) for other in longer):
            kept.append(name)
    return kept


def _is_list(value: Value[Any]) -> bool:
    return isinstance(value.data, tuple) and not isinstance(value.data, Reference)
