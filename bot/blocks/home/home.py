"""The Home tab: a person's programs, their channels' digests and alerts, and for admins the bot's health."""

from datetime import datetime
from typing import Final

from bot.blocks.governance.access import access_sections
from bot.blocks.home.health import health_blocks
from bot.blocks.home.programs import program_blocks
from bot.blocks.home.subscriptions import alert_blocks, digest_blocks
from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import context, header, option, section, select
from bot.blocks.kit.message import Block, View
from bot.domain.home.tab import HomeTab
from bot.i18n import LOCALES, Texts, supported_locale

_ACCESS: Final = 3
"""Roles and restrictions shown."""


def home_view(home: HomeTab, t: Texts, *, now: datetime, notice: str = "") -> View:
    """The whole tab. It shows times, never time spans, so it changes only when its content does.

    Args:
        home: its content.
        t: the person's language.
        now: UTC.
        notice: the result of the last action on the tab, a `Message.text` (escaped).
    """
    blocks = [
        *([_notice(notice)] if notice else []),
        *program_blocks(home, t),
        *digest_blocks(home, t),
        *alert_blocks(home, t, now=now),
        context(t("home-yours")),
        *_settings(home, t),
        *_access(home, t),
        *(health_blocks(home.health, t, home.zone, now=now) if home.health else []),
    ]
    return {"type": "home", "blocks": blocks[: limits.HOME_BLOCKS]}


def _access(home: HomeTab, t: Texts) -> list[Block]:
    """The first roles and restrictions, for admins; the rest is in `/baselib access`."""
    if home.access is None:
        return []
    return [header(t("access-title")), *access_sections(home.access, t, most=_ACCESS)]


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
