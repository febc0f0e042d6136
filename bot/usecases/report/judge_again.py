"""Judge in the background what waits for it: after an update, an import, or a turn of WeChat's public count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import StorageUnavailable
from bot.lib.ignoring import ignore
from bot.lib.isolation import Isolation
from bot.lib.locks import OnlyOne, uncontended
from bot.ports.numbers import PublicSnapshots, Snapshots, UnjudgedNumbers, Watch, WatchPublic
from bot.ports.workspaces import Workspaces

_log = structlog.get_logger(__name__)

_AT_ONCE: Final = 1_000
"""Programs looked up at a time."""
_IN_ONE_GO: Final = 20
"""Programs judged before others have their turn."""
_TURN: Final = "judge"


@dataclass(frozen=True)
class JudgeAgain:
    """Called every minute; without anything to judge it is a small query for each workspace.

    It also has alerts judged that a process left behind.
    """

    snapshots: Snapshots
    unjudged: UnjudgedNumbers
    public: PublicSnapshots
    workspaces: Workspaces
    judge_alerts: Watch
    judge_public: WatchPublic
    only_one: OnlyOne = uncontended
    moved: Callable[[], None] = ignore
    """Called as it goes on."""

    async def __call__(self, *, now: datetime) -> None:
        """Do what is owed at `now` (UTC).

        Raises:
            StorageUnavailable: the next call goes on.
        """
        async with self.only_one(_TURN) as ours:
            if not ours:
                return
            await self.public.judge_all()
            public, isolation = await self.snapshots.public(snapshot_day(now)), Isolation()
            for workspace in await self.workspaces.all():
                with isolation.item(team=workspace.team_id):
                    await self._judge(workspace.team_id, public.turn, isolation)
                    await self.judge_alerts(workspace.team_id, now=now)
            await self.judge_public(now=now)
            isolation.raise_first()

    async def _judge(self, team_id: str, turn: str, isolation: Isolation) -> None:
        judged = 0
        while appids := await self.unjudged.unjudged(team_id, turn, limit=_AT_ONCE):
            for first in range(0, len(appids), _IN_ONE_GO):
                some = appids[first : first + _IN_ONE_GO]
                try:
                    await self.snapshots.judge_again(team_id, some)
                except StorageUnavailable:
                    raise
                except Exception:  # noqa: BLE001 - found and told below, by the program whose numbers cause it
                    for appid in some:
                        with isolation.item(team=team_id, program=appid):
                            await self.snapshots.judge_again(team_id, [appid])
                self.moved()
            judged += len(appids)
            still = await self.unjudged.unjudged(team_id, turn, limit=_AT_ONCE)
            if still and set(still) <= set(appids):
                _log.error("programs stay unjudged", team=team_id, programs=len(still))
                break
        if judged:
            _log.info("programs judged again", team=team_id, programs=judged)
