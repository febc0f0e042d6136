"""What fleets are counted, sorted and searched by; the rows are made with the first question, or the next snapshot."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _compared() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("comparable", sa.Boolean()),
        sa.Column("minimum_key", sa.String()),
        sa.Column("loss_low", sa.BigInteger()),
        sa.Column("loss_high", sa.BigInteger()),
        sa.Column("safe_key", sa.String()),
        sa.Column("safe_high", sa.BigInteger()),
    )


def upgrade() -> None:
    """Add them, and mark each program's newest numbers as still to be made: no list is read here."""
    for column in _compared():
        op.add_column("snapshots", column)
    op.create_table(
        "newest_numbers",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String()),
        *_compared(),
        sa.PrimaryKeyConstraint("team_id", "appid", name="pk_newest_numbers"),
    )
    op.create_index("ix_newest_numbers_team_id_made_by", "newest_numbers", ["team_id", "made_by"])
    op.execute(
        "INSERT INTO newest_numbers (team_id, appid, day, made_by)"
        " SELECT team_id, appid, max(day), 0 FROM snapshots GROUP BY team_id, appid"
    )
    op.create_table(
        "newest_losses",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minimum_key", sa.String()),
        sa.Column("list_id", sa.String()),
        sa.Column("losses", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("team_id", "appid", name="pk_newest_losses"),
    )
    op.create_index("ix_newest_losses_team_id_list_id", "newest_losses", ["team_id", "list_id"])
    op.create_table(
        "known_programs",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("nickname", sa.Text(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("name_key", _SORTED, nullable=False),
        sa.Column("alias_key", sa.Text(), nullable=False),
        sa.Column("listed_key", sa.Text(), nullable=False),
        sa.Column("nickname_key", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "appid", name="pk_known_programs"),
    )
    for name in ("position", "alias_key", "listed_key", "nickname_key"):
        op.create_index(f"ix_known_programs_team_id_{name}", "known_programs", ["team_id", name])
    op.add_column("program_revisions", sa.Column("renewed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("program_revisions", sa.Column("known_by", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("program_revisions") as table:
        table.alter_column("renewed", server_default=None)
        table.alter_column("known_by", server_default=None)
