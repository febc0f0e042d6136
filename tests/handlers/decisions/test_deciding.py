"""Vote on a proposal, stop it, verify it, as typed and pressed."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.blocks.decisions.form import REASON
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.access import AuditAction, Grant, Role
from bot.domain.decisions.decision import State
from bot.domain.numbers.snapshot import Snapshot, Users
from bot.errors import (
    DecisionMoved,
    NotAllowed,
    NotYourProposal,
    OutsiderDecides,
    OwnProposal,
    StaleControl,
)
from bot.i18n import texts_for
from bot.ports.slack import Person
from bot.usecases.everything import UseCases
from tests.blocks.checks import sent
from tests.domain.build import TODAY, snapshot_of
from tests.fakes.wechat import SHARES, feed
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, NOW, SHOP, STRANGER, TEAM, Office, error_text
from tests.handlers.decisions.acting import CAROL, SMALL, buttons, current, propose, shown, tick, vote


async def test_from_question_to_proof(office: Office, usecases: UseCases) -> None:
    """Card, two votes, set by hand, verified, two lessons: each updates the card and is logged."""
    decision = await propose(office)
    (card,) = office.messenger.posted
    assert (card.channel_id, card.delivery_id) == (CHANNEL, f"{decision.id}-card-0")
    assert controls.DECISION_APPROVE in buttons(card.message)
    assert "chunked transfer" in json.dumps(card.message.blocks)
    assert (decision.state, decision.needed, decision.card_ts) == (State.PROPOSED, 2, card.ts)

    assert await vote(office, decision, BOWEN) == "已保存：1 / 2 人批准。"
    assert "1 of 2 approvals" in json.dumps(shown(office).blocks)
    await vote(office, decision, STRANGER)
    assert controls.DECISION_APPROVE not in buttons(shown(office))
    assert controls.DECISION_SET in buttons(shown(office))

    await vote(office, decision, ALICE, controls.DECISION_SET)
    assert buttons(shown(office)) == {controls.DECISION_NOT_YET}
    office.source.set(SHOP.appid, replace(SHARES, minimum="3.8.0"))
    await tick(office, usecases, minutes=2)

    done = await current(office, decision)
    assert (done.state, done.shown) == (State.VERIFIED, done.revision)
    assert "Verified" in json.dumps(shown(office).blocks)
    threads = [each for each in office.messenger.posted if each.thread_ts]
    assert [each.thread_ts for each in threads] == [card.ts, card.ts]
    assert ["Approved" in threads[0].message.text, "Verified" in threads[1].message.text] == [True, True]
    assert [(entry.action, entry.by) for entry in office.audit.entries] == [
        (AuditAction.DECISION_PROPOSED, ALICE),
        (AuditAction.DECISION_VOTED, BOWEN),
        (AuditAction.DECISION_VOTED, STRANGER),
        (AuditAction.DECISION_CHANGED, ALICE),
        (AuditAction.DECISION_CHANGED, "system"),
    ]
    for days in (8, 29):
        await tick(office, usecases, days=days)
    lessons = [each.message.text for each in office.messenger.posted[3:]]
    assert ["7 days" in lessons[0], "28 days" in lessons[1], len(lessons)] == [True, True, 2]


async def test_what_came_of_it(office: Office, usecases: UseCases) -> None:
    """A week later: the newest reading, beside the last sound one before; nothing without one of the last week."""
    office.source.set(SHOP.appid, SMALL)
    await office.snapshots.save(TEAM, [lost_on(-2, "2"), snapshot_of([("3.8.1", "100")], lost_on(-1, "2").day)])
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    await vote(office, decision, ALICE, controls.DECISION_SET)
    office.source.set(SHOP.appid, replace(SMALL, minimum="3.8.0"))
    await tick(office, usecases, minutes=2)
    await office.snapshots.save(TEAM, [lost_on(0, "9"), lost_on(5, "1"), lost_on(6, "0.3")])
    await tick(office, usecases, days=7.2)
    await tick(office, usecases, days=29)

    week, later = [each.message.text for each in office.messenger.posted[-2:]]
    assert week.endswith("0.30% below it; 2.00% before.")
    assert later.endswith("There is no sound data to measure it.")


@pytest.mark.parametrize("hidden", [True, False])
async def test_what_came_of_others(office: Office, usecases: UseCases, *, hidden: bool) -> None:
    office.source.set(SHOP.appid, SMALL)
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    await vote(office, decision, ALICE, controls.DECISION_SET)
    office.source.set(SHOP.appid, replace(SMALL, minimum="3.8.0"))
    await tick(office, usecases, minutes=2)
    of_cafe = [replace(lost_on(day, below), appid=CAFE.appid) for day, below in ((-1, "2"), (6, "1"))]
    await office.snapshots.save(TEAM, [lost_on(6, "0.3"), *of_cafe])
    if hidden:
        await office.rules.restrict(TEAM, CAFE.appid, ["C2"])
    await tick(office, usecases, days=7.2)

    assert ("whose minimum stayed" in json.dumps(office.messenger.posted[-1].message.blocks)) is not hidden


async def test_nothing_is_learnt_of_what_is_not_there(office: Office, usecases: UseCases) -> None:
    """A program that is hidden from the decision's channel by then has no lesson in it."""
    office.source.set(SHOP.appid, SMALL)
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    await vote(office, decision, ALICE, controls.DECISION_SET)
    office.source.set(SHOP.appid, replace(SMALL, minimum="3.8.0"))
    await tick(office, usecases, minutes=2)
    await office.rules.restrict(TEAM, SHOP.appid, ["C2"])
    posted = len(office.messenger.posted)
    await tick(office, usecases, days=7.2)

    assert len(office.messenger.posted) == posted


