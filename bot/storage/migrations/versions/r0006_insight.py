"""WeChat's public numbers, and forecasts to be compared with what comes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables; existing rows do not change."""
    op.create_table(
        "public_snapshots",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.Column("taken_at", _INSTANT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_public_snapshots"),
    )
    op.create_table(
        "forecasts",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("loss", sa.String(), nullable=False),
        sa.Column("low", sa.String(), nullable=False),
        sa.Column("high", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "appid", "version", "made_on", "day", name="pk_forecasts"),
    )
    op.create_index("ix_forecasts_team_id_appid_day", "forecasts", ["team_id", "appid", "day"])
