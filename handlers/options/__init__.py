"""Selects that ask for their choices as somebody types: one listener for all of them, answered from memory."""

import re
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks import can_view, limits, schedule_view
from bot.blocks.controls import PROGRAM_PICK, Control
from bot.blocks.parts import Element
from bot.blocks.picker import program_options
from bot.blocks.zone_options import zone_options
from bot.errors import BotError, StaleControl
from handlers.desk import Asker, Desk

_log = structlog.get_logger(__name__)

_ANY: Final = re.compile(r".*", re.DOTALL)
_LONGEST: Final = 100


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to every search. https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload/."""

    @app.options(_ANY)
    async def on_search(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            options = await _found(desk, body)
        except BotError as error:
            _log.warning("a select stays empty", error=str(error))
            options = []
        await ack(options=options)


async def _found(desk: Desk, body: dict[str, Any]) -> list[Element]:
    """At most a hundred choices; none for a select that is none of ours."""
    asker, typed = Asker.of(body), str(body.get("value") or "")[:_LONGEST]
    match body.get("action_id"), body.get("block_id"):
        case [_, schedule_view.ZONE]:
            person = desk.people.known(asker.team_id, asker.user_id)
            return zone_options(typed, first=person.zone if person else "", now=await desk.clock.now())
        case [_, can_view.APIS]:
            found = await desk.usecases.can_use.search(typed, limit=limits.OPTIONS)
            return can_view.api_options(found, desk.known_texts(asker))
        case [_, schedule_view.PROGRAMS | can_view.PROGRAM]:
            return await _programs(desk, asker, typed)
        case [action, carried] if action == PROGRAM_PICK:
            return await _programs(desk, asker, typed, instead=_name_in(carried))
        case _:
            return []


async def _programs(desk: Desk, asker: Asker, typed: str, *, instead: str = "") -> list[Element]:
    """Until something is typed, those that fit what stood in the command, if any do."""
    search = desk.usecases.search_programs
    found = await search(asker.team_id, typed or instead, limit=limits.OPTIONS)
    if instead and not typed and not found:
        found = await search(asker.team_id, "", limit=limits.OPTIONS)
    return program_options(found)


def _name_in(carried: object) -> str:
    """What was typed for a program in the command that a picker asks back for."""
    try:
        return Control.decode(str(carried)).name
    except StaleControl:
        return ""
