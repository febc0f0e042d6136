"""The reconciler when machines sleep, clocks jump on a change's night, and zones change."""

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.delivery import EVERY_DAY, Schedule
from tests.domain.delivery.zones import slot_on
from tests.usecases.digest_world import CHANNEL, DAY, HOUR, MINUTE, World

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
    """Missed days are recorded as skipped, the newest is sent once, marked late."""
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
    """Moving today's 9:00 to the future or past sends no second digest."""
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
