"""The answer to `trend`: lines over the weeks, their table, and notes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from bot.blocks.forecast import forecast_sentences
from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, actions, button, context, message, paragraph, section
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import title
from bot.blocks.kit.sharing import sharing
from bot.blocks.report.as_of_banner import as_of, dated, same_day, shown_day
from bot.blocks.report.report_text import doubts, headline, origin, roll_backs, stale, unproved, whose
from bot.blocks.trend.chart import line_chart
from bot.blocks.trend.movement_table import movement_table
from bot.domain.numbers.distribution import NOISE
from bot.domain.trend.trend import Line, TrendAnswer, Why
from bot.i18n import Texts

_DAYS: Final = 8
"""Left-out days named per reason."""
_ROLL_BACKS: Final = 5


def trend_message(
    answer: TrendAnswer, t: Texts, zone: str, *, now: datetime, shared_by: str = "", shared: bool = False
) -> Message:
    """How coverage moved.

    Args:
        answer: the answer.
        t: the reader's language.
        zone: the reader's IANA zone.
        now: UTC.
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
    """
    report, said = answer.report, _said(answer, t)
    blocks = [
        *as_of(report, t),
        *paragraph(stale(report, t, zone, now), *doubts(report, t)),
        section(title(report.program), whose(report.program, t), said, *_short(answer, t)),
        *_drawn(answer, t),
        *paragraph(*forecast_sentences(answer.forecasts, t)),
        *paragraph(*roll_backs(answer.roll_backs[-_ROLL_BACKS:], t), *_public(answer, t)),
        context(*_left_out(answer, t), origin(report, t, zone)),
        *sharing(t, shared_by=shared_by, shared=shared),
        actions(*_buttons(answer, t, others=not (shared_by or shared))),
    ]
    return message(dated(said, report, t), blocks)


def _said(answer: TrendAnswer, t: Texts) -> str:
    """The movement of the most important version; else the facts known without a trend."""
    return moved(answer.headline, t) if answer.headline else headline(answer.report, t)


def moved(line: Line, t: Texts) -> str:
    """The coverage of a version, and how it changed."""
    known = {"version": line.version.text, "coverage": t.bounds(line.now)}
    week, four = line.since_week, line.since_four_weeks
    if week is not None and four is not None:
        return t("trend-moved", **known, week=t.points(week), four=t.points(four))
    if week is not None:
        return t("trend-moved-week", **known, week=t.points(week))
    if four is not None:
        return t("trend-moved-four", **known, four=t.points(four))
    return t("trend-now", **known)


def _short(answer: TrendAnswer, t: Texts) -> list[str]:
    """Why there is no chart, or why it ends before today."""
    days, lines = answer.days, []
    if not days:
        lines.append(t("trend-nothing"))
    elif not answer.drawable:
        lines.append(t("trend-too-short", count=len(days)))
    if days and days[-1] != answer.report.snapshot.day:
        lines.append(t("trend-until", day=t.day(days[-1])))
    if answer.report.distribution is None:
        lines.append(unproved(answer.report.snapshot, t))
    return lines


def _drawn(answer: TrendAnswer, t: Texts) -> list[Block]:
    """The chart and its table; the table alone if there are too few points."""
    if not answer.lines:
        return []
    table = movement_table(answer.report, answer.lines, answer.days[-1], t, forecasts=answer.forecasts)
    if not answer.drawable:
        return [table]
    series: list[tuple[str, Sequence[Decimal]]] = [(line.version.text, line.coverage) for line in answer.lines]
    companion = answer.companion
    if companion and len(series) < limits.CHART_SERIES:
        known = [share for share in companion.coverage if share is not None]
        if len(known) == len(answer.days):
            series.append((t("public-line", version=companion.version.text), known))
    return [*line_chart(t("chart-title"), answer.days, series, t), table]


def _public(answer: TrendAnswer, t: Texts) -> list[str]:
    """How this program's users compare with all of WeChat's, or why there is no public line."""
    if answer.report.program.is_all_of_wechat:  # the comparison would be with itself
        return []
    if answer.public is None:
        return [t("public-missing")] if answer.lines else []
    tail, companion, day = answer.tail, answer.companion, t.day(answer.public.day)
    if tail is None:
        return [t("public-apart", day=day)]
    key = "tail-same" if abs(tail.older_by) < NOISE / 2 else "tail-older" if tail.older_by > 0 else "tail-newer"
    known = {"version": tail.version.text, "ours": t.fraction(tail.ours), "public": t.fraction(tail.public), "day": day}
    lines = [t(key, points=t.distance(tail.older_by), **known)]
    if companion and answer.drawable:
        if None in companion.coverage:
            lines.append(t("public-line-gaps", version=companion.version.text))
        elif len(answer.lines) >= limits.CHART_SERIES:
            lines.append(t("public-line-no-room", version=companion.version.text))
    return lines


def _left_out(answer: TrendAnswer, t: Texts) -> list[str]:
    """The left-out days by reason, the newest ones named."""
    by_reasons: dict[tuple[Why, ...], list[date]] = {}
    for each in answer.left_out:
        by_reasons.setdefault(each.reasons, []).append(each.day)
    return [
        t(
            "trend-left-out",
            days=t.listing([t.day_in_year(day) for day in days[-_DAYS:]], more=max(0, len(days) - _DAYS)),
            reasons=t.listing([t(f"left-out-{reason}") for reason in reasons]),
        )
        for reasons, days in by_reasons.items()
    ]


def _buttons(answer: TrendAnswer, t: Texts, *, others: bool) -> list[Element]:
    """Share and picture buttons, only with a chart and if the requested versions fit into a control."""
    buttons = []
    shown = _shown(answer)
    if answer.drawable and shown:
        if others:
            buttons.append(button(t("button-share"), controls.TREND_SHARE, shown, style="primary"))
        buttons.append(button(t("button-picture"), controls.TREND_PICTURE, shown))
    return [*buttons, button(t("button-open"), controls.REPORT_OPEN, same_day(answer.report))]


def _shown(answer: TrendAnswer) -> Control | None:
    versions = " ".join(version.text for version in answer.asked)
    control = replace(shown_day(answer.report), text=versions)
    return control if control.fits else None  # six versions of four long parts each do not fit
