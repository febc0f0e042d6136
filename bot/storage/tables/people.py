"""The tables of people: their preferences, where they use the bot, and greetings sent."""

from datetime import date, datetime

from sqlalchemy import Column, Named, PrimaryKeyConstraint, Table, TypedColumns

from bot.storage.engine.columns import Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import TEXTS


class PersonColumns(TypedColumns):
    """A person's preferences."""

    team_id: Named[str]
    user_id: Named[str]
    locale: Named[str]
    """`en` or `zh-CN`; empty: as in Slack."""
    followed: Named[tuple[str, ...]] = Column(TEXTS, nullable=False)
    """AppIDs."""


PEOPLE = Table("people", METADATA, PersonColumns, PrimaryKeyConstraint("team_id", "user_id"))


class PersonChannelColumns(TypedColumns):
    """In which channels a person used the bot, and when last."""

    team_id: Named[str]
    user_id: Named[str]
    channel_id: Named[str]
    last_used: Named[date]


PERSON_CHANNELS = Table(
    "person_channels", METADATA, PersonChannelColumns, PrimaryKeyConstraint("team_id", "user_id", "channel_id")
)


class GreetingColumns(TypedColumns):
    """Greetings sent: to a workspace (a message to its installer) or a channel (a hint)."""

    team_id: Named[str]
    place: Named[str]
    """A channel's id; empty for the workspace itself."""
    at: Named[datetime] = Column(Instant(), nullable=False)


GREETINGS = Table("greetings", METADATA, GreetingColumns, PrimaryKeyConstraint("team_id", "place"))
