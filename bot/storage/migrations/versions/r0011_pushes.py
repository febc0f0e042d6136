"""An index on when pushes were received, by which old ones are deleted."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it: each push deletes those of more than a week ago, which read the whole table."""
    op.create_index(op.f("ix_pushes_received_at"), "pushes", ["received_at"])
