"""The step "Wait until it is safe"."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.access import Grant, Role
from bot.domain.delivery import SlackCode
from bot.domain.numbers.judgement import Break, Count
from bot.domain.numbers.version import Version
from bot.domain.recommendation import next_candidate
from bot.domain.report import Report
from bot.domain.trend_history import history_of
from bot.domain.what_if import raise_answer
from bot.domain.workflows import CHECKED_EVERY, GIVES_UP_AFTER, LEASE, MOST_RUNS, RETRIED_FOR, StepRun, WorkflowStep
from bot.errors import (
    BadVersion,
    NotAMember,
    NotSafeInTime,
    ProgramRestricted,
    ProgramVanished,
    SlackBusy,
    SlackRefused,
    TooManyRuns,
    UnknownProgram,
    WeChatBusy,
    WorkspaceUnavailable,
)
from bot.ports.programs import Labels
from bot.ports.slack import Person, Workspace
from bot.usecases.workflows import accept_step, begin_step, run_steps
from tests.domain.break_world import days, report_at
from tests.domain.build import TODAY, v
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, CAFE, NOW, SHOP, STRANGER, TEAM, Office, error_text
from tests.handlers.functions.workflows import TOKEN, execute, executed

WAIT = WorkflowStep.WAIT
SAFE = feed({"3.8.1": 60, "3.7.0": "39.5", "3.0.0": "0.5"})
DAY = timedelta(days=1)


async def look(office: Office, now: datetime) -> Any:
    """The scheduler checks the waiting steps; the outputs, if there are any."""
    office.clock.set(now)
    await run_steps(office.usecases, now=now)
    return office.step_results.outputs.get("Fx1")


async def read(office: Office, now: datetime) -> None:
    (program,) = [each for each in await office.programs.all(TEAM) if each.appid == SHOP.appid]
    await office.usecases.read_report(TEAM, program, now=now, refresh=True)


async def test_it_goes_on_once_the_version_is_safe(office: Office) -> None:
    """By an alert's judgement of the safe minimum: on the new day, by its week's median."""
    assert await executed(office, WAIT) == (None, "")
    office.source.set(SHOP.appid, SAFE)
    found = []
    for count in range(1, 5):
        await read(office, NOW + count * DAY)
        found.append(await look(office, NOW + count * DAY))

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
    office.source.set(SHOP.appid, SAFE)
    safe, _ = await executed(office, WAIT)
    guaranteed, _ = await executed(office, WAIT, "Fx2", program=CAFE.appid, version="3.0.0")

    assert safe["waited_days"] == 0
    assert guaranteed["loss_high"] == 3.0


async def test_wechat_cannot_be_read_at_first(office: Office) -> None:
    office.source.fail_all(WeChatBusy(code=-1))
    assert await executed(office, WAIT) == (None, "")
    office.source.fail_all(None)
    office.source.set(SHOP.appid, SAFE)
    await read(office, NOW + DAY)

    assert await look(office, NOW + DAY)


async def test_it_is_looked_at_each_quarter_of_an_hour(office: Office) -> None:
    await executed(office, WAIT)
    office.source.set(SHOP.appid, SAFE)
    await read(office, NOW + timedelta(hours=2))

    assert await look(office, NOW + CHECKED_EVERY - timedelta(seconds=1)) is None
    assert await look(office, NOW + CHECKED_EVERY)


async def test_it_gives_up(office: Office) -> None:
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
    assert await executed(office, WAIT, program="nowhere") == (
        None,
        error_text(UnknownProgram(name="nowhere", suggestion="")),
    )


async def test_the_alias_may_change_while_it_waits(office: Office) -> None:
    await executed(office, WAIT, program="shop", user=ALICE)
    office.source.set(SHOP.appid, SAFE)
    await office.programs.labels.put(TEAM, SHOP.appid, Labels("store"))
    for count in (1, 2):
        await read(office, NOW + count * DAY)
        await look(office, NOW + count * DAY)

    assert str(office.step_results.outputs["Fx1"]["sentence"]).startswith("store: ")


LOSS = WorkflowStep.LOSS


async def test_the_loss_and_when_it_is_safe(office: Office) -> None:
    """In percent, as yes or no, and as a sentence in the language of the workflow's starter."""
    outputs, _ = await executed(office, LOSS)
    chinese, _ = await executed(office, LOSS, "Fx2", user=BOWEN)

    assert {name: outputs[name] for name in ("loss_low", "loss_high", "safe")} == {
        "loss_low": 15.0,
        "loss_high": 15.0,
        "safe": False,
    }
    assert outputs["sentence"].startswith("shop: 3.7.0 as the minimum cuts off 15.0% of users")
    assert outputs["safe_from"] in outputs["sentence"]
    assert "3.7.0" in chinese["sentence"]
    assert chinese["sentence"] != outputs["sentence"]
    assert office.step_results.tokens == [(TEAM, TOKEN)] * 2
    assert await office.step_runs.count(TEAM) == 0


