"""The answer to `cover <percent>`."""

from bot.blocks.forecast import when_safe
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.cuts_off import cuts_off, with_users
from bot.blocks.kit.elements import Element
from bot.blocks.kit.message import Message
from bot.blocks.report.answer_buttons import when_safe_button
from bot.blocks.report.as_of_banner import when
from bot.blocks.report.recommendation_text import counted_now
from bot.blocks.what_if.answer_frame import Content, Reader, answer_message, other_buttons, share_button
from bot.domain.numbers.distribution import ONE, SAFE
from bot.domain.numbers.rounding import percent_text
from bot.domain.what_if.answers import CoverAnswer
from bot.i18n import Texts


def cover_message(answer: CoverAnswer, reader: Reader) -> Message:
    """The highest minimum that keeps the target, when the next one does, and what both cost."""
    t = reader.t
    content = Content(
        decision=counted_now(answer.report, _decision(answer, t), t),
        beside=[_next_up(answer, t), _present(answer, t)],
        costs=answer.costs,
        outlook=answer.outlook,
        target=answer.target,
        small_print=[t("forecast-ranges")] if answer.outlook and answer.outlook.expected else [],
        buttons=_buttons(answer, reader),
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
    """The next version and when it keeps the target, too."""
    if answer.cost is None or answer.lowers:
        return ""
    if answer.higher is None:
        return t("cover-highest")
    loss = t.bounds(answer.higher.now, target=ONE - answer.target)
    version = answer.higher.version
    if answer.target == SAFE and answer.report.keeps_today_only(version):
        return t("cover-next-today-only", version=version.text, loss=loss, target=t.exact(SAFE))
    sentence = t("cover-next", version=version.text, loss=loss)
    forecast = answer.next_forecast
    return t("sentences", first=sentence, second=when_safe(forecast, t)) if forecast else sentence


def _present(answer: CoverAnswer, t: Texts) -> str:
    """The minimum set now, unless the decision names it, or the program has none."""
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


def _buttons(answer: CoverAnswer, reader: Reader) -> list[Element]:
    report, higher = answer.report, answer.higher
    awaited = higher.version if higher and not answer.lowers else None
    share, trend = percent_text(answer.target), higher.version if higher else answer.version
    return [
        *(when_safe_button(report, awaited, reader.t, target=answer.target) if awaited else []),
        *share_button(controls.COVER_SHARE, report, reader, Control(text=share)),
        *other_buttons(report, trend, reader, command="cover", words=f"{share}%"),
    ]
