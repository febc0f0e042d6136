"""`baselib decisions`: what is printed of which workspace."""

import asyncio
import json
from dataclasses import replace

import pytest

from bot.domain.decisions.steps import card
from bot.settings import load_settings
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.engine.database import Database
from tests.command_line import baselib
from tests.domain.decisions.build import DRAFT, NOW

pytestmark = pytest.mark.usefixtures("bare_command_line")


def keep(*teams: str) -> None:
    """Keep a decision of each workspace where the command line looks."""

    async def opened() -> None:
        database = Database(load_settings().database_url)
        for team in teams:
            await SqlDecisions(database).add(replace(DRAFT, team_id=team), card(DRAFT, lease_until=NOW))
        await database.close()

    asyncio.run(opened())


def test_none() -> None:
    """It says so; for programs the list is empty."""
    assert baselib("decisions").stdout == "No decisions.\n"
    assert json.loads(baselib("decisions", "--json").stdout) == {"decisions": []}


@pytest.mark.usefixtures("migrated_command_line")
def test_of_one_workspace_or_all() -> None:
    """A line each, or all there is to know, with the evidence and its hash."""
    keep("T1", "T2")
    both, one = baselib("decisions").stdout, baselib("decisions", "--team", "T2", "--json").stdout

    assert [line.split("  ")[0] for line in both.splitlines()] == ["T1", "T2"]
    assert "raise shop from 3.0.0 to 3.8.0  draft  0 of 2 approvals" in both
    (found,) = json.loads(one)["decisions"]
    assert (found["team"], found["sha256"], found["intact"]) == ("T2", DRAFT.seal, True)
