"""Promises of `bot.ports.digest.AlertJudgements`."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.domain.alerts.alert import AlertState, Crossing
from bot.domain.alerts.delivery import SETTLING
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.fleet.row import Standing
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.snapshot import Visible
from bot.ports.digest import Judged
from tests.contracts.conftest import Stores
from tests.contracts.test_alerts import ALERT, FLEET, NOW
from tests.domain.build import v

DAY = date(2026, 11, 23)
CROSSED = AlertState(holds=True, crossed_on=DAY, judged_on=DAY)
CROSSING = Crossing(
    "wx1",
    DAY,
    NOW - timedelta(minutes=1),
    version=v("3.0.0"),
    before=Bounds(Decimal("0.0099"), Decimal("0.00990")),
    after=Bounds(Decimal("0.012"), Decimal("0.0130")),
    since=DAY - timedelta(days=2),
    standing=Standing.NOT_GRANTED,
    on_days=5,
    of_days=7,
    broken=Break(DAY - timedelta(days=3), None, 2.4),
)


def of(appid: str, day: date = DAY) -> Judged:
    """That the fleet's alert came true for a program."""
    return Judged(FLEET, appid, CROSSED, replace(CROSSING, appid=appid, day=day))


async def rows(stores: Stores, alert_id: str = "A2") -> Sequence[Delivery]:
    """The alert's deliveries, the first due first."""
    return list(reversed(await stores.deliveries.history("T1", alert_id, limit=100)))


async def claimed(stores: Stores, delivery_id: str, alert_id: str = "A2") -> list[str]:
    """For which programs a delivery says that it came true."""
    return [crossing.appid for crossing in await stores.alert_judgements.claim_crossings("T1", alert_id, delivery_id)]


async def test_a_crossing_is_kept_with_its_state_and_its_delivery(stores: Stores) -> None:
    """All three are there; the delivery is due now, to the alert's channel."""
    assert await stores.alert_judgements.keep("T1", [Judged(ALERT, "wx1", CROSSED, CROSSING)], now=NOW) == 1

    assert await stores.alert_judgements.states("T1", ["A1"], [Visible("wx1")]) == {("A1", "wx1"): CROSSED}
    assert await rows(stores, "A1") == [
        Delivery("A1-2026-11-23", "T1", "A1", DAY, NOW, DeliveryState.DUE, channel_id="C1", kind=DeliveryKind.ALERT)
    ]
    assert await stores.alert_judgements.claim_crossings("T1", "A1", "A1-2026-11-23") == [CROSSING]


async def test_an_alert_that_was_changed_while_it_was_judged(stores: Stores) -> None:
    """Findings for the former condition are not kept; another alert's are."""
    await stores.alerts.add(ALERT, {})
    await stores.alerts.revise(ALERT, replace(ALERT, condition=FLEET.condition), {"wx1": AlertState()})

    before = Judged(ALERT, "wx1", CROSSED, CROSSING)
    assert await stores.alert_judgements.keep("T1", [before], now=NOW) == 0
    assert await stores.alert_judgements.keep("T1", [before, of("wx1")], now=NOW) == 1
    assert await stores.alert_judgements.states("T1", ["A1", "A2"], [Visible("wx1")]) == {
        ("A1", "wx1"): AlertState(),
        ("A2", "wx1"): CROSSED,
    }
    assert await rows(stores, "A1") == []


async def test_what_is_known_of_a_minimum_comes_back(stores: Stores) -> None:
    """A state and a crossing with versions in place of shares."""
    state = AlertState(minimum=v("3.1.0"), crossed_on=DAY, judged_on=DAY)
    crossing = Crossing("wx1", DAY, NOW, minimum_before=v("3.0.0"), minimum_after=v("3.1.0"))
    await stores.alert_judgements.keep("T1", [Judged(FLEET, "wx1", state, crossing)], now=NOW)

    assert await stores.alert_judgements.states("T1", ["A2"], [Visible("wx1")]) == {("A2", "wx1"): state}
    assert await stores.alert_judgements.claim_crossings("T1", "A2", "A2-2026-11-23") == [crossing]


async def test_the_same_judgement_twice_is_one(stores: Stores) -> None:
    """A second process with the same snapshot adds nothing, even after the message."""
    await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW)
    assert await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW) == 0
    (claim,) = await stores.deliveries.claim(now=NOW + SETTLING, lease_until=NOW + 2 * SETTLING, limit=10)
    assert await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW) == 0

    assert [row.id for row in await rows(stores)] == [claim.id]
    assert await claimed(stores, claim.id) == ["wx1"]
    assert await claimed(stores, "another") == []


async def test_one_that_judges_fewer_days(stores: Stores) -> None:
    """A slower process neither brings the state back nor tells its crossing."""
    ahead = Judged(FLEET, "wx1", replace(CROSSED, judged_on=DAY + timedelta(days=1)))
    assert await stores.alert_judgements.keep("T1", [ahead], now=NOW) == 0
    assert await stores.alert_judgements.keep("T1", [of("wx1"), of("wx2")], now=NOW) == 1

    states = await stores.alert_judgements.states("T1", ["A2"], [Visible("wx1"), Visible("wx2")])
    assert states == {("A2", "wx1"): ahead.state, ("A2", "wx2"): CROSSED}


