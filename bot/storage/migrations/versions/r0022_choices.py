"""What a merchant's admin chose on Baselib's page, from the invitation to the end of the authorisation."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; before this, no one was asked."""
    for name in ("invitations", "authorisations"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("choice", sa.String(), nullable=False, server_default="unasked"))
        with op.batch_alter_table(name) as table:  # the default was for existing rows
            table.alter_column("choice", existing_type=sa.String(), server_default=None)
