"""The tables of digests, alerts and workflow steps."""

from datetime import date, datetime, time

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns, UniqueConstraint

from bot.domain.alerts.alert import Condition
from bot.domain.delivery import DeliveryKind, DeliveryReason, DeliveryState, SlackCode
from bot.domain.digest.subscription import Part, State
from bot.domain.workflows import WorkflowStep
from bot.storage.engine.columns import Encoded, Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import CONDITION, LOCAL_TIME, PARTS, REASON, SLACK_CODE, STATE, TEXTS, WEEKDAYS


class SubscriptionColumns(TypedColumns):
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
    team_id: Named[str]
    id: Named[str]
    subject_id: Named[str]
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
    UniqueConstraint("team_id", "kind", "subject_id", "slot"),
    Index(None, "state", "not_before"),
    Index(None, "team_id", "finished_at"),
)


class AlertColumns(TypedColumns):
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


class StepRunColumns(TypedColumns):
    """A run of a workflow step, deleted once it has its result."""

    team_id: Named[str]
    id: Named[str]
    step: Named[WorkflowStep] = Column(Encoded[WorkflowStep](str, WorkflowStep), nullable=False)
    program: Named[str] = Column(Text(), nullable=False)
    version: Named[str]
    channel_id: Named[str]
    person_id: Named[str]
    proposer_id: Named[str]
    reason: Named[str] = Column(Text(), nullable=False)
    started_at: Named[datetime] = Column(Instant(), nullable=False)
    next_at: Named[datetime] = Column(Instant(), nullable=False)
    waiting: Named[bool]


STEP_RUNS = Table("step_runs", METADATA, StepRunColumns, PrimaryKeyConstraint("team_id", "id"), Index(None, "next_at"))
