"""Promises of `bot.ports.platform.Tickets`."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.ports.platform import Ticket
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
FIRST = Ticket("ticket@@@first", NOW)
SECOND = Ticket("ticket@@@second", NOW + timedelta(minutes=10))


async def test_there_is_none_before_the_first(stores: Stores) -> None:
    """Nothing is kept that did not come."""
    assert await stores.tickets.latest() is None


async def test_the_newest_is_kept(stores: Stores) -> None:
    """By WeChat's clock: a late or repeated push changes nothing, and reports so."""
    assert await stores.tickets.keep(FIRST)
    assert await stores.tickets.keep(SECOND)
    assert not await stores.tickets.keep(FIRST)
    assert not await stores.tickets.keep(SECOND)

    assert await stores.tickets.latest() == SECOND


async def test_two_that_come_at_once(stores: Stores) -> None:
    """Whichever replica is first, the newer one stays."""
    await asyncio.gather(*(stores.tickets.keep(ticket) for ticket in (SECOND, FIRST) * 5))

    assert await stores.tickets.latest() == SECOND


async def test_wechat_is_asked_again_once(stores: Stores) -> None:
    """A second caller, even at the same time, learns so; the ticket stays."""
    await stores.tickets.keep(FIRST)
    later = NOW + timedelta(hours=13)
    recorded = await asyncio.gather(*(stores.tickets.ask_again(later, not_since=NOW) for _ in range(5)))

    assert sum(recorded) == 1
    assert not await stores.tickets.ask_again(later + timedelta(minutes=1), not_since=later - timedelta(seconds=1))
    assert await stores.tickets.latest() == FIRST


async def test_it_is_asked_before_the_first_ticket_too(stores: Stores) -> None:
    """Asking makes no ticket."""
    assert await stores.tickets.ask_again(NOW, not_since=NOW)

    assert await stores.tickets.latest() is None
    assert await stores.tickets.keep(FIRST)


async def test_a_new_ticket_ends_the_asking(stores: Stores) -> None:
    """The next outage is asked about anew; an old ticket is no answer."""
    await stores.tickets.keep(FIRST)
    await stores.tickets.ask_again(NOW, not_since=NOW)
    await stores.tickets.keep(FIRST)
    assert not await stores.tickets.ask_again(NOW + timedelta(hours=1), not_since=NOW - timedelta(hours=1))
    await stores.tickets.keep(SECOND)

    assert await stores.tickets.ask_again(NOW + timedelta(hours=1), not_since=NOW - timedelta(hours=1))


async def test_wechat_is_asked_once_more_after_a_while(stores: Stores) -> None:
    """When what was asked before led to nothing."""
    hour = timedelta(hours=1)
    await stores.tickets.ask_again(NOW, not_since=NOW - hour)
    assert not await stores.tickets.ask_again(NOW + hour / 2, not_since=NOW - hour / 2)

    assert await stores.tickets.ask_again(NOW + hour, not_since=NOW)
