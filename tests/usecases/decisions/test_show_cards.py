"""Cards that are behind, while Slack is busy."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from bot.blocks.kit.controls import DECISION_ROLL_BACK, DECISION_SET_NOW
from bot.domain.decisions import steps
from bot.domain.decisions.decision import READ_WITHIN, Decision
from bot.domain.decisions.program import Aside, LeftOut, ProgramState
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import OptIn, Program
from bot.errors import SlackBusy, SlackUnclear
from bot.ports.slack import Workspace
from bot.usecases.decisions.show_cards import ReadDecisions, ShowCards
from bot.usecases.programs.opt_ins import KeepOptIn, MaySet
from bot.usecases.programs.visible import VisiblePrograms
from tests.domain.build import v
from tests.domain.decisions.build import APPROVED, BOB, NOW, PROPOSED, VERIFIED, by
from tests.fakes.decisions import FakeDecisions
from tests.fakes.deliveries import FakeDeliveries, FakeMessenger
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.people import FakeAccessRules, FakeAuditLog
from tests.fakes.programs import FakeOptIns, FakePrograms, choose
from tests.usecases.decisions.scene import Scene

BUSY = SlackBusy(retry_after=30, method="chat.update")


class Cards:
    def __init__(self) -> None:
        self.workspaces, self.messenger = FakeWorkspaces(), FakeMessenger()
        self.decisions = FakeDecisions(FakeDeliveries(), self.workspaces)
        self.rules = FakeAccessRules()
        visible = VisiblePrograms(FakePrograms(Program(Visible(PROPOSED.appid), "shop"), rules=self.rules), self.rules)
        self.opt_ins = FakeOptIns()
        may_set, read = MaySet(visible, self.opt_ins, allowed=True), ReadDecisions(self.decisions, visible)
        self.show = ShowCards(self.decisions, self.messenger, may_set, read)

    async def put(self, decision: Decision) -> None:
        await self.workspaces.put(Workspace(decision.team_id, "Team", "UBOT"))
        await self.decisions.put(decision)
        assert decision.target
        self.decisions.rows[decision.team_id, decision.id] = {0: decision.target}

    async def turn(self, *, on: bool) -> None:
        """An admin lets Baselib set the program, or not any more."""
        team_id, appid = PROPOSED.team_id, Visible(PROPOSED.appid)
        keep, before = KeepOptIn(self.opt_ins, FakeAuditLog(), self.decisions), await self.opt_ins.get(team_id, appid)
        assert await keep(team_id, appid, before, OptIn(on=on), by=BOB, now=NOW)

    async def behind(self, number: int, channel: str) -> Decision:
        await self.workspaces.put(Workspace(PROPOSED.team_id, "Team", "UBOT"))
        at = NOW + timedelta(minutes=number)
        voted = steps.approve(replace(PROPOSED, id=f"d{number}", proposed_at=at, channel_id=channel), by(BOB)).after
        await self.decisions.put(voted)
        return voted


@pytest.mark.parametrize("stuck", [1, 19, 20, 45])
async def test_cards_that_slack_does_not_take(stuck: int) -> None:
    cards = Cards()
    for number in range(stuck):
        await cards.behind(number, "CBUSY")
    await cards.behind(stuck, "C1")
    cards.messenger.fail_channel("CBUSY", BUSY)
    for _ in range(4):
        await cards.show()
    assert [channel for _, channel, _, _ in cards.messenger.changes] == ["C1"]
    cards.messenger.fail_channel("CBUSY", None)
    for _ in range(4):
        await cards.show()

    assert await cards.decisions.behind(limit=99) == []
    assert len(cards.messenger.changes) == stuck + 1


async def test_a_card_whose_program_is_hidden() -> None:
    """It stays as it is, at a press, too, until the program is in the channel again."""
    cards = Cards()
    voted = await cards.behind(1, "C1")
    await cards.rules.restrict(PROPOSED.team_id, PROPOSED.appid, ["C9"])
    await cards.show()
    await cards.show.one(voted)
    assert cards.messenger.changes == []
    await cards.rules.restrict(PROPOSED.team_id, PROPOSED.appid, [])
    await cards.show()

    assert [channel for _, channel, _, _ in cards.messenger.changes] == ["C1"]


@pytest.mark.parametrize("on", [True, False])
async def test_a_card_can_be_rolled_back_while_its_program_may_be_set(*, on: bool) -> None:
    cards, ended = Cards(), replace(VERIFIED, shown=VERIFIED.revision)
    await cards.put(ended)
    await choose(cards.opt_ins, ended.team_id, ended.appid, OptIn(on=not on))
    await cards.turn(on=on)
    await cards.show()
    ((_, _, _, card),) = cards.messenger.changes

    assert (DECISION_ROLL_BACK in str(card.blocks)) is on


@pytest.mark.parametrize("on", [True, False])
async def test_a_card_that_was_not_set_can_be_set_again(*, on: bool) -> None:
    """A decision whose setting was given up before the call is approved as before: its card follows the program."""
    assert APPROVED.target
    aside = replace(APPROVED.target, state=ProgramState.SET_ASIDE, outcome=Aside(LeftOut.OPTED_OUT))
    cards, given_up = Cards(), replace(APPROVED, target=aside, shown=APPROVED.revision)
    await cards.put(given_up)
    await choose(cards.opt_ins, given_up.team_id, given_up.appid, OptIn(on=not on))
    await cards.turn(on=on)
    await cards.show()
    ((_, _, _, card),) = cards.messenger.changes

    assert (DECISION_SET_NOW in str(card.blocks)) is on


async def test_a_program_that_is_turned_on_while_its_card_is_updated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The update that was under way does not count: it was composed before, without the button."""
    cards, update = Cards(), FakeMessenger.update
    await cards.put(replace(APPROVED, shown=0))

    async def turned_on_meanwhile(*asked: Any) -> None:
        monkeypatch.setattr(FakeMessenger, "update", update)
        await cards.turn(on=True)
        await update(*asked)

    monkeypatch.setattr(FakeMessenger, "update", turned_on_meanwhile)
    await cards.show()
    await cards.show()

    assert DECISION_SET_NOW in str(cards.messenger.changes[-1][-1].blocks)
    assert await cards.decisions.behind(limit=9) == []


