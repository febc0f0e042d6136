"""Promises of `bot.ports.News`."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.program_event import ProgramEvent
from bot.domain.subscription import Delivery, DeliveryKind, DeliveryState
from bot.ports import ProgramNews
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
NEWS = ProgramNews("N1", "T1", "C1", "U1", "wx1", ProgramEvent.REVOKED, NOW, "wechat-refused")


async def test_news_come_back_whole(stores: Stores) -> None:
    """In their workspace only."""
    failed = ProgramNews("N2", "T1", "U2", "", "", ProgramEvent.FAILED, NOW)
    assert await stores.news.add([NEWS, failed]) == 2

    assert await stores.news.get("T1", "N1") == NEWS
    assert await stores.news.get("T1", "N2") == failed
    assert await stores.news.get("T2", "N1") is None


async def test_each_has_a_delivery_that_is_due(stores: Stores) -> None:
    """At once, to the channel, in the slot of the Chinese day on which it happened."""
    await stores.news.add([NEWS])

    assert await stores.deliveries.history("T1", "N1", limit=9) == [
        Delivery(
            "program-N1",
            "T1",
            "N1",
            date(2026, 11, 25),
            NOW,
            DeliveryState.DUE,
            channel_id="C1",
            kind=DeliveryKind.PROGRAM,
        )
    ]
    assert await stores.deliveries.claim(now=NOW, lease_until=NOW + timedelta(minutes=5), limit=9)


async def test_hearing_of_it_twice_makes_one_message(stores: Stores) -> None:
    """Even when it was sent already; what was heard first stays. Only the other one is new."""
    await stores.news.add([NEWS])
    (claim,) = await stores.deliveries.claim(now=NOW, lease_until=NOW + timedelta(minutes=5), limit=9)
    await stores.deliveries.sending(claim, now=NOW)
    await stores.deliveries.finish(claim, DeliveryState.SENT, now=NOW)
    again = replace(NEWS, user_id="U9", at=NOW + timedelta(days=1))

    assert await stores.news.add([again, replace(NEWS, id="N2", channel_id="C2")]) == 1
    assert await stores.news.get("T1", "N1") == NEWS
    assert [row.state for row in await stores.deliveries.history("T1", "N1", limit=9)] == [DeliveryState.SENT]


async def test_no_news_are_no_delivery(stores: Stores) -> None:
    """There is nothing to do."""
    assert await stores.news.add([]) == 0


async def test_several_replicas_hear_it_at_once(stores: Stores) -> None:
    """One of them makes the message, whatever order they have."""
    some = [replace(NEWS, id=f"N{number}") for number in range(8)]
    new = await asyncio.gather(*(stores.news.add(each) for each in (some, some[::-1]) * 3))

    assert sum(new) == len(some)
    claimed = await stores.deliveries.claim(now=NOW, lease_until=NOW + timedelta(minutes=5), limit=99)
    assert len(claimed) == len(some)
