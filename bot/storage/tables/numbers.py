"""The tables of snapshots, coverage, public numbers and forecasts."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from bot.domain.numbers.version import Version
from bot.storage.engine.columns import Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import DECIMAL, VERSION


class SnapshotColumns(TypedColumns):
    """One program's snapshot of a day, always read whole: hence one row with its feed as JSON."""

    team_id: Named[str]
    appid: Named[str]
    day: Named[date]
    taken_at: Named[datetime] = Column(Instant(), nullable=False)
    feed = Column(Text(), nullable=False)
    """ASCII JSON: `{"minimum": "3.0.0", "items": [["3.0.1", "12.5"], ...]}`; text keeps Decimals exact."""
    reading = Column(Text(), nullable=False)
    """ASCII JSON, apart from the feed because the readings of a whole fleet are read at once."""
    proved: Named[bool]
    summary: Named[str | None] = Column(Text())
    """Text: a `bot.domain.numbers.summary`, read without the distribution; in old rows None, or another format."""
    imported_by: Named[str]
    """Empty: read from WeChat."""


SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    SnapshotColumns,
    PrimaryKeyConstraint("team_id", "appid", "day"),
    Index(None, "team_id", "day"),
)


class CoverageCurveColumns(TypedColumns):
    """The coverage of a program's newest snapshot at every version: what a fleet's losses are read from."""

    team_id: Named[str]
    appid: Named[str]
    day: Named[date]
    taken_at: Named[datetime] = Column(Instant(), nullable=False)
    """With the day, the snapshot that it was made from: it says nothing about any other."""
    curve = Column(Text(), nullable=False)


COVERAGE_CURVES = Table("coverage_curves", METADATA, CoverageCurveColumns, PrimaryKeyConstraint("team_id", "appid"))


class PublicSnapshotColumns(TypedColumns):
    """WeChat's public numbers of one day; the same for every workspace."""

    day: Named[date]
    updated_at: Named[datetime] = Column(Instant(), nullable=False)
    taken_at: Named[datetime] = Column(Instant(), nullable=False)
    content: Named[str] = Column(Text(), nullable=False)
    """ASCII JSON, always read whole: the shares, and which client ships which base library."""


PUBLIC_SNAPSHOTS = Table("public_snapshots", METADATA, PublicSnapshotColumns, PrimaryKeyConstraint("day"))


class ForecastColumns(TypedColumns):
    """Forecasts made. The database computes nothing with the fractions."""

    team_id: Named[str]
    appid: Named[str]
    version: Named[Version] = Column(VERSION, nullable=False)
    made_on: Named[date]
    day: Named[date]
    """The day that is forecast."""
    loss: Named[Decimal] = Column(DECIMAL, nullable=False)
    low: Named[Decimal] = Column(DECIMAL, nullable=False)
    high: Named[Decimal] = Column(DECIMAL, nullable=False)


FORECASTS = Table(
    "forecasts",
    METADATA,
    ForecastColumns,
    PrimaryKeyConstraint("team_id", "appid", "version", "made_on", "day"),
    Index(None, "team_id", "appid", "day"),
)


class UserCountColumns(TypedColumns):
    """A program's distinct users of the 30 days up to a day."""

    team_id: Named[str]
    appid: Named[str]
    day: Named[date]
    android: Named[int]
    iphone: Named[int]
    other: Named[int]
    absent: Named[str]
    """Why there is no number: an error's identity, or `empty`. Empty where there is one."""


USER_COUNTS = Table(
    "user_counts",
    METADATA,
    UserCountColumns,
    PrimaryKeyConstraint("team_id", "appid", "day"),
    Index(None, "team_id", "appid", "absent", "day"),
    Index(None, "team_id", "day"),
)
