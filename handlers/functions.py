"""Functions of the app that Slack's Workflow Builder runs: the steps, and the select of their programs.

A decorator registers the function for a name; one listener serves all of them.
https://docs.slack.dev/tools/bolt-python/concepts/custom-steps/
"""

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

from bot.domain.workflows import LONGEST, LONGEST_REASON, StepRun, WorkflowStep
from bot.errors import BotError, ShuttingDown, StorageUnavailable, TooBusy
from bot.export.workflow_steps import GET_PROGRAMS
from bot.logs import request_scope
from bot.usecases.workflows import accept_step, begin_step, offer_programs, refuse_step
from handlers.context import Deps, team_of
from handlers.registry import Registry

_log = structlog.get_logger(__name__)
_ANY: Final = re.compile(r".*", re.DOTALL)
_LONGEST_SEARCH: Final = 100
"""Characters that are searched for; names are shorter."""
_STARTED_BY: Final = "person"
"""The person who started the workflow: Slack fills it in, the person who builds the workflow cannot."""


@dataclass(frozen=True, slots=True)
class Execution:
    team_id: str
    id: str
    """Slack's."""
    name: str
    """The function's, from the app's manifest."""
    inputs: Mapping[str, Any]
    """Text from outside: people choose and type it."""
    token: str = field(repr=False)
    """The run's own, for about 15 minutes; empty when Slack sent none."""

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Execution":
        """Read an event. https://docs.slack.dev/reference/events/function_executed/."""
        event = body.get("event") or {}
        authorizations = body.get("authorizations") or [{}]
        return cls(
            team_of(body) or str(authorizations[0].get("team_id") or ""),
            str(event.get("function_execution_id") or ""),
            str((event.get("function") or {}).get("callback_id") or ""),
            event.get("inputs") or {},
            str(event.get("bot_access_token") or ""),
        )

    def text(self, name: str, longest: int) -> str:
        """Return an input as one line of text; a number or a list is none."""
        value = self.inputs.get(name)
        return " ".join(value.split())[:longest] if isinstance(value, str) else ""

    def person(self, name: str) -> str:
        """Return the id of the person in an input of the type `slack#/types/user_context`; empty for none."""
        value = self.inputs.get(name)
        return str(value.get("id") or "") if isinstance(value, dict) else ""


Handle = Callable[[Deps, Execution], Awaitable[None]]
"""Done before Slack hears that the run arrived: it keeps the run, or completes it."""

FUNCTIONS: Final = Registry[Handle]("handlers.functions")
"""By the name in the app's manifest."""


def function(name: str) -> Callable[[Handle], Handle]:
    def register_function(handle: Handle) -> Handle:
        FUNCTIONS.add(name, handle)
        return handle

    return register_function


@function(WorkflowStep.LOSS)
@function(WorkflowStep.WAIT)
@function(WorkflowStep.PROPOSE)
async def run_step(deps: Deps, execution: Execution) -> None:
    """Keep the run, then do it in the background."""
    now = await deps.clock.now()
    arrived = StepRun(
        execution.team_id,
        execution.id,
        WorkflowStep(execution.name),
        execution.text("program", LONGEST),
        execution.text("version", LONGEST),
        execution.text("channel", LONGEST),
        execution.person(_STARTED_BY),
        execution.text("proposer", LONGEST),
        execution.text("reason", LONGEST_REASON),
        now,
        now,
    )
    run = await accept_step(deps.usecases, arrived)
    if run is None:
        _log.info("Slack sent a workflow step again", run=arrived.id)
        return

    async def attempt() -> None:
        with request_scope(team=run.team_id, user=run.actor_id, asked=f"function {run.step}"):
            begun = time.perf_counter()
            try:
                error = await begin_step(deps.usecases, run, now=await deps.clock.now(), token=execution.token)
            except BotError as trouble:  # it is kept: the scheduler tries it again
                error = trouble
                _log.warning("a workflow step waits", run=run.id, error=str(trouble))
            deps.metrics.answered(f"function {run.step}", time.perf_counter() - begun, error)

    deps.work.start(attempt)


@function(GET_PROGRAMS)
async def get_programs(deps: Deps, execution: Execution) -> None:
    """Complete the run with options before it is acknowledged: the person is looking at an open select.

    https://docs.slack.dev/tools/bolt-python/concepts/custom-steps-dynamic-options/
    """
    await offer_programs(
        deps.usecases,
        execution.team_id,
        execution.id,
        builder_id=execution.person("builder"),
        text=execution.text("query", _LONGEST_SEARCH),
        token=execution.token,
    )


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to every run."""

    @app.function(_ANY, auto_acknowledge=False)
    async def on_function(ack: AsyncAck, body: dict[str, Any]) -> BoltResponse | None:
        execution = Execution.of(body)
        try:
            await (FUNCTIONS.get(execution.name) or _refuse)(deps, execution)
        except (StorageUnavailable, ShuttingDown, TooBusy) as error:
            _log.warning("Slack has to send a workflow step again", step=execution.name, error=str(error))
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
        except BotError as error:
            _log.warning("a workflow step has no result", step=execution.name, error=str(error))
        await ack()
        return None


async def _refuse(deps: Deps, execution: Execution) -> None:
    deps.work.start(
        partial(refuse_step, deps.usecases, execution.team_id, execution.id, execution.name, token=execution.token)
    )
