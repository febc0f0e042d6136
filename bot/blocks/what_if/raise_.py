"""The answer to `raise <version>` and to the select "What if the minimum were ..."."""

from dataclasses import replace

from bot.blocks.forecast import record_lines, record_sentence, when_safe
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.cuts_off import cuts_off, with_users
from bot.blocks.kit.elements import Element, actions, button, section
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import name
from bot.blocks.report.answer_buttons import propose_button, when_safe_button
from bot.blocks.report.as_of_banner import same_day, when
from bot.blocks.what_if.answer_frame import Content, Reader, answer_message, other_buttons, share_button
from bot.domain.forecast.forecast import Arrival
from bot.domain.numbers.distribution import NOISE, SAFE
from bot.domain.numbers.earlier import Absent
from bot.domain.what_if.answers import RaiseAnswer
from bot.domain.what_if.cost import Cost
from bot.i18n import Texts


def raise_message(answer: RaiseAnswer, reader: Reader) -> Message:
    """What raising the minimum to a version costs, when that becomes safe, and what its neighbours cost."""
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
    """When it is safe to set; empty where that is not forecast, guaranteed already, or true before a break alone."""
    if answer.already_guaranteed:
        return ""
    if answer.safe:
        return t("safe-already", target=t.exact(SAFE))
    if answer.keeps_today_only:
        return t("safe-today-only", target=t.exact(SAFE))
    if answer.kept_before:
        return ""
    return when_safe(answer.checked_forecast.safe, t) if answer.checked_forecast else ""


def _forecast_then(answer: RaiseAnswer, t: Texts) -> list[str]:
    """The earlier forecast for today."""
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
    """The same, with the neighbours as buttons."""
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
