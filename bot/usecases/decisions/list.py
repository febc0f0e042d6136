"""The decisions of a workspace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.decision import Decision, Transition
from bot.errors import NoDecision, StaleControl
from bot.ports.decisions import Decisions
from bot.usecases.programs.visible import VisiblePrograms

LISTED: Final = 15
_READ: Final = 200


@dataclass(frozen=True)
class ListDecisions:
    """`/baselib decisions`: of the programs that exist for the reader."""

    decisions: Decisions
    visible: VisiblePrograms

    async def __call__(self, seen: Viewpoint) -> Sequence[Decision]:
        """The newest ones, newest first."""
        newest = await self.decisions.of_team(seen.team_id, limit=_READ)
        if not newest:
            return ()
        exists = await self._exists(seen)
        return list(filter(exists, newest))[:LISTED]

    async def numbered(self, seen: Viewpoint, typed: str) -> Decision:
        """The one of this number.

        Raises:
            NoDecision: there is none that exists for the reader.
        """
        number = typed.removeprefix("#")
        found = await self.decisions.numbered(seen.team_id, int(number)) if number.isdecimal() else None
        if found is None or not (await self._exists(seen))(found):
            raise NoDecision(number=typed)
        return found

    async def whole(self, seen: Viewpoint, decision_id: str) -> tuple[Decision, Sequence[Transition]]:
        """One of them, with its history.

        Raises:
            StaleControl: it does not exist for the reader.
        """
        decision = await self.decisions.get(seen.team_id, decision_id)
        if decision is None or not (await self._exists(seen))(decision):
            raise StaleControl
        return decision, await self.decisions.transitions(decision.team_id, decision.id)

    async def _exists(self, seen: Viewpoint) -> Callable[[Decision], bool]:
        """Whether a decision exists for the reader: unless its program is one that the reader may not see.

        A fleet's exists in its own channel, and where every program does.
        """
        here, every = await self.visible(seen), await self.visible(Viewpoint.everything(seen.team_id))

        def exists(decision: Decision) -> bool:
            if decision.fleet:
                return decision.channel_id == seen.channel_id or len(here) == len(every)
            return bool(here.get(decision.appid) or not every.get(decision.appid))

        return exists
