"""The pages before and after Slack's installation page."""

from enum import StrEnum

from bot.i18n import Texts
from bot.i18n.outside_text import clean
from bot.pages.html import Content, Link, Page, Section, languages, page_of


class InstallRefusal(StrEnum):
    """Why an installation failed."""

    CANCELLED = "cancelled"
    """Cancelled on Slack's page, by the user or by Slack."""
    STATE = "state"
    """Another browser than the one sent to Slack, too late, or used twice."""
    SLACK = "slack"
    """Slack refused a token."""
    LATER = "later"
    """Slack or the database does not answer."""


def install_page(url: str, t: Texts) -> Page:
    """What Baselib is, its permissions, and the button to Slack's page at `url`."""
    asks = ("commands", "write", "people", "history")
    sections = [
        Section(t("install-asks"), items=[t(f"install-asks-{what}") for what in asks]),
        Section(t("install-go"), links=[Link(t("install-button"), url)], small_print=[t("install-lasts")]),
    ]
    content = Content(t("install-title"), [t("install-what")], sections, languages(), t("page-languages"))
    return page_of(content, t.locale)


def installed_page(name: str, t: Texts, *, org_wide: bool) -> Page:
    """The page after a successful installation.

    Args:
        name: of the workspace or organisation, from outside; may be empty.
    """
    named = clean(name)
    title = t("installed-title", workspace=named) if named else t("installed-title-unnamed")
    more = [t("installed-org")] if org_wide else []
    return page_of(Content(title, [t("installed-next"), *more]), t.locale)


def install_refused_page(why: InstallRefusal, again: str, t: Texts) -> Page:
    """What to do, with a link to the first page; without details for the operator."""
    go = Section(t("install-go"), links=[Link(t("install-again"), again)])
    return page_of(Content(t(f"install-refused-{why}-title"), [t(f"install-refused-{why}")], [go]), t.locale)
