"""The answer to `trend`: lines over the weeks, their table, and notes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from bot.blocks.forecast import whether_safe
from bot.blocks.kit import controls, limits
from bot.blocks.kit.charts import axes_chart
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Block,
    Cell,
    Column,
    Element,
    Message,
    actions,
    button,
    columns_table,
    message,
    number_cell,
    paragraph,
    section,
    sharing,
    text_cell,
    unknown_cell,
)
from bot.blocks.kit.names import name
from bot.blocks.report.frame import Frame, dated, look_back, marked, over, same_day, shown_day, when, withdrawals
from bot.blocks.report.recommendation_text import counted_now, headline, safe_from
from bot.domain.caveats import Key, Place
from bot.domain.forecast.forecast import Forecast
from bot.domain.numbers.distribution import ONE, SAFE, Bounds
from bot.domain.numbers.loss_table import Absent, Earlier
from bot.domain.numbers.meaning import shown_percent
from bot.domain.numbers.version import Version
from bot.domain.report import Report
from bot.domain.trend import MOST_VERSIONS, Chart, Line, Release, TrendAnswer, may_begin_above_zero
from bot.domain.trend_history import POINTS_FOR_TREND, Why
from bot.i18n import Texts
from bot.i18n.caveats import clip

_DAYS: Final = 8
"""Left-out days named per reason."""
_WITHDRAWALS: Final = 5


def trend_message(
    answer: TrendAnswer, t: Texts, zone: str, *, now: datetime, shared_by: str = "", shared: bool = False
) -> Message:
    """How the losses moved.

    Args:
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
    """
    report, sentence = answer.report, _sentence(answer, t)
    frame = Frame(report, t, zone, now, but=[Key.WITHDRAWAL])
    unfolded = frame.unfolded(shared=bool(shared_by))
    blocks = [
        *frame.top(),
        section(*frame.head(), sentence, *_beside(answer, t), *frame.lines(Place.INSTEAD)),
        *_drawn(answer, t),
        *paragraph(
            *over(report, answer.days, t),
            *withdrawals(answer.withdrawals[-_WITHDRAWALS:], t),
            *_public(answer, t),
        ),
        *frame.small_print(*_left_out(answer, t), days=answer.days, origin=unfolded),
        *sharing(t, shared_by=shared_by, shared=shared),
        actions(*_buttons(answer, t, now, others=not (shared_by or shared))),
    ]
    return message(dated(sentence, report, t), blocks)


def _sentence(answer: TrendAnswer, t: Texts) -> str:
    """Return the movement of the most important version.

    Else that there is none, or the facts known without a trend.
    """
    if answer.headline:
        return counted_now(answer.report, moved(answer.headline, t), t)
    minimum, distribution = answer.report.minimum, answer.report.distribution
    if not answer.lines or minimum is None or distribution is None:
        return headline(answer.report, t)
    higher = distribution.next_higher(minimum)
    loss = answer.report.loss(higher) if higher else None
    shown = {"version": higher.text if higher else "", "loss": t.bounds(loss) if loss else "none"}
    return t("trend-no-candidate", minimum=minimum.text, **shown)


def moved(line: Line, t: Texts) -> str:
    now, week, four = t.bounds(line.now), line.week_ago, line.four_weeks_ago
    known = {"version": line.version.text, "loss": now}
    if Absent.UNRELEASED in (week, four):
        return t("trend-new", **known)
    if isinstance(week, Bounds) and isinstance(four, Bounds):
        return t("trend-moved", **known, week=t.bounds(week), four=t.bounds(four))
    if isinstance(week, Bounds):
        return t("trend-moved-week", **known, week=t.bounds(week))
    return t("trend-moved-four", **known, four=t.bounds(four)) if isinstance(four, Bounds) else t("trend-now", **known)


def _beside(answer: TrendAnswer, t: Texts) -> list[str]:
    """When it is safe, the new versions, and what the chart lacks."""
    line = answer.headline
    forecast = next((each for each in answer.forecasts if line and each.version == line.version), None)
    when = whether_safe(answer.keeps(line), forecast, t) if line else ""
    return [when, *release_lines(answer.releases, t), *_short(answer, t)]


def release_lines(releases: Sequence[Release], t: Texts) -> list[str]:
    """Return the new versions in one line; nothing without one."""
    return [t("releases", releases=t.listing([_release(each, t) for each in releases]))] if releases else []


def _release(release: Release, t: Texts) -> str:
    loss = release.line.now
    coverage = t.bounds(loss.rest)
    return t("release", version=release.line.version.text, day=t.day_in_year(release.day), coverage=coverage)


def _short(answer: TrendAnswer, t: Texts) -> list[str]:
    """Why there is no chart, or why it ends before today."""
    days, lines = answer.days, []
    if not days:
        lines.append(t("trend-nothing"))
    elif answer.chart is None and len(days) < POINTS_FOR_TREND:
        lines.append(t("trend-too-short", count=len(days)))
    if days and days[-1] != answer.report.snapshot.day:
        lines.append(t("trend-until", day=t.day(days[-1])))
    return lines


def _drawn(answer: TrendAnswer, t: Texts) -> list[Block]:
    """Return the chart and its table; the table alone if there are too few points."""
    if not answer.lines:
        return []
    table = loss_table(answer.report, answer.rows, answer.days[-1], t, forecasts=answer.forecasts)
    if answer.chart is None:
        return [table]
    beside = _beside_line(answer, answer.chart, t)
    return [*loss_chart(answer.chart, answer.report, t("chart-title"), t, beside=beside), table]


def _beside_line(answer: TrendAnswer, chart: Chart, t: Texts) -> tuple[str, tuple[Decimal, ...]] | None:
    """WeChat's line, if it is whole and there is room beside the others and the target."""
    companion = answer.companion
    if companion is None or len(chart.lines) >= MOST_VERSIONS or not chart.has(companion.version):
        return None
    known = tuple(loss.low for loss in companion.losses[chart.skipped :] if loss is not None)
    return (t("public-line", version=companion.version.text), known) if len(known) == len(chart.days) else None


