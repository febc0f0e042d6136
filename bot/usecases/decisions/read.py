"""Read the decisions of a workspace: as lists, one whole, its programs, and what concerns some programs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.access.roles import Viewpoint
from bot.domain.decisions.decision import Decision, Transition
from bot.domain.decisions.page import ProgramPage, page_size
from bot.domain.decisions.program import FleetProgram, ProgramState, SaidSet, said_set_of
from bot.domain.fleet.asked import Asked
from bot.domain.numbers.visible import Visible
from bot.errors import NoDecision, StaleControl
from bot.ports.decisions import Decisions
from bot.usecases.programs.visible import VisiblePrograms

LISTED: Final = 15
_READ: Final = 200
_LONGEST_NUMBER: Final = 9
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class ReadDecisions:
    """`/baselib decisions`, of the programs that exist for the reader; and what digests and the Home tab say."""

    decisions: Decisions
    visible: VisiblePrograms

    async def __call__(self, seen: Viewpoint) -> Sequence[Decision]:
        """The newest ones, newest first."""
        return await self._existing(seen, await self.decisions.of_team(seen.team_id, limit=_READ), limit=LISTED)

    async def numbered(self, seen: Viewpoint, typed: str) -> Decision:
        """The one of this number.

        Raises:
            NoDecision: there is none that exists for the reader.
        """
        number = typed.removeprefix("#")
        known = number.isdecimal() and len(number) <= _LONGEST_NUMBER
        found = await self.decisions.numbered(seen.team_id, int(number)) if known else None
        if found is None or not await self.exists(seen, found):
            raise NoDecision(number=typed)
        return found

    async def one(self, seen: Viewpoint, decision_id: str) -> Decision:
        """One of them.

        Raises:
            StaleControl: it does not exist for the reader.
        """
        decision = await self.decisions.get(seen.team_id, decision_id)
        if decision is None or not await self.exists(seen, decision):
            raise StaleControl
        return decision

    async def whole(self, seen: Viewpoint, decision_id: str) -> tuple[Decision, Sequence[Transition]]:
        """One of them, with its history. Errors as for `one`."""
        decision = await self.one(seen, decision_id)
        return decision, await self.decisions.transitions(decision.team_id, decision.id)

    async def exists(self, seen: Viewpoint, decision: Decision) -> bool:
        """Whether it exists for the reader."""
        return bool(await self._existing(seen, [decision]))

    async def in_its_channel(self, decision: Decision) -> bool:
        """Whether something of it may be posted where its card is: what is hidden from a channel is not."""
        return await self.exists(Viewpoint.of_channel(decision.team_id, decision.channel_id), decision)

    async def page(
        self, seen: Viewpoint, decision_id: str, *, states: tuple[ProgramState, ...] = (), page: int = 0
    ) -> ProgramPage:
        """A page of the programs of one that exist for the reader. Errors as for `one`."""
        decision, size = await self.one(seen, decision_id), page_size(states)
        this, among = (decision.team_id, decision.id), _among(seen)
        found = await self.decisions.programs(*this, states=states, among=among, limit=size, skip=page * size)
        return ProgramPage(decision, found, await self.decisions.tally(*this, among=among, left_out=True), states, page)

    async def programs(self, seen: Viewpoint, decision_id: str) -> tuple[Decision, Sequence[FleetProgram]]:
        """All programs of one that exist for the reader, also those left out. Errors as for `one`."""
        decision = await self.one(seen, decision_id)
        return decision, await self.decisions.programs(decision.team_id, decision.id, among=_among(seen))

    async def about(
        self,
        asked: Asked,
        *,
        now: datetime,
        since: datetime | None = None,
    ) -> tuple[Decision, ...]:
        """The open ones, and those that changed since an instant, a week ago if none is named; oldest first.

        Args:
            asked: the programs that they are about.
        """
        found = await self.decisions.news(asked.seen.team_id, since=since or now - _WEEK, limit=_READ)
        ones = {each.appid for each in found if not each.fleet}
        ones &= set(asked.appids) if asked.appids else ones
        named = await self.visible.programs.appids(replace(asked, appids=ones)) if ones else ()
        about = [each for each in found if (await self._count(each, asked) if each.fleet else each.appid in named)]
        return tuple(await self._existing(asked.seen, about))

    async def open(self, seen: Viewpoint, *, now: datetime) -> Sequence[Decision]:
        """The open ones, oldest first."""
        return await self._existing(seen, await self.decisions.news(seen.team_id, since=now, limit=_READ))

    async def said_set(self, team_id: str, appids: Collection[Visible], *, now: datetime) -> Mapping[str, SaidSet]:
        """What people say that is set, and that is not verified yet, of these programs; by AppID."""
        found: dict[str, SaidSet] = {}
        for decision in await self.decisions.news(team_id, since=now, limit=_READ):
            if decision.tally.count(ProgramState.SAID):
                programs = await self.decisions.programs(team_id, decision.id, states=[ProgramState.SAID])
                words = {each.appid: said_set_of(each, decision.version) for each in programs if each.appid in appids}
                found |= {appid: said for appid, said in words.items() if said}
        return found

    async def _existing(
        self, seen: Viewpoint, decisions: Sequence[Decision], *, limit: int | None = None
    ) -> Sequence[Decision]:
        """Those that exist for the reader: where their program does, also when it is restricted or gone.

        One of many exists in its own channel, and where every program that it would set does. All exist where every
        program does: whoever sees all, sees what is on record of those that are gone.
        """
        if seen.unlimited or not decisions:
            return decisions[:limit]
        ones, found = [each.appid for each in decisions if not each.fleet], list[Decision]()
        named = await self.visible.programs.appids(Asked(seen, appids=ones)) if ones else ()
        for each in decisions:
            if each.fleet and each.channel_id != seen.channel_id:
                exists = await self._count(each, Asked(seen)) == each.tally.all
            else:
                exists = each.fleet is not None or each.appid in named
            if exists:
                found.append(each)
            if len(found) == limit:
                break
        return found

    async def _count(self, decision: Decision, asked: Asked) -> int:
        """How many of these programs are part of it."""
        return (await self.decisions.tally(decision.team_id, decision.id, among=asked)).all


def _among(seen: Viewpoint) -> Asked | None:
    """The programs that exist for the reader; None where every one does."""
    return None if seen.unlimited else Asked(seen)
