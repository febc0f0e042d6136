"""The reconciler: every slot once, whatever the clock does."""

import zoneinfo
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.delivery import EVERY_DAY, DeliveryState, Schedule, SlackCode, Slot
from bot.domain.digest.subscription import Subscription
from bot.errors import SlackBusy, SlackUnclear
from bot.usecases.workspaces.let_in import EndWorkspace
from tests.domain.delivery.zones import slot_on
from tests.fakes.deliveries import FakeMessenger
from tests.fakes.storage import FakeSubscriptions
from tests.usecases.digest_world import (
    CHANNEL,
    DAY,
    DUE,
    FRIDAY,
    HOUR,
    MINUTE,
    MONDAY,
    MONDAY_9,
    SECOND,
    TEAM,
    WEEK,
    World,
)

POST = "chat.postMessage"


async def test_a_digest_comes_at_its_moment_and_once(world: World) -> None:
    await world.run(DUE - HOUR, DUE - SECOND)
    assert world.channels() == []

    await world.run(DUE, DUE + HOUR)

    assert world.channels() == [CHANNEL]
    (row,) = world.deliveries.all()
    assert (row.slot, row.state, row.late) == (MONDAY, DeliveryState.SENT, False)
    assert row.message_ts == world.messenger.posted[0].ts
    assert row.id == world.messenger.posted[0].delivery_id


async def test_four_weeks_four_digests(world: World) -> None:
    await world.run(FRIDAY, FRIDAY + 4 * WEEK, every=7 * MINUTE)

    assert world.outcomes() == [(MONDAY + week * WEEK, "sent", "") for week in range(4)]
    assert len({posted.delivery_id for posted in world.messenger.posted}) == 4


async def test_a_slot_missed_within_a_day_is_sent_late(world: World) -> None:
    await world.tick(DUE + 23 * HOUR)

    assert world.channels() == [CHANNEL]
    assert [(row.state, row.late) for row in world.deliveries.all()] == [(DeliveryState.SENT, True)]


async def test_a_slot_missed_by_minutes_is_not_called_late(world: World) -> None:
    await world.tick(DUE + 2 * MINUTE)

    assert [(row.state, row.late) for row in world.deliveries.all()] == [(DeliveryState.SENT, False)]


async def test_a_slot_missed_by_more_than_a_day_is_skipped(world: World) -> None:
    """Monday's digest is no use on Wednesday; the record says why it was not sent."""
    await world.tick(DUE + 25 * HOUR)

    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "skipped", "missed")]


async def test_after_a_long_down_time_only_the_newest_is_sent(world: World) -> None:
    await world.run(DUE + 2 * WEEK + HOUR, DUE + 2 * WEEK + 2 * HOUR)

    assert world.channels() == [CHANNEL]
    assert world.outcomes() == [
        (MONDAY, "skipped", "missed"),
        (MONDAY + WEEK, "skipped", "missed"),
        (MONDAY + 2 * WEEK, "sent", ""),
    ]


async def test_a_workspace_that_ended_gets_nothing(world: World) -> None:
    await EndWorkspace(world.workspaces, world.clock)(TEAM)

    await world.tick(DUE)

    assert (world.channels(), world.outcomes()) == ([], [])


@pytest.mark.parametrize(
    ("change", "reason"), [("end", "ended"), ("pause", "paused"), ("uninstall", "workspace-ended")]
)
async def test_an_order_withdrawn_while_its_slot_waits(
    world: World, logged: list[MutableMapping[str, Any]], change: str, reason: str
) -> None:
    """A slot waiting for its second attempt is not sent any more; the reason is kept, and nobody is warned."""
    world.messenger.fail_next(SlackBusy(retry_after=60, method=POST))
    await world.tick(DUE)
    subscription = await world.subscriptions.of_channel(TEAM, CHANNEL)
    assert subscription is not None

    if change == "end":
        await world.end(TEAM, CHANNEL)
    elif change == "pause":
        await world.subscriptions.put(subscription.paused(SlackCode("is_archived")))
    else:
        await EndWorkspace(world.workspaces, world.clock)(TEAM)
    await world.tick(DUE + 2 * MINUTE)

    assert world.channels() == []
    assert world.outcomes() == [(MONDAY, "skipped", reason)]
    assert [entry["log_level"] for entry in logged if entry.get("reason") == reason] == ["info"]


