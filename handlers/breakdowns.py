"""The breakdown as one person alone sees it."""

from bot.blocks.message import Message
from bot.blocks.report import breakdown
from bot.domain.report import Report
from handlers.desk import Question


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
    several = await question.usecases.search_programs(question.team_id, "", limit=2)
    return breakdown(
        report,
        question.texts,
        question.zone,
        now=question.now,
        all_versions=all_versions,
        shared=shared,
        others=len(several) > 1,
    )
