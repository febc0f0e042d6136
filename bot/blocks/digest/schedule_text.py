"""A digest's schedule in words."""

from bot.domain.delivery.schedule import EVERY_DAY, WORKING_DAYS, Schedule
from bot.i18n import Texts


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
