"""The outputs of workflow steps: values by name, and a sentence that a workflow can post."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.blocks.decisions.messages import decision_title
from bot.blocks.kit.elements import sentence_message
from bot.blocks.kit.limits import error_sentence
from bot.blocks.kit.names import name
from bot.blocks.programs import program_options
from bot.blocks.report.frame import Frame
from bot.blocks.what_if import decision_sentence, when_sentence
from bot.domain.decisions.decision import Decision
from bot.domain.forecast.forecast import Arrival
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.meaning import shown_percent
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.domain.what_if import RaiseAnswer
from bot.errors import BotError
from bot.i18n import Texts

Outputs = Mapping[str, object]


def loss_outputs(answer: RaiseAnswer, t: Texts) -> Outputs:
    """Of "Cut off at a version"."""
    return {
        **_percents(answer.loss),
        "safe": answer.safe,
        "safe_from": _safe_from(answer, t),
        "sentence": _about(answer.report, _both(decision_sentence(answer, t), when_sentence(answer, t), t), t),
    }


def safe_outputs(report: Report, version: Version, *, waited: timedelta, t: Texts) -> Outputs:
    """Of "Wait until it is safe".

    Args:
        version: the one that is safe now.
    """
    loss, day = report.loss(version) or report.computed().loss(version), report.snapshot.day
    return {
        **_percents(loss),
        "safe_on": day.isoformat(),
        "waited_days": waited.days,
        "sentence": _about(report, t("step-safe", version=version.text, loss=t.bounds(loss), day=t.day(day)), t),
    }


def proposed_outputs(decision: Decision, t: Texts, *, posted: bool) -> Outputs:
    posted_or_not = "yes" if posted else "no"
    sentence = t("step-proposed", posted=posted_or_not, title=decision_title(decision, t), needed=decision.needed)
    return {
        **_percents(decision.evidence.loss),
        "decision": decision.number,
        "sentence": sentence_message(sentence).text,
    }


def proposal_reason(reason: str, t: Texts) -> str:
    """Return the reason on the card of a proposal that a workflow makes.

    Voters see that no person typed it just then.
    """
    return _both(t("step-reason"), reason.strip(), t)


def option_outputs(programs: Sequence[Program]) -> Outputs:
    """Of the function that fills the select of a step's program."""
    return {"options": program_options(programs)}


def failure_sentence(error: BotError, t: Texts) -> str:
    """Return what happened and what to do next, for Slack's notice that a workflow failed."""
    return sentence_message(error_sentence(error, t)).text


def _percents(loss: Bounds) -> Outputs:
    """In percent, with the digits that the sentence has."""
    return {"loss_low": float(shown_percent(loss.low)), "loss_high": float(shown_percent(loss.high))}


def _safe_from(answer: RaiseAnswer, t: Texts) -> str:
    if answer.safe or answer.already_guaranteed:
        return answer.report.snapshot.day.isoformat()
    forecast = answer.checked_forecast.safe if answer.checked_forecast else None
    if forecast and forecast.arrival is Arrival.EXPECTED and forecast.day:
        return forecast.day.isoformat()
    return when_sentence(answer, t) or t("step-no-forecast")


def _both(first: str, second: str, t: Texts) -> str:
    return t("sentences", first=first, second=second) if second else first


def _about(report: Report, sentence: str, t: Texts) -> str:
    """Return a sentence about a report's program, and what is odd about its numbers."""
    about = t("step-sentence", program=name(report.program), sentence=sentence)
    return sentence_message(_both(about, " ".join(Frame(report, t).lines()), t)).text
