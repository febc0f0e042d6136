"""The programs that a test configures."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.access import Viewpoint
from bot.domain.fleet_row import WHOLE, Asked, Page
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform import Failure, Invitation, Origin, code_id
from bot.domain.programs import MATCHES_NAMED, AuthStatus, OptIn, Program, folded, lines
from bot.errors import BotError
from bot.ports.people import AccessRules
from bot.ports.platform import Pending, Ticket
from bot.ports.programs import KeptPrograms, Labels, Meant, OptIns
from bot.ports.sweep import Unread
from bot.ports.wechat import AccessTokens, KeptToken
from bot.usecases.programs.authorisation_status import RecordStatus
from tests.fakes.fleet import FakeProgramLabels
from tests.fakes.people import FakeAccessRules
from tests.fakes.storage import FakeChannelPrograms, FakeSnapshots


class FakePrograms:
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
    for each in programs:
        yield from ((folded(name), name) for name in (each.alias, each.nickname, each.appid) if folded(name))


class FakeDailyWork:
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


class FakeOptIns:
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
    assert await opt_ins.put(team_id, appid, opt_in, instead_of=await opt_ins.get(team_id, Visible(appid)))


class FakeTickets:
    def __init__(self, ticket: Ticket | None = None) -> None:
        self._ticket = ticket
        self._asked_at: datetime | None = None

    async def keep(self, ticket: Ticket) -> bool:
        if self._ticket and self._ticket.created_at >= ticket.created_at:
            return False
        self._ticket, self._asked_at = ticket, None
        return True

    async def latest(self) -> Ticket | None:
        return self._ticket

    async def ask_again(self, at: datetime, *, not_since: datetime) -> bool:
        if self._asked_at and self._asked_at > not_since:
            return False
        self._asked_at = at
        return True


class FakeAccessTokens:
    def __init__(self) -> None:
        self._kept: dict[str, KeptToken] = {}

    async def get(self, name: str) -> KeptToken | None:
        return self._kept.get(name)

    async def put(self, name: str, token: KeptToken) -> None:
        self._kept[name] = token

    async def drop(self, name: str) -> None:
        self._kept.pop(name, None)


class FakeAuthorisers:
    def __init__(self, access_tokens: AccessTokens | None = None) -> None:
        self._access_tokens = access_tokens or FakeAccessTokens()
        self._kept: dict[str, str] = {}
        self._marks: dict[str, str] = {}
        self._keepings = 0

    async def refresh_token(self, appid: str) -> str | None:
        return self._kept.get(appid)

    async def keep(self, refresh_tokens: Mapping[str, str]) -> None:
        for appid, token in refresh_tokens.items():
            if token:
                self._kept[appid] = token
                self._keepings += 1
                self._marks[appid] = str(self._keepings)

    async def marks(self) -> Mapping[str, str]:
        return {appid: self._marks[appid] for appid in self._kept}

    async def keep_listed(self, refresh_tokens: Mapping[str, str], *, marks: Mapping[str, str]) -> None:
        now = await self.marks()
        await self.keep({appid: token for appid, token in refresh_tokens.items() if now.get(appid) == marks.get(appid)})

    async def drop(self, appid: str) -> None:
        self._kept.pop(appid, None)
        await self._access_tokens.drop(appid)

    async def appids(self) -> Sequence[str]:
        return sorted(self._kept)


class FakePushes:
    def __init__(self) -> None:
        self._noted: set[str] = set()

    async def seen(self, key: str) -> bool:
        return key in self._noted

    async def is_new(self, key: str, *, now: datetime) -> bool:
        del now
        if key in self._noted:
            return False
        self._noted.add(key)
        return True


class FakeAuthorisations:
    def __init__(self) -> None:
        self._origins: dict[str, Origin] = {}
        self._pending: dict[str, Pending] = {}

    async def invited(self, invitation: Invitation, origin: Origin) -> None:
        self._origins[code_id(invitation.code)] = origin

    @property
    def invitations(self) -> list[Origin]:
        return list(self._origins.values())

    async def origin_of(self, invitation_code: str) -> Origin:
        return self._origins.get(code_id(invitation_code), Origin())

    async def receive(self, code: str, *, appid: str, origin: Origin, expires_at: datetime, now: datetime) -> Pending:
        key = code_id(code)
        kept = self._pending.get(key) or Pending(key, code, appid, origin, expires_at, received_at=now)
        origin = origin if kept.origin == Origin() else kept.origin
        self._pending[key] = replace(kept, appid=kept.appid or appid, origin=origin)
        return self._pending[key]

    async def finish(self, pending: Pending, *, appid: str, failure: Failure | None = None, now: datetime) -> None:
        kept = self._pending.get(pending.id)
        if kept and (kept.done_at is None or (kept.failure and not failure)):
            self._pending[kept.id] = replace(kept, code="", appid=appid or kept.appid, done_at=now, failure=failure)

    async def get(self, pending_id: str) -> Pending | None:
        return self._pending.get(pending_id)

    async def origins(self, appid: str) -> Sequence[Origin]:
        done = [kept for kept in self._pending.values() if kept.appid == appid and kept.done_at and not kept.failure]
        return [kept.origin for kept in sorted(done, key=_received, reverse=True) if kept.origin != Origin()]

    async def any_since(self, appid: str, moment: datetime) -> bool:
        mine = [kept for kept in self._pending.values() if kept.appid == appid and not kept.failure]
        return any(at >= moment for kept in mine for at in (kept.received_at, kept.done_at) if at)

    async def unfinished(self) -> Sequence[Pending]:
        waiting = [pending for pending in self._pending.values() if pending.done_at is None]
        return sorted(waiting, key=_received)


def _received(pending: Pending) -> tuple[float, str]:
    return pending.received_at.timestamp() if pending.received_at else 0, pending.id


class FakeRecordStatus(RecordStatus):
    def __init__(self, authorisers: FakeAuthorisers | None = None) -> None:
        self._authorisers = authorisers or FakeAuthorisers()
        self.noted: list[tuple[str, str]] = []
        self.just_authorised: set[str] = set()
        self.error: BotError | None = None
        """What the next revocations come to."""

    async def revoked(self, appid: str, *, now: datetime) -> None:
        del now
        if self.error:
            raise self.error
        self.noted.append(("revoked", appid))
        await self._authorisers.drop(appid)

    async def refused(self, appid: str, *, now: datetime) -> bool:
        """As `revoked`, unless it was authorised a moment ago."""
        if appid in self.just_authorised:
            return False
        await self.revoked(appid, now=now)
        return True

    async def not_granted(self, appid: str, *, now: datetime) -> None:
        del now
        self.noted.append(("not granted", appid))

    async def readable(self, appid: str, *, now: datetime) -> None:
        del now
        self.noted.append(("readable", appid))
