"""What an answer about an earlier day has around it, so that nobody takes it for one about now."""

from bot.blocks.kit.controls import THEN, Control
from bot.blocks.kit.elements import context, header
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name
from bot.domain.report.report import Report
from bot.i18n import Texts


def as_of(report: Report, t: Texts) -> list[Block]:
    """The day looked back at, and whose numbers stand in for its own; nothing when it is about now."""
    if report.as_of is None:
        return []
    older = stand_in(report, t)
    return [header(t("as-of", day=t.day(report.as_of))), *([context(older)] if older else [])]


def stand_in(report: Report, t: Texts) -> str:
    """That an earlier day's numbers stand in for those of the day looked back at; empty when they do not."""
    if report.as_of is None or report.as_of == report.snapshot.day:
        return ""
    return t("as-of-older", day=t.day(report.as_of), kept=t.day(report.snapshot.day))


def told(said: str, report: Report, t: Texts) -> str:
    """A message's text: what is said of the program, with the day looked back at in front."""
    named = t("named", program=name(report.program), sentence=said)
    return named if report.as_of is None else t("as-of-text", day=t.day(report.as_of), sentence=named)


def when(report: Report, t: Texts) -> str:
    """The word for the day that the answer is about."""
    return t("when-now") if report.as_of is None else t("when-then")


def same_day(report: Report) -> Control:
    """Carries the program, and the day looked back at: what is asked from there is answered of that day, too."""
    if report.as_of is None:
        return Control(report.program.appid)
    return Control(report.program.appid, day=report.as_of, choice=THEN)


def shown_day(report: Report) -> Control:
    """Carries the very day that is shown, and not what is the newest by the time somebody presses."""
    if report.as_of is None:
        return Control(report.program.appid, day=report.snapshot.day)
    return same_day(report)
