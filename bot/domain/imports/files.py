"""The text of imported files, CSV or JSON."""

import codecs
import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
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
    day_within,
    head,
    is_head,
    read_day,
    read_percentage,
)

MOST_LINES: Final = 100_000
"""A year of days with a hundred versions, on two lines each."""
_CELLS: Final = 50
"""Those that are looked at in a line."""
_DELIMITERS: Final = "\t;,|"
_COMMAS_WITHIN: Final = re.compile(r"(?<=[\t;| ])[<≤]?[0-9]+(?:,[0-9]+)+(?![0-9.])")
"""In a number behind another separator."""
_SPACES: Final = re.compile(r"[ \u3000]+")
_INDEX: Final = re.compile(r"[0-9]{1,6}", re.ASCII)
_DOTTED: Final = re.compile(r"v?[0-9]+(?:\.[0-9]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a table with heads has its cells."""

    version: int
    percentage: int
    day: int | None
    width: int
    """How many heads there are."""


def read_text(text: str) -> Rows:
    """Read a text in normal form (NFKC).

    Lines with the heads of columns and empty ones are left out. A line with nothing but a day applies to those below.
    """
    whole = text.splitlines()
    if len(whole) > MOST_LINES:
        return Rows((), [Problem(0, Mistake.TOO_LONG)])
    heads = next(filter(_cells, whole), "")
    columns = _columns(_cells(heads))
    usual = _mark(heads) if columns else ""
    lines = [(number, cells) for number, line in enumerate(whole, 1) if (cells := _cells(line, usual))]
    if columns:
        return _by_columns(lines[1:], columns)
    reader = _Reader()
    for number, cells in lines:
        reader.read(number, cells)
    return reader.end()


def _cells(line: str, usual: str = "") -> list[str]:
    """Return the cells of a line; none for an empty one.

    Args:
        usual: what separates the heads of columns.
    """
    line = line.strip("\ufeff \u3000\r\n")
    mark = _mark(line) or (usual if usual in line else "")
    try:
        cells = next(csv.reader([line], delimiter=mark, skipinitialspace=True), []) if mark else _SPACES.split(line)
    except csv.Error:  # a cell of more than 128 KiB
        cells = [line]
    cells = [cell.strip() for cell in cells[:_CELLS]]
    return cells if any(cells) else []


def _mark(line: str) -> str:
    """Return what separates the cells of a line; empty for spaces. Commas may stand within numbers."""
    for mark in _DELIMITERS:
        if mark in (_COMMAS_WITHIN.sub("", line) if mark == "," else line):
            return mark
    return ""


def _columns(cells: Sequence[str]) -> _Columns | None:
    heads = [head(cell) if cell else None for cell in cells]
    places: Mapping[str, list[int]] = {
        name: [index for index, each in enumerate(heads) if each in known]
        for name, known in (("version", VERSION_HEADS), ("percentage", PERCENTAGE_HEADS), ("day", DAY_HEADS))
    }
    if not places["version"] or not places["percentage"]:
        return None
    day = places["day"][0] if places["day"] else None
    return _Columns(places["version"][0], places["percentage"][0], day, len(cells))


def _by_columns(lines: Sequence[tuple[int, list[str]]], columns: _Columns) -> Rows:
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, cells in lines:
        read = _row(number, cells, columns)
        if isinstance(read, Problem):
            problems.append(read)
        elif read:
            rows.append(read)
    return Rows(rows, problems)


def _row(number: int, cells: Sequence[str], columns: _Columns) -> Row | Problem | None:
    if len(cells) == columns.width + 1 and cells[-1] and _INDEX.fullmatch(cells[0]):  # pandas numbers its rows
        cells = cells[1:]
    label, text = _at(cells, columns.version), _at(cells, columns.percentage)
    if is_head(label) and is_head(text):  # a page's table copied in parts repeats its heads
        return None
    if not label:
        short = len(cells) <= min(columns.version, columns.percentage)
        nothing = Problem(number, Mistake.NO_PERCENTAGE, " ".join(cells)) if short else None
        return Problem(number, Mistake.NO_VERSION, text) if text else nothing
    if not text:
        return Problem(number, Mistake.NO_PERCENTAGE, label)
    percentage = read_percentage(text)
    if percentage is None:
        return Problem(number, Mistake.NOT_A_PERCENTAGE, text)
    day_text = _at(cells, columns.day) if columns.day is not None else ""
    day = _day(day_text)
    if day_text and day is None:
        return Problem(number, Mistake.NOT_A_DAY, day_text)
    return Row(number, label, percentage.value, percentage.signed, day)


def _at(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""


def _day(text: str) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        return None


@dataclass
class _Reader:
    """Reads lines without heads, each cell by its form."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _day: date | None = None
    """Of the rows below."""
    _label: tuple[int, str] | None = None
    """A version whose percentage is to come on the next line."""

    def read(self, number: int, cells: Sequence[str]) -> None:
        try:
            day, values = _split(cells)
        except ValueError:
            self.problems.append(Problem(number, Mistake.NOT_A_DAY, " ".join(cells)))
            return
        if not values:
            self._day = day
        elif len(values) == 1:
            self._single(number, values[0], day)
        else:
            self._drop()
            self._row(number, values, day)

    def end(self) -> Rows:
        """All that was read."""
        self._drop()
        return Rows(self.rows, self.problems)

    def _single(self, number: int, cell: str, day: date | None) -> None:
        """Return a cell on a line of its own: a version, or the percentage of the version above."""
        percentage = read_percentage(cell)
        if percentage is None:
            self._drop()
            self._label = None if is_head(cell) else (number, cell)
        elif self._label is None:
            self.problems.append(Problem(number, Mistake.NO_VERSION, cell))
        else:
            self._add(self._label[0], self._label[1], percentage, day)
            self._label = None

    def _row(self, number: int, cells: Sequence[str], day: date | None) -> None:
        """Return a version, its percentage, perhaps a number of users between or after them, and one of rows before."""
        if cells[2:] and _INDEX.fullmatch(cells[0]) and _DOTTED.fullmatch(cells[1]):
            cells = cells[1:]
        found = [(at, read) for at, cell in enumerate(cells) if at and (read := read_percentage(cell))]
        if found:
            at, percentage = next((each for each in found if each[1].signed), found[0])
            self._add(number, _label(cells[:at]), percentage, day)
        elif not any(map(is_head, cells)):
            self.problems.append(Problem(number, Mistake.NOT_A_PERCENTAGE, cells[1]))

    def _add(self, line: int, label: str, percentage: Percentage, day: date | None) -> None:
        self.rows.append(Row(line, label, percentage.value, percentage.signed, day or self._day))

    def _drop(self) -> None:
        """Give up a version that no percentage followed; a page's title before its table is none."""
        if self._label is not None and any(map(str.isdigit, self._label[1])):
            self.problems.append(Problem(self._label[0], Mistake.NO_PERCENTAGE, self._label[1]))
        self._label = None


def _split(cells: Sequence[str]) -> tuple[date | None, list[str]]:
    """Return the day in a line, and its other cells."""
    days = {cell: read_day(cell) for cell in cells}
    rest = [cell for cell in cells if cell and not days[cell]]
    day = next(filter(None, days.values()), None)
    if day is None and not any(map(read_percentage, rest)) and (within := day_within(" ".join(rest))):
        return within, []
    return day, rest


def _label(cells: Sequence[str]) -> str:
    """Return the label of a line: it may have spaces (2.10.3 timeline); a number of users is no part of it."""
    return " ".join([cells[0], *(cell for cell in cells[1:] if not any(map(str.isdigit, cell)))])


_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(content: bytes) -> str | None:
    """Return the text of a file as people have them: UTF-8, UTF-16, or what Chinese spreadsheets write.

    None for a spreadsheet or another binary file.
    """
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


_LISTS: Final = ("items", "versions", "rows", "days", "data", "uv_info")
"""Keys under which rows, or days with rows, stand."""
_DEEPEST: Final = 6


def looks_like_json(text: str) -> bool:
    return text.lstrip("\ufeff \r\n\t")[:1] in ("[", "{")


def read_json(text: str) -> Rows:
    """Read JSON. A problem's line is the row's number, except where the text is not JSON at all."""
    try:
        data = json.loads(text.lstrip("\ufeff"), parse_float=Decimal, parse_int=Decimal)
    except json.JSONDecodeError as error:
        return Rows((), [Problem(error.lineno, Mistake.NOT_JSON, error.msg)])
    except (ArithmeticError, RecursionError, ValueError) as error:
        return Rows((), [Problem(0, Mistake.NOT_JSON, str(error))])
    reader = _JsonReader()
    reader.read(data, day=None, depth=0)
    return Rows(reader.rows, reader.problems)


@dataclass
class _JsonReader:
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
