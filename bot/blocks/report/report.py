"""The breakdown: what to set, what each minimum costs, and what to do next."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Element,
    actions,
    button,
    context,
    message,
    option,
    overflow,
    paragraph,
    section,
    select,
)
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold
from bot.blocks.kit.sharing import sharing
from bot.blocks.programs.picker import with_picker
from bot.blocks.report.answer_buttons import propose_button, when_safe_button
from bot.blocks.report.as_of_banner import dated, dates_itself, same_day, shown_day
from bot.blocks.report.frame import Frame
from bot.blocks.report.look_back import look_back
from bot.blocks.report.recommendation_text import outlook, present, recommendation_line
from bot.blocks.report.report_text import headline, settled_by_operator
from bot.blocks.report.table import candidate_label, candidate_table, loss_bars, raw_table, version_table
from bot.domain.numbers.advice import Do
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.recommendation import Candidate, Recommendation
from bot.domain.report.caveats import Place
from bot.domain.report.report import Report
from bot.i18n import Texts

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
    """The answer to `report`.

    Args:
        recommendation: the report with its candidates.
        zone: the reader's IANA zone.
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
        others: whether there are other programs to choose instead.
    """
    report = recommendation.report
    sentence, frame = headline(report, t), Frame(report, t, zone, now)
    first = bold(dates_itself(first_line(report, t), report, t, zone, now=now))
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
    """The answer in one sentence."""
    return recommendation_line(report, t) if report.losses else headline(report, t)


def _proved(recommendation: Recommendation, frame: Frame, *, all_versions: bool) -> list[Block]:
    """The present minimum and the next one, the chart, and the table."""
    t, zone = frame.t, frame.zone
    now, after = present(recommendation.report, t), outlook(recommendation, t)
    lines = paragraph(t("sentences", first=now, second=after) if now and after else now or after)
    chart = loss_bars(recommendation, t)
    table, left_out = candidate_table(recommendation, t, zone), 0
    if all_versions:
        table, left_out = version_table(recommendation, t, zone)
    notes = [*frame.lines(Place.SMALL_PRINT), t("rows-left-out", count=left_out) if left_out else ""]
    return [*lines, *chart, *table, *([context(*notes)] if any(notes) else [])]


def _raw(frame: Frame) -> list[Block]:
    """The raw numbers, why nothing is computed from them, and who can settle that."""
    why, t = section(*frame.lines(Place.INSTEAD)), frame.t
    if frame.report.snapshot.reading.meaning is Meaning.NO_DATA:
        return [why]
    table, left_out = raw_table(frame.report, t, frame.zone)
    return [why, *table, *paragraph(t("rows-left-out", count=left_out) if left_out else "")]


def _buttons(recommendation: Recommendation, t: Texts, *, shared: bool) -> list[Element]:
    """What to do next; an earlier day has no alert, and only old numbers are read again."""
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
    """The menu; an earlier day has neither a digest nor a trend of its own."""
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
    """The "what if" select: the candidates, then all others, as many as fit; typing finds them."""
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
    """A version with its cost as the minimum beside it; `day` carries the program and the day, if any."""
    value = replace(day, version=candidate.version).encode()
    text = t("what-if-option", version=candidate.version.text, loss=t.bounds(candidate.loss))
    return option(text, value, candidate_label(candidate, report, t))