async def test_a_reminder_that_nobody_needs_is_not_missing(office: Office, usecases: UseCases) -> None:
    """Approved in time; then nothing runs until the reminder is too late, and its proposer hears nothing of it."""
    decision = await propose(office)
    for user in (BOWEN, STRANGER):
        await vote(office, decision, user)
    await tick(office, usecases, minutes=1)
    posted = len(office.messenger.posted)
    for days in (6, 6.01):
        await tick(office, usecases, days=days)

    assert (await current(office, decision)).state is State.APPROVED
    assert office.messenger.posted[posted:] == []


@pytest.mark.parametrize("gone", [True, False])
async def test_what_is_hidden_from_the_channel_is_not_posted_there(
    office: Office, usecases: UseCases, *, gone: bool
) -> None:
    """No reminder, step or update of the card is: its proposer learns that one was kept back, without a name."""
    decision = await propose(office)
    if gone:
        office.programs.programs.remove(SHOP)
    else:
        await office.rules.restrict(TEAM, SHOP.appid, ["C2"])
    posted, changed = len(office.messenger.posted), len(office.messenger.changes)
    for days in (2.01, 2.02, 3.01, 3.02):
        await tick(office, usecases, days=days)
    later = office.messenger.posted[posted:]

    assert (await current(office, decision)).state is State.EXPIRED
    assert len(office.messenger.changes) == changed
    assert [each.channel_id for each in later] == [ALICE, ALICE]
    assert {each.message.text for each in later} == {
        "A message about your proposal was not delivered. Decision 1. `/baselib decisions` shows its state."
    }
    assert "no longer available in the channel" in json.dumps(later[0].message.blocks)


def lost_on(days: int, below: str) -> Snapshot:
    rows = [("3.8.1", str(100 - float(below))), ("3.0.0", below)]
    return snapshot_of(rows, (NOW + timedelta(days=days)).date(), minimum="3.8.0", appid=SHOP.appid)


async def test_one_vote_for_a_small_loss(office: Office) -> None:
    office.source.set(SHOP.appid, SMALL)
    decision = await propose(office)
    await vote(office, decision, BOWEN)

    assert decision.needed == 1
    assert (await current(office, decision)).state is State.APPROVED


async def test_two_people_click_at_once(office: Office) -> None:
    decision = await propose(office)
    clicks = [
        office.press(controls.DECISION_APPROVE, Control(subject_id=decision.id), user=user)
        for user in (BOWEN, STRANGER, BOWEN, STRANGER)
    ]
    await asyncio.gather(*clicks)
    await office.settle()

    done = await current(office, decision)
    assert (done.state, set(done.voters), len(done.votes)) == (State.APPROVED, {BOWEN, STRANGER}, 2)
    assert "2 of 2 approvals" in json.dumps(shown(office).blocks)


async def test_the_proposer_cannot_pass_alone(office: Office) -> None:
    decision = await propose(office)
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    assert await vote(office, decision, ALICE) == error_text(OwnProposal())
    control = Control(subject_id=decision.id)
    for place in ({"team": "T2"}, {"channel": "C2"}):
        message, _ = await office.pressed(controls.DECISION_APPROVE, control, user=BOWEN, **place)
        assert message.text == error_text(StaleControl(), "zh-CN", "Asia/Shanghai")

    assert (await current(office, decision)).votes == ()


