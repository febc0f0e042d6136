"""The steps: "Loss at a version", "Wait until it is safe", "Propose a minimum"."""

import time
from typing import Final

import structlog

from bot.domain.workflows import LONGEST, LONGEST_REASON, StepRun, WorkflowStep
from bot.errors import BotError
from bot.logs import request_scope
from handlers.context import Deps
from handlers.functions.registry import Execution, function

_log = structlog.get_logger(__name__)

_STARTED_BY: Final = "person"
"""The person who started the workflow: Slack fills it in, the person who builds the workflow cannot."""


@function(WorkflowStep.LOSS)
@function(WorkflowStep.WAIT)
@function(WorkflowStep.PROPOSE)
async def run_step(deps: Deps, execution: Execution) -> None:
    """Keep the run, then do it in the background.

    Raises:
        StorageUnavailable: it is not kept.
    """
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
    run = await deps.usecases.workflows.steps.accept(arrived)
    if run is None:
        _log.info("Slack sent a workflow step again", run=arrived.id)
        return

    async def attempt() -> None:
        with request_scope(team=run.team_id, user=run.actor_id, asked=f"function {run.step}"):
            begun = time.perf_counter()
            try:
                error = await deps.usecases.workflows.steps.begin(
                    run, now=await deps.clock.now(), token=execution.token
                )
            except BotError as trouble:  # it is kept: the scheduler tries it again
                error = trouble
                _log.warning("a workflow step waits", run=run.id, error=str(trouble))
            deps.metrics.answered(f"function {run.step}", time.perf_counter() - begun, error)

    deps.work.start(attempt)
