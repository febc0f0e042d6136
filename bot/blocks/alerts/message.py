"""Alerts in words, and the messages that they send."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.blocks.delivery import reason_sentence
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.cuts_off import people_text, with_users
from bot.blocks.kit.elements import Element, Message, actions, button, channel_link, context, message, section
from bot.blocks.kit.names import name
from bot.blocks.report.answer_buttons import propose_version
from bot.domain.alerts.alert import Alert, Condition, Crossing, Sign, Watched
from bot.domain.alerts.judging import band
from bot.domain.alerts.status import Present
from bot.domain.delivery.delivery import Delivery, DeliveryReason, DeliveryState, ReasonKey
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.i18n import Texts
from bot.i18n.caveats import counted
from bot.i18n.outside_text import clean

_NAMED: Final = 10
Reported = Sequence[tuple[Program, Crossing]]


def alert_message(alert: Alert, reported: Reported, t: Texts) -> Message:
    """One sentence per program, what to do, the alert behind it, and when it can fire again.

    Args:
        reported: the programs with their crossings, at least one.
    """
    nearest_first = sorted(reported, key=lambda each: _distance(alert.condition, each[1]))
    reported = list({each[0].appid: each for each in nearest_first}.values())  # a file may bring several days of one
    farthest_first = sorted(reported, key=lambda each: _distance(alert.condition, each[1]), reverse=True)
    program, crossing = farthest_first[0]
    mute = button(t("button-alert-mute-week"), controls.ALERT_MUTE, Control(subject_id=alert.id))
    if len(reported) == 1:
        sentence, then = alert_sentence(alert.condition, program, crossing, t), what_to_do(alert.condition, crossing, t)
        again = "" if crossing.held_back else armed_again(alert.condition, t)
        why = context(_why(alert, reported, t), *_on_days(crossing, t), again)
        propose = _propose(alert.condition, program, crossing, t)
        buttons = [*propose, _open(program, t, style="" if propose else "primary"), mute]
        return message(sentence, [section(f"🔔 {sentence}", then), why, actions(*buttons)])
    met = sum(crossing.held_back is None for _, crossing in reported)
    key = "alert-programs" if met else "alert-programs-in-break"
    title = t(key, count=met or len(reported), condition=condition_words(alert.condition, t))
    named = farthest_first[:_NAMED]
    lines = [
        section(alert_sentence(alert.condition, program, crossing, t), accessory=_open(program, t))
        for program, crossing in named
    ]
    more = [context(t("alert-programs-more", count=len(reported) - len(named)))] if len(reported) > len(named) else []
    why = context(_why(alert, reported, t), armed_again(alert.condition, t))
    names = t.listing([name(program) for program, _ in farthest_first], most=3)
    text = t("sentences", first=title, second=names)
    then = what_to_do(alert.condition, crossing, t)
    return message(text, [section(f"🔔 {title}", then), *lines, *more, why, actions(mute)])


def alert_sentence(condition: Condition, program: Program, crossing: Crossing, t: Texts) -> str:
    """The sentence about one program's crossing."""
    return t("named", program=name(program), sentence=_fact(condition, crossing, t))


def what_to_do(condition: Condition, crossing: Crossing, t: Texts) -> str:
    """The next step once a condition is met."""
    if crossing.standing:
        return t(f"fleet-step-{crossing.standing}")
    if crossing.held_back:
        return t("alert-step-in-break")
    threshold = condition.threshold
    if threshold is None:
        return t(f"alert-step-{condition.watched}")
    key = "alert-step-fewer" if _waits_for_fewer(condition) else "alert-step-more"
    return t(key, version=threshold.version.text)


def _waits_for_fewer(condition: Condition) -> bool:
    """Whether it fires once a version cuts off few enough."""
    threshold = condition.threshold
    return threshold is not None and threshold.sign.upwards is (condition.watched is Watched.COVERAGE)


def _propose(condition: Condition, program: Program, crossing: Crossing, t: Texts) -> list[Element]:
    """The button that proposes the minimum that has become possible."""
    if crossing.held_back:
        return []
    possible = crossing.minimum_after if condition.watched is Watched.SAFE else None
    if condition.threshold and _waits_for_fewer(condition):
        possible = condition.threshold.version
    if possible is None or program.is_all_of_wechat:
        return []
    return [propose_version(program, possible, t, style="primary")]


def _fact(condition: Condition, crossing: Crossing, t: Texts) -> str:
    if crossing.standing:
        return t(f"alert-attention-{crossing.standing}")
    if crossing.held_back:
        return _held_back(condition, crossing, crossing.held_back, t)
    if crossing.minimum_before and crossing.minimum_after:
        return _minimum(condition, crossing, crossing.minimum_before, crossing.minimum_after, t)
    if crossing.version is None or crossing.after is None:
        return condition_words(condition, t)
    sentence = _share(condition, crossing, crossing.version.text, crossing.after, t)
    return (
        t("alert-also-before", sentence=sentence, counted=counted(crossing.broken, t)) if crossing.broken else sentence
    )


