"""A digest's schedule and scope in words."""

from bot.domain.delivery.schedule import EVERY_DAY, WORKING_DAYS, Schedule
from bot.domain.digest.parse_scope import TAG
from bot.i18n import Texts
from bot.i18n.outside_text import clean


def days_text(schedule: Schedule, t: Texts) -> str:
    """The days: "every Monday and Thursday", "on the first working day of each month"."""
    if schedule.monthly:
        return t("days-monthly", days=_names(schedule, t))
    if schedule.weekdays == EVERY_DAY:
        return t("days-daily")
    return t("days-weekly", days=_names(schedule, t))


def when_text(schedule: Schedule, t: Texts) -> str:
    """Days, time and zone: "every Monday at 09:00 (Asia/Shanghai)"."""
    return t("days-when", days=days_text(schedule, t), time=t.clock_time(schedule.at), zone=schedule.zone)


def _names(schedule: Schedule, t: Texts) -> str:
    if schedule.weekdays == WORKING_DAYS:
        return t("days-working")
    if schedule.monthly and schedule.weekdays == EVERY_DAY:
        return t("days-any")
    return t.listing([t.weekday(number) for number in schedule.weekdays])


def scope_text(word: str, t: Texts) -> str:
    """The text for a word of `bot.domain.digest.parse_scope.scope_word`."""
    if word.startswith(TAG):
        return t("about-tag", tag=clean(word.removeprefix(TAG)))
    return t(f"about-{word}" if word else "about-each")
