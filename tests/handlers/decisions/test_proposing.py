"""Propose, as people type and press it."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.decisions.form import PLANNED, REASON, VERDICT
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.evidence import Caution, Evidence
from bot.domain.decisions.program import ProgramState
from bot.domain.decisions.steps import card
from bot.domain.delivery import DeliveryKind
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import (
    ChannelUnavailable,
    DecisionMoved,
    NoProposal,
    SlackBusy,
    StaleControl,
    UnknownProgram,
    WeChatBusy,
)
from bot.ports.slack import Person
from bot.usecases.deliver import Post
from bot.usecases.everything import UseCases
from tests.blocks.checks import sent
from tests.domain.build import v
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, NOW, SHOP, STRANGER, TEAM, Office, error_text
from tests.handlers.decisions.acting import FLEET, SMALL, Rollout, buttons, current, propose, shown, tick, vote


async def test_proposed_with_the_form(office: Office) -> None:
    from_answer = Control(appid=SHOP.appid, version=(await propose(office)).version)
    await office.press(controls.DECISION_PROPOSE, replace(from_answer, appid=CAFE.appid))
    view = await office.opened()
    state = sent({REASON: {"value": None}})
    assert await office.submit({**view, "id": "V1", "hash": "1.a", **state}) is None
    await office.settle()

    newest, *_ = await office.decisions.of_team(TEAM, limit=1)
    assert (newest.number, newest.appid, newest.reason) == (2, CAFE.appid, "")


async def submitted(office: Office, **typed: str) -> Any:
    """Propose 3.8.0 for the shop in the form; the response."""
    office.source.set(SHOP.appid, SMALL)
    await office.press(controls.DECISION_PROPOSE, Control(appid=SHOP.appid, version=v("3.8.0")))
    view = await office.opened()
    reason, verdict = {"value": typed.get("reason")}, {"value": typed.get("verdict")}
    filled = sent({REASON: reason, PLANNED: {"selected_date": typed.get("planned")}, VERDICT: verdict})
    errors = await office.submit({**view, "id": "V1", "hash": "1.a", **filled})
    await office.settle()
    return errors


async def test_a_misspelt_program(office: Office) -> None:
    """It is not taken as a reason about the channel's program; any other word is."""
    await office.ask("use shop")
    refused = await office.ask("propose 3.8.0 caffe new payments")
    assert await office.decisions.of_team(TEAM, limit=1) == []
    decision = await propose(office, "propose 3.8.0 new payments")

    assert refused.text == error_text(UnknownProgram(name="caffe", suggestion="cafe"))
    assert (decision.appid, decision.reason) == (SHOP.appid, "new payments")


@pytest.mark.parametrize("typed", ["caffe", "c", ""], ids=["misspelt", "several", "none"])
async def test_the_reason_survives_the_pick(office: Office, typed: str) -> None:
    office.programs.programs.append(Program(Visible("wx0000000000000003"), "corner"))
    office.source.set(SHOP.appid, SMALL)
    reason = "because of chunked transfer, see pull/7: " + "and so on " * 12 + "end"
    asked = await office.ask(f"propose 3.8.0 {typed} {reason}")
    _, replaces = await office.pressed(
        controls.PROGRAM_PICK,
        type="external_select",
        block_id=asked.blocks[-1]["block_id"],
        selected_option={"value": SHOP.appid},
    )
    (decision,) = await office.decisions.of_team(TEAM, limit=2)

    assert replaces
    assert (decision.appid, decision.reason) == (SHOP.appid, reason)


async def test_a_reason_that_no_select_can_carry(office: Office) -> None:
    reason = "because " * 40
    asked = await office.ask(f"propose 3.8.0 caffe {reason}")

    assert controls.PROGRAM_PICK not in json.dumps(asked.blocks)
    assert reason.strip() in json.dumps(asked.blocks)


async def test_a_card_that_did_not_arrive(office: Office, usecases: UseCases) -> None:
    """It is sent again as the decision is by then: who has the link may have voted already."""
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    handle = usecases.deliver.handlers[DeliveryKind.DECISION]
    again = await handle(card(decision, lease_until=NOW), now=NOW)

    assert isinstance(again, Post)
    assert (again.channel_id, again.message) == (CHANNEL, shown(office))


