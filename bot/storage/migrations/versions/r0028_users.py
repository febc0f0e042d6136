"""How many people use a program, and above how many a decision needs more votes."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and the number of people, which is none so far."""
    op.create_table(
        "user_counts",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("android", sa.Integer(), nullable=False),
        sa.Column("iphone", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("absent", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "appid", "day", name="pk_user_counts"),
    )
    columns = ["team_id", "appid", "absent", "day"]
    op.create_index("ix_user_counts_team_id_appid_absent_day", "user_counts", columns)
    op.create_index("ix_user_counts_team_id_day", "user_counts", ["team_id", "day"])
    op.add_column("quorums", sa.Column("users", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("quorums") as table:
        table.alter_column("users", server_default=None)
