"""From opening the page to an alert, without typing; and the tour with typed commands."""

import pytest
from playwright.async_api import expect

from tests.browser.axe import violations
from tests.browser.channel_page import ChannelPage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
]

MOST_CLICKS = 4


@pytest.mark.usefixtures("axe")
async def test_first_look_to_alert(window: ChannelPage) -> None:
    """The tour asks for the breakdown, whose button sets the alert: at most four clicks, each counted by the page.

    The demo gives its channel a default program before anyone looks.
    """
    await window.visit("C0RELEASE")
    await window.ask("/baselib use shop")
    await window.page.evaluate("window.clicks = 0; addEventListener('click', () => (window.clicks += 1), true)")

    breakdown = await window.answered(window.at("tour-do").click)
    tell = window.action(breakdown, "alert.when_safe")
    await expect(tell).to_contain_text("Tell this channel when 3.6.4 is safe")
    alert = await window.answered(tell.click)

    await expect(alert).to_contain_text("3.6.4")
    await expect(window.action(alert, "alert.delete")).to_be_visible()
    assert await window.page.evaluate("window.clicks") <= MOST_CLICKS
    assert await violations(window.page) == []
    await window.ask("/baselib alert off 1")


async def test_a_typed_command_ends_its_step(window: ChannelPage) -> None:
    """Other commands leave the tour where it is."""
    await window.visit("C0RELEASE")
    await window.ask("/baselib help")
    await expect(window.at("tour-do")).to_have_text("/baselib")
    await window.ask("/baselib")

    await expect(window.at("tour-do")).to_have_text("/baselib 3.6.4")
