"""How WeChat counts all its users, compared with another day."""

from datetime import date

from bot.domain.numbers.public import COMPARABLE_FOR
from bot.domain.programs.program import ALL_OF_WECHAT
from bot.domain.report.break_news import AS_EVER, PublicCount, break_news
from bot.usecases.report.judge import JudgeSnapshots


async def public_count(judge: JudgeSnapshots, team_id: str, day: date, *, then: date) -> PublicCount:
    """By what is known on a day, and what was known then.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    now = await judge.newest(team_id, ALL_OF_WECHAT, until=day, within=COMPARABLE_FOR)
    if now is None or not now.breaks:
        return AS_EVER
    known = await judge.newest(team_id, ALL_OF_WECHAT, until=then, within=COMPARABLE_FOR)
    breaks, broken = (known.breaks, known.broken) if known else ((), None)
    return PublicCount(now.broken, break_news(now.breaks, breaks, then), broken)
