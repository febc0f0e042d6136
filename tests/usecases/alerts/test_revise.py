"""An alert that is to wait for something else."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.access import AuditAction, Viewpoint
from bot.domain.alerts.alert import Alert
from bot.domain.alerts.delivery import AlertSet
from bot.domain.alerts.parse import read_condition
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import AlertChanged, NotYourAlert, StaleControl
from bot.ports.slack import Person
from bot.usecases.alerts.change import end_alert, mute_alert, program_of_alert
from tests.usecases.alert_world import CAFE, CHANNEL, DAY, NEWS, NOW, SHOP, TEAM, USER, WEEK, AlertWorld, losing


@pytest.fixture
def world() -> AlertWorld:
    """Three programs that lose half a percent at 3.0.0."""
    return AlertWorld()


async def revise(
    world: AlertWorld,
    alert: Alert,
    words: str,
    program: Program | None = SHOP,
    *,
    channel: str = CHANNEL,
    team: str = TEAM,
    by: str = USER,
    now: datetime = NOW,
) -> AlertSet:
    seen = Viewpoint.of_channel(team, channel)
    appid = program.appid if program else ""
    return await world.revise(seen, alert.id, read_condition(words), appid, mark=alert.mark, by=by, now=now)


async def test_it_waits_for_something_else(world: AlertWorld) -> None:
    await world.set("minimum changed shop")
    before = (await world.set("loss > 1% at 3.0.0 shop")).alert
    world.people.change(Person("UADMIN", "zh-CN", "", is_admin=True))
    done = await revise(world, before, "loss > 3% at 3.0.0", CAFE, by="UADMIN")
    for program in (SHOP, CAFE):
        world.source.set(program.appid, losing("2"))
    quiet = await world.day(NOW + WEEK)
    for program in (SHOP, CAFE):
        world.source.set(program.appid, losing("4"))

    assert (done.alert, done.changed, done.program) == (
        replace(before, appid=CAFE.appid, condition=read_condition("loss > 3% at 3.0.0")),
        True,
        CAFE,
    )
    assert (done.alert.number, done.alert.owner_id) == (2, USER)
    assert await world.alerts.get(TEAM, before.id) == done.alert
    assert quiet == []
    assert [text.split(":")[0] for text in await world.day(NOW + 2 * WEEK)] == ["cafe"]


async def test_what_is_so_already_is_said_in_the_answer(world: AlertWorld) -> None:
    before = (await world.set("loss > 1% at 3.0.0 shop")).alert
    world.source.set(SHOP.appid, losing("1.5"))
    messages = await world.day(NOW + WEEK)
    of_one = await revise(world, before, "loss > 0.2% at 3.0.0", now=NOW + WEEK)
    of_all = await revise(world, of_one.alert, "loss > 0.2% at 3.0.0", None, now=NOW + WEEK)
    still = await world.day(NOW + 2 * WEEK)

    assert len(messages) == 1
    assert (of_one.already, of_one.program) == ((SHOP,), SHOP)
    assert (of_all.already, of_all.program) == ((SHOP, CAFE, NEWS), None)
    assert still == []


async def test_what_waits_to_be_told_is_not_told_any_more(world: AlertWorld) -> None:
    before = (await world.set("loss > 1% at 3.0.0 shop")).alert
    world.source.set(SHOP.appid, losing("1.5"))
    await world.sweep(NOW + DAY)
    await revise(world, before, "minimum changed")

    assert await world.deliver(NOW + DAY) == []


async def test_it_is_on_record(world: AlertWorld) -> None:
    before = (await world.set("loss > 1% at 3.0.0 shop")).alert
    await revise(world, before, "rollback", None)
    entry = world.audit.entries[-1]

    assert (entry.action, entry.by, entry.subject) == (AuditAction.ALERT_CHANGED, USER, before.id)
    assert (entry.before["condition"], entry.before["appid"]) == ("loss > 1% at 3.0.0", SHOP.appid)
    assert (entry.after["condition"], "appid" in entry.after) == ("rollback", False)


async def test_what_the_channel_has_already(world: AlertWorld) -> None:
    first = (await world.set("rollback shop")).alert
    second = (await world.set("minimum changed shop")).alert
    recorded = list(world.audit.entries)
    same = await revise(world, second, "minimum changed")
    other = await revise(world, second, "rollback")

    assert (same.existed, same.alert) == (True, second)
    assert (other.existed, other.alert) == (True, first)
    assert await world.alerts.of_team(TEAM) == [first, second]
    assert world.audit.entries == recorded


async def test_changed_by_another_person_meanwhile(world: AlertWorld) -> None:
    opened = (await world.set("rollback shop")).alert
    await mute_alert(world.app, opened, NOW + DAY, by=USER, now=NOW)
    changed = (await revise(world, opened, "minimum changed")).alert
    recorded = list(world.audit.entries)
    with pytest.raises(AlertChanged):
        await revise(world, opened, "loss > 1% at 3.0.0")

    assert changed.muted_until == NOW + DAY
    assert await world.alerts.of_team(TEAM) == [changed]
    assert world.audit.entries == recorded


async def test_gone_meanwhile(world: AlertWorld) -> None:
    opened = (await world.set("rollback shop")).alert
    for team, channel in ((TEAM, "C2"), ("T2", CHANNEL)):
        with pytest.raises(AlertChanged):
            await revise(world, opened, "minimum changed", team=team, channel=channel)
    await end_alert(world.app, opened, by=USER, now=NOW)
    with pytest.raises(AlertChanged):
        await revise(world, opened, "minimum changed")

    assert await world.alerts.of_team(TEAM) == []


async def test_another_persons_alert(world: AlertWorld) -> None:
    opened = (await world.set("rollback shop")).alert
    with pytest.raises(NotYourAlert):
        await revise(world, opened, "minimum changed", by="U2")

    assert await world.alerts.of_team(TEAM) == [opened]


async def test_a_program_that_does_not_exist_in_the_channel(world: AlertWorld) -> None:
    """A restricted or unknown one cannot be chosen, and the form does not name it."""
    opened = (await world.set("rollback cafe")).alert
    await world.rules.restrict(TEAM, CAFE.appid, ["C2"])
    for program in (CAFE, Program(Visible("wx9"))):
        with pytest.raises(StaleControl):
            await revise(world, opened, "minimum changed", program)

    assert await program_of_alert(world.app, Viewpoint.of_channel(TEAM, CHANNEL), opened) is None
    assert await world.alerts.of_team(TEAM) == [opened]
