"""Alerts about the programs with a tag."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tag; no alert has one yet."""
    with op.batch_alter_table("alerts") as table:
        table.add_column(sa.Column("tag", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("alerts") as table:  # the default was for existing rows
        table.alter_column("tag", existing_type=sa.String(), server_default=None)
