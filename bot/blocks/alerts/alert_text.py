"""An alert's condition and programs, in words."""

from bot.blocks.kit.names import name
from bot.domain.alerts.alert import Condition, Sign, Watched
from bot.domain.alerts.judging import band
from bot.domain.programs.program import Program
from bot.i18n import Texts

_SIGNS = {Sign.OVER: "over", Sign.AT_LEAST: "at-least", Sign.UNDER: "under", Sign.AT_MOST: "at-most"}


def condition_words(condition: Condition, t: Texts) -> str:
    """The condition as part of a sentence: "more than 1% of users are below 3.0.0"."""
    threshold = condition.threshold
    if threshold is None:
        return t("alert-when-minimum" if condition.watched is Watched.MINIMUM else "alert-when-rollback")
    key = "alert-when-loss" if condition.watched is Watched.LOSS else "alert-when-coverage"
    sign, limit = _SIGNS[threshold.sign], t.exact(threshold.share)
    return t(key, sign=sign, limit=limit, version=threshold.version.text)


def armed_again(condition: Condition, t: Texts) -> str:
    """When the alert can fire again."""
    threshold = condition.threshold
    if threshold is None:
        return t("alert-again-minimum" if condition.watched is Watched.MINIMUM else "alert-again-rollback")
    back = -band(threshold) if threshold.sign.upwards else band(threshold)
    key = "alert-again-below" if threshold.sign.upwards else "alert-again-above"
    return t(key, share=t.exact(threshold.share + back))


def about(program: Program | None, t: Texts) -> str:
    """The program of an alert, or all programs."""
    return name(program) if program else t("alert-fleet")
