"""How many people each program of a decision loses, as far as that was known; of older decisions it is not."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both ends."""
    for name in ("people_low", "people_high"):
        op.add_column("decision_programs", sa.Column(name, sa.BigInteger()))
