"""The sandbox's own merchants, and how their programs come to a state in which there is something to see."""

import asyncio
import json
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

import httpx

from bot.domain.numbers.public import PublicSnapshot, public_shares
from bot.domain.numbers.snapshot import WECHAT_ZONE, Snapshot, Visible, snapshot_day
from bot.domain.numbers.version import NO_PIN, Reading
from bot.domain.retention import expired_days
from bot.lib.transport import local_client
from bot.ports.programs import Labels
from bot.storage.engine.database import Database
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.programs.labels import SqlChannelPrograms, SqlProgramLabels
from bot.usecases.report.read import take_snapshot
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.public_data import read_public
from bot.wechat.protocol.response import Refusal
from tools.sandbox.wechat.answers import history
from tools.sandbox.wechat.call import to_bytes
from tools.sandbox.wechat.config import Program
from tools.sandbox.wechat.public import published

WEEKS = 20
_PUBLIC_DAILY_FOR = timedelta(days=28)
"""Before that one a week, as much as is read, because the sandbox has to start quickly."""
_READ_AT = time(2, 0, tzinfo=WECHAT_ZONE)
_OK = 200


async def seed_history(database_url: str, team_id: str, programs: Sequence[Program], *, now: datetime) -> None:
    """Store what a bot has after twenty weeks up to `now` (aware): the programs' snapshots and WeChat's public numbers.

    Old snapshots are thinned out already; today is left to the bot.
    """
    database = Database(database_url)
    try:
        await database.migrate()
        snapshots = SqlSnapshots(database)
        today = snapshot_day(now)
        days = [today - timedelta(days=back) for back in range(7 * WEEKS, 0, -1)]
        kept = sorted(set(days) - set(expired_days(days, today=today)))
        for program in programs:
            await snapshots.save(team_id, _snapshots(program, kept))
        public = [day for day in days if (today - day).days % 7 == 0 or today - day <= _PUBLIC_DAILY_FOR]
        await SqlPublicSnapshots(database).save(*map(_public_snapshot, public))
    finally:
        await database.close()


async def seed_aliases(database_url: str, team_id: str, programs: Sequence[Program]) -> None:
    """Give programs their aliases, as people do in Slack."""
    database = Database(database_url)
    try:
        labels = SqlProgramLabels(database)
        for program in programs:
            await labels.put(team_id, program.appid, Labels(program.alias or ""))
    finally:
        await database.close()


async def seed_default(database_url: str, team_id: str, channel_id: str, appid: str) -> None:
    """Make a program the one that a channel means, as people do in Slack."""
    database = Database(database_url)
    try:
        await SqlChannelPrograms(database).put(team_id, channel_id, appid)
    finally:
        await database.close()


def _snapshots(program: Program, days: Sequence[date]) -> list[Snapshot]:
    kept: list[Snapshot] = []
    remembered: Reading | None = None
    for day in days:
        feed = read_reply(_OK, json.dumps(history(program, day)).encode())
        if isinstance(feed, Refusal):
            raise TypeError(f"the sandbox refuses to give {program.appid} a history")
        taken_at = datetime.combine(day, _READ_AT).astimezone(UTC)
        public = public_shares(_public_snapshot(day), of=day)
        snapshot = take_snapshot(
            Visible(program.appid), feed, pin=NO_PIN, remembered=remembered, now=taken_at, public=public
        )
        remembered = snapshot.reading if snapshot.reading.proved else remembered
        kept.append(snapshot)
    return kept


@lru_cache(maxsize=7 * WEEKS)
def _public_snapshot(day: date) -> PublicSnapshot:
    at = datetime.combine(day, _READ_AT)
    return read_public(_OK, to_bytes(published(at)), now=at)


WITHIN: Final = 60.0
"""Seconds until every code is exchanged: normally under one, but some machines are slow or busy."""
_ANSWERED_WITHIN: Final = 30.0
"""Seconds: a ticket is pushed up to four times, with five seconds for each answer and one in between."""
_POLL: Final = 0.05
"""Seconds between checks: too short to notice, long enough to leave the processor to the bot."""


async def let_in(wechat_url: str, appids: Collection[str], *, within: float = WITHIN) -> None:
    """Authorise the platform for each program, and wait until its code has been exchanged.

    Raises:
        TimeoutError: it is not.
        httpx.HTTPError: the local WeChat refuses, or is gone.
    """
    client = local_client(wechat_url, timeout=_ANSWERED_WITHIN)
    async with client as wechat, asyncio.timeout(within):
        (await wechat.post("/sandbox/tickets/push")).raise_for_status()
        for appid in appids:
            (await wechat.put(f"/sandbox/authorisers/{appid}")).raise_for_status()
        while True:
            if set(appids) <= await _exchanged(wechat):
                return
            await asyncio.sleep(_POLL)  # the bot does not signal when it has exchanged a code


async def _exchanged(wechat: httpx.AsyncClient) -> set[str]:
    answer = (await wechat.get("/sandbox/authorisers")).raise_for_status()
    return {each["appid"] for each in answer.json()["authorisers"] if each["exchanged"]}
