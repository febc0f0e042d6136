"""The health of the installation, for admins: the credential, the sweep, the deliveries."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.home.tab import Health
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.platform.credentials import Credentials
from bot.errors import BotError
from bot.lib.cache import RecentCache
from bot.ports.home import DeliveryOutcomes
from bot.ports.numbers import Snapshots
from bot.ports.platform import Tickets
from bot.ports.sweep import DailyWork, ReadFailure, ReadFailures
from bot.ports.workspaces import Workspaces
from bot.usecases.programs.home_workspace import HomeWorkspace
from bot.usecases.report.read_failures import by_reason, kept_error, lasting

_KEPT_MOST: Final = 100
_WEEK: Final = timedelta(days=7)
_SHOWN: Final = 3


class SummariseHealth:
    """Reads kept data, of a minute ago at most: ten thousand programs take a moment. WeChat and Slack are not asked."""

    def __init__(
        self,
        snapshots: Snapshots,
        read_failures: ReadFailures,
        outcomes: DeliveryOutcomes,
        credentials: Credentials,
        tickets: Tickets | None,
        *,
        work: DailyWork,
        home: HomeWorkspace,
        workspaces: Workspaces,
    ) -> None:
        """Keep the sources; nothing is read yet.

        Args:
            read_failures: why programs could not be read.
            tickets: WeChat's verify tickets; None where Baselib is no platform.
            home: the home workspace; others must not see the settings.
            workspaces: whose tokens Slack may not accept.
        """
        self._work = work
        self._snapshots = snapshots
        self._read_failures = read_failures
        self._outcomes = outcomes
        self._credentials = credentials
        self._tickets = tickets
        self._home = home
        self._workspaces = workspaces
        self._kept: RecentCache[str, Health] = RecentCache(_KEPT_MOST)

    async def __call__(self, team_id: str, *, now: datetime) -> Health:
        """The health now, or a moment ago.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        return await self._kept.get(team_id, lambda: self._look(team_id, now), now=now)

    async def _look(self, team_id: str, now: datetime) -> Health:
        today = snapshot_day(now)
        unread = await self._work.unread(team_id, today)
        days = await self._snapshots.last_days(team_id, unread.appids, before=today)
        read_failures = lasting(await self._read_failures.of(team_id, unread.appids), days)
        ours = await self._home() == team_id
        ticket = await self._tickets.latest() if self._tickets and ours else None
        return Health(
            self._credentials if ours else None,
            ticket.created_at if ticket else None,
            unread.programs,
            unread.programs - len(unread.appids),
            _oldest(days.values()),
            len(unread.appids) - len(days),
            await asyncio.to_thread(_common, read_failures),
            await self._outcomes.since(team_id, now - _WEEK),
            len(await self._workspaces.suspended()) if ours else 0,
        )


def _oldest(days: Collection[date]) -> date | None:
    return min(days, default=None)


def _common(read_failures: Mapping[str, ReadFailure]) -> list[tuple[BotError, int]]:
    return [(kept_error(alike[0]), len(alike)) for alike in by_reason(read_failures.values())[:_SHOWN]]
