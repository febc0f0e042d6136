"""The step "Wait until it is safe"."""

from datetime import datetime, timedelta
from typing import Any

from bot.domain.numbers.version import Version
from bot.domain.workflows import CHECKED_EVERY, GIVES_UP_AFTER, WorkflowStep
from bot.errors import NotSafeInTime, ProgramVanished, UnknownProgram, WeChatBusy
from bot.ports.programs import Labels
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, CAFE, NOW, SHOP, TEAM, Office, error_text
from tests.handlers.functions.workflows import executed

WAIT = WorkflowStep.WAIT
SAFE = feed({"3.8.1": 60, "3.7.0": "39.5", "3.0.0": "0.5"})
DAY = timedelta(days=1)


async def look(office: Office, now: datetime) -> Any:
    """The scheduler checks the waiting steps; the outputs, if there are any."""
    office.clock.set(now)
    await office.usecases.workflows.steps(now=now)
    return office.step_results.outputs.get("Fx1")


async def read(office: Office, now: datetime) -> None:
    """The sweep reads WeChat."""
    (program,) = [each for each in await office.programs.all(TEAM) if each.appid == SHOP.appid]
    await office.usecases.read_report(TEAM, program, now=now, refresh=True)


async def test_it_goes_on_once_the_version_is_safe(office: Office) -> None:
    """By an alert's judgement of the safe minimum: on the new day, by its week's median."""
    assert await executed(office, WAIT) == (None, "")
    office.source.set(SHOP.appid, SAFE)
    found = []
    for days in range(1, 5):
        await read(office, NOW + days * DAY)
        found.append(await look(office, NOW + days * DAY))

    assert [bool(outputs) for outputs in found] == [False, True, True, True]
    outputs = office.step_results.outputs["Fx1"]
    assert {**outputs, "sentence": ""} == {
        "loss_low": 0.5,
        "loss_high": 0.5,
        "safe_on": (NOW + 2 * DAY).date().isoformat(),
        "waited_days": 2,
        "sentence": "",
    }
    assert str(outputs["sentence"]).startswith("shop: 3.7.0 is safe now")
    assert office.step_results.tokens == [(TEAM, "")], "the run's own token has run out long ago"
    assert await office.step_runs.count(TEAM) == 0


async def test_a_version_that_is_safe_already(office: Office) -> None:
    """The step completes at once, even for a version up to the minimum."""
    office.source.set(SHOP.appid, SAFE)
    safe, _ = await executed(office, WAIT)
    guaranteed, _ = await executed(office, WAIT, "Fx2", program=CAFE.appid, version="3.0.0")

    assert safe["waited_days"] == 0
    assert guaranteed["loss_high"] == 3.0


async def test_wechat_cannot_be_read_at_first(office: Office) -> None:
    """The step waits all the same."""
    office.source.fail_all(WeChatBusy(code=-1))
    assert await executed(office, WAIT) == (None, "")
    office.source.fail_all(None)
    office.source.set(SHOP.appid, SAFE)
    await read(office, NOW + DAY)

    assert await look(office, NOW + DAY)


async def test_it_is_looked_at_each_quarter_of_an_hour(office: Office) -> None:
    """Not at each tick of the scheduler."""
    await executed(office, WAIT)
    office.source.set(SHOP.appid, SAFE)
    await read(office, NOW + timedelta(hours=2))

    assert await look(office, NOW + CHECKED_EVERY - timedelta(seconds=1)) is None
    assert await look(office, NOW + CHECKED_EVERY)


async def test_it_gives_up(office: Office) -> None:
    """After half a year it fails, with what to do."""
    await executed(office, WAIT)
    last = NOW + GIVES_UP_AFTER
    assert await look(office, last - timedelta(minutes=1)) is None
    assert office.step_results.failures == {}
    await look(office, last)

    error = NotSafeInTime(program="shop", version=Version.parse("3.7.0").text, days=180)
    assert office.step_results.failures == {"Fx1": error_text(error)}


async def test_the_program_vanishes(office: Office) -> None:
    """Its authorisation ended, or it was restricted to channels: the step does not wait for ever."""
    await executed(office, WAIT)
    await office.rules.restrict(TEAM, SHOP.appid, {"C9"})
    await look(office, NOW + DAY)

    assert office.step_results.failures == {"Fx1": error_text(ProgramVanished(program=SHOP.appid))}


async def test_a_program_that_never_was(office: Office) -> None:
    """It fails at once."""
    assert await executed(office, WAIT, program="nowhere") == (
        None,
        error_text(UnknownProgram(name="nowhere", suggestion="")),
    )


async def test_the_alias_may_change_while_it_waits(office: Office) -> None:
    """It waits for the program, not for its name; the reader's language counts."""
    await executed(office, WAIT, program="shop", user=ALICE)
    office.source.set(SHOP.appid, SAFE)
    await office.programs.labels.put(TEAM, SHOP.appid, Labels("store"))
    for days in (1, 2):
        await read(office, NOW + days * DAY)
        await look(office, NOW + days * DAY)

    assert str(office.step_results.outputs["Fx1"]["sentence"]).startswith("store: ")
