"""The page without a mouse, on a phone, and for assistive technology."""

from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.browser.axe import violations
from tests.browser.channel_page import PHONE, ChannelPage
from tests.clock import NOW
from tools.sandbox.launch import Running

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

_STEPS = 60
"""More presses of Tab than anything on the page is away."""


async def tab_to(window: ChannelPage, wanted: Locator, *, key: str = "Tab") -> None:
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
    await window.say("/baselib digest edit")
    await expect(window.at("modal")).to_be_visible()
    await window.page.evaluate("document.activeElement.blur()")
    await window.page.keyboard.press("Escape")

    await expect(window.at("modal")).to_have_count(0)


async def test_a_form_closes_once(window: ChannelPage) -> None:
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


@pytest_asyncio.fixture(loop_scope="session")
async def place(opened: ChannelPage) -> str:
    """A channel for each test, since axe looks at all that is shown."""
    channels = f"{opened.base_url}/sandbox/channels"
    created = await opened.page.request.post(channels, data={"name": f"channel-{uuid4().hex}"})
    channel = str((await created.json())["id"])
    await opened.page.request.post(f"{channels}/{channel}", data={"is_member": True})
    return channel


@pytest.mark.usefixtures("axe")
async def test_axe_finds_what_is_wrong(window: ChannelPage) -> None:
    await window.page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    assert "button-name" in {violation["id"] for violation in await violations(window.page)}


@pytest.mark.usefixtures("axe")
async def test_empty_channel_and_commands(window: ChannelPage) -> None:
    await window.composer.press_sequentially("/")
    await expect(window.at("command-list")).to_be_visible()

    assert await violations(window.page) == []


@pytest.mark.usefixtures("axe")
async def test_breakdown_with_pages(window: ChannelPage) -> None:
    answer = await window.ask("/baselib report shop", shows="data-table")
    await window.choose(answer, "report.more", "All versions")
    await answer.get_by_test_id("sort-2").click()
    await expect(answer.get_by_test_id("page-number")).to_be_visible()

    assert await violations(window.page) == []


@pytest.mark.usefixtures("axe")
async def test_modal_with_an_error(window: ChannelPage) -> None:
    status = await window.ask("/baselib digest mon 09:00", shows="action-digest.change")
    await window.action(status, "digest.change").click()
    await window.at("input-weekday").get_by_label("Monday").uncheck()
    await expect(window.at("modal")).to_contain_text("Choose at least one day")  # the bot has answered, and rests
    await window.at("modal-submit").click()
    await expect(window.at("field-error")).to_be_visible()

    assert await violations(window.page) == []
    await window.close_modal()


@pytest.mark.usefixtures("axe")
async def test_confirmation(window: ChannelPage) -> None:
    status = await window.ask("/baselib digest mon 09:00", shows="action-digest.off")
    await window.action(status, "digest.off").click()
    await expect(window.page.get_by_role("alertdialog")).to_be_visible()

    assert await violations(window.page) == []
    await window.at("confirm-no").click()


@pytest.mark.usefixtures("axe")
async def test_digest(window: ChannelPage) -> None:
    await window.ask("/baselib digest mon 09:00")
    await window.ask("/baselib digest now")
    await expect(window.at("message").filter(has=window.at("action-digest.change")).last).to_be_visible()

    assert await violations(window.page) == []


@pytest.mark.usefixtures("axe")
async def test_drawer_with_faults(window: ChannelPage) -> None:
    """The Chinese drawer, with a fault's form open, bad parameters in it, and another fault on."""
    await window.at("page-language").select_option("zh-CN")
    await window.at("faults-of-slack").click()
    await window.at("fault-ratelimited").locator("summary").click()
    await window.at("fault-params-ratelimited").fill("no JSON")
    await window.at("faults-of-wechat").click()
    await window.at("fault-system_busy").locator("summary").click()
    await window.at("fault-arm-system_busy").click()
    await expect(window.at("armed-system_busy")).to_be_visible()

    assert await violations(window.page) == []


@pytest.mark.usefixtures("axe")
async def test_thread_and_home(window: ChannelPage) -> None:
    await window.say("What do we lose?")
    await window.at("message").filter(has_text="What do we lose?").get_by_test_id("open-thread").click()
    await expect(window.at("thread-panel")).to_be_visible()
    in_thread = await violations(window.page)
    await window.at("app-home").click()
    await expect(window.at("home")).to_contain_text("Digests of your channels")

    assert in_thread == []
    assert await violations(window.page) == []


@pytest.mark.usefixtures("axe")
async def test_shortcuts_and_their_form(window: ChannelPage) -> None:
    await window.at("shortcuts").focus()
    await window.page.keyboard.press("Enter")
    shortcut = window.page.get_by_role("menuitem").first
    await expect(shortcut).to_be_focused()
    in_menu = await violations(window.page)
    await window.page.keyboard.press("Enter")
    await expect(window.at("modal-submit")).to_be_visible()

    assert in_menu == []
    assert await violations(window.page) == []
    await window.close_modal()


@pytest.mark.usefixtures("axe")
async def test_form_that_finds_apis(window: ChannelPage) -> None:
    await window.say("/baselib can")
    modal = window.at("modal")
    await modal.get_by_role("combobox").first.fill("getPriv")
    await expect(modal.get_by_role("option").first).to_be_visible()
    with_options = await violations(window.page)
    await window.page.keyboard.press("Enter")

    assert with_options == []
    assert await violations(window.page) == []
    await window.close_modal()


@pytest.mark.usefixtures("axe")
async def test_trend_and_its_picture(window: ChannelPage) -> None:
    trend = await window.ask("/baselib trend shop", shows="data-table")
    await trend.get_by_text("Show as table").first.click()
    in_channel = await violations(window.page)
    await window.action(trend, "trend.picture").click()
    await window.at("direct-message").click()
    picture = window.page.locator(".picture img").last
    await expect(picture).to_be_visible()

    assert in_channel == []
    assert len(await picture.get_attribute("alt") or "") > 40
    assert await violations(window.page) == []


@pytest.mark.usefixtures("axe")
async def test_roles_and_alerts(window: ChannelPage) -> None:
    await window.ask("/baselib alert minimum changed shop")
    await window.ask("/baselib alerts")
    await window.ask("/baselib access")

    assert await violations(window.page) == []


@pytest.mark.usefixtures("axe")
async def test_phone_with_its_menu(browser: Browser, running: Running) -> None:
    phone = await ChannelPage.opened(browser, running.slack_url, viewport=PHONE)
    await phone.at("menu").click()
    await expect(phone.at("channel-C0RELEASE")).to_be_in_viewport()

    assert await violations(phone.page) == []
    await phone.close()
