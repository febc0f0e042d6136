"""The storage ports in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

from bot.domain.digest.digest import DigestMemory
from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.digest.subscription import Subscription
from bot.domain.numbers.comparison import NEAR, day_of
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.judgement import NO_PUBLIC, UNKNOWN, Judgement, Public
from bot.domain.numbers.snapshot import FARTHEST_AHEAD, GOOD_FOR, KnownLoss, Snapshot, Users, Visible, loss_at
from bot.domain.numbers.version import Reading, Version
from tests.fakes.public import FakePublicSnapshots

_P = TypeVar("_P")


class FakeSnapshots:
    def __init__(self, public: "FakePublicSnapshots | None" = None) -> None:
        self._kept: dict[tuple[str, str], dict[date, Snapshot]] = {}
        """By workspace and program."""
        self._judged: dict[tuple[str, str], tuple[object, dict[date, Snapshot]]] = {}
        self.counts = FakeUserCounts()
        self.public_numbers = public
        self.due: dict[tuple[str, str], date] = {}
        """By workspace and program, the first day of which alerts are still to be judged."""

    async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
        for snapshot in snapshots:
            key = (team_id, snapshot.appid)
            mine = self._kept.setdefault(key, {})
            ahead = mine[snapshot.day].taken_at - snapshot.taken_at if snapshot.day in mine else timedelta(0)
            there = mine.get(snapshot.day, snapshot)
            over = there.imported_by and not snapshot.imported_by
            beside = snapshot.imported_by and not there.imported_by
            if (timedelta(0) < ahead <= FARTHEST_AHEAD and not over) or beside:
                continue
            if snapshot.day >= max(mine, default=date.min):
                self.due[key] = min(snapshot.day, self.due.get(key, snapshot.day))
            mine[snapshot.day] = snapshot
            self._judged.pop(key, None)
            if snapshot.imported_by and snapshot.users:
                self.counts.keep(team_id, snapshot.appid, snapshot.users)
        return [next(filter(partial(_same, each), self._of(team_id, each.appid)), _unknown(each)) for each in snapshots]

    async def public(self, day: date) -> Public:
        return self.public_numbers.by(day) if self.public_numbers else NO_PUBLIC

    async def judge_again(self, team_id: str, appids: Collection[str]) -> None:
        for appid in appids:
            self._judged.pop((team_id, appid), None)

    async def users(self, team_id: str, appids: Collection[str], *, until: date) -> Mapping[str, Users]:
        found = {appid: self.counts.newest(team_id, appid, until) for appid in appids}
        return {appid: users for appid, users in found.items() if users}

    def forget(self, team_id: str, appid: str) -> None:
        for kept in (self._kept, self._judged, self.due):
            kept.pop((team_id, appid), None)
        self.counts.forget(team_id, appid)

    async def latest(self, team_id: str, appid: str) -> Snapshot | None:
        return self.newest_kept(team_id, appid)

    def newest_kept(self, team_id: str, appid: str) -> Snapshot | None:
        return max(self._of(team_id, appid), key=lambda snapshot: snapshot.day, default=None)

    async def since(
        self, team_id: str, appid: str, day: date, *, until: date | None = None, without: Collection[date] = ()
    ) -> Sequence[Snapshot]:
        kept = [snapshot for snapshot in self._of(team_id, appid) if day <= snapshot.day <= (until or date.max)]
        return [snapshot for snapshot in kept if snapshot.day not in without]

    async def those(self, team_id: str, appid: str, days: Collection[date]) -> Sequence[Snapshot]:
        return [kept for kept in self._of(team_id, appid) if kept.day in days]

    async def on(self, team_id: str, appid: str, day: date) -> Snapshot | None:
        return next((kept for kept in self._of(team_id, appid) if kept.day == day), None)

    async def proved_readings(self, team_id: str, appids: Collection[str]) -> Mapping[str, Reading]:
        readings = {}
        for appid in appids:
            for snapshot in self._of(team_id, appid):
                if snapshot.reading.proves:
                    readings[appid] = snapshot.reading
        return readings

    async def newest(self, team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, Snapshot]:
        found = {}
        for appid in appids:
            for snapshot in self._of(team_id, appid):
                if snapshot.day < before:
                    found[appid] = snapshot
        return found

    async def recent(
        self, team_id: str, appids: Collection[str], *, since: date, before: date
    ) -> Mapping[str, Sequence[Snapshot]]:
        found = {appid: [kept for kept in self._of(team_id, appid) if since <= kept.day < before] for appid in appids}
        return {appid: kept for appid, kept in found.items() if kept}

    async def taken(
        self, team_id: str, appid: str, *, since: date, until: date | None = None
    ) -> Mapping[date, datetime]:
        return {
            kept.day: kept.taken_at for kept in self._of(team_id, appid) if since <= kept.day <= (until or date.max)
        }

    async def last_days(self, team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, date]:
        return {appid: kept.day for appid, kept in (await self.newest(team_id, appids, before=before)).items()}

    async def judgements(
        self, team_id: str, appids: Collection[str], *, up_to: date | None = None
    ) -> Mapping[str, Judgement]:
        if up_to is None:
            newest = await FakeSnapshots.newest(self, team_id, appids, before=date.max)
            return {appid: kept.judgement for appid, kept in newest.items()}
        found = {}
        for appid in appids:
            every = self._of(team_id, appid)
            near = [kept for kept in every if timedelta(0) <= up_to - kept.day <= NEAR]
            accepted = {day for kept in every for day in kept.judgement.accepted}
            for kept in sorted(near, key=lambda each: (each.judgement.clear or each.day in accepted, each.day)):
                found[appid] = kept.judgement
        return found

    async def losses(self, team_id: str, appids: Collection[str], version: Version) -> Mapping[str, KnownLoss]:
        newest = await FakeSnapshots.newest(self, team_id, appids, before=date.max)
        return {
            appid: loss_at(kept, version, day_of(kept, self._of(team_id, appid)).loss_before(version))
            for appid, kept in newest.items()
        }

    def appids_on(self, team_id: str, day: date) -> Collection[str]:
        """Of which programs there is one of a day."""
        return {appid for (team, appid), kept in self._kept.items() if team == team_id and day in kept}

    def _of(self, team_id: str, appid: str) -> list[Snapshot]:
        kept, public = self._kept.get((team_id, appid), {}), self.public_numbers
        made_of = public.stamp if public else None
        if self._judged.get((team_id, appid), (None, {}))[0] != made_of or (team_id, appid) not in self._judged:
            days = {day: found for day in kept if public and (found := public.by(day)).breaks}
            judged = judge_all([kept[day] for day in sorted(kept)], days)
            self._judged[team_id, appid] = (made_of, {each.day: each for each in judged})
        judged_days = self._judged[team_id, appid][1]
        return [replace(each, users=self.counts.newest(team_id, appid, each.day)) for each in judged_days.values()]


def _same(given: Snapshot, kept: Snapshot) -> bool:
    return (kept.day, kept.taken_at) == (given.day, given.taken_at)


def _unknown(given: Snapshot) -> Snapshot:
    return replace(given, judgement=UNKNOWN)


class FakeUnjudgedNumbers:
    """Serves `bot.ports.numbers.UnjudgedNumbers`: all numbers are judged when they are asked for."""

    def __init__(self, snapshots: FakeSnapshots) -> None:
        self._snapshots = snapshots

    async def unjudged(self, team_id: str, turn: str, *, limit: int) -> Sequence[Visible]:
        del team_id, turn, limit
        return ()

    async def alerts_due(self, team_id: str, turn: str, *, limit: int) -> Mapping[Visible, date]:
        due = {Visible(appid): day for (team, appid), day in self._snapshots.due.items() if team == team_id}
        kept = {appid: self._snapshots.newest_kept(team_id, appid) for appid in due}
        judged = [appid for appid, newest in kept.items() if newest is None or newest.judgement.turn == turn]
        return {appid: due[appid] for appid in judged[:limit]}

    async def alerts_judged(self, team_id: str, until: Mapping[Visible, datetime | None] | None) -> None:
        for team, appid in list(self._snapshots.due):
            if team == team_id and (until is None or appid in until):
                newest = self._snapshots.newest_kept(team_id, appid)
                if until is None or newest is None or newest.taken_at == until[Visible(appid)]:
                    del self._snapshots.due[team, appid]


class FakeUserCounts:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], dict[date, Users | None]] = {}
        """By workspace and program; None where nothing was counted."""
        self.absent: dict[str, str] = {}

    async def save(self, team_id: str, day: date, counted: Mapping[str, Users], absent: Mapping[str, str]) -> None:
        for appid, users in counted.items():
            self.keep(team_id, appid, replace(users, day=day))
        for appid in absent:
            self._kept.setdefault((team_id, appid), {})[day] = None
        self.absent |= absent

    def asked(self, team_id: str, day: date) -> Collection[str]:
        """Of which programs either is kept for a day."""
        return {appid for (team, appid), kept in self._kept.items() if team == team_id and day in kept}

    def keep(self, team_id: str, appid: str, users: Users) -> None:
        self._kept.setdefault((team_id, appid), {})[users.day] = users

    def newest(self, team_id: str, appid: str, until: date) -> Users | None:
        counted = [each for each in self._kept.get((team_id, appid), {}).values() if each and each.day <= until]
        newest = max(counted, key=lambda each: each.day, default=None)
        return newest if newest and until - newest.day <= GOOD_FOR else None

    def forget(self, team_id: str, appid: str) -> None:
        self._kept.pop((team_id, appid), None)


class CountedSnapshots(FakeSnapshots):
    """Counts reads of whole snapshots, each of which a database decodes."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0
        """Readings of a program's days."""
        self.listed: Counter[str] = Counter()
        """By program, questions when its days were taken."""
        self.decoded: Counter[date] = Counter()
        """By day, how often its snapshot came."""

    async def latest(self, team_id: str, appid: str) -> Snapshot | None:
        found = await super().latest(team_id, appid)
        self.decoded.update([found.day] if found else [])
        return found

    async def on(self, team_id: str, appid: str, day: date) -> Snapshot | None:
        found = await super().on(team_id, appid, day)
        self.decoded.update([found.day] if found else [])
        return found

    async def newest(self, team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, Snapshot]:
        found = await super().newest(team_id, appids, before=before)
        self.decoded.update(each.day for each in found.values())
        return found

    async def taken(
        self, team_id: str, appid: str, *, since: date, until: date | None = None
    ) -> Mapping[date, datetime]:
        self.listed[appid] += 1
        return await super().taken(team_id, appid, since=since, until=until)

    async def those(self, team_id: str, appid: str, days: Collection[date]) -> Sequence[Snapshot]:
        found = await super().those(team_id, appid, days)
        self.decoded.update(each.day for each in found)
        return found

    async def since(
        self, team_id: str, appid: str, day: date, *, until: date | None = None, without: Collection[date] = ()
    ) -> Sequence[Snapshot]:
        self.reads += 1
        found = await super().since(team_id, appid, day, until=until, without=without)
        self.decoded.update(each.day for each in found)
        return found


