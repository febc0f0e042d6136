"""Decisions that the code of commit 32c248a3 itself wrote can go on; their numbers are those of the dumps."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Origin, State
from bot.domain.decisions.program import ProgramState
from bot.domain.decisions.run import Run, RunStatus
from bot.domain.decisions.steps import Moves
from bot.errors import DecisionMoved
from bot.usecases.decisions.advance import AdvanceDecisions, AdvanceRuns
from bot.usecases.decisions.bring_on import BringOn
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.read import ReadDecisions
from bot.usecases.decisions.show_cards import ShowCards
from bot.usecases.programs.may_set import MaySet
from bot.usecases.programs.visible import VisiblePrograms
from tests.domain.build import v
from tests.domain.decisions.build import BOB, CAROL, NOW, by
from tests.fakes.access import FakeAccessRules, FakeAuditLog
from tests.fakes.clock import FakeClock
from tests.fakes.messenger import FakeMessenger
from tests.fakes.opt_ins import FakeOptIns
from tests.fakes.programs import FakePrograms
from tests.fakes.setting_wechat import FakeMay, SettingWeChat
from tests.storage.migrations.conftest import Old

UNVERIFIED, UNVERIFIED_FLEET = 3, 29
APPROVED: Final = (13, 14, 15)
TAKEN, LOST, CRASHED, BY_WORD, CRASHED_BACK = 16, 17, 18, 19, 20
CRASHED_FLEET, PAUSED, STOPPED = 23, 24, 25
ANSWERED, BY_HAND = 26, 27
"""WeChat has taken the calls of the first, but one answer was lost."""


async def test_what_people_can_do_with_them(old: Old) -> None:
    """Those that wait for votes take them, those set can be rolled back, and a person's word can be taken back."""
    every = {each.number: each for each in await old.decisions.of_every_team()}
    assert {number for number, each in every.items() if each.may_roll_back} == {1, 10, 28}
    for number in (12, 21):
        assert await old.decisions.keep(steps.approve(every[number], by("U0DAN")))
    for number in (1, 10, 28):
        await old.roll_back(every[number])
    word = every[BY_WORD]
    assert word.target
    moves = Moves([word.target], [replace(word.target, state=ProgramState.WAITING, outcome=None)])
    assert await old.decisions.keep(steps.take_back(word, by(CAROL, 90), moves))

    assert [(await old.decision(number)).state for number in (1, 10, 28, BY_WORD)] == [
        *[State.APPLYING] * 3,
        State.APPROVED,
    ]


async def test_an_approved_one_can_be_set(old: Old) -> None:
    """Its call can be claimed, once."""
    for number in APPROVED:
        begun = steps.begin(await old.decision(number), by(BOB, 60), run=Run())
        assert await old.decisions.keep(begun)
        (program,) = await old.programs(number)
        assert await old.claims.claim(begun.after, program, now=NOW)
        assert await old.claims.claim(begun.after, program, now=NOW) is None


class Going:
    """Decisions that today's routines bring on: WeChat shows what it had taken."""

    def __init__(self, old: Old) -> None:
        self.old, self.wechat, self.clock = old, SettingWeChat(), FakeClock(NOW + timedelta(minutes=33))
        self.keep_step = KeepStep(old.decisions, FakeAuditLog())
        wechat, visible = self.wechat, VisiblePrograms(FakePrograms(), FakeAccessRules())
        may_set = MaySet(visible, FakeOptIns(), allowed=True)
        bring_on = BringOn(
            old.decisions, old.claims, wechat, wechat, FakeMay(), self.keep_step, wechat.read, self.clock
        )
        self.runs = AdvanceRuns(old.decisions, bring_on)
        show_cards = ShowCards(old.decisions, FakeMessenger(), may_set, ReadDecisions(old.decisions, visible))
        self.due = AdvanceDecisions(old.decisions, bring_on, self.keep_step, show_cards)

    async def show(self, number: int, *states: ProgramState) -> None:
        """WeChat shows those of a decision's programs that are in these states."""
        programs = await self.old.programs(number)
        self.wechat.minimums.update({each.appid: v("3.8.0") for each in programs if each.state in states})

    async def tick(self, **later: float) -> None:
        """Time passes, and the routines are called."""
        self.clock.advance(timedelta(**later))
        now = await self.clock.now()
        await self.runs(now=now)
        await self.due(now=now)

    async def states(self, *numbers: int) -> list[State]:
        """Of these decisions, as they are now."""
        return [(await self.old.decision(number)).state for number in numbers]


