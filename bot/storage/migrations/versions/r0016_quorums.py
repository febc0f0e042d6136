"""How many votes a workspace asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; without a row the usual rule applies."""
    op.create_table(
        "quorums",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("small", sa.Integer(), nullable=False),
        sa.Column("large", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_quorums"),
    )
