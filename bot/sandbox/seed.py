"""Fills a database as if the bot had been there for weeks: through the bot's own storage and parser."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.meaning import NO_PIN, Reading
from bot.domain.snapshot import WECHAT_ZONE, Snapshot, snapshot_day
from bot.ports import Labels
from bot.sandbox.wechat.answers import history
from bot.sandbox.wechat.config import Program
from bot.storage.database import Database
from bot.storage.program_labels import SqlProgramLabels
from bot.storage.snapshots import SqlSnapshots
from bot.usecases.take_snapshot import take_snapshot
from bot.wechat.envelope import Refusal
from bot.wechat.protocol import read_reply

WEEKS = 8
_READ_AT = time(2, 0, tzinfo=WECHAT_ZONE)
_OK = 200


async def seed_history(database_url: str, team_id: str, programs: Sequence[Program], *, now: datetime) -> None:
    """Keep a snapshot a day of each program for the eight weeks before `now` (aware); today is left to the bot."""
    database = Database(database_url)
    try:
        await database.migrate()
        snapshots = SqlSnapshots(database)
        today = snapshot_day(now)
        for program in programs:
            days = [today - timedelta(days=back) for back in range(7 * WEEKS, 0, -1)]
            await snapshots.save(team_id, _snapshots(program, days))
    finally:
        await database.close()


async def seed_aliases(database_url: str, team_id: str, programs: Sequence[Program]) -> None:
    """Give programs their short names, as people do in Slack."""
    database = Database(database_url)
    try:
        labels = SqlProgramLabels(database)
        for program in programs:
            await labels.put(team_id, program.appid, Labels(program.alias or ""))
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
        snapshot = take_snapshot(program.appid, feed, pin=NO_PIN, remembered=remembered, now=taken_at)
        remembered = snapshot.reading if snapshot.reading.proved else remembered
        kept.append(snapshot)
    return kept
