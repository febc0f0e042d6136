"""The table of installations."""

from datetime import datetime

from sqlalchemy import Column, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from bot.storage.engine.columns import Instant
from bot.storage.tables.core import METADATA


class InstallationColumns(TypedColumns):
    """Installations in Slack. Columns named `..._enc` are encrypted by `bot.storage.maintenance.vault`."""

    id: Named[str]
    """The workspace's id, or the organisation's."""
    team_id: Named[str]
    """The workspace's id; empty for an organisation's installation, which belongs to no single workspace."""
    name: Named[str] = Column(Text(), nullable=False)
    bot_user_id: Named[str]
    bot_token_enc: Named[str] = Column(Text(), nullable=False)
    refresh_token_enc: Named[str | None] = Column(Text())
    """None without token rotation."""
    expires_at: Named[datetime | None] = Column(Instant())
    installed_at: Named[datetime] = Column(Instant(), nullable=False)
    installed_by: Named[str]


INSTALLATIONS = Table("installations", METADATA, InstallationColumns, PrimaryKeyConstraint("id"))
