"""Messages about a channel's alerts: set, listed, muted, ended."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.blocks.alerts.message import about, armed_again, condition_words, present_text
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
from bot.blocks.kit.names import bold, name
from bot.domain.alerts.alert import Alert, Watched
from bot.domain.alerts.status import AlertSet, ListedAlert
from bot.domain.delivery.presence import Presence
from bot.i18n import Texts

_NAMED: Final = 5
_MUTES: Final = (timedelta(weeks=1), timedelta(weeks=4), timedelta(weeks=13))


def alert_set_message(
    done: AlertSet, t: Texts, zone: str, *, now: datetime, presence: Presence = Presence.UNKNOWN
) -> Message:
    """Confirms a new or changed alert, with the programs that already meet its condition.

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
    """A channel's alerts, with buttons.

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
    """Confirms until when an alert is muted."""
    until = t.moment(alert.muted_until, zone) if alert.muted_until else ""
    sentence = t("alert-muted", number=str(alert.number), words=condition_words(alert.condition, t), until=until)
    unmute = button(t("button-alert-unmute"), controls.ALERT_UNMUTE, Control(subject_id=alert.id))
    return message(sentence, [section(sentence), actions(unmute)])


def unmuted_message(alert: Alert, t: Texts) -> Message:
    """Confirms that an alert is unmuted."""
    return sentence_message(t("alert-unmuted", number=str(alert.number), words=condition_words(alert.condition, t)))


def alert_ended_message(alert: Alert, t: Texts) -> Message:
    """Confirms that an alert is ended."""
    return sentence_message(t("alert-ended", number=str(alert.number), words=condition_words(alert.condition, t)))


def _checked(alert: Alert, t: Texts) -> str:
    """When the condition is judged."""
    return t("alert-checked-attention" if alert.condition.watched is Watched.ATTENTION else "alert-checked")


def _already(done: AlertSet, t: Texts) -> str:
    if not done.already:
        return ""
    if done.program:
        return t("alert-already")
    names = t.listing([name(program) for program in done.already], most=_NAMED)
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
    """The status of an alert: waiting, met, muted, paused or resting."""
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
    """Opens the form of the condition; on a Home tab it names the channel."""
    text = t("button-change")
    return button(text, controls.ALERT_CHANGE, _control(alert, home=home), label=_label(text, alert, t, home=home))


def delete_button(alert: Alert, t: Texts, *, home: bool = False) -> Element:
    """Ends the alert after a confirmation; on a Home tab it names the channel."""
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
    """A label for screen readers, which read the Home tab's many buttons one by one."""
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
