"""Which programs exist for which viewpoint, and which one a request means: the one place that decides it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NoReturn

from bot.domain.access import Role, Viewpoint
from bot.domain.fleet_row import Asked, Page
from bot.domain.platform import Origin
from bot.domain.programs import (
    ALL_OF_WECHAT,
    COMPARED,
    MATCHES_NAMED,
    AuthStatus,
    Program,
    ambiguous,
    calls_all_of_wechat,
    closest,
    folded,
    looks_like_appid,
    parts_of,
    stands_alone,
    unknown,
)
from bot.errors import AllOfWeChatFixed, NoProgram, ProgramRestricted, StaleControl
from bot.ports.people import AccessRules
from bot.ports.platform import Authorisations
from bot.ports.programs import NOTHING_MEANT, KeptProgram, KeptPrograms, Meant, Programs
from bot.ports.slack import Workspaces

_NAMES: Final = (ALL_OF_WECHAT.alias, ALL_OF_WECHAT.nickname)
_WORDS: Final = 20
"""Words of a nickname at most: WeChat allows 30 characters."""
_LONGEST: Final = 1000
"""Characters of a text in which names are looked for."""


@dataclass(frozen=True)
class VisiblePrograms:
    """A program that admins restricted to channels does not exist in the others; admins themselves see all of them.

    Every method raises `StorageUnavailable`.
    """

    programs: Programs
    rules: AccessRules
    all_of_wechat: bool = False
    """Whether `ALL_OF_WECHAT` exists: beside the programs, not among them, and everywhere."""

    async def count(self, seen: Viewpoint) -> int:
        """How many programs exist for the viewpoint."""
        return await self.programs.count(Asked(seen))

    async def among(self, seen: Viewpoint, appids: Collection[str]) -> tuple[Program, ...]:
        """Those of these programs that exist for the viewpoint, also `ALL_OF_WECHAT`; in the order of the AppIDs."""
        if not appids:
            return ()
        known: dict[str, Program] = {each.appid: each for each in await self.programs.found(Asked(seen, appids=appids))}
        if self.all_of_wechat:
            known.setdefault(ALL_OF_WECHAT.appid, ALL_OF_WECHAT)
        return tuple(known[appid] for appid in appids if appid in known)

    async def find(self, seen: Viewpoint, appid: str) -> Program | None:
        """Return the program of an AppID, if it exists for the viewpoint."""
        return next(iter(await self.among(seen, [appid])), None)

    async def get(self, seen: Viewpoint, appid: str) -> Program | None:
        """Return the program of an AppID, if it exists for the viewpoint.

        Raises:
            ProgramRestricted: it does not exist in the channel; only an admin may know that.
        """
        if program := await self.find(seen, appid):
            return program
        if (wider := _wider(seen)) and (elsewhere := await self.find(wider, appid)):
            raise ProgramRestricted(name=elsewhere.name)
        return None

    async def existing(self, seen: Viewpoint, appid: str) -> Program:
        """Return the program that a button or a form carries.

        Raises:
            StaleControl: it does not exist (any more) for the viewpoint.
            ProgramRestricted: as `get`.
        """
        program = await self.get(seen, appid)
        if program is None:
            raise StaleControl
        return program

    async def named(self, seen: Viewpoint, name: str) -> Program:
        """Return the program with this alias, AppID or nickname, or the only one whose names start with it.

        `ALL_OF_WECHAT` where none has its name.

        Raises:
            NoProgram: there are no programs.
            UnknownProgram: none has that name; a close name is suggested, and the first few are named.
            AmbiguousProgram: several have that name, or start with it.
            ProgramRestricted: as `get`.
        """
        if await self.means_all_of_wechat(seen, name):
            return ALL_OF_WECHAT
        meant = await self._meant(seen, name)
        if not meant.count and (wider := _wider(seen)) and await self.count(seen):
            meant = await self._meant(wider, name)
            if meant.only:
                raise ProgramRestricted(name=meant.only.name)
        return meant.only or await self._refuse(seen, name, meant)

    async def is_named(self, seen: Viewpoint, name: str) -> bool:
        """Whether a name means a program that exists for the viewpoint or only for an admin, or several."""
        if await self.means_all_of_wechat(seen, name) or (await self._meant(seen, name)).count:
            return True
        wider = _wider(seen)
        return wider is not None and bool(await self.count(seen) and (await self._meant(wider, name)).count)

    async def named_first(self, seen: Viewpoint, words: Sequence[str]) -> tuple[Program, Sequence[str]]:
        """Return the program that the first words name, at least one, and the words after its name.

        A whole name wins over the start of one, and a longer one over a shorter one: nicknames have spaces.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram: as `named`, of the first word.
        """
        if await self.means_all_of_wechat(seen, words[0]):
            return ALL_OF_WECHAT, words[1:]
        for start in (False, True):
            for end in range(min(len(words) - 1, _WORDS), 0, -1):
                meant = await self.programs.meant(seen, folded(" ".join(words[:end])), start=start)
                if meant.only:
                    return meant.only, words[end:]
        meant = await self._meant(seen, words[0])
        return meant.only or await self._refuse(seen, words[0], meant), words[1:]

    async def within(self, seen: Viewpoint, text: str, counts: Callable[[str], bool]) -> str:
        """Return the longest name of a program that a text holds as a whole, as it is spelled; empty without one.

        Args:
            counts: whether a name may be meant by its words.
        """
        wanted = folded(text[:_LONGEST])

        def longest(names: Collection[str]) -> str:
            return next((name for name in names if stands_alone(name, wanted) and counts(name)), "")

        if found := longest(await self.programs.held(seen, wanted)):
            return await self.programs.spelled(Asked(seen), found)
        if not self.all_of_wechat:
            return ""
        names = {folded(name): name for name in (*_NAMES, ALL_OF_WECHAT.appid) if folded(name) in wanted}
        return names.get(longest(sorted(names, key=len, reverse=True)), "")

    async def managed(self, seen: Viewpoint, name: str) -> Program:
        """Return the program of this name, to be labelled or restricted.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram, ProgramRestricted: as `named`.
            AllOfWeChatFixed: it is `ALL_OF_WECHAT`.
        """
        program = await self.named(seen, name)
        if program.is_all_of_wechat:
            raise AllOfWeChatFixed
        return program

    async def is_taken(self, seen: Viewpoint, name: str, *, besides: str = "") -> bool:
        """Whether a program other than the one with the AppID `besides` has this alias, AppID or nickname."""
        return await self.programs.is_taken(seen, folded(name), besides=besides)

    async def means_all_of_wechat(self, seen: Viewpoint, name: str) -> bool:
        """Whether a name means `ALL_OF_WECHAT`: a program that has the name itself comes first."""
        return self.all_of_wechat and calls_all_of_wechat(name) and not await self.is_taken(seen, name)

    async def search(self, seen: Viewpoint, text: str, *, limit: int) -> Sequence[Program]:
        """At most `limit` programs that match a text, the best first; in their order when it is empty."""
        return await self.programs.found(Asked(seen), text, Page(limit=limit))

    async def choices(self, seen: Viewpoint, text: str, *, limit: int) -> Sequence[Program]:
        """As `search`, and `ALL_OF_WECHAT` after the programs, if it matches and there is room."""
        found = await self.search(seen, text, limit=limit)
        wanted = folded(text)
        if not self.all_of_wechat or not any(wanted in folded(name) for name in _NAMES):
            return found
        return (*found, ALL_OF_WECHAT)[:limit]

    async def closest(self, asked: Asked, text: str) -> str:
        """Return the name closest to a text, in its own spelling.

        Empty when none is close, and for AppIDs: few type these.
        """
        if looks_like_appid(text):
            return ""
        found = closest(text, await self.programs.alike(asked, parts_of(text), limit=COMPARED))
        return await self.programs.spelled(asked, found) if found else ""

    async def channels_of(self, team_id: str, appid: str) -> Collection[str] | None:
        """Return the channels that a program is restricted to; None when it exists in all of them."""
        return (await self.rules.restrictions(team_id)).get(appid)

    async def called(self, seen: Viewpoint, name: str) -> Meant:
        """Return the programs with exactly this alias or AppID, else nickname."""
        return await self.programs.meant(seen, folded(name))

    async def _meant(self, seen: Viewpoint, name: str) -> Meant:
        """Those with the name, else those that start with it."""
        wanted, meant = folded(name), NOTHING_MEANT
        for start in (False, True):
            meant = meant if meant.count else await self.programs.meant(seen, wanted, start=start)
        return meant

    async def _refuse(self, seen: Viewpoint, name: str, meant: Meant) -> NoReturn:
        """Say why a name means no program, or too many. Raises as `named`."""
        if meant.count:
            raise ambiguous(name, meant.names, meant.count)
        count = await self.count(seen)
        if not count:
            raise NoProgram(count=0)
        first = await self.search(seen, "", limit=MATCHES_NAMED)
        raise unknown(name, first, count, await self.closest(Asked(seen), name))


def _wider(seen: Viewpoint) -> Viewpoint | None:
    """For an admin's request seen by a channel, what the admin sees."""
    return replace(seen, public=False) if seen.role is Role.ADMIN and seen.public else None


