"""From setting an alert to its one message."""

from datetime import date, timedelta

import pytest

from bot.domain.alerts.alert import MOST_ALERTS
from bot.domain.delivery import DeliveryState, SlackCode
from bot.errors import (
    ChannelUnavailable,
    NoAlert,
    NoProgram,
    NotYourAlert,
    StaleControl,
    TooManyAlerts,
    UnknownProgram,
    WeChatUnreachable,
)
from bot.ports.slack import Person
from bot.usecases.alerts.change import alert_numbered, end_alert, find_alert, mute_alert, unmute_alert
from tests.fakes.wechat import feed
from tests.usecases.alert_world import (
    CAFE,
    CHANNEL,
    DAY,
    MINUTE,
    NEWS,
    NOW,
    SHOP,
    TEAM,
    USER,
    WEEK,
    AlertWorld,
    Died,
    losing,
)


@pytest.fixture
def world() -> AlertWorld:
    """Three programs that lose half a percent at 3.0.0."""
    return AlertWorld()


async def test_sent_once_when_crossed(world: AlertWorld) -> None:
    await world.set("loss > 1% at 3.0.0 shop")
    received = []
    for number, percent in enumerate(["0.9", "1.2", "0.95", "1.3", "0.5", "1.1"], start=1):
        world.source.set(SHOP.appid, losing(percent))
        received.append(await world.day(NOW + number * WEEK))

    assert [len(text) for text in received] == [0, 1, 0, 0, 0, 1]
    assert received[1][0].startswith("shop: 3.0.0 as the minimum now cuts off 1.20% of users (before: 0.90%)")
    assert [posted.channel_id for posted in world.messenger.posted] == [CHANNEL, CHANNEL]


async def test_the_list_says_when_an_alert_was_last_sent(world: AlertWorld) -> None:
    await world.set("loss > 1% at 3.0.0 shop")
    last = []
    for number, percent in enumerate(["0.9", "1.2", "0.5"], start=1):
        world.source.set(SHOP.appid, losing(percent))
        await world.day(NOW + number * WEEK)
        (listed,) = await world.list(TEAM, CHANNEL)
        last.append(listed.last)

    assert last == [None, date(2026, 12, 7), date(2026, 12, 7)]


async def test_a_day_that_is_off_sends_nothing(world: AlertWorld) -> None:
    await world.set("loss > 1% at 3.0.0 shop")
    sent = []
    for number, percent in enumerate(["0.9", "1.6", "0.9", "1.1", "1.1", "1.1", "1.1", "1.1"], start=1):
        world.source.set(SHOP.appid, losing(percent))
        sent.append(len(await world.day(NOW + number * DAY)))

    assert sent == [0, 0, 0, 0, 0, 1, 0, 0]
    assert "True on 4 of the last 7 days with usable data." in str(world.messenger.posted[-1].message.blocks)


async def test_what_is_so_already_is_said_in_the_answer(world: AlertWorld) -> None:
    world.source.set(SHOP.appid, losing("1.5"))
    done = await world.set("loss > 1% at 3.0.0 shop")
    still = await world.day(NOW + WEEK)
    world.source.set(SHOP.appid, losing("0.5"))
    returned = await world.day(NOW + 2 * WEEK)
    world.source.set(SHOP.appid, losing("1.5"))

    assert done.already == (SHOP,)
    assert still == returned == []
    assert len(await world.day(NOW + 3 * WEEK)) == 1


async def test_numbers_that_cannot_be_judged_at_first(world: AlertWorld) -> None:
    """The answer says so; the first sound ones are judged, and may send the alert."""
    world.source.set(SHOP.appid, feed({"2.9.0": 30, "3.0.0": 12, "3.8.0": 17}))
    done = await world.set("loss > 1% at 3.0.0 shop")
    world.source.set(SHOP.appid, losing("1.5"))

    assert (done.already, done.unjudged) == ((), 1)
    assert len(await world.day(NOW + DAY)) == 1


