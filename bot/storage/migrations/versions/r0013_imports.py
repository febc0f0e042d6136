"""Who imported a snapshot's numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; until now every snapshot was read from WeChat."""
    with op.batch_alter_table("snapshots") as table:
        table.add_column(sa.Column("imported_by", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("snapshots") as table:  # the default was for existing rows
        table.alter_column("imported_by", existing_type=sa.String(), server_default=None)
