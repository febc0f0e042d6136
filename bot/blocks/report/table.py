"""The tables and the chart of a breakdown: what each minimum costs."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.blocks.kit import limits
from bot.blocks.kit.charts import bar_chart
from bot.blocks.kit.elements import (
    Cell,
    Column,
    columns_table,
    data_table,
    number_cell,
    raw_number_cell,
    text_cell,
    unknown_cell,
)
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import name
from bot.blocks.report.as_of_banner import shown_date, when
from bot.blocks.report.recommendation_text import safe_from
from bot.domain.numbers.distribution import SAFE, ZERO, Bounds
from bot.domain.recommendation import Candidate, Recommendation
from bot.domain.report.report import Report
from bot.i18n import Texts
from bot.i18n.outside_text import clean

_PAGE: Final = 15
_PAGE_OF_ALL: Final = 25
_LABEL: Final = 40


def candidate_table(recommendation: Recommendation, t: Texts, zone: str) -> list[Block]:
    """The rows that a recommendation needs, lowest version first; nothing without proved numbers."""
    return _table(recommendation, recommendation.candidates, t, zone, page_size=_PAGE)


def version_table(recommendation: Recommendation, t: Texts, zone: str) -> tuple[list[Block], int]:
    """Every version, newest first, and how many did not fit."""
    shown = recommendation.every[: limits.TABLE_ROWS]
    return _table(recommendation, shown, t, zone, page_size=_PAGE_OF_ALL), len(recommendation.every) - len(shown)


def _table(
    recommendation: Recommendation, rows: Sequence[Candidate], t: Texts, zone: str, *, page_size: int
) -> list[Block]:
    """Minimum, loss, and what is known of the rest: a column in which nothing is known is left out."""
    if not rows:
        return []
    report = recommendation.report

    def percent(known: Bounds | None, sort_by: Decimal) -> Cell:
        return number_cell(sort_by, t.bounds(known)) if known else unknown_cell()

    columns: list[Column] = [
        (t("column-minimum"), [text_cell(labelled(each, report, t)) for each in rows]),
        (t("column-loss"), [percent(each.loss, each.loss.high) for each in rows]),
    ]
    before = [each.before for each in rows]
    if any(before):
        columns.append((t("column-before"), [percent(loss, loss.high if loss else ZERO) for loss in before]))
    columns.append((t("column-coverage"), [percent(each.coverage, each.coverage.low) for each in rows]))
    if any(each.forecast for each in rows):
        safe = [safe_from(each.version, each.forecast, report, t, safe=each.safe) for each in rows]
        columns.append((t("column-safe-from"), list(map(text_cell, safe))))
    columns.append(_shares_or_numbers(report, rows, t))
    caption = t("table-caption", program=name(report.program), day=shown_date(report, t, zone))
    return [columns_table(caption, columns, page_size=page_size)]


def _shares_or_numbers(report: Report, rows: Sequence[Candidate], t: Texts) -> Column:
    """The share of each version; where the meaning is not proved, WeChat's number, to compare with its console."""
    shares = [number_cell(each.share, t.fraction(each.share)) for each in rows if each.share is not None]
    if len(shares) == len(rows):
        return t("column-share"), shares
    sent = dict(report.snapshot.feed.versions)
    numbers = (sent.get(each.version) for each in rows)
    return t(_of_whom("column-number", report)), [
        unknown_cell() if number is None else raw_number_cell(number, t.number(number)) for number in numbers
    ]


def _of_whom(key: str, report: Report) -> str:
    """Return the key that does not call imported numbers WeChat's."""
    return f"{key}.imported" if report.snapshot.imported_by else key


def labelled(candidate: Candidate, report: Report, t: Texts) -> str:
    """A version with what it is: the minimum now, recommended, next, the highest that keeps 95 %, the newest."""
    label = candidate_label(candidate, report, t)
    return t("cell-labelled", version=candidate.version.text, label=label) if label else candidate.version.text


def candidate_label(candidate: Candidate, report: Report, t: Texts) -> str:
    """Return what a candidate is, in few words: that most users have it only if nothing else is to be said."""
    if candidate.is_minimum:
        first = when(report, t)
    elif candidate.is_recommended:
        first = t("label-recommended")
    elif candidate.is_next:
        first = t("label-next")
    elif report.in_break and candidate.version == report.safe_minimum:
        first = t("label-before", target=t.exact(SAFE))
    else:
        first = "" if candidate.keeps is None else t.exact(candidate.keeps)
    newest = t("label-newest") if candidate.is_newest else ""
    label = t("list-comma").join(filter(None, [first, newest]))
    return t("label-most-used") if candidate.is_most_used and not label else label


def loss_bars(recommendation: Recommendation, t: Texts) -> list[Block]:
    """The users cut off by each candidate, as bars; nothing where there is nothing to compare."""
    bars = [
        (each.version.text, each.loss.high)
        for each in recommendation.charted
        if len(each.version.text) <= limits.CHART_LABEL  # cut short it could equal another
    ]
    if len(bars) < 2:  # noqa: PLR2004 - one bar compares nothing
        return []
    return bar_chart(
        _bars_title(recommendation, t),
        bars,
        series=t("column-loss"),
        x_label=t("column-minimum"),
        y_label=t("loss-bars-y"),
    )


def _bars_title(recommendation: Recommendation, t: Texts) -> str:
    """What is drawn, and which of the bars are the minimum and the recommended one."""
    minimum, recommended = recommendation.report.minimum, recommendation.recommended
    if minimum is None:
        return t("loss-bars-title")
    if recommended is None:
        return t("loss-bars-title-now", minimum=minimum.text, when=when(recommendation.report, t))
    return t("loss-bars-title-raise", minimum=minimum.text, version=recommended.version.text)


def raw_table(report: Report, t: Texts, zone: str) -> tuple[list[Block], int]:
    """WeChat's numbers as sent, versions newest first, then other labels; and how many rows did not fit."""
    feed = report.snapshot.feed
    entries = [(version.text, value) for version, value in reversed(feed.versions)]
    entries += [(clean(item.label, _LABEL) or t("label-empty"), item.value) for item in feed.other]
    shown = entries[: limits.TABLE_ROWS]
    if not shown:
        return [], 0
    cells = [[text_cell(label), raw_number_cell(value, t.number(value))] for label, value in shown]
    caption = t(_of_whom("table-caption-raw", report), program=name(report.program), day=shown_date(report, t, zone))
    table = data_table(
        caption, [t("column-version"), t(_of_whom("column-number", report))], cells, page_size=min(len(cells), _PAGE)
    )
    return [table], len(entries) - len(shown)
