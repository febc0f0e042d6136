"""Baselib sets a fleet: who starts, pauses, resumes and ends it, and what the card shows."""

import asyncio
import json
from dataclasses import replace

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.access import Grant, Role
from bot.domain.decisions.decision import RunStatus, State
from bot.domain.decisions.program import LeftOut, ProgramState
from bot.errors import BotError, DecisionMoved, NotAllowed, SettingOff, StaleControl, WeChatRefused, WeChatUnreachable
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, NOW, STRANGER, TEAM, error_text, until
from tests.handlers.decisions.acting import FLEET, NUMBERS, Rollout, buttons, current, shown, vote


async def test_set_by_baselib() -> None:
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


@pytest.mark.parametrize("place", ["9" * 60, "-1", "x", "", "٣"])
async def test_a_place_that_no_button_has(place: str) -> None:
    rollout = Rollout()
    decision = await rollout.approved()
    answer, _ = await rollout.office.pressed(
        controls.ROLLOUT_SAID, json.dumps({"s": decision.id, "f": "to-set", "t": place}), user=ALICE
    )

    assert answer.text == error_text(StaleControl())
    await rollout.office.close()


async def test_a_persons_word_before_baselib_begins() -> None:
    """Baselib reads what a person says is set before it calls for it; while it sets them people say no more."""
    rollout = Rollout()
    decision, office = await rollout.approved(), rollout.office
    one, two = (Control(subject_id=decision.id, only="to-set", text=str(at)) for at in (0, 1))
    for control in (one, two):
        await office.pressed(controls.ROLLOUT_SAID, control, user=ALICE)
    appids = [each.appid for each in await office.decisions.programs(TEAM, decision.id)]
    office.source.set_minimum(appids[0], "3.8.0")
    await vote(office, decision, ALICE, controls.ROLLOUT_START)
    refused, _ = await office.pressed(controls.ROLLOUT_SAID, two, user=ALICE)
    assert refused.text == error_text(DecisionMoved(state=State.APPLYING))
    assert (await current(office, decision)).tally.states == {ProgramState.WAITING: 30}
    for minutes in (0, 1, 10):
        await rollout.tick(minutes)

    assert (await current(office, decision)).tally.count(ProgramState.VERIFIED) == 1
    assert [appid for appid, _ in office.setter.calls] == appids[1:3]
    await office.close()


async def test_admins_control_it() -> None:
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
@pytest.mark.parametrize("touched", [True, False])
async def test_calls_under_way_when_it_is_stopped(button: str, *, touched: bool) -> None:
    """The answer counts them, as the card does, also those of a process that may be gone; none begins after it."""
    rollout = Rollout()
    decision = await rollout.approved()
    await vote(rollout.office, decision, ALICE, controls.ROLLOUT_START)
    for minutes in (0, 1, 10, 1):
        await rollout.tick(minutes)
    setter, calls = rollout.office.setter, len(rollout.office.setter.calls)
    setter.gate.clear()
    ticking = asyncio.create_task(rollout.tick(10))
    await until(lambda: len(setter.calls) == calls + 10)
    rollout.office.claims.untouched = touched
    answer = await vote(rollout.office, decision, BOWEN, button)
    rollout.office.claims.untouched = True
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
    (appid, _), rows = rollout.office.setter.calls[0], await rollout.office.decisions.programs(TEAM, decision.id)
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
    assert "Approvals that still count: 0 of 1" in fewer
    assert (await current(rollout.office, decision)).state is State.STALE
    assert rollout.office.setter.calls == []
    await rollout.office.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"), "api.weixin.qq.com did not respond in time"),
        (WeChatRefused(code=48001, errmsg="api unauthorized", rid="r-1"), "48001"),
    ],
)
async def test_none_could_be_read(error: BotError, words: str) -> None:
    """Tried three times; then it is approved as before, with the reason on the card and in the list, and the button."""
    rollout = Rollout(2)
    decision, office = await rollout.approved(), rollout.office
    for program in FLEET[:2]:
        office.source.fail(program.appid, error)
    await vote(office, decision, ALICE, controls.ROLLOUT_START)
    for minutes in (0, *[5] * 20):
        await rollout.tick(minutes)
    listed, _ = await office.pressed(controls.ROLLOUT_PROGRAMS, Control(subject_id=decision.id), user=ALICE)
    card = json.dumps(shown(office).blocks, ensure_ascii=False)

    assert (await current(office, decision)).state is State.APPROVED
    assert "⚠️ Approved, and not set: " in card
    assert words in card
    assert "not set yet: " in json.dumps(listed.blocks)
    assert controls.ROLLOUT_START in buttons(shown(office))
    assert office.setter.calls == []
    for program in FLEET[:2]:
        office.source.fail(program.appid, None)
    await vote(office, decision, ALICE, controls.ROLLOUT_START)
    for minutes in (0, 1, 10, 1):
        await rollout.tick(minutes)
    assert (await current(office, decision)).state is State.VERIFIED
    await office.close()


async def test_all_have_changed_since() -> None:
    """Nothing was set: it is out of date, and the list has what has changed of each."""
    rollout = Rollout(3)
    decision, office = await rollout.approved(), rollout.office
    moved, dearer, revoked = FLEET[:3]
    office.source.set(moved.appid, replace(NUMBERS, minimum="3.0.0"))
    office.source.set(dearer.appid, feed({"3.8.1": "90", "3.0.0": "10"}, minimum="2.30.0"))
    office.source.fail(revoked.appid, WeChatRefused(code=61007, errmsg="api unauthorized", rid="r-1"))
    await vote(office, decision, ALICE, controls.ROLLOUT_START)
    for minutes in (0, 10, 10, 10):
        await rollout.tick(minutes)
    listed, _ = await office.pressed(controls.ROLLOUT_PROGRAMS, Control(subject_id=decision.id), user=ALICE)
    text = json.dumps(listed.blocks)

    assert (await current(office, decision)).state is State.STALE
    assert (
        "⌛ Out of date, and nothing was set: 0 of 3 set and 3 set aside. “Programs” shows what has changed."
        in json.dumps(shown(office).blocks, ensure_ascii=False)
    )
    for words in ("its minimum has changed since", "its loss has grown since", "set 18 no longer granted"):
        assert f"set aside: {words}" in text
    assert office.setter.calls == []
    await office.close()


@pytest.mark.parametrize("minimum", ["3.8.0", "3.8.6"])
async def test_wechat_shows_them_already(minimum: str) -> None:
    rollout = Rollout(3)
    decision, office = await rollout.approved(), rollout.office
    for program in FLEET[:2]:
        office.source.set_minimum(program.appid, minimum)
    await vote(office, decision, ALICE, controls.ROLLOUT_START)
    for minutes in (0, 1, 10, 1, 10, 1):
        await rollout.tick(minutes)
    listed, _ = await office.pressed(controls.ROLLOUT_PROGRAMS, Control(subject_id=decision.id), user=ALICE)

    assert [appid for appid, _ in office.setter.calls] == [FLEET[2].appid]
    assert "✅ Verified: 3 of 3 set." in json.dumps(shown(office).blocks, ensure_ascii=False)
    assert json.dumps(listed.blocks).count("set: WeChat shows 3.8.6") == (2 if minimum == "3.8.6" else 0)
    await office.close()