async def test_a_version_that_no_user_has(office: Office) -> None:
    """Neither it nor a newer one: all users would be cut off, and WeChat may not know it."""
    office.source.set(SHOP.appid, SMALL)

    assert (await office.ask("propose 9.9.9 shop")).text == error_text(NoProposal(because="unused", program="shop"))
    assert (await propose(office, "propose 3.8.1 shop")).version == v("3.8.1")


async def test_a_planned_day_and_a_scan(office: Office, usecases: UseCases) -> None:
    """Both are frozen with the numbers; the scan is labelled as given, approval lasts until the day."""
    verdict = {"outcome": "passed", "to_run": "3.8.1", "to_work_whole": "3.8.1", "unjudged": 0, "commit": "c" * 40}
    planned = NOW.date() + timedelta(days=21)
    line = json.dumps(verdict | {"at": NOW.isoformat(), "given_by": "U0ADMIN"})
    assert await submitted(office, planned=planned.isoformat(), verdict=line) is None
    newest, *_ = await office.decisions.of_team(TEAM, limit=1)
    evidence = newest.evidence
    assert isinstance(evidence, Evidence)
    await vote(office, newest, BOWEN)
    await tick(office, usecases, days=20)
    within = await current(office, newest)
    await tick(office, usecases, days=40)

    assert evidence.planned == planned
    assert evidence.scan
    assert (evidence.scan.given_by, evidence.scan.commit) == (ALICE, "c" * 40)
    assert Caution.SCAN_NEEDS_MORE in evidence.cautions
    assert "Given by the proposer" in json.dumps(shown(office).blocks)
    assert (within.state, (await current(office, newest)).state) == (State.APPROVED, State.EXPIRED)


async def test_what_is_no_verdict(office: Office) -> None:
    errors = await submitted(office, verdict="passed, trust me")
    assert list(errors["errors"]) == [VERDICT.name]
    assert await office.decisions.of_team(TEAM, limit=1) == []


async def test_a_day_that_is_over(office: Office) -> None:
    await submitted(office, planned=(NOW.date() - timedelta(days=1)).isoformat())

    assert await office.decisions.of_team(TEAM, limit=1) == []
    assert office.messenger.whispers[-1][3].text == error_text(NoProposal(because="past", program="shop"))


async def test_no_proposal_where_there_are_no_others(office: Office) -> None:
    direct = error_text(NoProposal(because="direct", program="shop"))
    assert (await office.ask("propose 3.8.0 shop", channel="D1")).text == direct
    control = Control(appid=SHOP.appid, version=v("3.8.0"))
    message, _ = await office.pressed(controls.DECISION_PROPOSE, control, channel="D1")

    assert message.text == direct


async def test_the_button_under_an_answer(office: Office) -> None:
    commands = ("raise 3.8.1 shop", "report shop", "raise 2.30.0 shop")
    offered = [controls.DECISION_PROPOSE in json.dumps((await office.ask(text)).blocks) for text in commands]
    office.source.set(SHOP.appid, SMALL)
    refreshed, _ = await office.pressed(controls.REPORT_REFRESH, Control(appid=SHOP.appid))

    assert offered == [True, False, False]
    assert controls.DECISION_PROPOSE in json.dumps(refreshed.blocks)


async def test_in_digests(office: Office) -> None:
    await propose(office)
    for digest in ("mon 09:00", "fleet mon 09:00"):
        await office.ask(f"digest {digest}")
        await office.ask("digest now")
        assert "Decision 1" in json.dumps(office.messenger.posted[-1].message.blocks)
        office.clock.advance(timedelta(minutes=5))


@pytest.mark.parametrize(
    ("numbers", "because"),
    [
        (feed({"3.8.1": 100}, minimum="3.0.0"), "suspicious"),
        (feed({"3.8.1": 99, "3.0.0": 1}, minimum="3.8.0"), "guaranteed"),
    ],
)
async def test_numbers_that_decide_nothing(office: Office, numbers: object, because: str) -> None:
    office.source.set(SHOP.appid, numbers)  # type: ignore[arg-type]
    answer = await office.ask("propose 3.8.0 shop")

    assert answer.text == error_text(NoProposal(because=because, program="shop"))
    assert await office.decisions.of_team(TEAM, limit=1) == []


