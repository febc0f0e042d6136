"""Who gets what from which tool: every tool and role, a restricted program, another workspace."""

import json
import os
from pathlib import Path
from typing import Final

from bot.errors import BotError
from tests.handlers.access.matrix import CANARIES, ELSEWHERE, PEOPLE, an_office, restore
from tests.handlers.context import CHANNEL, SHOP, TEAM
from tests.mcp.endpoint import QUESTIONS, Endpoint, open_endpoint

_FILE: Final = Path(__file__).parents[1] / "golden" / "agents" / "matrix.json"
RESTRICTED: Final = "restricted"
Row = dict[str, str]


async def the_table() -> list[Row]:
    """One row per tool: the outcome for an open and a restricted program, and elsewhere."""
    office, rows = await an_office(), []
    async with open_endpoint(office) as endpoint:
        for name in QUESTIONS:
            row = {"tool": name}
            for role, person in PEOPLE.items():
                found = []
                for place in ("open", RESTRICTED, ELSEWHERE):
                    await restore(office)
                    if place == RESTRICTED:
                        await office.rules.restrict(TEAM, SHOP.appid, [CHANNEL])
                    found.append(await _outcome(endpoint, name, person.user_id, place))
                row[role] = " / ".join(found)
            rows.append(row)
    await office.close()
    return rows


async def _outcome(endpoint: Endpoint, name: str, user: str, place: str) -> str:
    team = ELSEWHERE if place == ELSEWHERE else TEAM
    result = await endpoint.call(name, QUESTIONS[name], user=user, team=team)
    sent = json.dumps(result, ensure_ascii=False)
    leaked = [canary for canary in (*CANARIES, SHOP.appid) if canary in sent]
    if place == ELSEWHERE and leaked:
        return "LEAKED"
    error: BotError | None = endpoint.office.metrics.answers[-1][1]
    outcome = error.key if error else "answer"
    if place == RESTRICTED and user != PEOPLE["admin"].user_id and leaked:
        return "LEAKED"
    return outcome


async def test_the_table() -> None:
    """It matches the record; only admins get a restricted program."""
    rows = await the_table()
    text = "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        _FILE.parent.mkdir(exist_ok=True)
        _FILE.write_text(text, encoding="utf-8")

    assert "LEAKED" not in text
    assert text == _FILE.read_text(encoding="utf-8")
