"""Decisions for many programs."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the programs of such decisions; those before have one program, hence neither tally nor run."""
    op.add_column("decisions", sa.Column("tally", sa.Text()))
    op.add_column("decisions", sa.Column("run", sa.Text()))
    op.create_table(
        "decision_programs",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("minimum", sa.String()),
        sa.Column("day", sa.Date()),
        sa.Column("taken_at", _INSTANT),
        sa.Column("meaning", sa.String()),
        sa.Column("loss_low", sa.String()),
        sa.Column("loss_high", sa.String()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("since", _INSTANT),
        sa.Column("called_at", _INSTANT),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("next_at", _INSTANT),
        sa.PrimaryKeyConstraint("team_id", "decision_id", "position", name="pk_decision_programs"),
    )
    op.create_index(
        "ix_decision_programs_team_id_decision_id_state_position",
        "decision_programs",
        ["team_id", "decision_id", "state", "position"],
    )
