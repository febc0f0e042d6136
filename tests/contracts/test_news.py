"""Promises of `bot.ports.programs.News`."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.platform.authorisation import Failure, FailureKey, ProgramEvent
from bot.ports.programs import ProgramNews
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
NEWS = ProgramNews("N1", "T1", "C1", "U1", "wx1", ProgramEvent.REVOKED, NOW, Failure(FailureKey.EXPIRED))


async def test_news_come_back_whole(stores: Stores) -> None:
    """In their workspace only."""
    failed = ProgramNews("N2", "T1", "U2", "", "", ProgramEvent.FAILED, NOW)
    assert await stores.news.add([NEWS, failed]) == 2

    assert await stores.news.get("T1", "N1") == NEWS
    assert await stores.news.get("T1", "N2") == failed
    assert await stores.news.get("T2", "N1") is None


async def test_each_has_a_delivery_that_is_due(stores: Stores) -> None:
    """At once, to the channel, in the slot of its Chinese day."""
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
    """Even after it was sent; the first version stays. Only the other one is new."""
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


HOUR = timedelta(hours=1)
UNASKED = [
    replace(NEWS, id=f"N{number}", user_id="", appid=f"wx{number}", at=NOW + timedelta(minutes=number))
    for number in range(4)
]


async def test_one_message_for_unrequested_news(stores: Stores) -> None:
    """All alike of a channel, oldest first; asked again it has the same, the others nothing."""
    await stores.news.add(UNASKED[::-1])
    third = UNASKED[2]

    assert await stores.news.bundle(third, now=NOW, apart=HOUR) == UNASKED
    assert await stores.news.bundle(third, now=NOW + HOUR, apart=HOUR) == UNASKED
    assert await stores.news.bundle(UNASKED[0], now=NOW + HOUR, apart=HOUR) == []


async def test_the_next_message_waits(stores: Stores) -> None:
    """Later news is collected until long enough after the last message."""
    first, *later = UNASKED
    await stores.news.add([first])
    assert await stores.news.bundle(first, now=NOW, apart=HOUR) == [first]

    await stores.news.add(later)
    assert await stores.news.bundle(later[0], now=NOW + HOUR / 2, apart=HOUR) == NOW + HOUR
    assert await stores.news.bundle(later[1], now=NOW + HOUR, apart=HOUR) == later
    assert await stores.news.bundle(later[0], now=NOW + 9 * HOUR, apart=HOUR) == []


async def test_only_what_is_alike_is_collected(stores: Stores) -> None:
    """Not requested news, nor other channels, events or workspaces."""
    first = UNASKED[0]
    others = [
        replace(first, id="A", user_id="U1"),
        replace(first, id="B", channel_id="C2"),
        replace(first, id="C", event=ProgramEvent.NOT_GRANTED),
        replace(first, id="D", team_id="T2"),
    ]
    await stores.news.add([first, *others])

    assert await stores.news.bundle(first, now=NOW, apart=HOUR) == [first]
    assert [await stores.news.bundle(each, now=NOW, apart=HOUR) for each in others[1:]] == [
        [each] for each in others[1:]
    ]


async def test_thousands_at_once(stores: Stores) -> None:
    """A whole fleet may be refused in one night."""
    many = [replace(NEWS, id=f"N{number:04}", user_id="", appid=f"wx{number}") for number in range(1_200)]
    await stores.news.add(many)

    assert await stores.news.bundle(many[7], now=NOW, apart=HOUR) == many


async def test_several_replicas_compose_at_once(stores: Stores) -> None:
    """Each piece of news is in one message."""
    await stores.news.add(UNASKED)
    bundles = await asyncio.gather(*(stores.news.bundle(each, now=NOW, apart=timedelta(0)) for each in UNASKED))

    reported = [each for bundle in bundles if not isinstance(bundle, datetime) for each in bundle]
    assert sorted(each.id for each in reported) == [each.id for each in UNASKED]
