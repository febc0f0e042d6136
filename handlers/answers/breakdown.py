"""The breakdown as one person sees it, and the report behind it."""

from bot.blocks.kit.controls import THEN, Control
from bot.blocks.kit.elements import Message
from bot.blocks.report.report import breakdown
from bot.domain.report.report import Report
from bot.errors import StaleControl
from handlers.context import Request


async def requested_report(request: Request, name: str, *, as_is: bool = False) -> Report:
    """A command's report: of the named, chosen or only program, now or on the requested day.

    Args:
        name: as typed.
        as_is: the newest numbers, however they look.
    """
    program = await request.usecases.choose_program(request.viewpoint, name)
    return await request.usecases.report_at(request.team_id, program, request.options.on, now=request.now, as_is=as_is)


async def opened_report(request: Request, control: Control, *, as_is: bool = False) -> Report:
    """A control's report: of the earlier day that its message shows, else the current one (`as_is`: see above)."""
    program = await request.usecases.visible_programs.existing(request.viewpoint, control.appid)
    day = control.day if control.choice == THEN else None
    return await request.usecases.report_at(request.team_id, program, day, now=request.now, as_is=as_is)


async def shown_report(request: Request, control: Control) -> Report:
    """The report that a message shows.

    Raises:
        StaleControl: it is no longer stored, or never was.
    """
    if control.choice == THEN and control.day is not None:
        return await opened_report(request, control)
    if control.day is None:
        raise StaleControl
    program = await request.usecases.visible_programs.existing(request.viewpoint, control.appid)
    return await request.usecases.read_report.kept(request.team_id, program, control.day)


async def own_breakdown(
    request: Request, report: Report, *, all_versions: bool = False, shared: bool = False
) -> Message:
    """The breakdown in the person's language, with a select of the other programs, if any.

    Args:
        shared: whether the person has just shared it.
    """
    first_two = await request.usecases.visible_programs.search(request.viewpoint, "", limit=2)
    return breakdown(
        await request.usecases.recommend_minimum(request.team_id, report),
        request.texts,
        request.zone,
        now=request.now,
        all_versions=all_versions,
        shared=shared,
        others=any(each.appid != report.program.appid for each in first_two),
    )
