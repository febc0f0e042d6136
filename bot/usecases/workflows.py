"""Run the steps of workflows, with the rights of the person who started each."""

from collections.abc import Awaitable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

import structlog

from bot.blocks.workflows import (
    failure_sentence,
    loss_outputs,
    option_outputs,
    proposal_reason,
    proposed_outputs,
    safe_outputs,
)
from bot.domain.access import Permission, Viewpoint
from bot.domain.alerts.judging import is_safe
from bot.domain.decisions.proposable import Proposal
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.domain.workflows import (
    CHECKED_EVERY,
    GIVES_UP_AFTER,
    LEASE,
    MOST_RUNS,
    RETRIED_AFTER,
    StepRun,
    WorkflowStep,
    everyone,
)
from bot.errors import (
    BotError,
    NoProposer,
    NotSafeInTime,
    OperatorError,
    ProgramVanished,
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
from bot.i18n import Texts, supported_locale, texts_for
from bot.lib.work import Isolation
from bot.logs import current_request
from bot.ports.slack import Outputs
from bot.usecases.access import role_in
from bot.usecases.app import App
from bot.usecases.decisions.propose import propose_from_afar
from bot.usecases.forecast import raise_minimum
from bot.usecases.programs.choose import choose_program

# People are looked up at each run: a role that was taken away counts no longer.


async def viewpoint_of(app: App, team_id: str, user_id: str) -> Viewpoint:
    """Return what a step of this person sees.

    A workflow that no person started, such as one on a schedule, was built by a member of the workspace. It sees
    what every member sees.

    Raises:
        NotAllowed, NotAMember: the person may see nothing.
        StorageUnavailable: the roles cannot be read.
    """
    if not user_id:
        return everyone(team_id)
    role = await role_in(app, team_id, await app.people.get(team_id, user_id))
    role.require(Permission.VIEW)
    return everyone(team_id, role)


async def texts_of(app: App, team_id: str, user_id: str) -> Texts:
    """Return the sentences in the person's language, else in the installation's."""
    person = await app.people.get(team_id, user_id) if user_id else None
    return texts_for(supported_locale(person.locale, app.options.locale) if person else app.options.locale)


_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 50


class Works(Protocol):
    def __call__(self, app: App, run: StepRun, *, now: datetime) -> Awaitable[Outputs | StepRun]:
        """Return the outputs, or the run as it goes on.

        Raises:
            BotError: it cannot.
        """


async def run_steps(app: App, *, now: datetime) -> None:
    """Look at the runs that are due, and drop those of workspaces that have ended.

    Any number of replicas may do so.

    Raises:
        StorageUnavailable: the next call goes on.
        Exception: the first failure; the other runs were looked at.
    """
    isolation = Isolation()
    for run in await app.kept.step_runs.claim(now=now, until=now + LEASE, limit=_AT_ONCE):
        with isolation.item(run=run.id):
            await _attempt_again(app, run, now)
    isolation.raise_first()


async def _attempt_again(app: App, run: StepRun, now: datetime) -> None:
    workspace = await app.kept.workspaces.get(run.team_id)
    if workspace is None or workspace.ended:
        _log.info("a workflow step ends with its workspace", run=run.id, team=run.team_id)
        await app.kept.step_runs.end(run)
    elif workspace.suspended_at and now < run.gives_up_at:
        await app.kept.step_runs.keep(replace(run, next_at=now + CHECKED_EVERY))
    else:
        await attempt_step(app, run, now=now)


async def accept_step(app: App, run: StepRun) -> StepRun | None:
    """Keep a run before Slack hears that it arrived, and claim it; None when it did before.

    Raises:
        StorageUnavailable: Slack has to send it again.
    """
    claimed = replace(run, next_at=run.started_at + LEASE)
    return claimed if await app.kept.step_runs.add(claimed) else None


async def begin_step(app: App, run: StepRun, *, now: datetime, token: str) -> BotError | None:
    """Return the first attempt of an accepted run, as `attempt_step`.

    Nothing if it comes so late that the routine has it.
    """
    return None if now >= run.next_at else await attempt_step(app, run, now=now, token=token)


async def attempt_step(app: App, run: StepRun, *, now: datetime, token: str = "") -> BotError | None:
    """Do what the step does, and send Slack the result; returns why it failed, if it did.

    Args:
        token: the run's own, as Slack sent it with the run; it is never kept.

    Raises:
        StorageUnavailable: the run is tried again.
    """
    try:
        done = await _do(app, run, now)
    except StorageUnavailable:
        raise
    except BotError as error:
        if isinstance(error, TemporaryError) and now < run.gives_up_at:
            await app.kept.step_runs.keep(replace(run, next_at=now + RETRIED_AFTER))
            return error
        _log.info("a workflow step failed", run=run.id, step=str(run.step), error=str(error))
        await _finish(app, run, error, now, token)
        return error
    if isinstance(done, StepRun):
        await app.kept.step_runs.keep(done)
    else:
        await _finish(app, run, done, now, token)
    return None


async def refuse_step(app: App, team_id: str, run_id: str, name: str, *, token: str = "") -> None:
    """Fail a step that Baselib does not know.

    Raises:
        SlackRefused, SlackBusy, SlackUnclear: Slack does not take that.
    """
    t = await texts_of(app, team_id, "")
    await app.step_results.fail(team_id, run_id, failure_sentence(UnknownStep(name=name), t), token=token)


async def _do(app: App, run: StepRun, now: datetime) -> Outputs | StepRun:
    if not run.waiting and await app.kept.step_runs.count(run.team_id) > MOST_RUNS:
        raise TooManyRuns(count=MOST_RUNS)
    try:
        return await _WORKS[run.step](app, run, now=now)
    except BotError:
        raise
    except Exception as error:
        _log.exception("a workflow step failed", run=run.id)
        raise Unexpected(request=current_request()) from error


async def _finish(app: App, run: StepRun, result: Outputs | BotError, now: datetime, token: str) -> None:
    """Send Slack the result; what it cannot take now is sent again until the step gives up."""
    try:
        awaited = await _send(app, run, result, token)
    except (SlackBusy, SlackUnclear, WorkspaceUnavailable) as error:
        if now < run.gives_up_at:
            _log.info("the result of a workflow step waits", run=run.id, error=str(error))
            unavailable = isinstance(error, WorkspaceUnavailable)
            await app.kept.step_runs.keep(replace(run, next_at=now + (CHECKED_EVERY if unavailable else RETRIED_AFTER)))
            return
        awaited = False
    except SlackRefused as error:
        _log.warning("Slack refuses the result of a workflow step", run=run.id, error=str(error))
        awaited = isinstance(result, BotError) or await _fail_at_least(app, run, token)
    await app.kept.step_runs.end(run)
    if not awaited:
        _log.info("Slack no longer waits for a workflow step", run=run.id, step=str(run.step))


async def _send(app: App, run: StepRun, result: Outputs | BotError, token: str) -> bool:
    if isinstance(result, BotError):
        t = await texts_of(app, run.team_id, run.actor_id)
        return await app.step_results.fail(run.team_id, run.id, failure_sentence(result, t), token=token)
    return await app.step_results.complete(run.team_id, run.id, result, token=token)


async def _fail_at_least(app: App, run: StepRun, token: str) -> bool:
    """Fail a step whose outputs Slack does not take: it must not stay open without a word."""
    try:
        return await _send(app, run, Unexpected(request=current_request()), token)
    except BotError as error:
        _log.warning("a workflow step stays open", run=run.id, error=str(error))
        return False


_MOST: Final = 100
"""Options of a select: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element/."""


async def loss_at_version(app: App, run: StepRun, *, now: datetime) -> Outputs:
    """Return the loss, whether it is safe, and from when.

    Raises:
        BadVersion: not a version.
        UnknownProgram, AmbiguousProgram, NoProgram: no such program exists for workflows.
        NotAllowed, NotAMember: the person may see nothing.
        OperatorError, TemporaryError: there are no numbers.
    """
    version = Version.parse(run.version)
    program = await choose_program(app, await viewpoint_of(app, run.team_id, run.actor_id), run.program)
    report = await app.read_report(run.team_id, program, now=now)
    answer = await raise_minimum(app, run.team_id, report, version)
    return loss_outputs(answer, await texts_of(app, run.team_id, run.actor_id))


async def wait_until_safe(app: App, run: StepRun, *, now: datetime) -> Outputs | StepRun:
    """Return the loss once the version is safe; until then the run as it goes on.

    A step waits as an alert on the safe minimum does, and is judged alike: on the new day, and by the median of its
    week.

    Raises:
        BadVersion, UnknownProgram, AmbiguousProgram, NoProgram, NotAllowed, NotAMember: as `loss_at_version`.
        ProgramVanished: the program existed when the step began.
        NotSafeInTime: it has waited long enough.
        StorageUnavailable: nothing can be looked up.
    """
    version = Version.parse(run.version)
    program = await (_again(app, run) if run.waiting else _first(app, run, now))
    newest = await app.kept.snapshots.latest(run.team_id, program.appid)
    report = await _safe(app, run.team_id, program, version, newest) if newest else None
    if report:
        t = await texts_of(app, run.team_id, run.actor_id)
        return safe_outputs(report, version, waited=now - run.started_at, t=t)
    if now >= run.gives_up_at:
        raise NotSafeInTime(program=program.name, version=version.text, days=GIVES_UP_AFTER.days)
    return replace(run, program=program.appid, next_at=min(now + CHECKED_EVERY, run.gives_up_at), waiting=True)


async def _first(app: App, run: StepRun, now: datetime) -> Program:
    """Return the chosen program, with today's numbers if they can be had."""
    program = await choose_program(app, await viewpoint_of(app, run.team_id, run.actor_id), run.program)
    try:
        await app.read_report(run.team_id, program, now=now, as_is=True)
    except StorageUnavailable:
        raise
    except (OperatorError, TemporaryError) as error:
        _log.info("a step waits without numbers for now", run=run.id, error=str(error))
    return program


async def _again(app: App, run: StepRun) -> Program:
    program = await app.visible.get(everyone(run.team_id), run.program)
    if program is None:
        raise ProgramVanished(program=run.program)
    return program


async def _safe(app: App, team_id: str, program: Program, version: Version, newest: Snapshot) -> Report | None:
    """Return the report on a snapshot by which a version is safe; None if it is not."""
    guaranteed = newest.minimum is not None and version <= newest.minimum
    if newest.losses is None or not (guaranteed or newest.losses.coverage(version).low >= SAFE):
        return None  # whatever its week says, which need not be read
    day = newest.day
    report = await app.reports(
        team_id, program, newest, listed=await app.reports.list(team_id, program.appid, day, until=day)
    )
    return report if guaranteed or is_safe(version, report) else None


async def propose_in_workflow(app: App, run: StepRun, *, now: datetime) -> Outputs:
    """Return the decision that was proposed, also when a former attempt of the run has proposed it.

    A decision card comes into a channel, as by `/baselib propose` there. Nothing is set: people vote first.

    Raises:
        NoProposer: no person started the workflow, and none is chosen.
        BadVersion: not a version.
        BotError: see `propose_from_afar`.
    """
    if not run.actor_id:
        raise NoProposer
    t = await texts_of(app, run.team_id, run.actor_id)
    proposal = Proposal(
        Version.parse(run.version),
        proposal_reason(run.reason, t),
        proposer_id=run.actor_id,
        locale=t.locale,
        decision_id=run.decision_id,
        absent=not run.person_id,
    )
    seen = Viewpoint.of_channel(run.team_id, run.channel_id)
    made = await propose_from_afar(app, seen, run.program, proposal, now=now)
    return proposed_outputs(made.decision, t, posted=made.posted)


_WORKS: Final[Mapping[WorkflowStep, Works]] = {
    WorkflowStep.LOSS: loss_at_version,
    WorkflowStep.WAIT: wait_until_safe,
    WorkflowStep.PROPOSE: propose_in_workflow,
}


async def offer_programs(app: App, team_id: str, run_id: str, *, builder_id: str, text: str, token: str = "") -> None:
    """Answer with at most a hundred programs that match, without those that are restricted to channels.

    Args:
        builder_id: the person who builds the workflow; empty when Slack does not say.
        text: as typed so far.

    Raises:
        WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: Slack does not take the answer.
    """
    try:
        seen = await viewpoint_of(app, team_id, builder_id)
        outputs = option_outputs(await app.visible.choices(seen, text, limit=_MOST))
    except BotError as error:
        sentence = failure_sentence(error, await texts_of(app, team_id, builder_id))
        await app.step_results.fail(team_id, run_id, sentence, token=token)
        return
    await app.step_results.complete(team_id, run_id, outputs, token=token)