async def test_who_may_not_vote(office: Office) -> None:
    decision = await propose(office)
    office.people.change(Person(CAROL, "en-GB", "Europe/London", is_outsider=True))
    for role in (Role.EDITOR, Role.ADMIN):
        await office.rules.grant(TEAM, Grant(CAROL, role, ALICE, NOW))
        assert await vote(office, decision, CAROL) == error_text(OutsiderDecides())
    await office.rules.grant(TEAM, Grant(STRANGER, Role.VIEWER, ALICE, NOW))
    assert await vote(office, decision, STRANGER) == error_text(NotAllowed(needed=Role.EDITOR), zone="UTC")
    assert (await office.ask("propose 3.8.0 cafe", user=STRANGER)).text == error_text(NotAllowed(needed=Role.EDITOR))

    assert (await current(office, decision)).votes == ()


async def test_taken_back(office: Office) -> None:
    """A vote by its voter, the proposal by its proposer or an admin; its buttons then do nothing."""
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    await vote(office, decision, BOWEN, controls.DECISION_UNVOTE)
    assert (await current(office, decision)).votes == ()
    refused = await vote(office, decision, BOWEN, controls.DECISION_WITHDRAW)
    assert refused == error_text(NotYourProposal(), "zh-CN", "Asia/Shanghai")
    await vote(office, decision, ALICE, controls.DECISION_WITHDRAW)

    assert (await current(office, decision)).state is State.WITHDRAWN
    assert buttons(shown(office)) == set()
    moved = error_text(DecisionMoved(state=State.WITHDRAWN), "zh-CN", "Asia/Shanghai")
    assert await vote(office, decision, BOWEN) == moved


async def test_declined_with_a_reason(office: Office, usecases: UseCases) -> None:
    """The form asks for it; one decline ends the proposal, with the reason in its thread."""
    decision = await propose(office)
    await office.press(controls.DECISION_DECLINE, Control(subject_id=decision.id), user=BOWEN)
    view = await office.opened()
    state = sent({REASON: {"value": "Wait for Android"}})
    assert await office.submit({**view, "id": "V1", "hash": "1.a", **state}, user=BOWEN) is None
    await office.settle()
    await tick(office, usecases, minutes=1)

    assert (await current(office, decision)).state is State.DECLINED
    assert "Wait for Android" in office.messenger.posted[-1].message.text


async def test_an_admin_sets_the_quorum(office: Office) -> None:
    """By words or select; the next proposal needs as many, and the change is logged."""
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    assert "“3 2”" in (await office.ask("access approvals 3 2")).text
    shown, _ = await office.pressed(controls.ACCESS_QUORUM, Control(text="1 1"))
    await office.ask("access votes 1 1")
    assert "“none”" in (await office.ask("access many none")).text
    above, _ = await office.pressed(controls.ACCESS_MANY, Control(text="50"))
    assert "“some”" in (await office.ask("access users some")).text
    people, _ = await office.pressed(controls.ACCESS_USERS, Control(text="1000"))

    assert "1 if up to 1% are cut off, 1 above" in json.dumps(shown.blocks)
    assert "more than 50 programs" in json.dumps(above.blocks)
    assert "more than 1,000 users are cut off" in json.dumps(people.blocks)
    assert (await propose(office)).needed == 1
    deeds = [(entry.action, entry.after) for entry in office.audit.entries]
    assert deeds[:3] == [
        (AuditAction.QUORUM, {"small": 1, "large": 1, "many": 20, "users": 0}),
        (AuditAction.QUORUM, {"small": 1, "large": 1, "many": 50, "users": 0}),
        (AuditAction.QUORUM, {"small": 1, "large": 1, "many": 50, "users": 1000}),
    ]
    assert len(deeds) == 4


@pytest.mark.parametrize(("total", "needed"), [(None, 2), (100_000, 1), (101_000, 2)])
async def test_many_users_need_more_votes(office: Office, total: int | None, needed: int) -> None:
    """Above the number that admins set, by the users frozen with the evidence; also where nobody counted them."""
    office.people.change(Person(ALICE, "en-GB", "Europe/London", is_admin=True))
    await office.ask("access users 1,000")
    office.source.set(SHOP.appid, feed({"3.8.1": 98, "3.7.0": 1, "3.0.0": 1}, minimum="2.0.0"))
    if total:
        office.snapshots.counts.keep(TEAM, SHOP.appid, Users(TODAY - timedelta(days=1), other=total))
    decision = await propose(office, "propose 3.7.0 shop")

    card = json.dumps(office.messenger.posted[-1].message.blocks)
    assert decision.needed == needed
    assert ("about 1,000 of 100,000 in 30 days" in card) is bool(total)
    assert (texts_for("en")("caution-uncounted") in card) is (total is None)
