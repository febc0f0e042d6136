"""The pages on the way to Slack's own, where the bot is installed, and back."""

from enum import StrEnum

from bot.i18n import Texts
from bot.pages.html import Content, Link, Page, Section, page_of
from bot.pages.languages import languages
from bot.pages.names import plain_name


class InstallRefusal(StrEnum):
    """Why nothing was installed."""

    CANCELLED = "cancelled"
    """Somebody pressed Cancel on Slack's page, or Slack ended it there."""
    STATE = "state"
    """Not the browser that was sent to Slack, too long ago, or once more."""
    SLACK = "slack"
    """Slack gives no token."""
    LATER = "later"
    """Slack or the database does not answer."""


def install_page(url: str, t: Texts) -> Page:
    """What Baselib is, what it asks for, and the button to Slack's page at `url`."""
    asks = ("commands", "write", "people", "history")
    sections = [
        Section(t("install-asks"), items=[t(f"install-asks-{what}") for what in asks]),
        Section(t("install-go"), links=[Link(t("install-button"), url)], small_print=[t("install-lasts")]),
    ]
    content = Content(t("install-title"), [t("install-what")], sections, languages(), t("page-languages"))
    return page_of(content, t.locale)


def installed_page(name: str, t: Texts, *, org_wide: bool) -> Page:
    """It is done.

    Args:
        name: of the workspace or the organisation, from outside; may be empty.
        t: the reader's language.
        org_wide: whether it is an organisation's.
    """
    named = plain_name(name)
    title = t("installed-title", workspace=named) if named else t("installed-title-unnamed")
    more = [t("installed-org")] if org_wide else []
    return page_of(Content(title, [t("installed-next"), *more]), t.locale)


def install_refused_page(why: InstallRefusal, again: str, t: Texts) -> Page:
    """What can be done instead, with a link to the first page; nothing of what only those who run Baselib can use."""
    go = Section(t("install-go"), links=[Link(t("install-again"), again)])
    return page_of(Content(t(f"install-refused-{why}-title"), [t(f"install-refused-{why}")], [go]), t.locale)
