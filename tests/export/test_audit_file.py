"""The audit log as a file."""

import json
from datetime import UTC, date, datetime

from bot.domain.access import SYSTEM, AuditAction, AuditEntry
from bot.export import Format
from bot.export.report_files import audit_file
from tests.export.reading import cells_of

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = date(2026, 11, 23)
LABELLED = AuditEntry("T1", NOW, "U1", AuditAction.LABELS, "wx1", {"alias": ""}, {"alias": "餐饮"})
INSTALLED = AuditEntry("T1", NOW, SYSTEM, AuditAction.INSTALLED, "=T1")


def test_csv() -> None:
    """A row per entry, states as JSON; spreadsheets calculate nothing."""
    file = audit_file([LABELLED, INSTALLED], Format.CSV, day=DAY)
    header, *rows = cells_of(file.content)

    assert file.name == "baselib-audit-2026-11-23.csv"
    assert header == ["at", "team", "by", "deed", "subject", "before", "after"]
    assert rows == [
        ["2026-11-23T01:00:00+00:00", "T1", "U1", "labels", "wx1", '{"alias":""}', '{"alias":"餐饮"}'],
        ["2026-11-23T01:00:00+00:00", "T1", "system", "installed", "'=T1", "", ""],
    ]


def test_json() -> None:
    """An object an entry."""
    file = audit_file([LABELLED], Format.JSON, day=DAY)

    assert file.name == "baselib-audit-2026-11-23.json"
    assert json.loads(file.content) == [
        {
            "at": "2026-11-23T01:00:00+00:00",
            "team": "T1",
            "by": "U1",
            "deed": "labels",
            "subject": "wx1",
            "before": {"alias": ""},
            "after": {"alias": "餐饮"},
        }
    ]
