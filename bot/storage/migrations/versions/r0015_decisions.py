"""Decisions, their votes and their transitions."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "decisions",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("appid", sa.String(), nullable=False),
        sa.Column("open_for", sa.String()),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("proposer_id", sa.String(), nullable=False),
        sa.Column("proposed_at", _INSTANT, nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("card_ts", sa.String(), nullable=False),
        sa.Column("wanted", sa.String()),
        sa.Column("applied_at", _INSTANT),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("next_at", _INSTANT),
        sa.Column("changed_at", _INSTANT),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("transitions", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_decisions"),
        sa.UniqueConstraint("team_id", "number", name="uq_decisions_team_id_number"),
        sa.UniqueConstraint("team_id", "open_for", name="uq_decisions_team_id_open_for"),
    )
    op.create_index("ix_decisions_next_at", "decisions", ["next_at"])
    op.create_table(
        "decision_votes",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("withdrawn_at", _INSTANT),
        sa.PrimaryKeyConstraint("team_id", "decision_id", "user_id", name="pk_decision_votes"),
    )
    op.create_table(
        "decision_transitions",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "decision_id", "number", name="pk_decision_transitions"),
    )
