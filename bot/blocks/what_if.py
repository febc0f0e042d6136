"""The answers to `raise <version>` and `cover <percent>`: decision, chart, table, next steps, origin."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.blocks.forecast import record_lines, record_sentence, spread, whether_safe
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
    link_button,
    message,
    number_cell,
    option,
    overflow,
    section,
    sharing,
    text_cell,
    unknown_cell,
)
from bot.blocks.kit.names import cuts_off, name, with_users
from bot.blocks.report.frame import (
    Frame,
    dated,
    look_back,
    marked,
    propose_button,
    same_day,
    shown_date,
    shown_day,
    when,
    when_safe_button,
)
from bot.blocks.report.recommendation_text import counted_now
from bot.blocks.trend import column_name, earlier_column, version_label
from bot.domain.forecast.forecast import Arrival, Expected
from bot.domain.numbers.distribution import NOISE, ONE, SAFE
from bot.domain.numbers.judgement import Keeps
from bot.domain.numbers.loss_table import Absent
from bot.domain.numbers.meaning import percent_text, shown_percent
from bot.domain.numbers.version import Version
from bot.domain.platform import CONSOLE
from bot.domain.report import Report
from bot.domain.what_if import Cost, CoverAnswer, Outlook, RaiseAnswer
from bot.i18n import Texts
from bot.i18n.caveats import clip

_AHEAD: Final = (4, 8)
"""Weeks."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads an answer, in which language, and whether in the channel."""

    t: Texts
    zone: str
    """IANA."""
    now: datetime
    """UTC."""
    shared_by: str = ""
    """The user who shares it in the channel; empty when only the requester sees it."""
    shared: bool = False
    """Whether the requester has just shared it."""
    console: str = CONSOLE


@dataclass(frozen=True)
class Content:
    decision: str
    """One sentence, also the message's text."""
    beside: Sequence[str] = ()
    """Further lines, one idea each."""
    costs: Sequence[Cost] = ()
    outlook: Outlook | None = None
    target: Decimal = ONE
    """The coverage aimed at, a fraction."""
    small_print: Sequence[str] = ()
    before: Sequence[Block] = ()
    """What has to be known first."""
    buttons: Sequence[Element] = field(default_factory=list)


def raise_message(answer: RaiseAnswer, reader: Reader) -> Message:
    """Return what raising the minimum to a version costs, when that becomes safe, and what its neighbours cost."""
    t, report = reader.t, answer.report
    content = Content(
        decision=decision_sentence(answer, t),
        beside=[when_sentence(answer, t), *_forecast_then(answer, t), _included(answer, t)],
        costs=answer.costs,
        outlook=None if answer.already_guaranteed else answer.outlook,
        target=SAFE,
        small_print=_small_print(answer, t),
        before=_not_listed(answer, t),
        buttons=_buttons(answer, reader),
    )
    return answer_message(report, content, reader)


def decision_sentence(answer: RaiseAnswer, t: Texts) -> str:
    """How many users the version cuts off as the minimum."""
    report, version = answer.report, answer.version
    if report.minimum is None or not answer.already_guaranteed:
        return cuts_off("raise", answer.loss, report.users, t, version=version.text)
    known = {"version": version.text, "when": when(report, t)}
    if version == report.minimum:
        return with_users("raise-present", answer.loss, report.users, t, **known)
    return with_users("raise-lower", answer.loss, report.users, t, minimum=report.minimum.text, **known)


def when_sentence(answer: RaiseAnswer, t: Texts) -> str:
    """When it is safe to set; empty where that is not forecast, or guaranteed already."""
    if answer.already_guaranteed:
        return ""
    forecast = answer.checked_forecast.safe if answer.checked_forecast else None
    return whether_safe(answer.report.keeps(answer.version), forecast, t)


def _forecast_then(answer: RaiseAnswer, t: Texts) -> list[str]:
    record = answer.checked_forecast.record if answer.checked_forecast else None
    return record_lines(record, answer.report, t)


def _included(answer: RaiseAnswer, t: Texts) -> str:
    """Says that users below the current minimum are cut off already."""
    minimum, lost = answer.report.minimum, answer.report.loss_at_minimum
    if minimum is None or lost is None or not lost.high or answer.already_guaranteed:
        return ""
    return t("raise-included", loss=t.bounds(lost), minimum=minimum.text, when=when(answer.report, t))


def not_listed_sentence(answer: RaiseAnswer, t: Texts) -> str:
    """Says that WeChat would refuse it, and names the neighbours; empty for a listed version."""
    if answer.listed:
        return ""
    program, found = answer.report.program, [cost for cost in (answer.lower, answer.higher) if cost]
    key = "raise-not-listed-public" if program.is_all_of_wechat else "raise-not-listed"
    key = "raise-not-listed-imported" if program.is_imported else key
    known = {"version": answer.version.text, "nearest": t.listing([cost.version.text for cost in found])}
    return t(key, program=name(program), **known)


