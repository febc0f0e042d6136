"""Alerts: conditions, their state for each program, and crossings."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables of alerts."""
    op.create_table(
        "alerts",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("muted_until", _INSTANT),
        sa.Column("paused_because", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_alerts"),
        sa.UniqueConstraint("team_id", "channel_id", "number", name="uq_alerts_team_id_channel_id_number"),
    )
    op.create_table(
        "alert_states",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("minimum", sa.String(), nullable=False),
        sa.Column("crossed_on", sa.Date()),
        sa.Column("judged_on", sa.Date()),
        sa.PrimaryKeyConstraint("team_id", "alert_id", "appid", name="pk_alert_states"),
    )
    op.create_table(
        "alert_crossings",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_at", _INSTANT, nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("told_in", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "alert_id", "appid", "day", name="pk_alert_crossings"),
    )
