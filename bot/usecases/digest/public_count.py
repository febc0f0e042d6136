"""How WeChat counts all its users, compared with another day."""

from datetime import date

from bot.domain.report.break_news import AS_EVER, PublicCount, break_news
from bot.domain.report.report import publicly_broken
from bot.usecases.report.kept_reports import KeptReports


async def public_count(reports: KeptReports, day: date, *, then: date) -> PublicCount:
    """Return what is known on a day, and what was known then.

    Raises:
        StorageUnavailable: nothing can be looked up.
    """
    now = await reports.snapshots.public(day)
    if not now.breaks:
        return AS_EVER
    news = break_news(now.breaks, (await reports.snapshots.public(then)).breaks, then)
    return PublicCount(publicly_broken(now, day), news)
