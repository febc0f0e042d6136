"""The tables of people: what they chose for themselves, where they use the bot, and who was greeted."""

from datetime import date, datetime

from sqlalchemy import Column, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from bot.storage.engine.columns import Instant
from bot.storage.tables.core import METADATA


class PersonColumns(TypedColumns):
    """What a person chose for themselves."""

    team_id: Named[str]
    user_id: Named[str]
    locale: Named[str]
    """`en` or `zh-CN`; empty: as in Slack."""
    followed = Column(Text(), nullable=False)
    """ASCII JSON: a list of AppIDs."""


PEOPLE = Table("people", METADATA, PersonColumns, PrimaryKeyConstraint("team_id", "user_id"))


class PersonChannelColumns(TypedColumns):
    """In which channels a person asked the bot for something, and when last."""

    team_id: Named[str]
    user_id: Named[str]
    channel_id: Named[str]
    last_used: Named[date]


PERSON_CHANNELS = Table(
    "person_channels", METADATA, PersonChannelColumns, PrimaryKeyConstraint("team_id", "user_id", "channel_id")
)


class GreetingColumns(TypedColumns):
    """Who was greeted: a workspace (by its installer's message) or a channel (by a hint)."""

    team_id: Named[str]
    place: Named[str]
    """A channel's id; empty for the workspace itself."""
    at: Named[datetime] = Column(Instant(), nullable=False)


GREETINGS = Table("greetings", METADATA, GreetingColumns, PrimaryKeyConstraint("team_id", "place"))
