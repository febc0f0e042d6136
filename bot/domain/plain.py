"""Frozen values as plain JSON values, and back, as the types of their fields say.

A version, a day, an instant and a decimal are text, one text for equal ones; a tuple is a list, and None is null. A
dataclass is an object by field name, but one inside of it the list of its fields' values. What is kept and hashed looks
like that, so none of it may change.
"""

from collections.abc import Callable, Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import repeat
from types import UnionType
from typing import Any, ClassVar, Final, Protocol, TypeVar, get_args, get_origin, get_type_hints

from bot.domain.numbers.version import Version
from bot.errors import BadVersion

KEY: Final = "key"
"""In a field's metadata: its name in the object, where that is another one."""
ABSENT: Final = "absent"
"""In a field's metadata: the object has no such key for None, so that texts from before it stay as they are."""
OBJECT: Final = "object"
"""In a field's metadata: the dataclass inside is an object, too."""


class Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_T = TypeVar("_T", bound=Dataclass)


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"


_TEXTS: Final[Mapping[Any, tuple[Callable[[Any], str], Callable[[str], object]]]] = {
    Version: (str, Version.parse),
    date: (date.isoformat, date.fromisoformat),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    Decimal: (_digits, Decimal),
}
"""How each becomes text, and back."""


def as_object(value: Dataclass) -> dict[str, Any]:
    """Return a dataclass by the names of its fields."""
    found: dict[str, Any] = {}
    for field in fields(value):
        part, form = getattr(value, field.name), as_object if OBJECT in field.metadata else plain
        if part is not None or ABSENT not in field.metadata:
            found[_key(field)] = form(part)
    return found


def plain(value: Any) -> Any:
    """Return a value inside of an object."""
    if type(value) in _TEXTS:
        to_text, _ = _TEXTS[type(value)]
        return to_text(value)
    match value:
        case None | int():
            return value
        case str():
            return str(value)
        case tuple():
            return [plain(each) for each in value]
        case Mapping():
            return dict(value)
    return [plain(getattr(value, field.name)) for field in fields(value)]


def read_object(kind: type[_T], found: Any) -> _T:
    """From `as_object`; keys that are not a field's do not matter.

    Raises:
        ValueError: it has another shape.
    """
    try:
        return _read_dataclass(kind, found)
    except (ValueError, TypeError, KeyError, ArithmeticError, BadVersion) as error:
        raise ValueError(f"no {kind.__name__}") from error


def _read_dataclass(kind: type[_T], found: Any) -> _T:
    hints = _hints(kind)
    if isinstance(found, list):
        parts = dict(zip(hints, found, strict=True))
    else:
        there = [each for each in fields(kind) if ABSENT not in each.metadata or _key(each) in found]
        parts = {field.name: found[_key(field)] for field in there}
    return kind(**{name: _read(hints[name], part) for name, part in parts.items()})


def _read(hint: Any, found: Any) -> Any:
    origin, inside = get_origin(hint), get_args(hint)
    if origin is UnionType:  # with None
        return None if found is None else _read(inside[0], found)
    if origin is tuple:
        hints = repeat(inside[0], len(found)) if inside[-1] is ... else inside
        return tuple(_read(*each) for each in zip(hints, _checked(list, found), strict=True))
    if hint in _TEXTS:
        _, from_text = _TEXTS[hint]
        return from_text(_checked(str, found))
    if isinstance(hint, type) and is_dataclass(hint):
        return _read_dataclass(hint, found)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(found)
    return _checked(dict if origin is Mapping else hint, found)


def _checked(kind: type, found: Any) -> Any:
    if type(found) is not kind:
        raise TypeError(f"no {kind.__name__}: {found!r}")
    return found


def _key(field: Field[Any]) -> str:
    return str(field.metadata.get(KEY, field.name))


@cache
def _hints(kind: type[Dataclass]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
