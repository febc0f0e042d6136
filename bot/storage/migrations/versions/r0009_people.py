"""People's preferences, the channels where they use the bot, and greetings sent."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables. Workspaces that have used the bot before count as greeted."""
    op.create_table(
        "people",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("followed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_people"),
    )
    op.create_table(
        "person_channels",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("last_used", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", "channel_id", name="pk_person_channels"),
    )
    greetings = op.create_table(
        "greetings",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "place", name="pk_greetings"),
    )
    workspaces = sa.table("workspaces", sa.column("team_id", sa.String()))
    known = sa.select(workspaces.c.team_id, sa.literal(""), sa.func.current_timestamp())
    op.execute(sa.insert(greetings).from_select(["team_id", "place", "at"], known))
