"""What each day's numbers are worth, and the course of each program, by which the next day is judged."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them, empty: what was kept is judged in the background, a program at once when it is asked about."""
    op.create_table(
        "courses",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("losses", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "appid", name="pk_courses"),
    )
    for column in (
        sa.Column("turn", sa.Text(), nullable=False, server_default=""),
        sa.Column("data_of", sa.Date()),
        sa.Column("judged_from", sa.Date()),
        sa.Column("alerts_from", sa.Date()),
        sa.Column("week_ago_low", sa.BigInteger()),
        sa.Column("week_ago_high", sa.BigInteger()),
    ):
        op.add_column("newest_numbers", column)
    with op.batch_alter_table("newest_numbers") as table:  # the default was for existing rows
        table.alter_column("turn", existing_type=sa.Text(), existing_nullable=False, server_default=None)
    op.create_index("ix_newest_numbers_team_id_turn", "newest_numbers", ["team_id", "turn"])
    op.create_index("ix_newest_numbers_team_id_alerts_from", "newest_numbers", ["team_id", "alerts_from"])
    op.add_column("snapshots", sa.Column("standing", sa.String()))
    op.add_column("public_snapshots", sa.Column("judgement", sa.Text()))
    op.add_column("public_snapshots", sa.Column("alerts_due", sa.Boolean()))
