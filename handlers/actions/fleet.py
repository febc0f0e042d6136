"""Buttons of the fleet's list, and of raising its minimum."""

from bot.blocks.fleet.fleet import fleet_message, tags_message
from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.blocks.kit.controls import (
    FLEET_BLOCKED,
    FLEET_CSV,
    FLEET_FILTER,
    FLEET_OPEN,
    FLEET_RAISE,
    FLEET_READY,
    FLEET_SHARE,
    FLEET_SORT,
    FLEET_TAG,
    FLEET_TAGS,
    Control,
)
from bot.blocks.kit.elements import Message
from bot.domain.access.roles import Permission
from bot.domain.fleet.raise_ import FleetRaise, Verdict
from bot.domain.fleet.report import Filter, FleetReport, Sort
from bot.errors import StaleControl
from handlers.actions.registry import action
from handlers.answers.export import take_fleet_away, take_raise_away
from handlers.context import Request


@action(FLEET_CSV, Permission.VIEW, stored=True)
async def csv(request: Request, control: Control) -> Message:
    """Send the full list as a file in a direct message: a list of merchants is not for every channel."""
    if control.version is None:
        sort, only = _list_of(control)
        read_fleet = request.usecases.read_fleet
        parts = read_fleet.parts(request.viewpoint, now=request.now, sort=sort, tag=control.text, only=only)
        return await take_fleet_away(request, parts)
    raised = request.usecases.raise_fleet.parts(request.viewpoint, control.version, now=request.now, tag=control.text)
    return await take_raise_away(request, control.version, raised)


@action(FLEET_BLOCKED, Permission.VIEW, stored=True)
@action(FLEET_FILTER, Permission.VIEW, stored=True)
@action(FLEET_OPEN, Permission.VIEW, stored=True)
@action(FLEET_READY, Permission.VIEW, stored=True)
@action(FLEET_SORT, Permission.VIEW, stored=True)
@action(FLEET_TAG, Permission.VIEW, stored=True)
async def open_(request: Request, control: Control) -> Message:
    """All programs, or some of them, in a new message for the requester only: a shared list stays as it is."""
    return fleet_message(await _read_list(request, control), request.texts)


@action(FLEET_RAISE, Permission.VIEW, stored=True)
async def raise_minimum(request: Request, control: Control) -> Message:
    """What if the minimum of all programs were ...: the cost per program, like `/baselib fleet raise`."""
    verdict = _verdict(control)
    return fleet_raise_message(await _read_raise(request, control), request.texts, verdict=verdict)


@action(FLEET_SHARE, Permission.SHARE, replaces=True)
async def share(request: Request, control: Control) -> Message:
    """Share to channel: post the list in the installation's language, and confirm."""
    requester, everybody = request.requester, request.deps.default_texts
    if control.version is not None:
        answered, verdict = await _read_raise(request, control), _verdict(control)
        public = fleet_raise_message(answered, everybody, verdict=verdict, shared_by=requester.user_id)
        own = fleet_raise_message(answered, request.texts, verdict=verdict, shared=True)
    else:
        report = await _read_list(request, control)
        public = fleet_message(report, everybody, shared_by=requester.user_id)
        own = fleet_message(report, request.texts, shared=True)
    await request.usecases.share_message(requester.team_id, requester.channel_id, public, now=request.now)
    return own


@action(FLEET_TAGS, Permission.VIEW, stored=True)
async def tags(request: Request, control: Control) -> Message:
    """The totals by tag."""
    del control
    return tags_message(await request.usecases.read_fleet(request.viewpoint, now=request.now), request.texts)


async def _read_list(request: Request, control: Control) -> FleetReport:
    """The overview in the control's order. Raises as `_list_of`."""
    sort, only = _list_of(control)
    return await request.usecases.read_fleet(request.viewpoint, now=request.now, sort=sort, tag=control.text, only=only)


def _list_of(control: Control) -> tuple[Sort, Filter]:
    """The order and the list.

    Raises:
        StaleControl: it names no valid list.
    """
    try:
        return Sort(control.choice), Filter(control.only or Filter.ALL)
    except ValueError as error:
        raise StaleControl from error


def _verdict(control: Control) -> Verdict | None:
    """The verdict whose programs are listed.

    Raises:
        StaleControl: it names none.
    """
    try:
        return Verdict(control.only) if control.only else None
    except ValueError as error:
        raise StaleControl from error


async def _read_raise(request: Request, control: Control) -> FleetRaise:
    """What the control's version would cost each program.

    Raises:
        StaleControl: it names no valid list.
    """
    if control.version is None:
        raise StaleControl
    verdict = _verdict(control)
    raise_fleet, seen = request.usecases.raise_fleet, request.viewpoint
    return await raise_fleet(seen, control.version, now=request.now, tag=control.text, verdict=verdict)
