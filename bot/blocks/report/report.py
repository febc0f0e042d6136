"""The breakdown: the users per version, and the cost of each minimum."""

from dataclasses import replace
from datetime import datetime

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
from bot.blocks.kit.names import title
from bot.blocks.kit.sharing import sharing
from bot.blocks.programs.picker import picker
from bot.blocks.report.as_of_banner import as_of, dated, same_day, shown_day
from bot.blocks.report.report_text import (
    advice,
    evidence,
    headline,
    origin,
    stale,
    suspicious,
    unplaced,
    unproved,
    whose,
)
from bot.blocks.report.table import raw_table, version_table
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.version import Version
from bot.domain.report.report import Report
from bot.export import Format
from bot.i18n import Texts


def breakdown(
    report: Report,
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
        report: the report.
        t: the reader's language.
        zone: the reader's IANA zone.
        now: UTC.
        all_versions: whether the long tail is unfolded.
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
        others: whether there are other programs to choose instead.
    """
    said = headline(report, t)
    table, folded, unused = version_table(report, t, all_versions=all_versions)
    blocks = [
        *as_of(report, t),
        *paragraph(stale(report, t, zone, now)),
        section(title(report.program), whose(report.program, t), said),
        *table,
        *(_unproved(report, t) if report.distribution is None else []),
        *paragraph(*suspicious(report, t)),
        context(
            _legend(report, t) if table else "",
            t("versions-without-users", count=unused) if unused else "",
            *unplaced(report, t),
            origin(report, t, zone),
        ),
    ]
    blocks += sharing(t, shared_by=shared_by, shared=shared)
    if shared_by:
        blocks.append(actions(button(t("button-open"), controls.REPORT_OPEN, same_day(report))))
    else:
        blocks.append(
            actions(
                *_buttons(report, t, folded=folded or bool(unused), shared=shared),
                *_what_if(report, t, blocks),
                _take_away(report, t),
            )
        )
        if others:
            then = f"--on {report.as_of.isoformat()}" if report.as_of else ""
            blocks.append(picker(Control(choice="report", text=then), t("pick-another")))
    return message(dated(said, report, t), blocks)


def _legend(report: Report, t: Texts) -> str:
    return t("legend" if report.program.has_minimum else "legend-all-of-wechat")


def _unproved(report: Report, t: Texts) -> list[Block]:
    """The raw numbers, why nothing is computed from them, and what to do."""
    reading = report.snapshot.reading
    if reading.meaning is Meaning.NO_DATA:
        return [section(unproved(report.snapshot, t))]
    table, left_out = raw_table(report, t)
    more = t("rows-left-out", count=left_out) if left_out else ""
    return [*table, section(more, evidence(report.snapshot, t), advice(report.snapshot, t))]


def _buttons(report: Report, t: Texts, *, folded: bool, shared: bool) -> list[Element]:
    """The buttons; an earlier day has neither refresh nor a weekly digest."""
    shown, program, now = shown_day(report), Control(report.program.appid), report.as_of is None
    buttons = [button(t("button-refresh"), controls.REPORT_REFRESH, program)] if now else []
    if not shared:
        buttons.append(button(t("button-share"), controls.REPORT_SHARE, shown, style="primary"))
    if folded:
        buttons.append(button(t("button-all"), controls.REPORT_ALL, shown))
    return [*buttons, button(t("button-digest-here"), controls.DIGEST_SUBSCRIBE, program)] if now else buttons


def _take_away(report: Report, t: Texts) -> Element:
    """The export menu, with every format for these numbers."""
    kinds = [form for form in Format if report.distribution or form is not Format.BROWSERSLIST]
    shown = shown_day(report)
    options = [
        option(t(f"take-away-{kind}"), replace(shown, text=kind).encode()) for kind in (*kinds, controls.HISTORY)
    ]
    return overflow(controls.REPORT_EXPORT, options)


def _what_if(report: Report, t: Texts, blocks: list[Block]) -> list[Element]:
    """The "what if" select of the newest versions, as many as fit."""
    if report.distribution is None:
        return []
    room = limits.CHARACTERS - limits.characters(blocks) - _BUTTONS
    options: list[Element] = []
    then = same_day(report)
    for version in report.distribution.versions[: limits.OPTIONS]:
        choice = what_if_option(then, version, report.distribution.loss(version), t)
        room -= limits.characters([choice])
        if room < 0:
            break
        options.append(choice)
    return [select(t("what-if"), controls.REPORT_WHAT_IF, options)] if options else []


_BUTTONS = 1_500
"""Characters kept free for the buttons beside the select."""


def what_if_option(day: Control, version: Version, loss: Bounds, t: Texts) -> Element:
    """A version with its cost as the minimum; `day` carries the program and the day, if any."""
    value = replace(day, version=version).encode()
    return option(version.text, value, t("what-if-loss", loss=t.bounds(loss)))
