"""Personal tokens of people whose agents ask over HTTP."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "personal_tokens",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_personal_tokens"),
    )
    op.create_index("ix_personal_tokens_team_id_user_id", "personal_tokens", ["team_id", "user_id"])
