"""The Home tab: a person's programs, their channels' digests and alerts, and for admins the bot's health."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bot.blocks.governance.access import access_sections
from bot.blocks.home.attention import attention_blocks
from bot.blocks.home.health import health_blocks
from bot.blocks.home.programs import program_blocks
from bot.blocks.home.subscriptions import alert_blocks, digest_blocks
from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import button, context, header, option, searching_select, section, select
from bot.blocks.kit.message import Block, View
from bot.domain.home.tab import HomeTab
from bot.i18n import LOCALES, Texts, supported_locale

_ACCESS: Final = 3
"""Roles and restrictions shown."""


def home_view(home: HomeTab, t: Texts, *, now: datetime, notice: str = "", managing: bool = False) -> View:
    """The whole tab. It shows times, never time spans, so it changes only when its content does.

    Args:
        home: its content.
        t: the person's language.
        now: UTC.
        notice: the result of the last action on the tab, a `Message.text` (escaped).
        managing: whether roles and status are unfolded.
    """
    blocks = [
        *([_notice(notice)] if notice else []),
        *attention_blocks(home.attention, t),
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
    return [*folded, *_access(home, t), *_setting(home, t), *health_blocks(home.health, t, home.zone, now=now)]


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
        context(t("home-zone", zone=home.zone)),
    ]
