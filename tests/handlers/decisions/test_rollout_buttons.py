"""Baselib sets a fleet: who starts, pauses, resumes and ends it, and what the card shows."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.access.roles import Grant, Role
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.quorum import QuorumRule
from bot.domain.decisions.rollout.program import LeftOut
from bot.domain.decisions.rollout.run import RunStatus
from bot.domain.numbers.percentage_meaning import NO_PIN
from bot.domain.programs.opt_in import OptIn
from bot.domain.programs.program import Program
from bot.errors import DecisionMoved, NotAllowed, SettingOff, StaleControl
from bot.lib.ignoring import ignore
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.rollout.set_fleets import SetFleets
from bot.usecases.sweep.reading_turns import ReadingTurns
from bot.usecases.sweep.sweep_workspace import Means, ReadNow
from tests.fakes.programs import FakePrograms
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, NOW, STRANGER, TEAM, Office, error_text, until
from tests.handlers.decisions.acting import buttons, current, propose_many, shown, vote
from tests.usecases.sweep_world import no_delay

FLEET = [Program(f"wx{number:016}", f"shop-{number}", tags=("mall",)) for number in range(1, 31)]
NUMBERS = feed({"3.8.1": "99.5", "3.0.0": "0.5"}, minimum="2.30.0")


class Rollout:
    """Thirty programs that Baselib may set, and its routine."""

    def __init__(self) -> None:
        self.office = office = Office(programs=FakePrograms(*FLEET))
        self.usecases = office.assemble()
        means = Means(
            office.source,
            office.snapshots,
            office.public_snapshots,
            office.read_failures,
            NO_PIN,
            None,
            ignore,
            ReadingTurns(delay=no_delay),
            timedelta(0),
        )
        self.read = ReadNow(means)
        self.routine = SetFleets(
            office.decisions,
            office.rollouts,
            office.claims,
            office.snapshots,
            office.setter,
            self.usecases.deciding.may_set,
            KeepStep(office.decisions, office.audit),
            self.read,
            office.clock,
        )

    async def approved(self, *, opted_in: int = 30) -> Decision:
        """A decision for those that opted in, with its vote."""
        office = self.office
        await office.install()
        for program in FLEET:
            office.source.set(program.appid, NUMBERS)
        for program in FLEET[:opted_in]:
            await office.opt_ins.put(TEAM, program.appid, OptIn(on=True))
        await self.read(TEAM, [each.appid for each in FLEET], now=NOW)
        await office.rules.grant(TEAM, Grant(BOWEN, Role.ADMIN, ALICE, NOW))
        await office.rules.set_quorum(TEAM, QuorumRule(many=len(FLEET)))
        decision = await propose_many(office, "propose 3.8.0 #mall")
        await vote(office, decision, BOWEN)
        return await current(office, decision)

    async def tick(self, minutes: float = 0) -> None:
        """Time passes, the scheduler sets what is due and updates the card."""
        office = self.office
        office.clock.set(await office.clock.now() + timedelta(minutes=minutes))
        await self.routine(now=await office.clock.now())
        await self.usecases.deciding.advance(now=await office.clock.now())


async def test_set_by_baselib() -> None:
    """Batch after batch, until WeChat shows all of them; the card keeps up."""
    rollout = Rollout()
    decision = await rollout.approved()
    assert controls.ROLLOUT_START in buttons(shown(rollout.office))
    assert "1 of 3 is running" in await vote(rollout.office, decision, ALICE, controls.ROLLOUT_START)
    await rollout.tick()
    assert len(rollout.office.setter.calls) == 1
    for minutes in (1, 10, 1, 10):
        await rollout.tick(minutes)
    assert "27 being verified" in json.dumps(shown(rollout.office).blocks)
    await rollout.tick(1)
    done = await current(rollout.office, decision)

    assert done.state is State.VERIFIED
    assert "30 of 30 set" in json.dumps(shown(rollout.office).blocks)
    assert len(rollout.office.setter.calls) == 30
    await rollout.office.close()


async def test_what_a_person_said_before_baselib_began() -> None:
    """Baselib reads such a program as any other: set if WeChat shows it, else called; then people say no more."""
    rollout = Rollout()
    decision, office = await rollout.approved(), rollout.office
    said, wrongly = (Control(subject_id=decision.id, only="to-set", text=str(at)) for at in (0, 1))
    for control in (said, wrongly):
        await office.pressed(controls.ROLLOUT_SAID, control, user=ALICE)
    office.source.set(FLEET[0].appid, replace(NUMBERS, minimum="3.8.0"))
    await vote(office, decision, ALICE, controls.ROLLOUT_START)
    refused, _ = await office.pressed(controls.ROLLOUT_NOT_YET, wrongly, user=ALICE)
    await rollout.tick()
    for minutes in (10, 1, 10, 1, 10, 1):
        await rollout.tick(minutes)

    assert refused.text == error_text(DecisionMoved(state=State.APPLYING))
    assert (await current(office, decision)).state is State.VERIFIED
    assert sorted(appid for appid, _ in office.setter.calls) == [program.appid for program in FLEET[1:]]
    await office.close()


async def test_admins_control_it() -> None:
    """Pause, resume and end it, leaving the rest; editors may do none of that."""
    rollout = Rollout()
    decision = await rollout.approved()
    await vote(rollout.office, decision, ALICE, controls.ROLLOUT_START)
    await rollout.tick()
    refused = await vote(rollout.office, decision, ALICE, controls.ROLLOUT_PAUSE)
    assert refused == error_text(NotAllowed(needed=Role.ADMIN))
    await vote(rollout.office, decision, BOWEN, controls.ROLLOUT_PAUSE)
    assert controls.ROLLOUT_RESUME in buttons(shown(rollout.office))
    await rollout.tick(60)
    assert len(rollout.office.setter.calls) == 1
    again = await vote(rollout.office, decision, BOWEN, controls.ROLLOUT_PAUSE)
    assert again == error_text(DecisionMoved(state="applying"), "zh-CN")
    await vote(rollout.office, decision, BOWEN, controls.ROLLOUT_RESUME)
    await rollout.tick()
    await rollout.tick(10)
    assert len(rollout.office.setter.calls) == 3
    await vote(rollout.office, decision, BOWEN, controls.ROLLOUT_END)
    await rollout.tick(1)
    done = await current(rollout.office, decision)

    assert done.run
    assert (done.state, done.run.status) == (State.VERIFIED, RunStatus.ENDED)
    assert "3 of 30 set and 27 set aside" in json.dumps(shown(rollout.office).blocks)
    runs = [entry.after.get("run") for entry in rollout.office.audit.entries if entry.after.get("run")]
    assert runs[:4] == ["running", "paused", "running", "ended"]
    await rollout.office.close()


@pytest.mark.parametrize("button", [controls.ROLLOUT_PAUSE, controls.ROLLOUT_END])
async def test_calls_under_way_when_it_is_stopped(button: str) -> None:
    """The answer counts them; none begins after it, also not of the ten that were to come; the card counts what is."""
    rollout = Rollout()
    decision = await rollout.approved()
    await vote(rollout.office, decision, ALICE, controls.ROLLOUT_START)
    for minutes in (0, 1, 10, 1):
        await rollout.tick(minutes)
    setter, calls = rollout.office.setter, len(rollout.office.setter.calls)
    setter.gate.clear()
    ticking = asyncio.create_task(rollout.tick(10))
    await until(lambda: len(setter.calls) == calls + 10)
    answer = await vote(rollout.office, decision, BOWEN, button)
    assert "还有 10 个调用正在进行" in answer
    assert "10 being set" in json.dumps(shown(rollout.office).blocks)
    setter.gate.set()
    await ticking
    assert len(setter.calls) == calls + 10
    again = await vote(rollout.office, decision, BOWEN, controls.ROLLOUT_END)
    assert button == controls.ROLLOUT_END or "没有正在进行的调用" in again
    await rollout.tick(1)
    done = await current(rollout.office, decision)

    assert done.state is State.VERIFIED
    assert "13 of 30 set and 17 set aside" in json.dumps(shown(rollout.office).blocks)
    assert len(setter.calls) == calls + 10
    await rollout.office.close()


async def test_an_opt_out_while_it_is_called() -> None:
    """The answer says that one call is under way; the others of the ten are called, no later one of that program."""
    rollout = Rollout()
    decision = await rollout.approved()
    await vote(rollout.office, decision, ALICE, controls.ROLLOUT_START)
    rollout.office.setter.gate.clear()
    ticking = asyncio.create_task(rollout.tick())
    await until(lambda: len(rollout.office.setter.calls) == 1)
    (appid, _), rows = rollout.office.setter.calls[0], await rollout.office.rollouts.programs(TEAM, decision.id)
    later = rows[1].appid
    for each in (appid, later):
        await rollout.office.pressed(controls.PROGRAM_SETTING, Control(appid=each), user=BOWEN)
    first, second = (
        json.dumps(each.blocks, ensure_ascii=False) for _, each, *_ in rollout.office.messenger.answers[-2:]
    )
    rollout.office.setter.gate.set()
    await ticking
    for minutes in (1, 10, 1, 10, 1):
        await rollout.tick(minutes)

    assert "还有一个调用正在进行" in first
    assert "调用正在进行" not in second
    assert {each for each, _ in rollout.office.setter.calls} == {each.appid for each in rows[:30]} - {later}
    await rollout.office.close()


async def test_merchants_who_have_not_opted_in() -> None:
    """Baselib leaves them out; the answer and the card say how many, and what to do."""
    rollout = Rollout()
    decision = await rollout.approved(opted_in=20)
    answered = json.dumps(rollout.office.messenger.answers[1][1].blocks)
    assert decision.fleet

    assert decision.fleet.programs == 20
    assert decision.fleet.left_out == ((LeftOut.OPTED_OUT, 10),)
    assert "10 programs are left out because Baselib may not set them" in answered
    for text in (answered, json.dumps(shown(rollout.office).blocks)):
        assert "programs setting shop on" in text
    await rollout.office.close()


async def test_no_merchant_has_opted_in() -> None:
    """People set all of them; Baselib offers it once a merchant has, which an old card's press explains."""
    rollout = Rollout()
    decision = await rollout.approved(opted_in=0)
    assert controls.ROLLOUT_START not in buttons(shown(rollout.office))
    assert "“Set all” appears here" in json.dumps(shown(rollout.office).blocks, ensure_ascii=False)
    pressed = await vote(rollout.office, decision, ALICE, controls.ROLLOUT_START)

    assert decision.fleet
    assert decision.fleet.programs == 30
    assert pressed == error_text(SettingOff(because="fleet", program="#mall"))
    assert (await current(rollout.office, decision)).state is State.APPROVED
    allowed = Control(appid=FLEET[6].appid, choice=controls.ON)
    await rollout.office.pressed(controls.PROGRAM_SETTING, allowed, user=BOWEN)
    assert controls.ROLLOUT_START in buttons(shown(rollout.office))
    assert "may set only one of them" in json.dumps(shown(rollout.office).blocks)
    await rollout.office.close()


async def test_a_voter_who_may_not_decide_any_more() -> None:
    """Without their votes, or with other programs than decided about, it does not begin."""
    rollout = Rollout()
    decision = await rollout.approved()
    rows = rollout.office.decisions.rows[TEAM, decision.id]
    first = rows[0]
    rows[0] = replace(first, appid="wx00000000000000ff")
    forged = await vote(rollout.office, decision, STRANGER, controls.ROLLOUT_START)
    rows[0] = first
    await rollout.office.rules.grant(TEAM, Grant(BOWEN, Role.VIEWER, ALICE, NOW))
    fewer = await vote(rollout.office, decision, STRANGER, controls.ROLLOUT_START)

    assert forged == error_text(StaleControl())
    assert fewer == error_text(DecisionMoved(state="proposed"))
    assert rollout.office.setter.calls == []
    await rollout.office.close()
