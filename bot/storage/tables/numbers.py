"""The tables of snapshots, coverage, public numbers and forecasts."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from bot.domain.fleet_row import Standing
from bot.domain.numbers.version import Version
from bot.storage.engine.columns import Encoded, Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import DECIMAL, SORTED_VERSION, VERSION


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
    """Text: a `bot.domain.numbers.judgement`, read without the distribution; in old rows None, or another format."""
    imported_by: Named[str]
    """Empty: read from WeChat."""
    comparable: Named[bool | None]
    """This and the following columns: what the database compares of the judgement, made with it, as in
    `NEWEST_NUMBERS`; but accepted in hindsight, a day is comparable, too."""
    minimum_key: Named[Version | None] = Column(SORTED_VERSION)
    loss_low: Named[int | None] = Column(BigInteger())
    loss_high: Named[int | None] = Column(BigInteger())
    safe_key: Named[Version | None] = Column(SORTED_VERSION)
    safe_high: Named[int | None] = Column(BigInteger())
    standing: Named[Standing | None] = Column(Encoded(str, Standing))


SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    SnapshotColumns,
    PrimaryKeyConstraint("team_id", "appid", "day"),
    Index(None, "team_id", "day"),
)


class NewestNumberColumns(TypedColumns):
    """What fleets are counted and sorted by: a narrow row for each program's newest snapshot, kept with it.

    Losses are whole numbers of `bot.storage.numbers.ranks.UNIT`, rounded up: then a comparison with a whole number of
    percents answers as that of the loss itself. Digits that people see come from the summary.
    """

    team_id: Named[str]
    appid: Named[str]
    day: Named[date]
    data_of: Named[date | None]
    """The earlier day whose numbers these are; None where they are that day's own."""
    made_by: Named[int]
    """The number of the rules that judged it, below zero while days from `judged_from` on wait; 0: not judged yet."""
    turn: Named[str] = Column(Text(), nullable=False)
    """Which turn of WeChat's public count it was judged by (`bot.domain.numbers.course.Public.turn`)."""
    judged_from: Named[date | None]
    """The first day that is to be judged again, as an earlier one came; None where none is."""
    alerts_from: Named[date | None]
    """The first day of which alerts are still to be judged; None where none is."""
    standing: Named[Standing | None] = Column(Encoded(str, Standing))
    """What the program needs by these numbers alone."""
    comparable: Named[bool | None]
    """Whether the loss is of one proved meaning; beside a snapshot, whether the list is sound."""
    minimum_key: Named[Version | None] = Column(SORTED_VERSION)
    loss_low: Named[int | None] = Column(BigInteger())
    """Of the users below that minimum."""
    loss_high: Named[int | None] = Column(BigInteger())
    safe_key: Named[Version | None] = Column(SORTED_VERSION)
    """The highest minimum that keeps 99 % of users."""
    safe_high: Named[int | None] = Column(BigInteger())
    """Of the users below that one."""
    week_ago_low: Named[int | None] = Column(BigInteger())
    week_ago_high: Named[int | None] = Column(BigInteger())
    """Of the users below the minimum of a week before."""
    users: Named[int | None] = Column(BigInteger())
    """By that day (`bot.storage.numbers.users.beside`): to look up those of a hundred thousand takes a second."""


NEWEST_NUMBERS = Table(
    "newest_numbers",
    METADATA,
    NewestNumberColumns,
    PrimaryKeyConstraint("team_id", "appid"),
    Index(None, "team_id", "made_by"),
    Index(None, "team_id", "turn"),
    Index(None, "team_id", "alerts_from"),
)


class CourseColumns(TypedColumns):
    """What a program's days so far say about the next one: `bot.storage.numbers.courses`. WeChat's own is nobody's."""

    team_id: Named[str]
    appid: Named[str]
    day: Named[date]
    """The newest that was judged."""
    versions: Named[str] = Column(Text(), nullable=False)
    losses: Named[bytes] = Column(LargeBinary(), nullable=False)
    before: Named[str] = Column(Text(), nullable=False)
    """ASCII JSON; empty before the first day."""
    after: Named[str] = Column(Text(), nullable=False)


COURSES = Table("courses", METADATA, CourseColumns, PrimaryKeyConstraint("team_id", "appid"))


class CoverageCurveColumns(TypedColumns):
    """The coverage of a program's newest snapshot at every version: what a fleet's losses are read from."""

    team_id: Named[str]
    appid: Named[str]
    day: Named[date]
    taken_at: Named[datetime] = Column(Instant(), nullable=False)
    """With the day, the snapshot that it was made from: it says nothing about any other."""
    curve = Column(Text(), nullable=False)


COVERAGE_CURVES = Table("coverage_curves", METADATA, CoverageCurveColumns, PrimaryKeyConstraint("team_id", "appid"))


class NewestLossColumns(TypedColumns):
    """What raising the minimum of a program to any version would cost, by its newest snapshot, for comparing.

    All of a fleet's are read for one question, so there is nothing else in the rows.
    """

    team_id: Named[str]
    appid: Named[str]
    day: Named[date]
    minimum_key: Named[Version | None] = Column(SORTED_VERSION)
    list_id: Named[str | None]
    """The same for snapshots that list the same versions."""
    losses: Named[bytes | None] = Column(LargeBinary())
    """Both ends of the loss for every possible version, four bytes each: `bot.storage.numbers.ranks.losses_of`."""


NEWEST_LOSSES = Table(
    "newest_losses",
    METADATA,
    NewestLossColumns,
    PrimaryKeyConstraint("team_id", "appid"),
    Index(None, "team_id", "list_id"),
)


class PublicSnapshotColumns(TypedColumns):
    """WeChat's public numbers of one day; the same for every workspace."""

    day: Named[date]
    updated_at: Named[datetime] = Column(Instant(), nullable=False)
    taken_at: Named[datetime] = Column(Instant(), nullable=False)
    content: Named[str] = Column(Text(), nullable=False)
    """ASCII JSON, always read whole: the shares, and which client ships which base library."""
    judgement: Named[str | None] = Column(Text())
    """As beside snapshots."""
    alerts_due: Named[bool | None]
    """Whether alerts about all of WeChat are still to be judged by it."""


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
