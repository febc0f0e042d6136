"""The programs of a kept installation, and what WeChat says of them on each day."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from sqlalchemy import Connection, inspect

from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Feed
from bot.domain.programs import Program
from bot.ports.slack import Person
from bot.settings import Settings
from bot.usecases.everything import UseCases
from bot.wiring.core import Core, open_core
from tests.domain.break_world import Noise, calm, rough, snapshot
from tests.domain.break_world import days as days_with_break
from tests.domain.build import (
    EITHER_WAY,
    FITS_NOTHING,
    TODAY,
    Rows,
    at_or_below_rows,
    below_rows,
    feed_of,
    wxjava_like,
)
from tests.fakes.everything import Fakes
from tests.fakes.machine import FakeClock
from tests.fakes.people import FakePeople

DAY: Final = timedelta(days=1)
MINIMUM: Final = "3.158.0"
LISTED: Final = 24


@dataclass(frozen=True)
class Shop:
    number: int
    nickname: str
    says: Callable[[date], Feed]
    alias: str = ""
    tags: tuple[str, ...] = ()
    age: int = 20
    """For how many days its numbers are kept."""

    @property
    def appid(self) -> Visible:
        return Visible(f"wx{self.number:016x}")

    @property
    def program(self) -> Program:
        return Program(self.appid, self.alias, self.nickname)

    def feed(self, day: date, minimum: str) -> Feed:
        return replace(self.says(day), minimum=minimum)


def _rows(day: date, half_life: float, noise: Noise, listed: int) -> list[tuple[str, Decimal]]:
    return _newest(snapshot(day, half_life=half_life, noise=noise).feed, listed)


def _newest(feed: Feed, listed: int) -> list[tuple[str, Decimal]]:
    """Shares of the newest versions, those of the older ones added to the oldest of them."""
    every = [(each.label, each.value) for each in feed.items]
    old, (oldest, *new) = every[:-listed], every[-listed:]
    return [(oldest[0], oldest[1] + sum(share for _, share in old)), *new]


def usual(day: date, *, half_life: float = 60, noise: Noise = calm, listed: int = LISTED) -> Feed:
    return feed_of(_rows(day, half_life, noise, listed))


def _in_percent(day: date) -> Feed:
    return feed_of([(label, round(100 * share, 2)) for label, share in _rows(day, 45, calm, LISTED)])


def _cumulative(day: date, *, make: Callable[[list[tuple[str, Decimal]]], Rows]) -> Feed:
    return feed_of(make(_rows(day, 70, calm, LISTED)))


def _unreported(day: date) -> Feed:
    return feed_of([(label, share * Decimal("0.97")) for label, share in _rows(day, 60, calm, LISTED)])


def _labelled(day: date) -> Feed:
    return feed_of([("初始值", Decimal("0.002")), ("2.10.3 timeline", Decimal(0)), *_rows(day, 60, calm, 10)])


def _without_newest(day: date) -> Feed:
    """The last two days' lists lack the version that most users have."""
    rows = _rows(day, 60, calm, LISTED)
    return feed_of(rows[:-2] if day > TODAY - 2 * DAY else rows)


def _counted_otherwise(day: date, *, since: date, until: date = date.max) -> Feed:
    return next(each.feed for each in days_with_break(2.4, since=since, until=until) if each.day == day)


def _always(_day: date, *, rows: Rows) -> Feed:
    return feed_of(rows)


