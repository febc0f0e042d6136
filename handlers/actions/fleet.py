"""Buttons of the fleet's list, and of raising its minimum."""

from bot.blocks.fleet.fleet import fleet_message
from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.blocks.kit.controls import FLEET_CSV, FLEET_OPEN, FLEET_RAISE, FLEET_SHARE, FLEET_SORT, Control
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from bot.domain.fleet.raise_ import FleetRaise
from bot.domain.fleet.report import FleetReport, Sort
from bot.errors import StaleControl
from handlers.actions.registry import action
from handlers.answers.export import take_fleet_away
from handlers.context import Request


@action(FLEET_CSV, Permission.VIEW)
async def csv(request: Request, control: Control) -> Message:
    """Send the full list as a file in a direct message: a list of merchants is not for every channel."""
    read = _read_list if control.version is None else _read_raise
    return await take_fleet_away(request, await read(request, control))


@action(FLEET_OPEN, Permission.VIEW)
async def open_(request: Request, control: Control) -> Message:
    """Back to all programs: the overview in a new message; the one with the button stays."""
    return fleet_message(await _read_list(request, control), request.texts)


@action(FLEET_RAISE, Permission.VIEW)
async def raise_minimum(request: Request, control: Control) -> Message:
    """What if the minimum of all programs were ...: the cost per program, like `/baselib fleet raise`."""
    return fleet_raise_message(await _read_raise(request, control), request.texts)


@action(FLEET_SHARE, Permission.SHARE, replaces=True)
async def share(request: Request, control: Control) -> Message:
    """Share to channel: post the list in the installation's language, and confirm."""
    requester, everybody = request.requester, request.deps.default_texts
    if control.version is not None:
        answered = await _read_raise(request, control)
        public = fleet_raise_message(answered, everybody, shared_by=requester.user_id)
        own = fleet_raise_message(answered, request.texts, shared=True)
    else:
        report = await _read_list(request, control)
        public = fleet_message(report, everybody, shared_by=requester.user_id)
        own = fleet_message(report, request.texts, shared=True)
    await request.usecases.share_message(requester.team_id, requester.channel_id, public, now=request.now)
    return own


@action(FLEET_SORT, Permission.VIEW)
async def sort(request: Request, control: Control) -> Message:
    """Sort the fleet's list, for the requester only: a shared list stays as it is."""
    return fleet_message(await _read_list(request, control), request.texts)


async def _read_list(request: Request, control: Control) -> FleetReport:
    """The overview in the control's order.

    Raises:
        StaleControl: it names no valid list.
    """
    try:
        sort = Sort(control.choice)
    except ValueError as error:
        raise StaleControl from error
    return await request.usecases.read_fleet(request.viewpoint, now=request.now, sort=sort, tag=control.text)


async def _read_raise(request: Request, control: Control) -> FleetRaise:
    """What the control's version would cost each program.

    Raises:
        StaleControl: it names no valid list.
    """
    if control.version is None:
        raise StaleControl
    return await request.usecases.raise_fleet(request.viewpoint, control.version, tag=control.text)
