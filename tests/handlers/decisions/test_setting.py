"""A decision while people do nothing, and once they have set it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.limits import in_one_zone
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.evidence import Evidence
from bot.domain.decisions.program import Shown
from bot.domain.programs import imported_program
from bot.errors import NoProposal, NotYourWord, SlackBusy
from bot.usecases.everything import UseCases
from tests.domain.build import snapshot_of, v
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, NOW, SHOP, TEAM, Office, error_text
from tests.handlers.decisions.acting import SMALL, an_admin, buttons, current, propose, shown, tick, vote


async def test_a_card_is_updated_later(office: Office, usecases: UseCases) -> None:
    decision = await propose(office)
    office.messenger.fail_next(SlackBusy(retry_after=30, method="chat.update"))
    await vote(office, decision, BOWEN)
    assert office.messenger.changes == []
    await tick(office, usecases, minutes=1)

    assert "1 of 2 approvals" in json.dumps(shown(office).blocks)


async def test_reminded_and_expired(office: Office, usecases: UseCases) -> None:
    """A reminder after two days, the end after three, both in the thread; old buttons do nothing."""
    decision = await propose(office)
    await tick(office, usecases, hours=47)
    assert len(office.messenger.posted) == 1
    await tick(office, usecases, hours=48.1)
    await tick(office, usecases, hours=72)

    assert (await current(office, decision)).state is State.EXPIRED
    reminded, ended = office.messenger.posted[1:]
    assert ("24 hours" in reminded.message.text, "Expired" in ended.message.text) == (True, True)
    assert buttons(shown(office)) == set()


async def test_set_without_a_word(office: Office, usecases: UseCases) -> None:
    office.source.set(SHOP.appid, SMALL)
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    office.source.set(SHOP.appid, replace(SMALL, minimum="3.8.0"))
    office.clock.set(NOW + timedelta(days=1))
    await office.ask("report shop")
    await tick(office, usecases, days=1)

    assert (await current(office, decision)).state is State.VERIFIED


async def test_set_while_todays_numbers_are_unusable(office: Office, usecases: UseCases) -> None:
    office.source.set(SHOP.appid, SMALL)
    await office.ask("report shop")
    office.clock.set(NOW + timedelta(days=1))
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    office.source.set(SHOP.appid, feed({"3.8.1": "100"}, minimum="3.8.0"))
    await vote(office, decision, BOWEN, controls.DECISION_SET)
    await tick(office, usecases, days=1, minutes=5)

    assert (await current(office, decision)).state is State.VERIFIED


async def test_approved_and_never_set(office: Office, usecases: UseCases) -> None:
    office.source.set(SHOP.appid, SMALL)
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    await tick(office, usecases, days=6.9)
    assert (await current(office, decision)).state is State.APPROVED
    await tick(office, usecases, days=8)

    assert (await current(office, decision)).state is State.EXPIRED


async def said(office: Office) -> Decision:
    """A decision whose minimum a person says is set, a minute after the proposal."""
    office.source.set(SHOP.appid, SMALL)
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    await vote(office, decision, BOWEN, controls.DECISION_SET)
    return await current(office, decision)


async def test_read_on_schedule(office: Office, usecases: UseCases) -> None:
    """WeChat is read 1, 5 and 30 minutes, 6 and 24 hours after a person said that it is set, and not in between."""
    decision = await said(office)
    before = len(office.source.calls)
    for minutes in (0.9, 1, 4.9, 5, 29, 30, 200, 360, 1_000, 1_440):
        await tick(office, usecases, minutes=minutes)
    after = await current(office, decision)

    assert len(office.source.calls) - before == 5
    assert (after.state, after.outcome) == (State.UNVERIFIED, Shown(v("2.30.0")))


async def test_set_but_it_never_shows(office: Office, usecases: UseCases) -> None:
    """A day later it is unverified, and the thread has WeChat's minimum; it can be checked again."""
    decision = await said(office)
    for hours in (0.1, 0.2, 1, 7, 25):
        await tick(office, usecases, hours=hours)
    assert (await current(office, decision)).state is State.UNVERIFIED
    assert "2.30.0" in office.messenger.posted[-1].message.text
    assert buttons(shown(office)) == {controls.DECISION_CHECK}
    office.source.set(SHOP.appid, replace(SMALL, minimum="3.8.0"))
    await vote(office, decision, BOWEN, controls.DECISION_CHECK)

    assert (await current(office, decision)).state is State.VERIFIED


