"""Keep how many people use each program, once a day. The numbers are optional: without them everything else works."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

import structlog

from bot.domain.numbers.snapshot import WECHAT_ZONE, snapshot_day
from bot.domain.numbers.users import Users
from bot.domain.numbers.visible import Visible
from bot.domain.platform.errcodes import NOT_READY, next_quota_day
from bot.errors import BotError, OperatorError, StorageUnavailable, TemporaryError, WeChatUnreadable
from bot.lib.batches import batches
from bot.lib.ignoring import ignore
from bot.lib.isolation import Isolation, first_error
from bot.lib.locks import OnlyOne, uncontended
from bot.ports.numbers import UserCounts
from bot.ports.sweep import DailyWork
from bot.ports.wechat import UserSource
from bot.ports.workspaces import Workspaces
from bot.usecases.report.read_failures import HOPELESS, may_be_everybodys, rest_until, stops_everything
from bot.usecases.sweep.quota_guard import ReadingTurns

_log = structlog.get_logger(__name__)

FROM: Final = time(12)
"""In China: WeChat's numbers of yesterday have been seen to be late at ten in the morning."""
EMPTY: Final = "empty"
"""WeChat names no users."""
BATCH: Final = 100
"""Programs kept in one transaction: after a crash so many are asked about again."""
AT_ONCE: Final = 5
_DAY: Final = timedelta(days=1)


@dataclass
class CountUsers:
    """Asks about each program once a Chinese day, after noon, called every minute.

    What WeChat refuses, or has no number of, is noted and left alone until the next day. What comes later (61503, a
    silent WeChat) is asked again after a rest, which this process remembers.
    """

    source: UserSource
    counts: UserCounts
    work: DailyWork
    workspaces: Workspaces
    only_one: OnlyOne = uncontended
    turns: ReadingTurns = field(default_factory=ReadingTurns)
    moved: Callable[[], None] = ignore
    """Called after each batch."""
    _rests: dict[tuple[str, str], datetime] = field(default_factory=dict, init=False, repr=False)
    """By workspace and AppID, until when it is left alone."""
    _all_rest: datetime | None = field(default=None, init=False)

    async def __call__(self, *, now: datetime) -> int:
        """Do what is owed at `now` (UTC); returns of how many programs users were counted.

        Raises:
            Exception: the first workspace's failure, after all others were looked at.
        """
        local, counted, isolation = now.astimezone(WECHAT_ZONE), 0, Isolation()
        if local.time() < FROM or (self._all_rest and now < self._all_rest):
            return 0
        self._all_rest = None
        self._rests = {key: until for key, until in self._rests.items() if now < until}
        for workspace in await self.workspaces.all():
            with isolation.item(team=workspace.team_id):
                async with self.only_one(f"users {workspace.team_id}") as ours:
                    counted += await self._count(workspace.team_id, now) if ours else 0
        isolation.raise_first()
        return counted

    async def _count(self, team_id: str, now: datetime) -> int:
        day, total = snapshot_day(now) - _DAY, 0
        left = await self.work.uncounted(team_id, day)
        due = await asyncio.to_thread(lambda: [appid for appid in left if (team_id, appid) not in self._rests])
        if not due:
            return 0
        async with self.turns.adapting():
            for some in batches(due, BATCH):
                if self._all_rest:
                    break
                total += await self._ask(team_id, some, day, now)
                self.moved()
        _log.info("users counted", team=team_id, counted=total, due=len(due), gave_up=self._all_rest is not None)
        return total

    async def _ask(self, team_id: str, appids: Sequence[Visible], day: date, now: datetime) -> int:
        """Ask about some programs, and keep what came."""
        answers: dict[str, Users | BotError | None] = {}
        with first_error():
            async with asyncio.TaskGroup() as tasks:
                rest = iter(appids)
                for _ in range(AT_ONCE):
                    tasks.create_task(self._work(rest, day, now, answers))
        counted = {appid: each for appid, each in answers.items() if isinstance(each, Users)}
        absent = {appid: EMPTY for appid, each in answers.items() if each is None}
        for appid, error in answers.items():
            if isinstance(error, BotError) and _for_today(error, now):
                absent[appid] = error.identity
            elif isinstance(error, BotError):
                self._rests[team_id, appid] = rest_until(error, now)
        await self.counts.save(team_id, day, counted, absent)
        return len(counted)

    async def _work(
        self, appids: Iterator[Visible], day: date, now: datetime, answers: dict[str, Users | BotError | None]
    ) -> None:
        in_a_row = 0
        for appid in appids:
            if self._all_rest:
                return
            await self.turns.begin()
            try:
                answers[appid] = await self.source.users(appid, day)
            except StorageUnavailable:
                raise
            except (OperatorError, TemporaryError) as error:
                # Without its frames, which hold the answers: only a search for garbage would find them.
                answers[appid] = error.with_traceback(None)
                in_a_row = in_a_row + 1 if _everybodys(error) else 0
                if stops_everything(error) or in_a_row * AT_ONCE >= HOPELESS:
                    self._all_rest = rest_until(error, now)
            else:
                in_a_row = 0
            finally:
                self.turns.end()


def _everybodys(error: BotError) -> bool:
    """Whether the other programs are likely to fail in the same way."""
    return may_be_everybodys(error) or error.errcode == NOT_READY


def _for_today(error: BotError, now: datetime) -> bool:
    """Whether asking about the program again today would bring nothing."""
    return not _everybodys(error) and (
        isinstance(error, OperatorError | WeChatUnreadable) or rest_until(error, now) >= next_quota_day(now)
    )
