"""Baselib sets what was approved: all is checked again, WeChat is asked once, then only read."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.domain.access import AuditAction, Grant, Role
from bot.domain.decisions.decision import Origin, State
from bot.domain.decisions.program import SettingCall
from bot.domain.numbers.version import Feed
from bot.domain.programs import MerchantChoice, OptIn
from bot.errors import (
    BotError,
    DecisionMoved,
    MinimumNotSent,
    MinimumUnclear,
    SettingOff,
    SettingUnsettled,
    StorageUnavailable,
    WeChatLimited,
    WeChatRefused,
    WeChatUnreachable,
)
from bot.usecases.decisions.change import start_setting
from bot.usecases.everything import UseCases
from tests.fakes.programs import choose
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, NOW, SHOP, TEAM, Office, error_text, until
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

REFUSED = WeChatRefused(code=89014, errmsg="support version error", rid="6743c1a5-1f2e3d4c")
SET_NOW, ROLL_BACK = controls.DECISION_SET_NOW, controls.DECISION_ROLL_BACK


async def test_set_and_verified(office: Office, usecases: UseCases) -> None:
    decision = await approved(office)
    assert {SET_NOW, controls.DECISION_SET} <= buttons(shown(office))

    answer = await vote(office, decision, ALICE, SET_NOW)

    assert "Set to 3.8.0" in answer
    assert [(appid, version.text) for appid, version in office.setter.calls] == [(SHOP.appid, "3.8.0")]
    assert (await current(office, decision)).call is SettingCall.ACCEPTED
    assert buttons(shown(office)) == set()
    await tick(office, usecases, minutes=1.1)
    assert (await current(office, decision)).state is State.VERIFIED
    assert buttons(shown(office)) == {ROLL_BACK}
    assert len(office.setter.calls) == 1


async def test_applying_is_on_record_before_the_call(office: Office) -> None:
    decision = await approved(office)
    office.setter.gate.clear()
    pressed = asyncio.create_task(vote(office, decision, ALICE, SET_NOW))
    await until(lambda: bool(office.setter.calls))

    now = await current(office, decision)
    assert (now.state, now.outcome, now.changed_by) == (State.APPLYING, SettingCall.CALLING, ALICE)
    newest, *_ = await office.audit.newest(TEAM, limit=1)
    assert (newest.action, newest.after["state"], newest.after["wanted"]) == (
        AuditAction.DECISION_CHANGED,
        "applying",
        "3.8.0",
    )
    office.setter.gate.set()
    await pressed


async def test_two_press_at_once(office: Office) -> None:
    decision = await approved(office)
    office.setter.gate.clear()
    before = len(office.messenger.answers)
    for user in (ALICE, CAROL):
        await office.press(SET_NOW, Control(subject_id=decision.id), user=user)
    await until(lambda: len(office.messenger.answers) > before)
    office.setter.gate.set()
    await office.settle()
    answers = [message.text for _, message, _ in office.messenger.answers[before:]]

    assert error_text(DecisionMoved(state="applying")) in answers
    assert len(office.setter.calls) == 1


@pytest.mark.parametrize("error", [MinimumUnclear(reason="timeout"), MinimumUnclear(reason="busy")])
@pytest.mark.parametrize("took", [True, False])
async def test_a_lost_answer(office: Office, usecases: UseCases, error: BotError, *, took: bool) -> None:
    """Whether WeChat took it shows by reading; only after half an hour without effect is it asked once more."""
    decision = await approved(office)
    office.setter.fail(SHOP.appid, error)
    office.setter.takes = took
    assert "may or may not be set" in await vote(office, decision, ALICE, SET_NOW)
    for minutes in (1, 5):
        await tick(office, usecases, minutes=minutes)
    assert len(office.setter.calls) == 1
    for hours in (0.5, 0.6, 1.1, 2, 7, 25):
        await tick(office, usecases, hours=hours)

    assert (await current(office, decision)).state is (State.VERIFIED if took else State.UNVERIFIED)
    assert len(office.setter.calls) == (1 if took else 2)


async def test_a_refusal_ends_it(office: Office) -> None:
    """The card has WeChat's words, code, rid and what to do; it can be proposed again."""
    decision = await approved(office)
    office.setter.fail(SHOP.appid, REFUSED)

    answer = await vote(office, decision, ALICE, SET_NOW)

    assert (await current(office, decision)).state is State.FAILED
    assert "does not accept this base-library version" in answer
    assert "89014" in answer
    assert "6743c1a5" in json.dumps(shown(office).blocks)
    assert buttons(shown(office)) == {controls.DECISION_PROPOSE}


