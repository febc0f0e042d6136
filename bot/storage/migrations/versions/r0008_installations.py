"""Installations in several Slack workspaces."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table; an operator with a single bot token needs no row."""
    op.create_table(
        "installations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bot_user_id", sa.String(), nullable=False),
        sa.Column("bot_token_enc", sa.Text(), nullable=False),
        sa.Column("refresh_token_enc", sa.Text(), nullable=True),
        sa.Column("expires_at", _INSTANT, nullable=True),
        sa.Column("installed_at", _INSTANT, nullable=False),
        sa.Column("installed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installations"),
    )
    with op.batch_alter_table("workspaces") as table:
        table.add_column(sa.Column("enterprise_id", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("workspaces") as table:  # the default was for existing rows
        table.alter_column("enterprise_id", existing_type=sa.String(), server_default=None)
