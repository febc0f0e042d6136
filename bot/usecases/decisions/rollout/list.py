"""The programs of a fleet's decision, for its readers."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.page import ProgramPage, page_size
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState
from bot.ports.decisions import Rollouts
from bot.usecases.decisions.list import ListDecisions
from bot.usecases.decisions.said_set import FindSaidSet


@dataclass(frozen=True)
class ListPrograms:
    """What became of each."""

    list_decisions: ListDecisions
    rollouts: Rollouts
    said_set: FindSaidSet

    async def __call__(
        self, seen: Viewpoint, decision_id: str, *, states: tuple[ProgramState, ...] = (), page: int = 0
    ) -> ProgramPage:
        """A page of them.

        Raises:
            StaleControl: the decision does not exist for the reader.
        """
        decision, _ = await self.list_decisions.whole(seen, decision_id)
        size = page_size(states)
        programs = await self.rollouts.programs(
            decision.team_id, decision.id, states=states, limit=size, skip=page * size
        )
        return ProgramPage(decision, programs, states, page, await self.said_set.among(decision, programs))

    async def every(self, seen: Viewpoint, decision_id: str) -> tuple[Decision, Sequence[FleetProgram]]:
        """All of them, also those left out.

        Raises:
            StaleControl: the decision does not exist for the reader.
        """
        decision, _ = await self.list_decisions.whole(seen, decision_id)
        return decision, await self.rollouts.programs(decision.team_id, decision.id)
