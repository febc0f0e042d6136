"""The programs that a test configures."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.access import Viewpoint
from bot.domain.fleet.row import WHOLE, Asked, Page
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import MATCHES_NAMED, AuthStatus, Program, ProgramList, folded, lines
from bot.ports.people import AccessRules
from bot.ports.programs import KeptPrograms, Labels, Meant
from bot.ports.sweep import Unread
from bot.usecases.programs.label import ListPrograms
from bot.usecases.programs.visible import VisiblePrograms
from tests.fakes.access import FakeAccessRules
from tests.fakes.fleet import FakeProgramLabels
from tests.fakes.storage import FakeChannelPrograms, FakeSnapshots


class FakePrograms:
    """Serves `bot.ports.programs.Programs`."""

    def __init__(self, *programs: Program, rules: AccessRules | None = None) -> None:
        self.programs: list[Program] = list(programs)
        self.labels = FakeProgramLabels()
        self.rules = rules or FakeAccessRules()

    async def found(self, asked: Asked, text: str = "", page: Page = WHOLE) -> Sequence[Program]:
        found = _matching(await self._asked(asked), text.strip())
        return found[page.first :] if page.limit is None else found[page.first : page.first + page.limit]

    async def count(self, asked: Asked, text: str = "") -> int:
        return len(await self.found(asked, text))

    async def meant(self, seen: Viewpoint, name: str, *, start: bool = False) -> Meant:
        every = await self._asked(Asked(seen))
        if start:
            found = [each for each in every if any(key.startswith(name) for key in _keys(each)[:2] if name)]
        else:
            alias, nickname, appid = ([each for each in every if name and _keys(each)[at] == name] for at in range(3))
            found = alias[:1] or appid[:1] or nickname
        names = Counter(each.name for each in found)
        shown = {each.appid: each.name if names[each.name] == 1 else each.appid for each in found}
        found.sort(key=lambda each: folded(shown[each.appid]))
        first = found[:MATCHES_NAMED]
        return Meant(len(found), first, [shown[each.appid] for each in first])

    async def is_taken(self, seen: Viewpoint, name: str, *, besides: str = "") -> bool:
        every = await self._asked(Asked(seen))
        return any(name and name in _keys(each) for each in every if each.appid != besides)

    async def held(self, seen: Viewpoint, text: str) -> Sequence[str]:
        names = dict.fromkeys(name for name, _ in _names(await self._asked(Asked(seen))))
        return sorted((name for name in names if name in text), key=len, reverse=True)

    async def alike(self, asked: Asked, parts: Collection[str], *, limit: int) -> Sequence[str]:
        names = dict.fromkeys(name for name, _ in _names(await self._asked(asked)))
        return sorted(names, key=lambda name: sum(part in name for part in parts), reverse=True)[:limit]

    async def spelled(self, asked: Asked, name: str) -> str:
        return dict(_names(await self._asked(asked))).get(name, "")

    async def tags(self, asked: Asked) -> Sequence[str]:
        return sorted({tag for each in await self._asked(asked) for tag in each.tags})

    async def appids(self, asked: Asked) -> Sequence[Visible]:
        return [each.appid for each in await self._asked(asked)]

    async def imported(self, seen: Viewpoint) -> Sequence[Visible]:
        return [each.appid for each in await self._asked(Asked(seen)) if each.is_imported]

    async def all(self, team_id: str) -> Sequence[Program]:
        """Every program, for tests."""
        labels = await self.labels.all(team_id)
        return [
            replace(program, alias=kept.alias or program.alias, tags=kept.tags or program.tags)
            if (kept := labels.get(program.appid))
            else program
            for program in self.programs
        ]

    async def _asked(self, asked: Asked) -> Sequence[Program]:
        restrictions = await self.rules.restrictions(asked.seen.team_id)
        here = {appid for appid, channels in restrictions.items() if asked.seen.channel_id in channels}
        wanted = frozenset(asked.appids)
        return [
            replace(each, restricted=True) if each.appid in restrictions else each
            for each in await self.all(asked.seen.team_id)
            if (asked.seen.unlimited or each.appid not in restrictions or each.appid in here)
            and (asked.tag is None or asked.tag in each.tags)
            and (not wanted or each.appid in wanted)
        ]


def _matching(programs: Sequence[Program], text: str) -> Sequence[Program]:
    if not text:
        return programs
    if text[0] in "#＃" and (tagged := [each for each in programs if folded(text[1:]) in each.tags]):
        return tagged
    return sorted(
        (each for each in programs if folded(text) in lines(each)), key=lambda each: _rank(each, folded(text))
    )


def _rank(program: Program, wanted: str) -> int:
    alias, *others = lines(program).splitlines()[1:]
    if alias == wanted:
        return 0
    if wanted in others:
        return 1
    return 2 if any(name.startswith(wanted) for name in (alias, *others)) else 3


def _keys(program: Program) -> Sequence[str]:
    return folded(program.alias), folded(program.nickname), folded(program.appid)


def _names(programs: Iterable[Program]) -> Iterator[tuple[str, str]]:
    """Each name, folded, and as it is spelled."""
    for each in programs:
        yield from ((folded(name), name) for name in (each.alias, each.nickname, each.appid) if folded(name))


def listed_programs(programs: Sequence[Program], *, text: str = "", page: int = 0, chosen: str = "") -> ProgramList:
    """A page of these programs."""
    known, channels = FakePrograms(*programs), FakeChannelPrograms()
    listing = ListPrograms(VisiblePrograms(known, known.rules), channels)

    async def ask() -> ProgramList:
        await channels.put("T1", "C1", chosen)
        return await listing(Viewpoint("T1", "C1"), text=text, page=page)

    try:
        ask().send(None)  # nothing waits
    except StopIteration as done:
        found: ProgramList = done.value
        return found
    raise AssertionError


class FakeDailyWork:
    """Serves `bot.ports.sweep.DailyWork`."""

    def __init__(self, programs: FakePrograms, snapshots: FakeSnapshots) -> None:
        self._programs, self._snapshots = programs, snapshots

    async def unread(self, team_id: str, day: date) -> Unread:
        readable, read = await self._readable(team_id), self._snapshots.appids_on(team_id, day)
        return Unread(len(readable), [appid for appid in readable if appid not in read])

    async def uncounted(self, team_id: str, day: date) -> Sequence[Visible]:
        asked = self._snapshots.counts.asked(team_id, day)
        return [appid for appid in await self._readable(team_id) if appid not in asked]

    async def _readable(self, team_id: str) -> Sequence[Visible]:
        every = await self._programs.all(team_id)
        return [each.appid for each in every if each.status is not AuthStatus.REVOKED and not each.is_imported]


class FakeImportedPrograms:
    """Serves `bot.ports.programs.ImportedPrograms`."""

    def __init__(
        self,
        programs: FakePrograms,
        kept: KeptPrograms,
        snapshots: FakeSnapshots,
        channels: FakeChannelPrograms,
        rules: AccessRules,
    ) -> None:
        self._programs, self._kept, self._snapshots = programs, kept, snapshots
        self._channels, self._rules = channels, rules

    async def erase(self, team_id: str, appid: str) -> None:
        self._programs.programs = [each for each in self._programs.programs if each.appid != appid]
        await self._programs.labels.put(team_id, appid, Labels())
        await self._kept.remove(team_id, appid)
        await self._rules.restrict(team_id, appid, ())
        self._snapshots.forget(team_id, appid)
        self._channels.forget(team_id, appid)
