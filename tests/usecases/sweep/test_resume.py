"""What a stopped, killed, refused or joined sweep leaves to the next."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import NO_PIN, Feed
from bot.domain.programs import AuthStatus, Program
from bot.domain.sweep import DEFAULT_WINDOW
from bot.errors import BotError, TicketMissing, WeChatBusy, WeChatLimited, WeChatRefused
from bot.usecases.report.read import OPERATOR_MUST_ACT, WILL_PASS, take_snapshot
from bot.usecases.sweep.progress import Sweep
from tests.fakes.wechat import SHARES, FakeSource
from tests.usecases.digest_world import DAY, HOUR, MINUTE, TEAM
from tests.usecases.sweep_world import NOW, TODAY, Fleet, fleet_of

REFUSED = WeChatRefused(code=48001, errmsg="api unauthorized", rid="made-up")
BUSY = WeChatBusy(code=-1, errmsg="system error", rid="made-up")
USED_UP = WeChatLimited(until=NOW + 7 * HOUR, code=45009, errmsg="reach max api daily quota limit", rid="made-up")


class SilentSource(FakeSource):
    """Answers so many times, and then keeps all waiting."""

    def __init__(self, answers: int) -> None:
        super().__init__(default=SHARES)
        self.answers = answers
        self.silent = asyncio.Event()

    async def read(self, appid: str) -> Feed:
        if len(self.calls) >= self.answers:
            self.silent.set()
            await asyncio.Event().wait()
        return await super().read(appid)


@pytest.mark.parametrize(
    ("error", "rests"),
    [(REFUSED, OPERATOR_MUST_ACT), (BUSY, WILL_PASS), (USED_UP, 7 * HOUR)],
    ids=lambda value: getattr(value, "key", None),
)
async def test_a_restart_does_not_ask_again_too_early(error: BotError, rests: timedelta) -> None:
    """Why a program failed, and until when it rests, outlives the process; success clears it."""
    fleet = await fleet_of(2)
    fleet.source.fail(fleet.appids[0], error)
    await fleet.keep(now=NOW)
    read_failure = (await fleet.read_failures.all(TEAM))[Visible(fleet.appids[0])]
    assert (read_failure.error_key, read_failure.params, read_failure.since) == (error.key, error.params, NOW)

    fleet.restart()
    fleet.source.fail(fleet.appids[0], None)
    sweeps = await fleet.keep(now=NOW + rests - MINUTE)
    assert (sweeps[TEAM].due, dict(sweeps[TEAM].resting)) == (0, {error.key: 1})
    assert len(fleet.source.calls) == 2

    fleet.restart()
    await fleet.keep(now=NOW + rests)
    assert await fleet.read_today() == fleet.appids
    assert await fleet.read_failures.all(TEAM) == {}


async def test_a_trouble_that_goes_on_keeps_its_beginning() -> None:
    fleet = await fleet_of(1)
    fleet.source.fail(fleet.appids[0], REFUSED)

    await fleet.keep(now=NOW)
    await fleet.keep(now=NOW + HOUR)

    read_failure = (await fleet.read_failures.all(TEAM))[Visible(fleet.appids[0])]
    assert (read_failure.since, read_failure.not_before) == (NOW, NOW + 2 * HOUR)


async def test_a_trouble_that_a_person_found_mended_is_forgotten() -> None:
    fleet = await fleet_of(2)
    fleet.source.fail(fleet.appids[0], REFUSED)
    await fleet.keep(now=NOW)
    other = await fleet.snapshots.on(TEAM, fleet.appids[1], TODAY)
    assert other is not None
    await fleet.snapshots.save(TEAM, [replace(other, appid=Visible(fleet.appids[0]))])

    await fleet.keep(now=NOW + MINUTE)

    assert await fleet.read_failures.all(TEAM) == {}


async def test_what_failed_before_a_person_read_it_is_another_trouble() -> None:
    """It was read right before midnight: a failure after it begins on the next day."""
    fleet = await fleet_of(1)
    fleet.source.fail(fleet.appids[0], REFUSED)
    await fleet.keep(now=NOW)
    midnight = NOW.replace(hour=16)  # in China the next day begins
    read = take_snapshot(Visible(fleet.appids[0]), SHARES, pin=NO_PIN, remembered=None, now=midnight - MINUTE)
    await fleet.snapshots.save(TEAM, [read])

    await fleet.keep(now=midnight)

    assert (await fleet.read_failures.all(TEAM))[Visible(fleet.appids[0])].since == midnight


async def test_programs_are_read_at_their_turn() -> None:
    fleet = await fleet_of(200)
    await fleet.keep(now=NOW)
    fleet.restart(window=DEFAULT_WINDOW)
    midnight = NOW.replace(hour=16)  # in China the next day begins
    begin, end = midnight + HOUR, midnight + 7 * HOUR

    await fleet.keep(now=begin - MINUTE)
    counts = [len(fleet.source.calls)]
    while begin < end:
        begin += HOUR
        await fleet.keep(now=begin)
        counts.append(len(fleet.source.calls))

    assert counts[0] == 200
    assert all(10 < after - before < 60 for before, after in pairwise(counts))
    assert counts[-1] == len(fleet.source.calls) == 400


async def test_a_new_program_does_not_wait_for_its_turn() -> None:
    fleet = await fleet_of(50)
    fleet.restart(window=DEFAULT_WINDOW)
    just_after_midnight = NOW.replace(hour=16, minute=5)

    await fleet.keep(now=just_after_midnight)
    assert len(fleet.source.calls) == 50

    await fleet.keep(now=just_after_midnight + DAY)
    assert len(fleet.source.calls) == 50

    await fleet.keep(now=just_after_midnight + DAY + 7 * HOUR)
    assert len(fleet.source.calls) == 100


async def test_who_took_the_authorisation_back_is_left_alone() -> None:
    """A revoked program is neither read nor counted; one without set 18 may have it by now."""
    fleet = await fleet_of(3)
    fleet.programs.programs[0] = Program(Visible(fleet.appids[0]), status=AuthStatus.REVOKED)
    fleet.programs.programs[1] = Program(Visible(fleet.appids[1]), status=AuthStatus.NOT_GRANTED)

    sweeps = await fleet.keep(now=NOW)

    assert await fleet.read_today() == fleet.appids[1:]
    assert (sweeps[TEAM].programs, sweeps[TEAM].due) == (2, 2)


async def test_without_a_ticket_no_program_is_asked_or_to_blame() -> None:
    """The platform has no token: no read failures, and the next sweep tries at once."""
    fleet = await fleet_of(500)
    fleet.source.fail_all(TicketMissing(hours=13))

    sweeps = await fleet.keep(now=NOW)
    assert sweeps[TEAM].gave_up
    assert len(fleet.source.calls) <= 10
    assert await fleet.read_failures.all(TEAM) == {}

    fleet.source.fail_all(None)
    await fleet.keep(now=NOW + MINUTE)
    assert await fleet.read_today() == fleet.appids


async def test_an_address_that_wechat_does_not_know_stops_the_sweep() -> None:
    fleet = await fleet_of(500)
    fleet.source.fail_all(WeChatRefused(code=61004, errmsg="access clientip is not registered", rid="made-up"))

    sweeps = await fleet.keep(now=NOW)

    assert sweeps[TEAM].gave_up
    assert len(fleet.source.calls) < 70


class Saved(Fleet):
    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.saved = saved = asyncio.Event()
        save = self.snapshots.save

        async def save_and_signal(team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
            kept = await save(team_id, snapshots)
            saved.set()
            return kept

        self.snapshots.save = save_and_signal  # type: ignore[method-assign]


async def test_what_was_read_is_kept_within_moments() -> None:
    """A kill would repeat only a few, though the batch is not full and others are awaited."""
    fleet = Saved(30)
    await fleet.install()
    fleet.source = SilentSource(25)
    fleet.restart(save_within=timedelta(milliseconds=1))

    sweeping = asyncio.create_task(fleet.keep(now=NOW))
    while len(await fleet.read_today()) < 25:
        await fleet.saved.wait()
        fleet.saved.clear()
    sweeping.cancel()

    with pytest.raises(asyncio.CancelledError):
        await sweeping


async def test_what_comes_while_others_are_saved_is_kept_too() -> None:
    fleet = await fleet_of(30)
    save = fleet.snapshots.save

    async def slow(team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
        for _ in range(200):  # rounds of the event loop, in which all others are heard
            await asyncio.sleep(0)
        return await save(team_id, snapshots)

    fleet.snapshots.save = slow  # type: ignore[method-assign]
    fleet.restart(save_within=timedelta(0))

    sweeps = await fleet.keep(now=NOW)

    assert await fleet.read_today() == fleet.appids
    assert sweeps[TEAM].kept == 30


async def test_a_sweep_that_is_stopped_keeps_what_it_has_read() -> None:
    """At shutdown received answers are saved, and the next process asks only for the rest."""
    fleet = await fleet_of(30)
    fleet.source = silent = SilentSource(25)
    fleet.restart()
    sweeping = asyncio.create_task(fleet.keep(now=NOW))
    await silent.silent.wait()

    sweeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sweeping
    assert len(await fleet.read_today()) >= 15  # the others were under way

    kept = await fleet.read_today()
    fleet.source = FakeSource(default=SHARES)
    fleet.restart()
    await fleet.keep(now=NOW + MINUTE)
    assert sorted(fleet.source.calls) == sorted(set(fleet.appids) - set(kept))


async def test_two_replicas_do_not_sweep_the_same_workspace() -> None:
    fleet = await fleet_of(3)
    held = {f"sweep {TEAM}"}

    @asynccontextmanager
    async def only_one(name: str) -> AsyncIterator[bool]:
        yield name not in held

    fleet.restart(only_one=only_one)
    sweeps = await fleet.keep(now=NOW)
    assert sweeps[TEAM].elsewhere
    assert fleet.source.calls == []

    held.clear()
    await fleet.keep(now=NOW + MINUTE)
    assert await fleet.read_today() == fleet.appids


async def test_how_far_it_has_come_can_be_followed() -> None:
    fleet = await fleet_of(20)
    await fleet.keep(now=NOW - 3 * DAY)
    fleet.programs.programs.append(Program(Visible("wx-never-read")))
    fleet.source.fail(fleet.appids[0], REFUSED)
    fleet.source.fail("wx-never-read", BUSY)
    seen: list[tuple[int, int]] = []

    def follow(sweep: Sweep) -> None:
        seen.append((sweep.done, sweep.due))

    fleet.restart(follow=follow)
    sweep = (await fleet.keep(now=NOW))[TEAM]

    assert seen[0] == (0, 21)
    assert seen[-1] == (21, 21)
    assert seen == sorted(seen)
    assert (sweep.programs, sweep.kept_before, sweep.kept) == (21, 0, 19)
    assert dict(sweep.failed.keys) == {"wechat-refused": 1, "wechat-busy": 1}
    assert (sweep.oldest, sweep.unread) == (TODAY - 3 * DAY, 1)

    later = (await fleet.keep(now=NOW + MINUTE))[TEAM]
    assert (later.kept_before, later.due, later.done) == (19, 0, 0)
    assert dict(later.resting) == {"wechat-refused": 1, "wechat-busy": 1}
