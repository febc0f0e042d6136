"""Bring the list of programs in line with the provider's own list (`WECHAT_PROGRAMS_URL`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import AuthStatus, ProvidedProgram, is_imported
from bot.errors import ProgramListRefused, WeChatBusy, WeChatUnreachable, WeChatUnreadable
from bot.lib.rest import Rest, rests
from bot.lib.work import Isolation, OnlyOne, ignore, uncontended
from bot.ports.numbers import PublicSnapshots, PublicSource, WatchPublic
from bot.ports.programs import KeptProgram, KeptPrograms, ProvidedPrograms
from bot.ports.sweep import Syncs, SyncState
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.sweep.progress import FollowSync, Sync, SyncResult, one_sync

_log = structlog.get_logger(__name__)

SOURCE: Final = "list"
EVERY: Final = timedelta(minutes=15)


@dataclass
class SyncProvided:
    """Reads the list every quarter of an hour, called every minute, and writes only what has changed.

    A program that is no longer on the list counts as revoked: it is neither read nor shown among the others, and its
    history stays. No notice is sent: the provider knows what it did. A program that returns to the list returns here.
    `checked_at` records whether a program was on the list the last time: None for those that were not.
    """

    provided: ProvidedPrograms
    kept: KeptPrograms
    home: HomeWorkspace
    syncs: Syncs
    only_one: OnlyOne = uncontended
    follow: FollowSync = ignore
    _rest: Rest | None = field(default=None, init=False)
    """After a failure to read it."""

    async def __call__(self, *, now: datetime, anew: bool = False) -> Sync:
        """Do what is owed at `now` (UTC).

        Args:
            anew: also when the list was read a moment ago.

        Raises:
            StorageUnavailable: the next call does it.
        """
        work = partial(self._sync, now=now, anew=anew)
        return await one_sync(SOURCE, self.only_one, self.home, self.follow, work)

    async def _sync(self, sync: Sync, workspaces: Sequence[str], now: datetime, *, anew: bool) -> SyncResult:
        if not anew and await self._was_read(now):
            return SyncResult.IDLE
        known = {team_id: _listable(await self.kept.all(team_id)) for team_id in workspaces}
        try:
            listed = {program.appid: program for program in await self.provided.all()}
            _check_not_empty(listed, known)
        except (ProgramListRefused, WeChatUnreachable) as error:
            self._rest = Rest(now, now + EVERY)
            sync.stopped_by = error
            _log.warning("the list of programs could not be read", error=str(error))
            return SyncResult.STOPPED
        sync.total = sync.listed = len(listed)
        isolation = Isolation()
        for team_id, programs in known.items():
            with isolation.item(team=team_id):
                await self._put(team_id, programs, listed, sync, now)
        had = {program.appid for programs in known.values() for program in programs}
        new = [_described(program, KeptProgram(appid), now) for appid, program in listed.items() if appid not in had]
        if new and (home := await self.home()) in workspaces:
            await self.kept.put(home, new)
            sync.added = len(new)
        isolation.raise_first()  # before it counts as done: the next call tries those that failed again
        await self.syncs.put(SOURCE, SyncState(len(listed), len(listed), now, now))
        if sync.added or sync.revoked:
            _log.info("the list of programs has changed", listed=len(listed), added=sync.added, gone=sync.revoked)
        return SyncResult.DONE

    async def _was_read(self, now: datetime) -> bool:
        """Whether it was read, or could not be read, a moment ago."""
        if rests(self._rest, now):
            return True
        state = await self.syncs.get(SOURCE)
        return state is not None and Rest(state.started_at, state.started_at + EVERY).lasts(now)

    async def _put(
        self,
        team_id: str,
        programs: Sequence[KeptProgram],
        listed: Mapping[str, ProvidedProgram],
        sync: Sync,
        now: datetime,
    ) -> None:
        """Write the changes of a workspace's programs.

        The status comes first: after a crash in between all is written again. A person's question may have found a
        program readable that is off the list; it is off the list all the same.
        """
        statuses = await self.kept.statuses(team_id)
        changed = []
        for program in programs:
            line = listed.get(program.appid)
            if line is None:
                if statuses.get(program.appid) is not AuthStatus.REVOKED:
                    await self.kept.set_status(team_id, program.appid, AuthStatus.REVOKED, now=now)
                if program.checked_at is not None:
                    changed.append(_taken_off(program))
                    sync.revoked += 1
            elif _differs(program, line):
                if program.checked_at is None:
                    await self.kept.set_status(team_id, program.appid, AuthStatus.READABLE, now=now)
                changed.append(_described(line, program, now))
        if changed:
            await self.kept.put(team_id, changed)


def _listable(programs: Sequence[KeptProgram]) -> list[KeptProgram]:
    return [program for program in programs if not is_imported(program.appid)]


def _differs(program: KeptProgram, line: ProvidedProgram) -> bool:
    kept = (program.nickname, program.listed_alias, program.listed_tags)
    return program.checked_at is None or kept != (line.nickname, line.alias, line.tags)


def _described(line: ProvidedProgram, before: KeptProgram, now: datetime) -> KeptProgram:
    return replace(
        before,
        nickname=line.nickname,
        listed_alias=line.alias,
        listed_tags=line.tags,
        added_at=before.added_at or now,
        checked_at=now,
    )


def _taken_off(program: KeptProgram) -> KeptProgram:
    """Return the program without its alias, which another one may have by now."""
    return replace(program, listed_alias="", checked_at=None)


def _check_not_empty(listed: Mapping[str, ProvidedProgram], known: Mapping[str, Sequence[KeptProgram]]) -> None:
    """Refuse an empty list: a service that lost its data must not remove every program."""
    if not listed and any(program.checked_at for programs in known.values() for program in programs):
        raise ProgramListRefused(reason="empty", detail="")


PUBLIC_SOURCE: Final = "public"
REST: Final = timedelta(hours=1)
"""After a failure."""


@dataclass(frozen=True)
class SyncPublicData:
    """Asks once a Chinese day, called every minute, and after a failure not for an hour.

    The time of the question is written into the database before the question: neither a replica nor the next process
    after a crash asks again.
    """

    source: PublicSource
    snapshots: PublicSnapshots
    syncs: Syncs
    only_one: OnlyOne = uncontended
    watch: WatchPublic | None = None

    async def __call__(self, *, now: datetime) -> bool:
        """Do what is owed at `now` (UTC); returns whether a snapshot was kept.

        Raises:
            StorageUnavailable: the next call does it.
        """
        if not await self._due(now):
            return False
        async with self.only_one(PUBLIC_SOURCE) as ours:
            return ours and await self._due(now) and await self._keep(now)

    async def _due(self, now: datetime) -> bool:
        state = await self.syncs.get(PUBLIC_SOURCE)
        if state is None:
            return True
        if state.finished_at is not None:
            return snapshot_day(state.finished_at) != snapshot_day(now)
        return abs(now - state.started_at) >= REST  # a clock may have been set back

    async def _keep(self, now: datetime) -> bool:
        await self.syncs.put(PUBLIC_SOURCE, SyncState(0, 0, now))
        try:
            snapshot = await self.source.read()
        except (WeChatBusy, WeChatUnreachable, WeChatUnreadable) as error:
            _log.warning("WeChat's public numbers could not be read", error=str(error))
            return False
        await self.snapshots.save(snapshot)
        if self.watch:
            await self.watch(now=now)
        await self.syncs.put(PUBLIC_SOURCE, SyncState(1, 1, now, now))
        _log.info("WeChat's public numbers kept", day=snapshot.day.isoformat())
        return True
