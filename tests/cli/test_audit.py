"""`baselib audit`: what is printed of which workspace, since when."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cli.fleet import USAGE
from bot.domain.access import AuditAction, AuditEntry
from bot.domain.decisions.steps import card
from bot.errors import BadOption
from bot.settings import load_settings
from bot.storage.access import SqlAuditLog
from bot.storage.decisions import SqlDecisions
from bot.storage.engine.database import Database
from tests.clock import NOW
from tests.command_line import assert_refused, baselib
from tests.domain.decisions.build import DRAFT
from tests.domain.decisions.build import NOW as DECISIONS_NOW

OLD, NEW, ELSEWHERE = (
    AuditEntry(team, NOW - timedelta(days=days), "U1", AuditAction.LABELS, f"wx{days}")
    for team, days in (("T1", 30), ("T1", 2), ("T2", 1))
)


def note(*entries: AuditEntry) -> None:

    async def opened() -> None:
        database = Database(load_settings().database_url)
        for entry in entries:
            async with SqlAuditLog(database).recording(entry):
                pass
        await database.close()

    asyncio.run(opened())


def printed(*arguments: str) -> list[str]:
    return [row["subject"] for row in json.loads(baselib("audit", "--format", "json", *arguments).stdout)]


@pytest.mark.usefixtures("migrated_command_line")
def test_every_entry() -> None:
    """Oldest first, of every workspace; as CSV unless said otherwise; without any setting for Slack or WeChat."""
    note(OLD, NEW, ELSEWHERE)

    assert printed() == ["wx30", "wx2", "wx1"]
    assert baselib("audit").stdout.splitlines()[1].split(",")[1:5] == ["T1", "U1", "labels", "wx30"]


@pytest.mark.usefixtures("migrated_command_line")
def test_of_a_workspace_since_a_day() -> None:
    note(OLD, NEW, ELSEWHERE)

    assert printed("--team", "T1", "--since", (NOW - timedelta(days=9)).date().isoformat()) == ["wx2"]
    assert printed("--team", "T9") == []


@pytest.mark.usefixtures("migrated_command_line")
@pytest.mark.parametrize("arguments", [("--since", "yesterday"), ("--format", "xml")])
def test_what_cannot_be_read(arguments: tuple[str, str]) -> None:
    error = BadOption(option=" ".join(arguments), usage=USAGE)

    assert_refused(baselib("audit", *arguments), error, 2)


def keep(*teams: str) -> None:
    """Keep a decision of each workspace where the command line looks."""

    async def opened() -> None:
        database = Database(load_settings().database_url)
        for team in teams:
            await SqlDecisions(database).add(replace(DRAFT, team_id=team), card(DRAFT, lease_until=DECISIONS_NOW))
        await database.close()

    asyncio.run(opened())


@pytest.mark.usefixtures("bare_command_line")
def test_none() -> None:
    assert baselib("decisions").stdout == "No decisions.\n"
    assert json.loads(baselib("decisions", "--json").stdout) == {"decisions": []}


@pytest.mark.usefixtures("bare_command_line")
@pytest.mark.usefixtures("migrated_command_line")
def test_of_one_workspace_or_all() -> None:
    """A line each, or all there is to know, with the evidence and its hash."""
    keep("T1", "T2")
    both, one = baselib("decisions").stdout, baselib("decisions", "--team", "T2", "--json").stdout

    assert [line.split("  ")[0] for line in both.splitlines()] == ["T1", "T2"]
    assert "raise shop from 3.0.0 to 3.8.0  draft  0 of 2 approvals" in both
    (found,) = json.loads(one)["decisions"]
    assert (found["team"], found["sha256"], found["intact"]) == ("T2", DRAFT.seal, True)
