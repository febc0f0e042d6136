"""The tables of workspaces and of the app's installations in them."""

from datetime import datetime

from sqlalchemy import Column, Named, PrimaryKeyConstraint, Table, Text, TypedColumns, UniqueConstraint

from bot.domain.delivery.delivery import SlackCode
from bot.storage.engine.columns import Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import SLACK_CODE


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
    heard_at: Named[datetime | None] = Column(Instant())


WORKSPACES = Table("workspaces", METADATA, WorkspaceColumns, UniqueConstraint("team_id"))


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
