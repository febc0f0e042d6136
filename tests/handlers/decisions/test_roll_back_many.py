"""An admin rolls many programs back: the preview, the button, and what the card shows."""

import json
from datetime import timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.domain.access import Role
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.program import ProgramState
from bot.domain.programs import OptIn
from bot.errors import DecisionMoved, NotAllowed, SettingOff, WeChatRefused
from tests.blocks.checks import element_of
from tests.fakes.opt_ins import choose
from tests.handlers.context import ALICE, BOWEN, NOW, TEAM, error_text
from tests.handlers.decisions.acting import an_admin, buttons, current, propose, shown, tick, vote
from tests.handlers.decisions.many import FLEET, Rollout

ROLL_BACK = controls.DECISION_ROLL_BACK
REFUSED = WeChatRefused(code=85015, errmsg="version not exist", rid="r-1")


async def verified() -> tuple[Rollout, Decision]:
    """Thirty programs that Baselib has set."""
    rollout = Rollout()
    decision = await rollout.approved()
    await vote(rollout.office, decision, ALICE, controls.ROLLOUT_START)
    for minutes in (0, 1, 10, 1, 10, 1):
        await rollout.tick(minutes)
    return rollout, await current(rollout.office, decision)


async def press(rollout: Rollout, preview: Message, user: str) -> tuple[Message, bool]:
    """Press the button of a preview."""
    return await rollout.office.pressed(ROLL_BACK, element_of(preview, ROLL_BACK)["value"], user=user)


async def preview(rollout: Rollout, decision: Decision, user: str) -> Message:
    """What the card's button opens."""
    message, replaces = await rollout.office.pressed(ROLL_BACK, Control(subject_id=decision.id), user=user)
    assert not replaces
    return message


async def test_looked_at_then_rolled_back() -> None:
    """How many, to which minimums, who is left and why; nothing happens until its button is pressed."""
    rollout, decision = await verified()
    office, admin = rollout.office, an_admin(rollout.office)
    assert ROLL_BACK in buttons(shown(office))
    await choose(office.opt_ins, TEAM, FLEET[5].appid, OptIn(on=False))
    await propose(office, "propose 3.8.1 shop-7")
    looked = await preview(rollout, decision, admin)
    text = json.dumps(looked.blocks, ensure_ascii=False)

    assert "Roll back 28 programs from 3.8.0?" in text
    assert "Their minimum becomes again: 2.30.0 in 28." in text
    assert "2 programs are left as they are: they were not set, had no minimum before, have another open" in text
    assert (len(office.setter.calls), (await current(office, decision)).state) == (30, State.VERIFIED)

    begun, replaces = await press(rollout, looked, admin)
    assert (begun.text, replaces) == (
        "⏳ Being rolled back: 0 of 30 rolled back and 2 left as they are. Batch 1 of 3 is running.",
        True,
    )
    for minutes in (0, 1, 10, 1, 10, 1):
        await rollout.tick(minutes)
    done = await current(office, decision)
    assert (done.state, {version.text for _, version in office.setter.calls[30:]}) == (State.ROLLED_BACK, {"2.30.0"})
    assert not {FLEET[5].appid, FLEET[6].appid} & {appid for appid, _ in office.setter.calls[30:]}
    assert "↩️ Rolled back: 28 of 30 rolled back and 2 left as they are." in card(rollout)
    assert buttons(shown(office)) == {controls.ROLLOUT_PROGRAMS, controls.ROLLOUT_CSV}
    await office.close()


async def test_only_admins() -> None:
    """An editor sees no preview, and a preview's button is none for an editor."""
    rollout, decision = await verified()
    looked = await preview(rollout, decision, BOWEN)
    pressed, _ = await press(rollout, looked, ALICE)
    refused = error_text(NotAllowed(needed=Role.ADMIN))

    assert await vote(rollout.office, decision, ALICE, ROLL_BACK) == refused
    assert pressed.text == refused
    assert len(rollout.office.setter.calls) == 30
    await rollout.office.close()


async def test_another_number_is_looked_at_first() -> None:
    """The preview again, in the place of the old one, which says so; pressed twice it begins once."""
    rollout, decision = await verified()
    office, admin = rollout.office, an_admin(rollout.office)
    looked = await preview(rollout, decision, admin)
    await choose(office.opt_ins, TEAM, FLEET[5].appid, OptIn(on=False))
    again, replaces = await press(rollout, looked, admin)
    assert (replaces, (await current(office, decision)).state) == (True, State.VERIFIED)
    assert "Nothing was rolled back: the number of programs has changed" in json.dumps(again.blocks)
    assert "Roll back 29 programs" in json.dumps(again.blocks)
    await press(rollout, again, admin)
    twice, _ = await press(rollout, again, admin)
    await rollout.tick()

    assert twice.text == error_text(DecisionMoved(state=State.APPLYING))
    assert len(office.setter.calls) == 31
    await office.close()


