"""Each call that sets a minimum is claimed: every decision has rows for its programs, also one for one program."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_DECISIONS = sa.table("decisions", *map(sa.column, ("team_id", "id", "appid", "evidence", "state", "comment", "run")))
_PROGRAMS = sa.table(
    "decision_programs",
    *map(sa.column, ("team_id", "decision_id", "position", "batch", "appid", "program", "minimum")),
    sa.column("day", sa.Date()),
    sa.column("taken_at", _INSTANT),
    *map(sa.column, ("meaning", "loss_low", "loss_high", "state", "because", "checks", "attempt", "holder")),
)
_BY_BASELIB = {"asking": "applying", "unclear": "applying", "accepted": "accepted"}
"""The state of a program by the comment while Baselib sets it."""
_ENDS = {"verified": "verified", "unverified": "unverified", "failed": "refused"}
"""The same by the state of an ended decision; nothing was set by the others."""


def upgrade() -> None:
    """Count programs where they are, and give a decision about one program its row."""
    op.add_column("decision_programs", sa.Column("attempt", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("decision_programs", sa.Column("holder", sa.String(), nullable=False, server_default=""))
    op.add_column("decision_programs", sa.Column("claimed_at", _INSTANT))
    with op.batch_alter_table("decision_programs") as table:
        table.alter_column("attempt", server_default=None)
        table.alter_column("holder", server_default=None)
    op.create_index("ix_decision_programs_team_id_appid", "decision_programs", ["team_id", "appid"])
    if rows := list(_rows()):
        op.bulk_insert(_PROGRAMS, rows)
    with op.batch_alter_table("decisions") as table:
        table.drop_column("tally")


def _rows() -> Iterator[dict[str, Any]]:
    for decision in op.get_bind().execute(sa.select(_DECISIONS).where(_DECISIONS.c.appid != "")):
        evidence = json.loads(decision.evidence)
        low, high = evidence["loss"]
        state = _BY_BASELIB.get(decision.comment) if decision.state == "applying" else _ENDS.get(decision.state)
        yield {
            "team_id": decision.team_id,
            "decision_id": decision.id,
            "position": 0,
            "batch": 0,
            "appid": evidence["appid"],
            "program": evidence["program"],
            "minimum": evidence["minimum"],
            "day": date.fromisoformat(evidence["day"]),
            "taken_at": datetime.fromisoformat(evidence["taken_at"]),
            "meaning": evidence["meaning"],
            "loss_low": low,
            "loss_high": high,
            "state": state or "waiting",
            "because": "",
            "checks": 0,
            "attempt": 0,
            "holder": "",
        }
