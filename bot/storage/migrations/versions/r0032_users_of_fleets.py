"""The users by the day of each program's newest numbers, for fleets, where every question looked all of them up."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_FILL = """
UPDATE newest_numbers SET users = (
    SELECT CAST(counts.android AS BIGINT) + counts.iphone + counts.other FROM user_counts AS counts
    WHERE counts.team_id = newest_numbers.team_id AND counts.appid = newest_numbers.appid AND counts.day = (
        SELECT max(earlier.day) FROM user_counts AS earlier
        WHERE earlier.team_id = newest_numbers.team_id AND earlier.appid = newest_numbers.appid
        AND earlier.day <= newest_numbers.day AND earlier.absent = ''
    )
    AND {days} <= 14
)
"""
_DAYS = {
    "postgresql": "newest_numbers.day - counts.day",
    "sqlite": "julianday(newest_numbers.day) - julianday(counts.day)",
}


def upgrade() -> None:
    """Add the column, with what is known."""
    op.add_column("newest_numbers", sa.Column("users", sa.BigInteger()))
    op.execute(_FILL.format(days=_DAYS[op.get_bind().dialect.name]))
