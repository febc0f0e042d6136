"""One machine for decisions: what has come of a program is in its row, also where there is one program."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_D = sa.table(
    "decisions",
    *map(
        sa.column, ("team_id", "id", "appid", "evidence", "state", "outcome", "run", "wanted", "checks", "changed_by")
    ),
    *(sa.column(name, _INSTANT) for name in ("applied_at", "next_at", "changed_at")),
)
_P = sa.table(
    "decision_programs",
    *map(sa.column, ("team_id", "decision_id", "position", "minimum", "loss_low", "loss_high", "state", "because")),
    *map(sa.column, ("checks", "outcome")),
    *(sa.column(name, _INSTANT) for name in ("since", "called_at", "next_at", "set_at")),
)
_T = sa.table("decision_transitions", *map(sa.column, ("team_id", "decision_id", "after")), sa.column("at", _INSTANT))
_ENDS = {"verified": "verified", "unverified": "unverified", "failed": "refused", "rolled_back": "rolled-back"}
"""The state of a program by that of an ended decision; nothing was set by the others."""
_CALLED = frozenset({"waiting", "calling", "applying", "accepted"})


def upgrade() -> None:
    """Carry over what a decision about one program knew of it, and what was a word becomes an outcome."""
    op.add_column("decision_programs", sa.Column("outcome", sa.Text()))
    op.add_column("decision_programs", sa.Column("set_at", _INSTANT))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_P).where(sa.or_(_P.c.because != "", _P.c.state == "verified"))).all():
        this = (_P.c.team_id == row.team_id, _P.c.decision_id == row.decision_id, _P.c.position == row.position)
        set_at = row.since if row.state == "verified" else None
        connection.execute(sa.update(_P).where(*this).values(outcome=_text(_outcome(row)), set_at=set_at))
    key = (_T.c.team_id, _T.c.decision_id)
    shown = sa.select(*key, sa.func.min(_T.c.at)).where(_T.c.after == "verified").group_by(*key)
    set_at_of = {(team_id, decision_id): at for team_id, decision_id, at in connection.execute(shown)}
    for row in connection.execute(sa.select(_D)).all():
        run = _run(row)
        same = (_D.c.team_id == row.team_id, _D.c.id == row.id)
        connection.execute(sa.update(_D).where(*same).values(run=_text(run), next_at=_next_at(row, run)))
        if row.appid:
            its = (_P.c.team_id == row.team_id, _P.c.decision_id == row.id)
            reached = connection.scalar(sa.select(_P.c.state).where(*its))
            values = {"set_at": set_at_of.get((row.team_id, row.id)), **dict(_values(row, reached, run))}
            connection.execute(sa.update(_P).where(*its).values(values))
    with op.batch_alter_table("decision_programs") as table:
        table.drop_column("because")
    with op.batch_alter_table("decisions") as table:
        table.drop_constraint("uq_decisions_team_id_open_for", type_="unique")
        table.drop_column("open_for")
        table.drop_column("wanted")
        table.drop_column("checks")


def _outcome(row: Any) -> dict[str, Any] | None:
    """What has come of a program, from its word."""
    if not row.because or row.state == "verified":
        return None
    if row.state == "refused":
        return {"kind": "failure", "key": "wechat-refused", "params": {"code": int(row.because)}}
    if row.state == "said":
        return {"kind": "said", "by": row.because, "minimum": None, "read_at": None}
    if row.because == "moved":
        return {"kind": "change", "what": "minimum", "before": row.minimum or "none", "now": "none"}
    if row.because == "costlier":
        ends = f"{row.loss_low or 0},{row.loss_high or 0}"
        return {"kind": "change", "what": "loss", "before": ends, "now": ends}
    return {"kind": "aside", "because": row.because}


def _kind(outcome: str | None) -> str:
    return str(json.loads(outcome)["kind"]) if outcome else ""


def _goes_back(row: Any) -> bool:
    version = json.loads(row.evidence)["version"]
    return row.state in ("applying", "unverified", "rolled_back") and row.wanted not in (None, version)


def _run(row: Any) -> dict[str, Any] | None:
    """How Baselib sets it; a roll-back is a run, too."""
    if row.run:
        return {**json.loads(row.run), "back": False}
    if not row.appid or not (_goes_back(row) or (row.state == "applying" and _kind(row.outcome) == "call")):
        return None
    known = {"batch": 0, "next_at": None, "because": "", "refused": 0, "unverified": 0}
    return {"status": "running", **known, "back": _goes_back(row)}


def _next_at(row: Any, run: dict[str, Any] | None) -> Any:
    """When the decision is looked at: a run by its programs, one that WeChat did not show in time for some weeks."""
    if row.state == "unverified":
        return row.changed_at
    return None if run and row.state == "applying" else row.next_at


def _values(row: Any, reached: str | None, run: dict[str, Any] | None) -> Iterator[tuple[str, Any]]:
    """The row of the one program of a decision, by what the decision knew."""
    state, outcome = _ENDS.get(row.state, "waiting"), row.outcome if row.state in (*_ENDS, "approved") else None
    if row.state == "verified" and _kind(outcome) != "shown":  # it is of a roll-back that was refused
        outcome = None
    elif row.state == "applying" and run:
        state = reached if reached in _CALLED else "applying"
    elif row.state == "applying" and row.changed_by != "system":
        state = "said"
        outcome = _text({"kind": "said", "by": row.changed_by, "minimum": None, "read_at": None})
    yield from {"state": state, "outcome": outcome, "checks": row.checks}.items()
    yield "since", row.changed_at if outcome or state != "waiting" else None
    if row.state == "applying":
        yield from {"called_at": row.applied_at, "next_at": row.next_at}.items()


def _text(values: dict[str, Any] | None) -> str | None:
    return json.dumps(values, separators=(",", ":")) if values else None
