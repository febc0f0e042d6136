"""The landing page of an authorisation link, before WeChat's page."""

from urllib.parse import urlencode

from bot.domain.programs.opt_in import MerchantChoice
from bot.i18n import Texts
from bot.i18n.outside_text import clean
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
    """What Baselib reads and may do, what that costs the merchant, and the way to WeChat.

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
    """The choice, with a link to the other page; nothing where Baselib only reads."""
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
