"""The table of personal tokens."""

from datetime import datetime

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, TypedColumns

from bot.storage.engine.columns import Instant
from bot.storage.tables.metadata import METADATA


class PersonalTokenColumns(TypedColumns):
    """A personal token: its hash and its owner."""

    digest: Named[str]
    team_id: Named[str]
    user_id: Named[str]
    id: Named[str]
    made_at: Named[datetime] = Column(Instant(), nullable=False)


PERSONAL_TOKENS = Table(
    "personal_tokens",
    METADATA,
    PersonalTokenColumns,
    PrimaryKeyConstraint("digest"),
    Index(None, "team_id", "user_id"),
)
