"""The main tables. Every row of a workspace has its `team_id`. `migrations/` creates them; a test compares the two.

There are no foreign keys between them: a delivery outlives its subscription, and a snapshot its program.
"""

from datetime import date, datetime, time

from sqlalchemy import Column, Index, MetaData, Named, PrimaryKeyConstraint, Table, Text, TypedColumns, UniqueConstraint

from bot.domain.alerts.alert import Condition
from bot.domain.delivery.delivery import DeliveryKind, DeliveryState
from bot.domain.delivery.reason import DeliveryReason, SlackCode
from bot.domain.digest.changes import FieldChange
from bot.domain.digest.subscription import Part, State
from bot.storage.engine.columns import Encoded, Instant
from bot.storage.types import CHANGES, CONDITION, LOCAL_TIME, PARTS, REASON, SLACK_CODE, STATE, TEXTS, WEEKDAYS

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


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


class SubscriptionColumns(TypedColumns):
    """A channel's subscription to a digest."""

    team_id: Named[str]
    id: Named[str]
    channel_id: Named[str]
    appids: Named[tuple[str, ...]] = Column(TEXTS, nullable=False)
    at: Named[time] = Column(LOCAL_TIME, nullable=False)
    zone: Named[str]
    locale: Named[str]
    owner_id: Named[str]
    created_at: Named[datetime] = Column(Instant(), nullable=False)
    paused_because: Named[State] = Column(STATE, nullable=False)
    weekdays: Named[tuple[int, ...]] = Column(WEEKDAYS, nullable=False)
    monthly: Named[bool]
    left_out: Named[frozenset[Part]] = Column(PARTS, nullable=False)
    """The parts that the digest leaves out: so subscriptions from before there were parts show all."""
    only_changes: Named[bool]
    paused_until: Named[date | None]
    fleet: Named[bool]
    tag: Named[str]


SUBSCRIPTIONS = Table(
    "subscriptions",
    METADATA,
    SubscriptionColumns,
    PrimaryKeyConstraint("team_id", "id"),
    UniqueConstraint("team_id", "channel_id"),
)


class SubscriptionChangeColumns(TypedColumns):
    """The history of a subscription: who changed it, and how."""

    number: Named[int] = Column(primary_key=True)
    team_id: Named[str]
    subscription_id: Named[str]
    at: Named[datetime] = Column(Instant(), nullable=False)
    by: Named[str]
    changes: Named[tuple[FieldChange, ...]] = Column(CHANGES, nullable=False)


SUBSCRIPTION_CHANGES = Table(
    "order_changes",
    METADATA,
    SubscriptionChangeColumns,
    Index("ix_order_changes_team_id_subscription_id", "team_id", "subscription_id"),
)


class DigestPictureColumns(TypedColumns):
    """The content of a slot's digest that the next one is compared with."""

    team_id: Named[str]
    subscription_id: Named[str]
    slot: Named[date]
    picture = Column(Text(), nullable=False)
    """ASCII JSON."""


DIGEST_PICTURES = Table(
    "digest_pictures", METADATA, DigestPictureColumns, PrimaryKeyConstraint("team_id", "subscription_id", "slot")
)


class DeliveryColumns(TypedColumns):
    """A delivery."""

    team_id: Named[str]
    id: Named[str]
    subscription_id: Named[str]
    slot: Named[date]
    due_at: Named[datetime] = Column(Instant(), nullable=False)
    state: Named[DeliveryState] = Column(Encoded(str, DeliveryState), nullable=False)
    attempt: Named[int]
    """Counts claims: a process whose claim was taken over finds another number here."""
    not_before: Named[datetime] = Column(Instant(), nullable=False)
    """When a due row may be claimed (`due_at`, or later once postponed), or an unknown one reconciled."""
    lease_until: Named[datetime | None] = Column(Instant())
    started_at: Named[datetime | None] = Column(Instant())
    finished_at: Named[datetime | None] = Column(Instant())
    channel_id: Named[str]
    message_ts: Named[str]
    reason: Named[DeliveryReason | None] = Column(REASON, nullable=False)
    late: Named[bool]
    kind: Named[DeliveryKind] = Column(Encoded(str, DeliveryKind), nullable=False)
    looks: Named[int]
    """Counts reconciliations: a process whose claim was taken over finds another number here."""
    thread_ts: Named[str]


DELIVERIES = Table(
    "deliveries",
    METADATA,
    DeliveryColumns,
    PrimaryKeyConstraint("team_id", "id"),
    UniqueConstraint("team_id", "kind", "subscription_id", "slot"),
    Index(None, "state", "not_before"),
    Index(None, "team_id", "finished_at"),
)


class ChannelProgramColumns(TypedColumns):
    """A channel's default program, used when a command names none."""

    team_id: Named[str]
    channel_id: Named[str]
    appid: Named[str]


CHANNEL_PROGRAMS = Table(
    "channel_programs",
    METADATA,
    ChannelProgramColumns,
    PrimaryKeyConstraint("team_id", "channel_id"),
)


class WorkspaceColumns(TypedColumns):
    """A Slack workspace."""

    number: Named[int] = Column(primary_key=True)
    """Autoincrement: the order in which workspaces came."""
    team_id: Named[str]
    name: Named[str]
    bot_user_id: Named[str]
    ended: Named[bool]
    enterprise_id: Named[str]
    """The organisation through whose installation the bot is there; empty where the workspace has its own."""
    suspended_at: Named[datetime | None] = Column(Instant())
    suspended_because: Named[SlackCode | None] = Column(SLACK_CODE, nullable=False)


WORKSPACES = Table("workspaces", METADATA, WorkspaceColumns, UniqueConstraint("team_id"))


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
