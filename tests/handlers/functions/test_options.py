"""The select of a step's program."""

from typing import Any

from bot.domain.access import Grant, Role
from bot.domain.workflows import WorkflowStep
from bot.errors import NotAMember, StorageUnavailable
from bot.export.workflow_steps import GET_PROGRAMS
from bot.ports.slack import Person
from tests.handlers.context import BOWEN, CAFE, NOW, SHOP, STRANGER, TEAM, Office, error_text
from tests.handlers.functions.workflows import execute, executed


async def offered(office: Office, query: str = "", *, builder: str = BOWEN) -> Any:
    """A person opens the select; its options, before the acknowledgement."""
    office.step_results.outputs.clear()
    assert await execute(office, GET_PROGRAMS, user="", builder={"id": builder}, query=query) == 200
    return [option["value"] for option in office.step_results.outputs["Fx1"]["options"]]  # type: ignore[attr-defined]


async def test_programs_that_match(office: Office) -> None:
    """All at first; their values are AppIDs, which survive a change of alias."""
    assert await offered(office) == [SHOP.appid, CAFE.appid]
    assert await offered(office, "coff") == [CAFE.appid]
    assert await offered(office, "x" * 5_000) == []


async def test_restricted_programs_are_hidden(office: Office) -> None:
    """From admins, too: no step can use them."""
    await office.rules.grant(TEAM, Grant(BOWEN, Role.ADMIN, BOWEN, NOW))
    await office.rules.restrict(TEAM, SHOP.appid, {"C1"})

    assert await offered(office) == [CAFE.appid]


async def test_a_person_without_rights(office: Office) -> None:
    """The select says why it is empty."""
    office.people.change(Person(STRANGER, "", "", is_outsider=True))
    await execute(office, GET_PROGRAMS, user="", builder={"id": STRANGER})

    assert office.step_results.failures["Fx1"] == error_text(NotAMember())


async def test_the_database_is_away(office: Office) -> None:
    """An unkept step is not acknowledged, so Slack repeats it, and it runs."""
    office.step_runs.trouble = StorageUnavailable(reason="locked")
    assert await execute(office, WorkflowStep.LOSS) == 503
    office.step_runs.trouble = None

    outputs, _ = await executed(office, WorkflowStep.LOSS)
    assert outputs
