"""Bring the list of authorisers in line with WeChat: all of them, every day.

A push can be lost, and WeChat does not push when a permission set is revoked or an account is frozen.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from bot.domain.platform.authorisation import REQUIRED_SET, Profile
from bot.domain.platform.errcodes import NOT_AUTHORISED
from bot.errors import (
    BotError,
    OperatorError,
    StorageUnavailable,
    TemporaryError,
    TicketMissing,
    WeChatLimited,
    WeChatRefused,
)
from bot.lib.rest import Rest, rests
from bot.lib.work import OnlyOne, first_error, ignore, uncontended
from bot.ports.platform import Authorisers, Platform
from bot.ports.programs import KeptProgram, KeptPrograms
from bot.ports.sweep import Syncs, SyncState
from bot.usecases.programs.authorisation_status import RecordStatus
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.report.read import HOPELESS, WILL_PASS, may_be_everybodys, rest_until
from bot.usecases.sweep.progress import FollowSync, Rests, Sync, SyncResult, one_sync

_log = structlog.get_logger(__name__)

AT_ONCE: Final = 5
"""Calls in flight: tokens that people wait for use the same client."""
BATCH: Final = 50
"""Programs kept in one transaction: each time the fleet in memory is read again."""
SOURCE: Final = "authorisers"
EVERY: Final = timedelta(days=1)
"""From the beginning of one listing to that of the next."""
_MOST: Final = 200_000
"""Programs: whatever WeChat says of its total, a listing ends."""


@dataclass
class CheckPrograms:
    """Checks all authorisers that were not checked since a moment, a fixed number at a time."""

    platform: Platform
    authorisers: Authorisers
    kept: KeptPrograms
    note: RecordStatus
    workspaces: Sequence[str]
    home: Sequence[str]
    """Gets the programs that no workspace has; empty while it has not installed the bot."""
    sync: Sync
    """Updated on the way."""
    follow: FollowSync
    rests: Rests = field(default_factory=Rests)
    """Those that could not be checked lately: each waits by itself."""
    answered: dict[str, datetime] = field(default_factory=dict, repr=False)
    """When those were checked that no workspace has which is served, by AppID."""
    _known: dict[str, KeptProgram] = field(default_factory=dict)
    _unreadable: set[str] = field(default_factory=set)
    """Programs that are not simply readable, as far as known."""
    _unsaved: list[Profile] = field(default_factory=list)
    _saving: asyncio.Lock = field(default_factory=asyncio.Lock)
    _failures_in_a_row: int = 0

    async def __call__(self, *, since: datetime, now: datetime) -> None:
        """Check those that were not checked since then.

        Args:
            now: UTC; recorded for each program.

        Raises:
            StorageUnavailable, TicketMissing, WeChatLimited, ...: going on was useless; results so far are kept.
        """
        for team_id in self.workspaces:
            self._known |= {program.appid: program for program in await self.kept.all(team_id)}
            self._unreadable |= (await self.kept.statuses(team_id)).keys()
        left = [appid for appid in await self.authorisers.appids() if not self._is_checked(appid, since)]
        self.rests.end("", set(self.rests.of("")).difference(left))  # checked, or gone, by another way
        due = self.rests.due("", left, now=now)
        self.sync.due = len(due)
        self.follow(self.sync)
        rest = iter(due)
        try:
            with first_error():
                async with asyncio.TaskGroup() as workers:
                    for _ in range(AT_ONCE):
                        workers.create_task(self._work(rest, now))
        finally:
            await self._save(now)

    def _is_checked(self, appid: str, since: datetime) -> bool:
        program, answered_at = self._known.get(appid), self.answered.get(appid)
        checked_at = program.checked_at if program else answered_at
        return checked_at is not None and checked_at >= since

    async def _work(self, appids: Iterator[str], now: datetime) -> None:
        for appid in appids:
            try:
                profile = await self.platform.profile(appid)
            except StorageUnavailable:
                raise
            except (OperatorError, TemporaryError) as error:
                await self._fail(appid, error, now)
            else:
                self._failures_in_a_row = 0
                self.rests.end("", [appid])
                await self._learn(profile, now)
            self.sync.checked += 1
            self.follow(self.sync)

    async def _fail(self, appid: str, error: BotError, now: datetime) -> None:
        """Count the failure and go on, unless all others would fail in the same way."""
        if isinstance(error, WeChatRefused) and error.code == NOT_AUTHORISED:
            self.sync.revoked += await self.note.refused(appid, now=now)
            return
        if isinstance(error, TicketMissing | WeChatLimited):
            raise error
        self.rests.put("", appid, error, now=now)
        self.sync.failed.add(error)
        if may_be_everybodys(error):
            self._failures_in_a_row += 1
            if self._failures_in_a_row >= HOPELESS:
                raise error

    async def _learn(self, profile: Profile, now: datetime) -> None:
        if not profile.is_mini_program:  # an official account: it has no base library
            await self.authorisers.drop(profile.appid)
            return
        self._unsaved.append(profile)
        if len(self._unsaved) >= BATCH:
            await self._save(now)

    async def _save(self, now: datetime) -> None:
        async with self._saving:
            batch, self._unsaved = self._unsaved, []
            # The status of known ones comes first: after a crash in between they are unchecked, and checked again.
            for profile in batch:
                if profile.appid in self._known:
                    await self._record_status(profile, now)
            by_team: dict[str, list[KeptProgram]] = {}
            for profile in batch:
                # Also one that has ended: no other one inherits its programs.
                having = await self.kept.teams_of(profile.appid)
                self.sync.added += not having
                for team_id in having or self.home:
                    by_team.setdefault(team_id, []).append(self._described(profile, now))
            await self._keep(by_team)
            for profile in batch:
                if profile.appid not in self._known:
                    await self._record_status(profile, now)
                    self.answered[profile.appid] = now

    async def _keep(self, by_team: Mapping[str, Sequence[KeptProgram]]) -> None:
        for team_id, programs in by_team.items():
            await self.kept.put(team_id, programs)

    def _described(self, profile: Profile, now: datetime) -> KeptProgram:
        program = KeptProgram.of(profile, now=now)
        return program.listed_as(self._known.get(profile.appid, program))

    async def _record_status(self, profile: Profile, now: datetime) -> None:
        """Record the status; of readable ones only a change, because nearly all programs are readable."""
        if REQUIRED_SET not in profile.permission_sets:
            await self.note.not_granted(profile.appid, now=now)
            self.sync.not_granted += 1
        elif profile.appid in self._unreadable:
            await self.note.readable(profile.appid, now=now)


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
        work = partial(self._sync, now=now, anew=anew)
        return await one_sync(SOURCE, self.only_one, self.home, self.follow, work)

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