class FakeSubscriptions:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Subscription] = {}

    async def put(self, subscription: Subscription, *, over: Subscription | None = None) -> bool:
        team_id = subscription.team_id
        earlier = await self.of_channel(team_id, subscription.channel_id)
        if over is not None and earlier != over:
            return False
        if earlier is not None:
            del self._kept[team_id, earlier.id]
        self._kept[team_id, subscription.id] = subscription
        return True

    async def of_channel(self, team_id: str, channel_id: str) -> Subscription | None:
        for kept in self._kept.values():
            if (kept.team_id, kept.channel_id) == (team_id, channel_id):
                return kept
        return None

    async def get(self, team_id: str, subscription_id: str) -> Subscription | None:
        return self._kept.get((team_id, subscription_id))

    async def remove(self, team_id: str, subscription_id: str) -> None:
        self._kept.pop((team_id, subscription_id), None)

    async def of_team(self, team_id: str) -> Sequence[Subscription]:
        mine = [kept for kept in self._kept.values() if kept.team_id == team_id]
        return sorted(mine, key=lambda kept: (kept.created_at, kept.id))

    async def active(self) -> Sequence[Subscription]:
        running = [kept for kept in self._kept.values() if kept.active]
        return sorted(running, key=lambda kept: (kept.created_at, kept.team_id, kept.id))

    async def running(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Subscription]:
        keys = sorted(key for key, kept in self._kept.items() if kept.active and key > (after or ("", "")))
        return [self._kept[key] for key in keys[:limit]]


