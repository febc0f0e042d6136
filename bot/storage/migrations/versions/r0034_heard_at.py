"""When each workspace was last heard of to be in or out: what is older changes nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it, unknown: the first news about a workspace takes effect."""
    op.add_column("workspaces", sa.Column("heard_at", sa.DateTime(timezone=True)))
