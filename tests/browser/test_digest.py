"""The weekly digest in the channel: ordered, changed in the modal, and sent on Monday."""

import pytest
from playwright.async_api import Locator, ViewportSize, expect

from tests.browser.channel_page import ChannelPage

pytestmark = [pytest.mark.browser, pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


def digests(window: ChannelPage) -> Locator:
    """Every digest that the whole channel sees."""
    return window.at("message").filter(has=window.at("action-digest.change"))


async def test_order_and_change(window: ChannelPage) -> None:
    """The answer says when the first comes; the form asks for a day, finds a zone and shows the next runs."""
    breakdown = await window.ask("/baselib report shop", shows="data-table")
    status = await window.answered(lambda: window.choose(breakdown, "report.more", "Weekly digest here"))
    await expect(status).to_contain_text("Europe/Berlin")
    await window.action(status, "digest.change").click()
    zone, days = window.at("input-zone").get_by_role("combobox"), window.at("input-weekday")
    await expect(zone).to_have_value("Europe/Berlin")
    await days.get_by_label("Monday").uncheck()
    await expect(window.at("modal")).to_contain_text("Choose at least one day")
    await window.at("modal-submit").click()
    await expect(days.get_by_test_id("field-error")).to_be_visible()
    await days.get_by_label("Monday").check()
    await expect(window.at("modal")).to_contain_text(", 09:00")
    await zone.click()
    await zone.press_sequentially("上海")
    await window.at("modal").get_by_role("option", name="Asia/Shanghai 上海").click()
    await window.at("input-time").locator("input").fill("09:00")
    await expect(window.at("modal")).to_contain_text(", 09:00")
    await window.at("modal-submit").click()

    await expect(window.at("modal")).to_have_count(0)
    await expect(window.at("ephemeral").filter(has_text="Asia/Shanghai")).to_be_visible()


async def test_digest_arrives_when_the_clock_moves(window: ChannelPage) -> None:
    """On Monday 09:00 it appears without a reload, event first, with the minimum and buttons."""
    await window.become("U0BOWEN")
    await expect(digests(window)).to_have_count(0)
    await window.page.evaluate("window.neverReloaded = true")
    await window.move_clock("clock-next-monday")
    digest = digests(window)

    await expect(digest).to_be_visible()
    assert await window.page.evaluate("window.neverReloaded")
    await expect(window.at("clock-now")).to_contain_text("Mon")
    await expect(digest.get_by_role("heading")).to_contain_text("nothing new this week")
    await expect(digest).to_contain_text("Minimum now: 2.25.4 (")
    for action_id in ("report.open", "digest.change"):
        await expect(window.action(digest, action_id).first).to_be_visible()


async def test_digest_is_asked_further(window: ChannelPage) -> None:
    """Open full breakdown answers the person who pressed; Send now posts one more for everyone."""
    digest = await window.pinned(digests(window).first)
    breakdown = await window.answered(window.action(digest, "report.open").first.click)
    await expect(breakdown).to_have_attribute("data-testid", "ephemeral")
    await expect(breakdown.get_by_test_id("data-table")).to_be_visible()
    await window.move_clock("clock-plus-hour")
    status = await window.ask("/baselib digest", shows="action-digest.send_now")
    await window.answered(window.action(status, "digest.send_now").click)

    await expect(digests(window)).to_have_count(2)


async def test_off_asks_before(window: ChannelPage) -> None:
    """No leaves the digest, Yes ends it."""
    status = await window.ask("/baselib digest", shows="action-digest.off")
    await window.action(status, "digest.off").click()
    await window.at("confirm-no").click()
    ended = window.at("ephemeral").filter(has_text="The digest for this channel is off")
    await expect(ended).to_have_count(0)
    await window.action(status, "digest.off").click()
    answer = await window.answered(window.at("confirm-yes").click)

    await expect(answer).to_contain_text("The digest for this channel is off")
    await expect(ended).to_have_count(1)


async def test_a_digest_with_a_chart_stands_in_one_screen(window: ChannelPage) -> None:
    """Once something has happened: the next version becomes safe within a month."""
    await window.page.set_viewport_size(ViewportSize(width=1440, height=900))
    await window.visit("C0RELEASE")
    await window.ask("/baselib use shop")
    await window.ask("/baselib digest mon 09:00")
    eventful = digests(window).filter(has=window.at("chart"))
    for _ in range(5):
        before = await digests(window).count()
        await window.move_clock("clock-next-monday")
        await expect(digests(window)).to_have_count(before + 1)
        if await eventful.count():
            break
    box = await eventful.last.bounding_box()

    assert box
    assert box["height"] <= 730