async def test_nothing_to_tell_makes_no_delivery(stores: Stores) -> None:
    """A state alone is only kept."""
    await stores.alert_judgements.keep("T1", [Judged(FLEET, "wx1", CROSSED)], now=NOW)
    assert await stores.alert_judgements.keep("T1", [], now=NOW) == 0

    assert await rows(stores) == []
    assert await stores.alert_judgements.states("T1", ["A2"], [Visible("wx1"), Visible("wx2")]) == {
        ("A2", "wx1"): CROSSED
    }


async def test_a_fleets_message_waits_for_more_programs(stores: Stores) -> None:
    """Several batches end in one delivery with all of them, and so does a second attempt."""
    await stores.alert_judgements.keep("T1", [of("wx2")], now=NOW)
    await stores.alert_judgements.keep("T1", [of("wx1"), of("wx3")], now=NOW + timedelta(minutes=1))

    (row,) = await rows(stores)
    assert row.due_at == NOW + SETTLING
    assert await claimed(stores, row.id) == ["wx1", "wx2", "wx3"]
    assert await claimed(stores, row.id) == ["wx1", "wx2", "wx3"]


async def test_what_comes_after_the_message_waits_a_day(stores: Stores) -> None:
    """Once the day's message is claimed or sent, one more program goes into tomorrow's."""
    await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW)
    (claim,) = await stores.deliveries.claim(now=NOW + SETTLING, lease_until=NOW + 2 * SETTLING, limit=10)
    await claimed(stores, claim.id)
    await stores.alert_judgements.keep("T1", [of("wx2")], now=NOW + SETTLING)
    await stores.alert_judgements.keep("T1", [of("wx3")], now=NOW + SETTLING)

    today, tomorrow = await rows(stores)
    assert (today.id, tomorrow.slot) == (claim.id, DAY + timedelta(days=1))
    assert tomorrow.due_at == datetime(2026, 11, 23, 16, tzinfo=UTC) + SETTLING
    assert await claimed(stores, tomorrow.id) == ["wx2", "wx3"]
    assert await claimed(stores, today.id) == ["wx1"]


async def test_a_past_day_when_its_messages_are_sent(stores: Stores) -> None:
    """Yesterday's numbers are imported one by one: none is left out, and the last wait a day."""
    reported = []
    for number in range(4):
        await stores.alert_judgements.keep("T1", [of(f"wx{number}", DAY - timedelta(days=1))], now=NOW)
        for claim in await stores.deliveries.claim(now=NOW + SETTLING, lease_until=NOW + 2 * SETTLING, limit=10):
            reported += await claimed(stores, claim.id)
    *_, last = await rows(stores)

    assert reported == ["wx0", "wx1"]
    assert (last.id, last.state) == ("A2-2026-11-24", DeliveryState.DUE)
    assert await claimed(stores, last.id) == ["wx2", "wx3"]


async def test_a_later_day_is_told_anew(stores: Stores) -> None:
    """The same program may come true again on another day."""
    await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW)
    await claimed(stores, "A2-2026-11-23")
    later = DAY + timedelta(days=3)
    await stores.alert_judgements.keep("T1", [of("wx1", later)], now=NOW + timedelta(days=3))

    assert [row.slot for row in await rows(stores)] == [DAY, later]
    assert [crossing.day for crossing in await stores.alert_judgements.claim_crossings("T1", "A2", "second")] == [later]


async def test_a_removed_alert_has_nothing_to_tell(stores: Stores) -> None:
    """Its delivery stays on record."""
    await stores.alerts.add(FLEET, {})
    await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW)
    await stores.alerts.remove("T1", "A2")

    assert await claimed(stores, "A2-2026-11-23") == []
    assert [row.state for row in await rows(stores)] == [DeliveryState.DUE]


async def test_another_workspace_is_told_nothing(stores: Stores) -> None:
    """An alert's id means nothing elsewhere, and asking there takes nothing away."""
    await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW)

    assert await stores.alert_judgements.claim_crossings("T2", "A2", "A2-2026-11-23") == []
    assert await claimed(stores, "A2-2026-11-23") == ["wx1"]


async def test_two_processes_that_judge_at_once(stores: Stores) -> None:
    """They write one crossing for each program, and promise one message."""
    both = [of(f"wx{number}") for number in range(5)]
    new = await asyncio.gather(
        *(stores.alert_judgements.keep("T1", some, now=NOW) for some in (both, list(reversed(both)), both))
    )

    assert sum(new) == len(both)
    assert [row.id for row in await rows(stores)] == ["A2-2026-11-23"]
    assert await claimed(stores, "A2-2026-11-23") == sorted(each.appid for each in both)


async def test_no_crossing_falls_between_two_messages(stores: Stores) -> None:
    """If one more crosses while the day's message is claimed, exactly one message has it."""
    later = NOW + SETTLING

    async def deliver() -> list[str]:
        claims = await stores.deliveries.claim(now=later, lease_until=later + SETTLING, limit=10)
        return [appid for claim in claims for appid in await claimed(stores, claim.id)]

    await stores.alert_judgements.keep("T1", [of("wx0")], now=NOW)
    more = [
        asyncio.create_task(stores.alert_judgements.keep("T1", [of(f"wx{number}")], now=later))
        for number in range(1, 8)
    ]
    sent_now = await deliver()
    await asyncio.gather(*more)
    sent_later = [appid for row in (await rows(stores))[1:] for appid in await claimed(stores, row.id)]

    assert sorted([*sent_now, *sent_later]) == [f"wx{number}" for number in range(8)]
