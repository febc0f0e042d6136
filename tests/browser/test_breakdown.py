"""The breakdown in the channel: typed, read, sorted, paged, refreshed, shared, followed up."""

import re
from itertools import pairwise

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.channel_page import ChannelPage
from tests.e2e.person import eventually
from tools.sandbox.launch import Running

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


def version_in(cell: str) -> tuple[int, ...]:
    """The version that a cell begins with, as numbers."""
    return tuple(int(part) for part in cell.split(maxsplit=1)[0].split("."))


def number_in(cell: str) -> float:
    """The first number of a cell such as `12.5%` or `<0.1%`; above 99.9 % comes last."""
    found = re.search(r"[\d.]+", cell)
    assert found, cell
    return float(found[0]) + (0.05 if cell.startswith(">") else 0) - (0.05 if cell.startswith("<") else 0)


async def test_command_is_completed_and_answered(window: ChannelPage) -> None:
    """`/bas` offers the command with its usage; Tab completes it; only this person gets the table."""
    await window.composer.press_sequentially("/bas")
    await expect(window.at("command-list").get_by_role("option")).to_contain_text("can wx.login")
    await window.composer.press("Tab")
    await expect(window.composer).to_have_value("/baselib ")
    await window.composer.press_sequentially("report shop")
    answer = await window.answered(lambda: window.composer.press("Enter"))

    await expect(answer).to_have_attribute("data-testid", "ephemeral")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer).to_contain_text("Now 2.25.4 (")
    await expect(answer.get_by_role("img", name=re.compile("^Bar chart: "))).to_be_visible()
    table = answer.get_by_test_id("data-table")
    assert (await window.headers(table))[:2] == ["Minimum", "Cut off"]
    versions = [version_in(cell) for cell in await window.column(table, 0)]
    assert len(versions) > 3
    assert all(older < newer for older, newer in pairwise(versions))


async def test_columns_sort_by_number(window: ChannelPage) -> None:
    table = (await window.ask("/baselib report shop", shows="data-table")).get_by_test_id("data-table")
    await table.get_by_test_id("sort-1").click()
    rising = [number_in(cell) for cell in await window.column(table, 1)]
    await expect(table.get_by_role("columnheader", name="Cut off")).to_have_attribute("aria-sort", "ascending")
    await table.get_by_test_id("sort-1").click()
    falling = [number_in(cell) for cell in await window.column(table, 1)]

    assert rising == sorted(rising)
    assert falling == sorted(falling, reverse=True)
    assert falling[0] > 10 > falling[-1], "as text, 9 would come before 10"


async def test_charts_look_as_in_slack(window: ChannelPage) -> None:
    """Four colours, then again the first, without dashes; what is expected follows today on one line, from zero."""
    trend = await window.ask("/baselib trend shop", shows="chart")
    lines = await trend.get_by_test_id("chart").locator("polyline").all()
    colours = [await line.get_attribute("stroke") for line in lines]
    raised = await window.ask("/baselib raise 3.8.5 shop", shows="chart")
    chart = raised.get_by_test_id("chart")
    await chart.get_by_text("Show as table").click()

    assert len(colours) > 4
    assert len(set(colours)) == 4
    assert colours[4:] == colours[: len(colours) - 4]
    assert [await line.get_attribute("stroke-dasharray") for line in lines] == [None] * len(lines)
    await expect(chart.locator("polyline")).to_have_count(1)
    await expect(chart.locator("svg .grid + text").first).to_have_text("0")
    await expect(chart.get_by_role("rowheader", name="Today")).to_be_visible()


async def test_trend_as_a_picture(window: ChannelPage) -> None:
    answer = await window.ask("/baselib trend shop")
    reply = await window.answered(lambda: window.action(answer, "trend.picture").click())
    await expect(reply).to_contain_text("shop-trend-")
    await window.at("direct-message").click()
    picture = window.page.get_by_role("img", name="Line chart for shop")

    await expect(picture).to_have_js_property("naturalWidth", 2000)
    await expect(picture).to_have_js_property("naturalHeight", 1000)
    assert re.search(r"\d: [\d.]+% to >?[\d.]+%", await picture.get_attribute("alt") or "")