def _share(condition: Condition, crossing: Crossing, version: str, now: Bounds, t: Texts) -> str:
    after = t.bounds(now)
    before = t.bounds(crossing.before) if crossing.before else ""
    if condition.watched is Watched.LOSS:
        key, known = ("alert-loss", {"before": before}) if before else ("alert-loss-now", {})
        return with_users(key, now, crossing.users, t, version=version, **known)
    if not before:
        return t("alert-coverage-now", version=version, after=after)
    if crossing.since is not None:
        since, day = t.day_in_year(crossing.since), t.day_in_year(crossing.day)
        return t("caveat-withdrawal", version=version, before=before, after=after, since=since, day=day)
    if condition.watched is Watched.WITHDRAWAL:
        return t("alert-rollback", version=version, before=before, after=after)
    return t("alert-coverage", version=version, before=before, after=after)


def _held_back(condition: Condition, crossing: Crossing, found: Break, t: Texts) -> str:
    """What is so only by WeChat's count: the limit that a version passes, or that it is safe."""
    version = crossing.version or crossing.minimum_after
    sign = condition.threshold.sign.upwards if condition.threshold else None
    key = "safe" if sign is None else "above" if sign else "below"
    sentence = t(f"alert-only-{key}", version=version.text if version else "")
    if crossing.before is None or crossing.after is None:
        return t("alert-in-break-uncounted", sentence=sentence, counted=counted(found, t))
    costs = t("break-costs", before=t.bounds(crossing.before), now=t.bounds(crossing.after))
    return t("alert-in-break", sentence=sentence, counted=counted(found, t), costs=costs)


def _minimum(condition: Condition, crossing: Crossing, before: Version, after: Version, t: Texts) -> str:
    key = "safe" if condition.watched is Watched.SAFE else "raised" if after > before else "lowered"
    sentence = t(f"alert-minimum-{key}", before=before.text, after=after.text)
    if crossing.after is None:
        return t("alert-cut-off-unknown", sentence=sentence)
    if not crossing.after.high:
        return t("alert-cut-off-none", sentence=sentence)
    return with_users("alert-cut-off", crossing.after, crossing.users, t, sentence=sentence)


def _why(alert: Alert, reported: Reported, t: Texts) -> str:
    day = t.day(max(crossing.day for _, crossing in reported))
    return t("alert-why", number=str(alert.number), condition=alert.condition.words, day=day)


def _on_days(crossing: Crossing, t: Texts) -> list[str]:
    """On how many days of the week the condition was met, where there was more than one to judge by."""
    return [t("alert-on-days", on=crossing.on_days, of=crossing.of_days)] if crossing.of_days > 1 else []


def _distance(condition: Condition, crossing: Crossing) -> Decimal:
    """How far the share went: beyond the threshold, or from its earlier value."""
    if crossing.after is None or crossing.minimum_after:
        return crossing.after.low if crossing.after else Decimal(0)
    if threshold := condition.among(crossing.users).threshold:
        return abs(crossing.after.low - threshold.share)
    return crossing.before.low - crossing.after.low if crossing.before else Decimal(0)


def _open(program: Program, t: Texts, *, style: str = "") -> Element:
    label = t("button-open-label", program=name(program))
    return button(t("button-open"), controls.REPORT_OPEN, Control(program.appid), style=style, label=label)


def alert_notice(alert: Alert, missing: Delivery, t: Texts) -> Message:
    """Says that an alert's message was not sent, or may be missing, why, and where its state stands.

    Args:
        missing: the delivery that failed or stays unknown.
    """
    unknown = missing.state is DeliveryState.UNKNOWN
    sentence = t(
        "notice-alert-unknown" if unknown else "notice-alert-failed",
        number=alert.number,
        channel=channel_link(alert.channel_id),
        day=t.day(missing.slot),
    )
    why = reason_sentence(missing.reason or DeliveryReason(ReasonKey.GAVE_UP), t)
    then = t("notice-alert-paused" if alert.paused_because else "notice-alert-list", number=alert.number)
    return message(sentence, [section(sentence, why, then, channel=alert.channel_id)], channel=alert.channel_id)


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
    """Return the present value of a condition: "now 1.12%", "3.5.5 on 22 Nov"; empty when unknown."""
    if present is None or condition.watched is Watched.WITHDRAWAL:
        return ""
    value = present.value.text if isinstance(present.value, Version) else t.bounds(present.value)
    day = t.day_in_year(present.day) if present.day else "none"
    users = people_text(present.people, t) if present.people else ""
    now = t("alert-now-users" if users else "alert-now", value=value, users=users, day=day)
    found = present.broken
    known = found and (t("break-not-known") if found.unknown else counted(found.found, t))
    return t("alert-now-in-break", now=now, counted=known) if known else now
