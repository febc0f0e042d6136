"""A day of counting by a model: whatever mix of answers WeChat gives, who can be counted is counted by midnight."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

import pytest

from bot.domain.numbers.snapshot import Users, Visible
from bot.errors import BotError, WeChatBusy, WeChatLimited, WeChatRefused, WeChatUnreachable, WeChatUnreadable
from bot.ports.slack import Workspace
from bot.usecases.sweep.count_users import CountUsers
from bot.usecases.sweep.quota_guard import ReadingTurns
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.storage import FakeUserCounts
from tests.usecases.digest_world import HOUR, MINUTE
from tests.usecases.sweep_world import NOW, TODAY, no_delay

SEEDS: Final = range(8)
PROGRAMS: Final = 1_000
TEAMS: Final = ("T1", "T2")
MIDNIGHT: Final = NOW + 12 * HOUR
"""In China."""
_GOOD: Final = Users(TODAY - timedelta(days=1), android=1_000)


@dataclass
class Moody:
    """A WeChat whose answer about each program changes through the day, until it settles: then it has the number."""

    random: Random
    now: datetime = NOW
    settles: dict[str, datetime] = field(default_factory=dict)
    """When a program's answer is there; missing: never today."""
    kind: dict[str, int] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)

    async def users(self, appid: str, day: date) -> Users | None:
        """Answer, or fail, by the program's mood."""
        await asyncio.sleep(0)
        self.calls[appid] = self.calls.get(appid, 0) + 1
        if appid in self.settles and self.now >= self.settles[appid]:
            return Users(day, android=1_000)
        raise self._failures()[self.kind[appid]]

    def _failures(self) -> list[BotError]:
        return [
            WeChatLimited(until=self.now + HOUR, code=61503, errmsg="data not ready", rid="made-up"),
            WeChatUnreadable(reason="not-json", detail="<html>"),
            WeChatUnreadable(reason="not-json", detail='{"list": ['),
            WeChatRefused(code=48001, errmsg="api unauthorized", rid="made-up"),
            WeChatUnreachable(host="api.weixin.qq.com", reason="timeout"),
            WeChatBusy(code=-1, errmsg="system error", rid="made-up"),
        ]


class _Work:
    """Serves `bot.ports.sweep.DailyWork` of programs that differ by workspace."""

    def __init__(self, fleets: Mapping[str, list[Visible]], counts: FakeUserCounts) -> None:
        self._fleets, self._counts = fleets, counts

    async def uncounted(self, team_id: str, day: date) -> list[Visible]:
        """Those neither counted nor noted."""
        asked = set(self._counts.asked(team_id, day))
        return [appid for appid in self._fleets[team_id] if appid not in asked]


def _moods(random: Random, fleets: Mapping[str, list[Visible]]) -> Moody:
    """Runs of programs with one mood, as a merchant's or an outage's; most settle until an hour before midnight."""
    source = Moody(random)
    for fleet in fleets.values():
        place = 0
        while place < len(fleet):
            kind, length = random.randrange(6), random.choice([1, 5, 42, 60, 300])
            settles = random.choice([NOW, NOW, NOW + random.random() * 10 * HOUR, None])
            for appid in fleet[place : place + length]:
                source.kind[appid] = kind
                if settles is not None:
                    source.settles[appid] = settles
            place += length
    return source


@pytest.mark.parametrize("seed", SEEDS)
async def test_who_can_be_counted_is_counted_by_midnight(seed: int) -> None:
    """Of two workspaces with a thousand programs each; nobody is asked more than six times an hour."""
    random = Random(seed)  # noqa: S311 - a model's
    fleets = {team: [Visible(f"wx{team}{number:04}") for number in range(PROGRAMS)] for team in TEAMS}
    source, counts, workspaces = _moods(random, fleets), FakeUserCounts(), FakeWorkspaces()
    for team in TEAMS:
        await workspaces.put(Workspace(team, team, "U0BOT"))
    count = CountUsers(source, counts, _Work(fleets, counts), workspaces, turns=ReadingTurns(delay=no_delay))  # type: ignore[arg-type]
    while source.now < MIDNIGHT:
        await count(now=source.now)
        source.now += MINUTE
    can = {team: [appid for appid in fleet if appid in source.settles] for team, fleet in fleets.items()}

    for team, appids in can.items():
        assert [appid for appid in appids if counts.newest(team, appid, TODAY) != _GOOD] == []
    assert max(source.calls.values()) <= 6 * 12
