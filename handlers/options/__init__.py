"""Selects that ask for their choices as somebody types: one listener for all of them, answered from memory."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks import alert_form, ask_view, can_view, limits, schedule_view
from bot.blocks.controls import HOME_FOLLOW, PROGRAM_PICK, Control
from bot.blocks.parts import Element
from bot.blocks.picker import program_options
from bot.blocks.zone_options import zone_options
from bot.domain.access import Permission
from bot.errors import BotError, StaleControl
from bot.ports import Person
from handlers.actions import program_pick
from handlers.desk import Asker, Desk, Question

_log = structlog.get_logger(__name__)

_ANY: Final = re.compile(r".*", re.DOTALL)
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody has typed into a select so far."""

    text: str
    carried: Control
    """What its block, or the modal that it stands in, carries."""


@dataclass(frozen=True, slots=True)
class Search:
    """A select that is searched."""

    find: Callable[[Question, Typed], Awaitable[list[Element]]]
    permission: Permission | Callable[[Control], Permission]
    """What it needs: that of the control or the modal that it belongs to."""

    async def __call__(self, question: Question, typed: Typed) -> list[Element]:
        """At most a hundred choices.

        Raises:
            NotAllowed: the person may not.
        """
        needs = self.permission if isinstance(self.permission, Permission) else self.permission(typed.carried)
        return await self.find(await question.admitted(needs), typed)


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
    """None for a select that is none of ours."""
    block_id = str(body.get("block_id") or "")
    search = SEARCHES.get(block_id) or SEARCHES.get(str(body.get("action_id") or ""))
    if search is None:
        return []
    asker = Asker.of(body)
    known = desk.people.known(asker.team_id, asker.user_id)
    question = await desk.question(asker, known or Person(asker.user_id, "", ""))  # nothing may be waited for
    view = body.get("view")
    carried = view.get("private_metadata") if isinstance(view, dict) else block_id
    return await search(question, Typed(str(body.get("value") or "")[:_LONGEST], _control(carried)))


def _control(carried: object) -> Control:
    try:
        return Control.decode(str(carried))
    except StaleControl:
        return Control()


async def _zones(question: Question, typed: Typed) -> list[Element]:
    return zone_options(typed.text, first=question.person.zone, now=question.now)


async def _apis(question: Question, typed: Typed) -> list[Element]:
    found = await question.usecases.can_use.search(typed.text, limit=limits.OPTIONS)
    return can_view.api_options(found, question.texts)


async def _programs(question: Question, typed: Typed) -> list[Element]:
    """Those of the channel that the modal was opened from. Until something is typed, those like the command's words."""
    search = question.usecases.search_programs
    seen = question.seen_in(typed.carried.channel_id or question.channel_id)
    instead = typed.carried.name
    found = await search(seen, typed.text or instead, limit=limits.OPTIONS)
    if instead and not typed.text and not found:
        found = await search(seen, "", limit=limits.OPTIONS)
    return program_options(found)


async def _about_alert(question: Question, typed: Typed) -> list[Element]:
    """Every program at once, too."""
    found = [*alert_form.fleet_choice(typed.text, question.texts), *await _programs(question, typed)]
    return found[: limits.OPTIONS]


SEARCHES: Final[Mapping[str, Search]] = {
    schedule_view.ZONE: Search(_zones, Permission.ORDER),
    alert_form.ABOUT: Search(_about_alert, Permission.ORDER),
    schedule_view.PROGRAMS: Search(_programs, Permission.ORDER),
    can_view.APIS: Search(_apis, Permission.VIEW),
    can_view.PROGRAM: Search(_programs, Permission.VIEW),
    ask_view.PROGRAM: Search(_programs, Permission.VIEW),
    HOME_FOLLOW: Search(_programs, Permission.VIEW),
    PROGRAM_PICK: Search(_programs, program_pick.permission),
}
"""By the id of its block, in a modal, or of its action."""
