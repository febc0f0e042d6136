"""JSON: a list of rows, days with their rows, or WeChat's own answer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.domain.imports.rows import (
    DAY_HEADS,
    PERCENTAGE_HEADS,
    VERSION_HEADS,
    Mistake,
    Percentage,
    Problem,
    Row,
    Rows,
    head,
    read_day,
    read_percentage,
)

_LISTS: Final = ("items", "versions", "rows", "days", "data", "uv_info")
"""Keys under which rows, or days with rows, stand."""
_DEEPEST: Final = 6


def looks_like_json(text: str) -> bool:
    """Whether a text is meant as JSON."""
    return text.lstrip("\ufeff \r\n\t")[:1] in ("[", "{")


def read_json(text: str) -> Rows:
    """Read JSON. A problem's line is the row's number, except where the text is not JSON at all."""
    try:
        data = json.loads(text.lstrip("\ufeff"), parse_float=Decimal, parse_int=Decimal)
    except json.JSONDecodeError as error:
        return Rows((), [Problem(error.lineno, Mistake.NOT_JSON, error.msg)])
    except (ArithmeticError, RecursionError, ValueError) as error:
        return Rows((), [Problem(0, Mistake.NOT_JSON, str(error))])
    reader = _Reader()
    reader.read(data, day=None, depth=0)
    return Rows(reader.rows, reader.problems)


@dataclass
class _Reader:
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _number: int = 0
    """Rows so far."""

    def read(self, data: object, *, day: date | None, depth: int) -> None:
        """Read a list, a day or a row; other values hold nothing."""
        if depth > _DEEPEST:
            return
        if isinstance(data, list):
            for each in data:
                self.read(each, day=day, depth=depth + 1)
        elif isinstance(data, dict):
            named = {head(str(key)): value for key, value in data.items()}
            own = self._day(named) or day
            label = _first(named, VERSION_HEADS)
            if isinstance(label, str):
                self._row(label, _first(named, PERCENTAGE_HEADS), own)
                return
            for within in _lists(data):
                self.read(within, day=own, depth=depth + 1)

    def _day(self, named: Mapping[str, Any]) -> date | None:
        text = _first(named, DAY_HEADS)
        if text is None:
            return None
        try:
            day = read_day(str(text))
        except ValueError:
            day = None
        if day is None:
            self.problems.append(Problem(self._number + 1, Mistake.NOT_A_DAY, str(text)))
        return day

    def _row(self, label: str, value: object, day: date | None) -> None:
        self._number += 1
        percentage = _percentage(value)
        if percentage is None:
            mistake = Mistake.NO_PERCENTAGE if value is None else Mistake.NOT_A_PERCENTAGE
            self.problems.append(Problem(self._number, mistake, label if value is None else str(value)))
        else:
            self.rows.append(Row(self._number, label.strip(), percentage.value, percentage.signed, day))


def _percentage(value: object) -> Percentage | None:
    if isinstance(value, Decimal):
        return read_percentage(str(value)) if value.is_finite() else None
    return read_percentage(value.strip()) if isinstance(value, str) else None


def _first(named: Mapping[str, Any], heads: frozenset[str]) -> Any:  # whatever JSON holds
    return next((value for key, value in named.items() if key in heads and key), None)


def _lists(data: Mapping[str, Any]) -> Iterator[object]:
    return (data[key] for key in _LISTS if isinstance(data.get(key), list | dict))
