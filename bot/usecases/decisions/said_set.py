"""The minimums that people say are set, and that are not verified yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.rollout.by_hand import said_set_of
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState
from bot.domain.decisions.said_set import SaidSet, seen_in
from bot.ports.decisions import Decisions, Rollouts
from bot.ports.numbers import Snapshots

_READ: Final = 200


@dataclass(frozen=True)
class FindSaidSet:
    """Reads them, each with WeChat's newest reading."""

    decisions: Decisions
    rollouts: Rollouts
    snapshots: Snapshots

    async def __call__(self, team_id: str, appids: Collection[str], *, now: datetime) -> Mapping[str, SaidSet]:
        """Those of these programs in open decisions, by AppID.

        Raises:
            StorageUnavailable: they cannot be read.
        """
        found: dict[str, SaidSet] = {}
        for decision in await self.decisions.news(team_id, since=now, limit=_READ):
            if said := decision.said_set:
                found[decision.appid] = said
            elif decision.tally and decision.tally.count(ProgramState.SAID):
                programs = await self.rollouts.programs(team_id, decision.id, states=[ProgramState.SAID])
                found |= await self.among(decision, [each for each in programs if each.appid in appids])
        return found

    async def among(self, decision: Decision, programs: Sequence[FleetProgram]) -> Mapping[str, SaidSet]:
        """What people say of some programs of a fleet's decision, by AppID.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        appids = [each.appid for each in programs if each.said_by]
        newest = await self.snapshots.newest(decision.team_id, appids, before=date.max) if appids else {}
        seen = seen_in(newest)
        words = {each.appid: said_set_of(each, decision.version, seen.get(each.appid)) for each in programs}
        return {appid: said for appid, said in words.items() if said}
