"""An alert's condition and programs, in words."""

from typing import Final

from bot.blocks.kit.cuts_off import people_text
from bot.blocks.kit.names import name
from bot.domain.alerts.alert import Alert, Condition, Sign, Watched
from bot.domain.alerts.judging import band
from bot.domain.alerts.status import Present
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.i18n import Texts
from bot.i18n.caveats import counted
from bot.i18n.outside_text import clean

SIGNS: Final = {Sign.OVER: "over", Sign.AT_LEAST: "at-least", Sign.UNDER: "under", Sign.AT_MOST: "at-most"}


def condition_words(condition: Condition, t: Texts) -> str:
    """The condition as part of a sentence: "more than 1% of users are below 3.6.4"."""
    threshold = condition.threshold
    if threshold is None:
        return t(f"alert-when-{condition.watched}")
    sign, users = SIGNS[threshold.sign], threshold.users
    limit = t("alert-limit-users", count=users) if users else t("alert-limit-share", share=t.exact(threshold.share))
    text = t(f"alert-when-{condition.watched}", sign=sign, limit=limit, version=threshold.version.text)
    return t("alert-when-days", condition=text, days=threshold.days) if threshold.days else text


def armed_again(condition: Condition, t: Texts) -> str:
    """When the alert can fire again."""
    threshold = condition.threshold
    if threshold is None:
        return t(f"alert-again-{condition.watched}")
    if threshold.users:
        return t("alert-again-users")
    back = -band(threshold) if threshold.sign.upwards else band(threshold)
    key = "alert-again-below" if threshold.sign.upwards else "alert-again-above"
    return t(key, share=t.exact(threshold.share + back))


def about(alert: Alert, program: Program | None, t: Texts) -> str:
    """The program of an alert, if it exists for the reader; all programs, or those with its tag."""
    if program:
        return name(program)
    if not alert.fleet:
        return t("alert-unseen")
    return t("alert-tagged", tag=clean(alert.tag)) if alert.tag else t("alert-fleet")


def present_text(condition: Condition, present: Present | None, t: Texts) -> str:
    """Return the present value of a condition: "now 1.12%", "now 3.5.5"; empty when unknown."""
    if present is None or condition.watched is Watched.WITHDRAWAL:
        return ""
    value = present.value.text if isinstance(present.value, Version) else t.bounds(present.value)
    if present.people:
        now = t("alert-now-users", users=people_text(present.people, t), share=value)
    else:
        now = t("alert-now", value=value)
    return t("alert-now-in-break", now=now, counted=counted(present.broken, t)) if present.broken else now
