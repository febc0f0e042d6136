"""Baselib sets the former minimum again: by an admin, where WeChat still shows what was decided."""

import json
from dataclasses import replace

from bot.blocks.kit import controls
from bot.domain.decisions.decision import Decision, State
from bot.errors import (
    MinimumUnclear,
    NotAllowed,
    WeChatRefused,
    WeChatUnreachable,
)
from bot.usecases.everything import UseCases
from tests.handlers.context import ALICE, BOWEN, SHOP, Office, error_text
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


async def verified(office: Office, usecases: UseCases) -> Decision:
    """A decision that Baselib has set, and that WeChat shows."""
    decision = await approved(office)
    await vote(office, decision, ALICE, SET_NOW)
    await tick(office, usecases, minutes=1.1)
    return await current(office, decision)


async def test_a_roll_back_is_not_verified_by_more(office: Office, usecases: UseCases) -> None:
    """The former minimum must show, not the one that was to go."""
    decision = await verified(office, usecases)
    office.setter.takes = False
    office.setter.fail(SHOP.appid, MinimumUnclear(reason="timeout"))
    await vote(office, decision, an_admin(office), ROLL_BACK)
    await tick(office, usecases, minutes=3)

    assert (await current(office, decision)).state is State.APPLYING


async def test_rolled_back(office: Office, usecases: UseCases) -> None:
    """An admin alone; WeChat is read until it shows the former minimum."""
    decision = await verified(office, usecases)
    assert await vote(office, decision, ALICE, ROLL_BACK) == error_text(NotAllowed(needed="admin"))
    await vote(office, decision, an_admin(office), ROLL_BACK)
    assert [version.text for _, version in office.setter.calls] == ["3.8.0", "2.30.0"]
    await tick(office, usecases, minutes=3)

    assert (await current(office, decision)).state is State.ROLLED_BACK
    assert "shows 2.30.0 again" in office.messenger.posted[-1].message.text


async def test_a_roll_back_that_wechat_refuses(office: Office, usecases: UseCases) -> None:
    """It is verified as before, with WeChat's words; tried again it may work."""
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
    """Nothing is called; it is verified as before, with the reason."""
    decision = await verified(office, usecases)
    office.source.fail(SHOP.appid, WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"))
    answer = await vote(office, decision, an_admin(office), ROLL_BACK)

    assert "Not rolled back: api.weixin.qq.com did not respond in time" in answer
    assert (await current(office, decision)).state is State.VERIFIED
    assert buttons(shown(office)) == {ROLL_BACK}
    assert len(office.setter.calls) == 1


async def test_a_roll_back_that_never_shows(office: Office, usecases: UseCases) -> None:
    """Unverified after a day; once WeChat shows it, a check finds it rolled back."""
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
    """Another minimum was set since: nothing is touched."""
    decision = await verified(office, usecases)
    office.source.set(SHOP.appid, replace(SMALL, minimum="3.8.1"))

    answer = await vote(office, decision, an_admin(office), ROLL_BACK)

    assert "Not rolled back: The minimum was 3.8.0; now it is 3.8.1." in answer
    assert (await current(office, decision)).state is State.VERIFIED
    assert len(office.setter.calls) == 1


async def test_a_roll_back_waits_for_an_open_decision(office: Office, usecases: UseCases) -> None:
    """A newer proposal for the program is ended first."""
    decision = await verified(office, usecases)
    await propose(office, "propose 3.8.1 shop", CAROL)

    assert "open decision" in await vote(office, decision, an_admin(office), ROLL_BACK)
    assert len(office.setter.calls) == 1
