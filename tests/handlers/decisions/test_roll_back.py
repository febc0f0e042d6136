"""Baselib sets the former minimum again: by an admin, where WeChat still shows what was decided."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.domain.access import Role
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.program import ProgramState
from bot.domain.programs import OptIn
from bot.errors import (
    DecisionMoved,
    MinimumUnclear,
    NotAllowed,
    SettingOff,
    WeChatRefused,
    WeChatUnreachable,
)
from bot.usecases.everything import UseCases
from tests.blocks.checks import element_of
from tests.fakes.programs import choose
from tests.handlers.context import ALICE, BOWEN, NOW, SHOP, TEAM, Office, error_text
from tests.handlers.decisions.acting import (
    CAROL,
    SMALL,
    an_admin,
    approved,
    buttons,
    current,
    propose,
    shown,
    tick,
    vote,
)
from tests.handlers.decisions.many import FLEET, Rollout

REFUSED = WeChatRefused(code=89014, errmsg="support version error", rid="6743c1a5-1f2e3d4c")
SET_NOW, ROLL_BACK = controls.DECISION_SET_NOW, controls.DECISION_ROLL_BACK


async def verified(office: Office, usecases: UseCases) -> Decision:
    """A decision that Baselib has set, and that WeChat shows."""
    decision = await approved(office)
    await vote(office, decision, ALICE, SET_NOW)
    await tick(office, usecases, minutes=1.1)
    return await current(office, decision)


async def test_a_roll_back_is_not_verified_by_more(office: Office, usecases: UseCases) -> None:
    decision = await verified(office, usecases)
    office.setter.takes = False
    office.setter.fail(SHOP.appid, MinimumUnclear(reason="timeout"))
    await vote(office, decision, an_admin(office), ROLL_BACK)
    await tick(office, usecases, minutes=3)

    assert (await current(office, decision)).state is State.APPLYING


async def test_rolled_back(office: Office, usecases: UseCases) -> None:
    decision = await verified(office, usecases)
    assert await vote(office, decision, ALICE, ROLL_BACK) == error_text(NotAllowed(needed="admin"))
    await vote(office, decision, an_admin(office), ROLL_BACK)
    assert [version.text for _, version in office.setter.calls] == ["3.8.0", "2.30.0"]
    await tick(office, usecases, minutes=3)

    assert (await current(office, decision)).state is State.ROLLED_BACK
    assert "shows 2.30.0 again" in office.messenger.posted[-1].message.text


async def test_a_roll_back_that_wechat_refuses(office: Office, usecases: UseCases) -> None:
    decision = await verified(office, usecases)
    office.setter.fail(SHOP.appid, REFUSED)

    answer = await vote(office, decision, an_admin(office), ROLL_BACK)

    for text in (answer, json.dumps(shown(office).blocks)):
        assert "Not rolled back: " in text
        assert "89014" in text
    assert (await current(office, decision)).state is State.VERIFIED
    assert buttons(shown(office)) == {ROLL_BACK}
    office.setter.fail(SHOP.appid, None)
    await vote(office, decision, an_admin(office), ROLL_BACK)
    await tick(office, usecases, minutes=5)
    assert (await current(office, decision)).state is State.ROLLED_BACK
    assert [version.text for _, version in office.setter.calls] == ["3.8.0", "2.30.0", "2.30.0"]


async def test_a_roll_back_without_a_reading(office: Office, usecases: UseCases) -> None:
    decision = await verified(office, usecases)
    office.source.fail(SHOP.appid, WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"))
    answer = await vote(office, decision, an_admin(office), ROLL_BACK)

    assert "Not rolled back: api.weixin.qq.com did not respond in time" in answer
    assert (await current(office, decision)).state is State.VERIFIED
    assert buttons(shown(office)) == {ROLL_BACK}
    assert len(office.setter.calls) == 1


async def test_a_roll_back_that_never_shows(office: Office, usecases: UseCases) -> None:
    decision = await verified(office, usecases)
    office.setter.takes = False
    await vote(office, decision, an_admin(office), ROLL_BACK)
    for hours in (0.2, 0.3, 1, 7, 26):
        await tick(office, usecases, hours=hours)
    assert (await current(office, decision)).state is State.UNVERIFIED
    office.source.set(SHOP.appid, SMALL)
    await vote(office, decision, BOWEN, controls.DECISION_CHECK)

    assert (await current(office, decision)).state is State.ROLLED_BACK


async def test_nothing_to_roll_back(office: Office, usecases: UseCases) -> None:
    decision = await verified(office, usecases)
    office.source.set(SHOP.appid, replace(SMALL, minimum="3.8.1"))

    answer = await vote(office, decision, an_admin(office), ROLL_BACK)

    assert "Not rolled back: The minimum was 3.8.0; now it is 3.8.1." in answer
    assert (await current(office, decision)).state is State.VERIFIED
    assert len(office.setter.calls) == 1


async def test_a_roll_back_waits_for_an_open_decision(office: Office, usecases: UseCases) -> None:
    decision = await verified(office, usecases)
    await propose(office, "propose 3.8.1 shop", CAROL)

    assert "open decision" in await vote(office, decision, an_admin(office), ROLL_BACK)
    assert len(office.setter.calls) == 1


ROLL_BACK_MANY_ROLL_BACK = controls.DECISION_ROLL_BACK
ROLL_BACK_MANY_REFUSED = WeChatRefused(code=85015, errmsg="version not exist", rid="r-1")


async def roll_back_many_verified() -> tuple[Rollout, Decision]:
    rollout = Rollout()
    decision = await rollout.approved()
    await vote(rollout.office, decision, ALICE, controls.ROLLOUT_START)
    for minutes in (0, 1, 10, 1, 10, 1):
        await rollout.tick(minutes)
    return rollout, await current(rollout.office, decision)


async def press(rollout: Rollout, preview: Message, user: str) -> tuple[Message, bool]:
    return await rollout.office.pressed(
        ROLL_BACK_MANY_ROLL_BACK, element_of(preview, ROLL_BACK_MANY_ROLL_BACK)["value"], user=user
    )


async def preview(rollout: Rollout, decision: Decision, user: str) -> Message:
    message, replaces = await rollout.office.pressed(
        ROLL_BACK_MANY_ROLL_BACK, Control(subject_id=decision.id), user=user
    )
    assert not replaces
    return message


async def test_looked_at_then_rolled_back() -> None:
    """How many, to which minimums, who is left and why; nothing happens until its button is pressed."""
    rollout, decision = await roll_back_many_verified()
    office, admin = rollout.office, an_admin(rollout.office)
    assert ROLL_BACK_MANY_ROLL_BACK in buttons(shown(office))
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
    rollout, decision = await roll_back_many_verified()
    looked = await preview(rollout, decision, BOWEN)
    pressed, _ = await press(rollout, looked, ALICE)
    refused = error_text(NotAllowed(needed=Role.ADMIN))

    assert await vote(rollout.office, decision, ALICE, ROLL_BACK_MANY_ROLL_BACK) == refused
    assert pressed.text == refused
    assert len(rollout.office.setter.calls) == 30
    await rollout.office.close()


async def test_another_number_is_looked_at_first() -> None:
    """The preview again, in the place of the old one, which says so; pressed twice it begins once."""
    rollout, decision = await roll_back_many_verified()
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
    rollout, decision = await roll_back_many_verified()
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
    rollout, decision = await roll_back_many_verified()
    office, admin = rollout.office, an_admin(rollout.office)
    for program in FLEET:
        office.setter.fail(program.appid, ROLL_BACK_MANY_REFUSED)
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
    rollout, decision = await roll_back_many_verified()
    for program in FLEET:
        await choose(rollout.office.opt_ins, TEAM, program.appid, OptIn(on=False))
    pressed = await vote(rollout.office, decision, an_admin(rollout.office), ROLL_BACK_MANY_ROLL_BACK)

    assert pressed == error_text(SettingOff(because="fleet", program="#mall"))
    await rollout.office.close()


async def test_no_lesson_of_what_was_rolled_back() -> None:
    rollout, decision = await roll_back_many_verified()
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
        await rollout.usecases.advance.read(TEAM, [each.appid for each in FLEET], now=later)
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
    return json.dumps(shown(rollout.office).blocks, ensure_ascii=False)
