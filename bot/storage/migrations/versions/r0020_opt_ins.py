"""Who lets Baselib set the minimums of programs."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; a program without a row is off."""
    op.create_table(
        "program_opt_ins",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("merchant", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "appid", name="pk_program_opt_ins"),
    )
