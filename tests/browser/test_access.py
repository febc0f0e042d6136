"""The page without a mouse, on a phone, and as assistive technology finds it."""

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.sandbox.launch import Running
from tests.browser.channel_page import PHONE, ChannelPage

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

_STEPS = 60
"""More presses of Tab than anything on the page is away."""


async def tab_to(window: ChannelPage, wanted: Locator, *, key: str = "Tab") -> None:
    """Press a key until the focus is there."""
    for _ in range(_STEPS):
        if await wanted.evaluate("node => node === document.activeElement"):
            return
        await window.page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {wanted}")


async def test_keyboard_alone(window: ChannelPage) -> None:
    """From the writing field to a button, round the modal, out of it with Escape, and back on the button."""
    keys = window.page.keyboard
    await tab_to(window, window.composer)
    await keys.type("/baselib digest mon 09:00")
    status = await window.answered(lambda: keys.press("Enter"))
    change = window.action(status, "digest.change")
    await expect(change).to_be_visible()
    await tab_to(window, change, key="Shift+Tab")
    await keys.press("Enter")
    modal = window.page.get_by_role("dialog")
    await expect(modal).to_be_visible()
    await expect(modal.locator("input, select").first).to_be_focused()
    await tab_to(window, window.at("modal-submit"))
    await tab_to(window, window.at("modal-x"))
    await keys.press("Escape")
    await expect(modal).to_have_count(0)

    await expect(change).to_be_focused()


async def test_phone(browser: Browser, running: Running) -> None:
    """At 390 px nothing sticks out sideways: the menu leads to a channel, the answer is read, its button pressed."""
    phone = await ChannelPage.opened(browser, running.slack_url, viewport=PHONE)
    await phone.at("menu").click()
    await phone.visit("C0RELEASE")
    await expect(phone.at("place-name")).to_have_text("#release")
    answer = await phone.ask("/baselib report shop", shows="data-table")
    await phone.action(answer, "report.all").click()
    await expect(phone.action(answer, "report.all")).to_have_count(0)
    status = await phone.answered(phone.action(answer, "digest.subscribe").click)
    await phone.action(status, "digest.change").click()
    await expect(phone.at("modal-submit")).to_be_in_viewport()
    await expect(phone.at("input-programs")).to_be_in_viewport()
    await phone.close_modal()
    await phone.at("drawer-toggle").click()
    await expect(phone.at("clock-next-monday")).to_be_in_viewport()
    await phone.move_clock("clock-next-monday")
    await phone.at("panel-close").click()
    await expect(phone.at("chart")).to_be_visible()

    assert await phone.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert await phone.page.evaluate("document.querySelector('[role=log]').scrollWidth") <= PHONE["width"]
    assert phone.trouble == []
    await phone.close()
