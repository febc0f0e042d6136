"""Promises of `bot.ports.digest.Alerts`."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.alerts.alert import MOST_ALERTS, Alert, AlertState, Crossing
from bot.domain.alerts.parse import read_condition
from bot.domain.delivery import SlackCode
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
    """An alert comes back whole, by id, by channel and by workspace."""
    alert = replace(ALERT, condition=read_condition(words), tag="food")

    assert await stores.alerts.add(alert, {}) == alert
    assert await stores.alerts.get("T1", "A1") == alert
    assert await stores.alerts.of_channel("T1", "C1") == [alert]
    assert await stores.alerts.of_team("T1") == [alert]


async def test_alerts_on_one_condition(stores: Stores) -> None:
    """Every workspace's, whatever their programs; none on another condition."""
    condition = read_condition("needs attention")
    fleet, elsewhere = replace(FLEET, number=1, condition=condition), replace(ALERT, team_id="T2", condition=condition)
    for alert in (elsewhere, fleet, replace(ALERT, id="A3", channel_id="C2")):
        await stores.alerts.add(alert, {})

    assert await stores.alerts.everywhere(condition) == [fleet, elsewhere]
    assert await stores.alerts.everywhere(read_condition("rollback")) == []


async def test_numbers_count_up_in_each_channel(stores: Stores) -> None:
    """An alert gets the channel's next number; a gap is not filled."""
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
    """One more is not kept, and another channel is not concerned."""
    for number in range(MOST_ALERTS):
        assert await stores.alerts.add(replace(ALERT, id=f"A{number}"), {})

    assert await stores.alerts.add(replace(ALERT, id="B"), {"wx1": AlertState(holds=True)}) is None
    assert await stores.alerts.get("T1", "B") is None
    assert await stores.alert_judgements.states("T1", ["B"], [Visible("wx1")]) == {}
    assert await stores.alerts.add(replace(ALERT, id="B", channel_id="C2"), {})


async def test_muted_paused_and_handed_over(stores: Stores) -> None:
    """These three change and nothing else does."""
    await stores.alerts.add(ALERT, {})
    changed = replace(
        ALERT, owner_id="U2", muted_until=NOW + timedelta(days=7), paused_because=SlackCode("is_archived")
    )
    await stores.alerts.change(replace(changed, appid="wx2", channel_id="C2", locale="en"))

    assert await stores.alerts.get("T1", "A1") == changed


async def test_an_alert_that_waits_for_something_else(stores: Stores) -> None:
    """Its past is gone; its number, muting and the other alerts stay."""
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
    """One changed, ended, or of another workspace stays as it is."""
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
    """Its states go too, others' stay; removing or changing it again does nothing."""
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
    """Not those armed; an alert that holds for none is missing."""
    fleet = replace(FLEET, condition=ALERT.condition)
    await stores.alerts.add(fleet, {"wx1": AlertState(holds=True), "wx2": AlertState(), "wx3": AlertState(holds=True)})
    await stores.alerts.add(ALERT, {"wx1": AlertState()})

    standing = await stores.alerts.holding("T1", ["A1", "A2"])
    assert {alert_id: sorted(appids) for alert_id, appids in standing.items()} == {"A2": ["wx1", "wx3"]}
    await stores.alert_judgements.keep("T1", [Judged(ALERT, "wx1", AlertState(holds=True))], now=NOW)
    assert await stores.alerts.holding("T1", ["A1"]) == {"A1": ["wx1"]}


async def test_a_thousand_programs_at_once(stores: Stores) -> None:
    """A fleet's first states are kept however many there are."""
    states = {f"wx{number}": AlertState(judged_on=date(2026, 11, 23)) for number in range(1_200)}
    await stores.alerts.add(FLEET, states)

    kept = await stores.alert_judgements.states("T1", ["A2"], list(map(Visible, states)))
    assert kept == {("A2", appid): state for appid, state in states.items()}


async def test_another_workspace_sees_and_ends_nothing(stores: Stores) -> None:
    """An id of one workspace means nothing in another."""
    await stores.alerts.add(ALERT, {"wx1": AlertState(holds=True)})
    await stores.alerts.remove("T2", "A1")
    await stores.alerts.change(replace(ALERT, team_id="T2", paused_because=SlackCode("x")))

    assert await stores.alerts.get("T2", "A1") is None
    assert await stores.alerts.of_channel("T2", "C1") == []
    assert await stores.alerts.of_team("T2") == []
    assert await stores.alerts.holding("T2", ["A1"]) == {}
    assert await stores.alert_judgements.states("T2", ["A1"], [Visible("wx1")]) == {}
    assert await stores.alerts.of_team("T1") == [ALERT]
