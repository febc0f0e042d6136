"""The clock that calls routines: it ticks whatever happens, and stops without cutting work off."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.errors import Stalled
from bot.logs import current_request
from bot.wiring.scheduler import ENDS_WITHIN, TICKS_WITHIN, Scheduler, Tick
from tests.fakes.machine import FakeClock
from tests.patience import PATIENCE

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
OFTEN = timedelta(milliseconds=5)
NEVER_AGAIN = timedelta(days=1)


class Counted:
    """Counts its calls, each of which can be scripted."""

    def __init__(self, then: Callable[[int], BaseException | None] = lambda _: None) -> None:
        self.calls: list[datetime] = []
        self._then = then
        self._changed = asyncio.Condition()

    async def __call__(self, *, now: datetime) -> None:
        async with self._changed:
            self.calls.append(now)
            self._changed.notify_all()
        if error := self._then(len(self.calls)):
            raise error

    async def called(self, times: int) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: len(self.calls) >= times)


class Gate:
    """A routine that goes on only when it is let through."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.opened = asyncio.Event()
        self.calls = 0
        self.finished = 0

    async def __call__(self, *, now: datetime) -> None:
        del now
        self.calls += 1
        self.begun.set()
        await self.opened.wait()
        self.finished += 1


async def test_each_routine_is_called_at_once_and_again() -> None:
    deliver, sweep = Counted(), Counted()
    scheduler = Scheduler(FakeClock(NOW), [Tick("deliver", OFTEN, deliver), Tick("sweep", NEVER_AGAIN, sweep)])

    scheduler.start()
    await deliver.called(3)
    await sweep.called(1)
    await scheduler.stop()

    assert len(sweep.calls) == 1


async def test_the_time_is_the_clocks() -> None:
    clock, routine = FakeClock(NOW), Counted()
    scheduler = Scheduler(clock, [Tick("deliver", OFTEN, routine)])

    scheduler.start()
    await routine.called(1)
    later = clock.advance(timedelta(weeks=1))
    await routine.called(len(routine.calls) + 2)
    await scheduler.stop()

    assert (routine.calls[0], routine.calls[-1]) == (NOW, later)


async def test_a_routine_that_fails_is_called_again() -> None:
    failing = Counted(lambda call: RuntimeError("made up") if call == 1 else None)
    other = Counted()
    scheduler = Scheduler(FakeClock(NOW), [Tick("failing", OFTEN, failing), Tick("other", OFTEN, other)])

    with capture_logs() as logs:
        scheduler.start()
        await failing.called(3)
        await other.called(3)
        await scheduler.stop()

    errors = [entry for entry in logs if entry["log_level"] == "error"]
    assert [entry["routine"] for entry in errors] == ["failing"]


class BrokenClock:
    """A clock that cannot be read the first time."""

    def __init__(self) -> None:
        self.calls = 0

    async def now(self) -> datetime:
        self.calls += 1
        if self.calls == 1:
            raise OSError("made up")
        return NOW


async def test_a_clock_that_fails_once() -> None:
    routine = Counted()
    scheduler = Scheduler(BrokenClock(), [Tick("deliver", OFTEN, routine)])

    with capture_logs():
        scheduler.start()
        await routine.called(2)
        await scheduler.stop()

    assert routine.calls == [NOW] * len(routine.calls)


async def test_a_routine_that_still_runs_is_not_called_again() -> None:
    slow, quick = Gate(), Counted()
    scheduler = Scheduler(FakeClock(NOW), [Tick("slow", OFTEN, slow), Tick("quick", OFTEN, quick)])

    scheduler.start()
    await slow.begun.wait()
    await quick.called(5)
    assert slow.calls == 1

    slow.opened.set()
    await scheduler.stop()


async def test_stopping_waits_for_what_runs() -> None:
    gate = Gate()
    scheduler = Scheduler(FakeClock(NOW), [Tick("gate", OFTEN, gate)])
    scheduler.start()
    await gate.begun.wait()

    stopping = asyncio.create_task(scheduler.stop(within=10))
    await asyncio.sleep(0)
    assert not stopping.done()
    gate.opened.set()
    await stopping

    assert (gate.calls, gate.finished) == (1, 1)
    assert not scheduler._scheduler.running


async def test_stopping_does_not_wait_for_ever() -> None:
    gate = Gate()
    scheduler = Scheduler(FakeClock(NOW), [Tick("gate", OFTEN, gate)])
    scheduler.start()
    await gate.begun.wait()

    async with asyncio.timeout(PATIENCE):
        await scheduler.stop(within=0.01)

    assert (gate.calls, gate.finished) == (1, 0)


@pytest.mark.parametrize("started", [True, False])
async def test_stopping_an_idle_scheduler(*, started: bool) -> None:
    scheduler = Scheduler(FakeClock(NOW), [])
    if started:
        scheduler.start()

    await scheduler.stop()
    await scheduler.stop()


