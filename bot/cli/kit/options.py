"""Options that Slack has, too: read in the same way, and refused with the same sentence."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.report.as_of import read_day
from bot.errors import BadOption
from bot.export import Format


def format_of(text: str, among: Sequence[Format], usage: str) -> Format | None:
    """The kind of file asked for with `--format`; None when none is.

    Raises:
        BadOption: it is none of these.
    """
    if not text:
        return None
    if text.casefold() not in among:
        raise BadOption(option=f"--format {text}", usage=usage)
    return Format(text.casefold())


def day_of(text: str, usage: str, *, now: datetime) -> date | None:
    """The Chinese day to look back at with `--on`; None when none is named.

    Raises:
        BadOption: it is no day.
        NoSuchDay: the calendar has none like it.
    """
    return named_day(text, f"--on {text}", usage, now=now) if text else None


def named_day(text: str, typed: str, usage: str, *, now: datetime) -> date:
    """A Chinese day.

    Args:
        text: the day itself.
        typed: what is refused when it is none.
        usage: what may be typed instead.

    Raises:
        BadOption: it is no day.
        NoSuchDay: the calendar has none like it.
    """
    day = read_day(text, today=snapshot_day(now))
    if day is None:
        raise BadOption(option=typed, usage=usage)
    return day