async def test_a_safe_version(office: Office) -> None:
    office.source.set(SHOP.appid, feed({"3.8.0": "99.0123", "3.7.0": "0.8"}))
    outputs, _ = await executed(office, LOSS, version=" v3.8 ")

    assert outputs["safe"] is True
    assert outputs["safe_from"] == NOW.date().isoformat()
    assert (outputs["loss_low"], outputs["loss_high"]) == (0.8, 0.99)


@pytest.mark.parametrize(
    ("inputs", "error"),
    [
        ({"version": "three"}, BadVersion(text="three")),
        ({"version": None}, BadVersion(text="")),
        ({"version": {"id": "3.7.0"}}, BadVersion(text="")),
        ({"program": "nowhere"}, UnknownProgram(name="nowhere", suggestion="")),
    ],
)
async def test_wrong_inputs(office: Office, inputs: dict[str, Any], error: BadVersion | UnknownProgram) -> None:
    outputs, failure = await executed(office, LOSS, **inputs)

    assert outputs is None
    assert failure == error_text(error)


async def test_rights_of_the_person_who_started_it(office: Office) -> None:
    office.people.change(Person(STRANGER, "", "", is_outsider=True))
    _, refused = await executed(office, LOSS, user=STRANGER)
    outputs, _ = await executed(office, LOSS, "Fx2", user="")

    assert refused == error_text(NotAMember())
    assert outputs["loss_low"] == 15.0


async def test_restricted_programs_stay_where_they_are(office: Office) -> None:
    await office.rules.grant(TEAM, Grant(BOWEN, Role.ADMIN, BOWEN, NOW))
    await office.rules.restrict(TEAM, SHOP.appid, {"C1"})
    _, viewer = await executed(office, LOSS)
    _, admin = await executed(office, LOSS, "Fx2", user=BOWEN)

    assert viewer == error_text(UnknownProgram(name=SHOP.appid, suggestion=""))
    assert admin == error_text(ProgramRestricted(name="shop"), "zh-CN")


async def test_wechat_is_busy(office: Office) -> None:
    office.source.fail_all(WeChatBusy(code=-1))
    assert await executed(office, LOSS) == (None, "")
    assert await executed(office, LOSS, "Fx2") == (None, "")
    office.source.fail(SHOP.appid, None)
    await run_steps(office.usecases, now=NOW + timedelta(minutes=2))
    assert office.step_results.failures == {}

    await run_steps(office.usecases, now=NOW + RETRIED_FOR)
    assert set(office.step_results.failures) == {"Fx1", "Fx2"}
    assert office.metrics.answers[0][0] == "function loss_at_version"
    office.source.fail_all(None)
    await run_steps(office.usecases, now=NOW + 2 * RETRIED_FOR)
    assert office.step_results.outputs == {}


async def test_a_process_dies_in_between(office: Office) -> None:
    """After the claim ends it is done without the run's own token, which is never kept."""
    run = StepRun(TEAM, "Fx1", LOSS, SHOP.appid, "3.7.0", "", ALICE, "", "", NOW, NOW)
    assert await accept_step(office.usecases, run)
    await run_steps(office.usecases, now=NOW + LEASE - timedelta(seconds=1))
    assert office.step_results.outputs == {}

    await run_steps(office.usecases, now=NOW + LEASE)
    assert office.step_results.outputs["Fx1"]["loss_low"] == 15.0
    assert office.step_results.tokens == [(TEAM, "")]
    assert await begin_step(office.usecases, run, now=NOW + LEASE, token=TOKEN) is None
    assert office.step_results.tokens == [(TEAM, "")]


async def test_slack_sends_it_twice(office: Office) -> None:
    for _ in range(2):
        assert await execute(office, LOSS) == 200
    await office.settle()
    assert len(office.step_results.tokens) == 1

    await executed(office, LOSS)
    assert len(office.step_results.outputs) == 1
    assert await office.step_runs.count(TEAM) == 0


async def test_slack_is_busy(office: Office) -> None:
    office.step_results.trouble = SlackBusy(retry_after=1, method="functions.completeSuccess")
    assert await executed(office, LOSS) == (None, "")
    kept = office.step_runs
    await run_steps(office.usecases, now=NOW + timedelta(minutes=1))
    assert await kept.count(TEAM) == 1

    trouble, office.step_results.trouble = office.step_results.trouble, None
    await run_steps(office.usecases, now=NOW + timedelta(minutes=2))
    assert office.step_results.outputs["Fx1"]["loss_low"] == 15.0

    office.step_results.trouble = trouble
    await executed(office, LOSS, "Fx2")
    await run_steps(office.usecases, now=NOW + RETRIED_FOR)
    assert await kept.count(TEAM) == 0