@pytest.mark.parametrize("error", [None, SlackUnclear(method="chat.update")])
async def test_an_update_that_another_process_overtakes(
    error: SlackUnclear | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process stood still between composing and sending: the card shows what was, and is updated again."""
    cards, update = Cards(), FakeMessenger.update
    await cards.put(replace(APPROVED, shown=0))

    async def too_late(*asked: Any) -> None:
        monkeypatch.setattr(FakeMessenger, "update", update)
        await cards.decisions.put(VERIFIED)
        await cards.show()
        await update(*asked)
        if error:
            raise error

    monkeypatch.setattr(FakeMessenger, "update", too_late)
    await cards.show()
    await cards.show()

    assert len(cards.messenger.changes) == 3
    assert cards.messenger.changes[-1] == cards.messenger.changes[0] != cards.messenger.changes[1]
    assert await cards.decisions.behind(limit=9) == []


async def test_replicas_update_a_card_in_turn() -> None:
    cards, held = Cards(), asyncio.Lock()
    await cards.put(replace(APPROVED, shown=0))

    @asynccontextmanager
    async def only_one(name: str) -> AsyncIterator[bool]:
        assert name
        if held.locked():
            yield False
            return
        async with held:
            yield True

    replicas = [replace(cards.show, only_one=only_one) for _ in range(3)]
    await asyncio.gather(*(show() for show in replicas))

    assert len(cards.messenger.changes) == 1
    assert await cards.decisions.behind(limit=9) == []


async def test_a_press_beside_the_routine(monkeypatch: pytest.MonkeyPatch) -> None:
    cards, update = Cards(), FakeMessenger.update
    await cards.put(replace(APPROVED, shown=0))
    (pressed,) = await cards.decisions.behind(limit=9)

    async def beside(*asked: Any) -> None:
        monkeypatch.setattr(FakeMessenger, "update", update)
        await cards.show.one(pressed)
        await update(*asked)

    monkeypatch.setattr(FakeMessenger, "update", beside)
    await cards.show()
    assert len(cards.messenger.changes) == 2
    await cards.show()

    assert len(cards.messenger.changes) == 3
    assert await cards.decisions.behind(limit=9) == []


async def test_a_card_that_fails() -> None:
    cards = Cards()
    for number in range(3):
        await cards.behind(number, "C1")
    cards.messenger.fail_next(RuntimeError("a bug"))
    with pytest.raises(RuntimeError, match="a bug"):
        await cards.show()

    assert len(cards.messenger.changes) == 2


HIGHER: Final = v("3.9.9")


@pytest.mark.parametrize("count", [0, 40])
async def test_a_process_that_stands_still_after_it_has_read(count: int) -> None:
    """For an hour, in which a person sets a higher minimum in WeChat's console: it stays."""
    scene = Scene(count)
    await scene.begin()
    moved, *_ = scene.appids

    def stand_still() -> None:
        scene.wechat.after_reading = lambda: None
        scene.stood, scene.wechat.minimums[moved] = 3_600, HIGHER

    scene.wechat.after_reading = stand_still
    await scene.tick()
    assert await scene.programs(ProgramState.WAITING, batch=0), "it is read again at the next time, not at once"
    await scene.tick(minutes=1)

    assert (scene.wechat.calls, scene.wechat.minimums[moved]) == ([], HIGHER)
    assert not await scene.programs(ProgramState.WAITING, batch=0)


async def test_wechat_so_slow_that_a_hundred_readings_take_longer() -> None:
    """Those read last are set, the others after they were read again: each in its turn."""
    scene = Scene(1_000)
    await scene.begin()
    await scene.tick()
    await scene.pass_batch()
    called = len(scene.wechat.calls)
    scene.wechat.slow = 0.9
    await scene.pass_batch()
    late = 100 - int(READ_WITHIN / scene.wechat.slow)

    assert scene.wechat.calls[called] == scene.appids[called + late]
    assert len(scene.wechat.calls) == len(set(scene.wechat.calls)) == 1_000
    await scene.tick(minutes=1)
    assert await scene.states() == {ProgramState.VERIFIED: 1_000}
