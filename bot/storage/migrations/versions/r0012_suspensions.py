"""Since when, and why, Slack does not accept a workspace's token."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns; no workspace is suspended yet."""
    with op.batch_alter_table("workspaces") as table:
        table.add_column(sa.Column("suspended_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("suspended_because", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("workspaces") as table:  # the default was for existing rows
        table.alter_column("suspended_because", existing_type=sa.String(), server_default=None)
