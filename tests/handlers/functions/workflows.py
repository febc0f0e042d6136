"""What Slack sends when a workflow reaches a step."""

from collections.abc import Mapping
from typing import Any

from bot.export.workflow_steps import EVENT
from tests.handlers.context import ALICE, SHOP, TEAM, Office

TOKEN = "xwfp-of-this-run"


async def execute(
    office: Office, name: str, run: str = "Fx1", *, user: str = ALICE, team: str = TEAM, **inputs: Any
) -> int:
    """A workflow reaches a step; the acknowledgement's status, before background work."""
    filled: dict[str, Any] = {"program": SHOP.appid, "version": "3.7.0", **inputs}
    if user:
        filled["person"] = person(user)
    given = {key: value for key, value in filled.items() if value is not None}
    return await office.happen(execution(name, run, given), team=team)


def person(user: str) -> dict[str, Any]:
    return {"id": user, "secret": "none"}


def execution(name: str, run: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": EVENT,
        "function": {"id": "Fn1", "callback_id": name, "type": "app"},
        "inputs": inputs,
        "function_execution_id": run,
        "workflow_execution_id": "Wx1",
        "bot_access_token": TOKEN,
    }


async def executed(office: Office, name: str, run: str = "Fx1", **inputs: Any) -> tuple[Any, str]:
    """A workflow reaches a step; its outputs and error, once all is settled."""
    assert await execute(office, name, run, **inputs) == 200
    await office.settle()
    return office.step_results.outputs.get(run), office.step_results.failures.get(run, "")