async def test_a_suspended_workspace(office: Office) -> None:
    office.step_results.trouble = WorkspaceUnavailable(code="account_inactive", method="functions.completeSuccess")
    assert await executed(office, WorkflowStep.WAIT, version="3.0.0") == (None, "")
    await office.workspaces.suspend(TEAM, SlackCode("account_inactive"), at=NOW)
    hour = timedelta(hours=1)
    await run_steps(office.usecases, now=NOW + hour)
    assert len(office.step_results.tokens) == 1, "Slack is not asked meanwhile"

    office.step_results.trouble = None
    await office.workspaces.revive(TEAM)
    await run_steps(office.usecases, now=NOW + 2 * hour)
    assert "Fx1" in office.step_results.outputs

    await executed(office, WorkflowStep.WAIT, "Fx2", version="9.0.0")
    await office.workspaces.put(Workspace(TEAM, "Team", "UBOT", ended=True))
    await run_steps(office.usecases, now=NOW + 3 * hour)
    assert await office.step_runs.count(TEAM) == 0
    assert set(office.step_results.outputs) == {"Fx1"}


async def test_slack_refuses_the_outputs(office: Office) -> None:
    office.step_results.trouble = SlackRefused(code="parameter_validation_failed", method="functions.completeSuccess")
    await executed(office, LOSS)

    assert await office.step_runs.count(TEAM) == 0


async def test_too_many_at_once(office: Office) -> None:
    run = StepRun(TEAM, "", WorkflowStep.WAIT, SHOP.appid, "9.0.0", "", ALICE, "", "", NOW, NOW + LEASE, waiting=True)
    for number in range(MOST_RUNS):
        await office.step_runs.add(replace(run, id=f"Fw{number}"))
    _, failure = await executed(office, LOSS)

    assert failure == error_text(TooManyRuns(count=MOST_RUNS))


async def test_a_step_of_a_newer_baselib(office: Office) -> None:
    _, failure = await executed(office, "teleport")

    assert "`teleport`" in failure
    assert "Update Baselib" in failure


BOTH = {ALICE: "WeChat counts old versions", BOWEN: "微信统计的旧版本占比"}


async def kept(office: Office, factor: float) -> Report:
    """The program's days are kept up to today; the report on them."""
    found = [replace(each, appid=SHOP.appid) for each in days(factor)]
    await office.snapshots.save(TEAM, found)
    return report_at(found)


def highest(now: Report) -> tuple[Version, Version]:
    """The highest versions that keep 99 % before and now, and now alone."""
    assert now.safe_minimum
    assert now.safe_today
    return min(now.safe_minimum, now.safe_today), now.safe_today


@pytest.mark.parametrize("user", [ALICE, BOWEN])
async def test_the_loss_before_and_now(office: Office, user: str) -> None:
    before = (await kept(office, 2.4)).safe_minimum
    assert before
    outputs, _ = await executed(office, WorkflowStep.LOSS, user=user, version=before.text)

    assert outputs["safe"] is False
    assert outputs["loss_low"] < 1 < outputs["loss_high"]
    assert BOTH[user] in outputs["sentence"]
    assert outputs["safe_from"] in {
        "It kept 99% of users before WeChat’s count changed, not since.",
        "在微信统计变化之前可覆盖 99% 的用户，变化之后则不能。",
    }


async def test_nothing_waited_for_comes_by_a_lower_count(office: Office) -> None:
    both, alone = highest(await kept(office, 0.4))
    assert both < alone

    assert await executed(office, WorkflowStep.WAIT, version=alone.text) == (None, "")


async def test_what_probably_keeps_enough_is_not_called_safe(office: Office) -> None:
    """Its old users are fewer than before the break, of which the count proves nothing."""
    coming = next_candidate(await kept(office, 0.4))
    assert coming
    outputs, _ = await executed(office, WorkflowStep.LOSS, version=coming.text)

    assert outputs["safe"] is False
    assert outputs["safe_from"].startswith("By WeChat’s count before, it probably keeps 99% already; ")


@pytest.mark.parametrize("user", [ALICE, BOWEN])
@pytest.mark.parametrize("factor", [2.4, 0.4])
async def test_what_keeps_enough_either_way(office: Office, factor: float, user: str) -> None:
    both, _ = highest(await kept(office, factor))
    outputs, _ = await executed(office, WorkflowStep.WAIT, user=user, version=both.text)

    assert outputs["loss_low"] < outputs["loss_high"] <= 1
    assert BOTH[user] in outputs["sentence"]


def test_one_count_alone_makes_nothing_safe() -> None:
    settled = report_at(days(1))
    count = Count(Break(TODAY, None, 0.4))
    snapshot = replace(settled.snapshot, judgement=replace(settled.judgement, count=count))
    answer = raise_answer(replace(settled, snapshot=snapshot), v("3.150.0"), history_of(days(1)))

    assert (replace(answer, report=settled).safe, answer.safe) == (True, False)
