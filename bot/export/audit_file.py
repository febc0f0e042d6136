"""The audit log as a file."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from bot.domain.access.audit import AuditEntry, State
from bot.files import ExportFile, Format, csv_file, harmless, json_text

_COLUMNS: Final = ("at", "team", "by", "deed", "subject", "before", "after")
"""The same in every language, because programs read them."""


def audit_file(entries: Sequence[AuditEntry], form: Format, *, day: date) -> ExportFile:
    """The entries, in the order given.

    Args:
        entries: oldest first.
        form: CSV or JSON.
        day: today, for the file's name (UTC).
    """
    name = f"baselib-audit-{day.isoformat()}.{form.value}"
    if form is Format.JSON:
        return ExportFile.of(name, json_text([audit_json(entry) for entry in entries]))
    return csv_file(name, _COLUMNS, map(_row, entries))


def audit_json(entry: AuditEntry) -> dict[str, Any]:
    """One entry; `at` is UTC."""
    return {
        "at": entry.at.isoformat(),
        "team": entry.team_id,
        "by": entry.by,
        "deed": entry.action.value,
        "subject": entry.subject,
        "before": dict(entry.before),
        "after": dict(entry.after),
    }


def _row(entry: AuditEntry) -> list[str]:
    return [harmless(cell if isinstance(cell, str) else _compact(cell)) for cell in audit_json(entry).values()]


def _compact(state: State) -> str:
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if state else ""
