"""Who may do what: every action, role and both workspaces, as recorded."""

import json
import os
from pathlib import Path
from typing import Final

from bot.domain.access import Permission
from handlers.commands.registry import subcommands
from tests.handlers.access.deals import everything
from tests.handlers.access.matrix import CANARIES, ELSEWHERE, IS, PEOPLE, an_office, outcome, read_by, restore
from tests.handlers.context import TEAM

_FILE: Final = Path(__file__).parents[2] / "golden" / "access_matrix.json"
Row = dict[str, str]


async def the_table() -> list[Row]:
    """One row per action: `in its own workspace / in another one`."""
    office, rows = await an_office(), []
    for deal in everything():
        row = {"kind": deal.kind, "what": deal.name, "needs": deal.needs.value}
        for role, person in PEOPLE.items():
            own, elsewhere = [await outcome(office, deal, person, team) for team in (TEAM, ELSEWHERE)]
            row[role] = f"{own} / {elsewhere}"
        rows.append(row)
    await office.close()
    return rows


def _may(role: str, row: Row) -> bool:
    """Without a role one may read what is the same for everyone."""
    held, command = IS[role], subcommands().get(row["what"])
    if held is None:
        return command is not None and command.instant
    return held.may(Permission(row["needs"]))


def as_text(rows: list[Row]) -> str:
    """One line per row, so that a review shows one line per change."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


async def test_the_table() -> None:
    """It matches the recorded one; gates refuse what a role lacks, and no workspace touches another's."""
    rows = await the_table()
    if os.environ.get("UPDATE_GOLDEN") == "1":
        _FILE.write_text(as_text(rows), encoding="utf-8")
    wrong = [
        (row["what"], role) for row in rows for role in PEOPLE if row[role].startswith("refused") is _may(role, row)
    ]

    assert wrong == []
    assert [row for row in rows if "LEAKED" in str(row) or "CHANGED" in str(row)] == []
    assert as_text(rows) == _FILE.read_text(encoding="utf-8")


async def test_what_must_not_leak_appears_at_home() -> None:
    """What is searched for in another workspace's answers does appear in its own."""
    office = await an_office()
    deals = [deal for deal in everything() if deal.name in ("report shop", "access", "audit")]
    text = ""
    for deal in deals:
        await restore(office)
        text += await read_by(office, deal, PEOPLE["admin"], TEAM)
    await office.close()

    assert [canary for canary in CANARIES if canary not in text] == []


def test_nothing_is_without_a_need() -> None:
    """Answers given without a check may be seen by anyone; all else passes the gate."""
    instant = [command for command in subcommands().values() if command.instant]

    assert [command.name for command in instant if command.permission is not Permission.VIEW] == []
