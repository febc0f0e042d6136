"""One call that sets a minimum: when it is made, and what is kept of it."""

from dataclasses import dataclass, field

import pytest

from bot.domain.decisions.decision import CALLED_WITHIN, READ_WITHIN, Halt, RunStatus
from bot.domain.decisions.program import Aside, Failure, FleetProgram, LeftOut, ProgramState, Tally, tally_of
from bot.domain.decisions.running import turned
from bot.errors import BotError, HeldUp, MinimumNotSent, MinimumUnclear, TicketMissing, WeChatRefused
from bot.lib.machine_time import boot_time
from bot.usecases.decisions.advance import Called, ClaimedCall
from tests.domain.decisions.build import NOW
from tests.usecases.decisions.scene import Scene


@dataclass
class Paused:
    """This machine's seconds, and how long it stands still before the next look at them."""

    stands: float = 0.0
    looks: int = field(default=0, init=False)

    def __call__(self) -> float:
        self.looks += 1
        return boot_time() + self.stands


async def call(scene: Scene, seconds: Paused | None = None, *, ago: float = 0.0) -> tuple[Called | None, FleetProgram]:
    """Call for the first program, which was read some seconds ago; what came of it, and its row."""
    decision = await scene.decision()
    first, *_ = await scene.programs()
    called = await ClaimedCall(scene.claims, scene.wechat, seconds or Paused())(
        decision, first, read_at=boot_time() - ago, now=NOW
    )
    row, *_ = await scene.programs()
    return called, row


@pytest.fixture
async def scene() -> Scene:
    scene = Scene(40)
    await scene.begin()
    return scene


async def test_a_process_that_stood_still_does_not_call(scene: Scene) -> None:
    """However long ago it claimed the call; the program waits as before, and its next call is another attempt."""
    called, row = await call(scene, Paused(CALLED_WITHIN + 1))

    assert called
    assert isinstance(called.error, HeldUp)
    assert scene.wechat.calls == []
    assert (row.state, row.attempt, row.called_at) == (ProgramState.WAITING, 1, None)
    again, row = await call(scene, Paused(CALLED_WITHIN - 1))
    assert again
    assert again.error is None
    assert (row.state, row.attempt) == (ProgramState.ACCEPTED, 2)


async def test_what_was_read_long_ago_is_not_called(scene: Scene) -> None:
    called, row = await call(scene, ago=READ_WITHIN + 1)

    assert called
    assert isinstance(called.error, HeldUp)
    assert (scene.wechat.calls, row.state) == ([], ProgramState.WAITING)
    called, _ = await call(scene, ago=READ_WITHIN - 20)
    assert called
    assert called.error is None


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (MinimumUnclear(reason="timeout"), ProgramState.APPLYING),
        (WeChatRefused(code=85015, errmsg="version not exist", rid="r-1"), ProgramState.REFUSED),
        (MinimumNotSent(host="api.weixin.qq.com"), ProgramState.WAITING),
    ],
)
async def test_what_wechat_says_is_kept(scene: Scene, error: BotError, state: ProgramState) -> None:
    scene.wechat.errors = {scene.appids[0]: error}
    called, row = await call(scene)

    assert called == Called(row, error)
    assert row.state is state


async def test_no_claim_no_call(scene: Scene) -> None:
    scene.may.out = {scene.appids[0]}
    called, row = await call(scene)

    assert called is None
    assert scene.wechat.calls == []
    assert (row.state, row.attempt) == (ProgramState.WAITING, 0)


async def test_an_outcome_that_comes_too_late(scene: Scene) -> None:
    """Another process has taken the program over while WeChat was called: what that one knows stays."""

    async def take_over() -> None:
        scene.claims.untouched = False
        decision = await scene.decision()
        assert await scene.claims.take_over(decision.team_id, decision.id) == 1

    scene.wechat.while_called = take_over
    called, row = await call(scene)

    assert called
    assert called.program.state is ProgramState.ACCEPTED
    assert row.state is ProgramState.APPLYING


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
    return tally_of(await scene.programs(batch=1))
