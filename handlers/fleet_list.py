"""Reads a fleet's list again for a control on it."""

from bot.blocks.kit.controls import Control
from bot.domain.fleet.raise_ import FleetRaise
from bot.domain.fleet.report import FleetReport, Sort
from bot.errors import StaleControl
from handlers.context import Request


async def read_list(request: Request, control: Control) -> FleetReport:
    """The overview in the control's order.

    Raises:
        StaleControl: it names no valid list.
    """
    try:
        sort = Sort(control.choice)
    except ValueError as error:
        raise StaleControl from error
    return await request.usecases.read_fleet(request.viewpoint, now=request.now, sort=sort, tag=control.text)


async def read_raise(request: Request, control: Control) -> FleetRaise:
    """What the control's version would cost each program.

    Raises:
        StaleControl: it names no valid list.
    """
    if control.version is None:
        raise StaleControl
    return await request.usecases.raise_fleet(request.viewpoint, control.version, tag=control.text)
