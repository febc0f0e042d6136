"""Databases as they would be after months of sweeps, written straight into the bot's own tables."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bench.effort import WEEKS
from bench.fleet import AUDIENCES, TEAM_ID, answer, fleet, public_answer
from bot.domain.numbers.meaning_detection import read_meaning
from bot.domain.numbers.public import PublicSnapshot
from bot.domain.numbers.snapshot import WECHAT_ZONE, Snapshot, expired_days
from bot.ports.workspaces import Workspace
from bot.storage.engine.database import Database
from bot.storage.numbers.encoding import encode_feed, encode_reading
from bot.storage.numbers.fleet import Made, made_of, write_curves
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.programs.revisions import count_change
from bot.storage.tables.access import PROGRAM_RESTRICTIONS
from bot.storage.tables.numbers import SNAPSHOTS
from bot.storage.workspaces.workspaces import SqlWorkspaces
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.public_data import read_public
from bot.wechat.protocol.response import Refusal

_SWEPT_AT: Final = time(2, 0, tzinfo=WECHAT_ZONE)
_OK: Final = 200
_SPREAD: Final = 97
"""Odd, so that the sampled programs have all audiences."""

Plan = Mapping[date, Sequence[int]]
"""By day the numbers of the programs that have a snapshot of it."""


def sampled(programs: int, count: int) -> list[int]:
    """Numbers of programs, spread over the fleet, all different."""
    step = min(_SPREAD, programs // count)
    return [number * step for number in range(count)]


def months(programs: int, sample: Collection[int], today: date) -> Plan:
    """Every program on one day a week, sampled ones on every day that the bot would still have; not yet today."""
    all_days = [today - timedelta(days=back) for back in range(7 * WEEKS, 0, -1)]
    weekly, expired = set(all_days[::7]), set(expired_days(all_days, today=today))
    some, everybody = sorted(sample), range(programs)
    return {day: everybody if day in weekly else some for day in all_days if day in weekly or day not in expired}


async def seed(database_url: str, plan: Plan) -> None:
    """Make a database with a workspace and these snapshots, in the order in which sweeps would have written them.

    WeChat's public numbers are there for every day from the first of them to the last.
    """
    database = Database(database_url)
    try:
        await database.prepare()
        await SqlWorkspaces(database).put(Workspace(TEAM_ID, "Bench", "U0BOT"))
        for day, numbers in plan.items():
            async with database.writing() as connection:
                await _keep(connection, day, numbers)
        days = range((max(plan) - min(plan)).days + 1)
        await SqlPublicSnapshots(database).save(*(public_on(min(plan) + timedelta(days=number)) for number in days))
    finally:
        await database.close()


async def restrict(database_url: str, channels: Mapping[str, str]) -> None:
    """Restrict programs, by AppID, to a channel each."""
    database = Database(database_url)
    rows = [{"team_id": TEAM_ID, "appid": appid, "channel_id": channel} for appid, channel in channels.items()]
    try:
        async with database.writing() as connection:
            await count_change(connection, TEAM_ID)
            await connection.execute(insert(PROGRAM_RESTRICTIONS), rows)
    finally:
        await database.close()


async def _keep(connection: AsyncConnection, day: date, numbers: Sequence[int]) -> None:
    programs = fleet(max(numbers) + 1)
    appids = {programs[number].appid: number % AUDIENCES for number in numbers}
    by_audience = {audience: made_on(audience, day) for audience in set(appids.values())}
    rows = {audience: row_of(made) for audience, made in by_audience.items()}
    await connection.execute(
        insert(SNAPSHOTS), [rows[audience] | {"appid": appid} for appid, audience in appids.items()]
    )
    await write_curves(
        connection, TEAM_ID, [of_program(by_audience[audience], appid) for appid, audience in appids.items()]
    )


def public_on(day: date) -> PublicSnapshot:
    """WeChat's public numbers of a day."""
    return read_public(_OK, public_answer(day), now=datetime.combine(day, _SWEPT_AT).astimezone(UTC))


def made_on(audience: int, day: date) -> Made:
    """What is kept of an audience's answer, of no program yet."""
    feed = read_reply(_OK, answer(audience, day))
    assert not isinstance(feed, Refusal)
    return made_of(Snapshot("", day, datetime.combine(day, _SWEPT_AT).astimezone(UTC), feed, read_meaning(feed)))


def of_program(made: Made, appid: str) -> Made:
    """The same of one program."""
    return replace(made, snapshot=replace(made.snapshot, appid=appid))


def row_of(made: Made) -> dict[str, object]:
    """Its row, without the program."""
    snapshot = made.snapshot
    return {
        "team_id": TEAM_ID,
        "day": snapshot.day,
        "taken_at": snapshot.taken_at,
        "feed": encode_feed(snapshot.feed),
        "reading": encode_reading(snapshot.reading),
        "proved": snapshot.reading.proves,
        "summary": made.summary,
        "imported_by": "",
    }
