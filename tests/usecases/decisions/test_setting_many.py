"""Setting a fleet at WeChat: batches, stops, crashes, and changes of mind."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from bot.domain.access import AuditAction
from bot.domain.decisions.decision import PAUSE, Halt, RunStatus, State
from bot.domain.decisions.program import Aside, Change, Difference, Failure, LeftOut, ProgramState, Shown
from bot.domain.decisions.running import turned
from bot.errors import MinimumUnclear, WeChatRefused
from tests.domain.build import v
from tests.domain.decisions.build import NOW, VERSION
from tests.usecases.decisions.scene import Scene

REFUSED: Final = WeChatRefused(code=85015, errmsg="version not exist", rid="r-1")


async def test_batch_by_batch() -> None:
    """One, 5 %, the rest; a batch begins after the last is verified and a pause."""
    scene = Scene(100)
    await scene.begin()
    await scene.tick()
    assert scene.wechat.calls == scene.appids[:1]
    await scene.tick(seconds=30)
    assert await scene.states() == {ProgramState.ACCEPTED: 1, ProgramState.WAITING: 99}
    await scene.tick(minutes=1)
    assert (await scene.run()).batch == 1
    await scene.tick(minutes=9)
    assert len(scene.wechat.calls) == 1
    await scene.tick(minutes=1)
    assert scene.wechat.calls == scene.appids[:6]
    await scene.pass_batch()
    assert scene.wechat.calls == scene.appids
    await scene.tick(minutes=1)

    assert (await scene.decision()).state is State.VERIFIED
    assert await scene.states() == {ProgramState.VERIFIED: 100}
    assert scene.wechat.most_at_once == 10
    assert set(scene.wechat.minimums.values()) == {VERSION}


async def test_more_than_two_percent_refused() -> None:
    """The batch stops at once; a person resumes it, and the refused are set aside and counted."""
    scene = Scene(1_000)
    scene.wechat.errors = dict.fromkeys(scene.appids[51:151], REFUSED)
    await scene.begin()
    await scene.tick()
    await scene.pass_batch()
    await scene.pass_batch()
    stopped, run = len(scene.wechat.calls), await scene.run()
    assert (run.status, run.because) == (RunStatus.STOPPED, Halt.REFUSED)
    assert stopped == 51 + 20
    await scene.tick(hours=1)
    assert len(scene.wechat.calls) == stopped
    scene.wechat.errors = {}
    await scene.change(replace(run, status=RunStatus.RUNNING, because="", refused=20, next_at=NOW))
    await scene.tick()
    await scene.tick(minutes=1)

    assert (await scene.decision()).state is State.VERIFIED
    assert await scene.states() == {ProgramState.VERIFIED: 980, ProgramState.REFUSED: 20}
    first, *_ = await scene.programs(ProgramState.REFUSED)
    assert isinstance(first.outcome, Failure)
    assert first.outcome.params["code"] == 85015
    assert len(scene.wechat.calls) == len(set(scene.wechat.calls)) == 1_000


async def test_ten_thousand_with_one_percent_refused() -> None:
    """They are set aside and listed; 250 in a row stop the run, resumed in another process."""
    scene = Scene(10_000)
    scene.wechat.errors = dict.fromkeys([*scene.appids[600:5_000:100], *scene.appids[5_000:5_250]], REFUSED)
    await scene.begin()
    await scene.tick()
    await scene.pass_batch()
    await scene.pass_batch()
    run, before = await scene.run(), await scene.states()
    assert (run.status, run.because, run.batch) == (RunStatus.STOPPED, Halt.REFUSED, 2)
    assert 190 <= before[ProgramState.REFUSED] < 201
    batch = await scene.decisions.tally("T1", (await scene.decision()).id, batch=2)
    await scene.change(turned(run, RunStatus.RUNNING, batch, now=await scene.clock.now()))
    await scene.tick()
    await scene.tick(minutes=1)
    states = await scene.states()

    assert (await scene.decision()).state is State.VERIFIED
    assert states == {ProgramState.VERIFIED: 9_706, ProgramState.REFUSED: 294}
    assert len(scene.wechat.calls) == len(set(scene.wechat.calls)) == 10_000
    assert scene.wechat.most_at_once == 10


async def test_the_first_that_stays_unverified() -> None:
    """The canary is accepted but never shown: a day later the run stops, and nothing else was set."""
    scene = Scene(100)
    scene.wechat.lost = {scene.appids[0]}
    await scene.begin()
    for hours in (0, 0.02, 0.1, 0.5, 6, 18):
        await scene.tick(hours=hours)
    run = await scene.run()

    assert (run.status, run.because) == (RunStatus.STOPPED, Halt.UNVERIFIED)
    assert scene.wechat.calls == scene.appids[:1]
    assert (await scene.decision()).state is State.APPLYING


@pytest.mark.parametrize("took", [True, False])
async def test_a_lost_answer(*, took: bool) -> None:
    scene = Scene(100)
    canary = scene.appids[0]
    scene.wechat.errors = {canary: MinimumUnclear(reason="timeout")}
    scene.wechat.lost = set() if took else {canary}
    await scene.begin()
    await scene.tick()
    await scene.tick(minutes=1)
    await scene.tick(minutes=4)
    assert scene.wechat.calls[:2] == [canary] if not took else scene.wechat.calls == [canary]
    scene.wechat.errors, scene.wechat.lost = {}, set()
    await scene.tick(minutes=26)
    await scene.tick(minutes=2)

    assert scene.wechat.calls.count(canary) == (1 if took else 2)
    (first,) = await scene.programs(batch=0)
    assert first.state is ProgramState.VERIFIED


async def test_a_crash_between_commit_and_call() -> None:
    """The next process reads first, makes the missing call half an hour later, and none twice."""
    scene = Scene(100)
    await scene.begin()
    await scene.tick()
    await scene.tick(minutes=1)
    scene.wechat.before_call = _die
    scene.clock.set(await scene.clock.now() + PAUSE)
    with pytest.raises(RuntimeError):
        await scene.advance()(await scene.decision())
    scene.wechat.before_call = lambda: None
    assert (await scene.states())[ProgramState.CALLING] == 5
    await scene.tick(seconds=10)
    assert (await scene.states())[ProgramState.CALLING] == 5
    scene.claims.untouched = False
    await scene.tick(seconds=50)
    assert (await scene.states())[ProgramState.APPLYING] == 5
    assert len(scene.wechat.calls) == 1
    for minutes in (4, 25, 2):
        await scene.tick(minutes=minutes)

    assert scene.wechat.calls[1:6] == scene.appids[1:6]
    await scene.pass_batch()
    await scene.tick(minutes=1)
    await scene.tick(minutes=15)
    assert sorted(scene.wechat.calls) == sorted(scene.appids)


def _die() -> None:
    raise RuntimeError("killed")


async def test_what_has_changed_since() -> None:
    """Another minimum, more loss, an opt-out, or no reading: set aside uncalled, with its reason."""
    scene = Scene(100)
    moved, dearer, out, unread, there = scene.appids[6:11]
    scene.wechat.minimums = {moved: v("3.0.0"), there: v("3.9.0")}
    scene.may.out = {out}
    scene.wechat.unread = {unread}
    scene.wechat.dear = {dearer}
    await scene.begin()
    await scene.tick()
    for _ in range(2):
        await scene.pass_batch()
    for minutes in (5, 5, 5):
        await scene.tick(minutes=minutes)
    programs = {each.appid: each for each in await scene.programs()}

    assert programs[moved].outcome == Change(Difference.MINIMUM, "2.30.0", "3.0.0")
    assert isinstance(dear := programs[dearer].outcome, Change)
    assert dear.what is Difference.LOSS
    assert programs[out].outcome == Aside(LeftOut.OPTED_OUT)
    assert programs[unread].outcome == Failure("wechat-unreachable", scene.wechat.unreadable.params)
    assert (programs[there].state, programs[there].outcome) == (ProgramState.VERIFIED, Shown(v("3.9.0")))
    assert not {moved, dearer, out, unread, there} & set(scene.wechat.calls)
    assert await scene.states() == {ProgramState.VERIFIED: 96, ProgramState.SET_ASIDE: 4}
    assert (await scene.decision()).state is State.VERIFIED


async def test_an_opt_out_between_two_calls() -> None:
    scene = Scene(100)
    late = scene.appids[-1]

    def decide() -> None:
        if len(scene.wechat.calls) == 50:
            scene.may.out.add(late)

    scene.wechat.before_call = decide
    await scene.begin()
    await scene.tick()
    await scene.pass_batch()
    await scene.pass_batch()

    assert late not in scene.wechat.calls
    assert len(scene.wechat.calls) == 99


async def test_paused_and_ended() -> None:
    """Paused, nothing is called; ended, the rest is set aside, and accepted ones are still verified."""
    scene = Scene(1_000)
    await scene.begin()
    await scene.tick()
    await scene.tick(minutes=1)
    await scene.change(replace(await scene.run(), status=RunStatus.PAUSED))
    await scene.tick(hours=1)
    assert len(scene.wechat.calls) == 1
    await scene.change(replace(await scene.run(), status=RunStatus.RUNNING, next_at=NOW))
    await scene.tick()
    assert len(scene.wechat.calls) == 51
    await scene.change(replace(await scene.run(), status=RunStatus.ENDED))
    await scene.tick(minutes=1)

    assert (await scene.decision()).state is State.VERIFIED
    assert await scene.states() == {ProgramState.VERIFIED: 51, ProgramState.SET_ASIDE: 949}
    changed = [
        each for each in scene.audit.entries if each.action is AuditAction.DECISION_CHANGED and "run" in each.after
    ]
    assert [each.after["run"] for each in changed][:4] == ["running", "paused", "running", "ended"]


async def test_paused_in_the_middle_of_a_batch() -> None:
    scene = Scene(1_000)
    await scene.begin()
    await scene.tick()
    await scene.pass_batch()

    async def pause() -> None:
        while len(scene.wechat.calls) < 150:  # noqa: ASYNC110 - no event tells; nothing here takes real time
            await asyncio.sleep(0)
        await scene.change(replace(await scene.run(), status=RunStatus.PAUSED))

    pausing = asyncio.create_task(pause())
    await scene.pass_batch()
    await pausing
    calls = len(scene.wechat.calls)

    assert 150 <= calls < 400
    assert (await scene.run()).status is RunStatus.PAUSED
    states = await scene.states()
    assert states[ProgramState.WAITING] == 1_000 - calls
    assert ProgramState.APPLYING not in states


async def test_setting_was_switched_off() -> None:
    scene = Scene(100)
    await scene.begin()
    await scene.tick()
    scene.clock.set(NOW + timedelta(hours=1))
    await replace(scene.advance(), setter=None)(await scene.decision())

    assert await scene.states() == {ProgramState.VERIFIED: 1, ProgramState.WAITING: 99}
