"""The digests and alerts on a Home tab, each with one menu."""

from datetime import datetime

from bot.blocks.alerts.alerts import alert_status
from bot.blocks.alerts.message import about, condition_words, present_text
from bot.blocks.digest.buttons import EDIT, OFF, PAUSE, RESUME, digest_control
from bot.blocks.digest.subscription import last_line, named_programs
from bot.blocks.digest.subscription_text import scope_text, when_text
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Block, Element, channel_link, context, header, option, overflow, section
from bot.blocks.kit.names import bold
from bot.domain.alerts.alert import Alert
from bot.domain.digest.parse_scope import scope_word
from bot.domain.digest.subscription import DigestStatus, Subscription
from bot.domain.home.tab import HomeTab
from bot.i18n import Texts

_NAMED = 3


def digest_blocks(home: HomeTab, t: Texts) -> list[Block]:
    """Each digest with its next run, last outcome and one menu."""
    blocks: list[Block] = [header(t("home-digests"))]
    for status in home.digests:
        subscription = status.subscription
        lines = [
            f"{channel_link(subscription.channel_id)} · {bold(when_text(subscription.schedule, t))}",
            _next(status, t),
            last_line(status.newest, t, subscription.schedule.zone),
            _about(status, t),
        ]
        menu = _digest_menu(subscription, t) if home.may_change else None
        blocks.append(section(*lines, accessory=menu, channel=subscription.channel_id))
    return [*blocks, *_rest(home.more_digests, t("home-digests-none"), t, any_shown=bool(home.digests))]


def alert_blocks(home: HomeTab, t: Texts, *, now: datetime) -> list[Block]:
    """Each alert with its present value, its status and one menu."""
    blocks: list[Block] = [header(t("home-alerts"))]
    for each in home.alerts:
        alert = each.alert
        condition = condition_words(alert.condition, t)
        head = f"{channel_link(alert.channel_id)} · {bold(condition)} · {about(alert, each.program, t)}"
        present = present_text(alert.condition, each.present, t)
        status = " · ".join(filter(None, (present, alert_status(each, t, home.zone, now))))
        menu = _alert_menu(alert, t, now) if home.may_change else None
        blocks.append(section(head, status, accessory=menu, channel=alert.channel_id))
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


def _digest_menu(subscription: Subscription, t: Texts) -> Element:
    resting = subscription.paused_until is not None
    choices = {
        RESUME if resting else PAUSE: t("menu-resume" if resting else "menu-pause"),
        EDIT: t("button-change"),
        OFF: t("button-off"),
    }
    return overflow(
        controls.HOME_DIGEST,
        [
            option(text, digest_control(subscription, channel=True, choice=choice).encode())
            for choice, text in choices.items()
        ],
    )


def _alert_menu(alert: Alert, t: Texts, now: datetime) -> Element:
    silent = alert.silent(now)
    choices = {
        controls.UNMUTE if silent else controls.MUTE: t("button-alert-unmute" if silent else "button-alert-mute-week"),
        EDIT: t("button-change"),
        OFF: t("button-alert-delete"),
    }
    return overflow(
        controls.HOME_ALERT,
        [
            option(text, Control(subject_id=alert.id, channel_id=alert.channel_id, choice=choice).encode())
            for choice, text in choices.items()
        ],
    )
