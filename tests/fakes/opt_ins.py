"""Opt-ins of programs in memory."""

from collections.abc import Collection, Mapping

from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import OptIn
from bot.ports.programs import OptIns


class FakeOptIns:
    """Serves `bot.ports.programs.OptIns`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], OptIn] = {}

    async def get(self, team_id: str, appid: str) -> OptIn:
        return self._kept.get((team_id, appid), OptIn())

    async def put(self, team_id: str, appid: str, opt_in: OptIn, *, instead_of: OptIn) -> bool:
        if await self.get(team_id, appid) != instead_of:
            return False
        self._kept[team_id, appid] = opt_in
        return True

    async def allowing(self, team_id: str) -> Collection[str]:
        return [appid for (team, appid), opt_in in self._kept.items() if team == team_id and opt_in.allows]

    async def some(self, team_id: str, appids: Collection[str]) -> Mapping[str, OptIn]:
        return {appid: self._kept[team_id, appid] for appid in appids if (team_id, appid) in self._kept}


async def choose(opt_ins: OptIns, team_id: str, appid: str, opt_in: OptIn) -> None:
    """For a program, whatever was before."""
    assert await opt_ins.put(team_id, appid, opt_in, instead_of=await opt_ins.get(team_id, Visible(appid)))
