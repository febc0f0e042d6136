"""The Home tab: a person's programs, their channels' digests and alerts, and for admins the bot's health."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.blocks.delivery import reason_sentence
from bot.blocks.governance.access import access_sections
from bot.blocks.home.programs import program_blocks
from bot.blocks.home.subscriptions import alert_blocks, digest_blocks
from bot.blocks.home.waiting import waiting_blocks, weekly_block
from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Block, View, button, context, header, option, searching_select, section, select
from bot.blocks.kit.quoting import error_sentence
from bot.domain.home.tab import Health, HomeTab
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.platform.credentials import Credentials
from bot.i18n import LOCALES, Texts, supported_locale

_ACCESS: Final = 3
"""Roles and restrictions shown."""
_TICKETS_EVERY: Final = timedelta(minutes=10)
_FRESH: Final = 3 * _TICKETS_EVERY
_SWEPT_WITHIN: Final = timedelta(days=1)
"""Each program is read once a day: one not yet read today was read yesterday."""


def home_view(home: HomeTab, t: Texts, *, now: datetime, notice: str = "", managing: bool = False) -> View:
    """The whole tab. It shows times, never time spans, so it changes only when its content does.

    Args:
        notice: the result of the last action on the tab, a `Message.text` (escaped).
        managing: whether roles and status are unfolded.
    """
    blocks = [
        *([_notice(notice)] if notice else []),
        *(waiting_blocks(home.waiting, t, home.zone) if home.programs or not home.waiting.nothing else []),
        *program_blocks(home, t),
        *digest_blocks(home, t),
        *alert_blocks(home, t, now=now),
        context(t("home-yours")),
        *_settings(home, t),
        *_manage(home, t, now=now, managing=managing),
    ]
    return {"type": "home", "blocks": blocks[: limits.HOME_BLOCKS]}


def is_managed(view: Mapping[str, Any]) -> bool:
    """Whether roles and status are unfolded in a published tab, as Slack sends it back."""
    folds = Control().encode()
    accessories = (block.get("accessory") or {} for block in view.get("blocks") or ())
    return any(each.get("action_id") == controls.HOME_MANAGE and each.get("value") == folds for each in accessories)


def _manage(home: HomeTab, t: Texts, *, now: datetime, managing: bool) -> list[Block]:
    """For admins: one line about the status; behind its button the roles and all that it rests on."""
    if home.health is None:
        return []
    well = home.health.well
    line = f"{'✅' if well else '⚠️'} {t('home-status-well' if well else 'home-status-ill')}"
    unfold = button(
        t("button-fold" if managing else "button-manage"),
        controls.HOME_MANAGE,
        Control(choice="" if managing else controls.MANAGE),
    )
    folded = [header(t("home-health")), section(line, accessory=unfold)]
    if not managing:
        return folded
    return [*folded, *_access(home, t), *_setting(home, t), *_health_blocks(home.health, t, home.zone, now=now)]


def _access(home: HomeTab, t: Texts) -> list[Block]:
    """The first roles and restrictions, for admins; the rest is in `/baselib access`."""
    if home.access is None:
        return []
    return [header(t("access-title")), *access_sections(home.access, t, most=_ACCESS)]


def _setting(home: HomeTab, t: Texts) -> list[Block]:
    """For admins, where the operator lets Baselib set minimums."""
    if not home.may_set:
        return []
    return [section(t("home-setting"), accessory=searching_select(t("home-setting-pick"), controls.HOME_SETTING))]


def _notice(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[: limits.SECTION_TEXT], "verbatim": True}}


def _settings(home: HomeTab, t: Texts) -> list[Block]:
    chosen = home.preferences.locale
    as_in_slack = t("home-language-slack", language=t(f"language-{supported_locale(home.slack_locale, t.locale)}"))
    names = {"": as_in_slack} | {locale: t(f"language-{locale}") for locale in LOCALES}
    options = {locale: option(name, Control(text=locale).encode()) for locale, name in names.items()}
    pick = select(t("home-language-pick"), controls.HOME_LANGUAGE, list(options.values()))
    pick["initial_option"] = options.get(chosen, options[""])
    return [
        header(t("home-settings")),
        section(t("home-language", language=names.get(chosen, as_in_slack)), accessory=pick),
        weekly_block(home.waiting.weekly, t),
        context(t("home-zone", zone=home.zone)),
    ]


def _health_blocks(health: Health, t: Texts, zone: str, *, now: datetime) -> list[Block]:
    """Credential source, sweep and deliveries."""
    return [
        section(*_credentials(health, t, zone, now)),
        section(*_sweep(health, t, zone, now)),
        section(
            *_deliveries(health, t),
            f"⚠️ {t('home-suspended', count=health.suspended)}" if health.suspended else "",
        ),
    ]


def _credentials(health: Health, t: Texts, zone: str, now: datetime) -> list[str]:
    """The credential source, and whether WeChat accepts its tokens."""
    if health.credentials is None:
        return [t("home-credentials-elsewhere")]
    sentence = t(f"home-credentials-{health.credentials}")
    if health.credentials is Credentials.NONE:
        return [f"⚠️ {sentence}"]
    return [sentence, _accepted(health, t), _ticket(health, t, zone, now)]


def _accepted(health: Health, t: Texts) -> str:
    """Whether WeChat accepts the tokens; empty before the first reading of the day."""
    if health.read_today:
        return f"✅ {t('home-tokens-accepted')}"
    return f"⚠️ {t('home-tokens-of-no-use')}" if health.read_failures else ""


def _ticket(health: Health, t: Texts, zone: str, now: datetime) -> str:
    if health.credentials is not Credentials.PLATFORM:
        return ""
    if health.ticket_at is None:
        return f"⚠️ {t('home-ticket-none')}"
    if now - health.ticket_at <= _FRESH:
        return f"✅ {t('home-ticket-fresh')}"
    return f"⚠️ {t('home-ticket-late', moment=t.moment(health.ticket_at, zone))}"


def _sweep(health: Health, t: Texts, zone: str, now: datetime) -> list[str]:
    still = health.oldest is not None and snapshot_day(now) - health.oldest > _SWEPT_WITHIN
    mark = "⚠️" if health.read_failures or health.unread or still else "✅"
    read = t("home-swept", read=health.read_today, programs=health.programs)
    return [
        f"{mark} {read}",
        t("home-swept-oldest", day=t.day(health.oldest)) if health.oldest else "",
        t("home-swept-never", count=health.unread) if health.unread else "",
        *(
            t("home-trouble", count=count, sentence=error_sentence(error, t, zone))
            for error, count in health.read_failures
        ),
    ]


def _deliveries(health: Health, t: Texts) -> list[str]:
    sent, failed, unknown = health.outcomes.sent, health.outcomes.failed, health.outcomes.unknown
    lost = failed or unknown
    counted = t("home-delivered-not-all" if lost else "home-delivered", sent=sent, failed=failed, unknown=unknown)
    reason = health.outcomes.last_failure
    return [
        f"{'⚠️' if lost else '✅'} {counted}",
        t("home-delivery-failed", reason=reason_sentence(reason, t)) if reason else "",
    ]
