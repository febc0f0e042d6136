"""Above how many programs a decision needs more votes."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the number, which is the usual one so far."""
    op.add_column("quorums", sa.Column("many", sa.Integer(), nullable=False, server_default="20"))
    with op.batch_alter_table("quorums") as table:
        table.alter_column("many", server_default=None)