def _not_listed(answer: RaiseAnswer, t: Texts) -> list[Block]:
    if answer.listed:
        return []
    nearest = [(controls.WHAT_IF_LOWER, answer.lower), (controls.WHAT_IF_HIGHER, answer.higher)]
    found = [_nearest(cost, action_id, answer, t) for action_id, cost in nearest if cost]
    return [section(f"⚠️ {not_listed_sentence(answer, t)}"), actions(*found)]


def _nearest(cost: Cost, action_id: str, answer: RaiseAnswer, t: Texts) -> Element:
    control = replace(same_day(answer.report), version=cost.version)
    return button(t("button-nearest", version=cost.version.text, loss=t.bounds(cost.now)), action_id, control)


def _small_print(answer: RaiseAnswer, t: Texts) -> list[str]:
    lines = []
    checked, loss = answer.checked_forecast, answer.loss
    if checked and checked.safe.weeks:
        lines.append(t("forecast-ranges"))
        if checked.outliers:
            lines.append(t("forecast-outliers", days=t.listing([t.day(each) for each in checked.outliers])))
        lines += [record_sentence(checked.record, t)] if checked.record else []
        if loss.high - loss.low >= NOISE:
            lines.append(t("forecast-certain"))
    if answer.cost.week_ago is Absent.NO_DATA and answer.cost.four_weeks_ago is Absent.NO_DATA:
        lines.append(t("raise-nothing-kept"))
    return lines


def _buttons(answer: RaiseAnswer, reader: Reader) -> list[Element]:
    report, version = answer.report, answer.version
    forecast = answer.checked_forecast
    hopeless = not answer.safe and forecast is not None and forecast.safe.arrival is Arrival.NOT_WITHIN_A_YEAR
    proposable = answer.listed and not answer.already_guaranteed and not hopeless
    waiting = proposable and not answer.safe
    return [
        *(propose_button(report, version, reader.t, style="" if waiting else "primary") if proposable else []),
        *(when_safe_button(report, version, reader.t) if waiting else []),
        *share_button(controls.RAISE_SHARE, report, reader, Control(version=version)),
        *other_buttons(report, version, reader, command="raise", words=version.text),
    ]


def cover_message(answer: CoverAnswer, reader: Reader) -> Message:
    """Return the highest minimum that keeps the target, when the next one does, and what both cost."""
    t = reader.t
    content = Content(
        decision=counted_now(answer.report, _decision(answer, t), t),
        beside=[_next_up(answer, t), _present(answer, t)],
        costs=answer.costs,
        outlook=answer.outlook,
        target=answer.target,
        small_print=[t("forecast-ranges")] if answer.outlook and answer.outlook.expected else [],
        buttons=_cover_buttons(answer, reader),
    )
    return answer_message(answer.report, content, reader)


def _decision(answer: CoverAnswer, t: Texts) -> str:
    target, report = t.exact(answer.target), answer.report
    if answer.cost is None:
        return t("cover-none", target=target)
    version, minimum, limit = answer.cost.version, report.minimum, ONE - answer.target
    known = {"version": version.text, "target": target, "when": when(report, t)}
    if version == minimum:
        return cuts_off("cover-present", answer.cost.now, report.users, t, limit=limit, **known)
    if answer.lowers and minimum and report.loss_at_minimum:
        lost = report.loss_at_minimum
        return with_users("cover-below", lost, report.users, t, limit, minimum=minimum.text, **known)
    del known["when"]
    return cuts_off("cover", answer.cost.now, report.users, t, limit=limit, **known)


def _next_up(answer: CoverAnswer, t: Texts) -> str:
    """Return the next version and when it keeps the target, too."""
    if answer.cost is None or answer.lowers:
        return ""
    if answer.higher is None:
        return t("cover-highest")
    loss = t.bounds(answer.higher.now, target=ONE - answer.target)
    version = answer.higher.version
    sentence = t("cover-next", version=version.text, loss=loss)
    when = whether_safe(answer.report.keeps(version) if answer.target == SAFE else Keeps.NO, answer.next_forecast, t)
    return t("sentences", first=sentence, second=when) if when else sentence


def _present(answer: CoverAnswer, t: Texts) -> str:
    """Return the minimum set now, unless the decision names it, or the program has none."""
    report = answer.report
    minimum, lost = report.minimum, report.loss_at_minimum
    if not report.program.has_minimum:
        return ""
    if minimum is None or lost is None:
        return t("headline-no-minimum")
    if answer.version is not None and answer.version <= minimum:
        return ""
    return t(
        "cover-minimum", minimum=minimum.text, loss=t.bounds(lost, target=ONE - answer.target), when=when(report, t)
    )


def _cover_buttons(answer: CoverAnswer, reader: Reader) -> list[Element]:
    report, higher = answer.report, answer.higher
    awaited = higher.version if higher and not answer.lowers else None
    share, trend = percent_text(answer.target), higher.version if higher else answer.version
    return [
        *(when_safe_button(report, awaited, reader.t, target=answer.target) if awaited else []),
        *share_button(controls.COVER_SHARE, report, reader, Control(text=share)),
        *other_buttons(report, trend, reader, command="cover", words=f"{share}%"),
    ]


