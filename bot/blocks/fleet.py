"""The fleet at a glance, and by tag."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from bot.blocks.fleet_text import (
    NOTHING_TO_DO,
    ROWS_OF_PAGE,
    TO_DO,
    attention_line,
    fleet_name,
    fleet_table,
    fleet_title,
    headline,
    list_buttons,
    loss_cell,
    minimum_text,
    minimums_line,
    open_select,
    reached_line,
)
from bot.blocks.kit import controls, limits
from bot.blocks.kit.charts import axes_chart
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import (
    Block,
    Cell,
    Element,
    Message,
    actions,
    button,
    context,
    data_table,
    message,
    option,
    paragraph,
    raw_number_cell,
    section,
    select,
    sentence_message,
    sharing,
    text_cell,
)
from bot.blocks.kit.names import name
from bot.blocks.report.frame import public_lines
from bot.domain.fleet import Filter, FleetRaise, FleetReport, RaiseRow, Sort, TagTotal, Verdict
from bot.domain.fleet_row import ATTENTION, Standing
from bot.domain.numbers.version import Version
from bot.i18n import Texts
from bot.i18n.caveats import clean, clip

_CANDIDATES: Final = 10
"""Versions offered for the whole fleet."""
_WORK: Final = {Filter.READY: controls.FLEET_READY, Filter.BLOCKED: controls.FLEET_BLOCKED}
"""The lists that people work through."""
_BARS: Final = 20
_WORTH_A_CHART: Final = 5
"""Programs in the tallest bar below which the table says as much, and the axis counts parts of a program."""


def fleet_message(report: FleetReport, t: Texts, *, shared_by: str = "", shared: bool = False) -> Message:
    """Totals, what needs attention, and the most urgent programs.

    Args:
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
    """
    sentence = headline(report, t)
    whole = report.only is Filter.ALL
    blocks: list[Block] = [
        section(
            fleet_title(report.tag, t),
            sentence,
            minimums_line(report, t) if whole else "",
            reached_line(report.reached, report.listed, t),
        ),
        *paragraph(*public_lines(report.public, t)),
        *(_attention(report, t) if whole else []),
        *(safe_minimum_bars(report.totals.safe_minimums, t) if whole else []),
        *_list(report, t),
        context(*_small_print(report, t)),
        *sharing(t, shared_by=shared_by, shared=shared),
    ]
    if not shared_by:
        blocks.append(actions(*_next_steps(report, t), *list_buttons(_control(report), t, shared=shared)))
    return message(t("named", program=fleet_name(report.tag, t), sentence=sentence), blocks)


def _control(report: FleetReport, *, only: Filter | None = None, sort: Sort | None = None) -> Control:
    shown = only or report.only
    return Control(choice=(sort or report.sort).value, text=report.tag, only="" if shown is Filter.ALL else shown.value)


def _attention(report: FleetReport, t: Texts) -> list[Block]:
    """Return what needs attention, and the select that lists the programs of each need."""
    needs = [Filter(standing.value) for standing in ATTENTION if standing in report.totals.standings]
    if not needs:
        return []
    found = select(t("fleet-show"), controls.FLEET_FILTER, _options(report, needs, t))
    return [section(f"⚠️ {attention_line(report, t)}", accessory=found)]


def _list(report: FleetReport, t: Texts) -> list[Block]:
    """Return the table and what acts on it; a sentence where there is none to list."""
    if not report.rows:
        return [section(t("fleet-only-none", only=t(f"fleet-only-{report.only}"))), actions(_filters(report, t))]
    programs = [row.program for row in report.rows]
    return [fleet_table(report, t), actions(open_select(programs, t), _filters(report, t), *_selects(report, t))]


def _small_print(report: FleetReport, t: Texts) -> list[str]:
    left_out = report.listed - len(report.rows)
    listed = set(report.only.standings) & set(report.totals.standings) if report.only is not Filter.ALL else ()
    return [
        *(t(f"fleet-step-{each}") for each in Standing if each in listed and t.has(f"fleet-step-{each}")),
        t("fleet-left-out", count=left_out) if left_out > 0 else "",
        t("fleet-unweighted"),
        t("fleet-oldest", day=t.day(report.totals.oldest_day)) if report.totals.oldest_day else "",
    ]


def _filters(report: FleetReport, t: Texts) -> Element:
    filters = [only for only in Filter if report.totals.count(only)]
    options = _options(report, filters, t)
    found = select(t("fleet-show"), controls.FLEET_FILTER, options)
    return {**found, "initial_option": options[filters.index(report.only)]} if report.only in filters else found


def _options(report: FleetReport, filters: Sequence[Filter], t: Texts) -> list[Element]:
    return [
        option(
            t("fleet-only-counted", only=t(f"fleet-only-{only}"), count=report.totals.count(only)),
            _control(report, only=only, sort=Sort.ATTENTION).encode(),
        )
        for only in filters
    ]


def _selects(report: FleetReport, t: Texts) -> list[Element]:
    orders = [sort for sort in Sort if sort is not Sort.USERS or report.reached]
    sorts = [option(t(f"fleet-order-{sort}"), _control(report, sort=sort).encode()) for sort in orders]
    found = [select(t("fleet-sort"), controls.FLEET_SORT, sorts)]
    versions = sorted(report.totals.candidates, reverse=True)[:_CANDIDATES]
    if versions:
        choices = [option(version.text, Control(version=version, text=report.tag).encode()) for version in versions]
        found.append(select(t("fleet-what-if"), controls.FLEET_RAISE, choices))
    return found


def _next_steps(report: FleetReport, t: Texts) -> list[Element]:
    """Return the lists to work through, and the totals by tag."""
    steps = [
        button(t(f"button-fleet-{only}"), action_id, _control(report, only=only, sort=Sort.ATTENTION))
        for only, action_id in _WORK.items()
        if report.totals.count(only) and only is not report.only
    ]
    if report.only is not Filter.ALL:
        steps.append(button(t("button-fleet"), controls.FLEET_OPEN, _control(report, only=Filter.ALL)))
    if any(total.tag for total in report.totals.tags) and not report.tag:
        steps.append(button(t("button-fleet-tags"), controls.FLEET_TAGS, Control()))
    return steps


def safe_minimum_bars(counts: Mapping[Version, int], t: Texts) -> list[Block]:
    """Return a bar for each version, the rarest ones together as the last.

    Nothing where there is only one, or all are low.

    Args:
        counts: programs by version, oldest first.

    https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    """
    if len(counts) < 2 or max(counts.values()) < _WORTH_A_CHART:  # noqa: PLR2004 - one bar compares nothing
        return []
    named = {version for version, _ in Counter(counts).most_common(_BARS if len(counts) <= _BARS else _BARS - 1)}
    bars = [(version.text, count) for version, count in counts.items() if version in named]
    if rest := sum(count for version, count in counts.items() if version not in named):
        bars.append((t("fleet-chart-other"), rest))
    labels = [clip(label, limits.CHART_LABEL) for label, _ in bars]
    what = t("fleet-chart-y")
    series = [(clip(what, limits.CHART_LABEL), [count for _, count in bars])]
    return axes_chart("bar", t("fleet-chart"), labels, series, x_label=t("fleet-chart-x"), y_label=what)


_FILTERS: Final = (*TO_DO, *NOTHING_TO_DO)
_OPTION: Final = 60


def tags_message(report: FleetReport, t: Texts) -> Message:
    """Return a row for each tag: its programs, and how many need attention, can be raised, are fine or have no data."""
    named = [total for total in report.totals.tags if total.tag]
    if not named:
        return sentence_message(t("fleet-no-tags"))
    shown = report.totals.tags[: limits.TABLE_ROWS]
    columns = [t("column-tag"), t("column-programs"), *(t(f"column-only-{only}") for only in _FILTERS)]
    table = data_table(t("fleet-tags-caption"), columns, [_row(each, t) for each in shown], page_size=ROWS_OF_PAGE)
    left_out = len(report.totals.tags) - len(shown)
    whole = button(t("button-fleet"), controls.FLEET_OPEN, Control(choice=Sort.ATTENTION))
    sentence = headline(report, t)
    return message(
        t("named", program=t("fleet-tags"), sentence=sentence),
        [
            section(fleet_title("", t), sentence),
            table,
            context(t("fleet-tags-note"), t("fleet-tags-left-out", count=left_out) if left_out > 0 else ""),
            actions(_select(named, t), whole),
        ],
    )


def _row(total: TagTotal, t: Texts) -> list[Cell]:
    counts = [total.count(), *(total.count(only) for only in _FILTERS)]
    return [
        text_cell(f"#{clean(total.tag)}" if total.tag else t("fleet-untagged")),
        *(raw_number_cell(count, str(count)) for count in counts),
    ]


def _select(named: list[TagTotal], t: Texts) -> Element:
    options = [
        option(f"#{clean(total.tag, _OPTION)} ({total.count()})", control.encode())
        for total in named
        if (control := Control(choice=Sort.ATTENTION, text=total.tag)).fits
    ]
    return select(t("fleet-open-tag"), controls.FLEET_TAG, options)


def fleet_raise_message(
    answer: FleetRaise, t: Texts, *, verdict: Verdict | None = None, shared_by: str = "", shared: bool = False
) -> Message:
    """Which programs can be raised today, and what the others lose.

    Args:
        verdict: the one that was asked for; None for the first that any has.
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
    """
    verdicts = answer.verdicts
    sentence = _sentence(answer, t)
    counts = [t(f"verdict-count-{each}", count=verdicts[each]) for each in Verdict if each in verdicts]
    left_out = answer.listed - len(answer.rows) if answer.verdict else 0
    blocks: list[Block] = [
        section(
            fleet_title(answer.tag, t),
            sentence,
            *(f"• {line}" for line in counts),
            reached_line(answer.reached, answer.programs, t, answer.version),
        ),
        *paragraph(*public_lines(answer.public, t)),
        *_raise_list(answer, t),
        context(t("fleet-left-out", count=left_out) if left_out > 0 else "", t("fleet-unweighted")),
        *sharing(t, shared_by=shared_by, shared=shared),
    ]
    if not shared_by:
        shown = Control(version=answer.version, text=answer.tag, only=verdict or "")
        back = button(t("button-fleet"), controls.FLEET_OPEN, Control(choice=Sort.ATTENTION, text=answer.tag))
        blocks.append(actions(*list_buttons(shown, t, shared=shared), *_propose(answer, t), back))
    return message(t("named", program=fleet_name(answer.tag, t), sentence=sentence), blocks)


def _sentence(answer: FleetRaise, t: Texts) -> str:
    """How many can be raised among those with numbers, and how many have none."""
    version, verdicts = answer.version.text, answer.verdicts
    ready, there = verdicts.get(Verdict.KEEPS_99, 0), verdicts.get(Verdict.GUARANTEED, 0)
    unknown = verdicts.get(Verdict.UNKNOWN, 0)
    known = answer.programs - unknown
    found = t("fleet-raise", version=version, ready=ready, there=there, count=known) if known else ""
    missing = t("fleet-raise-unknown", version=version, count=unknown) if unknown else ""
    return t("sentences", first=found, second=missing) if found and missing else found or missing


def _propose(answer: FleetRaise, t: Texts) -> list[Element]:
    """Proposes it for the programs that keep 99 %, if there are any."""
    ready = answer.verdicts.get(Verdict.KEEPS_99)
    control = Control(version=answer.version, text=answer.tag, only=controls.READY)
    return [button(t("button-propose-ready", count=ready), controls.ROLLOUT_PROPOSE, control)] if ready else []


def _raise_list(answer: FleetRaise, t: Texts) -> list[Block]:
    shown = answer.rows
    if not shown:
        return []
    version, verdict = answer.version.text, shown[0].verdict
    columns = [t("column-program"), t("column-loss-at", version=version), t("column-from"), t("column-verdict")]
    caption = t("fleet-raise-caption", version=version, verdict=t(f"verdict-{verdict}"))
    table = data_table(caption, columns, [_raise_row(row, t) for row in shown], page_size=min(len(shown), ROWS_OF_PAGE))
    return [table, actions(open_select([row.program for row in shown], t), _verdicts(answer, verdict, t))]


def _verdicts(answer: FleetRaise, shown: Verdict, t: Texts) -> Element:
    options = {
        each: option(
            t("fleet-only-counted", only=t(f"verdict-{each}"), count=answer.verdicts[each]),
            Control(version=answer.version, text=answer.tag, only=each).encode(),
        )
        for each in Verdict
        if each in answer.verdicts
    }
    return {
        **select(t("fleet-show"), controls.FLEET_RAISE, list(options.values())),
        "initial_option": options[shown],
    }


def _raise_row(row: RaiseRow, t: Texts) -> list[Cell]:
    return [
        text_cell(name(row.program)),
        loss_cell(row.loss, t, row.people),
        text_cell(minimum_text(row.minimum)),
        text_cell(t(f"verdict-{row.verdict}")),
    ]
