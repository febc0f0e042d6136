"""The breakdown as one person alone sees it, and of which day it is."""

from bot.blocks.kit.controls import THEN, Control
from bot.blocks.kit.message import Message
from bot.blocks.report.report import breakdown
from bot.domain.report.report import Report
from bot.errors import StaleControl
from handlers.context import Request


async def asked_report(request: Request, name: str) -> Report:
    """For a command: of the program named, chosen or only one; now, or on the day asked for."""
    program = await request.usecases.choose_program(request.viewpoint, name)
    return await request.usecases.report_at(request.team_id, program, request.options.on, now=request.now)


async def opened_report(request: Request, control: Control) -> Report:
    """For a control that asks for more: of the day looked back at, or as it is now."""
    program = await request.usecases.find_program(request.viewpoint, control.appid)
    day = control.day if control.choice == THEN else None
    return await request.usecases.report_at(request.team_id, program, day, now=request.now)


async def shown_report(request: Request, control: Control) -> Report:
    """The very report that a message shows.

    Raises:
        StaleControl: it is no longer kept, or never was.
    """
    if control.choice == THEN and control.day is not None:
        return await opened_report(request, control)
    if control.day is None:
        raise StaleControl
    program = await request.usecases.find_program(request.viewpoint, control.appid)
    return await request.usecases.read_report.kept(request.team_id, program, control.day)


async def own_breakdown(
    request: Request, report: Report, *, all_versions: bool = False, shared: bool = False
) -> Message:
    """In the person's language, with a select of the other programs where there are some.

    Args:
        request: who asks.
        report: what is known.
        all_versions: unfold the long tail.
        shared: whether the person has just shared it.
    """
    several = await request.usecases.visible_programs.search(request.viewpoint, "", limit=2)
    return breakdown(
        report,
        request.texts,
        request.zone,
        now=request.now,
        all_versions=all_versions,
        shared=shared,
        others=len(several) > 1,
    )
