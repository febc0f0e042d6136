"""Ask for newer numbers where imported ones are old."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.access.audit import TERMINAL
from bot.domain.imports.result import REMIND_AFTER
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.platform.events import ProgramEvent
from bot.lib.isolation import Isolation
from bot.ports.numbers import Snapshots
from bot.ports.programs import News, Programs
from bot.ports.workspaces import Workspaces
from bot.usecases.programs.news import news_for


@dataclass
class RemindOfImports:
    """Looks once a Chinese day, called more often. Each import has one reminder: its news have an id of their own."""

    workspaces: Workspaces
    programs: Programs
    snapshots: Snapshots
    news: News
    channels_of: Callable[[str, str], Awaitable[Sequence[str]]]
    """The channels that use a program, for numbers imported on the command line."""
    _looked: dict[str, date] = field(default_factory=dict, repr=False)
    """By workspace."""

    async def __call__(self, *, now: datetime) -> None:
        """Do what is owed at `now` (UTC).

        Raises:
            StorageUnavailable: the next call does it.
        """
        isolation, today = Isolation(), snapshot_day(now)
        for workspace in await self.workspaces.all():
            team_id = workspace.team_id
            if self._looked.get(team_id) != today:
                with isolation.item(team=team_id):
                    await self._look(team_id, now)
                    self._looked[team_id] = today
        isolation.raise_first()

    async def _look(self, team_id: str, now: datetime) -> None:
        imported = [program.appid for program in await self.programs.all(team_id) if program.is_imported]
        newest = await self.snapshots.newest(team_id, imported, before=date.max) if imported else {}
        for snapshot in newest.values():
            if snapshot_day(now) - snapshot.day >= REMIND_AFTER:
                await self._remind(team_id, snapshot, now)

    async def _remind(self, team_id: str, snapshot: Snapshot, now: datetime) -> None:
        by = "" if snapshot.imported_by.startswith(TERMINAL) else snapshot.imported_by
        channels = [by] if by else await self.channels_of(team_id, snapshot.appid)
        moment = snapshot.day.isoformat()
        event, appid = ProgramEvent.OUTDATED, snapshot.appid
        await self.news.add(news_for(team_id, channels, appid, event, moment=moment, at=now, user_id=by))
