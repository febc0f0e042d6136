"""Days that decide nothing, and what is kept today only: no surface says more than the report."""

import pytest

from bot.blocks.kit import controls
from bot.domain.alerts.judging import is_safe
from bot.domain.decisions.decision import State
from bot.domain.decisions.program import LeftOut
from bot.domain.numbers.version import Meaning
from bot.domain.programs import OptIn
from bot.usecases.decisions.change import AdvanceRuns
from tests.domain.break_world import days
from tests.domain.build import EITHER_WAY, TODAY, feed_of, read_as, snapshot_of, v
from tests.domain.forecast_world import snapshot
from tests.fakes.opt_ins import choose
from tests.handlers.context import ALICE, BOWEN, SHOP, TEAM, Office
from tests.handlers.decisions.acting import current, propose, propose_many, vote
from tests.handlers.worth import DAY, at, opened, said, with_minimum


async def before_an_unclear_day() -> Office:
    """Shop with twelve days of a settled meaning."""
    rows, pinned = {**dict(EITHER_WAY), "3.0.0": "0.24"}, read_as(Meaning.BELOW)
    return await opened(
        *[snapshot_of(rows, TODAY - ago * DAY, minimum="1.0.0", reading=pinned) for ago in range(12, 0, -1)]
    )


def reach(office: Office) -> None:
    """The next day's numbers come, and nothing shows any more which of two meanings they have."""
    office.source.set(SHOP.appid, feed_of(EITHER_WAY, "1.0.0"))
    office.clock.set(at(TODAY))


@pytest.mark.parametrize("text", ["propose 2.0.0 shop", "propose 2.0.0 #food"])
async def test_nothing_is_set_on_an_unclear_day(text: str) -> None:
    """The check before setting takes no earlier day's numbers for those of today."""
    office = await before_an_unclear_day()
    await choose(office.opt_ins, TEAM, SHOP.appid, OptIn(on=True))
    decision = await (propose_many if "#" in text else propose)(office, text)
    reach(office)
    await vote(office, decision, BOWEN)
    await vote(office, decision, ALICE, controls.DECISION_SET_NOW)
    await AdvanceRuns(office.decisions, office.usecases.deciding.advance.bring_on)(now=await office.clock.now())
    (program,) = await office.decisions.programs(TEAM, decision.id)

    assert office.setter.calls == []
    assert program.aside is LeftOut.UNCLEAR
    assert (await current(office, decision)).state is State.APPROVED


async def test_an_unclear_day_decides_nothing() -> None:
    """Fleet, proposals, alerts and workflow steps wait, as the report does."""
    office = await before_an_unclear_day()
    reach(office)
    await office.ask("alert loss < 1% at 2.0.0 shop")
    raised, ready = (await office.ask("fleet raise 2.0.0")).text, (await office.ask("propose 2.0.0 ready")).text
    tagged, alerts = (await office.ask("propose 2.0.0 #food")).text, said(await office.ask("alerts"))
    as_is = await office.usecases.read_report(TEAM, SHOP, now=await office.clock.now(), as_is=True)

    assert "can be raised" not in raised
    assert (ready[:4], tagged[:4]) == ("None", "None")
    assert "Triggered" not in alerts
    assert not is_safe(v("2.0.0"), as_is)


async def test_what_is_kept_today_only() -> None:
    """No surface calls it safe, ready or reached."""
    low = snapshot(TODAY, noise=lambda _day: -0.15)
    office = await opened(*with_minimum([*days(1.0, ago=60)[:-1], low], lambda _day: "3.158.0"))
    raised, ready = (await office.ask("fleet raise 3.166.0")).text, (await office.ask("propose 3.166.0 ready")).text
    many, trend = said(await office.ask("propose 3.166.0 #food")), said(await office.ask("trend 3.166.0 shop"))
    cover = said(await office.ask("cover 99 shop"))
    await office.ask("propose 3.166.0 shop")
    (card,) = [said(each.message) for each in office.messenger.posted]

    assert ("No Mini Program can be raised" in raised, ready.startswith("None")) == (True, True)
    assert ("Safe: it keeps" in trend, "It keeps 99% on this day, not yet over the week" in trend) == (False, True)
    assert "probably keeps 99% already" not in cover
    for proposal in (many, card):
        assert "3.166.0 keeps 99% on this day, but not yet over the week" in proposal
