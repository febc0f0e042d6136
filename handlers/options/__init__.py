"""Selects that ask for their choices as somebody types: one listener for all of them, answered from memory."""

import re
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks import limits, schedule_view
from bot.blocks.parts import Element
from bot.blocks.zone_options import zone_options
from handlers.desk import Asker, Desk

_ANY: Final = re.compile(r".*", re.DOTALL)
_LONGEST: Final = 100


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to every search. https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload/."""

    @app.options(_ANY)
    async def on_search(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(options=await _found(desk, body))


async def _found(desk: Desk, body: dict[str, Any]) -> list[Element]:
    """At most a hundred choices; none for a select that is none of ours."""
    asker, typed = Asker.of(body), str(body.get("value") or "")[:_LONGEST]
    match body.get("block_id"):
        case schedule_view.ZONE:
            person = desk.people.known(asker.team_id, asker.user_id)
            return zone_options(typed, first=person.zone if person else "", now=await desk.clock.now())
        case schedule_view.PROGRAMS:
            return schedule_view.program_options(
                await desk.usecases.search_programs(asker.team_id, typed, limit=limits.OPTIONS)
            )
        case _:
            return []
