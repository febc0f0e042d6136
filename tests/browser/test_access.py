"""The page without a mouse, on a phone, and for assistive technology."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.browser.channel_page import PHONE, ChannelPage
from tests.clock import NOW
from tools.sandbox.launch import Running

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

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
    """From the composer to a button, round the modal, out with Escape, back on the button."""
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


async def test_menu_and_date_by_keyboard(window: ChannelPage) -> None:
    """A menu's entry opens a form; a typed date and Enter send it, and the menu has the focus."""
    keys = window.page.keyboard
    status = await window.ask("/baselib digest mon 09:00", shows="action-digest.more")
    menu = window.action(status, "digest.more")
    await tab_to(window, menu, key="Shift+Tab")
    await keys.press("Enter")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    date = window.at("modal").locator("input[type=date]")
    await expect(date).to_be_focused()
    soon = NOW.date() + timedelta(days=40)
    await keys.type(f"{soon:%m%d%Y}")
    await expect(date).to_have_value(soon.isoformat())
    await keys.press("Enter")
    await expect(window.at("modal")).to_have_count(0)

    await expect(menu).to_be_focused()
    await expect(window.at("ephemeral").last).to_contain_text(f"until {soon.day} {soon:%b} {soon.year}")


async def test_escape_closes_a_form_wherever_the_focus_is(window: ChannelPage) -> None:
    """Even outside its elements, as after the last field."""
    await window.say("/baselib digest edit")
    await expect(window.at("modal")).to_be_visible()
    await window.page.evaluate("document.activeElement.blur()")
    await window.page.keyboard.press("Escape")

    await expect(window.at("modal")).to_have_count(0)


async def test_a_form_closes_once(window: ChannelPage) -> None:
    """Escape right after the X, with the form still shown, does nothing."""
    await window.say("/baselib digest edit")
    await expect(window.at("modal")).to_be_visible()
    closed: list[str] = []
    window.page.on("request", lambda asked: closed.append(asked.url) if "/sandbox/view/close" in asked.url else None)
    await window.at("modal-x").evaluate("""x => {
        x.click();
        x.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true, cancelable: true}));
    }""")
    await expect(window.at("modal")).to_have_count(0)

    assert len(closed) == 1


async def test_arrows_choose_from_a_select_once(window: ChannelPage) -> None:
    """Going down to the third option asks about that one alone."""
    report = await window.ask("/baselib report shop", shows="data-table")
    what_if = window.action(report, "report.what_if")
    third = (await what_if.locator("option:not([disabled])").nth(2).inner_text()).split(" · ")[0]
    await what_if.focus()
    sent: list[str] = []
    window.page.on("request", lambda request: sent.append(request.url) if "/sandbox/action" in request.url else None)

    async def choose() -> None:
        await what_if.press("ArrowDown")
        await window.page.wait_for_function("document.activeElement.matches(':open')")
        for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
            await window.page.keyboard.press(key)

    answer = await window.answered(choose)

    await expect(answer).to_contain_text(f"{third} as the minimum cuts off")
    assert len(sent) == 1


async def test_panels_take_the_focus_and_give_it_back(window: ChannelPage) -> None:
    """The sandbox's controls and a thread, closed by Escape."""
    keys = window.page.keyboard
    toggle = window.at("drawer-toggle")
    await window.at("panel-close").press("Enter")  # there from the start
    await expect(toggle).to_be_focused()
    await keys.press("Enter")
    await expect(window.at("panel-close")).to_be_focused()
    await keys.press("Escape")
    await expect(toggle).to_be_focused()

    await window.say("A thread by keyboard")
    thread = window.at("message").filter(has_text="A thread by keyboard").get_by_test_id("open-thread")
    await thread.press("Enter")
    await expect(window.at("thread-composer")).to_be_focused()
    await keys.press("Escape")
    await expect(thread).to_be_focused()


async def test_home_tab_keeps_the_focus(window: ChannelPage) -> None:
    """It is replaced after an action; the next key still goes there."""
    await window.at("app-home").press("Enter")
    home = window.at("home")
    follow = window.action(home, "home.follow")
    await follow.focus()
    await window.page.keyboard.type("sho")
    await expect(home.get_by_role("option", name="shop")).to_be_visible()
    await window.page.keyboard.press("Enter")
    await expect(home.get_by_role("heading", name="Programs you follow")).to_be_visible()

    await expect(follow).to_be_focused()


async def test_phone(browser: Browser, running: Running) -> None:
    """At 390 px nothing overflows: the menu opens a channel, the answer is read, its button pressed."""
    phone = await ChannelPage.opened(browser, running.slack_url, viewport=PHONE)
    await phone.at("menu").click()
    await phone.visit("C0RELEASE")
    await expect(phone.at("place-name")).to_have_text("#release")
    answer = await phone.ask("/baselib report shop", shows="data-table")
    await phone.choose(answer, "report.more", "All versions")
    await expect(answer.get_by_test_id("page-number")).to_be_visible()
    status = await phone.answered(lambda: phone.choose(answer, "report.more", "Weekly digest here"))
    await phone.action(status, "digest.change").click()
    await expect(phone.at("modal-submit")).to_be_in_viewport()
    await expect(phone.at("input-programs")).to_be_in_viewport()
    await phone.close_modal()
    await phone.at("drawer-toggle").click()
    await expect(phone.at("clock-next-monday")).to_be_in_viewport()
    await phone.move_clock("clock-next-monday")
    await phone.at("panel-close").click()
    await expect(phone.at("chart")).to_be_visible()
    await phone.ask("/baselib cover 99 shop", shows="data-table")
    titles = phone.page.locator("figcaption, [data-testid=data-table] caption")

    # The table itself is scrolled.
    ends = await titles.evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().right)")
    assert len(ends) > 3
    assert max(ends) <= PHONE["width"]
    assert await phone.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert await phone.page.evaluate("document.querySelector('[role=log]').scrollWidth") <= PHONE["width"]
    assert phone.trouble == []
    await phone.close()
