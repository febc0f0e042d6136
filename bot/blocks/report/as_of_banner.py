"""The day of an answer, so that one about an earlier day is not mistaken for a current one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.blocks.kit.controls import THEN, Control
from bot.blocks.kit.names import name
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.report.report import Report
from bot.i18n import Texts


def dated(sentence: str, report: Report, t: Texts) -> str:
    """A message's text: the sentence, with the day looked back at in front."""
    named = t("named", program=name(report.program), sentence=sentence)
    return named if report.as_of is None else t("as-of-text", day=t.day(report.as_of), sentence=named)


def dates_itself(sentence: str, report: Report, t: Texts, zone: str, *, now: datetime) -> str:
    """A sentence about numbers that are not of today, with their day in front; below a banner it needs none."""
    late = snapshot_day(now) > report.snapshot.day and not report.program.is_all_of_wechat
    if report.as_of is not None or not (late or report.stale_because):
        return sentence
    return t("as-of-text", day=shown_date(report, t, zone), sentence=sentence)


def shown_date(report: Report, t: Texts, zone: str) -> str:
    """The one date of a report's numbers, as their reader counts days."""
    return t.day(readers_day(report.snapshot.day, report, zone))


def readers_day(day: date, report: Report, zone: str) -> date:
    """A day in China up to that of a report's numbers, as their reader counts days.

    The day on which the newest numbers were read may be another one in the reader's zone, and those before it are as
    many days apart. An earlier day's answer, public and imported numbers keep their own days.
    """
    if report.as_of is not None or report.program.is_all_of_wechat or report.snapshot.imported_by:
        return day
    return day + (read_on(report, zone) - report.snapshot.day)


def read_on(report: Report, zone: str) -> date:
    """The day in a zone on which the numbers were read."""
    return report.snapshot.taken_at.astimezone(ZoneInfo(zone)).date()


def when(report: Report, t: Texts) -> str:
    """The words for the day of the answer."""
    return t("when-now") if report.as_of is None else t("when-then")


def same_day(report: Report) -> Control:
    """A control with the program and the day looked back at: follow-up questions stay on that day."""
    if report.as_of is None:
        return Control(report.program.appid)
    return Control(report.program.appid, day=report.as_of, choice=THEN)


def shown_day(report: Report) -> Control:
    """A control with the day shown, not the newest day at the time of the press."""
    if report.as_of is None:
        return Control(report.program.appid, day=report.snapshot.day)
    return same_day(report)
