"""The tables of public numbers and forecasts."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from bot.domain.numbers.version import Version
from bot.storage.engine.columns import Instant
from bot.storage.tables.core import METADATA
from bot.storage.types import DECIMAL, VERSION


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
