"""Propose through an agent: what `/baselib propose` does, with the loss named, and an audit entry of its own."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.access.roles import Permission, Role, Viewpoint
from bot.domain.agents import Asker
from bot.domain.decisions.enclosed import NOTHING, Enclosed
from bot.domain.numbers.version import Version
from bot.errors import NotInChannel
from bot.ports.slack import People
from bot.usecases.decisions.propose import ProposeDecision
from bot.usecases.decisions.put_forward import Proposed
from bot.usecases.programs.choose import ChooseProgram


@dataclass(frozen=True, slots=True)
class AgentsProposal:
    """What an agent proposes for a person."""

    program: str
    """As the agent names it."""
    version: Version
    reason: str
    channel_id: str
    acknowledged: Decimal
    """The loss in percent that the person has read."""
    enclosed: Enclosed = NOTHING


@dataclass(frozen=True)
class ProposeByAgent:
    """Makes a card in a channel, and never sets anything."""

    propose: ProposeDecision
    choose_program: ChooseProgram
    people: People

    async def __call__(
        self, asker: Asker, role: Role, proposal: AgentsProposal, *, locale: str, now: datetime
    ) -> Proposed:
        """Propose as the person would in that channel.

        Raises:
            NotAllowed, NotInChannel, OutsiderDecides: the person may not, or not there.
            NoProgram, UnknownProgram, AmbiguousProgram, ProgramRestricted: the program does not exist there.
            LossNotAcknowledged: the loss is another one now.
            BotError: as `ProposeDecision`.
        """
        role.require(Permission.DECIDE)
        if not await self.people.is_member(asker.team_id, proposal.channel_id, asker.user_id):
            raise NotInChannel
        seen = Viewpoint(asker.team_id, proposal.channel_id, role, public=True)
        program = await self.choose_program(seen, proposal.program)
        return await self.propose(
            seen,
            program,
            proposal.version,
            proposal.reason,
            locale=locale,
            proposer_id=asker.user_id,
            now=now,
            acknowledged=proposal.acknowledged,
            enclosed=proposal.enclosed,
            through=asker.through,
        )
