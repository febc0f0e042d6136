"""Slackbot and workflows, as a person tries them on the page."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.channel_page import PHONE, ChannelPage, violations
from tools.sandbox.launch import Running

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def fits(window: ChannelPage) -> bool:
    """Whether nothing sticks out of the window at the side."""
    return bool(await window.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.usefixtures("axe")
async def test_a_tool_and_its_buttons(window: ChannelPage) -> None:
    """A tool's table and chart are blocks; a button calls the next tool, which replaces them."""
    await window.at("ask-slackbot").click()
    await window.at("slackbot-tool").select_option("cost_of_minimum")
    await expect(window.at("slackbot-about")).to_contain_text("Reads only.")
    await window.at("argument-program").fill("shop")
    await window.at("argument-version").fill("3.8.5")
    await window.at("slackbot-call").click()
    result = window.at("slackbot").get_by_role("region", name="Result")
    await expect(result).to_contain_text("3.8.5 as the minimum cuts off")
    await expect(result.get_by_test_id("chart")).to_be_visible()
    assert await violations(window.page) == []

    await result.get_by_role("button", name="Cut off at").first.click()
    await expect(result).not_to_contain_text("3.8.5 as the minimum cuts off")
    await expect(result).to_contain_text("as the minimum cuts off")


async def test_a_tool_that_cannot(window: ChannelPage) -> None:
    """Its sentence is shown, marked as an error; another person is another asker."""
    await window.at("ask-slackbot").click()
    await window.at("slackbot-tool").select_option("cost_of_minimum")
    await window.at("argument-program").fill("nowhere")
    await window.at("argument-version").fill("3.8.5")
    await window.at("slackbot-call").click()

    await expect(window.at("slackbot-text")).to_contain_text("nowhere")
    await expect(window.at("slackbot-text")).to_have_class("result-text error")
    await window.at("user-select").select_option("U0BOWEN")
    await expect(window.at("slackbot-text")).to_have_count(0)


@pytest.mark.usefixtures("axe")
async def test_a_step_on_a_phone_in_chinese(browser: Browser, running: Running) -> None:
    """A program is found by typing; outputs, and a failure's sentence, are under the run."""
    window = await ChannelPage.opened(browser, running.slack_url, viewport=PHONE, lang="zh-CN", user="U0BOWEN")
    await window.at("menu").click()
    await window.at("run-workflows").click()
    await window.at("step-search-program").fill("shop")
    program = window.at("step-program")
    await expect(program.locator("option")).to_have_count(2)
    await program.select_option(index=1)
    await window.at("step-version").fill("3.8.5")
    await window.at("step-run").click()
    done = window.at("workflows").locator("[data-status=completed]")
    await expect(done.get_by_test_id("value-sentence")).to_contain_text("3.8.5")
    await window.at("step-version").fill("three")
    await window.at("step-run").click()

    await expect(window.at("workflows").locator("[data-status=failed]")).to_contain_text("three")
    assert await violations(window.page) == []
    assert await fits(window)
    assert window.trouble == []
    await window.close()
