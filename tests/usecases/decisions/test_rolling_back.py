"""Rolling many programs back: which, in which batches, and what stops it."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from bot.domain.decisions.decision import PAUSE, Halt, RunStatus, State
from bot.domain.decisions.program import Change, Difference, ProgramState, Shown
from bot.domain.decisions.running import turned
from bot.errors import MinimumUnclear, WeChatRefused
from tests.domain.build import v
from tests.domain.decisions.build import NOW
from tests.fakes.wechat import BEFORE
from tests.usecases.decisions.scene import Scene

REFUSED: Final = WeChatRefused(code=85015, errmsg="version not exist", rid="r-1")


async def verified(count: int) -> Scene:
    """All programs were set by Baselib; no call is on record any more."""
    scene = Scene(count)
    await scene.begin()
    await scene.tick()
    for _ in range(2):
        await scene.pass_batch()
    await scene.tick(minutes=1)
    assert await scene.states() == {ProgramState.VERIFIED: count}
    scene.wechat.calls.clear()
    return scene


async def test_batch_by_batch() -> None:
    """One, 5 %, the rest, with a pause after each that is read; then every former minimum shows again."""
    scene = await verified(100)
    await scene.roll_back()
    await scene.tick()
    assert scene.wechat.calls == scene.appids[:1]
    await scene.tick(minutes=1)
    await scene.tick(seconds=PAUSE.total_seconds() - 1)
    assert len(scene.wechat.calls) == 1
    await scene.tick(seconds=1)
    assert scene.wechat.calls == scene.appids[:6]
    assert await scene.states() == {
        ProgramState.ROLLED_BACK: 1,
        ProgramState.ACCEPTED: 5,
        ProgramState.WAITING: 94,
    }
    await scene.pass_batch()
    assert scene.wechat.calls == scene.appids
    await scene.tick(minutes=1)
    done = await scene.decision()

    assert (done.state, done.may_roll_back) == (State.ROLLED_BACK, False)
    assert await scene.states() == {ProgramState.ROLLED_BACK: 100}
    assert {version for appid, version in scene.wechat.minimums.items()} == {BEFORE}


async def test_those_that_are_left() -> None:
    """Never set, without a former minimum, with another open decision, or not allowed: they keep their minimum."""
    scene = Scene(100)
    aside, first, busy, out, *_ = scene.appids[6:]
    scene.wechat.minimums = {aside: v("3.0.0")}
    scene.rows = tuple(replace(each, minimum=None) if each.appid == first else each for each in scene.rows)
    scene.wechat.unnamed = {first}
    await scene.begin()
    await scene.tick()
    for _ in range(2):
        await scene.pass_batch()
    await scene.tick(minutes=1)
    scene.busy, scene.may.out = {busy}, {out}
    scene.wechat.calls.clear()
    draft = await scene.roll_back()
    await scene.tick()
    for _ in range(2):
        await scene.pass_batch()
    await scene.tick(minutes=1)
    programs = {each.appid: each for each in await scene.programs()}

    assert {each.appid for each in draft.back} == set(scene.appids) - {aside, first, busy, out}
    assert set(scene.wechat.calls) == {each.appid for each in draft.back}
    assert programs[aside].state is ProgramState.SET_ASIDE
    assert [programs[each].state for each in (first, busy, out)] == [ProgramState.VERIFIED] * 3
    assert [scene.wechat.minimums[each].text for each in (aside, first, busy, out)] == ["3.0.0", *["3.8.0"] * 3]
    assert (await scene.decision()).state is State.ROLLED_BACK


async def test_only_where_wechat_still_shows_the_decided_version() -> None:
    """Another minimum was set since: left as it is, with both; the former one already: rolled back without a call."""
    scene = await verified(100)
    higher, lower, there = scene.appids[6:9]
    scene.wechat.minimums |= {higher: v("3.8.6"), lower: v("3.0.0"), there: BEFORE}
    await scene.roll_back()
    await scene.tick()
    for _ in range(2):
        await scene.pass_batch()
    await scene.tick(minutes=1)
    programs = {each.appid: each for each in await scene.programs()}

    assert programs[higher].outcome == Change(Difference.MINIMUM, "3.8.0", "3.8.6")
    assert programs[lower].outcome == Change(Difference.MINIMUM, "3.8.0", "3.0.0")
    assert (programs[there].state, programs[there].outcome) == (ProgramState.ROLLED_BACK, Shown(BEFORE))
    assert not {higher, lower, there} & set(scene.wechat.calls)
    assert await scene.states() == {ProgramState.ROLLED_BACK: 98, ProgramState.SET_ASIDE: 2}


async def test_what_counts_is_what_was_read() -> None:
    """Not what is kept: a replica whose clock is ahead has kept a newer one, from before another minimum was set."""
    scene = await verified(100)
    scene.wechat.ahead = {each: scene.wechat.shows(each) for each in scene.appids}
    moved = scene.appids[6]
    scene.wechat.minimums[moved] = v("3.8.6")
    await scene.roll_back()
    await scene.tick()
    for _ in range(2):
        await scene.pass_batch()
    await scene.tick(minutes=1)

    assert moved not in scene.wechat.calls
    assert await scene.states() == {ProgramState.ROLLED_BACK: 99, ProgramState.SET_ASIDE: 1}


async def test_more_than_two_percent_refused() -> None:
    """WeChat may not let a minimum be lowered: the run stops, an admin resumes it, and tries those refused again."""
    scene = await verified(1_000)
    scene.wechat.errors = dict.fromkeys(scene.appids[51:151], REFUSED)
    await scene.roll_back()
    await scene.tick()
    for _ in range(2):
        await scene.pass_batch()
    run, calls = await scene.run(), len(scene.wechat.calls)
    await scene.tick(hours=1)
    assert (run.status, run.because, calls) == (RunStatus.STOPPED, Halt.REFUSED, 51 + 20)
    assert len(scene.wechat.calls) == calls
    scene.wechat.errors = {}
    batch = await scene.decisions.tally("T1", (await scene.decision()).id, batch=2)
    await scene.change(turned(run, RunStatus.RUNNING, batch, now=await scene.clock.now()))
    await scene.tick()
    await scene.tick(minutes=1)
    done = await scene.decision()

    assert (done.state, done.may_roll_back) == (State.VERIFIED, True)
    assert scene.wechat.most_at_once == 10
    assert len(scene.wechat.calls) == len(set(scene.wechat.calls))
    assert len((await scene.roll_back()).back) == 20
    await scene.tick()
    for _ in range(3):
        await scene.pass_batch()
    assert (await scene.decision()).state is State.ROLLED_BACK
    assert await scene.states() == {ProgramState.ROLLED_BACK: 1_000}


async def test_none_could_be_rolled_back() -> None:
    """WeChat refuses the first, and an admin ends it: verified as before, and it can be tried again."""
    scene = await verified(40)
    scene.wechat.errors = dict.fromkeys(scene.appids, REFUSED)
    await scene.roll_back()
    await scene.tick()
    assert (await scene.run()).because == Halt.REFUSED
    await scene.change(replace(await scene.run(), status=RunStatus.ENDED))
    await scene.tick(minutes=1)
    assert (await scene.decision()).state is State.VERIFIED
    scene.wechat.errors = {}
    assert len((await scene.roll_back()).back) == 40
    await scene.tick()
    for _ in range(2):
        await scene.pass_batch()
    await scene.tick(minutes=1)

    assert (await scene.decision()).state is State.ROLLED_BACK
    assert await scene.states() == {ProgramState.ROLLED_BACK: 40}


async def test_paused_and_ended() -> None:
    """Paused nothing is called; ended the rest keep the decided version, and what was taken is still read."""
    scene = await verified(100)
    await scene.roll_back()
    await scene.tick()
    await scene.tick(minutes=1)
    await scene.change(replace(await scene.run(), status=RunStatus.PAUSED))
    await scene.tick(hours=1)
    assert len(scene.wechat.calls) == 1
    await scene.change(replace(await scene.run(), status=RunStatus.RUNNING, next_at=NOW))
    await scene.tick()
    await scene.change(replace(await scene.run(), status=RunStatus.ENDED))
    await scene.tick(minutes=1)

    done = await scene.decision()
    assert (done.state, done.may_roll_back) == (State.VERIFIED, True)
    assert await scene.states() == {ProgramState.ROLLED_BACK: 6, ProgramState.SET_ASIDE: 94}
    assert len(scene.wechat.calls) == 6


@pytest.mark.parametrize("took", [True, False])
async def test_a_lost_answer(*, took: bool) -> None:
    """It is read first; only the very former minimum proves it, and only without effect is it called once more."""
    scene = await verified(40)
    canary = scene.appids[0]
    scene.wechat.errors = {canary: MinimumUnclear(reason="timeout")}
    scene.wechat.lost = set() if took else {canary}
    await scene.roll_back()
    await scene.tick()
    scene.wechat.errors, scene.wechat.lost = {}, set()
    for minutes in (1, 4, 26, 2):
        await scene.tick(minutes=minutes)
    first, *_ = await scene.programs(batch=0)

    assert first.state is ProgramState.ROLLED_BACK
    assert scene.wechat.calls.count(canary) == (1 if took else 2)


async def test_what_is_never_shown() -> None:
    """Unverified after a day; the others wait, and none of them is set again by what a reading shows."""
    scene = await verified(40)
    scene.wechat.lost = set(scene.appids)
    await scene.roll_back()
    await scene.tick()
    for hours in (0.02, 0.1, 0.5, 6, 18):
        await scene.tick(hours=hours)
    run = await scene.run()

    assert (run.status, run.because) == (RunStatus.STOPPED, Halt.UNVERIFIED)
    assert scene.wechat.calls == scene.appids[:1]
    scene.clock.set(await scene.clock.now() + timedelta(days=1))
    await scene.change(replace(run, status=RunStatus.ENDED))
    await scene.tick()
    assert (await scene.decision()).state is State.UNVERIFIED
