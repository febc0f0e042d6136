"""The outcomes of a week are found by when they came, however long before a delivery was due."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Serve the Home tab's count of what was sent lately."""
    op.create_index(op.f("ix_deliveries_team_id_finished_at"), "deliveries", ["team_id", "finished_at"])
