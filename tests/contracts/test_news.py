"""Promises of `bot.ports.programs.News`."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.platform import Failure, FailureKey, ProgramEvent
from bot.domain.workflows import StepRun, WorkflowStep
from bot.ports.programs import ProgramNews
from bot.ports.sweep import SyncState
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
NEWS = ProgramNews("N1", "T1", "C1", "U1", "wx1", ProgramEvent.REVOKED, NOW, Failure(FailureKey.EXPIRED))


async def test_news_come_back_whole(stores: Stores) -> None:
    failed = ProgramNews("N2", "T1", "U2", "", "", ProgramEvent.FAILED, NOW)
    assert await stores.news.add([NEWS, failed]) == 2

    assert await stores.news.get("T1", "N1") == NEWS
    assert await stores.news.get("T1", "N2") == failed
    assert await stores.news.get("T2", "N1") is None


async def test_each_has_a_delivery_that_is_due(stores: Stores) -> None:
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
    assert await stores.news.add([]) == 0


async def test_several_replicas_hear_it_at_once(stores: Stores) -> None:
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
    first, *later = UNASKED
    await stores.news.add([first])
    assert await stores.news.bundle(first, now=NOW, apart=HOUR) == [first]

    await stores.news.add(later)
    assert await stores.news.bundle(later[0], now=NOW + HOUR / 2, apart=HOUR) == NOW + HOUR
    assert await stores.news.bundle(later[1], now=NOW + HOUR, apart=HOUR) == later
    assert await stores.news.bundle(later[0], now=NOW + 9 * HOUR, apart=HOUR) == []


async def test_only_what_is_alike_is_collected(stores: Stores) -> None:
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
    many = [replace(NEWS, id=f"N{number:04}", user_id="", appid=f"wx{number}") for number in range(1_200)]
    await stores.news.add(many)

    assert await stores.news.bundle(many[7], now=NOW, apart=HOUR) == many


async def test_several_replicas_compose_at_once(stores: Stores) -> None:
    await stores.news.add(UNASKED)
    bundles = await asyncio.gather(*(stores.news.bundle(each, now=NOW, apart=timedelta(0)) for each in UNASKED))

    reported = [each for bundle in bundles if not isinstance(bundle, datetime) for each in bundle]
    assert sorted(each.id for each in reported) == [each.id for each in UNASKED]


STEP_RUNS_NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
LATER: Final = STEP_RUNS_NOW + timedelta(minutes=2)
RUN: Final = StepRun(
    "T1", "Fx1", WorkflowStep.WAIT, "商店 <b>", "3.8.0", "C1", "U1", "U2", "for “pay”", STEP_RUNS_NOW, STEP_RUNS_NOW
)


async def claim(stores: Stores, now: datetime = STEP_RUNS_NOW, *, limit: int = 10) -> list[StepRun]:
    return list(await stores.step_runs.claim(now=now, until=now + timedelta(minutes=2), limit=limit))


async def test_a_run_is_kept_once(stores: Stores) -> None:
    assert await stores.step_runs.add(RUN)
    assert not await stores.step_runs.add(replace(RUN, version="3.9.0"))
    assert await stores.step_runs.add(replace(RUN, team_id="T2", next_at=LATER))

    assert [await stores.step_runs.count(team) for team in ("T1", "T2", "T3")] == [1, 1, 0]
    assert await claim(stores) == [replace(RUN, next_at=LATER)]


async def test_one_of_several_callers_gets_a_run(stores: Stores) -> None:
    await stores.step_runs.add(RUN)
    both = await asyncio.gather(claim(stores), claim(stores))

    assert sorted(map(len, both)) == [0, 1]
    assert await claim(stores) == []
    assert [each.id for each in await claim(stores, LATER)] == ["Fx1"]


async def test_the_longest_due_come_first(stores: Stores) -> None:
    for number in range(3):
        await stores.step_runs.add(replace(RUN, id=f"Fx{number}", next_at=STEP_RUNS_NOW - timedelta(minutes=number)))

    assert [each.id for each in await claim(stores, limit=2)] == ["Fx2", "Fx1"]


async def test_later_and_the_end(stores: Stores) -> None:
    """A run waits for its next moment under the program's AppID; its result ends it."""
    await stores.step_runs.add(RUN)
    waiting = replace(RUN, program="wx1", next_at=LATER, waiting=True)
    await stores.step_runs.keep(waiting)
    assert await claim(stores) == []
    assert await claim(stores, LATER) == [replace(waiting, next_at=LATER + timedelta(minutes=2))]

    await stores.step_runs.end(waiting)
    await stores.step_runs.keep(waiting)
    assert await stores.step_runs.count("T1") == 0


SYNCS_NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
STARTED = SyncState(500, 9800, SYNCS_NOW)


async def test_a_listing_goes_on_where_it_was(stores: Stores) -> None:
    await stores.syncs.put("authorisers", replace(STARTED, offset=0))
    await stores.syncs.put("authorisers", STARTED)

    assert await stores.syncs.get("authorisers") == STARTED
    assert await stores.syncs.get("list") is None


async def test_a_finished_listing_says_when(stores: Stores) -> None:
    done = replace(STARTED, finished_at=SYNCS_NOW + timedelta(minutes=1))
    await stores.syncs.put("list", done)
    assert await stores.syncs.get("list") == done
    await stores.syncs.put("list", STARTED)

    assert await stores.syncs.get("list") == STARTED