def _public(answer: TrendAnswer, t: Texts) -> list[str]:
    """How this program's users compare with all of WeChat's, or why there is no public line."""
    if answer.report.program.is_all_of_wechat:  # the comparison would be with itself
        return []
    if answer.public is None:
        return [t("public-missing")] if answer.lines else []
    tail, companion, day = answer.tail, answer.companion, t.day(answer.public.day)
    if tail is None:
        return [t("public-apart", day=day)]
    known = {"version": tail.version.text, "ours": t.fraction(tail.ours), "public": t.fraction(tail.public), "day": day}
    lines = [t("tail", **known)]
    if companion and answer.chart:
        if None in companion.losses[answer.chart.skipped :]:
            lines.append(t("public-line-gaps", version=companion.version.text))
        elif len(answer.chart.lines) >= MOST_VERSIONS:
            lines.append(t("public-line-no-room", version=companion.version.text))
    return lines


def _left_out(answer: TrendAnswer, t: Texts) -> list[str]:
    """Return the left-out days by reason, the newest ones named."""
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


def _buttons(answer: TrendAnswer, t: Texts, now: datetime, *, others: bool) -> list[Element]:
    """Share and picture buttons, only with a chart and if the requested versions fit into a control; another day."""
    buttons = []
    shown = _shown(answer)
    if answer.chart and shown:
        if others:
            buttons.append(button(t("button-share"), controls.TREND_SHARE, shown, style="primary"))
        buttons.append(button(t("button-picture"), controls.TREND_PICTURE, shown))
    words = " ".join(version.text for version in answer.requested)
    back = look_back(answer.report, "trend", t, now=now, words=words) if others else []
    return [*buttons, button(t("button-open"), controls.REPORT_OPEN, same_day(answer.report)), *back]


def _shown(answer: TrendAnswer) -> Control | None:
    versions = " ".join(version.text for version in answer.requested)
    control = replace(shown_day(answer.report), text=versions)
    return control if control.fits else None  # six versions of four long parts each do not fit


