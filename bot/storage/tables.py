"""The tables. Every row of a workspace carries its `team_id`; `migrations/` makes them, a test holds the two together.

There are no foreign keys between them: a delivery outlives its subscription, and a snapshot its program.
"""

from datetime import date, datetime

from sqlalchemy import Column, Index, MetaData, Named, PrimaryKeyConstraint, Table, Text, TypedColumns, UniqueConstraint

from bot.storage.columns import Instant

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class SnapshotColumns(TypedColumns):
    """One program's day, always read whole: hence one row with its feed as JSON."""

    team_id: Named[str]
    appid: Named[str]
    day: Named[date]
    taken_at: Named[datetime] = Column(Instant(), nullable=False)
    feed = Column(Text(), nullable=False)
    """ASCII JSON: `{"minimum": "3.0.0", "items": [["3.0.1", "12.5"], ...]}`; text keeps Decimals exact."""
    reading = Column(Text(), nullable=False)
    """ASCII JSON, apart from the feed because the readings of a whole fleet are asked for at once."""
    proved: Named[bool]


SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    SnapshotColumns,
    PrimaryKeyConstraint("team_id", "appid", "day"),
    Index(None, "team_id", "day"),
)


class SubscriptionColumns(TypedColumns):
    """A channel's standing order."""

    team_id: Named[str]
    id: Named[str]
    channel_id: Named[str]
    appids = Column(Text(), nullable=False)
    """ASCII JSON: a list."""
    weekday: Named[int]
    at: Named[str]
    """Local time, HH:MM."""
    zone: Named[str]
    locale: Named[str]
    owner_id: Named[str]
    created_at: Named[datetime] = Column(Instant(), nullable=False)
    paused_because: Named[str]


SUBSCRIPTIONS = Table(
    "subscriptions",
    METADATA,
    SubscriptionColumns,
    PrimaryKeyConstraint("team_id", "id"),
    UniqueConstraint("team_id", "channel_id"),
)


class DeliveryColumns(TypedColumns):
    """What became of a slot."""

    team_id: Named[str]
    id: Named[str]
    subscription_id: Named[str]
    slot: Named[date]
    due_at: Named[datetime] = Column(Instant(), nullable=False)
    state: Named[str]
    attempt: Named[int]
    """Counts claims, and so tells a claim that is still good from one that somebody else has taken over."""
    not_before: Named[datetime] = Column(Instant(), nullable=False)
    """When a row that is due may be claimed (`due_at`, or later once postponed), or an unknown one looked for."""
    lease_until: Named[datetime | None] = Column(Instant())
    started_at: Named[datetime | None] = Column(Instant())
    finished_at: Named[datetime | None] = Column(Instant())
    channel_id: Named[str]
    message_ts: Named[str]
    reason: Named[str]
    late: Named[bool]
    kind: Named[str]
    looks: Named[int]
    """Counts look-ups, and so tells a look-up that is still good from one that somebody else has taken over."""


DELIVERIES = Table(
    "deliveries",
    METADATA,
    DeliveryColumns,
    PrimaryKeyConstraint("team_id", "id"),
    UniqueConstraint("team_id", "kind", "subscription_id", "slot"),
    Index(None, "state", "not_before"),
)


class ChannelProgramColumns(TypedColumns):
    """The program that a channel means when it names none."""

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
    """Counts up: the order in which workspaces came."""
    team_id: Named[str]
    name: Named[str]
    bot_user_id: Named[str]
    ended: Named[bool]


WORKSPACES = Table("workspaces", METADATA, WorkspaceColumns, UniqueConstraint("team_id"))
