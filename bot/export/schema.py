"""Answers as JSON, each declared once: what a field is called, its kind, and where its value comes from.

`Schema.dump` makes what `--json` and files have, `Schema.pick` takes a tool's result from that, and
`Schema.json_schema` describes the result.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from bot.domain.can.features import Emptied
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version
from bot.domain.programs import Program

Json = dict[str, Any]
T = TypeVar("T")
S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)
_ABSENT: Final = object()
"""The value of a field that is left out."""


class Kind(Generic[T]):
    """A kind of value."""

    def __init__(self, name: str, dump: Callable[[T], Any]) -> None:
        self.name = name
        """As JSON Schema calls it."""
        self._dump = dump

    def dump(self, value: T) -> Any:
        return self._dump(value)

    def pick(self, data: Any) -> Any:
        """Return what a tool returns of the dumped value."""
        return data

    def described(self, _definitions: dict[str, Json]) -> Json:
        """Its JSON Schema; that of an object is added to the definitions, and referred to."""
        return {"type": self.name}


class _Maybe(Kind[T | None]):
    def __init__(self, kind: Kind[T]) -> None:
        super().__init__("null", lambda value: None if value is None else kind.dump(value))
        self.kind = kind

    def pick(self, data: Any) -> Any:
        return None if data is None else self.kind.pick(data)

    def described(self, definitions: dict[str, Json]) -> Json:
        return {"anyOf": [self.kind.described(definitions), {"type": "null"}]}


class _Many(Kind[Iterable[T]]):
    def __init__(self, kind: Kind[T]) -> None:
        super().__init__("array", lambda values: [kind.dump(value) for value in values])
        self.kind = kind

    def pick(self, data: Any) -> Any:
        return [self.kind.pick(each) for each in data]

    def described(self, definitions: dict[str, Json]) -> Json:
        return {"items": self.kind.described(definitions), "type": "array"}


class _Counts(Kind[Mapping[Any, int]]):
    def described(self, _definitions: dict[str, Json]) -> Json:
        return {"additionalProperties": {"type": "integer"}, "type": "object"}


def maybe(kind: Kind[T]) -> Kind[T | None]:
    """Null without a value."""
    return kind if isinstance(kind, _Maybe) else _Maybe(kind)


def many(kind: Kind[T]) -> Kind[Iterable[T]]:
    return _Many(kind)


@dataclass(frozen=True)
class Field(Generic[S_contra]):
    """A field of an object that is made from an `S_contra`."""

    kind: Kind[Any]
    value: Callable[[S_contra], Any]
    in_tools: bool = True
    """Whether tools return it; `--json` and files have all fields."""
    required: bool = True
    """If not, the field may be left out, and is null in tools then."""


Fields = dict[str, Field[S]]


def field(kind: Kind[T], value: Callable[[S], T], *, in_tools: bool = True) -> Field[S]:
    return Field(kind, value, in_tools)


def optional(kind: Kind[T], value: Callable[[S], T | None], *, in_tools: bool = True) -> Field[S]:
    """Return a field that is left out where its value is None."""
    return Field(maybe(kind), _through(value, lambda found: found), in_tools, required=False)


def files_only(fields: Fields[S]) -> Fields[S]:
    """Return the fields, without those of tools."""
    return {name: replace(each, in_tools=False) for name, each in fields.items()}


class Schema(Kind[T]):
    """An object that is made from a `T`."""

    def __init__(self, name: str, /, **fields: Field[T]) -> None:
        super().__init__(name, self.dump)
        self.fields = fields

    def dump(self, value: T) -> Json:
        values = ((name, each.kind, each.value(value)) for name, each in self.fields.items())
        return {name: kind.dump(found) for name, kind, found in values if found is not _ABSENT}

    def for_tools(self, value: T) -> Json:
        return self.pick(self.dump(value))

    def pick(self, data: Any) -> Json:
        """Return what a tool returns of what `dump` returned; null for what was left out."""
        picked = {name: each.kind for name, each in self.fields.items() if each.in_tools}
        return {name: kind.pick(data.get(name)) for name, kind in picked.items()}

    def described(self, definitions: dict[str, Json]) -> Json:
        if self.name not in definitions:
            definitions[self.name] = self._object(definitions)
        return {"$ref": f"#/$defs/{self.name}"}

    def json_schema(self) -> Json:
        """Return the JSON Schema of what `pick` returns."""
        definitions: dict[str, Json] = {}
        described = self._object(definitions)
        return described | ({"$defs": dict(sorted(definitions.items()))} if definitions else {})

    def _object(self, definitions: dict[str, Json]) -> Json:
        fields = {name: each for name, each in self.fields.items() if each.in_tools}
        return {
            "properties": {
                name: each.kind.described(definitions) | ({} if each.required else {"default": None})
                for name, each in fields.items()
            },
            "required": [name for name, each in fields.items() if each.required],
            "type": "object",
        }

    def of(self, source: Callable[[S], T | None], *, always: bool = True) -> Fields[S]:
        """Return the fields, of an object that is made from what has their source.

        If not always, they may be left out.
        """
        return {
            name: Field(
                each.kind if always else maybe(each.kind),
                _through(source, each.value),
                each.in_tools,
                required=each.required and always,
            )
            for name, each in self.fields.items()
        }

    def only(self, *names: str) -> Fields[T]:
        """Return some of the fields, in this order."""
        return {name: self.fields[name] for name in names}


def _through(source: Callable[[S], T | None], value: Callable[[T], Any]) -> Callable[[S], Any]:
    def read(given: S) -> Any:
        found = source(given)
        return _ABSENT if found is None else value(found)

    return read


TEXT: Final = Kind[str]("string", str)
FLAG: Final = Kind[bool]("boolean", bool)
COUNT: Final = Kind[int]("integer", int)
COUNTS: Final = _Counts("object", lambda counts: {str(name): count for name, count in counts.items()})
PERCENT: Final = Kind[Decimal]("number", lambda fraction: float(round(fraction * 100, 6)))
"""Of a fraction; from 0 to 100."""
NUMBER: Final = Kind[float]("number", float)
VERSION: Final = Kind[Version]("string", str)
DAY: Final = Kind[date]("string", lambda day: day.isoformat())
"""A day or an instant (UTC)."""
RANGE: Final = Schema[Bounds](
    "Range", low=field(PERCENT, lambda bounds: bounds.low), high=field(PERCENT, lambda bounds: bounds.high)
)
PROGRAM: Final = Schema[Program](
    "Named",
    appid=field(TEXT, lambda program: program.appid),
    alias=field(maybe(TEXT), lambda program: program.alias or None),
    nickname=field(maybe(TEXT), lambda program: program.nickname or None),
)
EMPTIED: Final = Schema[Emptied](
    "Emptied",
    lost=field(TEXT, lambda emptied: emptied.lost),
    since=field(DAY, lambda emptied: emptied.since),
    source=field(TEXT, lambda emptied: emptied.source),
)
