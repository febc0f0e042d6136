"""Buttons of the fleet's list, and of raising its minimum."""

from bot.blocks.fleet.fleet import fleet_message
from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.blocks.fleet.spreadsheet import fleet_csv, fleet_raise_csv
from bot.blocks.kit.controls import FLEET_CSV, FLEET_OPEN, FLEET_RAISE, FLEET_SHARE, FLEET_SORT, Control
from bot.blocks.kit.message import Message
from bot.domain.access.roles import Permission
from bot.domain.numbers.snapshot import snapshot_day
from handlers.actions.registry import action
from handlers.context import Request
from handlers.exporting import hand_over
from handlers.fleet_list import read_list, read_raise


@action(FLEET_CSV, Permission.VIEW)
async def csv(request: Request, control: Control) -> Message:
    """Send the full list as a file in a direct message: a list of merchants is not for every channel."""
    t, day = request.texts, snapshot_day(request.now).isoformat()
    if control.version is not None:
        file = fleet_raise_csv(await read_raise(request, control), t, day=day)
    else:
        file = fleet_csv(await read_list(request, control), t, day=day)
    return await hand_over(request, file, t("csv-comment", name=file.name))


@action(FLEET_OPEN, Permission.VIEW)
async def open_(request: Request, control: Control) -> Message:
    """Back to all programs: the overview in a new message; the one with the button stays."""
    return fleet_message(await read_list(request, control), request.texts)


@action(FLEET_RAISE, Permission.VIEW)
async def raise_minimum(request: Request, control: Control) -> Message:
    """What if the minimum of all programs were ...: the cost per program, like `/baselib fleet raise`."""
    return fleet_raise_message(await read_raise(request, control), request.texts)


@action(FLEET_SHARE, Permission.SHARE, replaces=True)
async def share(request: Request, control: Control) -> Message:
    """Share to channel: post the list in the installation's language, and confirm."""
    requester, everybody = request.requester, request.deps.default_texts
    if control.version is not None:
        answered = await read_raise(request, control)
        public = fleet_raise_message(answered, everybody, shared_by=requester.user_id)
        own = fleet_raise_message(answered, request.texts, shared=True)
    else:
        report = await read_list(request, control)
        public = fleet_message(report, everybody, shared_by=requester.user_id)
        own = fleet_message(report, request.texts, shared=True)
    await request.usecases.share_message(requester.team_id, requester.channel_id, public, now=request.now)
    return own


@action(FLEET_SORT, Permission.VIEW)
async def sort(request: Request, control: Control) -> Message:
    """Sort the fleet's list, for the requester only: a shared list stays as it is."""
    return fleet_message(await read_list(request, control), request.texts)
