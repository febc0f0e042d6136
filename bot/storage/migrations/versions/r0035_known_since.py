"""Whose settings a workspace's programs are known by: since when, and when that was last seen."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both, unknown: each process takes itself for the newer one."""
    for name in ("known_at", "known_since"):
        op.add_column("program_revisions", sa.Column(name, sa.DateTime(timezone=True)))
