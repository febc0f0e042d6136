"""The alerts of a channel, and the message that one sends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import HOME, Control
from bot.blocks.kit.elements import (
    Block,
    Element,
    Message,
    View,
    actions,
    button,
    channel_link,
    confirm,
    context,
    mention,
    message,
    mrkdwn,
    option,
    section,
    select,
    sentence_message,
)
from bot.blocks.kit.forms import form_view
from bot.blocks.kit.names import bold, name, people_text, reason_sentence, with_users
from bot.blocks.report.frame import propose_version
from bot.domain.alerts.alert import Alert, Condition, Crossing, Sign, Watched
from bot.domain.alerts.delivery import AlertSet, ListedAlert, Present
from bot.domain.alerts.judging import band
from bot.domain.delivery import Delivery, DeliveryReason, DeliveryState, Presence, ReasonKey
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.i18n import Texts
from bot.i18n.caveats import clean, counted

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
    return t("named", program=name(program), sentence=_fact(condition, crossing, t))


def what_to_do(condition: Condition, crossing: Crossing, t: Texts) -> str:
    """Return the next step once a condition is met."""
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
    """Return the button that proposes the minimum that has become possible."""
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
    """Return what is so only by WeChat's count: the limit that a version passes, or that it is safe."""
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
    """Return the condition as part of a sentence: "more than 1% of users are below 3.6.4"."""
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
    """Return the program of an alert, if it exists for the reader; all programs, or those with its tag."""
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


_ALERTS_NAMED: Final = 5
_MUTES: Final = (timedelta(weeks=1), timedelta(weeks=4), timedelta(weeks=13))


def alert_set_message(
    done: AlertSet, t: Texts, zone: str, *, now: datetime, presence: Presence = Presence.UNKNOWN
) -> Message:
    """Confirm a new or changed alert, with the programs that already meet its condition.

    Args:
        done: the alert and its initial state.
        zone: the reader's IANA zone.
        presence: whether the bot is in the channel.
    """
    alert = done.alert
    key = "alert-existed" if done.existed else "alert-changed" if done.changed else "alert-set"
    sentence = t(
        key,
        number=str(alert.number),
        condition=condition_words(alert.condition, t),
        program=about(alert, done.program, t),
    )
    notes = [] if done.existed else [_already(done, t), _unjudged(done, t), _uncounted(done, t), _checked(alert, t)]
    if presence is not Presence.THERE:
        notes.append(t(f"presence-{presence}"))
    small = [armed_again(alert.condition, t), *notes]
    return message(sentence, [section(f"🔔 {sentence}"), context(*small), _buttons(alert, t, zone, now)])


def alerts_message(
    listed: Sequence[ListedAlert], t: Texts, zone: str, *, now: datetime, may_change: bool = True
) -> Message:
    """Return a channel's alerts, with buttons.

    Args:
        listed: the channel's alerts, by number.
        zone: the reader's IANA zone.
        may_change: whether the reader may set and change alerts; others see no buttons.
    """
    new = button(t("button-alert-new"), controls.ALERT_NEW, Control(), style="primary")
    if not listed:
        return message(t("alerts-none"), [section(t("alerts-none")), *([actions(new)] if may_change else [])])
    title = t("alerts-title", count=len(listed))
    blocks: list[Block] = []
    for days in (True, False):  # a long list has no room for a date picker per alert
        blocks = [section(bold(title))]
        for each in listed:
            blocks.append(_listed(each, t, zone, now))
            blocks += [_buttons(each.alert, t, zone, now, days=days)] if may_change else []
        blocks += [actions(new), context(t("alerts-hint"))] if may_change else []
        if limits.fits(blocks):
            break
    return message(title, blocks)


def muted_message(alert: Alert, t: Texts, zone: str) -> Message:
    """Confirm until when an alert is muted."""
    until = t.moment(alert.muted_until, zone) if alert.muted_until else ""
    sentence = t("alert-muted", number=str(alert.number), words=condition_words(alert.condition, t), until=until)
    unmute = button(t("button-alert-unmute"), controls.ALERT_UNMUTE, Control(subject_id=alert.id))
    return message(sentence, [section(sentence), actions(unmute)])


def unmuted_message(alert: Alert, t: Texts) -> Message:
    return sentence_message(t("alert-unmuted", number=str(alert.number), words=condition_words(alert.condition, t)))


def alert_ended_message(alert: Alert, t: Texts) -> Message:
    return sentence_message(t("alert-ended", number=str(alert.number), words=condition_words(alert.condition, t)))


def _checked(alert: Alert, t: Texts) -> str:
    return t("alert-checked-attention" if alert.condition.watched is Watched.ATTENTION else "alert-checked")


