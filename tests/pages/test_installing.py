"""The pages on the way to Slack's, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import LOCALES, texts_for
from bot.pages import Page
from bot.pages.landing import InstallRefusal, install_page, install_refused_page, installed_page
from tests.pages.reading import Parsed

URL = "https://slack.com/oauth/v2/authorize?client_id=1.2&scope=commands%2Cchat%3Awrite&state=gAAA"
AGAIN = "https://baselib.example/slack/install"


def every_page(locale: str) -> list[Page]:
    """One of each kind."""
    t = texts_for(locale)
    return [
        install_page(URL, t),
        installed_page("ACME", t, org_wide=False),
        installed_page("", t, org_wide=True),
        *(install_refused_page(why, AGAIN, t) for why in InstallRefusal),
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_is_sound(locale: str) -> None:
    """It names its language, has one heading, and runs and loads nothing."""
    for page in every_page(locale):
        parsed = Parsed(page.html)

        assert parsed.all("html") == [{"lang": locale}]
        assert len(parsed.all("h1")) == 1
        assert {tag for tag, _ in parsed.elements} & {"script", "img", "iframe", "form"} == set()


def test_the_button_leads_to_slack() -> None:
    """It asks Slack for everything needed, and the page has either language."""
    parsed = Parsed(install_page(URL, texts_for("en")).html)

    assert parsed.buttons == [URL]
    assert {link["href"] for link in parsed.all("a")} == {URL, *(f"?lang={locale}" for locale in LOCALES)}


@pytest.mark.parametrize("why", InstallRefusal)
def test_a_refused_installation_can_begin_again(why: InstallRefusal) -> None:
    """Each refusal has its own words and a way back."""
    pages = {install_refused_page(each, AGAIN, texts_for("en")).html for each in InstallRefusal}

    assert len(pages) == len(InstallRefusal)
    assert Parsed(install_refused_page(why, AGAIN, texts_for("zh-CN")).html).buttons == [AGAIN]


@given(name=st.text(max_size=60))
def test_a_name_from_outside_is_text(name: str) -> None:
    """Whatever a workspace is called, it adds no element to the page."""
    plain = Parsed(installed_page("ACME", texts_for("en"), org_wide=False).html)
    named = Parsed(installed_page(f"<b>{name}</b>", texts_for("en"), org_wide=False).html)

    assert [tag for tag, _ in named.elements] == [tag for tag, _ in plain.elements]
