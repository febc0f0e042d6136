"""The first tables: snapshots, subscriptions, deliveries, channel programs, workspaces."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "snapshots",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_at", _INSTANT, nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("proved", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "appid", "day", name="pk_snapshots"),
    )
    op.create_index("ix_snapshots_team_id_day", "snapshots", ["team_id", "day"])
    op.create_table(
        "subscriptions",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("appids", sa.Text(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("paused_because", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_subscriptions"),
        sa.UniqueConstraint("team_id", "channel_id", name="uq_subscriptions_team_id_channel_id"),
    )
    _create_deliveries()
    op.create_table(
        "channel_programs",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "channel_id", name="pk_channel_programs"),
    )
    op.create_table(
        "workspaces",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_user_id", sa.String(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_workspaces"),
        sa.UniqueConstraint("team_id", name="uq_workspaces_team_id"),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("slot", sa.Date(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("not_before", _INSTANT, nullable=False),
        sa.Column("lease_until", _INSTANT),
        sa.Column("started_at", _INSTANT),
        sa.Column("finished_at", _INSTANT),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("message_ts", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_deliveries"),
        sa.UniqueConstraint("team_id", "subscription_id", "slot", name="uq_deliveries_team_id_subscription_id_slot"),
    )
    op.create_index("ix_deliveries_state_not_before", "deliveries", ["state", "not_before"])