def shops() -> list[Shop]:
    own = partial(_counted_otherwise, since=TODAY - 33 * DAY)
    over = partial(_counted_otherwise, since=TODAY - 45 * DAY, until=TODAY - 20 * DAY)
    some: list[tuple[str, Callable[[date], Feed], str, tuple[str, ...], int]] = [
        ("云杉商城", usual, "shop", ("food", "零售"), 59),
        ("Tea house", partial(usual, half_life=90, noise=rough), "tea", ("food",), 59),
        ("Own break", own, "broken", ("travel",), 59),
        ("Break that ended", over, "mended", ("travel",), 59),
        ("Users below", partial(_cumulative, make=below_rows), "below", (), 30),
        ("Users at or below", partial(_cumulative, make=at_or_below_rows), "at-or-below", (), 30),
        ("In percent", _in_percent, "percent", ("food",), 45),
        ("Fits nothing", partial(_always, rows=FITS_NOTHING), "unclear", (), 9),
        ("Either way", partial(_always, rows=EITHER_WAY), "either", (), 9),
        ("No data yet", partial(_always, rows={"3.0.0": 0, "3.1.0": 0}), "empty", (), 5),
        ("One version", partial(_always, rows={"3.179.0": 100}), "single", (), 8),
        ("Newest is missing", _without_newest, "missing", (), 20),
        ("Not all reported", _unreported, "unreported", ("food",), 20),
        ("Strange labels", _labelled, "labels", (), 20),
        ("Like the real one", partial(_always, rows=wxjava_like()), "real", (), 6),
        ("<!channel> & “Café”", usual, "", ("Ｇａｍｅｓ",), 12),
        ("Never read", usual, "never", (), 6),
        ("Revoked", usual, "revoked", ("food",), 20),
        ("Not granted", usual, "not-granted", (), 20),
        ("Failing", usual, "failing", (), 20),
        ("Out of quota", usual, "quota", (), 20),
        ("Restricted", usual, "secret", ("food",), 20),
    ]
    every = [Shop(number, *each) for number, each in enumerate(some, start=1)]
    first = len(every) + 1
    chain = [
        Shop(
            first + number,
            f"Branch {number}",
            partial(usual, half_life=40 + 3 * number, listed=18),
            f"branch-{number}",
            ("chain", *(["north"] if number % 3 == 0 else [])),
            40,
        )
        for number in range(20)
    ]
    return every + chain


def described(connection: Connection) -> dict[str, list[str]]:
    """Return each table's columns, constraints and indexes, in an order that does not depend on how they were made."""
    return {name: sorted(_lines(connection, name)) for name in sorted(inspect(connection).get_table_names())}


def _lines(connection: Connection, table: str) -> Iterator[str]:
    found = inspect(connection)
    for column in found.get_columns(table):
        kind = column["type"].compile(connection.dialect)
        null = "NULL" if column["nullable"] else "NOT NULL"
        yield f"{column['name']} {kind} {null} default {column['default']}"
    key = found.get_pk_constraint(table)
    yield f"primary key {key['name']} {key['constrained_columns']}"
    for unique in found.get_unique_constraints(table):
        yield f"unique {unique['name']} {unique['column_names']}"
    for index in found.get_indexes(table):
        yield f"index {index['name']} {index['column_names']} unique {bool(index['unique'])}"
    yield from (f"foreign key {each}" for each in found.get_foreign_keys(table))
    yield from (f"check {each}" for each in found.get_check_constraints(table))


TEAM: Final = "T0KEPT"
ALICE, BOWEN, CARLA, DORA = "U0ALICE", "U0BOWEN", "U0CARLA", "U0DORA"
MAIN, RELEASE, FLEET, FOOD, GONE, LOST, MUTE = (
    f"C0{name}" for name in ("MAIN", "RELEASE", "FLEET", "FOOD", "GONE", "LOST", "MUTE")
)
ASKED_AT: Final = datetime.combine(TODAY, time(1, 30), UTC)
"""Half an hour after the last readings: WeChat is not asked."""
TARGET: Final = "3.162.0"


def settings(database_url: str, clock: str) -> dict[str, str]:
    return {
        "database_url": database_url,
        "baselib_clock_url": clock,
        "baselib_home_team": TEAM,
        "baselib_public_url": "https://baselib.example.com",
        "baselib_may_set_minimum": "on",
        "wechat_access_token": "token",
        "wechat_programs": f"shop=wx{1:016x}",
        "wechat_public_url": "http://127.0.0.1:9/public",
    }


@asynccontextmanager
async def opened(database_url: str, clock: str) -> AsyncIterator[tuple[Core, Fakes, UseCases]]:
    """The installation, and its use cases over fakes of Slack and WeChat."""
    async with open_core(Settings.model_validate(settings(database_url, clock))) as core:
        fakes = Fakes(
            people=FakePeople(
                Person(ALICE, "en-US", "Europe/Berlin", is_admin=True, name="Alice"),
                Person(BOWEN, "en-US", "Asia/Shanghai", name="Bowen"),
                Person(CARLA, "zh-CN", "Asia/Shanghai", name="Carla"),
                Person(DORA, "en-GB", "UTC", name="Dora"),
            ),
            clock=FakeClock(ASKED_AT),
        )
        reading = replace(core.ports, source=fakes.source, public_source=None, setter=fakes.setter)
        yield core, fakes, fakes.assemble(reading, core.options)
