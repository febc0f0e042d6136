"""Ask WeChat about programs one by one: names, account status, permission sets."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

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
from bot.lib.isolation import first_error
from bot.ports.platform import Authorisers, Platform
from bot.ports.programs import KeptProgram, KeptPrograms
from bot.usecases.programs.authorisation_status import RecordStatus
from bot.usecases.report.read_failures import HOPELESS, may_be_everybodys
from bot.usecases.sweep.progress import FollowSync, Sync
from bot.usecases.sweep.rests import Rests

AT_ONCE: Final = 5
"""Calls in flight: tokens that people wait for use the same client."""
BATCH: Final = 50
"""Programs kept in one transaction: each time the fleet in memory is read again."""


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
