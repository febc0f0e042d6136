"""Setting a fleet while WeChat cannot be reached or read."""

import pytest

from bot.domain.decisions.decision import Halt, RunStatus
from bot.domain.decisions.program import Aside, Failure, LeftOut, ProgramState, Tally, tally_of
from bot.domain.decisions.running import turned
from bot.errors import BotError, MinimumNotSent, TicketMissing
from tests.domain.decisions.build import NOW
from tests.usecases.decisions.scene import Scene


@pytest.mark.parametrize("error", [MinimumNotSent(host="api.weixin.qq.com"), TicketMissing(hours=12)])
async def test_a_reason_that_concerns_every_program(error: BotError) -> None:
    """Ten unreached calls, or one failure that concerns all, stop the run; none is lost."""
    scene = Scene(1_000)
    await scene.begin()
    await scene.tick()
    scene.wechat.errors = dict.fromkeys(scene.appids[1:], error)
    await scene.pass_batch()
    run = await scene.run()

    assert (run.status, run.because) == (RunStatus.STOPPED, Halt.EVERYWHERE)
    assert len(scene.wechat.calls) <= 11
    assert await scene.states() == {ProgramState.VERIFIED: 1, ProgramState.WAITING: 999}


async def test_an_outage_sets_none_aside() -> None:
    """An unreadable batch stops the run; resumed when WeChat is back, all are set."""
    scene = Scene(1_000)
    await scene.begin()
    await scene.tick()
    scene.wechat.unread = set(scene.appids[1:])
    await scene.pass_batch()
    await scene.tick(hours=1)
    run, stopped = await scene.run(), await scene.states()
    scene.wechat.unread = set()
    await scene.change(turned(run, RunStatus.RUNNING, await second_batch(scene), now=NOW))
    await scene.tick()
    await scene.pass_batch()
    await scene.tick(minutes=1)

    assert (run.status, run.because) == (RunStatus.STOPPED, Halt.EVERYWHERE)
    assert stopped == {ProgramState.VERIFIED: 1, ProgramState.WAITING: 999}
    assert await scene.states() == {ProgramState.VERIFIED: 1_000}


async def test_some_that_can_never_be_read() -> None:
    """They stop the run once; resumed, they are retried, and set aside with the reason."""
    scene = Scene(100)
    scene.wechat.unread = set(scene.appids[1:6])
    await scene.begin()
    await scene.tick()
    await scene.pass_batch()
    run = await scene.run()
    await scene.change(turned(run, RunStatus.RUNNING, await second_batch(scene), now=NOW))
    for _ in range(9):
        await scene.tick(minutes=10)

    assert run.because == Halt.EVERYWHERE
    assert await scene.states() == {ProgramState.VERIFIED: 95, ProgramState.SET_ASIDE: 5}
    aside = await scene.programs(ProgramState.SET_ASIDE)
    assert all(each.outcome == Failure("wechat-unreachable", scene.wechat.unreadable.params) for each in aside)


async def test_unread_for_a_day() -> None:
    """A bot without network for a day reads again later; the unreadable stay so."""
    late, never = Scene(100), Scene(100)
    for scene in (late, never):
        await scene.begin()
        await scene.tick()
        scene.wechat.unread = set(scene.appids)
        await scene.tick(hours=25)
        for _ in range(60):
            await scene.tick(seconds=10)
    late.wechat.unread = set()
    for scene in (late, never):
        for _ in range(12):
            await scene.tick(minutes=5)
    (first,) = await never.programs(batch=0)

    assert (await late.states())[ProgramState.VERIFIED] > 1
    assert (first.state, first.outcome) == (ProgramState.UNVERIFIED, Aside(LeftOut.UNREACHED))
    assert (await never.run()).because == Halt.UNVERIFIED


async def second_batch(scene: Scene) -> Tally:
    """The second batch, after the canary, counted."""
    return tally_of(await scene.programs(batch=1))
