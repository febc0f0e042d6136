"""Bring the list of authorisers in line with WeChat: all of them, every day.

A push can be lost, and WeChat does not push when a permission set is revoked or an account is frozen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.errors import OperatorError, StorageUnavailable, TemporaryError, TicketMissing
from bot.lib.ignoring import ignore
from bot.lib.locks import OnlyOne, uncontended
from bot.lib.rest import Rest, rests
from bot.ports.platform import Authorisers, Platform
from bot.ports.programs import KeptPrograms
from bot.ports.sweep import Syncs, SyncState
from bot.usecases.programs.authorisation_status import RecordStatus
from bot.usecases.programs.home_workspace import HomeWorkspace
from bot.usecases.report.read_failures import WILL_PASS, rest_until
from bot.usecases.sweep.check_programs import CheckPrograms
from bot.usecases.sweep.progress import FollowSync, Sync, SyncResult, one_sync
from bot.usecases.sweep.rests import Rests

_log = structlog.get_logger(__name__)

SOURCE: Final = "authorisers"
EVERY: Final = timedelta(days=1)
"""From the beginning of one listing to that of the next."""
_MOST: Final = 200_000
"""Programs: whatever WeChat says of its total, a listing ends."""


@dataclass
class SyncPrograms:
    """Lists all authorisers, 500 a page, and then checks each: names, account status, permission sets.

    Called every minute; idle once all is done, until a day after it began. A listing that was cut off goes on with the
    next page, and a check with the programs that are left. The first call of a process lists anew, which takes few
    calls, because pushes may have been lost while no process ran; it checks the programs that are new.

    Only WeChat's answer about a program itself (61003) removes it, not its absence from a list that may be cut off.
    """

    platform: Platform
    authorisers: Authorisers
    kept: KeptPrograms
    home: HomeWorkspace
    syncs: Syncs
    note: RecordStatus
    only_one: OnlyOne = uncontended
    follow: FollowSync = ignore
    _first: bool = field(default=True, init=False)
    _waits: bool = field(default=False, init=False)
    """Waits for a verify ticket; already logged."""
    _rest: Rest | None = field(default=None, init=False)
    """After a failure: calling WeChat every minute would not help."""
    _rests: Rests = field(default_factory=Rests, init=False, repr=False)
    _answered: dict[str, datetime] = field(default_factory=dict, init=False, repr=False)

    async def __call__(self, *, now: datetime, anew: bool = False) -> Sync:
        """Do what is owed at `now` (UTC).

        Args:
            anew: also when all was done today; what was cut off is resumed all the same.

        Raises:
            StorageUnavailable: the next call goes on.
        """
        async with one_sync(SOURCE, self.only_one, self.home, self.follow) as (sync, workspaces):
            if workspaces:
                sync.result = await self._sync(sync, workspaces, now, anew=anew)
        return sync

    async def _sync(self, sync: Sync, workspaces: Sequence[str], now: datetime, *, anew: bool) -> SyncResult:
        resting = rests(self._rest, now) and not anew
        state = None if resting else self._begin(await self.syncs.get(SOURCE), now, anew=anew)
        if state is None:
            return SyncResult.IDLE
        await self.syncs.put(SOURCE, state)
        self._first, self._rests = False, Rests() if anew else self._rests
        try:
            state = await self._list(sync, state)
            home = [team_id for team_id in [await self.home()] if team_id in workspaces]
            means = (self.platform, self.authorisers, self.kept, self.note)
            check = CheckPrograms(*means, workspaces, home, sync, self.follow, self._rests, self._answered)
            await check(since=state.started_at, now=now)
        except StorageUnavailable:
            raise
        except (OperatorError, TemporaryError) as error:
            self._stop(sync, error, now)
            return SyncResult.STOPPED
        self._waits = False
        if self._rests.of(""):  # the check is not finished: it goes on with these, once their rests are over
            self._rest = Rest(now, now + WILL_PASS)
        else:
            await self.syncs.put(SOURCE, replace(state, finished_at=now))
        _log.info(
            "programs checked",
            listed=state.offset,
            checked=sync.checked,
            added=sync.added,
            revoked=sync.revoked,
            not_granted=sync.not_granted,
            failed=dict(sync.failed.kinds),
        )
        return SyncResult.DONE

    def _stop(self, sync: Sync, error: OperatorError | TemporaryError, now: datetime) -> None:
        sync.stopped_by = error
        waited, self._waits = self._waits, isinstance(error, TicketMissing)
        if not self._waits:
            self._rest = Rest(now, rest_until(error, now))
            _log.warning("the programs could not all be checked; the next attempt goes on", error=str(error))
            return
        # WeChat is not even called, and the next ticket may come at any moment. `WatchTickets` sees whether it is late.
        self._rest = None
        if not waited:
            _log.info("the programs will be checked as soon as there is a verify ticket", error=str(error))

    def _begin(self, state: SyncState | None, now: datetime, *, anew: bool) -> SyncState | None:
        """Where to resume; None when nothing is owed."""
        if state is None or now - state.started_at >= EVERY:
            return SyncState(0, 0, now)
        if state.finished_at is None:
            return state
        if anew:
            return SyncState(0, 0, now)
        # Then only those are checked that were not when the finished listing began.
        return replace(state, offset=0, finished_at=None) if self._first else None

    async def _list(self, sync: Sync, state: SyncState) -> SyncState:
        """Keep the refresh tokens of authorisers that are not known yet.

        Known tokens stay: WeChat may have issued a newer one since it wrote the page. One that turns out to be dead
        (61023) is looked up in the list then.
        """
        known = set(await self.authorisers.appids())
        while state.offset == 0 or state.offset < min(state.total, _MOST):
            page = await self.platform.listed(offset=state.offset)
            new = {line.appid: line.refresh_token for line in page.listed if line.appid not in known}
            await self.authorisers.keep_listed(new, marks={})  # another process may have kept a newer one
            state = replace(state, offset=state.offset + len(page.listed), total=page.total)
            await self.syncs.put(SOURCE, state)
            sync.listed, sync.total = state.offset, state.total
            self.follow(sync)
            if not page.listed:
                break
        return state
