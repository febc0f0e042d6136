"""The pages of a browser that authorises or installs: before and after WeChat's and Slack's own, and of a refusal."""

from enum import StrEnum
from urllib.parse import urlencode

from bot.domain.platform.authorisation import Failure, FailureKey, ProgramEvent
from bot.domain.programs import MerchantChoice
from bot.i18n import Texts
from bot.i18n.caveats import clean
from bot.pages.html import Content, Link, Page, Section, languages, page_of


def landing_page(
    pc: str,
    mobile: str,
    workspace: str,
    link: str,
    t: Texts,
    *,
    counts_users: bool,
    choice: MerchantChoice = MerchantChoice.UNASKED,
) -> Page:
    """Return what Baselib reads and may do, what that costs the merchant, and the way to WeChat.

    Args:
        pc: WeChat's page with a QR code.
        workspace: the name of the requester's Slack workspace; from outside, may be empty.
        link: the pass of the link, for the same page in another language.
        counts_users: whether Baselib reads how many users each program has (`WECHAT_USERS`).
        choice: what the merchant's admin confirms on this page; the other page is a link away.
    """
    kept = {"pass": link, **({"set": "yes"} if choice is MerchantChoice.AGREED else {})}
    named = clean(workspace)
    who = t("landing-who", workspace=named) if named else t("landing-who-unnamed")
    return page_of(
        Content(
            t("landing-title-more" if choice is MerchantChoice.AGREED else "landing-title"),
            [who, t("landing-why")],
            [
                _reads(t, choice, counts_users=counts_users),
                *_sets(link, t, choice),
                _costs(t),
                _ways(pc, mobile, t),
                Section(t("landing-back"), [t("landing-back-how")]),
            ],
            languages(**kept),
            t("page-languages"),
        ),
        t.locale,
    )


def _reads(t: Texts, choice: MerchantChoice, *, counts_users: bool) -> Section:
    items = (
        t("landing-reads-minimum"),
        t("landing-reads-shares"),
        *([t("landing-reads-users")] if counts_users else []),
        t("landing-reads-profile"),
        t("landing-reads-people" if choice is MerchantChoice.AGREED else "landing-reads-nothing"),
    )
    return Section(t("landing-reads"), items=items)


def _sets(link: str, t: Texts, choice: MerchantChoice) -> list[Section]:
    """Return the choice, with a link to the other page; nothing where Baselib only reads."""
    if choice is MerchantChoice.UNASKED:
        return []
    if choice is MerchantChoice.DECLINED:
        more = Link(t("landing-sets-more"), f"?{urlencode({'pass': link, 'set': 'yes', 'lang': t.locale})}")
        return [Section(t("landing-sets-choice"), [t("landing-sets-ask")], links=[more])]
    less = Link(t("landing-sets-less"), f"?{urlencode({'pass': link, 'lang': t.locale})}")
    items = (t("landing-sets-minimum"), t("landing-sets-votes"), t("landing-sets-users"), t("landing-sets-end"))
    return [Section(t("landing-sets"), items=items, links=[less], warns=True)]


def _costs(t: Texts) -> Section:
    """https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/product/miniprogram_authority."""
    items = (t("landing-cost-publish"), t("landing-cost-one"), t("landing-cost-upload"))
    return Section(t("landing-cost"), items=items, warns=True)


def _ways(pc: str, mobile: str, t: Texts) -> Section:
    links = (Link(t("landing-pc"), pc), Link(t("landing-mobile"), mobile))
    return Section(t("landing-go"), [t("landing-tick")], links=links, small_print=[t("landing-mobile-hint")])


def finished_page(event: ProgramEvent | None, nickname: str, failure: Failure | None, t: Texts) -> Page:
    """Return the outcome of an authorisation.

    Args:
        event: of the authorisation; None while in progress.
        nickname: the program's, or its AppID; from outside.
        failure: why it failed, with `ProgramEvent.FAILED`.
    """
    program = clean(nickname)
    match event:
        case ProgramEvent.AUTHORISED:
            content = Content(t("finished-authorised-title", program=program), [t("finished-authorised")])
        case ProgramEvent.NOT_GRANTED:
            content = Content(t("finished-not-granted-title"), [t("finished-not-granted", program=program)])
        case ProgramEvent.FAILED:
            content = Content(t("finished-failed-title"), [_why(failure, t)])
        case ProgramEvent.REVOKED:
            content = Content(t("finished-failed-title"), [t("finished-revoked")])
        case None | ProgramEvent.OUTDATED:  # that is no outcome of an authorisation
            content = Content(t("finished-under-way-title"), [t("finished-under-way")])
    return page_of(content, t.locale)


def _why(failure: Failure | None, t: Texts) -> str:
    match failure.key if failure else None:
        case FailureKey.EXPIRED:
            return t("finished-expired")
        case FailureKey.OFFICIAL_ACCOUNT:
            return t("finished-official-account")
        case _:
            return t("finished-refused")


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
    """Return what Baselib is, its permissions, and the button to Slack's page at `url`."""
    asks = ("commands", "write", "people", "history")
    sections = [
        Section(t("install-asks"), items=[t(f"install-asks-{what}") for what in asks]),
        Section(t("install-go"), links=[Link(t("install-button"), url)], small_print=[t("install-lasts")]),
    ]
    content = Content(t("install-title"), [t("install-what")], sections, languages(), t("page-languages"))
    return page_of(content, t.locale)


def installed_page(name: str, t: Texts, *, org_wide: bool) -> Page:
    """Return the page after a successful installation.

    Args:
        name: of the workspace or organisation, from outside; may be empty.
    """
    named = clean(name)
    title = t("installed-title", workspace=named) if named else t("installed-title-unnamed")
    more = [t("installed-org")] if org_wide else []
    return page_of(Content(title, [t("installed-next"), *more]), t.locale)


def install_refused_page(why: InstallRefusal, again: str, t: Texts) -> Page:
    """Return what to do, with a link to the first page; without details for the operator."""
    go = Section(t("install-go"), links=[Link(t("install-again"), again)])
    return page_of(Content(t(f"install-refused-{why}-title"), [t(f"install-refused-{why}")], [go]), t.locale)


class Refusal(StrEnum):
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
    """Return what to do; without details for the operator."""
    return page_of(Content(_title(why, t), [t(f"refusal-{why}")]), t.locale)


def _title(why: Refusal, t: Texts) -> str:
    match why:
        case Refusal.LINK:
            return t("refusal-link-title")
        case Refusal.STATE:
            return t("refusal-state-title")
        case _:
            return t("refusal-later-title")
