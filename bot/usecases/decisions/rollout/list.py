"""The programs of a fleet's decision, for its readers."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.page import PAGE, ProgramPage
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState
from bot.ports.decisions import Rollouts
from bot.usecases.decisions.list import ListDecisions


@dataclass(frozen=True)
class ListPrograms:
    """What became of each."""

    list_decisions: ListDecisions
    rollouts: Rollouts

    async def __call__(
        self, seen: Viewpoint, decision_id: str, *, state: ProgramState | None = None, page: int = 0
    ) -> ProgramPage:
        """A page of them.

        Raises:
            StaleControl: the decision does not exist for the reader.
        """
        decision, _ = await self.list_decisions.whole(seen, decision_id)
        states = (state,) if state else ()
        programs = await self.rollouts.programs(
            decision.team_id, decision.id, states=states, limit=PAGE, skip=page * PAGE
        )
        return ProgramPage(decision, programs, state, page)

    async def every(self, seen: Viewpoint, decision_id: str) -> tuple[Decision, Sequence[FleetProgram]]:
        """All of them, also those left out.

        Raises:
            StaleControl: the decision does not exist for the reader.
        """
        decision, _ = await self.list_decisions.whole(seen, decision_id)
        return decision, await self.rollouts.programs(decision.team_id, decision.id)
