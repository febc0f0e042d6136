"""Subscriptions: several weekdays or once a month, parts, only changes, pauses; their changes; digest memories."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLE = "subscriptions"
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Existing subscriptions stay as they were: weekly on their weekday, with all parts, never paused by people."""
    with op.batch_alter_table(_TABLE) as table:
        table.add_column(sa.Column("weekdays", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("monthly", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("left_out", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("only_changes", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("paused_until", sa.Date()))
    op.execute("UPDATE subscriptions SET weekdays = CAST(weekday AS VARCHAR)")
    with op.batch_alter_table(_TABLE) as table:
        table.drop_column("weekday")
        for name in ("weekdays", "left_out"):  # the defaults were for existing rows
            table.alter_column(name, existing_type=sa.String(), server_default=None)
        for name in ("monthly", "only_changes"):
            table.alter_column(name, existing_type=sa.Boolean(), server_default=None)
    op.create_table(
        "order_changes",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_order_changes"),
    )
    op.create_index("ix_order_changes_team_id_subscription_id", "order_changes", ["team_id", "subscription_id"])
    op.create_table(
        "digest_pictures",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("slot", sa.Date(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "subscription_id", "slot", name="pk_digest_pictures"),
    )
