"""The breakdown: what to set, what each minimum costs, and what to do next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.blocks.kit import controls, limits
from bot.blocks.kit.charts import bar_chart
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
    context,
    data_table,
    message,
    number_cell,
    option,
    overflow,
    paragraph,
    raw_number_cell,
    section,
    select,
    sharing,
    text_cell,
    unknown_cell,
)
from bot.blocks.kit.limits import escape
from bot.blocks.kit.names import bold, name
from bot.blocks.programs import with_picker
from bot.blocks.report.frame import (
    Frame,
    dated,
    dates_itself,
    look_back,
    propose_button,
    same_day,
    shown_date,
    shown_day,
    when,
    when_safe_button,
)
from bot.blocks.report.recommendation_text import (
    headline,
    outlook,
    present,
    recommendation_line,
    safe_from,
    settled_by_operator,
)
from bot.domain.caveats import Place
from bot.domain.numbers.distribution import SAFE, ZERO, Bounds, Do
from bot.domain.numbers.version import Meaning
from bot.domain.recommendation import Candidate, Recommendation
from bot.domain.report import Report
from bot.domain.trend import TrendAnswer
from bot.files import Format
from bot.i18n import Texts
from bot.i18n.caveats import clean


def fetching_message(t: Texts) -> Message:
    """Says that the answer follows. After a press this stays above it: Slack offers no way to remove it."""
    sentence = t("fetching")
    return message(sentence, [context(f"⏳ {sentence}")])


def opened_message(t: Texts) -> Message:
    """Says that the answer which was to follow is a modal."""
    sentence = t("fetching-opened")
    return message(sentence, [context(sentence)])


def file_sent_message(file_name: str, t: Texts, *, warnings: Sequence[str] = ()) -> Message:
    """Says that the file is on its way, with warnings about its numbers."""
    sentence = t("file-sent", name=file_name)
    return message(sentence, [section(sentence), *paragraph(*warnings)])


def export_warnings(report: Report, t: Texts, zone: str, *, now: datetime) -> list[str]:
    """Warnings about the numbers of a file: they are old, of another day, counted otherwise, or suspicious."""
    return Frame(report, t, zone, now).lines(Place.BANNER, Place.TOP, Place.LIST)


def report_comment(file_name: str, report: Report, t: Texts) -> str:
    """Return the comment posted with the file: its content, for anyone who finds it later."""
    return escape(t("export-comment", name=file_name, program=name(report.program), day=t.day(report.snapshot.day)))


def history_comment(file_name: str, reports: Sequence[Report], t: Texts) -> str:
    """Return the comment with a file of every stored day (at least one, oldest first)."""
    first, last = (t.day(report.snapshot.day) for report in (reports[0], reports[-1]))
    program = name(reports[-1].program)
    sentence = t("export-comment-history", name=file_name, program=program, count=len(reports), first=first, last=last)
    return escape(sentence)


def trend_comment(file_name: str, answer: TrendAnswer, t: Texts) -> str:
    report = answer.report
    return escape(
        t("export-comment-trend", name=file_name, program=name(report.program), day=t.day(report.snapshot.day))
    )


def export_choice(report: Report, t: Texts) -> Message:
    """Every format for these numbers."""
    kinds = [form for form in Format if report.distribution or form is not Format.BROWSERSLIST]
    shown = shown_day(report)
    options = [
        option(t(f"take-away-{kind}"), replace(shown, text=kind).encode()) for kind in (*kinds, controls.HISTORY)
    ]
    question = t("export-which", program=name(report.program), day=shown_date(report, t))
    return message(question, [section(question), actions(select(t("export-format"), controls.REPORT_EXPORT, options))])


_ROOM_FOR_CONTROLS: Final = 1_500
"""Characters kept free for the buttons beside the select."""


def breakdown(
    recommendation: Recommendation,
    t: Texts,
    zone: str,
    *,
    now: datetime,
    all_versions: bool = False,
    shared_by: str = "",
    shared: bool = False,
    others: bool = False,
) -> Message:
    """Return the answer to `report`.

    Args:
        recommendation: the report with its candidates.
        zone: the reader's IANA zone.
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
        others: whether there are other programs to choose instead.
    """
    report = recommendation.report
    sentence, frame = headline(report, t), Frame(report, t, zone, now)
    first = bold(dates_itself(first_line(report, t), report, t, now=now))
    head = section(*frame.head(), first, *frame.lines(Place.TOP))
    if others and not shared_by:
        then = f"--on {report.as_of.isoformat()}" if report.as_of else ""
        head = with_picker(head, Control(choice="report", text=then), t("pick-another"))
    blocks = [
        *frame.banner(),
        head,
        *(_proved(recommendation, frame, all_versions=all_versions) if report.losses else _raw(frame)),
        *paragraph(*frame.lines(Place.LIST)),
        *sharing(t, shared_by=shared_by, shared=shared),
    ]
    if shared_by:
        blocks.append(actions(button(t("button-open"), controls.REPORT_OPEN, same_day(report))))
        return message(dated(sentence, report, t), blocks)
    beside = [*_buttons(recommendation, t, shared=shared), *_what_if(recommendation, t, blocks)]
    beside += look_back(report, "report", t, now=now)
    blocks.append(actions(*beside, _more(recommendation, t, all_versions=all_versions)))
    return message(dated(sentence, report, t), blocks)


def first_line(report: Report, t: Texts) -> str:
    return recommendation_line(report, t) if report.losses else headline(report, t)


def _proved(recommendation: Recommendation, frame: Frame, *, all_versions: bool) -> list[Block]:
    """Return the present minimum and the next one, the chart, and the table."""
    t = frame.t
    now, after = present(recommendation.report, t), outlook(recommendation, t)
    lines = paragraph(t("sentences", first=now, second=after) if now and after else now or after)
    chart = loss_bars(recommendation, t)
    table, left_out = candidate_table(recommendation, t), 0
    if all_versions:
        table, left_out = version_table(recommendation, t)
    notes = [*frame.lines(Place.SMALL_PRINT), t("rows-left-out", count=left_out) if left_out else ""]
    return [*lines, *chart, *table, *([context(*notes)] if any(notes) else [])]


def _raw(frame: Frame) -> list[Block]:
    """Return the raw numbers, why nothing is computed from them, and who can settle that."""
    why, t = section(*frame.lines(Place.INSTEAD)), frame.t
    if frame.report.snapshot.reading.meaning is Meaning.NO_DATA:
        return [why]
    table, left_out = raw_table(frame.report, t)
    return [why, *table, *paragraph(t("rows-left-out", count=left_out) if left_out else "")]


def _buttons(recommendation: Recommendation, t: Texts, *, shared: bool) -> list[Element]:
    """Return what to do next; an earlier day has no alert, and only old numbers are read again."""
    report, coming, buttons = recommendation.report, recommendation.coming, []
    if report.stale_because:
        buttons.append(button(t("button-refresh"), controls.REPORT_REFRESH, Control(report.program.appid)))
    waits = report.in_break and report.advice.do is not Do.RAISE
    buttons += [] if waits else propose_button(report, report.safe_minimum, t)
    if coming:
        buttons += when_safe_button(report, coming.version, t, style="" if buttons else "primary")
    if not shared:
        buttons.append(button(t("button-share"), controls.REPORT_SHARE, shown_day(report)))
    if settled_by_operator(report):
        buttons.append(button(t("button-settle"), controls.REPORT_SETTLE, shown_day(report)))
    return buttons


def _more(recommendation: Recommendation, t: Texts, *, all_versions: bool) -> Element:
    """Return the menu; an earlier day has neither a digest nor a trend of its own."""
    report, versions = recommendation.report, len(recommendation.every)
    kinds = [controls.FEWER if all_versions else controls.ALL] if report.losses else []
    kinds.append(controls.TREND)
    if report.as_of is None:
        kinds.append(controls.DIGEST)
    kinds += [controls.EXPORT, controls.READING]
    shown = shown_day(report)
    return overflow(
        controls.REPORT_MORE,
        [option(t(f"more-{kind}", count=versions), replace(shown, text=kind).encode()) for kind in kinds],
    )


def _what_if(recommendation: Recommendation, t: Texts, blocks: list[Block]) -> list[Element]:
    """Return the "what if" select: the candidates, then all others, as many as fit; typing finds them."""
    room = limits.CHARACTERS - limits.characters(blocks) - _ROOM_FOR_CONTROLS
    options: list[Element] = []
    day = same_day(recommendation.report)
    listed = {each.version for each in recommendation.candidates}
    for candidate in [
        *recommendation.candidates,
        *(each for each in recommendation.every if each.version not in listed),
    ]:
        choice = what_if_option(day, candidate, recommendation.report, t)
        room -= limits.characters([choice])
        if room < 0 or len(options) == limits.OPTIONS:
            break
        options.append(choice)
    return [select(t("what-if"), controls.REPORT_WHAT_IF, options)] if options else []


def what_if_option(day: Control, candidate: Candidate, report: Report, t: Texts) -> Element:
    """Return a version with its cost as the minimum beside it; `day` carries the program and the day, if any."""
    value = replace(day, version=candidate.version).encode()
    text = t("what-if-option", version=candidate.version.text, loss=t.bounds(candidate.loss))
    return option(text, value, candidate_label(candidate, report, t))


_PAGE: Final = 15
_PAGE_OF_ALL: Final = 25
_LABEL: Final = 40


def candidate_table(recommendation: Recommendation, t: Texts) -> list[Block]:
    """Return the rows that a recommendation needs, lowest version first; nothing without proved numbers."""
    return _table(recommendation, recommendation.candidates, t, page_size=_PAGE)


def version_table(recommendation: Recommendation, t: Texts) -> tuple[list[Block], int]:
    """Every version, newest first, and how many did not fit."""
    shown = recommendation.every[: limits.TABLE_ROWS]
    return _table(recommendation, shown, t, page_size=_PAGE_OF_ALL), len(recommendation.every) - len(shown)


def _table(recommendation: Recommendation, rows: Sequence[Candidate], t: Texts, *, page_size: int) -> list[Block]:
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
        safe = [safe_from(each.version, each.forecast, report, t) for each in rows]
        columns.append((t("column-safe-from"), list(map(text_cell, safe))))
    columns.append(_shares_or_numbers(report, rows, t))
    caption = t("table-caption", program=name(report.program), day=shown_date(report, t))
    return [columns_table(caption, columns, page_size=page_size)]


def _shares_or_numbers(report: Report, rows: Sequence[Candidate], t: Texts) -> Column:
    """Return the share of each version.

    Where the meaning is not proved, WeChat's number, to compare with its console.
    """
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
    """Return a version with what it is: the minimum now, recommended, next, the highest that keeps 95 %, the newest."""
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
    """Return the users cut off by each candidate, as bars; nothing where there is nothing to compare."""
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
    """Return what is drawn, and which of the bars are the minimum and the recommended one."""
    minimum, recommended = recommendation.report.minimum, recommendation.recommended
    if minimum is None:
        return t("loss-bars-title")
    if recommended is None:
        return t("loss-bars-title-now", minimum=minimum.text, when=when(recommendation.report, t))
    return t("loss-bars-title-raise", minimum=minimum.text, version=recommended.version.text)


def raw_table(report: Report, t: Texts) -> tuple[list[Block], int]:
    """WeChat's numbers as sent, versions newest first, then other labels; and how many rows did not fit."""
    feed = report.snapshot.feed
    entries = [(version.text, value) for version, value in reversed(feed.versions)]
    entries += [(clean(item.label, _LABEL) or t("label-empty"), item.value) for item in feed.other]
    shown = entries[: limits.TABLE_ROWS]
    if not shown:
        return [], 0
    cells = [[text_cell(label), raw_number_cell(value, t.number(value))] for label, value in shown]
    caption = t(_of_whom("table-caption-raw", report), program=name(report.program), day=shown_date(report, t))
    table = data_table(
        caption, [t("column-version"), t(_of_whom("column-number", report))], cells, page_size=min(len(cells), _PAGE)
    )
    return [table], len(entries) - len(shown)
