"""Rows from dataclasses and back."""

from dataclasses import dataclass

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select, text

from bot.storage.engine.columns import Encoded, Json, read, row_of


@dataclass(frozen=True)
class _Place:
    town: str
    tags: tuple[str, ...] | None


@dataclass(frozen=True)
class _Visit:
    hour: int
    town: str
    place: _Place = _Place("", None)


VISITS = Table(
    "visits",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("hour", Encoded(str, int), nullable=False),
    Column("town", String, nullable=False),
    Column("tags", Json(list, tuple)),
)


def test_the_first_with_a_field_gives_the_value() -> None:
    """Of two dataclasses with a name the first counts, and a keyword beats both."""
    visit, place = _Visit(9, "Xi'an"), _Place("Lhasa", None)
    assert row_of(VISITS, visit, place) == {"hour": 9, "town": "Xi'an", "tags": None}
    assert row_of(VISITS, visit, place, town="Wuhan")["town"] == "Wuhan"


def test_a_column_without_a_value() -> None:
    """A column that nothing gives is an error, and not NULL."""
    with pytest.raises(KeyError, match="tags"):
        row_of(VISITS, _Visit(9, "Xi'an"))


def test_there_and_back() -> None:
    """A dataclass survives, from text and compact JSON; NULL is None."""
    visits = [_Visit(9, "Xi'an", _Place("Xi'an", ("food", "walls"))), _Visit(10, "Lhasa", _Place("Lhasa", None))]
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        VISITS.create(connection)
        connection.execute(VISITS.insert(), [row_of(VISITS, visit, tags=visit.place.tags) for visit in visits])
        rows = connection.execute(select(VISITS).order_by(VISITS.c.number)).all()
        kept = connection.execute(text("SELECT hour, tags FROM visits ORDER BY number")).all()
    engine.dispose()
    assert [read(_Visit, row, place=read(_Place, row)) for row in rows] == visits
    assert [tuple(row) for row in kept] == [("9", '["food","walls"]'), ("10", None)]
