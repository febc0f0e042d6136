"""The answer about a new minimum for the fleet."""

from bot.blocks.fleet.fleet_text import (
    ROWS_OF_PAGE,
    fleet_name,
    fleet_title,
    list_buttons,
    loss_cell,
    minimum_text,
    open_select,
    reached_line,
)
from bot.blocks.kit import controls
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
    section,
    select,
    sharing,
    text_cell,
)
from bot.blocks.kit.names import name
from bot.blocks.report.frame import public_lines
from bot.domain.fleet.raise_ import FleetRaise, RaiseRow, Verdict
from bot.domain.fleet.report import Sort
from bot.i18n import Texts


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
        *_list(answer, t),
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


def _list(answer: FleetRaise, t: Texts) -> list[Block]:
    shown = answer.rows
    if not shown:
        return []
    version, verdict = answer.version.text, shown[0].verdict
    columns = [t("column-program"), t("column-loss-at", version=version), t("column-from"), t("column-verdict")]
    caption = t("fleet-raise-caption", version=version, verdict=t(f"verdict-{verdict}"))
    table = data_table(caption, columns, [_row(row, t) for row in shown], page_size=min(len(shown), ROWS_OF_PAGE))
    return [table, actions(open_select([row.program for row in shown], t), _verdicts(answer, verdict, t))]


def _verdicts(answer: FleetRaise, shown: Verdict, t: Texts) -> Element:
    """The select of the programs listed."""
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


def _row(row: RaiseRow, t: Texts) -> list[Cell]:
    return [
        text_cell(name(row.program)),
        loss_cell(row.loss, t, row.people),
        text_cell(minimum_text(row.minimum)),
        text_cell(t(f"verdict-{row.verdict}")),
    ]
