"""The digests and alerts on a Home tab, with their controls."""

from datetime import datetime

from bot.blocks.alerts.alert_text import about, condition_words
from bot.blocks.alerts.alerts import alert_status, change_button, delete_button
from bot.blocks.digest.buttons import PAUSE, RESUME, digest_control, off_button
from bot.blocks.digest.schedule_text import when_text
from bot.blocks.digest.scope_text import scope_text
from bot.blocks.digest.subscription import last_line, named_programs
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import actions, button, channel_link, context, header, section
from bot.blocks.kit.message import Block
from bot.blocks.kit.names import bold
from bot.domain.alerts.alert import Alert
from bot.domain.digest.due import DigestStatus
from bot.domain.digest.parse_scope import scope_word
from bot.domain.digest.subscription import Subscription
from bot.domain.home.tab import HomeTab
from bot.i18n import Texts

_NAMED = 3


def digest_blocks(home: HomeTab, t: Texts) -> list[Block]:
    """Each digest with its next run, last outcome and buttons."""
    blocks: list[Block] = [header(t("home-digests"))]
    for status in home.digests:
        subscription = status.subscription
        lines = [
            f"{channel_link(subscription.channel_id)} · {bold(when_text(subscription.schedule, t))}",
            _next(status, t),
            last_line(status.last, t, subscription.schedule.zone),
            _about(status, t),
        ]
        blocks += [section(*lines, channel=subscription.channel_id), _digest_buttons(subscription, t)]
    return [*blocks, *_rest(home.more_digests, t("home-digests-none"), t, any_shown=bool(home.digests))]


def alert_blocks(home: HomeTab, t: Texts, *, now: datetime) -> list[Block]:
    """Each alert with its status and buttons."""
    blocks: list[Block] = [header(t("home-alerts"))]
    for each in home.alerts:
        alert = each.alert
        condition = condition_words(alert.condition, t)
        head = f"{channel_link(alert.channel_id)} · {bold(condition)} · {about(alert, each.program, t)}"
        blocks += [
            section(head, alert_status(each, t, home.zone, now), channel=alert.channel_id),
            _alert_buttons(alert, t, condition, now),
        ]
    return [*blocks, *_rest(home.more_alerts, t("home-alerts-none"), t, any_shown=bool(home.alerts))]


def _rest(more: int, none: str, t: Texts, *, any_shown: bool) -> list[Block]:
    if not any_shown:
        return [section(none)]
    return [context(t("home-more-orders", count=more))] if more else []


def _next(status: DigestStatus, t: Texts) -> str:
    subscription = status.subscription
    if status.next_slot is None:
        return t("home-digest-stopped", code=str(subscription.state))
    local = t.moment(status.next_slot.due_at, subscription.schedule.zone)
    if subscription.paused_until and status.next_slot.day >= subscription.paused_until:
        return t("home-digest-paused-until", day=t.day(subscription.paused_until), local=local)
    return t("home-digest-next", local=local)


def _about(status: DigestStatus, t: Texts) -> str:
    if status.subscription.appids:
        return t("home-digest-about", what=named_programs(status, t, most=_NAMED))
    scope = scope_word(status.subscription)
    return t("home-digest-about", what=scope_text(scope, t)) if scope else ""


def _digest_buttons(subscription: Subscription, t: Texts) -> Block:
    """Labelled with their time for screen readers: there may be twelve of each."""
    control, when = digest_control(subscription, channel=True), when_text(subscription.schedule, t)
    choice, text = (RESUME, t("menu-resume")) if subscription.paused_until else (PAUSE, t("menu-pause"))
    menu = digest_control(subscription, channel=True, choice=choice)
    return actions(
        button(text, controls.DIGEST_MORE, menu, label=f"{text} {when}"),
        button(t("button-change"), controls.DIGEST_CHANGE, control, label=f"{t('button-change')} {when}"),
        off_button(subscription, t, home=True),
    )


def _alert_buttons(alert: Alert, t: Texts, condition: str, now: datetime) -> Block:
    control = Control(subscription_id=alert.id, channel_id=alert.channel_id)
    text, action = (
        (t("button-alert-unmute"), controls.ALERT_UNMUTE)
        if alert.silent(now)
        else (t("button-alert-mute-week"), controls.ALERT_MUTE)
    )
    return actions(
        button(text, action, control, label=f"{text} · {condition}"),
        change_button(alert, t, home=True),
        delete_button(alert, t, home=True),
    )
