"""The section of one program in a digest."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.forecast import forecast_sentence
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import button, context, paragraph, section
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name, title
from bot.blocks.report.report_text import doubts, headline, origin, roll_backs, stale, unplaced, unproved, whose
from bot.blocks.trend.loss_table import loss_table
from bot.blocks.trend.trend import moved
from bot.domain.digest.digest import DigestSection
from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.domain.trend.lines import Line
from bot.i18n import Texts

_VERSIONS: Final = 8
"""New or vanished versions named."""


def full_section(part: DigestSection, t: Texts, zone: str, *, alone: bool) -> list[Block]:
    """A program in full: alone with a table, among others with lines and a button."""
    report = part.report
    open_it = None if alone else _open_button(report, t)
    moved = [] if alone else _movement_lines(part.movements, t)
    lines = [*_headline_lines(part, t), *moved, *_list_changes(part, t)]
    blocks = [
        section(title(report.program), whose(report.program, t), *lines, accessory=open_it),
        *paragraph(stale(report, t, zone), *_warnings(part, t)),
    ]
    if alone and part.movements:
        blocks.append(loss_table(report, part.movements, report.snapshot.day, t))
    return [*blocks, context(*unplaced(report, t), origin(report, t, zone))]


def compact_line(part: DigestSection, t: Texts, zone: str) -> str:
    """A program in one line, with its suspicions."""
    report = part.report
    if report.distribution is None or not report.program.has_minimum:
        line = t("named", program=name(report.program), sentence=headline(report, t))
    else:
        line = _compact(part, t)
    return " ".join(filter(None, [f"• {line}", stale(report, t, zone), *_warnings(part, t)]))


def _warnings(part: DigestSection, t: Texts) -> list[str]:
    return doubts(part.report, t) + roll_backs(part.roll_backs, t)


def _compact(part: DigestSection, t: Texts) -> str:
    report = part.report
    program, target, safe = name(report.program), t.exact(SAFE), report.safe_minimum
    if report.minimum is None or part.loss_at_minimum is None:
        if safe is None:
            return t("digest-compact-nothing", program=program, target=target)
        return t("digest-compact-no-minimum", program=program, safe=safe.text, target=target)
    minimum, loss = report.minimum.text, t.bounds(part.loss_at_minimum)
    if safe is None:
        return t("digest-compact-no-safe", program=program, minimum=minimum, loss=loss, target=target)
    return t("digest-compact", program=program, minimum=minimum, loss=loss, safe=safe.text, target=target)


def _open_button(report: Report, t: Texts) -> dict[str, object]:
    label = t("button-open-label", program=name(report.program))
    return button(t("button-open"), controls.REPORT_OPEN, Control(report.program.appid), label=label)


def _headline_lines(part: DigestSection, t: Texts) -> list[str]:
    """The minimum and its loss, the recommendation, and whether either moved."""
    report = part.report
    lines = [headline(report, t)]
    if moved := _safe_moved(report.safe_minimum, part.safe_before, t):
        lines = [t("sentences", first=lines[0], second=moved)]
    if report.distribution is None and report.snapshot.reading.meaning is not Meaning.NO_DATA:
        lines.append(unproved(report.snapshot, t))
    return [*lines, _next_safe(part.next_safe, t), _minimum_changed(report.minimum, part.minimum_before, t)]


def _next_safe(forecast: Forecast | None, t: Texts) -> str:
    """One line about the next safe version, only if one is expected."""
    if forecast is None or forecast.arrival not in (Arrival.EXPECTED, Arrival.NOT_WITHIN_A_YEAR):
        return ""
    return t("digest-next-safe", sentence=forecast_sentence(forecast, t))


def _safe_moved(now: Version | None, before: Version | None, t: Texts) -> str:
    if now is None or before is None:
        return ""
    if now == before:
        return t("digest-safe-unmoved")
    return t("digest-safe-moved-up" if now > before else "digest-safe-moved-down", before=before.text)


def _minimum_changed(now: Version | None, before: Version | None, t: Texts) -> str:
    if now is None or before is None or now == before:
        return ""
    key = "digest-minimum-raised" if now > before else "digest-minimum-lowered"
    return t(key, before=before.text, now=now.text)


def _movement_lines(movements: Sequence[Line], t: Texts) -> list[str]:
    return [f"• {moved(movement, t)}" for movement in movements]


def _list_changes(part: DigestSection, t: Texts) -> list[str]:
    lines = []
    if part.appeared:
        lines.append(t("digest-new", versions=_versions(part.appeared, t)))
    if part.vanished:
        lines.append(t("digest-gone", versions=_versions(part.vanished, t)))
    return lines


def _versions(versions: Sequence[Version], t: Texts) -> str:
    return t.listing([version.text for version in versions], most=_VERSIONS)