async def test_each_call_is_counted() -> None:
    received: list[tuple[str, bool]] = []
    ids: list[str] = []

    class Traced(Counted):
        async def __call__(self, *, now: datetime) -> None:
            ids.append(current_request())
            await super().__call__(now=now)

    routine = Traced(lambda call: RuntimeError("made up") if call == 1 else None)
    scheduler = Scheduler(
        FakeClock(NOW),
        [Tick("sweep", OFTEN, routine)],
        lambda name, seconds, *, failed: received.append((name, failed and seconds >= 0)),
    )
    with capture_logs():
        scheduler.start()
        await routine.called(2)
        await scheduler.stop()

    assert received[:2] == [("sweep", True), ("sweep", False)]
    assert all(ids)
    assert len(set(ids)) == len(ids)


async def test_a_scheduler_that_stands_still_is_noticed() -> None:
    """Half a minute late is fine; a failing or hanging routine is noticed after its own limit."""
    seconds = [0.0]
    failing, fine = Counted(lambda _call: RuntimeError("made up")), Counted()
    ticks = [Tick("failing", OFTEN, failing), Tick("fine", OFTEN, fine)]
    scheduler = Scheduler(FakeClock(NOW), ticks, monotonic=lambda: seconds[0])
    within = timedelta(minutes=20)
    await scheduler.ticking()
    with capture_logs():
        scheduler.start()
        await failing.called(1)
        seconds[0] = within.total_seconds() + 1
        await failing.called(len(failing.calls) + 2)
        await fine.called(len(fine.calls) + 2)

        await scheduler.ticking()
        await scheduler.working("fine", within=within)
        with pytest.raises(Stalled, match="failing"):
            await scheduler.working("failing", within=within)
        await scheduler.stop()
    seconds[0] += TICKS_WITHIN.total_seconds() + 1
    with pytest.raises(Stalled, match="scheduler"):
        await scheduler.ticking()


class Hanging(Counted):
    """Its first call waits for ever, and too long even when cancelled."""

    def __init__(self, *, ends: bool) -> None:
        super().__init__()
        self.cancelled = asyncio.Event()
        self.let_go = asyncio.Event()
        if ends:
            self.let_go.set()

    async def __call__(self, *, now: datetime) -> None:
        await super().__call__(now=now)
        if len(self.calls) > 1:
            return
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled.set()
            await self.let_go.wait()


async def test_a_routine_that_hangs_is_cancelled_and_called_again() -> None:
    """After its limit, not before; until then it counts as standing still, and others go on."""
    seconds, limit = [0.0], timedelta(minutes=5)
    hanging, fine = Hanging(ends=True), Counted()
    ticks = [Tick("hanging", OFTEN, hanging, limit=limit), Tick("fine", OFTEN, fine, limit=limit)]
    scheduler = Scheduler(FakeClock(NOW), ticks, monotonic=lambda: seconds[0])
    with capture_logs() as logs:
        scheduler.start()
        await fine.called(3)
        seconds[0] = limit.total_seconds()
        await fine.called(len(fine.calls) + 3)
        assert (len(hanging.calls), hanging.cancelled.is_set()) == (1, False)

        seconds[0] += 1
        await hanging.called(3)
        await scheduler.working("hanging", within=timedelta(seconds=1))
        await scheduler.stop()

    errors = [entry for entry in logs if entry["log_level"] in {"error", "critical"}]
    assert [(entry["event"], entry["routine"]) for entry in errors] == [
        ("a scheduled routine hangs and is cancelled", "hanging")
    ]


async def test_a_routine_that_hangs_even_when_it_is_cancelled() -> None:
    seconds, limit = [0.0], timedelta(minutes=5)
    hanging, fine = Hanging(ends=False), Counted()
    ticks = [Tick("hanging", OFTEN, hanging, limit=limit), Tick("fine", OFTEN, fine)]
    scheduler = Scheduler(FakeClock(NOW), ticks, monotonic=lambda: seconds[0])
    with capture_logs():
        scheduler.start()
        await hanging.called(1)
        seconds[0] += limit.total_seconds() + 1
        async with asyncio.timeout(PATIENCE):
            await hanging.cancelled.wait()
        seconds[0] += ENDS_WITHIN.total_seconds() + 1
        await hanging.called(4)
        hanging.let_go.set()
        await hanging.called(len(hanging.calls) + 2)
        await scheduler.stop()

    assert not scheduler._hanging


async def test_a_routine_that_makes_progress_may_take_long() -> None:
    """A sweep of thousands is not cut off, and does not count as standing still."""
    seconds, limit = [0.0], timedelta(minutes=5)
    gate, fine = Gate(), Counted()
    scheduler = Scheduler(
        FakeClock(NOW),
        [Tick("sweep", OFTEN, gate, limit=limit), Tick("fine", OFTEN, fine)],
        monotonic=lambda: seconds[0],
    )
    scheduler.start()
    await gate.begun.wait()
    for _ in range(3):
        seconds[0] += limit.total_seconds()
        scheduler.moved("sweep")
        await fine.called(len(fine.calls) + 3)
        await scheduler.working("sweep", within=timedelta(seconds=1))
    gate.opened.set()
    await scheduler.stop()

    assert gate.finished >= 1
