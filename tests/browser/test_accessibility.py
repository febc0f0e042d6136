"""What axe-core says of the page's main states."""

from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.channel_page import PHONE, ChannelPage, violations
from tools.sandbox.launch import Running

pytestmark = [
    pytest.mark.usefixtures("axe"),
    pytest.mark.browser,
    pytest.mark.e2e,
    pytest.mark.asyncio(loop_scope="session"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def place(opened: ChannelPage) -> str:
    """A channel for each test, since axe looks at all that is shown."""
    channels = f"{opened.base_url}/sandbox/channels"
    created = await opened.page.request.post(channels, data={"name": f"channel-{uuid4().hex}"})
    channel = str((await created.json())["id"])
    await opened.page.request.post(f"{channels}/{channel}", data={"is_member": True})
    return channel


async def test_axe_finds_what_is_wrong(window: ChannelPage) -> None:
    """A button without a name is found, so an empty list means something."""
    await window.page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    assert "button-name" in {violation["id"] for violation in await violations(window.page)}


async def test_empty_channel_and_commands(window: ChannelPage) -> None:
    """An empty channel, with the list of commands open."""
    await window.composer.press_sequentially("/")
    await expect(window.at("command-list")).to_be_visible()

    assert await violations(window.page) == []


async def test_breakdown_with_pages(window: ChannelPage) -> None:
    """A breakdown with all versions, sorted by one column."""
    answer = await window.ask("/baselib report shop", shows="data-table")
    await window.choose(answer, "report.more", "All versions")
    await answer.get_by_test_id("sort-2").click()
    await expect(answer.get_by_test_id("page-number")).to_be_visible()

    assert await violations(window.page) == []


async def test_modal_with_an_error(window: ChannelPage) -> None:
    """The schedule's form with an error under a field."""
    status = await window.ask("/baselib digest mon 09:00", shows="action-digest.change")
    await window.action(status, "digest.change").click()
    await window.at("input-weekday").get_by_label("Monday").uncheck()
    await expect(window.at("modal")).to_contain_text("Choose at least one day")  # the bot has answered, and rests
    await window.at("modal-submit").click()
    await expect(window.at("field-error")).to_be_visible()

    assert await violations(window.page) == []
    await window.close_modal()


async def test_confirmation(window: ChannelPage) -> None:
    """The question before a digest is switched off."""
    status = await window.ask("/baselib digest mon 09:00", shows="action-digest.off")
    await window.action(status, "digest.off").click()
    await expect(window.page.get_by_role("alertdialog")).to_be_visible()

    assert await violations(window.page) == []
    await window.at("confirm-no").click()


async def test_digest(window: ChannelPage) -> None:
    """A digest, as the channel has it."""
    await window.ask("/baselib digest mon 09:00")
    await window.ask("/baselib digest now")
    await expect(window.at("message").filter(has=window.at("action-digest.change")).last).to_be_visible()

    assert await violations(window.page) == []


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


async def test_thread_and_home(window: ChannelPage) -> None:
    """A thread beside its channel, then the app's Home tab."""
    await window.say("What do we lose?")
    await window.at("message").filter(has_text="What do we lose?").get_by_test_id("open-thread").click()
    await expect(window.at("thread-panel")).to_be_visible()
    in_thread = await violations(window.page)
    await window.at("app-home").click()
    await expect(window.at("home")).to_contain_text("Digests of your channels")

    assert in_thread == []
    assert await violations(window.page) == []


async def test_shortcuts_and_their_form(window: ChannelPage) -> None:
    """The shortcuts' menu, by keyboard, then one's form."""
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


async def test_form_that_finds_apis(window: ChannelPage) -> None:
    """The form of `can` with search results, one chosen."""
    await window.say("/baselib can")
    modal = window.at("modal")
    await modal.get_by_role("combobox").first.fill("getPriv")
    await expect(modal.get_by_role("option").first).to_be_visible()
    with_options = await violations(window.page)
    await window.page.keyboard.press("Enter")

    assert with_options == []
    assert await violations(window.page) == []
    await window.close_modal()


async def test_trend_and_its_picture(window: ChannelPage) -> None:
    """A chart with unfolded numbers, then its described picture in the direct messages."""
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


async def test_roles_and_alerts(window: ChannelPage) -> None:
    """What an admin sees of roles, and a channel's alerts with their buttons."""
    await window.ask("/baselib alert minimum changed shop")
    await window.ask("/baselib alerts")
    await window.ask("/baselib access")

    assert await violations(window.page) == []


async def test_phone_with_its_menu(browser: Browser, running: Running) -> None:
    """A phone with the channel list open."""
    phone = await ChannelPage.opened(browser, running.slack_url, viewport=PHONE)
    await phone.at("menu").click()
    await expect(phone.at("channel-C0RELEASE")).to_be_in_viewport()

    assert await violations(phone.page) == []
    await phone.close()
