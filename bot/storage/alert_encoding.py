"""The numbers of a crossing as compact JSON text, and back without losing a digit."""

import json
from decimal import Decimal

from bot.domain.distribution import Bounds
from bot.domain.version import Version


def encode_numbers(**numbers: Version | Bounds | None) -> str:
    """By name: a version as its text, bounds as two texts, because JSON's numbers are floats; unknown ones left out."""
    fields = {
        name: number.text if isinstance(number, Version) else [str(number.low), str(number.high)]
        for name, number in numbers.items()
        if number is not None
    }
    return json.dumps(fields, separators=(",", ":"))


class Numbers:
    """What `encode_numbers` was given."""

    def __init__(self, text: str) -> None:
        self._fields: dict[str, str | list[str]] = json.loads(text)

    def version(self, name: str) -> Version | None:
        """The version of that name, if there is one."""
        text = self._fields.get(name)
        return Version.read(text) if isinstance(text, str) else None

    def bounds(self, name: str) -> Bounds | None:
        """The bounds of that name, if there are some."""
        ends = self._fields.get(name)
        return Bounds(Decimal(ends[0]), Decimal(ends[1])) if isinstance(ends, list) else None