def answer_message(report: Report, content: Content, reader: Reader) -> Message:
    """Return the answer; in a channel with a single quiet button."""
    t, limit, frame = reader.t, ONE - content.target, Frame(report, reader.t, reader.zone, reader.now)
    buttons = (
        [button(t("button-open"), controls.REPORT_OPEN, same_day(report))] if reader.shared_by else content.buttons
    )
    days = content.outlook.days if content.outlook else ()
    unfolded = frame.unfolded(shared=bool(reader.shared_by))
    blocks = [
        *frame.top(),
        *content.before,
        section(*frame.head(), content.decision, *content.beside),
        *_outlook_chart(content.outlook, report, limit, t),
        *([_cost_table(report, content.costs, limit, t)] if content.costs else []),
        *frame.small_print(*content.small_print, days=days, origin=unfolded),
        *sharing(t, shared_by=reader.shared_by, shared=reader.shared),
        actions(*buttons),
    ]
    return message(dated(content.decision, report, t), blocks)


def _cost_table(report: Report, costs: Sequence[Cost], limit: Decimal, t: Texts) -> Block:
    """Return a row for each minimum, at least one; columns without any value are left out.

    Args:
        limit: the loss at which the target is kept; one that misses it must not seem to hit it.
    """
    now = [number_cell(cost.now.low, t.bounds(cost.now, target=limit)) for cost in costs]
    columns = [
        (t("cost-minimum"), [text_cell(version_label(cost.version, report, t)) for cost in costs]),
        (column_name("column-today", report, t), now),
        *earlier_column("column-last-week", [cost.week_ago for cost in costs], report, t, limit=limit),
        *earlier_column("column-weeks-ago", [cost.four_weeks_ago for cost in costs], report, t, limit=limit),
        *(column for weeks in _AHEAD for column in _ahead(weeks, report, costs, limit, t)),
    ]
    caption = t("cost-caption", program=name(report.program), day=shown_date(report, t))
    return columns_table(caption, columns)


def _ahead(weeks: int, report: Report, costs: Sequence[Cost], limit: Decimal, t: Texts) -> list[Column]:
    expected = [cost.ahead(weeks) for cost in costs]
    cells = [_expected(each, limit, t) for each in expected]
    return [(column_name("column-in-weeks", report, t, count=weeks), cells)] if any(expected) else []


def _expected(expected: Expected | None, limit: Decimal, t: Texts) -> Cell:
    if expected is None:
        return unknown_cell()
    loss = t.fraction(expected.loss, target=limit)
    range_ = spread(expected, t)
    return number_cell(expected.loss, loss if range_ == loss else t("cell-expected", loss=loss, range=range_))


def _outlook_chart(outlook: Outlook | None, report: Report, limit: Decimal, t: Texts) -> list[Block]:
    """One line, measured and then expected; nothing without an outlook.

    Slack takes neither marks nor the axis's range: today is a category by name, and an area begins at zero. The range
    of a forecast is in the table.

    Args:
        report: of the program, with the newest numbers.
        limit: the loss at which the target is kept, a fraction.
    """
    if outlook is None:
        return []
    today, version = report.snapshot.day, outlook.version.text
    days = {day: t.day_in_year(day) for day in (today, *outlook.days)}
    x_label = t("outlook-x", day=days[today]) if outlook.expected else t("chart-x")
    days[today] = column_name("column-today", report, t)
    values = [float(shown_percent(loss, target=limit)) for loss in outlook.loss]
    series = [(clip(version, limits.CHART_LABEL), values)]
    spoilt = marked(outlook.days, report)
    names = [t("break-marked", day=days[day]) if at in spoilt else days[day] for at, day in enumerate(outlook.days)]
    title, labels = t("outlook-title", version=version), [clip(each, limits.CHART_LABEL) for each in names]
    return axes_chart("area", title, labels, series, x_label=x_label, y_label=t("chart-y"))


def share_button(action_id: str, report: Report, reader: Reader, control: Control) -> list[Element]:
    """Shares the answer of the day shown; `control` has the rest of the question."""
    if reader.shared:
        return []
    shown = shown_day(report)
    return [button(reader.t("button-share"), action_id, replace(shown, version=control.version, text=control.text))]


def other_buttons(
    report: Report, version: Version | None, reader: Reader, *, command: str, words: str
) -> list[Element]:
    """WeChat's console, where there is a minimum to set, another day, and the menu with the rest.

    Args:
        command: the subcommand that was answered.
        words: what it was asked with.
    """
    t, shown, now = reader.t, shown_day(report), report.as_of is None
    choices = {controls.OPEN: t("button-open")}
    if version is not None:
        choices[controls.TREND] = t("menu-trend", version=version.text)
    if now:
        choices[controls.DIGEST] = t("more-digest")
    choices[controls.READING] = t("more-reading")
    carried = {kind: replace(shown, version=version, text=kind).encode() for kind in choices}
    menu = overflow(controls.REPORT_MORE, [option(text, carried[kind]) for kind, text in choices.items()])
    console = [link_button(t("button-console"), controls.CONSOLE_LINK, reader.console)]
    back = look_back(report, command, t, now=reader.now, words=words)
    return [*(console if now and report.program.has_minimum else []), *back, menu]
