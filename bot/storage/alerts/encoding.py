"""The numbers of a crossing as compact JSON text, and back without losing a digit."""

import json
from datetime import date
from decimal import Decimal

from bot.domain.fleet.row import Standing
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.version import Version


def encode_numbers(**numbers: Version | Bounds | date | Standing | int | None) -> str:
    """Encode numbers by name as text, because JSON's numbers are floats; bounds as two, unknown ones left out."""
    fields = {name: _field(number) for name, number in numbers.items() if number is not None}
    return json.dumps(fields, separators=(",", ":"))


def _field(number: Version | Bounds | date | Standing | int) -> str | list[str]:
    return [str(number.low), str(number.high)] if isinstance(number, Bounds) else str(number)


class Numbers:
    """Reads back what `encode_numbers` wrote."""

    def __init__(self, text: str) -> None:
        self._fields: dict[str, str | list[str]] = json.loads(text)

    def version(self, name: str) -> Version | None:
        """The version of that name; None without one."""
        text = self._fields.get(name)
        return Version.read(text) if isinstance(text, str) else None

    def bounds(self, name: str) -> Bounds | None:
        """The bounds of that name; None without any."""
        ends = self._fields.get(name)
        return Bounds(Decimal(ends[0]), Decimal(ends[1])) if isinstance(ends, list) else None

    def standing(self, name: str) -> Standing | None:
        """What a program needs; None without one."""
        text = self._fields.get(name)
        return Standing(text) if isinstance(text, str) else None

    def day(self, name: str) -> date | None:
        """The day of that name; None without one."""
        text = self._fields.get(name)
        return date.fromisoformat(text) if isinstance(text, str) else None

    def count(self, name: str) -> int:
        """The count of that name; 0 without one."""
        text = self._fields.get(name)
        return int(text) if isinstance(text, str) else 0
