"""The breakdown in the channel: typed, read, sorted, paged, refreshed, shared, followed up."""

import re
from itertools import pairwise

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.channel_page import ChannelPage
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
    """A click sorts a column by number, a second one reverses it."""
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
    """Download PNG sends the chart to the direct messages, whole and described."""
    answer = await window.ask("/baselib trend shop")
    reply = await window.answered(lambda: window.action(answer, "trend.picture").click())
    await expect(reply).to_contain_text("shop-trend-")
    await window.at("direct-message").click()
    picture = window.page.get_by_role("img", name="Line chart for shop")

    await expect(picture).to_have_js_property("naturalWidth", 2000)
    await expect(picture).to_have_js_property("naturalHeight", 1000)
    assert re.search(r"\d: [\d.]+% to >?[\d.]+%", await picture.get_attribute("alt") or "")


async def test_all_versions_fill_pages(window: ChannelPage) -> None:
    """All versions lengthens the table; its pages hold each version once, newest first."""
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
    """The menu explains columns and source in a modal that only closes."""
    answer = await window.ask("/baselib report shop", shows="data-table")
    await window.choose(answer, "report.more", "How we read this")
    modal = window.at("modal")

    await expect(modal).to_contain_text("getSupportVersion")
    await expect(modal).to_contain_text("Ranges hold in 4 of 5 cases")
    await expect(window.at("modal-submit")).to_have_count(0)
    await window.close_modal()


async def test_the_menu_of_the_last_message(window: ChannelPage) -> None:
    """Whole above the message box, though it opens below its button."""
    answer = await window.ask("/baselib report shop", shows="data-table")
    await window.action(answer, "report.more").click()

    await expect(window.page.get_by_role("menu")).to_be_in_viewport(ratio=0.99)
    await expect(window.page.get_by_role("menuitem").first).to_be_focused()


async def test_only_what_is_shared_is_seen_by_others(window: ChannelPage, browser: Browser, running: Running) -> None:
    """Bowen sees nothing of Alice's answer until she shares it, with her name."""
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
    """Choosing a version answers what it would cost, now and before."""
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
    """`<!channel>` in a message, version or program name stays text."""
    if text.startswith("/"):
        shown = await window.ask(text)
    else:
        await window.say(text)
        shown = window.at("message").filter(has_text=text)

    await expect(shown).to_contain_text("<!channel>")
    await expect(shown.locator(".mention")).to_have_count(0)