async def test_one_in_the_middle_of_its_call_is_only_read(old: Old) -> None:
    """No button calls WeChat again, and what WeChat shows ends it: so does an answer that was lost, or is known."""
    going = Going(old)
    for number in (CRASHED, CRASHED_BACK):
        decision = await old.decision(number)
        assert not decision.may_roll_back
        with pytest.raises(DecisionMoved):
            steps.begin(decision, by(BOB, 60), run=Run())
    for number in (TAKEN, LOST, CRASHED):
        await going.show(number, ProgramState.ACCEPTED, ProgramState.APPLYING)
    (back,) = await old.programs(CRASHED_BACK)
    assert back.minimum
    going.wechat.minimums[back.appid] = back.minimum
    await going.tick()
    await going.tick(minutes=28)

    assert await going.states(TAKEN, LOST, CRASHED, CRASHED_BACK) == [*[State.VERIFIED] * 3, State.ROLLED_BACK]
    ones = {(await old.programs(number))[0].appid for number in (TAKEN, LOST, CRASHED, CRASHED_BACK)}
    assert not ones & set(going.wechat.calls)


async def test_a_call_without_effect_is_made_once_more(old: Old) -> None:
    """Half an hour later, after three readings; a roll-back sets the former minimum."""
    going = Going(old)
    (back,) = await old.programs(CRASHED_BACK)
    going.wechat.minimums[back.appid] = v("3.8.0")
    for minutes in (28, 4, 24):
        await going.tick(minutes=minutes)
        assert back.appid not in going.wechat.calls
    for minutes in (1, 1, 1, 1):
        await going.tick(minutes=minutes)

    assert going.wechat.calls.count(back.appid) == 1
    assert going.wechat.minimums[back.appid] == back.minimum
    assert await going.states(CRASHED_BACK) == [State.ROLLED_BACK]


async def test_what_people_set_is_read(old: Old) -> None:
    """A person's word, a fleet that people set, and what WeChat did not show in time: verified once it shows."""
    going = Going(old)
    await going.show(BY_WORD, ProgramState.SAID)
    await going.show(BY_HAND, ProgramState.WAITING)
    for number in (UNVERIFIED, UNVERIFIED_FLEET):
        await going.show(number, ProgramState.UNVERIFIED)
    await going.tick()
    assert await going.states(BY_WORD, BY_HAND) == [State.VERIFIED, State.APPLYING]
    await going.tick(days=1, hours=7)

    four = BY_WORD, BY_HAND, UNVERIFIED, UNVERIFIED_FLEET
    assert await going.states(*four) == [State.VERIFIED] * 4
    assert {(await old.decision(number)).next_at for number in four} == {None}


async def test_what_nobody_sets_ends(old: Old) -> None:
    """Those that wait for votes or hands when their time is over; what was unverified is not looked at for good."""
    going = Going(old)
    for days in (29, 1, 29):
        await going.tick(days=days)

    assert await going.states(12, 21, *APPROVED, 22) == [State.EXPIRED] * 6
    assert await going.states(UNVERIFIED, UNVERIFIED_FLEET, BY_HAND) == [State.UNVERIFIED] * 3
    due = await old.decisions.due(now=NOW + timedelta(days=99), limit=99)
    assert due == []


async def test_runs_go_on(old: Old) -> None:
    """What was in the middle of a call is read first, and called again only half an hour later if it has no effect."""
    going = Going(old)
    _, took, lost, *_ = crashed = [each.appid for each in await old.programs(CRASHED_FLEET) if each.batch >= 0]
    going.wechat.minimums[took] = v("3.8.0")
    await going.show(ANSWERED, ProgramState.ACCEPTED, ProgramState.APPLYING)
    for number in (TAKEN, LOST, CRASHED):
        await going.show(number, ProgramState.ACCEPTED, ProgramState.APPLYING)
    await going.tick()
    await going.tick(minutes=5)
    assert going.wechat.calls == []
    for minutes in (25, 1, 10, 1):
        await going.tick(minutes=minutes)

    assert going.wechat.calls[0] == lost
    assert sorted(going.wechat.calls[1:]) == crashed[3:]
    assert await going.states(CRASHED_FLEET, ANSWERED) == [State.VERIFIED] * 2


async def test_runs_that_stand_are_resumed_by_people(old: Old) -> None:
    """Until then nothing is called."""
    going = Going(old)
    waiting = set()
    for number in (PAUSED, STOPPED):
        waiting |= {each.appid for each in await old.programs(number) if each.state is ProgramState.WAITING}
    await going.tick()
    assert not waiting & set(going.wechat.calls)
    now = await going.clock.now()
    for number in (PAUSED, STOPPED):
        decision = await old.decision(number)
        assert decision.run
        batch = await old.decisions.tally("T1", decision.id, batch=decision.run.batch)
        run = running.turned(decision.run, RunStatus.RUNNING, batch, now=now)
        assert await going.keep_step(steps.keep_run(decision, run, Origin(CAROL, now)))
    for minutes in (0, 1, 10):
        await going.tick(minutes=minutes)

    assert waiting <= set(going.wechat.calls)
