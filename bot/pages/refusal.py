"""The page for whoever cannot go on."""

from enum import StrEnum

from bot.i18n import Texts
from bot.pages.html import Content, Page, page_of


class Refusal(StrEnum):
    """Why."""

    LINK = "link"
    """Too old, or none of ours."""
    STATE = "state"
    """Not the browser that was sent to WeChat, or too long ago."""
    BUSY = "busy"
    """The link was opened too often within a minute."""
    WECHAT = "wechat"
    """WeChat gives no way in."""
    STORAGE = "storage"
    """The database cannot be used."""


def refusal_page(why: Refusal, t: Texts) -> Page:
    """What can be done instead; nothing of the reason that only those who run Baselib can use."""
    return page_of(Content(_title(why, t), [t(f"refusal-{why}")]), t.locale)


def _title(why: Refusal, t: Texts) -> str:
    match why:
        case Refusal.LINK:
            return t("refusal-link-title")
        case Refusal.STATE:
            return t("refusal-state-title")
        case _:
            return t("refusal-later-title")
