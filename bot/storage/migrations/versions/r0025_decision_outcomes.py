"""A decision's comment becomes a person's words, and what Baselib found."""

import json
import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}", re.ASCII)
_DIFFERENCES = frozenset({"minimum", "loss", "grant", "voters"})
_CALLS = frozenset({"asking", "accepted", "unclear"})
_READ = frozenset({"verified", "unverified", "rolled_back"})
_DECISIONS = sa.table("decisions", *map(sa.column, ("team_id", "id", "appid", "state", "comment", "words", "outcome")))
_STEP = ("team_id", "decision_id", "number", "after", "comment", "words", "outcome")
_STEPS = sa.table("decision_transitions", *map(sa.column, _STEP))
_AUDIT = sa.table("audit", *map(sa.column, ("number", "action", "subject", "before", "after")))


def upgrade() -> None:
    """Read each comment once and for all, by the state that it came with."""
    connection = op.get_bind()
    for table in ("decisions", "decision_transitions"):
        op.add_column(table, sa.Column("words", sa.Text(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("outcome", sa.Text()))
    decisions = connection.execute(sa.select(_DECISIONS)).all()
    single = {row.id for row in decisions if row.appid}
    for row in decisions:
        words, outcome = _split(row.state, row.comment, single=row.id in single)
        same = (_DECISIONS.c.team_id == row.team_id, _DECISIONS.c.id == row.id)
        connection.execute(sa.update(_DECISIONS).where(*same).values(words=words, outcome=_text(outcome)))
    step = _STEPS.c
    for row in connection.execute(sa.select(_STEPS)).all():
        words, outcome = _split(row.after, row.comment, single=row.decision_id in single)
        same_step = (step.team_id == row.team_id, step.decision_id == row.decision_id, step.number == row.number)
        connection.execute(sa.update(_STEPS).where(*same_step).values(words=words, outcome=_text(outcome)))
    for row in connection.execute(sa.select(_AUDIT).where(_AUDIT.c.action.like("decision-%"))).all():
        before, after = (_entry(json.loads(text), single=row.subject in single) for text in (row.before, row.after))
        changed = {"before": _compact(before), "after": _compact(after)}
        connection.execute(sa.update(_AUDIT).where(_AUDIT.c.number == row.number).values(changed))
    for table in ("decisions", "decision_transitions"):
        with op.batch_alter_table(table) as changing:
            changing.drop_column("comment")
            changing.alter_column("words", server_default=None)


def _split(state: str, comment: str, *, single: bool) -> tuple[str, dict[str, Any] | None]:
    """A person's words and the outcome; one of them at most."""
    outcome = None if state == "declined" else _outcome(state, comment, single=single)
    return ("" if outcome else comment), outcome


def _outcome(state: str, comment: str, *, single: bool) -> dict[str, Any] | None:
    what, _, values = comment.partition(" ")
    if state == "stale" and what in _DIFFERENCES:
        before, _, now = values.partition(" ")
        return {"kind": "change", "what": what, "before": before, "now": now}
    if comment in _CALLS:
        return {"kind": "call", "call": comment}
    if state in _READ and _VERSION.fullmatch(comment):
        return {"kind": "shown", "minimum": comment}
    if state == "unverified" and single and not comment:
        return {"kind": "shown", "minimum": None}
    return _failure(comment)


def _failure(comment: str) -> dict[str, Any] | None:
    try:
        found = json.loads(comment)
    except ValueError:
        return None
    if not isinstance(found, dict) or not isinstance(key := found.pop("key", None), str):
        return None
    return {"kind": "failure", "key": key, "params": found}


def _entry(values: Mapping[str, Any], *, single: bool) -> dict[str, Any]:
    """The values of an audit entry, in their order."""
    if "comment" not in values:
        return dict(values)
    words, outcome = _split(str(values.get("state", "")), str(values["comment"]), single=single)
    found = {"words": words, "outcome": outcome}
    return {key: value for key, value in {**values, **found}.items() if key != "comment" and value not in ("", None)}


def _text(outcome: dict[str, Any] | None) -> str | None:
    return _compact(outcome) if outcome else None


def _compact(values: Mapping[str, Any]) -> str:
    return json.dumps(values, separators=(",", ":"))
