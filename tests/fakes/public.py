"""WeChat's public numbers in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.forecast.forecast import KeptForecast
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.judgement import NO_PUBLIC, Public
from bot.domain.numbers.public import PublicSnapshot, public_as_snapshot
from bot.domain.numbers.version import Version
from bot.errors import BotError


class FakePublicSnapshots:
    def __init__(self, *snapshots: PublicSnapshot) -> None:
        self._kept = {snapshot.day: snapshot for snapshot in snapshots}
        self.stamp = 0
        """Another number after each change."""
        self._due: set[date] = set()
        self._judge()

    def _judge(self) -> None:
        self.stamp += 1
        judged = judge_all([public_as_snapshot(self._kept[day]) for day in sorted(self._kept)])
        for each in judged:
            self._kept[each.day] = replace(self._kept[each.day], judgement=each.judgement)

    async def save(self, *snapshots: PublicSnapshot) -> None:
        self._kept |= {snapshot.day: snapshot for snapshot in snapshots}
        self._due |= {max(self._kept)} if snapshots else set()
        self._judge()

    def by(self, day: date) -> Public:
        """How WeChat counts, by the newest numbers up to a day."""
        days = [kept for kept in self._kept if kept <= day]
        return Public(max(days), self._kept[max(days)].judgement.breaks) if days else NO_PUBLIC

    async def judge_all(self) -> None: ...

    async def alerts_due(self) -> Sequence[PublicSnapshot]:
        return [self._kept[day] for day in sorted(self._due)]

    async def alerts_judged(self, newest: PublicSnapshot) -> None:
        judged = {day for day, kept in self._kept.items() if day <= newest.day and kept.taken_at <= newest.taken_at}
        self._due -= judged

    async def latest(self) -> PublicSnapshot | None:
        return max(self._kept.values(), key=lambda kept: kept.day, default=None)

    async def since(self, day: date, *, until: date | None = None) -> Sequence[PublicSnapshot]:
        return [self._kept[kept] for kept in sorted(self._kept) if day <= kept <= (until or date.max)]

    async def taken(self, day: date, *, until: date | None = None) -> Mapping[date, datetime]:
        return {each.day: each.taken_at for each in await FakePublicSnapshots.since(self, day, until=until)}


class CountedPublicSnapshots(FakePublicSnapshots):
    """Counts reads of whole snapshots, each of which a database decodes."""

    def __init__(self, *snapshots: PublicSnapshot) -> None:
        super().__init__(*snapshots)
        self.decoded: Counter[date] = Counter()
        """By day, how often its snapshot came."""

    async def latest(self) -> PublicSnapshot | None:
        found = await super().latest()
        self.decoded.update([found.day] if found else [])
        return found

    async def since(self, day: date, *, until: date | None = None) -> Sequence[PublicSnapshot]:
        found = await super().since(day, until=until)
        self.decoded.update(each.day for each in found)
        return found


class FakePublicSource:
    """Serves `bot.ports.numbers.PublicSource`: says what it was given, or fails."""

    def __init__(self, says: PublicSnapshot | BotError) -> None:
        self.says = says
        self.calls = 0
        self.dies = False
        """Whether an unexpected error happens."""

    async def read(self) -> PublicSnapshot:
        self.calls += 1
        if self.dies:
            raise RuntimeError
        if isinstance(self.says, BotError):
            raise self.says
        return self.says


@dataclass
class FakeForecasts:
    kept: dict[tuple[str, str, Version, date, date], KeptForecast] = field(default_factory=dict)

    async def keep(self, team_id: str, appid: str, forecasts: Sequence[KeptForecast]) -> None:
        for each in forecasts:
            self.kept.setdefault((team_id, appid, each.version, each.made_on, each.expected.day), each)

    async def due(self, team_id: str, appid: str, *, until: date) -> Sequence[KeptForecast]:
        own = [each for key, each in self.kept.items() if key[:2] == (team_id, appid) and each.expected.day <= until]
        by_version = sorted(own, key=lambda each: each.version.text)
        return sorted(by_version, key=lambda each: (each.expected.day, each.made_on), reverse=True)[:400]
