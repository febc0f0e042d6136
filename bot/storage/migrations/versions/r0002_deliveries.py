"""Deliveries: several kinds, and reconciled when their outcome is unknown."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLE = "deliveries"


def upgrade() -> None:
    """Existing rows are digests that were never reconciled."""
    with op.batch_alter_table(_TABLE) as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="digest"))
        table.add_column(sa.Column("looks", sa.Integer(), nullable=False, server_default="0"))
        table.drop_constraint("uq_deliveries_team_id_subscription_id_slot", type_="unique")
        table.create_unique_constraint(
            "uq_deliveries_team_id_kind_subscription_id_slot", ["team_id", "kind", "subscription_id", "slot"]
        )
    with op.batch_alter_table(_TABLE) as table:  # the defaults were for existing rows
        table.alter_column("kind", existing_type=sa.String(), server_default=None)
        table.alter_column("looks", existing_type=sa.Integer(), server_default=None)