async def test_more_digests_than_one_call_takes(world: World) -> None:
    for number in range(100):
        await world.add_subscription(f"C{number}")

    await world.run(DUE, DUE + MINUTE, every=2 * SECOND)

    assert sorted(world.channels()) == sorted({f"C{number}" for number in range(100)})


@pytest.mark.parametrize("jump", [2 * HOUR, -2 * HOUR], ids=["forth", "back"])
@pytest.mark.parametrize("minutes", [-121, -119, -1, 0, 1, 119, 121])
async def test_a_clock_that_jumps(world: World, jump: timedelta, minutes: int) -> None:
    turn = DUE + minutes * MINUTE

    await world.run(DUE - 4 * HOUR, turn)
    await world.run(turn + jump, turn + jump + 5 * HOUR)

    assert world.channels() == [CHANNEL]


async def test_a_clock_that_was_weeks_ahead(world: World) -> None:
    await world.tick(DUE + 3 * WEEK)
    await world.run(DUE - HOUR, DUE + 4 * WEEK, every=HOUR)

    sent = [row.slot for row in world.deliveries.all() if row.state is DeliveryState.SENT]
    assert len(world.channels()) == len(set(sent)) == 2
    assert sent == [MONDAY + 3 * WEEK, MONDAY + 4 * WEEK]


async def test_two_processes_at_once(world: World) -> None:
    other = World(
        messenger=world.messenger,
        subscriptions=world.subscriptions,
        deliveries=world.deliveries,
        workspaces=world.workspaces,
    )

    for minute in range(5):
        await world.tick(DUE + minute * MINUTE)
        await other.tick(DUE + minute * MINUTE)

    assert world.channels() == [CHANNEL]


class BrokenSubscriptions(FakeSubscriptions):
    async def running(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Subscription]:
        raise ValueError("an order", after, limit)


class BrokenSchedule(Schedule):
    def next_slot(self, *, after: datetime) -> Slot:
        raise ValueError(after)


class BrokenHistory(FakeMessenger):
    async def find(
        self,
        team_id: str,
        channel_id: str,
        delivery_id: str,
        *,
        since: datetime,
        until: datetime,
        now: datetime,
        thread_ts: str = "",
    ) -> str | None:
        if channel_id == "C0":
            raise ValueError("a history")
        return await super().find(
            team_id, channel_id, delivery_id, since=since, until=until, now=now, thread_ts=thread_ts
        )


async def test_orders_that_cannot_be_read(world: World) -> None:
    await world.deliver.record_due_slots(now=DUE)
    broken = replace(world.deliver.record_due_slots, subscriptions=BrokenSubscriptions())

    with pytest.raises(ValueError, match="an order"):
        await replace(world.deliver, record_due_slots=broken)(now=DUE)

    assert world.outcomes() == [(MONDAY, "sent", "")]


async def test_an_order_whose_slots_cannot_be_worked_out() -> None:
    world = World()
    broken = await world.add_subscription("C0")
    await world.subscriptions.put(replace(broken, schedule=BrokenSchedule(MONDAY_9.weekdays, MONDAY_9.at, "UTC")))
    await world.add_subscription("C1")
    await world.tick(DUE)

    assert world.channels() == ["C1"]


async def test_a_look_up_that_fails() -> None:
    world = World(messenger=BrokenHistory())
    for channel in ("C0", "C1"):
        await world.add_subscription(channel)
        world.messenger.lose_next_answer(SlackUnclear(method=POST))
    await world.tick(DUE)
    await world.add_subscription("C2", schedule=replace(MONDAY_9, at=time(9, 1)))

    with pytest.raises(ValueError, match="a history"):
        await world.tick(DUE + MINUTE)

    assert sorted(world.channels()) == ["C0", "C1", "C2"]
    assert sorted(str(row.state) for row in world.deliveries.all()) == ["sent", "sent", "unknown"]


DAILY_9 = Schedule(EVERY_DAY, time(9, 0), "Asia/Shanghai")
NEW_RULES = "Etc/NewRules"
"""A zone that a test gives its rules."""

Rules = Callable[[str], None]


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Rules]:
    """Installs a time zone database that renames another zone to `NEW_RULES`."""

    def install(like: str) -> None:
        place = tmp_path / NEW_RULES
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(files("tzdata").joinpath("zoneinfo", like).read_bytes())
        ZoneInfo.clear_cache()

    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([tmp_path, *before])
    yield install
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache()


