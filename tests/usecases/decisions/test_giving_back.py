"""A decision of which nothing was set, and another one that has some of its programs by then."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Decision, Run, State
from bot.domain.decisions.program import Aside, Failure, FleetProgram, LeftOut, ProgramState
from bot.domain.decisions.steps import Moves, card
from bot.usecases.decisions.bring_on import BringOn
from bot.usecases.decisions.show_cards import KeepStep
from tests.domain.decisions.build import APPROVED, BOB, DRAFT, EVIDENCE, NOW, by
from tests.domain.decisions.rollout.build import APPROVED_FLEET, PROGRAMS
from tests.fakes.access import FakeAuditLog
from tests.fakes.clock import FakeClock
from tests.fakes.decisions import FakeClaims, FakeDecisions
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.setting_wechat import FakeMay, SettingWeChat

UNREAD = Failure("wechat-unreachable")


class Scene:
    """A decision that Baselib was to set: WeChat could not be reached for any of its programs."""

    def __init__(self) -> None:
        self.decisions, wechat, may = FakeDecisions(FakeDeliveries(), FakeWorkspaces()), SettingWeChat(), FakeMay()
        keep_step, claims = KeepStep(self.decisions, FakeAuditLog()), FakeClaims(self.decisions, may)
        self.bring_on = BringOn(self.decisions, claims, wechat, wechat, may, keep_step, wechat.read, FakeClock(NOW))

    async def add(self, decision: Decision, programs: Sequence[FleetProgram] = ()) -> Decision:
        """Keep one."""
        added = await self.decisions.add(decision, card(decision, lease_until=NOW), programs)
        assert added
        return added

    async def set_aside(self, decision: Decision, programs: Sequence[FleetProgram] = ()) -> Decision:
        """Begin to set one, and set all of it aside."""
        added = await self.add(decision, programs)
        begun = steps.begin(added, by(BOB, 9), run=Run(next_at=NOW))
        assert await self.decisions.keep(begun)
        waiting = await self.decisions.programs("T1", decision.id, states=[ProgramState.WAITING])
        aside = running.set_aside(waiting, UNREAD, now=NOW)
        await self.decisions.move("T1", decision.id, Moves(waiting, aside))
        return begun.after


@pytest.fixture
def scene() -> Scene:
    """On fakes."""
    return Scene()


async def test_its_program_is_free_still(scene: Scene) -> None:
    """Then the decision is approved as before, with the reason."""
    given_back = await scene.bring_on(await scene.set_aside(APPROVED))

    assert (given_back.state, given_back.outcome) == (State.APPROVED, UNREAD)
    assert await scene.decisions.busy("T1") == {EVIDENCE.appid}


async def test_another_decision_has_its_program(scene: Scene) -> None:
    """Then it is out of date, and says why; the other one goes on."""
    begun = await scene.set_aside(APPROVED)
    following = await scene.add(replace(DRAFT, id="next"))
    ended = await scene.bring_on(begun)

    assert (ended.state, ended.outcome) == (State.STALE, Aside(LeftOut.OPEN))
    assert await scene.decisions.open_for("T1", EVIDENCE.appid) == following


async def test_another_decision_has_one_of_many(scene: Scene) -> None:
    """That one is left as it is, and the others wait again."""
    begun = await scene.set_aside(APPROVED_FLEET, PROGRAMS)
    following = await scene.add(replace(DRAFT, id="next", evidence=replace(EVIDENCE, appid=PROGRAMS[3].appid)))
    given_back = await scene.bring_on(begun)

    assert given_back.state is State.APPROVED
    assert given_back.tally.states == {ProgramState.WAITING: 39, ProgramState.SET_ASIDE: 1}
    assert await scene.decisions.open_for("T1", PROGRAMS[3].appid) == following
