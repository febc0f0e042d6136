"""What is kept of programs, in memory."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, TypeVar

from bot.domain.digest.comparison import Entry, entry_of
from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.fleet import (
    Filter,
    FleetRaise,
    FleetReport,
    FleetTotals,
    Group,
    RaiseRow,
    Sort,
    Verdict,
    first_of,
    fleet_totals,
)
from bot.domain.fleet_row import WHOLE, Asked, FleetRow, Page, Standing, State
from bot.domain.numbers.distribution import ZERO
from bot.domain.numbers.snapshot import Reached, Visible
from bot.domain.numbers.version import Version
from bot.domain.platform import program_delivery
from bot.domain.programs import AuthStatus, Program, folded
from bot.domain.report import Broken
from bot.ports.digest import Deliveries
from bot.ports.numbers import Moment, Raised, Snapshots
from bot.ports.programs import KeptProgram, Labels, ProgramNews, Programs
from bot.ports.sweep import ReadFailure, ReadFailures, SyncState
from bot.usecases.fleet import read_raise_rows, read_rows
from tests.fakes.deliveries import FakeDeliveries


class FakeKeptPrograms:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], KeptProgram] = {}
        self._standings: dict[tuple[str, str], tuple[AuthStatus, datetime]] = {}

    async def put(self, team_id: str, programs: Sequence[KeptProgram]) -> None:
        for program in programs:
            before = self._kept.get((team_id, program.appid), program)
            self._kept[team_id, program.appid] = replace(program, added_at=before.added_at)

    async def get(self, team_id: str, appid: str) -> KeptProgram | None:
        return self._kept.get((team_id, appid))

    async def all(self, team_id: str) -> Sequence[KeptProgram]:
        return [program for (team, _), program in self._kept.items() if team == team_id]

    async def teams_of(self, appid: str) -> Sequence[str]:
        return sorted(team for team, kept in self._kept if kept == appid)

    async def set_status(self, team_id: str, appid: str, status: AuthStatus, *, now: datetime) -> bool:
        before, _ = self._standings.get((team_id, appid), (AuthStatus.READABLE, now))
        if before is status:
            return False
        self._standings.pop((team_id, appid), None)
        if status is not AuthStatus.READABLE:
            self._standings[team_id, appid] = status, now
        return True

    async def statuses(self, team_id: str) -> Mapping[str, AuthStatus]:
        return {appid: status for (team, appid), (status, _) in self._standings.items() if team == team_id}

    async def status_since(self, team_id: str, appid: str) -> datetime | None:
        _, since = self._standings.get((team_id, appid), (None, None))
        return since

    async def remove(self, team_id: str, appid: str) -> None:
        self._kept.pop((team_id, appid), None)
        self._standings.pop((team_id, appid), None)


class FakeProgramLabels:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Labels] = {}

    async def get(self, team_id: str, appid: str) -> Labels:
        return self._kept.get((team_id, appid), Labels())

    async def put(self, team_id: str, appid: str, labels: Labels) -> bool:
        others = (kept for key, kept in self._kept.items() if key[0] == team_id and key[1] != appid)
        if labels.alias and any(folded(kept.alias) == folded(labels.alias) for kept in others):
            return False
        self._kept[team_id, appid] = labels
        return True

    async def all(self, team_id: str) -> Mapping[str, Labels]:
        return {appid: kept for (team, appid), kept in self._kept.items() if team == team_id and kept != Labels()}


class FakeReadFailures:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], ReadFailure] = {}

    async def note(self, team_id: str, read_failures: Sequence[ReadFailure]) -> None:
        for read_failure in read_failures:
            before = self._kept.get((team_id, read_failure.appid))
            same = before is not None and before.error_key == read_failure.error_key
            self._kept[team_id, read_failure.appid] = (
                replace(read_failure, since=before.since) if before and same else read_failure
            )

    async def clear(self, team_id: str, appids: Collection[str]) -> None:
        for appid in appids:
            self._kept.pop((team_id, appid), None)

    async def of(self, team_id: str, appids: Collection[str]) -> Mapping[str, ReadFailure]:
        return {appid: each for appid, each in (await self.all(team_id)).items() if appid in appids}

    async def all(self, team_id: str) -> Mapping[Visible, ReadFailure]:
        return {Visible(appid): read_failure for (team, appid), read_failure in self._kept.items() if team == team_id}


class FakeSyncs:
    def __init__(self) -> None:
        self._kept: dict[str, SyncState] = {}

    async def get(self, source: str) -> SyncState | None:
        return self._kept.get(source)

    async def put(self, source: str, state: SyncState) -> None:
        self._kept[source] = state


class FakeNews:
    def __init__(self, deliveries: Deliveries | None = None) -> None:
        self._deliveries = deliveries or FakeDeliveries()
        self.notified: dict[tuple[str, str], ProgramNews] = {}
        """By workspace and id, in the order in which they came."""
        self._told_in: dict[str, tuple[str, datetime]] = {}
        """Whose message tells each, and since when."""

    async def add(self, news: Sequence[ProgramNews]) -> int:
        new = {(each.team_id, each.id): each for each in news if (each.team_id, each.id) not in self.notified}
        self.notified |= new
        await self._deliveries.record(
            [
                program_delivery(each.id, team_id=each.team_id, channel_id=each.channel_id, at=each.at)
                for each in new.values()
            ]
        )
        return len(new)

    async def get(self, team_id: str, news_id: str) -> ProgramNews | None:
        return self.notified.get((team_id, news_id))

    async def bundle(self, news: ProgramNews, *, now: datetime, apart: timedelta) -> Sequence[ProgramNews] | datetime:
        alike = [
            kept
            for kept in self.notified.values()
            if (kept.team_id, kept.channel_id, kept.event) == (news.team_id, news.channel_id, news.event)
            and not kept.user_id
        ]
        if news.id not in self._told_in:
            last = max((self._told_in[kept.id][1] for kept in alike if kept.id in self._told_in), default=None)
            if last and now < last + apart:
                return last + apart
            self._told_in |= {kept.id: (news.id, now) for kept in alike if kept.id not in self._told_in}
        mine = [kept for kept in alike if self._told_in.get(kept.id, ("", now))[0] == news.id]
        return sorted(mine, key=lambda kept: (kept.at, kept.id))


_T = TypeVar("_T")


def fleet_report(
    rows: Iterable[FleetRow],
    sort: Sort,
    *,
    tag: str = "",
    only: Filter = Filter.ALL,
    public: Broken | None = None,
    page: Page | None = None,
) -> FleetReport:
    in_order = _sorted(rows, sort)
    listed = [row for row in in_order if row.standing in only.standings]
    return FleetReport(_totals(in_order), tuple(_cut(listed, page or Page())), sort, tag, only, public)


def fleet_raise(
    version: Version, rows: Iterable[RaiseRow], *, tag: str = "", verdict: Verdict | None = None
) -> FleetRaise:
    every = fleet_raise_of_all(version, rows, tag=tag)
    listed = verdict or first_of(every.verdicts)
    shown = _cut([row for row in every.rows if row.verdict is listed], Page())
    return replace(every, rows=tuple(shown), verdict=listed)


def fleet_raise_of_all(version: Version, rows: Iterable[RaiseRow], *, tag: str = "") -> FleetRaise:
    in_order = sorted(rows, key=_by_verdict)
    reached = Reached.of(row.people for row in in_order)
    return FleetRaise(version, _verdicts(in_order), tuple(in_order), tag, reached=reached)


class FakeFleets:
    def __init__(self, programs: Programs, snapshots: Snapshots, read_failures: ReadFailures) -> None:
        self._programs, self._snapshots, self._read_failures = programs, snapshots, read_failures

    async def totals(self, asked: Asked, moment: Moment, sort: Sort) -> FleetTotals:
        return _totals(_sorted(await self._rows(asked, moment), sort))

    async def sorted(self, asked: Asked, moment: Moment, only: Filter, sort: Sort, page: Page) -> Sequence[Program]:
        rows = _sorted(await self._rows(asked, moment), sort)
        return _cut([row.program for row in rows if row.standing in only.standings], page)

    async def listed(self, asked: Asked, moment: Moment, only: Filter, sort: Sort) -> Sequence[Visible]:
        return [program.appid for program in await self.sorted(asked, moment, only, sort, WHOLE)]

    async def raised(
        self, asked: Asked, moment: Moment, version: Version, verdict: Verdict | None, page: Page
    ) -> Raised:
        rows = sorted(await self._raise_rows(asked, version, moment), key=_by_verdict)
        listed = [row.program for row in rows if verdict in (None, row.verdict)]
        return Raised(_verdicts(rows), _cut(listed, page), Reached.of(row.people for row in rows))

    async def changed(self, asked: Asked, moment: Moment, since: date) -> Sequence[Visible]:
        del since
        return [row.program.appid for row in _sorted(await self._rows(asked, moment), Sort.ATTENTION)]

    async def lines(self, asked: Asked, moment: Moment) -> str:
        return fleet_memory(await self._rows(asked, moment), "").lines

    async def _rows(self, asked: Asked, moment: Moment) -> Sequence[FleetRow]:
        programs = await self._asked(asked)
        return await read_rows(self._snapshots, self._read_failures, asked.seen.team_id, programs, moment)

    async def _raise_rows(self, asked: Asked, version: Version, moment: Moment) -> Sequence[RaiseRow]:
        programs = await self._asked(asked)
        return await read_raise_rows(self._snapshots, asked.seen.team_id, programs, version, moment)

    async def _asked(self, asked: Asked) -> Sequence[Program]:
        return await self._programs.found(asked)


def fleet_memory(rows: Iterable[FleetRow], about: str) -> FleetDigestMemory:
    programs: dict[str, Entry] = {row.program.appid: entry_of(row) for row in rows}
    return FleetDigestMemory.of(about, programs)


def _totals(in_order: Sequence[FleetRow]) -> FleetTotals:
    groups = [
        Group(
            row.standing,
            row.program.tags,
            row.minimum,
            row.safe_minimum,
            row.day,
            f"{number:09}",
            1,
            Reached.of([row.people]),
        )
        for number, row in enumerate(in_order)
    ]
    return fleet_totals(groups)


def _verdicts(rows: Sequence[RaiseRow]) -> Mapping[Verdict, int]:
    counted = {verdict: sum(row.verdict is verdict for row in rows) for verdict in Verdict}
    return {verdict: many for verdict, many in counted.items() if many}


def _cut(rows: Sequence[_T], page: Page) -> Sequence[_T]:
    return rows[page.first :] if page.limit is None else rows[page.first : page.first + page.limit]


def _by_verdict(row: RaiseRow) -> tuple[int, Decimal, str]:
    return list(Verdict).index(row.verdict), row.loss.high if row.loss else ZERO, folded(row.program.name)


def _sorted(rows: Iterable[FleetRow], sort: Sort) -> list[FleetRow]:
    by_name = sorted(rows, key=lambda row: folded(row.program.name))
    return sorted(by_name, key=_KEYS[sort])


def _by_attention(row: FleetRow) -> tuple[int, Decimal]:
    loss = -row.loss.high if row.loss and row.standing is Standing.LOSING else ZERO
    return list(Standing).index(row.standing), loss


def _by_loss(row: FleetRow) -> tuple[bool, Decimal]:
    loss = row.loss if row.state in (State.READ, State.UNSETTLED, State.DOUBTFUL) else None
    return loss is None, -loss.high if loss else ZERO


def _by_users(row: FleetRow) -> tuple[bool, int]:
    return row.people is None, -row.people.high if row.people else 0


def _by_movement(row: FleetRow) -> tuple[bool, Decimal]:
    return row.moved is None, -abs(row.moved or ZERO)


def _by_minimum(row: FleetRow) -> tuple[bool, tuple[int, ...]]:
    return row.minimum is None, row.minimum.parts if row.minimum else ()


def _by_age(row: FleetRow) -> date:
    return row.day or date.min


_KEYS: Final[Mapping[Sort, Callable[[FleetRow], tuple[object, ...] | date | bool]]] = {
    Sort.ATTENTION: _by_attention,
    Sort.LOSS: _by_loss,
    Sort.USERS: _by_users,
    Sort.MOVEMENT: _by_movement,
    Sort.MINIMUM: _by_minimum,
    Sort.AGE: _by_age,
    Sort.NAME: lambda _: True,
}
