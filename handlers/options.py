"""Searched selects: their choices for the typed text, from caches, by one listener."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.blocks import alert_form
from bot.blocks import ask_form as ask_view
from bot.blocks import can_form as can_view
from bot.blocks.digest import form as schedule_view
from bot.blocks.digest.form import zone_options
from bot.blocks.kit import limits
from bot.blocks.kit.controls import HOME_FOLLOW, HOME_SETTING, PROGRAM_PICK, Control
from bot.blocks.kit.elements import Element
from bot.blocks.programs import program_options
from bot.domain.access import Permission
from bot.domain.fleet_row import Asked
from bot.errors import BotError, StaleControl
from bot.ports.slack import Person
from bot.usecases.can import search_features
from handlers.actions.programs import pick_permission
from handlers.context import Deps, Request, Requester
from handlers.registry import Registry

_log = structlog.get_logger(__name__)

_ANY: Final = re.compile(r".*", re.DOTALL)
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """The text typed into a select so far."""

    text: str
    carried: Control
    """The control of its block, or of its modal."""


Find = Callable[[Request, Typed], Awaitable[list[Element]]]
"""Finds the choices for the typed text."""
Needs = Permission | Callable[[Control], Permission]
"""The permission required: that of the control or the modal that the select belongs to."""


@dataclass(frozen=True, slots=True)
class Search:
    find: Find
    permission: Needs

    async def __call__(self, request: Request, typed: Typed) -> list[Element]:
        """At most a hundred choices."""
        needs = self.permission if isinstance(self.permission, Permission) else self.permission(typed.carried)
        return await self.find(await request.admitted(needs), typed)


SEARCHES: Final = Registry[Search]("handlers.options")
"""By the `block_id` of the select in a modal, or by its `action_id`."""


def search(name: str, permission: Needs) -> Callable[[Find], Find]:
    """Register the function that finds the choices of a select."""

    def register_search(find: Find) -> Find:
        SEARCHES.add(name, Search(find, permission))
        return find

    return register_search


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to every search. https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload/."""

    @app.options(_ANY)
    async def on_search(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            options = await _found(deps, body)
        except BotError as error:
            _log.warning("a select stays empty", error=str(error))
            options = []
        await ack(options=options)


async def _found(deps: Deps, body: dict[str, Any]) -> list[Element]:
    """Return the choices; none for a select that is not ours."""
    block_id = str(body.get("block_id") or "")
    found = SEARCHES.get(block_id) or SEARCHES.get(str(body.get("action_id") or ""))
    if found is None:
        return []
    requester = Requester.of(body)
    known = deps.people.known(requester.team_id, requester.user_id)
    unknown = None if known else Person(requester.user_id, "", "")  # must not wait, and may choose nothing of others
    request = await deps.request(requester, unknown)
    view = body.get("view")
    carried = view.get("private_metadata") if isinstance(view, dict) else block_id
    return await found(request, Typed(str(body.get("value") or "")[:_LONGEST], _control(carried)))


def _control(carried: object) -> Control:
    try:
        return Control.decode(str(carried))
    except StaleControl:
        return Control()


@search(schedule_view.ZONE.name, Permission.SUBSCRIBE)
async def _zones(request: Request, typed: Typed) -> list[Element]:
    return zone_options(typed.text, first=request.person.zone, now=request.now)


@search(can_view.APIS.name, Permission.VIEW)
async def _apis(request: Request, typed: Typed) -> list[Element]:
    found = await search_features(request.usecases, typed.text, limit=limits.OPTIONS)
    return can_view.api_options(found, request.texts)


@search(schedule_view.PROGRAMS.name, Permission.SUBSCRIBE)
@search(can_view.PROGRAM.name, Permission.VIEW)
@search(ask_view.PROGRAM.name, Permission.VIEW)
@search(PROGRAM_PICK, pick_permission)
async def _programs(request: Request, typed: Typed) -> list[Element]:
    """Return the programs of the channel that the modal was opened from.

    At first those similar to the command's words.
    """
    find = request.usecases.visible.choices
    seen = (await request.entered(typed.carried.channel_id, recent=True)).viewpoint
    instead = typed.carried.name
    found = await find(seen, typed.text or instead, limit=limits.OPTIONS)
    if instead and not typed.text and not found:
        found = await find(seen, "", limit=limits.OPTIONS)
    return program_options(found)


@search(HOME_FOLLOW, Permission.VIEW)
@search(HOME_SETTING, Permission.GOVERN)
async def _followed(request: Request, typed: Typed) -> list[Element]:
    """Return the programs that a Home tab can show, or whose minimum Baselib may set."""
    seen = (await request.entered(typed.carried.channel_id, recent=True)).viewpoint
    return program_options(await request.usecases.visible.search(seen, typed.text, limit=limits.OPTIONS))


@search(alert_form.ABOUT.name, Permission.SUBSCRIBE)
async def _about_alert(request: Request, typed: Typed) -> list[Element]:
    """Return the choices of an alert's programs: also all of them, and those with a tag."""
    seen = (await request.entered(typed.carried.channel_id, recent=True)).viewpoint
    tags = await request.usecases.visible.programs.tags(Asked(seen))
    programs = await _programs(request, typed)
    many = alert_form.about_choices(typed.text, tags, request.texts)
    return [*many, *programs][: limits.OPTIONS]