async def test_wechat_cannot_be_read_at_first(world: AlertWorld) -> None:
    world.source.fail(SHOP.appid, WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"))
    done = await world.set("minimum changed shop")

    assert done.unjudged == 1
    assert await world.alerts.of_team(TEAM) == [done.alert]


async def test_the_minimum_is_reported_with_the_next_reading(world: AlertWorld) -> None:
    await world.set("minimum changed shop")
    world.source.set(SHOP.appid, losing("0.5", minimum="2.9.0"))
    await world.read_report(TEAM, SHOP, now=NOW + 2 * MINUTE, refresh=True)

    assert await world.deliver(NOW + 2 * MINUTE) == ["shop: minimum changed 2.0.0 → 2.9.0: it cuts off no user."]
    assert await world.day(NOW + DAY) == []


async def test_a_roll_back_is_reported(world: AlertWorld) -> None:
    await world.set("rollback shop")
    await world.sweep(NOW)
    world.source.set(SHOP.appid, feed({"2.9.0": "0.5", "3.0.0": "99.4", "3.8.0": "0.1"}))

    (text,) = await world.day(NOW + DAY)
    assert text == "shop: Withdrawal: coverage of 3.8.0 fell from 40.0% to 0.10% between 23 Nov and 24 Nov."


async def test_a_roll_back_that_takes_days_is_reported(world: AlertWorld) -> None:
    await world.set("rollback fleet")
    texts = []
    for number, newest in enumerate(["40", "38", "36", "34"]):
        world.source.set(SHOP.appid, feed({"2.9.0": "0.5", "3.0.0": str(99.5 - float(newest)), "3.8.0": newest}))
        texts += await world.day(NOW + number * DAY)

    assert texts == ["shop: Withdrawal: coverage of 3.8.0 fell from 38.0% to 34.0% between 24 Nov and 26 Nov."]


async def test_a_roll_back_under_way_is_in_the_answer_to_setting(world: AlertWorld) -> None:
    for number, newest in enumerate(["40", "38", "36", "34"]):
        world.source.set(SHOP.appid, feed({"2.9.0": "0.5", "3.0.0": str(99.5 - float(newest)), "3.8.0": newest}))
        await world.sweep(NOW + number * DAY)

    assert (await world.set("rollback shop", now=NOW + 3 * DAY)).already == (SHOP,)
    assert await world.day(NOW + 4 * DAY) == []


async def test_a_fleet_has_one_message(world: AlertWorld) -> None:
    """It has all programs that crossed in a sweep; later ones of that day wait for the next."""
    done = await world.set("loss > 1% at 3.0.0 fleet")
    await world.sweep(NOW)
    for program in (SHOP, CAFE):
        world.source.set(program.appid, losing("1.5"))
    next_week = NOW + WEEK
    (text,) = await world.day(next_week)
    world.source.set(NEWS.appid, losing("1.5"))
    await world.read_report(TEAM, NEWS, now=next_week + 120 * MINUTE, refresh=True)
    same_day = await world.deliver(next_week + 180 * MINUTE)
    (next_day,) = await world.day(next_week + DAY)

    assert done.program is None
    assert text.startswith("For 2 Mini Programs: ")
    assert same_day == []
    assert next_day.startswith("news: ")


async def test_a_fleet_begins_with_what_is_kept(world: AlertWorld) -> None:
    world.source.set(CAFE.appid, losing("1.5"))
    for program in (SHOP, CAFE):
        await world.read_report(TEAM, program, now=NOW - DAY)
    calls = len(world.source.calls)
    done = await world.set("loss > 1% at 3.0.0 fleet")

    assert len(world.source.calls) == calls
    assert (done.already, done.unjudged) == ((CAFE,), 1)
    assert [each.holding for each in await world.list(TEAM, CHANNEL)] == [1]


async def test_a_program_that_comes_later_is_watched_too(world: AlertWorld) -> None:
    world.programs.programs = [SHOP]
    await world.set("loss > 1% at 3.0.0 fleet")
    world.programs.programs = [SHOP, CAFE]
    world.source.set(CAFE.appid, losing("1.5"))

    (text,) = await world.day(NOW + DAY)
    assert text.startswith("cafe: ")


async def test_death_before_the_snapshot_is_kept(world: AlertWorld) -> None:
    done = await world.set("loss > 1% at 3.0.0 shop")
    world.source.set(SHOP.appid, losing("1.5"))
    world.snapshots.die_before = True
    with pytest.raises(Died):
        await world.sweep(NOW + WEEK)
    assert await world.rows(done.alert.id) == []
    world.restart()

    assert len(await world.day(NOW + WEEK)) == 1
    assert await world.day(NOW + 2 * WEEK) == []


async def test_death_after_the_snapshot_is_kept(world: AlertWorld) -> None:
    """The day itself says that alerts are still to be judged: the next minute does it, and repeats nothing."""
    done = await world.set("loss > 1% at 3.0.0 shop")
    world.source.set(SHOP.appid, losing("1.5"))
    world.snapshots.die_after = True
    with pytest.raises(Died):
        await world.sweep(NOW + WEEK)
    assert await world.rows(done.alert.id) == []
    world.restart()
    for _ in range(2):
        await world.judge_again(now=NOW + WEEK)

    assert [row.state for row in await world.rows(done.alert.id)] == [DeliveryState.DUE]
    assert len(await world.day(NOW + WEEK)) == 1
    assert await world.day(NOW + 2 * WEEK) == []


async def test_days_that_nobody_judged_alerts_by(world: AlertWorld) -> None:
    """Each is judged in its turn, also one that a later one has followed meanwhile."""
    await world.set("loss > 1% at 3.0.0 shop")
    for days, percent in enumerate(("1.5", "1.5", "1.5", "1.5", "0.5"), start=1):
        world.source.set(SHOP.appid, losing(percent))
        world.snapshots.die_after = True
        with pytest.raises(Died):
            await world.sweep(NOW + days * DAY)
        world.restart()
    await world.judge_again(now=NOW + 5 * DAY)

    assert len(await world.deliver(NOW + 5 * DAY + timedelta(hours=1))) == 1


async def test_without_alerts_a_batch_costs_one_look(world: AlertWorld) -> None:
    """Three programs are one batch, and no alert is left to be judged by it."""
    await world.sweep(NOW)

    assert world.alerts.calls == ["of_team"]
    assert world.snapshots.due == {}


async def test_the_same_alert_twice_is_one(world: AlertWorld) -> None:
    first = await world.set("loss > 1% at 3.0.0 shop")
    again = await world.set("shop loss at 3.0 > 1.0")
    elsewhere = await world.set("loss > 1% at 3.0.0 shop", channel="C2")

    assert (again.existed, again.alert) == (True, first.alert)
    assert not elsewhere.existed
    assert len(await world.alerts.of_team(TEAM)) == 2


async def test_a_channel_has_room_for_so_many(world: AlertWorld) -> None:
    for number in range(MOST_ALERTS):
        await world.set(f"loss > {number + 1}% at 3.0.0 shop")

    with pytest.raises(TooManyAlerts):
        await world.set("rollback shop")


async def test_a_program_must_be_named_or_known(world: AlertWorld) -> None:
    with pytest.raises(NoProgram):
        await world.set("rollback")
    with pytest.raises(UnknownProgram):
        await world.set("rollback unknown")
    world.programs.programs = []
    with pytest.raises(NoProgram):
        await world.set("rollback fleet")


async def test_muted_it_is_judged_in_silence(world: AlertWorld) -> None:
    alert = (await world.set("loss > 1% at 3.0.0 shop")).alert
    await mute_alert(world.app, alert, NOW + 8 * DAY, by=USER, now=NOW)
    received = []
    for number, percent in enumerate(["1.5", "1.5", "0.5", "1.5"], start=1):
        world.source.set(SHOP.appid, losing(percent))
        received.append(await world.day(NOW + number * WEEK))

    assert [len(text) for text in received] == [0, 0, 0, 1]


async def test_muted_after_it_came_true(world: AlertWorld) -> None:
    alert = (await world.set("loss > 1% at 3.0.0 shop")).alert
    world.source.set(SHOP.appid, losing("1.5"))
    await world.sweep(NOW + WEEK)
    await mute_alert(world.app, alert, NOW + 2 * WEEK, by=USER, now=NOW)

    assert await world.deliver(NOW + WEEK) == []
    assert [(row.state, str(row.reason)) for row in await world.rows(alert.id)] == [(DeliveryState.SKIPPED, "paused")]


async def test_ended_after_it_came_true(world: AlertWorld) -> None:
    alert = (await world.set("loss > 1% at 3.0.0 shop")).alert
    world.source.set(SHOP.appid, losing("1.5"))
    await world.sweep(NOW + WEEK)
    await end_alert(world.app, alert, by=USER, now=NOW)

    assert await world.deliver(NOW + WEEK) == []
    assert [(row.state, str(row.reason)) for row in await world.rows(alert.id)] == [(DeliveryState.SKIPPED, "ended")]
    assert await world.list(TEAM, CHANNEL) == ()


async def test_a_channel_that_cannot_be_posted_to(world: AlertWorld) -> None:
    alert = (await world.set("loss > 1% at 3.0.0 shop")).alert
    world.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="is_archived", method="chat.postMessage"))
    world.source.set(SHOP.appid, losing("1.5"))
    await world.day(NOW + WEEK)
    (paused,) = await world.list(TEAM, CHANNEL)
    world.messenger.be_well()
    await unmute_alert(world.app, paused.alert, by=USER, now=NOW)
    received = []
    for number, percent in enumerate(["0.5", "1.5"], start=2):
        world.source.set(SHOP.appid, losing(percent))
        received.append(await world.day(NOW + number * WEEK))

    assert paused.alert.paused_because == SlackCode("is_archived")
    assert alert.paused_because is None
    assert [len(text) for text in received] == [1, 1]
    assert "is missing" in received[0][0]
    assert [posted.channel_id for posted in world.messenger.posted] == [USER, CHANNEL]