@pytest.mark.parametrize(
    "error",
    [
        MinimumNotSent(host="api.weixin.qq.com"),
        WeChatLimited(code=45009, until=NOW + timedelta(hours=9)),
        WeChatUnreachable(host="tokens.example.com", reason="timeout"),
    ],
)
async def test_what_never_reached_wechat_stays_approved(office: Office, error: BotError) -> None:
    decision = await approved(office)
    office.setter.fail(SHOP.appid, error)
    answer = await vote(office, decision, ALICE, SET_NOW)
    now = await current(office, decision)
    assert (now.state, now.run, now.applied_at) == (State.APPROVED, None, None)
    assert "not set" in answer
    assert SET_NOW in buttons(shown(office))
    office.setter.fail(SHOP.appid, None)

    await vote(office, decision, ALICE, SET_NOW)

    assert (await current(office, decision)).state is State.APPLYING


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (replace(SMALL, minimum="3.2.0"), "The minimum was 2.30.0; now it is 3.2.0"),
        (
            feed({"3.8.1": "99.3", "3.0.0": "0.7"}, minimum="2.30.0"),
            "loss was 0.50% when it was proposed; now it is 0.70%",
        ),
        (WeChatRefused(code=61007, errmsg="no"), "permission set 18"),
    ],
)
async def test_what_changed_needs_new_votes(office: Office, numbers: object, words: str) -> None:
    """Another minimum, a tenth of a point more loss, or a revoked permission: out of date, nothing is set."""
    decision = await approved(office)
    if isinstance(numbers, BotError):
        office.source.fail(SHOP.appid, numbers)
    else:
        office.source.set(SHOP.appid, numbers)  # type: ignore[arg-type]

    answer = await vote(office, decision, ALICE, SET_NOW)

    assert (await current(office, decision)).state is State.STALE
    assert words in answer
    assert office.setter.calls == []
    assert buttons(shown(office)) == {controls.DECISION_PROPOSE}


async def test_a_little_more_loss_is_as_voted(office: Office) -> None:
    decision = await approved(office)
    office.source.set(SHOP.appid, feed({"3.8.1": "99.4", "3.0.0": "0.6"}, minimum="2.30.0"))
    await vote(office, decision, ALICE, SET_NOW)

    assert (await current(office, decision)).state is State.APPLYING


async def test_a_voter_who_lost_the_role(office: Office) -> None:
    decision = await approved(office)
    await office.rules.grant(TEAM, Grant(BOWEN, Role.VIEWER, ALICE, NOW))

    answer = await vote(office, decision, ALICE, SET_NOW)

    assert (await current(office, decision)).state is State.STALE
    assert "Approvals that still count: 0 of 1" in answer
    assert office.setter.calls == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"), "api.weixin.qq.com did not respond in time"),
        (WeChatLimited(code=45009, until=NOW + timedelta(hours=9)), "18:00"),
        (WeChatRefused(code=48001, errmsg="api unauthorized", rid="r-1"), "48001"),
        (feed({"3.8.1": "94.0", "3.0.0": "0.5"}, minimum="2.30.0"), "Today’s data looks wrong"),
        (feed({"3.8.1": "0", "3.0.0": "0"}, minimum="2.30.0"), "WeChat has no usage data for it today"),
        (feed({"3.0.0": 80, "3.7.0": 20, "3.8.1": 70}, minimum="2.30.0"), "The meaning of today’s data is unclear"),
    ],
)
async def test_what_cannot_be_read(office: Office, error: BotError | Feed, words: str) -> None:
    """It is approved as before: answer and card have the reason, and the button, which then works."""
    decision = await approved(office)
    if isinstance(error, BotError):
        office.source.fail(SHOP.appid, error)
    else:
        office.source.set(SHOP.appid, error)
    answer = await vote(office, decision, ALICE, SET_NOW)

    for text in (answer, json.dumps(shown(office).blocks, ensure_ascii=False)):
        assert "⚠️ Approved, and not set: " in text
        assert words in text
    assert (await current(office, decision)).state is State.APPROVED
    assert office.setter.calls == []
    assert {SET_NOW, controls.DECISION_SET} <= buttons(shown(office))
    office.source.fail(SHOP.appid, None)
    office.source.set(SHOP.appid, SMALL)
    assert "Set to 3.8.0" in await vote(office, decision, ALICE, SET_NOW)


@pytest.mark.parametrize(
    ("opt_in", "because"),
    [(OptIn(), "workspace"), (OptIn(on=True, merchant=MerchantChoice.DECLINED), "merchant")],
)
async def test_only_for_programs_that_were_opted_in(office: Office, opt_in: OptIn, because: str) -> None:
    decision = await approved(office)
    await choose(office.opt_ins, TEAM, SHOP.appid, opt_in)

    assert await vote(office, decision, ALICE, SET_NOW) == error_text(SettingOff(because=because, program="shop"))
    assert office.setter.calls == []


async def test_a_proposer_cannot_set_alone(office: Office) -> None:
    office.source.set(SHOP.appid, SMALL)
    await choose(office.opt_ins, TEAM, SHOP.appid, OptIn(on=True))
    decision = await propose(office, user=an_admin(office))
    for action in (controls.DECISION_APPROVE, SET_NOW, ROLL_BACK):
        await vote(office, decision, decision.proposer_id, action)

    assert (await current(office, decision)).state is State.PROPOSED
    assert office.setter.calls == []


