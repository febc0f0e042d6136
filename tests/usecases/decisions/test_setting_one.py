"""Setting one program at WeChat: lost answers, ended processes, and what WeChat shows right before the call."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from bot.domain.access import SYSTEM
from bot.domain.decisions.decision import Decision, Origin, State
from bot.domain.decisions.program import (
    Aside,
    Change,
    Difference,
    Failure,
    FleetProgram,
    LeftOut,
    Outcome,
    ProgramState,
    Shown,
)
from bot.domain.decisions.steps import Step, keep_run
from bot.errors import BotError, MinimumUnclear, WeChatLimited, WeChatRefused, WeChatUnreachable
from bot.usecases.decisions.bring_on import failure_of
from bot.usecases.decisions.show_cards import KeepStep
from tests.domain.build import v
from tests.domain.decisions.build import CAROL, NOW
from tests.usecases.decisions.scene import Scene

LOST: Final = MinimumUnclear(reason="timeout")
LIMITED: Final = WeChatLimited(code=45009, until=NOW + timedelta(hours=9))
AFTER: Final = (1, 4, 25, 1, 4, 25, 330, 1_080, 60, 60)
"""Minutes from tick to tick: every reading of two calls and of the hours after."""


async def begun() -> Scene:
    """One program, approved, whose button was pressed."""
    scene = Scene()
    await scene.begin()
    return scene


async def only(scene: Scene) -> FleetProgram:
    """The program of the decision."""
    (program,) = await scene.programs()
    return program


async def test_a_lost_answer_without_effect() -> None:
    """WeChat is read three times over half an hour, then called once more, whichever process does so; it ends set."""
    scene = await begun()
    scene.wechat.errors, scene.wechat.lost = {scene.appids[0]: LOST}, {scene.appids[0]}
    await scene.tick()
    for minutes in (1, 4, 24):
        await scene.tick("another", minutes=minutes)
        assert len(scene.wechat.calls) == 1
    assert ((await only(scene)).state, (await only(scene)).checks) == (ProgramState.APPLYING, 2)
    scene.wechat.errors, scene.wechat.lost = {}, set()
    await scene.tick("another", minutes=1)
    assert len(scene.wechat.calls) == 2
    await scene.tick(minutes=1)
    done = await scene.decision()

    assert (done.state, done.outcome, len(scene.wechat.calls)) == (State.VERIFIED, Shown(v("3.8.0")), 2)


@pytest.mark.parametrize("error", [LOST, None])
async def test_never_called_more_often(error: BotError | None) -> None:
    """A second call without effect is read for a day; then it is unverified, whatever WeChat answered."""
    scene = await begun()
    scene.wechat.errors, scene.wechat.lost = {scene.appids[0]: LOST}, {scene.appids[0]}
    await scene.tick()
    for minutes in (1, 4, 24):
        await scene.tick(minutes=minutes)
    scene.wechat.errors = {scene.appids[0]: error} if error else {}
    for minutes in AFTER:
        await scene.tick(minutes=minutes)
    done = await scene.decision()

    assert (done.state, done.outcome) == (State.UNVERIFIED, Shown(v("2.30.0")))
    assert len(scene.wechat.calls) == 2


async def test_a_lost_answer_with_effect() -> None:
    """It shows at the first reading: WeChat is called once."""
    scene = await begun()
    scene.wechat.errors = {scene.appids[0]: LOST}
    await scene.tick()
    for minutes in AFTER:
        await scene.tick(minutes=minutes)

    assert (await scene.decision()).state is State.VERIFIED
    assert len(scene.wechat.calls) == 1


async def test_a_lost_answer_that_cannot_be_read() -> None:
    """Readings that fail show nothing, so there is no second call on them."""
    scene = await begun()
    scene.wechat.errors, scene.wechat.lost = {scene.appids[0]: LOST}, {scene.appids[0]}
    await scene.tick()
    scene.wechat.unread = {scene.appids[0]}
    for minutes in (*AFTER, 60, 60, 60):
        await scene.tick(minutes=minutes)
    done = await scene.decision()

    assert (done.state, done.outcome) == (State.UNVERIFIED, Aside(LeftOut.UNREACHED))
    assert len(scene.wechat.calls) == 1


async def test_a_process_that_ended_between_claim_and_call() -> None:
    """Another one leaves the claim alone at first, then reads WeChat for half an hour, and makes the missing call."""
    scene = await begun()
    scene.wechat.before_call = _die
    with pytest.raises(RuntimeError, match="killed"):
        await scene.tick()
    scene.wechat.before_call = lambda: None
    await scene.tick("another", seconds=50)
    assert (await only(scene)).state is ProgramState.CALLING
    scene.claims.untouched = False
    for minutes in (1, 4, 24):
        await scene.tick("another", minutes=minutes)
        assert scene.wechat.calls == []
    await scene.tick("another", minutes=2)
    assert len(scene.wechat.calls) == 1
    for minutes in AFTER:
        await scene.tick("another", minutes=minutes)

    assert (await scene.decision()).state is State.VERIFIED
    assert len(scene.wechat.calls) == 1


async def test_a_process_that_ended_before_its_claim() -> None:
    """The next one goes on as if nothing had happened: WeChat is called once."""
    scene = await begun()
    await scene.tick("another", seconds=10)
    await scene.tick("another", minutes=1)

    assert (await scene.decision()).state is State.VERIFIED
    assert len(scene.wechat.calls) == 1


@pytest.mark.parametrize("shown", ["3.8.0", "3.8.6"])
async def test_wechat_shows_it_already(shown: str) -> None:
    """Wanted or higher right before the call: verified, with what is shown, and WeChat is not called."""
    scene = await begun()
    scene.wechat.minimums = {scene.appids[0]: v(shown)}
    await scene.tick()
    done = await scene.decision()

    assert (done.state, done.outcome, done.changed_by) == (State.VERIFIED, Shown(v(shown)), SYSTEM)
    assert scene.wechat.calls == []


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (WeChatRefused(code=48001, errmsg="api unauthorized", rid="r-1"), "wechat-refused"),
        (LIMITED, "wechat-limited"),
        (WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"), "wechat-unreachable"),
    ],
)
async def test_what_cannot_be_read(error: BotError, outcome: str) -> None:
    """The decision is approved as before, with the reason; pressed again it is set."""
    scene = await begun()
    scene.wechat.unread, scene.wechat.unreadable = set(scene.appids), error
    await scene.tick()

    assert failure_of(error).key == outcome
    await given_back(scene, failure_of(error))


@pytest.mark.parametrize("because", [LeftOut.SUSPICIOUS, LeftOut.NO_DATA])
async def test_numbers_that_say_nothing_today(because: LeftOut) -> None:
    """Given back with the reason, as if it could not be read."""
    scene = await begun()
    scene.wechat.shares = {
        LeftOut.SUSPICIOUS: [("3.8.1", "100")],
        LeftOut.NO_DATA: [("3.8.1", "0"), ("3.0.0", "0")],
    }[because]
    await scene.tick()
    scene.wechat.shares = []

    await given_back(scene, Aside(because))


async def given_back(scene: Scene, outcome: Outcome) -> None:
    """It is approved with this reason, WeChat was not called, and the next press sets it."""
    back = await scene.decision()
    assert (back.state, back.outcome, back.run, back.applied_at) == (State.APPROVED, outcome, None, None)
    assert (await only(scene)).state is ProgramState.WAITING
    await scene.tick(hours=1)
    assert scene.wechat.calls == []
    scene.wechat.unread = set()
    await scene.press()
    await scene.tick()
    await scene.tick(minutes=1)
    assert (await scene.decision()).state is State.VERIFIED


@pytest.mark.parametrize("changed", [Difference.MINIMUM, Difference.LOSS, Difference.GRANT])
async def test_what_has_changed_since_the_votes(changed: Difference) -> None:
    """It is out of date, with the values then and now, and WeChat is not called."""
    scene = await begun()
    if changed is Difference.MINIMUM:
        scene.wechat.minimums = {scene.appids[0]: v("3.2.0")}
    elif changed is Difference.LOSS:
        scene.wechat.dear = set(scene.appids)
    else:
        scene.wechat.unread = set(scene.appids)
        scene.wechat.unreadable = WeChatRefused(code=61007, errmsg="api unauthorized", rid="r-1")
    await scene.tick()
    done = await scene.decision()

    assert (done.state, done.outcome) == (State.STALE, CHANGES[changed])
    assert scene.wechat.calls == []


CHANGES: Final = {
    Difference.MINIMUM: Change(Difference.MINIMUM, "2.30.0", "3.2.0"),
    Difference.LOSS: Change(Difference.LOSS, "0.0005,0.0005", "0.05,0.05"),
    Difference.GRANT: Change(Difference.GRANT),
}


async def test_an_opt_out_before_its_call() -> None:
    """Given back with the reason: WeChat is not called."""
    scene = await begun()
    scene.may.out = set(scene.appids)
    await scene.tick()
    back = await scene.decision()

    assert (back.state, back.outcome) == (State.APPROVED, Aside(LeftOut.OPTED_OUT))
    assert scene.wechat.calls == []


def _failed(decision: Decision) -> str:
    assert isinstance(decision.outcome, Failure)
    return decision.outcome.key


async def test_a_refusal_is_its_end() -> None:
    """It has failed, with WeChat's words."""
    scene = await begun()
    scene.wechat.errors = {scene.appids[0]: WeChatRefused(code=85015, errmsg="version not exist", rid="r-1")}
    await scene.tick()
    done = await scene.decision()

    assert (done.state, _failed(done), len(scene.wechat.calls)) == (State.FAILED, "wechat-refused", 1)


def _die() -> None:
    raise RuntimeError("killed")


async def test_a_person_is_first() -> None:
    """What another process kept meanwhile stands, and is what the decision is."""
    scene = await begun()
    await scene.tick()

    class Overtaken(KeepStep):
        async def __call__(self, step: Step) -> bool:
            assert step.before.run
            other = keep_run(step.before, replace(step.before.run, refused=7), Origin(CAROL, NOW))
            assert await super().__call__(other)
            return await super().__call__(step)

    scene.clock.set(NOW + timedelta(minutes=2))
    bring_on = replace(scene.bring_on(), keep_step=Overtaken(scene.decisions, scene.audit))
    decision = await bring_on(await scene.decision())

    assert decision == await scene.decision()
    assert (decision.state, (await scene.run()).refused) == (State.APPLYING, 7)
