"""Looking back from an answer: the select, the calendar, and two days side by side."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Block,
    Cell,
    Element,
    Message,
    actions,
    columns_table,
    context,
    message,
    number_cell,
    option,
    section,
    select,
    text_cell,
    unknown_cell,
)
from bot.blocks.kit.forms import date_input
from bot.blocks.kit.names import bold, name, title
from bot.blocks.report.frame import Frame
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.recommendation import versions_beside
from bot.domain.report.caveats import Place
from bot.domain.report.report import Report
from bot.i18n import Texts

_AGO: Final = {"week": timedelta(weeks=1), "weeks": timedelta(weeks=4)}
_REPORT: Final = "report"
_PAGE: Final = 15


def look_back(report: Report, command: str, t: Texts, *, now: datetime, words: str = "") -> list[Element]:
    """The select that asks the same of another day; beside a breakdown also for two days side by side.

    Args:
        command: the subcommand that was answered.
        words: those between it and the program.
    """
    today, shown = snapshot_day(now), report.as_of
    ago = {key: today - days for key, days in _AGO.items() if today - days != shown}
    asked: list[tuple[str, date | None, str]] = [("now", None, "")] if shown else []
    asked += [(key, day, "") for key, day in ago.items()]
    if command == _REPORT:
        beside = {"then": shown} if shown else ago
        asked += [(f"beside-{key}", day, controls.BESIDE) for key, day in beside.items()]
    asked.append(("day", None, controls.CALENDAR))
    carried = Control(report.program.appid, choice=command, text=words)
    if not carried.fits:
        return []
    options = [option(t(f"look-back-{key}"), replace(carried, day=day, only=only).encode()) for key, day, only in asked]
    return [select(t("look-back"), controls.LOOK_BACK, options)]


def calendar_message(asked: Control, program: str, t: Texts) -> Message:
    """The calendar of which a day is chosen; its block's id carries the question."""
    sentence = t("look-back-which", program=program)
    picker = {**date_input(), "action_id": controls.LOOK_BACK_DAY}
    return message(sentence, [section(sentence), {**actions(picker), "block_id": asked.encode()}])


def beside_message(reports: tuple[Report, Report], t: Texts, *, now: datetime) -> Message:
    """Two days of one program: the minimum and the highest safe one of each, and what each version cut off."""
    first, second = sorted(reports, key=lambda each: each.snapshot.day)
    days = [each.as_of or each.snapshot.day for each in (first, second)]
    between = {"first": t.day(days[0]), "second": t.day(days[1])}
    sentence = t("beside", program=name(first.program), **between)
    facts = [
        _fact("beside-minimum", [each.minimum for each in (first, second)], t),
        _fact("beside-safe", [each.safe_minimum for each in (first, second)], t),
    ]
    places = (Place.BANNER, Place.TOP, Place.LIST, Place.SMALL_PRINT)
    notes = [line for each in (first, second) for line in Frame(each, t, now=now).lines(*places)]
    blocks = [
        section(title(first.program), bold(t("beside-days", **between)), *facts),
        *_levels((first, second), days, sentence, t),
        *([context(*dict.fromkeys(notes))] if notes else []),
        actions(*look_back(first, _REPORT, t, now=now)),
    ]
    return message(sentence, blocks)


def _fact(key: str, versions: Sequence[Version | None], t: Texts) -> str:
    """Of both days; once where it is the same."""
    texts = dict.fromkeys(version.text if version else "–" for version in versions)
    return t(key, target=t.exact(SAFE), versions=" → ".join(texts))


def _levels(reports: tuple[Report, Report], days: Sequence[date], caption: str, t: Texts) -> list[Block]:
    versions = versions_beside(*reports)
    if not versions:
        return []
    columns = [(t("column-minimum"), [text_cell(version.text) for version in versions])]
    columns += [
        (t("beside-loss", day=t.day_in_year(day)), [_loss(report, version, t) for version in versions])
        for report, day in zip(reports, days, strict=True)
    ]
    columns += [
        (t("beside-share", day=t.day_in_year(day)), [_share(report, version, t) for version in versions])
        for report, day in zip(reports, days, strict=True)
        if report.distribution
    ]
    return [columns_table(caption, columns, page_size=_PAGE)]


def _loss(report: Report, version: Version, t: Texts) -> Cell:
    released = report.losses and version <= report.losses.versions[0]
    loss = report.loss(version) if released else None
    return number_cell(loss.high, t.bounds(loss)) if loss else unknown_cell()


def _share(report: Report, version: Version, t: Texts) -> Cell:
    share = report.distribution.share(version) if report.distribution else None
    return unknown_cell() if share is None else number_cell(share, t.fraction(share))