def slots(world: World) -> list[tuple[int, str]]:
    """Day of the month and state of every row."""
    return [(row.slot.day, str(row.state)) for row in world.deliveries.all()]


async def test_a_machine_asleep_for_three_days(world: World) -> None:
    wednesday = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    await world.add_subscription(at=wednesday - HOUR, schedule=DAILY_9)
    await world.run(wednesday, wednesday + HOUR)

    awake = wednesday + 3 * DAY + 5 * HOUR  # the process slept, too: no restart
    await world.run(awake, awake + 3 * HOUR)

    assert slots(world) == [(25, "sent"), (26, "skipped"), (27, "skipped"), (28, "sent")]
    assert world.channels() == [CHANNEL, CHANNEL]
    assert world.deliveries.all()[-1].late


@pytest.mark.parametrize("jump", [2 * HOUR, -2 * HOUR], ids=["forth", "back"])
@pytest.mark.parametrize("minutes", [-121, -31, -1, 0, 29, 61, 119])
@pytest.mark.parametrize(
    ("day", "at"),
    [(date(2026, 11, 1), time(1, 30)), (date(2026, 3, 8), time(2, 30))],
    ids=["fold", "gap"],
)
async def test_a_clock_that_jumps_on_the_night_of_a_change(
    world: World, day: date, at: time, minutes: int, jump: timedelta
) -> None:
    """Two hours forth or back around a repeated or skipped half past: one digest a date."""
    schedule = Schedule(EVERY_DAY, at, "America/New_York")
    due = slot_on(schedule, day).due_at
    turn = due + minutes * MINUTE
    await world.add_subscription(at=due - 6 * HOUR, schedule=schedule)

    await world.run(due - 5 * HOUR, turn, every=10 * MINUTE)
    await world.run(turn + jump, due + 2 * DAY, every=10 * MINUTE)

    assert [row.slot for row in world.deliveries.all()] == [day, day + DAY, day + 2 * DAY][: len(world.channels())]
    assert {state for _, state in slots(world)} == {"sent"}
    assert len(world.channels()) >= 2


@pytest.mark.parametrize(
    ("old", "new", "sent_at"),
    [
        # Berlin stays on summer time: after the change 9:00 is an hour earlier.
        ("Europe/Berlin", "Etc/GMT-2", [7, 7]),
        # Summer time ends early: the next digest is an hour later.
        ("Europe/Berlin", "Etc/GMT-1", [7, 8]),
        # A country crosses the date line and loses a day.
        ("Pacific/Pago_Pago", "Pacific/Apia", [20, 20]),
    ],
    ids=["no-more-changes", "abolished", "date-line"],
)
async def test_new_rules_while_an_order_stands(
    world: World, rules: Rules, old: str, new: str, sent_at: list[int]
) -> None:
    """After a database update and a restart digests follow the new rules, one a week."""
    rules(old)
    schedule = Schedule((0,), time(9, 0), NEW_RULES)
    first = slot_on(schedule, date(2026, 10, 19)).due_at
    await world.add_subscription(at=first - HOUR, schedule=schedule)
    await world.run(first - HOUR, first + HOUR)

    rules(new)
    world.restart()
    await world.run(first + DAY, first + 8 * DAY, every=20 * MINUTE)

    rows = world.deliveries.all()
    assert [(row.slot, str(row.state)) for row in rows] == [(date(2026, 10, 19), "sent"), (date(2026, 10, 26), "sent")]
    assert [row.due_at.hour for row in rows] == sent_at
    assert len(world.channels()) == 2


@pytest.mark.parametrize(("old", "new"), [("Etc/GMT-1", "Etc/GMT+1"), ("Etc/GMT+1", "Etc/GMT-1")])
async def test_new_rules_on_the_day_itself(world: World, rules: Rules, old: str, new: str) -> None:
    rules(old)
    schedule = Schedule(EVERY_DAY, time(9, 0), NEW_RULES)
    due = slot_on(schedule, date(2026, 10, 19)).due_at
    await world.add_subscription(at=due - HOUR, schedule=schedule)
    await world.run(due - HOUR, due + MINUTE)

    rules(new)
    world.restart()
    await world.run(due + 2 * MINUTE, due + 20 * HOUR, every=10 * MINUTE)

    assert slots(world) == [(19, "sent")]
    assert world.channels() == [CHANNEL]