@pytest.mark.parametrize(("days", "state"), [(20, State.VERIFIED), (31, State.UNVERIFIED)])
async def test_it_shows_weeks_later(office: Office, usecases: UseCases, days: int, state: State) -> None:
    """The daily readings verify an unverified one by itself, for 28 days; then it is not looked at any more."""
    decision = await said(office)
    for hours in (0.1, 0.2, 1, 7, 25):
        await tick(office, usecases, hours=hours)
    for day in range(2, days):
        await tick(office, usecases, days=day)
    assert ((await current(office, decision)).next_at is None) == (days == 31)
    late = snapshot_of([("3.8.1", "100")], (NOW + timedelta(days=days)).date(), minimum="3.8.0", appid=SHOP.appid)
    await office.snapshots.save(TEAM, [replace(late, taken_at=NOW + timedelta(days=days))])
    await tick(office, usecases, days=days, hours=1)
    done = await current(office, decision)

    assert (done.state, done.next_at) == (state, None)
    assert ("Verified" in office.messenger.posted[-1].message.text) == (state is State.VERIFIED)


async def test_a_word_beside_what_wechat_shows(office: Office, usecases: UseCases) -> None:
    """Card, digest and Home say the same; the person, or an admin, takes it back, and it is approved as before."""
    office.source.set(SHOP.appid, SMALL)
    decision = await propose(office)
    await vote(office, decision, BOWEN)
    office.clock.set(NOW + timedelta(minutes=1))
    await vote(office, decision, BOWEN, controls.DECISION_SET)
    assert "WeChat has not been read since." in json.dumps(shown(office).blocks)
    await tick(office, usecases, minutes=3)
    card = in_one_zone(json.dumps(shown(office).blocks, ensure_ascii=False))
    still = "says that 3.8.0 is set; WeChat still shows 2.30.0. Last read: Mon 23 Nov 2026, 09:03 (Asia/Shanghai)."
    says = f"<@{BOWEN}> {still}"
    home = await office.look_home()
    await office.ask("digest mon 09:00")
    digest = await office.ask("digest test")
    refused = await vote(office, decision, ALICE, controls.DECISION_NOT_YET)
    await vote(office, decision, BOWEN, controls.DECISION_NOT_YET)
    back = await current(office, decision)

    assert says in card
    assert says in in_one_zone(json.dumps(home, ensure_ascii=False))
    assert says in in_one_zone(json.dumps(digest.blocks, ensure_ascii=False))
    assert refused == error_text(NotYourWord())
    assert (back.state, back.voters) == (State.APPROVED, (BOWEN,))
    assert controls.DECISION_SET in buttons(shown(office))
    assert len(office.messenger.posted) == 2
    await vote(office, decision, ALICE, controls.DECISION_SET)
    await vote(office, decision, an_admin(office), controls.DECISION_NOT_YET)
    assert (await current(office, decision)).state is State.APPROVED
    await tick(office, usecases, days=8)
    assert (await current(office, decision)).state is State.EXPIRED


async def test_a_persons_word_for_imported_numbers(office: Office) -> None:
    """WeChat cannot be read, so the press verifies; numbers over two days old do not count."""
    program = imported_program("news")
    rows = [("3.8.1", "99.5"), ("3.0.0", "0.5")]
    taken = snapshot_of(rows, NOW.date(), appid=program.appid)
    await office.snapshots.save(TEAM, [replace(taken, taken_at=NOW, imported_by=BOWEN)])
    office.programs.programs.append(program)
    decision = await propose(office, "propose 3.8.0 news")
    await vote(office, decision, BOWEN)
    await vote(office, decision, BOWEN, controls.DECISION_SET)
    done = await current(office, decision)
    assert isinstance(done.evidence, Evidence)
    assert (done.state, done.changed_by, done.evidence.imported_by) == (State.VERIFIED, BOWEN, BOWEN)
    office.clock.set(NOW + timedelta(days=3))

    old = await office.ask("propose 3.8.1 news")
    assert old.text == error_text(NoProposal(because="old", program="news"))
