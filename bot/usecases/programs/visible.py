"""Which programs exist for which viewpoint: the one place that decides it."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.domain.access.roles import Role, Viewpoint
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program
from bot.errors import ProgramRestricted, StaleControl, UnknownProgram
from bot.ports.access import AccessRules
from bot.ports.programs import Programs

_Kept = tuple[ProgramIndex, Mapping[str, Collection[str]], dict[frozenset[str], ProgramIndex]]


@dataclass(frozen=True)
class VisiblePrograms:
    """A program that admins restricted to channels does not exist in the others; admins themselves see all of them.

    Every method raises `StorageUnavailable`.
    """

    programs: Programs
    rules: AccessRules
    _kept: dict[str, _Kept] = field(default_factory=dict, repr=False)
    """By workspace, while neither its programs nor its restrictions change: a new fleet folds all its names."""

    async def __call__(self, seen: Viewpoint) -> ProgramIndex:
        """The programs that exist for the viewpoint, in their order; restricted ones say so."""
        fleet = await self.programs.all(seen.team_id)
        restrictions = await self.rules.restrictions(seen.team_id)
        if not restrictions:
            return fleet
        kept = self._kept.get(seen.team_id)
        if kept is None or kept[0] is not fleet or kept[1] != restrictions:
            kept = self._kept[seen.team_id] = (fleet, restrictions, {})
        hidden = seen.hidden(restrictions)
        if hidden not in kept[2]:
            # Ten thousand take tens of milliseconds: too long for the event loop.
            kept[2][hidden] = await asyncio.to_thread(_without, fleet, hidden, restrictions)
        return kept[2][hidden]

    async def among(self, seen: Viewpoint, appids: Collection[str]) -> tuple[Program, ...]:
        """Those of these programs that exist for the viewpoint."""
        return (await self(seen)).among(appids) if appids else ()

    async def get(self, seen: Viewpoint, appid: str) -> Program | None:
        """The program of an AppID, if it exists for the viewpoint.

        Raises:
            ProgramRestricted: it does not exist in the channel; only an admin may know that.
        """
        if program := (await self(seen)).get(appid):
            return program
        if elsewhere := (await self._elsewhere(seen)).get(appid):
            raise ProgramRestricted(name=elsewhere.name)
        return None

    async def existing(self, seen: Viewpoint, appid: str) -> Program:
        """The program that a button or a form carries.

        Raises:
            StaleControl: it does not exist (any more) for the viewpoint.
            ProgramRestricted: as `get`.
        """
        program = await self.get(seen, appid)
        if program is None:
            raise StaleControl
        return program

    async def named(self, seen: Viewpoint, name: str) -> Program:
        """The program of this name.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `ProgramIndex.find`.
            ProgramRestricted: as `get`.
        """
        # Among ten thousand programs this takes up to 50 ms: too long for the event loop.
        try:
            return await asyncio.to_thread((await self(seen)).find, name)
        except UnknownProgram:
            await self._refuse(seen, name)
            raise

    async def search(self, seen: Viewpoint, text: str, *, limit: int) -> Sequence[Program]:
        """At most `limit` programs that match a text, the best first; in their order when it is empty."""
        fleet = await self(seen)
        # In a thread: a new fleet folds all its names first.
        return (await asyncio.to_thread(fleet.search, text))[:limit]

    async def channels_of(self, team_id: str, appid: str) -> Collection[str] | None:
        """The channels that a program is restricted to; None when it exists in all of them."""
        return (await self.rules.restrictions(team_id)).get(appid)

    async def _refuse(self, seen: Viewpoint, name: str) -> None:
        everything = await self._elsewhere(seen)
        if not everything:
            return
        try:
            elsewhere = await asyncio.to_thread(everything.find, name)
        except UnknownProgram:
            return
        raise ProgramRestricted(name=elsewhere.name)

    async def _elsewhere(self, seen: Viewpoint) -> ProgramIndex:
        """For an admin's request seen by a channel, the programs that only the admin sees; else none."""
        if seen.role is not Role.ADMIN or not seen.public:
            return ProgramIndex()
        return await self(replace(seen, public=False))


def _without(fleet: ProgramIndex, hidden: Collection[str], restrictions: Collection[str]) -> ProgramIndex:
    return ProgramIndex(
        replace(program, restricted=True) if program.appid in restrictions else program
        for program in fleet
        if program.appid not in hidden
    )
