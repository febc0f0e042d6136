"""People set many programs one after the other: their word, the readings after it, and its end."""

import json

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.program import ProgramState
from bot.errors import StaleControl
from tests.handlers.context import ALICE, BOWEN, TEAM, Office, error_text
from tests.handlers.decisions.acting import buttons, current, shown
from tests.handlers.decisions.many import FLEET, Rollout


def beside(decision: Decision, position: int) -> Control:
    """Of the buttons beside a program still to set."""
    return Control(subject_id=decision.id, only="to-set", text=str(position))


async def say(rollout: Rollout, decision: Decision, *positions: int) -> None:
    """Bowen says that these are set."""
    for position in positions:
        await rollout.office.pressed(controls.ROLLOUT_SAID, beside(decision, position), user=BOWEN)


async def state_of(office: Office, decision: Decision, position: int) -> ProgramState:
    """The state of one program."""
    return (await office.decisions.programs(TEAM, decision.id))[position].state


async def test_a_word_is_read_on_schedule() -> None:
    """After 1, 5 and 30 minutes, 6 hours and a day; then this one is unverified, and the others are still to set."""
    rollout = Rollout()
    decision, office = await rollout.approved(opted_in=0), rollout.office
    await say(rollout, decision, 0)
    assert (await current(office, decision)).state is State.APPLYING
    before, read = len(office.source.calls), []
    for minutes in (0.5, 0.5, 3, 1, 20, 5, 300, 30, 900, 180):
        await rollout.tick(minutes)
        read.append(len(office.source.calls) - before)

    assert read == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert await state_of(office, decision, 0) is ProgramState.UNVERIFIED
    assert (await current(office, decision)).state is State.APPLYING
    assert "0 of 30 set and 1 not shown by WeChat" in json.dumps(shown(office).blocks)
    await office.close()


async def test_it_shows_after_all() -> None:
    """A later daily reading verifies a word that was given up; a higher minimum is said in the list."""
    rollout = Rollout()
    decision, office = await rollout.approved(opted_in=0), rollout.office
    await say(rollout, decision, 0)
    for minutes in (1, 4, 25, 330, 1_080):
        await rollout.tick(minutes)
    (first, *_) = await office.decisions.programs(TEAM, decision.id)
    assert first.state is ProgramState.UNVERIFIED
    office.source.set_minimum(first.appid, "3.8.6")
    await rollout.usecases.deciding.advance.bring_on.read(TEAM, [first.appid], now=await office.clock.now())
    await rollout.tick(60)
    listed, _ = await office.pressed(controls.ROLLOUT_PROGRAMS, Control(subject_id=decision.id), user=ALICE)

    assert await state_of(office, decision, 0) is ProgramState.VERIFIED
    assert "set: WeChat shows 3.8.6" in json.dumps(listed.blocks)
    assert "1 of 30 set" in json.dumps(shown(office).blocks)
    await office.close()


async def test_the_last_word_taken_back() -> None:
    """It is approved as before; until then it is being set, and Baselib may still begin with the rest."""
    rollout = Rollout()
    decision, office = await rollout.approved(), rollout.office
    await say(rollout, decision, 0, 1)
    assert controls.ROLLOUT_START in buttons(shown(office))
    await office.pressed(controls.ROLLOUT_NOT_YET, beside(decision, 0), user=BOWEN)
    assert (await current(office, decision)).state is State.APPLYING
    await office.pressed(controls.ROLLOUT_NOT_YET, beside(decision, 1), user=BOWEN)
    back = await current(office, decision)

    assert (back.state, back.applied_at, back.tally.states) == (State.APPROVED, None, {ProgramState.WAITING: 30})
    assert {controls.ROLLOUT_START, controls.CONSOLE_LINK} <= buttons(shown(office))
    await office.close()


async def test_words_for_all_of_them() -> None:
    """Once WeChat shows each it is verified; a button beside one that is set does nothing more."""
    rollout = Rollout()
    decision, office = await rollout.approved(opted_in=0), rollout.office
    for program in FLEET:
        office.source.set_minimum(program.appid, "3.8.0")
    await say(rollout, decision, *range(30))
    await rollout.tick(1)
    late, _ = await office.pressed(controls.ROLLOUT_NOT_YET, beside(decision, 3), user=BOWEN)

    assert (await current(office, decision)).state is State.VERIFIED
    assert "✅ Verified: 30 of 30 set." in json.dumps(shown(office).blocks, ensure_ascii=False)
    assert late.text == error_text(StaleControl(), "zh-CN", "Asia/Shanghai")
    await office.close()
