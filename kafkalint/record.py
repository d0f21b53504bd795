"""Records and tuples: classes whose fields are what they annotate, made without much ado.

A dataclass has its methods written and compiled anew for each class, at every start: half
as long as all else that is loaded to check a file. Records share theirs. `NamedTuple` is
typing's, which compiles every annotation; here they stay text, as they do in records.

    class Topic(Entity):
        partitions: Value[int] = absent()                    what it is where nothing is given
        settings: dict[str, Value[str]] = field(default_factory=dict)     the same, each its own
        cluster: Cluster = field(init=False)                 set later, by `fix`
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from typing import NamedTuple
else:

    class _Tuples(type):
        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.get("__annotations__", {})
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body.pop("__module__"))
            for member, value in body.items():
                setattr(made, member, value)
            return made

    class NamedTuple(metaclass=_Tuples):
        """typing.NamedTuple."""


__all__ = ["Field", "NamedTuple", "Record", "Slots", "field", "fix", "replace"]

_NOTHING = object()


class Field:
    """What is said of a field beyond a value that all instances can share."""

    __slots__ = ("default_factory", "init", "kw_only")

    def __init__(
        self, default_factory: Callable[[], Any] | None, init: bool, kw_only: bool
    ) -> None:
        self.default_factory = default_factory
        self.init = init
        self.kw_only = kw_only


def field(
    *, default_factory: Callable[[], Any] | None = None, init: bool = True, kw_only: bool = False
) -> Any:
    """A field that is made anew for each instance, that nobody gives, or only by its name."""
    return Field(default_factory, init, kw_only)


@dataclass_transform(eq_default=False, frozen_default=True, field_specifiers=(field,))
class Record:
    """Fixed once it is made, and compared by identity."""

    _names: ClassVar[dict[str, None]] = {}
    """All fields that are given, in the order of their annotations."""
    _positional: ClassVar[tuple[str, ...]] = ()
    _required: ClassVar[frozenset[str]] = frozenset()
    _factories: ClassVar[tuple[tuple[str, Callable[[], Any]], ...]] = ()

    def __init_subclass__(cls) -> None:
        names, positional = [*cls._names], [*cls._positional]
        required, factories = {*cls._required}, [*cls._factories]
        for name in vars(cls).get("__annotations__", ()):
            said = vars(cls).get(name, _NOTHING)
            if isinstance(said, Field):
                delattr(cls, name)
                if said.default_factory is not None:
                    factories.append((name, said.default_factory))
                if not said.init:
                    continue
            names.append(name)
            if not (isinstance(said, Field) and said.kw_only):
                positional.append(name)
            if said is _NOTHING or (isinstance(said, Field) and said.default_factory is None):
                required.add(name)
        cls._names, cls._positional = dict.fromkeys(names), tuple(positional)
        cls._required, cls._factories = frozenset(required), tuple(factories)

    def __init__(self, *given: Any, **named: Any) -> None:
        """Raises TypeError for what is no field, given twice, or missing."""
        fields = self.__dict__
        if given:
            fields.update(zip(self._positional, given, strict=False))
        fields.update(named)
        if len(fields) < len(given) + len(named) or not (
            self._required <= fields.keys() <= self._names.keys()
        ):
            raise self._mistake(given, named)
        for name, factory in self._factories:
            if name not in fields:
                fields[name] = factory()
        self.__post_init__()

    def __post_init__(self) -> None:
        """What a class has to do when its fields are set."""

    def _mistake(self, given: tuple[Any, ...], named: dict[str, Any]) -> TypeError:
        fields = self.__dict__
        odd = (fields.keys() - self._names) | (self._required - fields.keys())
        why = ", ".join(sorted(odd)) or "a field is given twice, or one that there is not"
        return TypeError(f"{type(self).__name__}({len(given)} values, {[*named]}): {why}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} is fixed")

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({given})"


R = TypeVar("R", bound=Record)


def fix(record: Record, name: str, value: object) -> None:
    """Set a field that could not be given: what a part is a part of."""
    record.__dict__[name] = value


def replace(record: R, **changes: Any) -> R:
    """A new record like `record`, but for `changes`; fields that are not given start anew."""
    names = type(record)._names
    given = {name: value for name, value in record.__dict__.items() if name in names}
    return type(record)(**{**given, **changes})


@dataclass_transform(eq_default=False)
class Slots(type):
    """Classes of which there are very many: what they annotate are slots, given in that order.

    class Piece(metaclass=Slots):
        start: int
        end: int

    class Name(Piece):
        name: str                          Name(0, 3, "var")

    They may be changed, and are compared by identity.
    """

    _fields: tuple[str, ...] = ()

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> Slots:
        own = tuple(body.get("__annotations__", ()))
        defaults = tuple(body.pop(field) for field in own if field in body)
        fields = tuple(field for base in bases for field in getattr(base, "_fields", ())) + own
        body.update(__slots__=own, _fields=fields)
        if own:
            body["__init__"] = _initializer(fields, defaults)
        return super().__new__(cls, name, bases, body)


def _initializer(fields: tuple[str, ...], defaults: tuple[Any, ...]) -> Any:
    made: dict[str, Any] = {}
    lines = "".join(f"\n self.{field} = {field}" for field in fields)
    exec(f"def __init__(self, {', '.join(fields)}):{lines}", made)
    made["__init__"].__defaults__ = defaults
    return made["__init__"]