class _Pictures(Generic[_P]):
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, date], _P] = {}

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, memory: _P, *, forget_before: date | None
    ) -> None:
        self._kept[team_id, subscription_id, slot] = memory
        for team, subscription, day in list(self._kept):
            if (team, subscription) == (team_id, subscription_id) and forget_before and day < forget_before:
                del self._kept[team, subscription, day]

    async def get(self, team_id: str, subscription_id: str, slot: date) -> _P | None:
        return self._kept.get((team_id, subscription_id, slot))


class FakeDigestMemories(_Pictures[DigestMemory]):
    pass


class FakeFleetDigestMemories(_Pictures[FleetDigestMemory]):
    pass


class FakeChannelPrograms:
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    async def get(self, team_id: str, channel_id: str) -> str | None:
        return self._kept.get((team_id, channel_id))

    async def channels_of(self, team_id: str, appid: str) -> Sequence[str]:
        return sorted(channel for (team, channel), chosen in self._kept.items() if (team, chosen) == (team_id, appid))

    async def put(self, team_id: str, channel_id: str, appid: str) -> None:
        self._kept[team_id, channel_id] = appid

    def forget(self, team_id: str, appid: str) -> None:
        self._kept = {key: each for key, each in self._kept.items() if (key[0], each) != (team_id, appid)}
