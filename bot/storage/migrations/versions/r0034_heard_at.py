"""When each workspace was last heard of to be in or out, and whose settings its programs are known by since when."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them, unknown: the first news about a workspace takes effect, each process takes itself for the newer one."""
    for table, name in (
        ("workspaces", "heard_at"),
        ("program_revisions", "known_at"),
        ("program_revisions", "known_since"),
    ):
        op.add_column(table, sa.Column(name, sa.DateTime(timezone=True)))