@dataclass(frozen=True)
class HomeWorkspace:
    """Owns programs from the settings and any listed program that no other workspace has."""

    workspaces: Workspaces
    many: bool = False
    """Whether any workspace can install the bot."""
    team_id: str = ""
    """`BASELIB_HOME_TEAM`."""

    async def __call__(self) -> str:
        """Its id; empty before there is any workspace.

        Where many are served it stays the first one even after that one removes the bot: the next one in turn would see
        another's programs.

        Raises:
            StorageUnavailable: it cannot be looked up.
        """
        if self.team_id:
            return self.team_id
        if self.many:
            first = await self.workspaces.first()
            return first.team_id if first else ""
        return next(iter(await self.joined()), "")

    async def joined(self) -> list[str]:
        """Return the workspaces that have not ended, oldest first. The home one may be missing.

        Raises:
            StorageUnavailable: they cannot be looked up.
        """
        return [workspace.team_id for workspace in await self.workspaces.all()]


@dataclass(frozen=True)
class AssignProgram:
    """The requester's workspace, else those that have the program, else the home workspace.

    A workspace that has removed the bot keeps its programs: no other one inherits them.
    """

    kept: KeptPrograms
    workspaces: Workspaces
    home: HomeWorkspace
    authorisations: Authorisations

    async def __call__(self, program: KeptProgram, origin: Origin, *, now: datetime) -> list[str]:
        """Keep a program; returns its workspaces now, none while the intended one does not exist.

        Raises:
            StorageUnavailable: nothing can be looked up or kept.
        """
        await self.moved(program.appid, origin, now=now)
        joined = await self.home.joined()
        having = await self.kept.teams_of(program.appid)
        requesting = [origin.team_id] if origin.team_id and await self.workspaces.get(origin.team_id) else []
        teams = sorted({*having, *requesting}) or [home for home in [await self.home()] if home in joined]
        for team_id in teams:
            before = await self.kept.get(team_id, program.appid) or program
            await self.kept.put(team_id, [program.listed_as(before)])
        return teams

    async def moved(self, appid: str, origin: Origin, *, now: datetime) -> KeptProgram | None:
        """Move a program to the requester's workspace; the home workspace releases it unless it also requested it.

        None when no workspace has it, or when its authorisation was revoked.
        """
        joined = await self.home.joined()
        having = await self.kept.teams_of(appid)
        if not having:
            return None
        program = await self.kept.get(having[0], appid)
        status = (await self.kept.statuses(having[0])).get(appid, AuthStatus.READABLE)
        if program and origin.team_id in joined and origin.team_id not in having:
            await self.kept.put(origin.team_id, [program])
            since = await self.kept.status_since(having[0], appid)
            await self.kept.set_status(origin.team_id, appid, status, now=since or now)
        askers = {asker.team_id for asker in await self.authorisations.origins(appid)}
        home = await self.home()
        if origin.team_id in joined and home in having and home not in {origin.team_id, *askers}:
            await self.kept.remove(home, appid)
        return None if status is AuthStatus.REVOKED else program