async def test_old_numbers_decide_nothing(office: Office) -> None:
    await office.ask("report shop")
    office.source.fail_all(WeChatBusy(code=-1, errmsg="", rid=""))
    office.clock.set(NOW + timedelta(hours=49))
    old = await office.ask("propose 3.8.0 shop")
    office.source.fail_all(None)
    await propose(office)
    again = await office.ask("propose 3.8.1 shop")

    assert old.text == error_text(NoProposal(because="old", program="shop"))
    assert again.text == error_text(NoProposal(because="open", program="shop"))


async def test_a_card_that_cannot_be_posted(office: Office, usecases: UseCases) -> None:
    office.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="is_archived", method="chat.postMessage"))
    refused = await office.ask("propose 3.8.0 shop")
    office.messenger.fail_channel(CHANNEL, None)

    assert refused.text == error_text(ChannelUnavailable(code="is_archived", method="chat.postMessage"))
    assert [each.state for each in await office.decisions.of_team(TEAM, limit=9)] == [State.WITHDRAWN]
    await propose(office)
    await tick(office, usecases, minutes=1)
    assert len(office.messenger.posted) == 1


async def test_a_card_that_slack_takes_later(office: Office, usecases: UseCases) -> None:
    office.messenger.fail_next(SlackBusy(retry_after=30, method="chat.postMessage"))
    waiting = await office.ask("propose 3.8.0 shop")
    (decision,) = await office.decisions.of_team(TEAM, limit=9)
    early = await vote(office, decision, BOWEN)
    await tick(office, usecases, minutes=1)

    assert "as soon as Slack accepts it" in waiting.text
    assert early == error_text(DecisionMoved(state=State.DRAFT), "zh-CN", "Asia/Shanghai")
    assert (await current(office, decision)).state is State.PROPOSED


async def test_the_list(office: Office) -> None:
    assert "propose" in (await office.ask("decisions")).text
    decision = await propose(office)
    listed = await office.ask("decisions", user=BOWEN)
    assert "shop" in json.dumps(listed.blocks)
    await office.pressed(controls.DECISION_EXPORT, Control(subject_id=decision.id), channel="D1")
    (file,) = office.files.sent
    assert file.name == f"decision-0001-{SHOP.appid}-3.8.0.md"
    await office.rules.restrict(TEAM, SHOP.appid, ["C2"])

    for _ in ("restricted", "gone"):
        assert "Decision 1" not in json.dumps((await office.ask("decisions")).blocks)
        stale, _ = await office.pressed(controls.DECISION_EXPORT, Control(subject_id=decision.id))
        assert stale.text == error_text(StaleControl())
        office.programs.programs[:] = [CAFE]
    office.people.change(Person(STRANGER, "en-GB", "Europe/London", is_admin=True))
    assert "Decision 1" in json.dumps((await office.ask("decisions", user=STRANGER)).blocks)


@pytest.mark.parametrize("hidden", [True, False], ids=["restricted", "unheard of"])
async def test_a_name_that_may_be_of_a_hidden_program(office: Office, *, hidden: bool) -> None:
    """It is not taken as a reason about the only program there is to see: the answer asks which is meant."""
    if hidden:
        await office.rules.restrict(TEAM, SHOP.appid, ["C2"])
    else:
        office.programs.programs.remove(SHOP)
    asked = await office.ask("propose 3.8.0 shop it is time")

    assert await office.decisions.of_team(TEAM, limit=1) == []
    assert asked.text == error_text(UnknownProgram(name="shop", suggestion="", known="cafe"))


def beside(decision: Decision, position: int) -> Control:
    """Of the buttons beside a program still to set."""
    return Control(subject_id=decision.id, only="to-set", text=str(position))


async def say(rollout: Rollout, decision: Decision, *positions: int) -> None:
    for position in positions:
        await rollout.office.pressed(controls.ROLLOUT_SAID, beside(decision, position), user=BOWEN)


async def state_of(office: Office, decision: Decision, position: int) -> ProgramState:
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
    await rollout.usecases.advance.read(TEAM, [first.appid], now=await office.clock.now())
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
