"""What is kept of programs, in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.numbers.snapshot import Visible
from bot.domain.platform.authorisation import program_delivery
from bot.domain.programs import AuthStatus, folded
from bot.ports.digest import Deliveries
from bot.ports.programs import KeptProgram, Labels, ProgramNews
from bot.ports.sweep import ReadFailure, SyncState
from tests.fakes.deliveries import FakeDeliveries


class FakeKeptPrograms:
    """Serves `bot.ports.programs.KeptPrograms`."""

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
    """Serves `bot.ports.programs.ProgramLabels`."""

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
    """Serves `bot.ports.sweep.ReadFailures`."""

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
    """Serves `bot.ports.sweep.Syncs`."""

    def __init__(self) -> None:
        self._kept: dict[str, SyncState] = {}

    async def get(self, source: str) -> SyncState | None:
        return self._kept.get(source)

    async def put(self, source: str, state: SyncState) -> None:
        self._kept[source] = state


class FakeNews:
    """Serves `bot.ports.programs.News`."""

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
