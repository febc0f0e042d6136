"""The tables of alerts."""

from datetime import date, datetime

from sqlalchemy import Column, Named, PrimaryKeyConstraint, Table, Text, TypedColumns, UniqueConstraint

from bot.domain.alerts.alert import Condition
from bot.domain.delivery.delivery import SlackCode
from bot.storage.engine.columns import Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import CONDITION, SLACK_CODE


class AlertColumns(TypedColumns):
    """A channel's alert."""

    team_id: Named[str]
    id: Named[str]
    channel_id: Named[str]
    number: Named[int]
    appid: Named[str]
    """Empty: every program."""
    condition: Named[Condition] = Column(CONDITION, nullable=False)
    locale: Named[str]
    owner_id: Named[str]
    created_at: Named[datetime] = Column(Instant(), nullable=False)
    muted_until: Named[datetime | None] = Column(Instant())
    paused_because: Named[SlackCode | None] = Column(SLACK_CODE, nullable=False)
    tag: Named[str]
    """Empty: no tag narrows its programs."""


ALERTS = Table(
    "alerts",
    METADATA,
    AlertColumns,
    PrimaryKeyConstraint("team_id", "id"),
    UniqueConstraint("team_id", "channel_id", "number"),
)


class AlertStateColumns(TypedColumns):
    """An alert's state for one program."""

    team_id: Named[str]
    alert_id: Named[str]
    appid: Named[str]
    holds: Named[bool]
    minimum: Named[str]
    """Empty: not known."""
    crossed_on: Named[date | None]
    judged_on: Named[date | None]


ALERT_STATES = Table("alert_states", METADATA, AlertStateColumns, PrimaryKeyConstraint("team_id", "alert_id", "appid"))


class AlertCrossingColumns(TypedColumns):
    """A program that met an alert's condition, and the delivery that reports it."""

    team_id: Named[str]
    alert_id: Named[str]
    appid: Named[str]
    day: Named[date]
    taken_at: Named[datetime] = Column(Instant(), nullable=False)
    numbers = Column(Text(), nullable=False)
    """ASCII JSON: the numbers before and after."""
    told_in: Named[str]
    """The id of the delivery that reports it; empty until one is composed."""


ALERT_CROSSINGS = Table(
    "alert_crossings", METADATA, AlertCrossingColumns, PrimaryKeyConstraint("team_id", "alert_id", "appid", "day")
)