def loss_table(
    report: Report, lines: Sequence[Line], day: date, t: Texts, *, forecasts: Sequence[Forecast] = ()
) -> Block:
    """Return a row for each version, at least one; columns without any value are left out.

    Args:
        report: of the program, with its minimum.
        day: the day of their current loss, in China.
        forecasts: when some of them are safe; without any the column is missing.
    """
    columns = [
        (t("cost-minimum"), [text_cell(_label(line, report, t)) for line in lines]),
        (column_name("column-today", report, t), [number_cell(line.now.low, t.bounds(line.now)) for line in lines]),
        *earlier_column("column-last-week", [line.week_ago for line in lines], report, t),
        *earlier_column("column-weeks-ago", [line.four_weeks_ago for line in lines], report, t),
    ]
    if forecasts:
        known = {forecast.version: forecast for forecast in forecasts}
        safe = [safe_from(each.version, known.get(each.version), report, t) for each in lines]
        columns.append((t("column-safe-from"), list(map(text_cell, safe))))
    return columns_table(t("cost-caption", program=name(report.program), day=t.day(day)), columns)


def _label(line: Line, report: Report, t: Texts) -> str:
    if line.through is None:
        return version_label(line.version, report, t)
    return t("cell-run", first=line.version.text, last=line.through.text)


def version_label(version: Version, report: Report, t: Texts) -> str:
    """Return the version, marked if it is the minimum of the report's day."""
    return t("cell-minimum", version=version.text, when=when(report, t)) if version == report.minimum else version.text


def earlier_column(
    key: str, losses: Sequence[Earlier], report: Report, t: Texts, *, limit: Decimal | None = None
) -> list[Column]:
    """Return the losses of an earlier day, or why there is none; no column where none is known at all.

    Args:
        limit: a loss named beside them, which they must not seem to hit.
    """
    if all(loss is Absent.NO_DATA for loss in losses):
        return []
    return [(column_name(key, report, t), [_earlier(loss, limit, t) for loss in losses])]


def column_name(key: str, report: Report, t: Texts, **params: int) -> str:
    """Return the name of a column; of an earlier day's answer it counts from then."""
    return t(key if report.as_of is None else f"{key}.then", **params)


def _earlier(loss: Earlier, limit: Decimal | None, t: Texts) -> Cell:
    if loss is Absent.UNRELEASED:
        return number_cell(ONE, t("cell-unreleased"))
    return unknown_cell() if isinstance(loss, Absent) else number_cell(loss.low, t.bounds(loss, target=limit))


LIMIT = ONE - SAFE
"""The loss at which a version is safe."""


def loss_chart(
    chart: Chart,
    report: Report,
    title: str,
    t: Texts,
    *,
    beside: tuple[str, tuple[Decimal, ...]] | None = None,
) -> list[Block]:
    """Return the lines and the target.

    Args:
        chart: at most five lines.
        report: of the program, with the newest numbers.
        title: cut to fit.
        beside: one more line, with its name, if there is room.
    """
    series = [(line.version.text, chart.losses(line)) for line in chart.lines]
    if beside:
        series.append(beside)
    target = (t("chart-target", limit=t.exact(LIMIT)), (LIMIT,) * len(chart.days))
    # First, because Slack's colours begin again after the fourth: a version near the target must not have the same.
    return line_chart(title, chart.days, [target, *series], t, marked=marked(chart.days, report))


def line_chart(
    title: str,
    days: Sequence[date],
    series: Sequence[tuple[str, Sequence[Decimal]]],
    t: Texts,
    *,
    marked: Collection[int] = (),
) -> list[Block]:
    """Lines over days; nothing if no line's name fits.

    Args:
        title: cut to fit, with the remark that the axis may begin above zero.
        days: at most twenty, within a year.
        series: at most six names, each with a fraction for every day. A line whose name is too long is left out: cut
            short it could equal another.
        marked: the places of the days that are counted otherwise.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    lines = [
        (name, [float(shown_percent(share)) for share in shares])
        for name, shares in series[: limits.CHART_SERIES]
        if len(name) <= limits.CHART_LABEL
    ]
    if not lines:
        return []
    drawn = [Decimal(value) for _, values in lines for value in values]
    remark = t("chart-above-zero") if may_begin_above_zero(min(drawn), max(drawn)) else ""
    named = clip(title, limits.CHART_TITLE - len(remark)) + remark
    by_day = [t.day_in_year(day) for day in days]
    by_day = [t("break-marked", day=day) if place in marked else day for place, day in enumerate(by_day)]
    labels = [clip(each, limits.CHART_LABEL) for each in by_day]
    return axes_chart("line", named, labels, lines, x_label=t("chart-x"), y_label=t("chart-y"))
