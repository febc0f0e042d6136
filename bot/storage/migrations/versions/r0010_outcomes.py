"""An index on when deliveries finished, however long before they were due."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index for the Home tab's count of recent outcomes."""
    op.create_index(op.f("ix_deliveries_team_id_finished_at"), "deliveries", ["team_id", "finished_at"])