async def test_only_the_owner_and_admins_change_it(world: AlertWorld) -> None:
    world.people.change(Person(USER, "en", "", name="Alice"))
    world.people.change(Person("UADMIN", "en", "", is_admin=True))
    alert = (await world.set("loss > 1% at 3.0.0 shop")).alert
    with pytest.raises(NotYourAlert) as refused:
        await mute_alert(world.app, alert, NOW + DAY, by="U2", now=NOW)
    with pytest.raises(NotYourAlert):
        await end_alert(world.app, alert, by="U2", now=NOW)
    muted = await mute_alert(world.app, alert, NOW + DAY, by="UADMIN", now=NOW)

    assert refused.value.params == {"owner": "Alice"}
    assert (muted.owner_id, muted.muted_until) == (USER, NOW + DAY)
    assert await world.alerts.get(TEAM, alert.id) == muted


async def test_an_alert_whose_owner_has_left(world: AlertWorld) -> None:
    world.people.change(Person(USER, "", "", gone=True))
    alert = (await world.set("loss > 1% at 3.0.0 shop")).alert

    assert (await unmute_alert(world.app, alert, by="U2", now=NOW)).owner_id == "U2"


async def test_numbers_and_buttons_belong_to_their_channel(world: AlertWorld) -> None:
    alert = (await world.set("loss > 1% at 3.0.0 shop")).alert

    assert await alert_numbered(world.app, TEAM, CHANNEL, "#1") == alert
    assert await find_alert(world.app, TEAM, CHANNEL, alert.id) == alert
    for number in ("2", "x", ""):
        with pytest.raises(NoAlert):
            await alert_numbered(world.app, TEAM, CHANNEL, number)
    with pytest.raises(NoAlert):
        await alert_numbered(world.app, TEAM, "C2", "1")
    with pytest.raises(StaleControl):
        await find_alert(world.app, TEAM, "C2", alert.id)
