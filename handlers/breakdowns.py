"""The breakdown as one person alone sees it, and of which day it is."""

from bot.blocks.controls import THEN, Control
from bot.blocks.message import Message
from bot.blocks.report import breakdown
from bot.domain.report import Report
from handlers.desk import Question


async def asked_report(question: Question, name: str) -> Report:
    """For a command: of the program named, chosen or only one; now, or on the day asked for."""
    program = await question.usecases.choose_program(question.seen, name)
    return await question.usecases.report_at(question.team_id, program, question.options.on, now=question.now)


async def opened_report(question: Question, control: Control) -> Report:
    """For a control that asks for more: of the day looked back at, or as it is now."""
    program = await question.usecases.find_program(question.seen, control.appid)
    day = control.day if control.choice == THEN else None
    return await question.usecases.report_at(question.team_id, program, day, now=question.now)


async def shown_report(question: Question, control: Control) -> Report:
    """The very report that a message shows.

    Raises:
        StaleControl: it is no longer kept, or never was.
    """
    if control.choice == THEN and control.day is not None:
        return await opened_report(question, control)
    return await question.usecases.kept_report(question.seen, control.appid, control.day)


async def own_breakdown(
    question: Question, report: Report, *, all_versions: bool = False, shared: bool = False
) -> Message:
    """In the person's language, with a select of the other programs where there are some.

    Args:
        question: who asks.
        report: what is known.
        all_versions: unfold the long tail.
        shared: whether the person has just shared it.
    """
    several = await question.usecases.search_programs(question.seen, "", limit=2)
    return breakdown(
        report,
        question.texts,
        question.zone,
        now=question.now,
        all_versions=all_versions,
        shared=shared,
        others=len(several) > 1,
    )
