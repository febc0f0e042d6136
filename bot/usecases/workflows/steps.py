"""The workflow steps: what each does, and the programs that it offers."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import structlog

from bot.blocks.workflows import (
    failure_sentence,
    loss_outputs,
    option_outputs,
    proposal_reason,
    proposed_outputs,
    safe_outputs,
)
from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.judging import is_safe
from bot.domain.decisions.proposal import Proposal
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.domain.workflows import CHECKED_EVERY, GIVES_UP_AFTER, StepRun, everyone
from bot.errors import (
    BotError,
    NoProposer,
    NotSafeInTime,
    OperatorError,
    ProgramVanished,
    StorageUnavailable,
    TemporaryError,
)
from bot.ports.numbers import Snapshots
from bot.ports.workflows import Outputs, StepResults
from bot.usecases.decisions.propose import ProposeDecision
from bot.usecases.programs.visible import ChooseProgram, VisiblePrograms
from bot.usecases.report.kept_reports import KeptReports
from bot.usecases.report.read import ReadReport
from bot.usecases.what_if import RaiseMinimum
from bot.usecases.workflows.actor import Actors

_log = structlog.get_logger(__name__)
_MOST: Final = 100
"""Options of a select: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element/."""


@dataclass(frozen=True)
class LossAtVersion:
    """What `/baselib raise` answers, as outputs."""

    actors: Actors
    choose_program: ChooseProgram
    read_report: ReadReport
    raise_minimum: RaiseMinimum

    async def __call__(self, run: StepRun, *, now: datetime) -> Outputs:
        """The loss, whether it is safe, and from when.

        Raises:
            BadVersion: not a version.
            UnknownProgram, AmbiguousProgram, NoProgram: no such program exists for workflows.
            NotAllowed, NotAMember: the person may see nothing.
            OperatorError, TemporaryError: there are no numbers.
        """
        version = Version.parse(run.version)
        program = await self.choose_program(await self.actors.viewpoint(run.team_id, run.actor_id), run.program)
        report = await self.read_report(run.team_id, program, now=now)
        answer = await self.raise_minimum(run.team_id, report, version)
        return loss_outputs(answer, await self.actors.texts(run.team_id, run.actor_id))


@dataclass(frozen=True)
class WaitUntilSafe:
    """Waits as an alert on the safe minimum does, and judges alike: on the new day, and by the median of its week."""

    actors: Actors
    choose_program: ChooseProgram
    visible: VisiblePrograms
    snapshots: Snapshots
    read_report: ReadReport
    reports: KeptReports

    async def __call__(self, run: StepRun, *, now: datetime) -> Outputs | StepRun:
        """The loss once the version is safe; until then the run as it goes on.

        Raises:
            BadVersion, UnknownProgram, AmbiguousProgram, NoProgram, NotAllowed, NotAMember: as `LossAtVersion`.
            ProgramVanished: the program existed when the step began.
            NotSafeInTime: it has waited long enough.
            StorageUnavailable: nothing can be looked up.
        """
        version = Version.parse(run.version)
        program = await (self._again(run) if run.waiting else self._first(run, now))
        newest = await self.snapshots.latest(run.team_id, program.appid)
        report = await self._safe(run.team_id, program, version, newest) if newest else None
        if report:
            t = await self.actors.texts(run.team_id, run.actor_id)
            return safe_outputs(report, version, waited=now - run.started_at, t=t)
        if now >= run.gives_up_at:
            raise NotSafeInTime(program=program.name, version=version.text, days=GIVES_UP_AFTER.days)
        return replace(run, program=program.appid, next_at=min(now + CHECKED_EVERY, run.gives_up_at), waiting=True)

    async def _first(self, run: StepRun, now: datetime) -> Program:
        """The chosen program, with today's numbers if they can be had."""
        program = await self.choose_program(await self.actors.viewpoint(run.team_id, run.actor_id), run.program)
        try:
            await self.read_report(run.team_id, program, now=now, as_is=True)
        except StorageUnavailable:
            raise
        except (OperatorError, TemporaryError) as error:
            _log.info("a step waits without numbers for now", run=run.id, error=str(error))
        return program

    async def _again(self, run: StepRun) -> Program:
        program = await self.visible.get(everyone(run.team_id), run.program)
        if program is None:
            raise ProgramVanished(program=run.program)
        return program

    async def _safe(self, team_id: str, program: Program, version: Version, newest: Snapshot) -> Report | None:
        """The report on a snapshot by which a version is safe; None if it is not."""
        guaranteed = newest.minimum is not None and version <= newest.minimum
        if newest.losses is None or not (guaranteed or newest.losses.coverage(version).low >= SAFE):
            return None  # whatever its week says, which need not be read
        day = newest.day
        report = await self.reports(
            team_id, program, newest, listed=await self.reports.list(team_id, program.appid, day, until=day)
        )
        return report if guaranteed or is_safe(version, report) else None


@dataclass(frozen=True)
class ProposeInWorkflow:
    """Puts a decision card into a channel, as `/baselib propose` there would. It sets nothing: people vote first."""

    actors: Actors
    propose: ProposeDecision

    async def __call__(self, run: StepRun, *, now: datetime) -> Outputs:
        """The decision that was proposed, also when a former attempt of the run has proposed it.

        Raises:
            NoProposer: no person started the workflow, and none is chosen.
            BadVersion: not a version.
            BotError: see `ProposeDecision.from_afar`.
        """
        if not run.actor_id:
            raise NoProposer
        t = await self.actors.texts(run.team_id, run.actor_id)
        proposal = Proposal(
            Version.parse(run.version),
            proposal_reason(run.reason, t),
            proposer_id=run.actor_id,
            locale=t.locale,
            decision_id=run.decision_id,
            absent=not run.person_id,
        )
        seen = Viewpoint.of_channel(run.team_id, run.channel_id)
        made = await self.propose.from_afar(seen, run.program, proposal, now=now)
        return proposed_outputs(made.decision, t, posted=made.posted)


@dataclass(frozen=True)
class OfferPrograms:
    """Fills the select of a step's program while a person builds a workflow."""

    actors: Actors
    visible: VisiblePrograms
    results: StepResults

    async def __call__(self, team_id: str, run_id: str, *, builder_id: str, text: str, token: str = "") -> None:
        """Answer with at most a hundred programs that match, without those that are restricted to channels.

        Args:
            builder_id: the person who builds the workflow; empty when Slack does not say.
            text: as typed so far.

        Raises:
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: Slack does not take the answer.
        """
        try:
            seen = await self.actors.viewpoint(team_id, builder_id)
            outputs = option_outputs(await self.visible.choices(seen, text, limit=_MOST))
        except BotError as error:
            sentence = failure_sentence(error, await self.actors.texts(team_id, builder_id))
            await self.results.fail(team_id, run_id, sentence, token=token)
            return
        await self.results.complete(team_id, run_id, outputs, token=token)
