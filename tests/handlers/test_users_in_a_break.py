"""Limits in users while WeChat counts old versions otherwise (U2)."""

from datetime import timedelta

from bot.domain.numbers.snapshot import Users
from tests.domain.break_world import days
from tests.domain.build import TODAY
from tests.handlers.context import SHOP, TEAM
from tests.handlers.worth import DAY, at, opened, said


async def test_a_users_alert_in_a_break() -> None:
    """It fires, and names the break and both numbers."""
    kept = days(since=TODAY - 4 * DAY, ago=120, minimum="3.158.0")
    office = await opened(*kept)
    await office.ask("alert loss > 10 users at 3.163.0 shop")
    listed = said(await office.ask("alerts"))

    assert "now 0.76% to 1.66%" in listed
    assert "Since 19 Nov WeChat counts old versions about 2.4 times as high" in listed


async def test_the_message_of_a_users_alert_in_a_break() -> None:
    """Once the users are counted, it has both numbers and says that it was so before."""
    kept = days(since=TODAY - 5 * DAY, ago=120, minimum="3.158.0")
    office = await opened(*kept[:-1])
    await office.ask("alert loss > 10 users at 3.163.0 shop")
    office.snapshots.counts.keep(TEAM, SHOP.appid, Users(TODAY - DAY, other=2_500))
    office.clock.set(at(TODAY))
    office.source.set(SHOP.appid, kept[-1].feed)
    await office.ask("report shop")
    await office.usecases.deliver_due(now=at(TODAY) + timedelta(hours=2))
    message = said(office.messenger.posted[-1].message)

    assert "about 19 to 42 of 2,500" in message
    assert "it was so before, too" in message
