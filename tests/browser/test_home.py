"""Home tab and shortcuts, as a person uses them on the page."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.browser.channel_page import ChannelPage, violations
from tests.clock import NOW

pytestmark = [
    pytest.mark.usefixtures("axe"),
    pytest.mark.browser,
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_a_digest_is_paused_in_place(window: ChannelPage) -> None:
    """The tab has digest and next run; paused in the form, it shows so without a reload."""
    await window.ask("/baselib digest mon 09:00 Europe/Berlin", shows="action-digest.off")
    await window.at("app-home").click()
    home = window.at("home")
    await expect(home).to_contain_text("every Monday at 09:00 (Europe/Berlin)")
    await expect(home).to_contain_text("Next: Mon")
    await expect(home).to_contain_text("raise to")
    await expect(home).to_contain_text("Status")
    assert await violations(window.page) == []

    until = (NOW + timedelta(days=60)).date().isoformat()
    menu = window.action(home, "home.digest").first
    await menu.click()
    await window.page.get_by_role("menuitem", name="Pause").click()
    await window.at("modal").locator("input[type=date]").fill(until)
    await window.at("modal-submit").click()
    await expect(home).to_contain_text("Paused until")
    await menu.press("Enter")
    await window.page.get_by_role("menuitem", name="Resume").click()
    await expect(home).not_to_contain_text("Paused until")


async def test_follow_and_language(window: ChannelPage) -> None:
    """Following a program by keyboard shows only that; the language changes at once."""
    await window.at("app-home").click()
    home = window.at("home")
    menu = window.action(home, "home.program").first
    await menu.press("Enter")
    await window.page.keyboard.press("ArrowDown")
    await window.page.keyboard.press("Enter")
    await expect(home).to_contain_text("Programs you follow")
    await expect(window.action(home, "home.program")).to_have_count(1)

    language = window.action(home, "home.language")
    await language.select_option(label="简体中文")
    await expect(home).to_contain_text("你关注的小程序")
    assert await violations(window.page) == []
    await language.select_option(index=1)
    await expect(home).to_contain_text("Programs you follow")


async def test_shortcuts(window: ChannelPage) -> None:
    """A message's menu opens the form with its APIs, the composer's the one that asks."""
    await window.say("Who has `wx.getPrivacySetting`?")
    message = window.at("message").filter(has_text="wx.getPrivacySetting")
    await message.get_by_test_id("message-shortcuts").press("Enter")
    await expect(window.page.get_by_role("menu")).to_be_visible()
    assert await violations(window.page) == []
    await window.page.keyboard.press("Enter")
    await expect(window.at("modal")).to_contain_text("wx.getPrivacySetting")
    await window.close_modal()

    await window.at("shortcuts").click()
    await window.page.get_by_role("menuitem", name=re.compile("Base library of")).click()
    program = window.at("input-ask-program").get_by_role("combobox")
    await program.click()
    await program.press_sequentially("shop")
    await window.at("modal").get_by_role("option").first.click()
    assert await violations(window.page) == []
    await window.at("modal-submit").click()
    await expect(window.at("modal")).to_have_count(0)
    await window.at("direct-message").click()
    await expect(window.at("message").filter(has=window.at("data-table")).last).to_be_visible()


async def test_the_installer_tries_the_sample(window: ChannelPage) -> None:
    """An admin has the bot's first message, with labelled made-up numbers."""
    await window.at("direct-message").click()
    welcome = window.at("message").filter(has_text="Hello! I show you how many users")
    await expect(welcome).to_have_count(1)
    sample = await window.answered(window.action(welcome, "sample.try").click)
    await expect(sample).to_contain_text("these numbers are made up")
    await expect(sample.get_by_test_id("data-table")).to_be_visible()
    await window.action(welcome, "connect.open").click()
    await expect(window.at("modal")).to_contain_text("there are four ways")
    assert await violations(window.page) == []
    await window.at("modal-submit").click()
    await expect(window.at("modal")).to_contain_text("Never type them into Slack")
    await window.at("modal-submit").click()
    await expect(window.at("modal")).to_contain_text(re.compile("checks? passed|warnings?:|failed:"))
    assert await violations(window.page) == []
    await window.close_modal()
