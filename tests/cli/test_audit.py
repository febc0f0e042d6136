"""`baselib audit`: what is printed of which workspace, since when."""

import asyncio
import json
from datetime import timedelta

import pytest

from bot.cli.fleet import USAGE
from bot.domain.access import AuditAction, AuditEntry
from bot.errors import BadOption
from bot.settings import load_settings
from bot.storage.access import SqlAuditLog
from bot.storage.engine.database import Database
from tests.clock import NOW
from tests.command_line import assert_refused, baselib

pytestmark = pytest.mark.usefixtures("migrated_command_line")

OLD, NEW, ELSEWHERE = (
    AuditEntry(team, NOW - timedelta(days=days), "U1", AuditAction.LABELS, f"wx{days}")
    for team, days in (("T1", 30), ("T1", 2), ("T2", 1))
)


def note(*entries: AuditEntry) -> None:
    """Keep entries where the command line looks."""

    async def opened() -> None:
        database = Database(load_settings().database_url)
        for entry in entries:
            async with SqlAuditLog(database).recording(entry):
                pass
        await database.close()

    asyncio.run(opened())


def printed(*arguments: str) -> list[str]:
    """What the entries printed were about."""
    return [row["subject"] for row in json.loads(baselib("audit", "--format", "json", *arguments).stdout)]


def test_every_entry() -> None:
    """Oldest first, of every workspace; as CSV unless said otherwise; without any setting for Slack or WeChat."""
    note(OLD, NEW, ELSEWHERE)

    assert printed() == ["wx30", "wx2", "wx1"]
    assert baselib("audit").stdout.splitlines()[1].split(",")[1:5] == ["T1", "U1", "labels", "wx30"]


def test_of_a_workspace_since_a_day() -> None:
    """Both narrow it down."""
    note(OLD, NEW, ELSEWHERE)

    assert printed("--team", "T1", "--since", (NOW - timedelta(days=9)).date().isoformat()) == ["wx2"]
    assert printed("--team", "T9") == []


@pytest.mark.parametrize("arguments", [("--since", "yesterday"), ("--format", "xml")])
def test_what_cannot_be_read(arguments: tuple[str, str]) -> None:
    """It is named, and is wrong usage."""
    error = BadOption(option=" ".join(arguments), usage=USAGE)

    assert_refused(baselib("audit", *arguments), error, 2)