def _already(done: AlertSet, t: Texts) -> str:
    if not done.already:
        return ""
    if done.program:
        return t("alert-already")
    names = t.listing([name(program) for program in done.already], most=_ALERTS_NAMED)
    return t("alert-already-programs", count=len(done.already), names=names)


def _unjudged(done: AlertSet, t: Texts) -> str:
    if not done.unjudged:
        return ""
    return t("alert-unjudged") if done.program else t("alert-unjudged-programs", count=done.unjudged)


def _uncounted(done: AlertSet, t: Texts) -> str:
    if not done.uncounted:
        return ""
    return t("alert-uncounted") if done.program else t("alert-uncounted-programs", count=done.uncounted)


def _listed(each: ListedAlert, t: Texts, zone: str, now: datetime) -> Block:
    alert = each.alert
    words, program = condition_words(alert.condition, t), about(alert, each.program, t)
    head = t("alert-line", number=str(alert.number), words=words, program=program)
    owner = t("alert-owner", owner=mention(alert.owner_id)) if alert.owner_id else ""
    present = present_text(alert.condition, each.present, t)
    lines = [bold(head), " · ".join(filter(None, [present, alert_status(each, t, zone, now), owner]))]
    return {"type": "section", "text": mrkdwn("\n".join(lines), user=alert.owner_id)}


def alert_status(each: ListedAlert, t: Texts, zone: str, now: datetime) -> str:
    """Return the status of an alert: waiting, met, muted, paused or resting."""
    alert = each.alert
    if each.unseen:
        return t("alert-status-unseen")
    if alert.paused_because:
        return t("alert-status-paused", code=str(alert.paused_because))
    if alert.muted_until and now < alert.muted_until:
        return t("alert-status-muted", until=t.moment(alert.muted_until, zone))
    if not each.holding or alert.condition.watched in (Watched.MINIMUM, Watched.SAFE):
        return t("alert-status-last", day=t.day_in_year(each.last)) if each.last else t("alert-status-armed")
    return t("alert-status-met-programs", count=each.holding) if alert.fleet else t("alert-status-met")


def _buttons(alert: Alert, t: Texts, zone: str, now: datetime, *, days: bool = True) -> Block:
    control = Control(subject_id=alert.id)
    unmute = [button(t("button-alert-unmute"), controls.ALERT_UNMUTE, control)] if alert.silent(now) else []
    week = button(t("button-alert-mute-week"), controls.ALERT_MUTE, control)
    mutes = [*unmute, _mute(alert, t, zone, now)] if days else unmute or [week]
    return actions(*mutes, change_button(alert, t), delete_button(alert, t))


def change_button(alert: Alert, t: Texts, *, home: bool = False) -> Element:
    """Open the form of the condition; on a Home tab it names the channel."""
    text = t("button-change")
    return button(text, controls.ALERT_CHANGE, _control(alert, home=home), label=_label(text, alert, t, home=home))


def delete_button(alert: Alert, t: Texts, *, home: bool = False) -> Element:
    """End the alert after a confirmation; on a Home tab it names the channel."""
    sure = confirm(t("alert-delete-title"), t("alert-delete-text"), t("alert-delete-yes"), t("off-no"))
    text = t("button-alert-delete")
    control, label = _control(alert, home=home), _label(text, alert, t, home=home)
    return button(text, controls.ALERT_DELETE, control, style="danger", label=label) | {"confirm": sure}


def delete_view(alert: Alert, t: Texts) -> View:
    """Asks for the confirmation on a Home tab: a menu's option has no dialog of its own."""
    control = replace(_control(alert, home=True), choice=HOME)
    text = section(
        f"{channel_link(alert.channel_id)} · {condition_words(alert.condition, t)}",
        t("alert-delete-text"),
        channel=alert.channel_id,
    )
    title, yes = t("alert-delete-title"), t("alert-delete-yes")
    return form_view(controls.ALERT_DELETE_VIEW, control, [text], t, title=title, submit=yes)


def _control(alert: Alert, *, home: bool) -> Control:
    return Control(subject_id=alert.id, channel_id=alert.channel_id if home else "")


def _label(text: str, alert: Alert, t: Texts, *, home: bool) -> str:
    """Return a label for screen readers, which read the Home tab's many buttons one by one."""
    return f"{text} · {condition_words(alert.condition, t)}" if home else ""


def _mute(alert: Alert, t: Texts, zone: str, now: datetime) -> Element:
    """Mutes the alert until the start of a day in the reader's zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    options = [
        option(
            t("alert-mute-until", day=t.day(today + length)),
            Control(subject_id=alert.id, day=today + length).encode(),
        )
        for length in _MUTES
    ]
    return select(t("button-alert-mute"), controls.ALERT_MUTE, options)
