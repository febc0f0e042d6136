"""The audit log has what the histories of digests had; deliveries are about a subject."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_CHANGES = sa.table("order_changes", *map(sa.column, ("number", "team_id", "subscription_id", "at", "by", "changes")))
_AUDIT = sa.table("audit", *map(sa.column, ("team_id", "at", "by", "action", "subject", "before", "after")))


def upgrade() -> None:
    """Carry over the changes that are only in a history: those from before there was an audit log."""
    op.execute("ALTER TABLE audit RENAME COLUMN deed TO action")
    op.create_index("ix_audit_team_id_subject", "audit", ["team_id", "subject"])
    if entries := list(_entries()):
        op.bulk_insert(_AUDIT, entries)
    # The environment's own digests ended without a word on what changed.
    wordless = (_AUDIT.c.action == "digest-ended", _AUDIT.c.after == "{}")
    op.execute(sa.update(_AUDIT).where(*wordless).values(after='{"stopped":"ended"}'))
    op.drop_table("order_changes")
    op.execute("ALTER TABLE deliveries RENAME COLUMN subscription_id TO subject_id")
    with op.batch_alter_table("deliveries") as table:
        table.drop_constraint("uq_deliveries_team_id_kind_subscription_id_slot", type_="unique")
        table.create_unique_constraint(
            "uq_deliveries_team_id_kind_subject_id_slot", ["team_id", "kind", "subject_id", "slot"]
        )


def _entries() -> Iterator[dict[str, Any]]:
    changes, audit = _CHANGES.c, _AUDIT.c
    same = (audit.team_id == changes.team_id, audit.subject == changes.subscription_id, audit.at == changes.at)
    missing = sa.select(_CHANGES).where(~sa.exists().where(*same)).order_by(changes.number)
    for row in op.get_bind().execute(missing):
        fields = json.loads(row.changes)
        before = {field: was for field, was, _ in fields if was}
        after = {field: becomes for field, _, becomes in fields if becomes}
        yield {
            "team_id": row.team_id,
            "at": row.at,
            "by": row.by or "system",
            "action": _action(before, after),
            "subject": row.subscription_id,
            "before": json.dumps(before, separators=(",", ":")),
            "after": json.dumps(after, separators=(",", ":")),
        }


def _action(before: dict[str, str], after: dict[str, str]) -> str:
    if after.get("stopped") == "ended":
        return "digest-ended"
    is_new = "schedule" in after and "schedule" not in before
    return "digest-ordered" if is_new or before.get("stopped") == "ended" else "digest-changed"
