"""The step "Loss at a version"."""

from dataclasses import dataclass
from datetime import datetime

from bot.blocks.workflows import loss_outputs
from bot.domain.numbers.version import Version
from bot.domain.workflows import StepRun
from bot.ports.workflows import Outputs
from bot.usecases.programs.choose import ChooseProgram
from bot.usecases.report.read import ReadReport
from bot.usecases.what_if import RaiseMinimum
from bot.usecases.workflows.actor import Actors


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
