"""From opening the page to an alert, without typing; and the tour with typed commands."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.channel_page import ChannelPage, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
]

MOST_CLICKS = 4


@pytest.mark.usefixtures("axe")
async def test_first_look_to_alert(window: ChannelPage) -> None:
    """The tour asks for the breakdown, whose button sets the alert: at most four clicks, each counted by the page."""
    await window.visit("C0RELEASE")
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
    await expect(window.at("tour-do")).to_have_text("/baselib shop")
    await window.ask("/baselib shop")

    await expect(window.at("tour-do")).to_have_text("/baselib 3.6.4 shop")


async def _until(window: ChannelPage, user: str) -> str:
    """When the votes of the newest card end, as a person sees it."""
    await window.become(user)
    words = await window.at("message").filter(has_text="Decision 1").last.inner_text()
    (until,) = re.findall("Open for votes until (.*)\\.", words)
    return str(until)


async def test_every_step_of_the_tour_is_answered(window: ChannelPage) -> None:
    """Also in a channel without a default program: what to raise, who has an API, a decision, a fleet, an import."""
    await window.visit("C0RELEASE")
    step = window.at("tour-do")
    answers = [
        "Raise the minimum to 3.5.5",
        "3.6.4 as the minimum cuts off",
        "wx.getPrivacySetting needs",
        "It needs the approval of one other person",
    ]
    for answer in answers:
        await expect(await window.answered(step.click)).to_contain_text(answer)
    card = window.at("message").filter(has_text="Decision 1").last
    in_shanghai, in_berlin = [await _until(window, user) for user in ("U0BOWEN", "U0ALICE")]
    assert in_shanghai[-5:] != in_berlin[-5:]  # each the hour of their own zone

    await step.click()
    await expect(card).to_contain_text("1 of 1 approvals: @王博文 Bowen")
    await expect(await window.answered(step.click)).to_contain_text("First: Mon")
    await step.click()
    await expect(window.at("message").filter(has=window.page.get_by_text("Base library digest")).last).to_be_visible()
    await expect(await window.answered(step.click)).to_contain_text("can be raised today")
    await step.click()
    await expect(window.at("modal")).to_contain_text("Import numbers")
    await window.close_modal()
    await expect(window.at("tour")).to_have_count(0)
