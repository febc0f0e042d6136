"""Tickets that stay away."""

from collections.abc import MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import WeChatBusy
from bot.ports.platform import Ticket
from bot.usecases.platform.handle_news import WatchTickets
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakeTickets
from tests.fakes.wechat_platform import FakePlatform

NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def platform() -> FakePlatform:
    """A platform that can be asked."""
    return FakePlatform(FakeClock(NOW))


async def test_asks_once_when_three_tickets_are_missing(
    platform: FakePlatform, logged: list[MutableMapping[str, Any]]
) -> None:
    """Half an hour after the last, with a warning; a minute later not again."""
    tickets = FakeTickets(Ticket("t1cket", NOW))
    watch = WatchTickets(tickets, platform)
    for minutes in range(60):
        await watch(now=NOW + minutes * MINUTE)
        assert platform.calls.count("push_ticket_again") == (minutes >= 30)

    (warning,) = logged
    assert (warning["log_level"], warning["last_came_at"]) == ("warning", "2026-11-24T22:00:00+00:00")
    assert "t1cket" not in repr(logged)


async def test_asks_at_once_when_there_never_was_one(
    platform: FakePlatform, logged: list[MutableMapping[str, Any]]
) -> None:
    """A new platform or a new Baselib: no warning for ten minutes."""
    watch = WatchTickets(FakeTickets(), platform)
    for minutes in range(10):
        await watch(now=NOW + minutes * MINUTE)
    assert platform.calls.count("push_ticket_again") == 1
    assert [entry["log_level"] for entry in logged] == ["info"]

    for minutes in range(10, 60):
        await watch(now=NOW + minutes * MINUTE)
    assert [(entry["log_level"], entry.get("last_came_at")) for entry in logged[1:]] == [("warning", "never")]


async def test_warns_of_every_outage(platform: FakePlatform, logged: list[MutableMapping[str, Any]]) -> None:
    """Even a replica that does not ask itself, and a process that starts with an old ticket."""
    tickets = FakeTickets(Ticket("t1cket", NOW))
    request, other = WatchTickets(tickets, platform), WatchTickets(tickets, platform)
    for outage in (0, 1):
        for minutes in (30, 31):
            for watch in (request, other):
                await watch(now=NOW + (60 * outage + minutes) * MINUTE)
        await tickets.keep(Ticket("t1cket", NOW + 60 * (outage + 1) * MINUTE))
        for watch in (request, other):
            await watch(now=NOW + 60 * (outage + 1) * MINUTE)

    assert platform.calls.count("push_ticket_again") == 2
    assert [entry["log_level"] for entry in logged] == ["warning"] * 4


async def test_asks_again_every_hour_while_none_comes(platform: FakePlatform) -> None:
    """Three hours without a ticket: asked at 0, 1, 2 and 3 hours."""
    watch = WatchTickets(FakeTickets(), platform)
    for minutes in range(181):
        await watch(now=NOW + minutes * MINUTE)

    assert platform.calls.count("push_ticket_again") == 4


async def test_a_ticket_ends_the_wait(platform: FakePlatform) -> None:
    """The next outage is another one, and WeChat is asked at once."""
    tickets = FakeTickets()
    watch = WatchTickets(tickets, platform)
    await watch(now=NOW)
    await tickets.keep(Ticket("t1cket", NOW + MINUTE))
    await watch(now=NOW + 30 * MINUTE)
    assert platform.calls.count("push_ticket_again") == 1
    await watch(now=NOW + 31 * MINUTE)

    assert platform.calls.count("push_ticket_again") == 2


async def test_replicas_ask_once_between_them(platform: FakePlatform) -> None:
    """What is noted is noted for all."""
    tickets = FakeTickets()
    for _ in range(3):
        await WatchTickets(tickets, platform)(now=NOW)

    assert platform.calls.count("push_ticket_again") == 1


async def test_a_question_that_fails_is_told_and_repeated_in_an_hour(platform: FakePlatform) -> None:
    """The tick's own log says so."""
    platform.fail("push_ticket_again", WeChatBusy(code=-1, errmsg="", rid=""))
    watch = WatchTickets(FakeTickets(), platform)
    with pytest.raises(WeChatBusy):
        await watch(now=NOW)
    platform.fail("push_ticket_again", None)
    await watch(now=NOW + 59 * MINUTE)
    assert platform.calls.count("push_ticket_again") == 1
    await watch(now=NOW + 60 * MINUTE)

    assert platform.calls.count("push_ticket_again") == 2