async def test_paused_resumed_and_ended() -> None:
    """As any run; those that were not reached keep the decided version."""
    rollout, decision = await verified()
    office, admin = rollout.office, an_admin(rollout.office)
    await press(rollout, await preview(rollout, decision, admin), admin)
    await rollout.tick()
    assert "Paused in batch 1 of 3" in await vote(office, decision, admin, controls.ROLLOUT_PAUSE)
    await rollout.tick(60)
    assert len(office.setter.calls) == 31
    await vote(office, decision, admin, controls.ROLLOUT_RESUME)
    await rollout.tick()
    await rollout.tick(10)
    assert len(office.setter.calls) == 33
    await vote(office, decision, admin, controls.ROLLOUT_END)
    await rollout.tick(1)

    assert (await current(office, decision)).state is State.VERIFIED
    assert "Not all are rolled back: 3 of 30 rolled back and 27 set aside" in card(rollout)
    assert "Roll back 27 programs" in json.dumps((await preview(rollout, decision, admin)).blocks)
    await office.close()


async def test_wechat_refuses() -> None:
    """The first refusal is more than 2 % of its batch: it stops; ended it is verified as before, and can be tried."""
    rollout, decision = await verified()
    office, admin = rollout.office, an_admin(rollout.office)
    for program in FLEET:
        office.setter.fail(program.appid, REFUSED)
    await press(rollout, await preview(rollout, decision, admin), admin)
    await rollout.tick()
    assert "WeChat refused more than 2% of it" in card(rollout)
    await vote(office, decision, admin, controls.ROLLOUT_END)
    await rollout.tick(1)

    assert (await current(office, decision)).state is State.VERIFIED
    assert "⚠️ Not all are rolled back: 0 of 30 rolled back, 1 refused and 29 set aside." in card(rollout)
    assert len((await current(office, decision)).tally.states) == 2
    assert "Roll back 30 programs" in json.dumps((await preview(rollout, decision, admin)).blocks)
    await office.close()


async def test_none_may_be_rolled_back() -> None:
    """Without a program that Baselib may set there is no button, and an old one says why."""
    rollout, decision = await verified()
    for program in FLEET:
        await choose(rollout.office.opt_ins, TEAM, program.appid, OptIn(on=False))
    pressed = await vote(rollout.office, decision, an_admin(rollout.office), ROLL_BACK)

    assert pressed == error_text(SettingOff(because="fleet", program="#mall"))
    await rollout.office.close()


async def test_no_lesson_of_what_was_rolled_back() -> None:
    """A week and four weeks later the thread says nothing."""
    rollout, decision = await verified()
    office, admin = rollout.office, an_admin(rollout.office)
    await press(rollout, await preview(rollout, decision, admin), admin)
    for minutes in (0, 1, 10, 1, 10, 1):
        await rollout.tick(minutes)
    for days in (1, 8, 29):
        await tick(office, rollout.usecases, days=days)

    assert "Rolled back: 30 of 30" in office.messenger.posted[-1].message.text
    await office.close()


@pytest.mark.parametrize("by_hand", [True, False])
async def test_set_before_or_by_people(*, by_hand: bool) -> None:
    """What a person has set goes back like the rest, and what was never set is not touched."""
    rollout = Rollout()
    decision, office = await rollout.approved(), rollout.office
    admin = an_admin(office)
    for program in FLEET[:10]:
        office.source.set_minimum(program.appid, "3.8.0")
    if by_hand:
        ticking = Control(subject_id=decision.id, only="to-set", text="0")
        await office.pressed(controls.ROLLOUT_SAID, ticking, user=ALICE)
        later = NOW + timedelta(days=1)
        await rollout.usecases.deciding.advance.bring_on.read(TEAM, [each.appid for each in FLEET], now=later)
        await tick(office, rollout.usecases, days=8)
        assert (await current(office, decision)).state is State.UNVERIFIED
    else:
        await vote(office, decision, ALICE, controls.ROLLOUT_START)
        for minutes in (0, 1, 10, 1, 10, 1):
            await rollout.tick(minutes)
    calls = len(office.setter.calls)
    await press(rollout, await preview(rollout, decision, admin), admin)
    await rollout.tick()
    for minutes in (1, 10, 1, 10, 1):
        await rollout.tick(minutes)
    done = await current(office, decision)

    assert done.state is State.ROLLED_BACK
    assert done.tally.count(ProgramState.ROLLED_BACK) == len(office.setter.calls) - calls == (10 if by_hand else 30)
    await office.close()


def card(rollout: Rollout) -> str:
    """The card as it stands in the channel."""
    return json.dumps(shown(rollout.office).blocks, ensure_ascii=False)