async def test_a_higher_minimum_verifies_it(office: Office, usecases: UseCases) -> None:
    """A person has set more than was decided meanwhile: that is enough, and it is said."""
    decision = await approved(office)
    await vote(office, decision, ALICE, SET_NOW)
    office.source.set_minimum(SHOP.appid, "3.8.1")
    await tick(office, usecases, minutes=1.1)

    assert (await current(office, decision)).state is State.VERIFIED
    assert "shows 3.8.1 as the minimum, above the 3.8.0" in json.dumps(shown(office).blocks)


@pytest.mark.parametrize(("minimum", "words"), [("3.8.0", "shows 3.8.0 as"), ("3.8.6", "shows 3.8.6 as the minimum, ")])
async def test_wechat_shows_it_before_the_call(office: Office, minimum: str, words: str) -> None:
    """It is verified without a call, and a higher one is said, in the answer and on the card."""
    decision = await approved(office)
    office.source.set(SHOP.appid, replace(SMALL, minimum=minimum))
    answer = await vote(office, decision, ALICE, SET_NOW)

    assert (await current(office, decision)).state is State.VERIFIED
    assert words in answer
    assert words in json.dumps(shown(office).blocks)
    assert office.setter.calls == []


@pytest.mark.parametrize("took", [True, False])
async def test_a_process_that_ends_around_the_call(office: Office, usecases: UseCases, *, took: bool) -> None:
    """Another one reads WeChat first, and calls again only if it had no effect for half an hour."""
    decision = await approved(office)
    office.setter.gate.clear()
    task = asyncio.ensure_future(start_setting(usecases, decision, Origin(ALICE, NOW)))
    await until(lambda: bool(office.setter.calls))
    task.cancel()
    office.setter.gate.set()
    if took:
        office.source.set_minimum(SHOP.appid, "3.8.0")
    await tick(office, usecases, minutes=0.5)
    assert (await current(office, decision)).outcome == SettingCall.CALLING
    office.claims.untouched = False
    for minutes in (1, 5, 30, 31, 33):
        await tick(office, usecases, minutes=minutes)

    assert (await current(office, decision)).state is State.VERIFIED
    assert len(office.setter.calls) == (1 if took else 2)


WRITES = (
    "claims.claim",
    "claims.settle",
    "decisions.keep",
    "decisions.move",
    "decisions.showed",
    "decisions.touch",
    "snapshots.save",
)


def fills_up(office: Office, at: int) -> Callable[[], list[str]]:
    """The disk is full at the write of this place, counted from one, and at those that follow; what was written before.

    The returned function frees the disk.
    """
    written: list[str] = []
    undo: list[Callable[[], None]] = []

    def fail_from_there(owner: object, name: str, method: Callable[..., Awaitable[object]]) -> None:
        async def write(*args: object, **named: object) -> object:
            written.append(name)
            if len(written) >= at:
                raise StorageUnavailable(reason="full")
            return await method(*args, **named)

        setattr(owner, name, write)
        undo.append(lambda: delattr(owner, name))

    for path in WRITES:
        part, name = path.split(".")
        owner = getattr(office, part)
        fail_from_there(owner, name, getattr(owner, name))

    def free() -> list[str]:
        for each in undo:
            each()
        return written[: at - 1]

    return free


@pytest.mark.parametrize("at", range(1, 12))
async def test_a_full_disk_at_any_write(office: Office, usecases: UseCases, at: int) -> None:
    """Before it began, the button works again; since then WeChat may have it, and nothing says otherwise."""
    decision = await approved(office)
    free = fills_up(office, at)
    answer = await vote(office, decision, ALICE, SET_NOW)
    begun, written = bool(office.setter.calls) or (await current(office, decision)).state is State.APPLYING, free()

    if begun and len(written) == at - 1 and "Set to 3.8.0" not in answer:
        assert answer == error_text(SettingUnsettled(reason="full", version="3.8.0"))
    elif not begun:
        assert answer == error_text(StorageUnavailable(reason="full"))
        await vote(office, decision, ALICE, SET_NOW)
    office.claims.untouched = False
    for minutes in (1, 2, 7, 31, 33, 65):
        await tick(office, usecases, minutes=minutes)
    assert (await current(office, decision)).state is State.VERIFIED
    assert len(office.setter.calls) == 1


@pytest.mark.parametrize("took", [True, False])
async def test_the_database_is_lost_while_it_begins(
    office: Office, usecases: UseCases, monkeypatch: pytest.MonkeyPatch, *, took: bool
) -> None:
    """Whether the beginning is kept nobody knows: nothing says that it is not, and it is set where it was."""
    decision, keep = await approved(office), office.decisions.keep

    async def lost(*step: Any, **how: Any) -> bool:
        if took:
            await keep(*step, **how)
        raise StorageUnavailable(reason="no-answer")

    monkeypatch.setattr(office.decisions, "keep", lost)
    answer = await vote(office, decision, ALICE, SET_NOW)
    assert answer == error_text(SettingUnsettled(reason="no-answer", version="3.8.0"))
    monkeypatch.undo()
    for minutes in (1, 2, 7, 31, 33, 65):
        await tick(office, usecases, minutes=minutes)

    assert (await current(office, decision)).state is (State.VERIFIED if took else State.APPROVED)
    assert len(office.setter.calls) == took
