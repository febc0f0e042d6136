"""The page of a refused authorisation."""

from enum import StrEnum

from bot.i18n import Texts
from bot.pages.html import Content, Page, page_of


class Refusal(StrEnum):
    """Why it was refused."""

    LINK = "link"
    """The link is too old, or not Baselib's."""
    STATE = "state"
    """Another browser than the one sent to WeChat, or too late."""
    BUSY = "busy"
    """The link was opened too often within a minute."""
    WECHAT = "wechat"
    """WeChat issues no authorisation link."""
    STORAGE = "storage"
    """The database cannot be used."""


def refusal_page(why: Refusal, t: Texts) -> Page:
    """What to do; without details for the operator."""
    return page_of(Content(_title(why, t), [t(f"refusal-{why}")]), t.locale)


def _title(why: Refusal, t: Texts) -> str:
    match why:
        case Refusal.LINK:
            return t("refusal-link-title")
        case Refusal.STATE:
            return t("refusal-state-title")
        case _:
            return t("refusal-later-title")
