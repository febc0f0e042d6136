"""The step "Wait until it is safe"."""

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.blocks.workflows import safe_outputs
from bot.domain.alerts.judging import is_safe
from bot.domain.numbers.level import WEEK
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.workflows import CHECKED_EVERY, GIVES_UP_AFTER, StepRun, everyone
from bot.errors import NotSafeInTime, OperatorError, ProgramVanished, StorageUnavailable, TemporaryError
from bot.ports.numbers import Snapshots
from bot.ports.workflows import Outputs
from bot.usecases.programs.choose import ChooseProgram
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.read import ReadReport
from bot.usecases.workflows.actor import Actors

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class WaitUntilSafe:
    """Waits as an alert on the safe minimum does, and judges alike: on the new day, and by the median of its week."""

    actors: Actors
    choose_program: ChooseProgram
    visible: VisiblePrograms
    snapshots: Snapshots
    read_report: ReadReport

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
        if newest is not None and newest.distribution is not None and await self._is_safe(run.team_id, version, newest):
            loss, t = newest.distribution.loss(version), await self.actors.texts(run.team_id, run.actor_id)
            waited = now - run.started_at
            return safe_outputs(program, version.text, loss, day=newest.day, waited=waited, t=t)
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

    async def _is_safe(self, team_id: str, version: Version, newest: Snapshot) -> bool:
        if newest.minimum is not None and version <= newest.minimum:
            return True
        if newest.safe_minimum is None or newest.safe_minimum < version:
            return False  # whatever its week says, which need not be read
        since = newest.day - WEEK
        earlier = await self.snapshots.recent(team_id, [newest.appid], since=since, before=newest.day)
        return is_safe(version, newest, earlier.get(newest.appid, ()))