async def test_all_versions_fill_pages(window: ChannelPage) -> None:
    answer = await window.ask("/baselib report shop", shows="data-table")
    table = answer.get_by_test_id("data-table")
    await window.choose(answer, "report.more", "All versions")
    await expect(table.get_by_test_id("page-number")).to_have_text(re.compile("Page 1 of"))
    versions = await window.column(table, 0)
    while await table.get_by_test_id("page-next").is_enabled():
        await table.get_by_test_id("page-next").click()
        versions += await window.column(table, 0)
    await expect(table.get_by_test_id("page-previous")).to_be_enabled()

    assert len(versions) > 25
    numbers = [version_in(cell) for cell in versions]
    assert numbers == sorted(set(numbers), reverse=True)
    await expect(table).to_contain_text(f"{len(versions)} rows")


async def test_an_answer_stands_in_one_screen(browser: Browser, running: Running) -> None:
    """Its decision is in sight when it arrives, with the number, the reason and the buttons."""
    screen = ViewportSize(width=1440, height=900)
    window = await ChannelPage.opened(browser, running.slack_url, viewport=screen)
    await window.at("tour-end").click()
    for question in ("report shop", "raise 3.6.4 shop", "cover 99 shop"):
        answer = await window.ask(f"/baselib {question}", shows="chart")
        box = await answer.bounding_box()

        assert box
        assert box["height"] <= 730, question
        await expect(answer.locator(".message-head")).to_be_in_viewport(ratio=1)
        await expect(window.action(answer, "report.more")).to_be_in_viewport(ratio=1)
    await window.close()


async def test_how_the_numbers_are_read(window: ChannelPage) -> None:
    answer = await window.ask("/baselib report shop", shows="data-table")
    await window.choose(answer, "report.more", "How we read this")
    modal = window.at("modal")

    await expect(modal).to_contain_text("getSupportVersion")
    await expect(modal).to_contain_text("Ranges hold in 4 of 5 cases")
    await expect(window.at("modal-submit")).to_have_count(0)
    await window.close_modal()


async def test_the_menu_of_the_last_message(window: ChannelPage) -> None:
    answer = await window.ask("/baselib report shop", shows="data-table")
    await window.action(answer, "report.more").click()

    await expect(window.page.get_by_role("menu")).to_be_in_viewport(ratio=0.99)
    await expect(window.page.get_by_role("menuitem").first).to_be_focused()


async def test_only_what_is_shared_is_seen_by_others(window: ChannelPage, browser: Browser, running: Running) -> None:
    bowen = await ChannelPage.opened(browser, running.slack_url, user="U0BOWEN")
    answer = await window.ask("/baselib report shop", shows="data-table")
    await expect(bowen.at("data-table")).to_have_count(0)
    await window.action(answer, "report.share").click()
    shared = bowen.at("message").filter(has=bowen.at("data-table"))
    await expect(shared).to_contain_text("Alice Chen")
    await expect(bowen.at("data-table")).to_have_count(1)
    await bowen.close()
    await window.become("U0CARLA")

    await expect(window.at("ephemeral")).to_have_count(0)
    await expect(window.at("message").filter(has=window.at("data-table"))).to_have_count(1)
    assert bowen.trouble == []


async def test_what_if(window: ChannelPage) -> None:
    answer = await window.ask("/baselib report shop", shows="data-table")
    select = window.action(answer, "report.what_if")
    option = select.locator("option:not([disabled])").nth(2)
    value = await option.get_attribute("value")
    version = (await option.inner_text()).split(" · ")[0].strip()

    async def choose() -> None:
        await select.select_option(value)

    raised = await window.answered(choose)

    await expect(raised).to_contain_text(f"{version} as the minimum cuts off")
    await expect(raised).to_contain_text("Last week")


@pytest.mark.parametrize("text", ["<!channel> hello", "/baselib raise <!channel> shop", "/baselib report <!channel>"])
async def test_no_one_is_pinged(window: ChannelPage, text: str) -> None:
    if text.startswith("/"):
        shown = await window.ask(text)
    else:
        await window.say(text)
        shown = window.at("message").filter(has_text=text)

    await expect(shown).to_contain_text("<!channel>")
    await expect(shown.locator(".mention")).to_have_count(0)


CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")


async def test_bot_answers_in_the_users_language(window: ChannelPage) -> None:
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
    await window.at("page-language").select_option("zh-CN")
    await expect(window.at("drawer-toggle")).to_have_text("沙盒")
    await window.page.reload()

    await expect(window.at("drawer-toggle")).to_have_text("沙盒")
    await expect(window.at("look-alike")).to_contain_text("并非 Slack")
    await expect(window.page.locator("html")).to_have_attribute("lang", "zh-CN")


async def test_faults_are_told_in_both_languages(window: ChannelPage) -> None:
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
    await expect(window.at("bot-status")).to_have_attribute("data-connected", "true")
    await expect(window.at("bot-status")).to_contain_text("HTTP")
