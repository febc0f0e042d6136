"""The step "Propose a minimum"."""

from dataclasses import dataclass
from datetime import datetime

from bot.blocks.workflows import proposal_reason, proposed_outputs
from bot.domain.access.roles import Viewpoint
from bot.domain.numbers.version import Version
from bot.domain.workflows import StepRun
from bot.errors import NoProposer, NotInChannel
from bot.ports.decisions import Decisions
from bot.ports.slack import People
from bot.ports.workflows import Outputs
from bot.usecases.decisions.propose import ProposeDecision
from bot.usecases.programs.choose import ChooseProgram
from bot.usecases.workflows.actor import Actors


@dataclass(frozen=True)
class ProposeInWorkflow:
    """Puts a decision card into a channel, as `/baselib propose` there would. It sets nothing: people vote first."""

    actors: Actors
    people: People
    choose_program: ChooseProgram
    decisions: Decisions
    propose: ProposeDecision

    async def __call__(self, run: StepRun, *, now: datetime) -> Outputs:
        """The decision that was proposed, also when a former attempt of the run has proposed it.

        Raises:
            NoProposer: no person started the workflow, and none is chosen.
            NotInChannel: the person is not a member of the channel.
            BadVersion, UnknownProgram, AmbiguousProgram, NoProgram: as `LossAtVersion`, for the channel.
            ProgramRestricted: the program does not exist in the channel.
            BotError: see `ProposeDecision`; also when Slack refused the card of a former attempt.
        """
        if not run.actor_id:
            raise NoProposer
        t = await self.actors.texts(run.team_id, run.actor_id)
        if proposed := await self.decisions.get(run.team_id, run.decision_id):
            made = await self.propose.put_forward.outcome(proposed)
            return proposed_outputs(proposed, t, posted=made.posted or bool(proposed.card_ts))
        if not await self.people.is_member(run.team_id, run.channel_id, run.actor_id):
            raise NotInChannel
        seen, version = Viewpoint.of_channel(run.team_id, run.channel_id), Version.parse(run.version)
        program = await self.choose_program(seen, run.program)
        made = await self.propose(
            seen,
            program,
            version,
            proposal_reason(run.reason, t),
            locale=t.locale,
            proposer_id=run.actor_id,
            now=now,
            decision_id=run.decision_id,
            absent=not run.person_id,
        )
        return proposed_outputs(made.decision, t, posted=made.posted)
