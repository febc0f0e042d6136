"""Keep how many people use each program, once a day. The numbers are optional: without them everything else works."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zlib import crc32

import structlog

from bot.domain.numbers.snapshot import WECHAT_ZONE, Users, Visible, snapshot_day
from bot.domain.platform import NOT_READY, next_quota_day
from bot.errors import BotError, OperatorError, StorageUnavailable, TemporaryError
from bot.lib.cache import batches
from bot.lib.rest import Rest, rests
from bot.lib.work import Isolation, OnlyOne, first_error, ignore, uncontended
from bot.ports.numbers import UserCounts
from bot.ports.slack import Workspaces
from bot.ports.sweep import DailyWork
from bot.ports.wechat import UserSource
from bot.usecases.report.read import HOPELESS, may_be_everybodys, rest_until, stops_everything
from bot.usecases.sweep.progress import Rests
from bot.usecases.sweep.quota_guard import ReadingTurns

_log = structlog.get_logger(__name__)

FROM: Final = time(12)
"""In China: WeChat's numbers of yesterday have been seen to be late at ten in the morning."""
EMPTY: Final = "empty"
"""WeChat names no users."""
BATCH: Final = 100
"""Programs kept in one transaction: after a crash so many are asked about again."""
TURN: Final = 20 * BATCH
"""Programs of a workspace before the next one has its turn."""
AT_ONCE: Final = 5
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(minutes=10)
"""How long the other programs of a workspace wait when so many have failed in a row that all may: longer each time,
until one is answered about."""
_DAY: Final = timedelta(days=1)


@dataclass
class _Course:
    """How it goes in a workspace."""

    failures_in_a_row: int = 0
    rest: Rest | None = None

    def fail(self, error: BotError, now: datetime) -> None:
        """Count a failure, and give up for a while after too many."""
        if stops_everything(error):
            self.rest = Rest(now, rest_until(error, now))
        self.failures_in_a_row = self.failures_in_a_row + 1 if _everybodys(error) else 0
        if self.failures_in_a_row >= HOPELESS:
            before = self.rest.until - self.rest.since if self.rest else _SHORTEST / 2
            self.failures_in_a_row, self.rest = 0, Rest(now, now + min(2 * before, _LONGEST))

    def go_on(self) -> None:
        """Take note of an answer."""
        self.failures_in_a_row, self.rest = 0, None


@dataclass
class CountUsers:
    """Asks about each program once a Chinese day, after noon, called every minute; workspaces take turns.

    A program that WeChat refuses, or about which it says nothing yet (61503), nothing readable or nothing at all, is
    left alone by itself, for as long as `rest_until` says; the others go on. Where nothing is expected any more before
    the next day, and where people must act, that is noted.
    """

    source: UserSource
    counts: UserCounts
    work: DailyWork
    workspaces: Workspaces
    only_one: OnlyOne = uncontended
    turns: ReadingTurns = field(default_factory=ReadingTurns)
    moved: Callable[[], None] = ignore
    """Called after each batch."""
    _rests: Rests = field(default_factory=Rests, init=False, repr=False)
    _courses: defaultdict[str, _Course] = field(default_factory=lambda: defaultdict(_Course), init=False, repr=False)

    async def __call__(self, *, now: datetime) -> int:
        """Do what is owed at `now` (UTC); returns of how many programs users were counted.

        Raises:
            Exception: the first workspace's failure, after all others were looked at.
        """
        local, counted, isolation = now.astimezone(WECHAT_ZONE), 0, Isolation()
        if local.time() < FROM:
            return 0
        self._rests.forget(before=datetime.combine(local.date(), time(), WECHAT_ZONE))
        waiting = [workspace.team_id for workspace in await self.workspaces.all()]
        while waiting:
            in_turn, waiting = waiting, []
            for team_id in in_turn:
                with isolation.item(team=team_id):
                    async with self.only_one(f"users {team_id}") as ours:
                        done, more = await self._count(team_id, now) if ours else (0, False)
                    counted += done
                    waiting += [team_id] if more else []
        isolation.raise_first()
        return counted

    async def _count(self, team_id: str, now: datetime) -> tuple[int, bool]:
        """Count one turn of a workspace: of how many programs, and whether more are due."""
        if self._rest(team_id, now):
            return 0, False
        day, total = snapshot_day(now) - _DAY, 0
        left = await self.work.uncounted(team_id, day)
        due = await asyncio.to_thread(self._due, team_id, left, now)
        if not due:
            return 0, False
        async with self.turns.adapting():
            for some in batches(due[:TURN], BATCH):
                if self._rest(team_id, now):
                    break
                total += await self._ask(team_id, some, day, now)
                self.moved()
        gave_up = self._rest(team_id, now)
        _log.info("users counted", team=team_id, counted=total, due=len(due), gave_up=gave_up)
        return total, len(due) > TURN and not gave_up

    def _rest(self, team_id: str, now: datetime) -> bool:
        """Whether no program of a workspace is asked about now."""
        return rests(self._courses[team_id].rest, now)

    def _due(self, team_id: str, left: Sequence[Visible], now: datetime) -> list[Visible]:
        """Those that were not asked about today, and those that may have an answer by now.

        They are mixed, always in the same way: a merchant's many programs that all fail do not look like an outage.
        """
        failed = map(Visible, self._rests.of(team_id))
        mixed = sorted({*left, *failed}, key=lambda appid: crc32(appid.encode()))
        return self._rests.due(team_id, mixed, now=now)

    async def _ask(self, team_id: str, appids: Sequence[Visible], day: date, now: datetime) -> int:
        answers: dict[str, Users | BotError | None] = {}
        with first_error():
            async with asyncio.TaskGroup() as tasks:
                rest = iter(appids)
                for _ in range(AT_ONCE):
                    tasks.create_task(self._work(team_id, rest, day, now, answers))
        counted = {appid: each for appid, each in answers.items() if isinstance(each, Users)}
        absent = {appid: EMPTY for appid, each in answers.items() if each is None}
        self._rests.end(team_id, [*counted, *absent])
        for appid, error in answers.items():
            if isinstance(error, BotError):
                self._rests.put(team_id, appid, error, now=now)
                if _to_note(error, now):
                    absent[appid] = error.identity
        await self.counts.save(team_id, day, counted, absent)
        return len(counted)

    async def _work(
        self,
        team_id: str,
        appids: Iterator[Visible],
        day: date,
        now: datetime,
        answers: dict[str, Users | BotError | None],
    ) -> None:
        for appid in appids:
            if self._rest(team_id, now):
                return
            await self.turns.begin()
            try:
                answers[appid] = await self.source.users(appid, day)
            except StorageUnavailable:
                raise
            except (OperatorError, TemporaryError) as error:
                # Without its frames, which hold the answers: only a search for garbage would find them.
                answers[appid] = error.with_traceback(None)
                self._courses[team_id].fail(error, now)
            else:
                self._courses[team_id].go_on()
            finally:
                self.turns.end()


def _everybodys(error: BotError) -> bool:
    """Whether the other programs are likely to fail in the same way."""
    return may_be_everybodys(error) or error.errcode == NOT_READY


def _to_note(error: BotError, now: datetime) -> bool:
    """Whether people must act on it, or nothing is expected any more today."""
    people = isinstance(error, OperatorError) and not _everybodys(error)
    return people or rest_until(error, now) >= next_quota_day(now)
