"""The step "Propose a minimum"."""

from datetime import timedelta
from typing import Any

from bot.domain.access import Grant, Role
from bot.domain.decisions.decision import State
from bot.domain.workflows import LEASE, StepRun, WorkflowStep
from bot.errors import (
    ChannelUnavailable,
    NoProposal,
    NoProposer,
    NotAllowed,
    NotAMember,
    NotInChannel,
    OutsiderDecides,
    SlackBusy,
    StorageUnavailable,
    UnknownProgram,
)
from bot.export.workflow_steps import GET_PROGRAMS
from bot.ports.slack import Person
from bot.usecases.workflows import run_steps
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, NOW, SHOP, STRANGER, TEAM, Office, error_text
from tests.handlers.decisions.acting import CAROL, SMALL, current, vote
from tests.handlers.functions.workflows import execute, executed

PROPOSE = WorkflowStep.PROPOSE


async def propose(office: Office, run: str = "Fx1", **inputs: object) -> tuple[object, str]:
    """A workflow reaches the step; its outputs, and its error."""
    return await executed(office, PROPOSE, run, **{"channel": CHANNEL, "reason": "for  payments", **inputs})


async def test_a_card_in_the_channel(office: Office) -> None:
    outputs, _ = await propose(office)
    (decision,) = await office.decisions.of_team(TEAM, limit=9)

    assert (decision.state, decision.channel_id, decision.proposer_id) == (State.PROPOSED, CHANNEL, ALICE)
    assert decision.reason == "Proposed by a workflow. for payments"
    assert isinstance(outputs, dict)
    assert {**outputs, "sentence": ""} == {"decision": 1, "loss_low": 15.0, "loss_high": 15.0, "sentence": ""}
    assert "Decision 1" in outputs["sentence"]
    assert len(office.messenger.posted) == 1


async def test_the_chosen_proposer_counts_only_where_no_person_started_it(office: Office) -> None:
    await office.rules.set_default(TEAM, Role.VIEWER)
    await office.rules.grant(TEAM, Grant(BOWEN, Role.EDITOR, BOWEN, NOW))
    _, refused = await propose(office, user=ALICE, proposer=BOWEN)
    outputs, _ = await propose(office, "Fx2", user="", proposer=BOWEN)
    (decision,) = await office.decisions.of_team(TEAM, limit=9)

    assert refused == error_text(NotAllowed(needed="editor"))
    assert outputs
    assert decision.proposer_id == BOWEN


async def test_no_proposer(office: Office) -> None:
    assert await propose(office, user="") == (None, error_text(NoProposer()))


async def test_rights(office: Office) -> None:
    office.people.change(Person(STRANGER, "", "", is_outsider=True))
    office.people.left.add((CHANNEL, BOWEN))
    await office.rules.restrict(TEAM, SHOP.appid, {"C9"})

    assert await propose(office, "Fx1", user=BOWEN) == (None, error_text(NotInChannel(), "zh-CN"))
    assert await propose(office, "Fx2") == (None, error_text(UnknownProgram(name=SHOP.appid, suggestion="")))
    await office.rules.restrict(TEAM, SHOP.appid, {CHANNEL})
    assert await propose(office, "Fx3", user=STRANGER) == (None, error_text(OutsiderDecides()))
    outputs, _ = await propose(office, "Fx4")
    assert outputs


async def test_there_is_an_open_decision(office: Office) -> None:
    await propose(office)

    assert await propose(office, "Fx2") == (None, error_text(NoProposal(because="open", program="shop")))


async def test_a_card_that_was_refused(office: Office) -> None:
    """Slack refuses the card, and is busy when it learns so: the next attempt fails, too."""
    office.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="is_archived", method="chat.postMessage"))
    office.step_results.trouble = SlackBusy(retry_after=1, method="functions.completeError")
    await propose(office, "Fx1")
    office.step_results.trouble = None
    await run_steps(office.usecases, now=NOW + LEASE + timedelta(seconds=1))

    assert "Fx1" not in office.step_results.outputs
    assert "is_archived" in office.step_results.failures["Fx1"]


async def test_a_chosen_proposer_is_no_vote(office: Office) -> None:
    office.source.set(SHOP.appid, SMALL)
    await propose(office, "Fx1", user="", proposer=BOWEN)
    (decision,) = await office.decisions.of_team(TEAM, limit=9)
    await vote(office, decision, ALICE)
    once = await current(office, decision)
    await vote(office, decision, CAROL)

    assert once.state is State.PROPOSED
    assert (await current(office, decision)).state is State.APPROVED


async def test_a_process_dies_after_the_card_is_posted(office: Office) -> None:
    await propose(office)
    office.step_results.outputs.clear()
    await office.step_runs.add(
        StepRun(TEAM, "Fx1", PROPOSE, SHOP.appid, "3.7.0", CHANNEL, ALICE, "", "", NOW, NOW + LEASE)
    )
    await run_steps(office.usecases, now=NOW + LEASE + timedelta(seconds=1))

    assert office.step_results.outputs["Fx1"]["decision"] == 1
    assert len(await office.decisions.of_team(TEAM, limit=9)) == 1


async def offered(office: Office, query: str = "", *, builder: str = BOWEN) -> Any:
    """A person opens the select; its options, before the acknowledgement."""
    office.step_results.outputs.clear()
    assert await execute(office, GET_PROGRAMS, user="", builder={"id": builder}, query=query) == 200
    return [option["value"] for option in office.step_results.outputs["Fx1"]["options"]]  # type: ignore[attr-defined]


async def test_programs_that_match(office: Office) -> None:
    assert await offered(office) == [SHOP.appid, CAFE.appid]
    assert await offered(office, "coff") == [CAFE.appid]
    assert await offered(office, "x" * 5_000) == []


async def test_restricted_programs_are_hidden(office: Office) -> None:
    await office.rules.grant(TEAM, Grant(BOWEN, Role.ADMIN, BOWEN, NOW))
    await office.rules.restrict(TEAM, SHOP.appid, {"C1"})

    assert await offered(office) == [CAFE.appid]


async def test_a_person_without_rights(office: Office) -> None:
    office.people.change(Person(STRANGER, "", "", is_outsider=True))
    await execute(office, GET_PROGRAMS, user="", builder={"id": STRANGER})

    assert office.step_results.failures["Fx1"] == error_text(NotAMember())


async def test_the_database_is_away(office: Office) -> None:
    office.step_runs.trouble = StorageUnavailable(reason="locked")
    assert await execute(office, WorkflowStep.LOSS) == 503
    office.step_runs.trouble = None

    outputs, _ = await executed(office, WorkflowStep.LOSS)
    assert outputs
