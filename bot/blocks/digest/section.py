"""The section of one program in a digest."""

from collections.abc import Sequence

from bot.blocks.digest.event_text import eventful
from bot.blocks.forecast import when_safe
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import button, context, paragraph, section
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name, title
from bot.blocks.report.recommendation_text import recommendation_line
from bot.blocks.report.report_text import (
    doubts,
    headline,
    importer,
    stale,
    taken,
    uncertain,
    unproved,
    whose,
    withdrawals,
)
from bot.blocks.trend.loss_chart import loss_chart
from bot.blocks.trend.loss_table import loss_table
from bot.domain.digest.digest import NAMED, DigestSection
from bot.domain.forecast.forecast import Arrival
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.i18n import Texts


def full_section(part: DigestSection, t: Texts, zone: str, *, alone: bool) -> list[Block]:
    """A program in full: alone with chart and table, unless the week was quiet; among others with a button."""
    report = part.report
    open_it = None if alone else _open_button(report, t)
    blocks = [
        section(title(report.program), whose(report.program, t), *_lines(part, t), accessory=open_it),
        *paragraph(stale(report, t, zone), *_warnings(part, t)),
    ]
    if alone and eventful([part]):
        blocks += loss_chart(part.trend, part.report, t("chart-title"), t, zone) if part.trend else []
        blocks += [_table(part, t, zone)] if part.movements else []
    return [*blocks, context(*uncertain(report, t), taken(report, t, zone), user=importer(report))]


def _table(part: DigestSection, t: Texts, zone: str) -> Block:
    forecasts = [part.next_safe] if part.next_safe else []
    return loss_table(part.report, part.rows, part.report.snapshot.day, t, zone, forecasts=forecasts)


def compact_line(part: DigestSection, t: Texts, zone: str) -> str:
    """A program in one line, with its suspicions."""
    report = part.report
    if report.distribution is None or not report.program.has_minimum:
        line = t("named", program=name(report.program), sentence=headline(report, t))
    else:
        line = _compact(part, t)
    return " ".join(filter(None, [f"• {line}", stale(report, t, zone), *_warnings(part, t)]))


def _warnings(part: DigestSection, t: Texts) -> list[str]:
    return doubts(part.report, t) + withdrawals(part.withdrawals, t)


def _compact(part: DigestSection, t: Texts) -> str:
    report = part.report
    program, target, safe = name(report.program), t.exact(SAFE), report.safe_minimum
    if report.minimum is None or report.loss_at_minimum is None:
        if safe is None:
            return t("digest-compact-nothing", program=program, target=target)
        return t("digest-compact-no-minimum", program=program, safe=safe.text, target=target)
    minimum, loss = report.minimum.text, t.bounds(report.loss_at_minimum)
    if safe is None:
        return t("digest-compact-no-safe", program=program, minimum=minimum, loss=loss, target=target)
    return t("digest-compact", program=program, minimum=minimum, loss=loss, safe=safe.text, target=target)


def _open_button(report: Report, t: Texts) -> dict[str, object]:
    label = t("button-open-label", program=name(report.program))
    return button(t("button-open"), controls.REPORT_OPEN, Control(report.program.appid), label=label)


def _lines(part: DigestSection, t: Texts) -> list[str]:
    """The minimum now, the recommendation and whether it moved, the next candidate, and how the list changed."""
    report = part.report
    if report.distribution is None:
        unclear = report.snapshot.reading.meaning is not Meaning.NO_DATA
        return [headline(report, t), unproved(report.snapshot, t) if unclear else "", _minimum(part, t)]
    sentence = recommendation_line(report, t)
    if moved := _safe_moved(report.safe_minimum, part.safe_before, t):
        sentence = t("sentences", first=sentence, second=moved)
    return [_minimum(part, t), sentence, _next(part, t), *_list_changes(part, t)]


def _minimum(part: DigestSection, t: Texts) -> str:
    """The minimum now, and whether it was changed."""
    report, changed = part.report, _minimum_changed(part.report.minimum, part.minimum_before, t)
    if not report.program.has_minimum:
        return ""
    if report.minimum is None:
        return t("headline-no-minimum")
    if report.loss_at_minimum is None:
        return changed
    now = t("digest-minimum", minimum=report.minimum.text, loss=t.bounds(report.loss_at_minimum))
    return t("sentences", first=now, second=changed) if changed else now


def _next(part: DigestSection, t: Texts) -> str:
    """One line about the next candidate, only if it is forecast, and unless the minimum is that high already."""
    forecast, minimum = part.next_safe, part.report.minimum
    if forecast is None or (minimum and forecast.version <= minimum):
        return ""
    if forecast.arrival not in (Arrival.EXPECTED, Arrival.NOT_WITHIN_A_YEAR):
        return ""
    loss = t.bounds(part.report.computed().loss(forecast.version))
    sentence = t("digest-next", version=forecast.version.text, loss=loss)
    return t("sentences", first=sentence, second=when_safe(forecast, t))


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


def _list_changes(part: DigestSection, t: Texts) -> list[str]:
    lines = []
    if part.appeared:
        lines.append(t("digest-new", versions=_versions(part.appeared, t)))
    if part.vanished:
        lines.append(t("digest-gone", versions=_versions(part.vanished, t)))
    return lines


def _versions(versions: Sequence[Version], t: Texts) -> str:
    return t.listing([version.text for version in versions], most=NAMED)
