"""Which programs exist for which viewpoint: the one place that decides it."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cachetools import LRUCache

from bot.domain.access.roles import Role, Viewpoint, by_channel
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import ALL_OF_WECHAT, Program, calls_all_of_wechat
from bot.domain.programs.typed_text import folded
from bot.errors import AllOfWeChatFixed, ProgramRestricted, StaleControl, UnknownProgram
from bot.ports.access import AccessRules
from bot.ports.programs import Programs

_KEPT_PROGRAMS: Final = 50_000
"""In all indexes together: one channel of a fleet of ten thousand may see nearly all of them."""

_NAMES: Final = (ALL_OF_WECHAT.alias, ALL_OF_WECHAT.nickname)


@dataclass(frozen=True, slots=True)
class _State:
    """A workspace's programs and restrictions, until either changes."""

    fleet: ProgramIndex
    restrictions: Mapping[str, Collection[str]]
    restricted: Mapping[str, frozenset[str]]
    """By channel."""


def _indexes() -> "LRUCache[_Key, tuple[_State, ProgramIndex]]":
    return LRUCache(_KEPT_PROGRAMS, getsizeof=lambda kept: len(kept[1]) + 1)


_Key = tuple[str, frozenset[str] | None]
"""The workspace, and the restricted programs that are shown."""


@dataclass(frozen=True)
class VisiblePrograms:
    """A program that admins restricted to channels does not exist in the others; admins themselves see all of them.

    Every method raises `StorageUnavailable`.
    """

    programs: Programs
    rules: AccessRules
    all_of_wechat: bool = False
    """Whether `ALL_OF_WECHAT` exists: beside the programs, not among them, and everywhere."""
    _states: dict[str, _State] = field(default_factory=dict, repr=False)
    """By workspace."""
    _kept: "LRUCache[_Key, tuple[_State, ProgramIndex]]" = field(default_factory=_indexes, repr=False)
    """What was seen last: a new index folds all its names."""

    async def __call__(self, seen: Viewpoint) -> ProgramIndex:
        """The programs that exist for the viewpoint, in their order; restricted ones say so."""
        fleet = await self.programs.all(seen.team_id)
        restrictions = await self.rules.restrictions(seen.team_id)
        if not restrictions:
            return fleet
        state = self._states.get(seen.team_id)
        if state is None or state.fleet is not fleet or state.restrictions != restrictions:
            restricted = await asyncio.to_thread(by_channel, restrictions)
            state = self._states[seen.team_id] = _State(fleet, restrictions, restricted)
        shown = seen.shown(state.restricted)
        known, index = self._kept.get((seen.team_id, shown), (None, ProgramIndex()))
        if known is not state:
            # Ten thousand take tens of milliseconds: too long for the event loop.
            index = await asyncio.to_thread(_index, state, shown)
            if len(index) < _KEPT_PROGRAMS:
                self._kept[seen.team_id, shown] = state, index
        return index

    def in_index(self, fleet: ProgramIndex, appid: str) -> Program | None:
        """The program of an AppID, if it is among those that exist for a viewpoint, or `ALL_OF_WECHAT`."""
        return fleet.get(appid) or self.beside_programs(appid)

    def beside_programs(self, appid: str) -> Program | None:
        """`ALL_OF_WECHAT`, if that is meant and exists."""
        return ALL_OF_WECHAT if self.all_of_wechat and appid == ALL_OF_WECHAT.appid else None

    async def among(self, seen: Viewpoint, appids: Collection[str]) -> tuple[Program, ...]:
        """Those of these programs that exist for the viewpoint, also `ALL_OF_WECHAT`."""
        if not appids:
            return ()
        fleet = await self(seen)
        return tuple(found for appid in appids if (found := self.in_index(fleet, appid)))

    async def get(self, seen: Viewpoint, appid: str) -> Program | None:
        """The program of an AppID, if it exists for the viewpoint.

        Raises:
            ProgramRestricted: it does not exist in the channel; only an admin may know that.
        """
        if program := self.in_index(await self(seen), appid):
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
        """The program of this name; `ALL_OF_WECHAT` where none has its name.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `ProgramIndex.find`.
            ProgramRestricted: as `get`.
        """
        if await self.means_all_of_wechat(seen, name):
            return ALL_OF_WECHAT
        # Among ten thousand programs this takes up to 50 ms: too long for the event loop.
        try:
            return await asyncio.to_thread((await self(seen)).find, name)
        except UnknownProgram:
            await self._refuse(seen, name)
            raise

    async def named_first(self, seen: Viewpoint, words: Sequence[str]) -> tuple[Program, Sequence[str]]:
        """The program that the first words name, and the words after its name; see `ProgramIndex.find_at_start`.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: see `ProgramIndex.find`.
        """
        if await self.means_all_of_wechat(seen, words[0]):
            return ALL_OF_WECHAT, words[1:]
        return await asyncio.to_thread((await self(seen)).find_at_start, words)

    async def within(self, seen: Viewpoint, text: str, counts: Callable[[str], bool]) -> str:
        """The longest name of a program that a text holds, as it is spelled; see `ProgramIndex.within`."""
        fleet = await self(seen)
        found = await asyncio.to_thread(fleet.within, text, counts)
        if found or not self.all_of_wechat:
            return found
        return ProgramIndex((ALL_OF_WECHAT,)).within(text, counts)

    async def managed(self, seen: Viewpoint, name: str) -> Program:
        """The program of this name, to be labelled or restricted.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram, ProgramRestricted: as `named`.
            AllOfWeChatFixed: it is `ALL_OF_WECHAT`.
        """
        program = await self.named(seen, name)
        if program.is_all_of_wechat:
            raise AllOfWeChatFixed
        return program

    async def means_all_of_wechat(self, seen: Viewpoint, name: str) -> bool:
        """Whether a name means `ALL_OF_WECHAT`: a program that has the name itself comes first."""
        if not self.all_of_wechat or not calls_all_of_wechat(name):
            return False
        return not await asyncio.to_thread((await self(seen)).is_taken, name, besides="")

    async def search(self, seen: Viewpoint, text: str, *, limit: int) -> Sequence[Program]:
        """At most `limit` programs that match a text, the best first; in their order when it is empty."""
        fleet = await self(seen)
        # In a thread: a new fleet folds all its names first.
        return (await asyncio.to_thread(fleet.search, text))[:limit]

    async def choices(self, seen: Viewpoint, text: str, *, limit: int) -> Sequence[Program]:
        """As `search`, and `ALL_OF_WECHAT` after the programs, if it matches and there is room."""
        found = await self.search(seen, text, limit=limit)
        wanted = folded(text)
        if not self.all_of_wechat or not any(wanted in folded(name) for name in _NAMES):
            return found
        return (*found, ALL_OF_WECHAT)[:limit]

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


def _index(state: _State, shown: Collection[str] | None) -> ProgramIndex:
    """The programs without restrictions and these restricted ones, all of them if None."""
    return ProgramIndex(
        replace(program, restricted=True) if program.appid in state.restrictions else program
        for program in state.fleet
        if shown is None or program.appid not in state.restrictions or program.appid in shown
    )
