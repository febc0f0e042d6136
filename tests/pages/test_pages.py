"""A page as a browser takes it apart."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.platform import Failure, FailureKey, ProgramEvent
from bot.domain.programs import MerchantChoice
from bot.i18n import LOCALES, texts_for
from bot.pages import CONTENT_SECURITY_POLICY, Page, Refusal, finished_page, landing_page, refusal_page
from bot.pages.landing import InstallRefusal, install_page, install_refused_page, installed_page

_EMPTY = frozenset({"meta", "link", "br"})


class Parsed(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", data.strip()))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str) -> str:
        return " ".join(text for name, text in self.texts if name == tag)

    @property
    def visible(self) -> str:
        return " ".join(text for name, text in self.texts if name not in ("style", "title"))

    @property
    def buttons(self) -> list[str]:
        return [link["href"] for link in self.all("a") if link.get("class") == "button"]


PC = "https://mp.weixin.qq.com/cgi-bin/componentloginpage?component_appid=wx1&pre_auth_code=p"
MOBILE = "https://open.weixin.qq.com/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1#wechat_redirect"


def landing(
    locale: str = "en",
    *,
    workspace: str = "ACME",
    link: str = "gAAA-_B",
    counts_users: bool = True,
    choice: MerchantChoice = MerchantChoice.UNASKED,
) -> Page:
    return landing_page(PC, MOBILE, workspace, link, texts_for(locale), counts_users=counts_users, choice=choice)


def finished(
    event: ProgramEvent | None, locale: str = "en", *, nickname: str = "云上商城", failure: Failure | None = None
) -> Page:
    return finished_page(event, nickname, failure, texts_for(locale))


def every_page(locale: str) -> list[Page]:
    t = texts_for(locale)
    failures = (
        Failure(FailureKey.EXPIRED),
        Failure(FailureKey.OFFICIAL_ACCOUNT),
        Failure(FailureKey.REFUSED, 61004, "203.0.113.7"),
    )
    return [
        landing(locale),
        landing(locale, workspace=""),
        *(landing(locale, choice=choice) for choice in MerchantChoice),
        *(finished(event, locale) for event in (None, *ProgramEvent) if event is not ProgramEvent.OUTDATED),
        *(finished(ProgramEvent.FAILED, locale, failure=failure) for failure in failures),
        *(refusal_page(why, t) for why in Refusal),
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_is_sound(locale: str) -> None:
    for page in every_page(locale):
        parsed = Parsed(page.html)

        assert parsed.all("html") == [{"lang": locale}]
        assert len(parsed.all("h1")) == len(parsed.all("main")) == len(parsed.all("title")) == 1
        levels = [int(tag[1]) for tag, _ in parsed.elements if tag in ("h1", "h2", "h3")]
        assert all(below - above <= 1 for above, below in pairwise(levels))
        assert parsed.text("h1") in parsed.text("title")
        assert {tag for tag, _ in parsed.elements} & {"script", "img", "iframe", "form", "input"} == set()
        assert parsed.all("link") == [{"rel": "icon", "href": "data:,"}]
        assert all(not name.startswith("on") and name != "style" for _, names in parsed.elements for name in names)
        assert all(link["href"] for link in parsed.all("a"))


@pytest.mark.parametrize(("locale", "named"), [("en", "How many users it had in 30 days"), ("zh-CN", "30 天的用户数")])
def test_the_landing_page_names_only_what_is_read(locale: str, named: str) -> None:
    assert named in landing(locale).html
    assert named not in landing(locale, counts_users=False).html


def test_the_policy_lets_the_style_in_and_nothing_else() -> None:
    style = landing().html.partition("<style>")[2].partition("</style>")[0]
    policy = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))

    assert policy["style-src"] == f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert "url(" not in style


@pytest.mark.parametrize(
    ("locale", "costs"),
    [("en", ["cannot publish code", "one platform at a time", "upload and release code"]),
     ("zh-CN", ["不能从自己的小程序后台", "只能有一个平台", "上传和发布代码"])],
)  # fmt: skip
def test_what_it_costs_is_said_before_the_links(locale: str, costs: list[str]) -> None:
    html = landing(locale).html

    for cost in costs:
        assert -1 < html.find(cost) < html.find("componentloginpage")


def test_the_ways_to_wechat() -> None:
    assert Parsed(landing().html).buttons == [PC, MOBILE]


@pytest.mark.parametrize(
    ("locale", "nothing", "sets"),
    [("en", "Baselib changes nothing", "setSupportVersion"), ("zh-CN", "不做任何修改", "setSupportVersion")],
)
def test_the_page_promises_what_is_confirmed_on_it(locale: str, nothing: str, sets: str) -> None:
    """Only reading, unless the merchant opens the page that also lets Baselib set the minimum."""
    for choice in MerchantChoice:
        html = landing(locale, choice=choice).html
        agreed = choice is MerchantChoice.AGREED

        assert (nothing in html, sets in html) == (not agreed, agreed)
    asks, agreed_page = (
        Parsed(landing(choice=choice).html).buttons for choice in (MerchantChoice.DECLINED, MerchantChoice.AGREED)
    )
    assert asks == ["?pass=gAAA-_B&set=yes&lang=en", PC, MOBILE]
    assert agreed_page == ["?pass=gAAA-_B&lang=en", PC, MOBILE]
    languages = Parsed(landing(choice=MerchantChoice.AGREED).html).all("a")[:2]
    assert [link["href"] for link in languages] == [f"?pass=gAAA-_B&set=yes&lang={each}" for each in LOCALES]


def test_the_language_can_be_changed() -> None:
    links = Parsed(landing("zh-CN").html).all("a")[:2]

    assert [link["href"] for link in links] == ["?pass=gAAA-_B&lang=en", "?pass=gAAA-_B&lang=zh-CN"]
    assert [link.get("aria-current", "") for link in links] == ["", "true"]
    assert "简体中文" in landing("en").html


@given(text=st.text(max_size=80) | st.sampled_from(["<script>alert(1)</script>", '"><b>', "`<i>`", "x" * 10_000]))
def test_names_from_outside_do_no_harm(text: str) -> None:
    for page in (
        landing(workspace=text, link=text),
        finished(ProgramEvent.AUTHORISED, nickname=text),
        finished(ProgramEvent.NOT_GRANTED, nickname=text),
    ):
        parsed = Parsed(page.html)

        assert {"script", "b", "i"} & {tag for tag, _ in parsed.elements} == set()
        assert len(parsed.visible) < 3_000


def test_what_became_of_it() -> None:
    assert "云上商城 is authorised" in Parsed(finished(ProgramEvent.AUTHORISED).html).text("h1")
    assert "set 18" in Parsed(finished(ProgramEvent.NOT_GRANTED).html).text("h1")
    assert "Not finished" in Parsed(finished(None).html).text("h1")
    assert (
        "official account"
        in Parsed(finished(ProgramEvent.FAILED, failure=Failure(FailureKey.OFFICIAL_ACCOUNT)).html).visible
    )


def test_merchants_learn_nothing_of_the_platforms_troubles() -> None:
    html = finished(ProgramEvent.FAILED, failure=Failure(FailureKey.REFUSED, 61004, "203.0.113.7")).html

    assert "61004" not in html
    assert "203.0.113.7" not in html


URL = "https://slack.com/oauth/v2/authorize?client_id=1.2&scope=commands%2Cchat%3Awrite&state=gAAA"
AGAIN = "https://baselib.example/slack/install"


def installing_every_page(locale: str) -> list[Page]:
    t = texts_for(locale)
    return [
        install_page(URL, t),
        installed_page("ACME", t, org_wide=False),
        installed_page("", t, org_wide=True),
        *(install_refused_page(why, AGAIN, t) for why in InstallRefusal),
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_installing_every_page_is_sound(locale: str) -> None:
    for page in installing_every_page(locale):
        parsed = Parsed(page.html)

        assert parsed.all("html") == [{"lang": locale}]
        assert len(parsed.all("h1")) == 1
        assert {tag for tag, _ in parsed.elements} & {"script", "img", "iframe", "form"} == set()


def test_the_button_leads_to_slack() -> None:
    parsed = Parsed(install_page(URL, texts_for("en")).html)

    assert parsed.buttons == [URL]
    assert {link["href"] for link in parsed.all("a")} == {URL, *(f"?lang={locale}" for locale in LOCALES)}


@pytest.mark.parametrize("why", InstallRefusal)
def test_a_refused_installation_can_begin_again(why: InstallRefusal) -> None:
    pages = {install_refused_page(each, AGAIN, texts_for("en")).html for each in InstallRefusal}

    assert len(pages) == len(InstallRefusal)
    assert Parsed(install_refused_page(why, AGAIN, texts_for("zh-CN")).html).buttons == [AGAIN]


@given(name=st.text(max_size=60))
def test_a_name_from_outside_is_text(name: str) -> None:
    plain = Parsed(installed_page("ACME", texts_for("en"), org_wide=False).html)
    named = Parsed(installed_page(f"<b>{name}</b>", texts_for("en"), org_wide=False).html)

    assert [tag for tag, _ in named.elements] == [tag for tag, _ in plain.elements]
