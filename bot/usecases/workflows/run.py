"""Run workflow steps: each is kept until Slack has its result, whatever fails in between."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

import structlog

from bot.blocks.workflows import failure_sentence
from bot.domain.workflows import CHECKED_EVERY, LEASE, MOST_RUNS, RETRIED_AFTER, StepRun, WorkflowStep
from bot.errors import (
    BotError,
    SlackBusy,
    SlackRefused,
    SlackUnclear,
    StorageUnavailable,
    TemporaryError,
    TooManyRuns,
    Unexpected,
    UnknownStep,
    WorkspaceUnavailable,
)
from bot.lib.isolation import Isolation
from bot.logs import current_request
from bot.ports.workflows import Outputs, StepResults, StepRuns
from bot.ports.workspaces import Workspaces
from bot.usecases.workflows.actor import Actors

_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 50


class Works(Protocol):
    """What a step does."""

    def __call__(self, run: StepRun, *, now: datetime) -> Awaitable[Outputs | StepRun]:
        """The outputs, or the run as it goes on.

        Raises:
            BotError: it cannot.
        """


@dataclass(frozen=True)
class RunSteps:
    """Runs steps when Slack asks, and those that wait by a routine of the scheduler, on any number of replicas."""

    runs: StepRuns
    results: StepResults
    actors: Actors
    works: Mapping[WorkflowStep, Works]
    workspaces: Workspaces

    async def __call__(self, *, now: datetime) -> None:
        """Look at the runs that are due, and drop those of workspaces that have ended.

        Raises:
            StorageUnavailable: the next call goes on.
            Exception: the first failure; the other runs were looked at.
        """
        isolation = Isolation()
        for run in await self.runs.claim(now=now, until=now + LEASE, limit=_AT_ONCE):
            with isolation.item(run=run.id):
                await self._attempt_again(run, now)
        isolation.raise_first()

    async def _attempt_again(self, run: StepRun, now: datetime) -> None:
        workspace = await self.workspaces.get(run.team_id)
        if workspace is None or workspace.ended:
            _log.info("a workflow step ends with its workspace", run=run.id, team=run.team_id)
            await self.runs.end(run)
        elif workspace.suspended_at and now < run.gives_up_at:
            await self.runs.keep(replace(run, next_at=now + CHECKED_EVERY))
        else:
            await self.attempt(run, now=now)

    async def accept(self, run: StepRun) -> StepRun | None:
        """Keep a run before Slack hears that it arrived, and claim it; None when it did before.

        Raises:
            StorageUnavailable: Slack has to send it again.
        """
        claimed = replace(run, next_at=run.started_at + LEASE)
        return claimed if await self.runs.add(claimed) else None

    async def begin(self, run: StepRun, *, now: datetime, token: str) -> BotError | None:
        """The first attempt of an accepted run, as `attempt`; nothing if it comes so late that the routine has it."""
        return None if now >= run.next_at else await self.attempt(run, now=now, token=token)

    async def attempt(self, run: StepRun, *, now: datetime, token: str = "") -> BotError | None:
        """Do what the step does, and send Slack the result; returns why it failed, if it did.

        Args:
            token: the run's own, as Slack sent it with the run; it is never kept.

        Raises:
            StorageUnavailable: the run is tried again.
        """
        try:
            done = await self._do(run, now)
        except StorageUnavailable:
            raise
        except BotError as error:
            if isinstance(error, TemporaryError) and now < run.gives_up_at:
                await self.runs.keep(replace(run, next_at=now + RETRIED_AFTER))
                return error
            _log.info("a workflow step failed", run=run.id, step=str(run.step), error=str(error))
            await self._finish(run, error, now, token)
            return error
        if isinstance(done, StepRun):
            await self.runs.keep(done)
        else:
            await self._finish(run, done, now, token)
        return None

    async def refuse(self, team_id: str, run_id: str, name: str, *, token: str = "") -> None:
        """Fail a step that Baselib does not know.

        Raises:
            SlackRefused, SlackBusy, SlackUnclear: Slack does not take that.
        """
        t = await self.actors.texts(team_id, "")
        await self.results.fail(team_id, run_id, failure_sentence(UnknownStep(name=name), t), token=token)

    async def _do(self, run: StepRun, now: datetime) -> Outputs | StepRun:
        if not run.waiting and await self.runs.count(run.team_id) > MOST_RUNS:
            raise TooManyRuns(count=MOST_RUNS)
        try:
            return await self.works[run.step](run, now=now)
        except BotError:
            raise
        except Exception as error:
            _log.exception("a workflow step failed", run=run.id)
            raise Unexpected(request=current_request()) from error

    async def _finish(self, run: StepRun, result: Outputs | BotError, now: datetime, token: str) -> None:
        """Send Slack the result; what it cannot take now is sent again until the step gives up."""
        try:
            awaited = await self._send(run, result, token)
        except (SlackBusy, SlackUnclear, WorkspaceUnavailable) as error:
            if now < run.gives_up_at:
                _log.info("the result of a workflow step waits", run=run.id, error=str(error))
                unavailable = isinstance(error, WorkspaceUnavailable)
                await self.runs.keep(replace(run, next_at=now + (CHECKED_EVERY if unavailable else RETRIED_AFTER)))
                return
            awaited = False
        except SlackRefused as error:
            _log.warning("Slack refuses the result of a workflow step", run=run.id, error=str(error))
            awaited = isinstance(result, BotError) or await self._fail_at_least(run, token)
        await self.runs.end(run)
        if not awaited:
            _log.info("Slack no longer waits for a workflow step", run=run.id, step=str(run.step))

    async def _send(self, run: StepRun, result: Outputs | BotError, token: str) -> bool:
        if isinstance(result, BotError):
            t = await self.actors.texts(run.team_id, run.actor_id)
            return await self.results.fail(run.team_id, run.id, failure_sentence(result, t), token=token)
        return await self.results.complete(run.team_id, run.id, result, token=token)

    async def _fail_at_least(self, run: StepRun, token: str) -> bool:
        """Fail a step whose outputs Slack does not take: it must not stay open without a word."""
        try:
            return await self._send(run, Unexpected(request=current_request()), token)
        except BotError as error:
            _log.warning("a workflow step stays open", run=run.id, error=str(error))
            return False
