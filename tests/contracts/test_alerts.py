"""Promises of `bot.ports.digest.Alerts`."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.alerts.alert import MOST_ALERTS, Alert, AlertState, Crossing
from bot.domain.alerts.delivery import SETTLING
from bot.domain.alerts.parse import read_condition
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, SlackCode
from bot.domain.fleet_row import Standing
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.snapshot import Visible
from bot.ports.digest import Judged
from tests.contracts.conftest import Stores
from tests.domain.build import v

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
ALERT = Alert(
    id="A1",
    team_id="T1",
    channel_id="C1",
    number=1,
    appid="wx1",
    condition=read_condition("loss > 1% at 3.0.0"),
    locale="zh-CN",
    owner_id="U1",
    created_at=NOW,
)
FLEET = replace(ALERT, id="A2", number=2, appid="", condition=read_condition("minimum changed"), locale="en")


@pytest.mark.parametrize(
    "words",
    [
        "loss > 1% at 3.0.0",
        "coverage <= 99.95% at 3.8.0.1",
        "minimum changed",
        "rollback",
        "safe minimum rises",
        "needs attention",
    ],
)
async def test_gives_back_what_was_added(stores: Stores, words: str) -> None:
    alert = replace(ALERT, condition=read_condition(words), tag="food")

    assert await stores.alerts.add(alert, {}) == alert
    assert await stores.alerts.get("T1", "A1") == alert
    assert await stores.alerts.of_channel("T1", "C1") == [alert]
    assert await stores.alerts.of_team("T1") == [alert]


async def test_alerts_on_one_condition(stores: Stores) -> None:
    condition = read_condition("needs attention")
    fleet, elsewhere = replace(FLEET, number=1, condition=condition), replace(ALERT, team_id="T2", condition=condition)
    for alert in (elsewhere, fleet, replace(ALERT, id="A3", channel_id="C2")):
        await stores.alerts.add(alert, {})

    assert await stores.alerts.everywhere(condition) == [fleet, elsewhere]
    assert await stores.alerts.everywhere(read_condition("rollback")) == []


async def test_numbers_count_up_in_each_channel(stores: Stores) -> None:
    await stores.alerts.add(ALERT, {})
    second = await stores.alerts.add(replace(FLEET, number=0), {})
    elsewhere = await stores.alerts.add(replace(ALERT, id="A3", channel_id="C2"), {})
    await stores.alerts.remove("T1", "A1")
    third = await stores.alerts.add(replace(ALERT, id="A4"), {})

    assert second == FLEET
    assert elsewhere
    assert third
    assert (elsewhere.number, third.number) == (1, 3)
    assert await stores.alerts.of_channel("T1", "C1") == [FLEET, third]


async def test_a_channel_has_room_for_so_many(stores: Stores) -> None:
    for number in range(MOST_ALERTS):
        assert await stores.alerts.add(replace(ALERT, id=f"A{number}"), {})

    assert await stores.alerts.add(replace(ALERT, id="B"), {"wx1": AlertState(holds=True)}) is None
    assert await stores.alerts.get("T1", "B") is None
    assert await stores.alert_judgements.states("T1", ["B"], [Visible("wx1")]) == {}
    assert await stores.alerts.add(replace(ALERT, id="B", channel_id="C2"), {})


async def test_muted_paused_and_handed_over(stores: Stores) -> None:
    await stores.alerts.add(ALERT, {})
    changed = replace(
        ALERT, owner_id="U2", muted_until=NOW + timedelta(days=7), paused_because=SlackCode("is_archived")
    )
    await stores.alerts.change(replace(changed, appid="wx2", channel_id="C2", locale="en"))

    assert await stores.alerts.get("T1", "A1") == changed


async def test_an_alert_that_waits_for_something_else(stores: Stores) -> None:
    await stores.alerts.add(ALERT, {"wx1": AlertState(holds=True)})
    await stores.alerts.add(FLEET, {"wx1": AlertState(minimum=v("3.0.0"))})
    muted = replace(ALERT, muted_until=NOW + timedelta(days=7))
    await stores.alerts.change(muted)
    crossing = Crossing("wx1", NOW.date(), NOW, version=v("3.0.0"))
    await stores.alert_judgements.keep("T1", [Judged(ALERT, "wx1", AlertState(), crossing)], now=NOW)
    expected = replace(ALERT, appid="", condition=read_condition("rollback"), owner_id="U2", channel_id="C2", number=7)

    assert await stores.alerts.revise(ALERT, expected, {"wx2": AlertState(holds=True)})
    revised = replace(muted, appid="", condition=expected.condition, owner_id="U2")
    assert await stores.alerts.of_team("T1") == [revised, FLEET]
    assert await stores.alert_judgements.states("T1", ["A1", "A2"], [Visible("wx1"), Visible("wx2")]) == {
        ("A1", "wx2"): AlertState(holds=True),
        ("A2", "wx1"): AlertState(minimum=v("3.0.0")),
    }
    assert await stores.alert_judgements.claim_crossings("T1", "A1", "A1-2026-11-23") == []


async def test_an_alert_that_is_not_as_it_was(stores: Stores) -> None:
    await stores.alerts.add(ALERT, {"wx1": AlertState(holds=True)})
    expected = replace(ALERT, condition=read_condition("rollback"))
    earlier = (
        replace(ALERT, condition=read_condition("minimum changed")),
        replace(ALERT, appid="wx2"),
        replace(ALERT, team_id="T2"),
        replace(ALERT, id="A9"),
    )
    for before in earlier:
        assert not await stores.alerts.revise(before, replace(expected, id=before.id, team_id=before.team_id), {})

    assert await stores.alerts.of_team("T1") == [ALERT]
    assert await stores.alert_judgements.states("T1", ["A1"], [Visible("wx1")]) == {
        ("A1", "wx1"): AlertState(holds=True)
    }


async def test_a_removed_alert_forgets_what_it_knew(stores: Stores) -> None:
    await stores.alerts.add(ALERT, {"wx1": AlertState(holds=True)})
    await stores.alerts.add(FLEET, {"wx1": AlertState(minimum=v("3.0.0"))})
    await stores.alerts.remove("T1", "A1")
    await stores.alerts.remove("T1", "A1")
    await stores.alerts.change(ALERT)

    assert await stores.alerts.of_team("T1") == [FLEET]
    assert await stores.alert_judgements.states("T1", ["A1", "A2"], [Visible("wx1")]) == {
        ("A2", "wx1"): AlertState(minimum=v("3.0.0"))
    }


async def test_standing_names_the_programs_for_which_it_holds(stores: Stores) -> None:
    fleet = replace(FLEET, condition=ALERT.condition)
    await stores.alerts.add(fleet, {"wx1": AlertState(holds=True), "wx2": AlertState(), "wx3": AlertState(holds=True)})
    await stores.alerts.add(ALERT, {"wx1": AlertState()})

    standing = await stores.alerts.holding("T1", ["A1", "A2"])
    assert {alert_id: sorted(appids) for alert_id, appids in standing.items()} == {"A2": ["wx1", "wx3"]}
    await stores.alert_judgements.keep("T1", [Judged(ALERT, "wx1", AlertState(holds=True))], now=NOW)
    assert await stores.alerts.holding("T1", ["A1"]) == {"A1": ["wx1"]}


async def test_a_thousand_programs_at_once(stores: Stores) -> None:
    states = {f"wx{number}": AlertState(judged_on=date(2026, 11, 23)) for number in range(1_200)}
    await stores.alerts.add(FLEET, states)

    kept = await stores.alert_judgements.states("T1", ["A2"], list(map(Visible, states)))
    assert kept == {("A2", appid): state for appid, state in states.items()}


async def test_another_workspace_sees_and_ends_nothing(stores: Stores) -> None:
    await stores.alerts.add(ALERT, {"wx1": AlertState(holds=True)})
    await stores.alerts.remove("T2", "A1")
    await stores.alerts.change(replace(ALERT, team_id="T2", paused_because=SlackCode("x")))

    assert await stores.alerts.get("T2", "A1") is None
    assert await stores.alerts.of_channel("T2", "C1") == []
    assert await stores.alerts.of_team("T2") == []
    assert await stores.alerts.holding("T2", ["A1"]) == {}
    assert await stores.alert_judgements.states("T2", ["A1"], [Visible("wx1")]) == {}
    assert await stores.alerts.of_team("T1") == [ALERT]


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
    return list(reversed(await stores.deliveries.history("T1", alert_id, limit=100)))


async def claimed(stores: Stores, delivery_id: str, alert_id: str = "A2") -> list[str]:
    """For which programs a delivery says that it came true."""
    return [crossing.appid for crossing in await stores.alert_judgements.claim_crossings("T1", alert_id, delivery_id)]


async def test_a_crossing_is_kept_with_its_state_and_its_delivery(stores: Stores) -> None:
    assert await stores.alert_judgements.keep("T1", [Judged(ALERT, "wx1", CROSSED, CROSSING)], now=NOW) == 1

    assert await stores.alert_judgements.states("T1", ["A1"], [Visible("wx1")]) == {("A1", "wx1"): CROSSED}
    assert await rows(stores, "A1") == [
        Delivery("A1-2026-11-23", "T1", "A1", DAY, NOW, DeliveryState.DUE, channel_id="C1", kind=DeliveryKind.ALERT)
    ]
    assert await stores.alert_judgements.claim_crossings("T1", "A1", "A1-2026-11-23") == [CROSSING]


async def test_an_alert_that_was_changed_while_it_was_judged(stores: Stores) -> None:
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
    state = AlertState(minimum=v("3.1.0"), crossed_on=DAY, judged_on=DAY)
    crossing = Crossing("wx1", DAY, NOW, minimum_before=v("3.0.0"), minimum_after=v("3.1.0"))
    await stores.alert_judgements.keep("T1", [Judged(FLEET, "wx1", state, crossing)], now=NOW)

    assert await stores.alert_judgements.states("T1", ["A2"], [Visible("wx1")]) == {("A2", "wx1"): state}
    assert await stores.alert_judgements.claim_crossings("T1", "A2", "A2-2026-11-23") == [crossing]


async def test_the_same_judgement_twice_is_one(stores: Stores) -> None:
    await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW)
    assert await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW) == 0
    (claim,) = await stores.deliveries.claim(now=NOW + SETTLING, lease_until=NOW + 2 * SETTLING, limit=10)
    assert await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW) == 0

    assert [row.id for row in await rows(stores)] == [claim.id]
    assert await claimed(stores, claim.id) == ["wx1"]
    assert await claimed(stores, "another") == []


async def test_one_that_judges_fewer_days(stores: Stores) -> None:
    ahead = Judged(FLEET, "wx1", replace(CROSSED, judged_on=DAY + timedelta(days=1)))
    assert await stores.alert_judgements.keep("T1", [ahead], now=NOW) == 0
    assert await stores.alert_judgements.keep("T1", [of("wx1"), of("wx2")], now=NOW) == 1

    states = await stores.alert_judgements.states("T1", ["A2"], [Visible("wx1"), Visible("wx2")])
    assert states == {("A2", "wx1"): ahead.state, ("A2", "wx2"): CROSSED}


async def test_nothing_to_tell_makes_no_delivery(stores: Stores) -> None:
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
    await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW)
    await claimed(stores, "A2-2026-11-23")
    later = DAY + timedelta(days=3)
    await stores.alert_judgements.keep("T1", [of("wx1", later)], now=NOW + timedelta(days=3))

    assert [row.slot for row in await rows(stores)] == [DAY, later]
    assert [crossing.day for crossing in await stores.alert_judgements.claim_crossings("T1", "A2", "second")] == [later]


async def test_a_removed_alert_has_nothing_to_tell(stores: Stores) -> None:
    await stores.alerts.add(FLEET, {})
    await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW)
    await stores.alerts.remove("T1", "A2")

    assert await claimed(stores, "A2-2026-11-23") == []
    assert [row.state for row in await rows(stores)] == [DeliveryState.DUE]


async def test_another_workspace_is_told_nothing(stores: Stores) -> None:
    await stores.alert_judgements.keep("T1", [of("wx1")], now=NOW)

    assert await stores.alert_judgements.claim_crossings("T2", "A2", "A2-2026-11-23") == []
    assert await claimed(stores, "A2-2026-11-23") == ["wx1"]


async def test_two_processes_that_judge_at_once(stores: Stores) -> None:
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
