"""The answer to `raise <version>` and to the select "What if the minimum were ..."."""

from datetime import datetime

from bot.blocks.forecast import forecast_lines
from bot.blocks.kit.message import Message
from bot.blocks.report.propose_button import propose_button
from bot.blocks.what_if.answer_frame import answer_message
from bot.domain.what_if import RaiseAnswer
from bot.i18n import Texts


def raise_message(answer: RaiseAnswer, t: Texts, zone: str, *, now: datetime) -> Message:
    """What raising the minimum to a version costs, now and earlier, and what the neighbouring versions cost.

    Args:
        answer: the answer.
        t: the reader's language.
        zone: the reader's IANA zone.
        now: UTC.
    """
    return answer_message(
        answer.report,
        t,
        zone,
        now=now,
        said=_headline(answer, t),
        beside=[_included(answer, t)],
        below=[
            _before(answer, t),
            _steps(answer, t),
            *filter(None, [forecast_lines(answer.checked_forecast, answer.loss, t)]),
        ],
        warning=_not_listed(answer, t),
        buttons=[] if answer.already_guaranteed else propose_button(answer.report, answer.version, t),
    )


def _headline(answer: RaiseAnswer, t: Texts) -> str:
    version, loss = answer.version.text, t.bounds(answer.loss)
    if answer.already_guaranteed and answer.report.minimum:
        return t("raise-guaranteed", minimum=answer.report.minimum.text, version=version, loss=loss)
    return t("raise", version=version, loss=loss)


def _included(answer: RaiseAnswer, t: Texts) -> str:
    """Says that users below the current minimum are already cut off."""
    minimum, lost = answer.report.minimum, answer.report.loss_at_minimum
    if minimum is None or lost is None or not lost.high or answer.already_guaranteed:
        return ""
    return t("raise-included", loss=t.bounds(lost), minimum=minimum.text)


def _not_listed(answer: RaiseAnswer, t: Texts) -> str:
    if answer.listed:
        return ""
    program = answer.report.program
    key = "raise-not-listed-public" if program.is_all_of_wechat else "raise-not-listed"
    key = "raise-not-listed-imported" if program.is_imported else key
    return f"⚠️ {t(key, version=answer.version.text)}"


def _before(answer: RaiseAnswer, t: Texts) -> list[str]:
    lines = []
    if answer.loss_week_ago and answer.since_week_ago is not None:
        change = t.points(answer.since_week_ago)
        lines.append(t("raise-week-ago", loss=t.bounds(answer.loss_week_ago), change=change))
    if answer.loss_four_weeks_ago and answer.since_four_weeks_ago is not None:
        change = t.points(answer.since_four_weeks_ago)
        lines.append(t("raise-four-weeks-ago", loss=t.bounds(answer.loss_four_weeks_ago), change=change))
    return lines or [t("raise-nothing-kept")]


def _steps(answer: RaiseAnswer, t: Texts) -> list[str]:
    lines = []
    if answer.lower:
        version, loss = answer.lower
        lines.append(t("raise-lower", version=version.text, loss=t.bounds(loss)))
    else:
        lines.append(t("raise-lowest"))
    if answer.higher:
        version, loss = answer.higher
        lines.append(t("raise-higher", version=version.text, loss=t.bounds(loss)))
    else:
        lines.append(t("raise-highest"))
    return lines
