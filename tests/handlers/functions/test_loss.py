"""The step "Cut off at a version", and what all steps share."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.access import Grant, Role
from bot.domain.delivery import SlackCode
from bot.domain.workflows import LEASE, MOST_RUNS, RETRIED_FOR, StepRun, WorkflowStep
from bot.errors import (
    BadVersion,
    NotAMember,
    ProgramRestricted,
    SlackBusy,
    SlackRefused,
    TooManyRuns,
    UnknownProgram,
    WeChatBusy,
    WorkspaceUnavailable,
)
from bot.ports.slack import Person, Workspace
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, NOW, SHOP, STRANGER, TEAM, Office, error_text
from tests.handlers.functions.workflows import TOKEN, execute, executed

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
    """The date is the numbers'; bounds are rounded outwards."""
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
    """Any bad input fails the step with the command's sentence."""
    outputs, failure = await executed(office, LOSS, **inputs)

    assert outputs is None
    assert failure == error_text(error)


async def test_rights_of_the_person_who_started_it(office: Office) -> None:
    """Another company's person sees nothing; without a starter the members' view counts."""
    office.people.change(Person(STRANGER, "", "", is_outsider=True))
    _, refused = await executed(office, LOSS, user=STRANGER)
    outputs, _ = await executed(office, LOSS, "Fx2", user="")

    assert refused == error_text(NotAMember())
    assert outputs["loss_low"] == 15.0


async def test_restricted_programs_stay_where_they_are(office: Office) -> None:
    """Outputs may be posted anywhere, so even admins get none; only they learn why."""
    await office.rules.grant(TEAM, Grant(BOWEN, Role.ADMIN, BOWEN, NOW))
    await office.rules.restrict(TEAM, SHOP.appid, {"C1"})
    _, viewer = await executed(office, LOSS)
    _, admin = await executed(office, LOSS, "Fx2", user=BOWEN)

    assert viewer == error_text(UnknownProgram(name=SHOP.appid, suggestion=""))
    assert admin == error_text(ProgramRestricted(name="shop"), "zh-CN")


async def test_wechat_is_busy(office: Office) -> None:
    """Any replica's scheduler tries the step again, until a person has waited long enough."""
    office.source.fail_all(WeChatBusy(code=-1))
    assert await executed(office, LOSS) == (None, "")
    assert await executed(office, LOSS, "Fx2") == (None, "")
    office.source.fail(SHOP.appid, None)
    steps = office.usecases.workflows.steps
    await steps(now=NOW + timedelta(minutes=2))
    assert office.step_results.failures == {}

    await steps(now=NOW + RETRIED_FOR)
    assert set(office.step_results.failures) == {"Fx1", "Fx2"}
    assert office.metrics.answers[0][0] == "function loss_at_version"
    office.source.fail_all(None)
    await steps(now=NOW + 2 * RETRIED_FOR)
    assert office.step_results.outputs == {}


async def test_a_process_dies_in_between(office: Office) -> None:
    """After the claim ends it is done without the run's own token, which is never kept."""
    run = StepRun(TEAM, "Fx1", LOSS, SHOP.appid, "3.7.0", "", ALICE, "", "", NOW, NOW)
    steps = office.usecases.workflows.steps
    assert await steps.accept(run)
    await steps(now=NOW + LEASE - timedelta(seconds=1))
    assert office.step_results.outputs == {}

    await steps(now=NOW + LEASE)
    assert office.step_results.outputs["Fx1"]["loss_low"] == 15.0
    assert office.step_results.tokens == [(TEAM, "")]
    assert await steps.begin(run, now=NOW + LEASE, token=TOKEN) is None
    assert office.step_results.tokens == [(TEAM, "")]


async def test_slack_sends_it_twice(office: Office) -> None:
    """During the first the second event changes nothing, and Slack takes one result."""
    for _ in range(2):
        assert await execute(office, LOSS) == 200
    await office.settle()
    assert len(office.step_results.tokens) == 1

    await executed(office, LOSS)
    assert len(office.step_results.outputs) == 1
    assert await office.step_runs.count(TEAM) == 0


async def test_slack_is_busy(office: Office) -> None:
    """The result is sent again later; if Slack never takes it, the run ends."""
    office.step_results.trouble = SlackBusy(retry_after=1, method="functions.completeSuccess")
    assert await executed(office, LOSS) == (None, "")
    steps, kept = office.usecases.workflows.steps, office.step_runs
    await steps(now=NOW + timedelta(minutes=1))
    assert await kept.count(TEAM) == 1

    trouble, office.step_results.trouble = office.step_results.trouble, None
    await steps(now=NOW + timedelta(minutes=2))
    assert office.step_results.outputs["Fx1"]["loss_low"] == 15.0

    office.step_results.trouble = trouble
    await executed(office, LOSS, "Fx2")
    await steps(now=NOW + RETRIED_FOR)
    assert await kept.count(TEAM) == 0


async def test_a_suspended_workspace(office: Office) -> None:
    """A waiting step continues once Slack accepts the token; it ends with its workspace."""
    office.step_results.trouble = WorkspaceUnavailable(code="account_inactive", method="functions.completeSuccess")
    assert await executed(office, WorkflowStep.WAIT, version="3.0.0") == (None, "")
    await office.workspaces.suspend(TEAM, SlackCode("account_inactive"), at=NOW)
    steps, hour = office.usecases.workflows.steps, timedelta(hours=1)
    await steps(now=NOW + hour)
    assert len(office.step_results.tokens) == 1, "Slack is not asked meanwhile"

    office.step_results.trouble = None
    await office.workspaces.revive(TEAM)
    await steps(now=NOW + 2 * hour)
    assert "Fx1" in office.step_results.outputs

    await executed(office, WorkflowStep.WAIT, "Fx2", version="9.0.0")
    await office.workspaces.put(Workspace(TEAM, "Team", "UBOT", ended=True))
    await steps(now=NOW + 3 * hour)
    assert await office.step_runs.count(TEAM) == 0
    assert set(office.step_results.outputs) == {"Fx1"}


async def test_slack_refuses_the_outputs(office: Office) -> None:
    """The run ends, and is not tried for ever."""
    office.step_results.trouble = SlackRefused(code="parameter_validation_failed", method="functions.completeSuccess")
    await executed(office, LOSS)

    assert await office.step_runs.count(TEAM) == 0


async def test_too_many_at_once(office: Office) -> None:
    """A workspace cannot fill the database with steps that wait."""
    run = StepRun(TEAM, "", WorkflowStep.WAIT, SHOP.appid, "9.0.0", "", ALICE, "", "", NOW, NOW + LEASE, waiting=True)
    for number in range(MOST_RUNS):
        await office.step_runs.add(replace(run, id=f"Fw{number}"))
    _, failure = await executed(office, LOSS)

    assert failure == error_text(TooManyRuns(count=MOST_RUNS))


async def test_a_step_of_a_newer_baselib(office: Office) -> None:
    """It fails at once, and says what to do."""
    _, failure = await executed(office, "teleport")

    assert "`teleport`" in failure
    assert "Update Baselib" in failure
