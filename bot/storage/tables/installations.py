"""The table of installations; those of `bot.storage.tables.core` beside it."""

from datetime import datetime

from sqlalchemy import Column, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from bot.storage.engine.columns import Instant
from bot.storage.tables.core import METADATA


class InstallationColumns(TypedColumns):
    """Where Slack has installed the bot. Columns named `..._enc` are sealed by `bot.storage.maintenance.vault`."""

    id: Named[str]
    """The workspace's id, or the organisation's."""
    team_id: Named[str]
    """The workspace's id; empty for an organisation's, which is nobody's alone."""
    name: Named[str] = Column(Text(), nullable=False)
    bot_user_id: Named[str]
    bot_token_enc: Named[str] = Column(Text(), nullable=False)
    refresh_token_enc: Named[str | None] = Column(Text())
    """None where tokens do not rotate."""
    expires_at: Named[datetime | None] = Column(Instant())
    installed_at: Named[datetime] = Column(Instant(), nullable=False)
    installed_by: Named[str]


INSTALLATIONS = Table("installations", METADATA, InstallationColumns, PrimaryKeyConstraint("id"))
