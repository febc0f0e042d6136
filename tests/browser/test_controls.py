"""The controls around the channel: languages, faults, channels."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.channel_page import ChannelPage
from tests.e2e.person import eventually

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")


async def test_bot_answers_in_the_users_language(window: ChannelPage) -> None:
    """Carla's Slack in Chinese changes the next answers, not the page; and back."""
    await window.become("U0CARLA")

    async def caption() -> str:
        answer = await window.ask("/baselib report shop", shows="data-table")
        return await answer.get_by_test_id("data-table").locator("caption").inner_text()

    async def chinese() -> bool:
        return bool(CHINESE.search(await caption()))

    async def english() -> bool:
        return "users cut off" in await caption()

    await window.at("locale-select").select_option("zh-CN")
    await eventually(chinese)  # Slack tells the bot beside everything else
    await expect(window.at("drawer-toggle")).to_have_text("Sandbox")
    await window.at("locale-select").select_option("en-US")

    assert await eventually(english)


async def test_page_speaks_both_languages(window: ChannelPage) -> None:
    """The page's texts and language change at once, and a reload keeps them."""
    await window.at("page-language").select_option("zh-CN")
    await expect(window.at("drawer-toggle")).to_have_text("沙盒")
    await window.page.reload()

    await expect(window.at("drawer-toggle")).to_have_text("沙盒")
    await expect(window.at("look-alike")).to_contain_text("并非 Slack")
    await expect(window.page.locator("html")).to_have_attribute("lang", "zh-CN")


async def test_faults_are_told_in_both_languages(window: ChannelPage) -> None:
    """Each that either service knows."""
    await window.at("page-language").select_option("zh-CN")
    await expect(window.page.locator(".fault-list")).to_have_count(0)  # folded at first
    for service in ("slack", "wechat"):
        await window.at(f"faults-of-{service}").click()
        names = await window.page.locator(".fault-list summary strong").all_inner_texts()
        descriptions = await window.page.locator(".fault-list .choice-description").all_inner_texts()

        assert len(descriptions) == len(names) > 10
        assert [
            name for name, text in zip(names, descriptions, strict=True) if not re.search(r"[\u4e00-\u9fff]", text)
        ] == []


async def test_wechat_fault_gives_stale_numbers_with_the_code(window: ChannelPage) -> None:
    """Kept numbers are shown with age and errcode; afterwards fresh ones."""
    await window.ask("/baselib report shop", shows="data-table")
    await window.at("faults-of-wechat").click()
    fault = window.at("fault-errcode")
    await fault.locator("summary").click()
    await window.at("fault-params-errcode").fill("not json")
    await expect(window.at("fault-arm-errcode")).to_be_disabled()
    await window.at("fault-params-errcode").fill('{"code": 45009}')
    await window.at("fault-arm-errcode").click()
    await expect(window.at("armed-errcode")).to_contain_text("WeChat")
    await window.move_clock("clock-plus-day")
    answer = await window.ask("/baselib report shop", shows="data-table")
    await expect(answer).to_contain_text("45009")
    await expect(answer).to_contain_text("WeChat cannot be read right now")
    await expect(answer.get_by_test_id("data-table")).to_be_visible()
    await window.at("armed-errcode").get_by_role("button").click()
    await expect(window.at("armed-errcode")).to_have_count(0)
    await window.move_clock("clock-plus-day")
    await window.action(answer, "report.refresh").click()

    await expect(answer).not_to_contain_text("45009")


async def test_archived_channel_takes_no_writing(window: ChannelPage) -> None:
    """It is marked and has no composer until unarchived."""
    await window.visit("C0RELEASE")
    await window.at("archive-C0RELEASE").click()
    await expect(window.composer).to_have_count(0)
    await expect(window.at("channel-C0RELEASE")).to_contain_text("archived")
    await window.at("unarchive-C0RELEASE").click()

    await expect(window.composer).to_be_enabled()


async def test_new_channel_and_the_bot_in_it(window: ChannelPage) -> None:
    """A person creates a channel, adds the bot and gets an answer there to share."""
    await window.at("new-channel").fill("launch")
    await window.at("create-channel").click()
    link = window.at("sidebar").get_by_role("button", name="launch")
    await link.click()
    await window.loaded()
    row = window.at("drawer").get_by_role("listitem").filter(has_text="launch")
    await row.get_by_text("Add Baselib").click()
    await expect(row.get_by_text("Remove Baselib")).to_be_visible()
    answer = await window.ask("/baselib report shop", shows="data-table")
    await window.action(answer, "report.share").click()

    await expect(window.at("message").filter(has=window.at("data-table"))).to_be_visible()


async def test_bot_is_shown_as_connected(window: ChannelPage) -> None:
    """The drawer says how the bot is connected."""
    await expect(window.at("bot-status")).to_have_attribute("data-connected", "true")
    await expect(window.at("bot-status")).to_contain_text("HTTP")
