"""Three busy years: the tables stop growing, and what is needed stays."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import func, insert, select

from bot.domain.access import AuditAction
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.numbers.snapshot import Snapshot, Users, loss_at, snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.platform import Origin
from bot.domain.programs import MerchantChoice, imported_program
from bot.domain.retention import PERIODS, Retained, expired_days
from bot.errors import StorageUnavailable
from bot.lib.processes import free_bytes
from bot.ports.doctor import Counted
from bot.ports.programs import KeptProgram
from bot.ports.wechat import KeptToken
from bot.storage.deliveries import SqlDeliveries, delivery_row
from bot.storage.engine.database import Database
from bot.storage.home import SqlGreetings
from bot.storage.maintenance.checkup import DatabaseCheckup
from bot.storage.maintenance.erase import OF_A_WORKSPACE, SqlOldRows, forget, kept_of
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.numbers.users import SqlUserCounts
from bot.storage.platform import SqlAccessTokens, SqlAuthorisations, SqlAuthorisers
from bot.storage.programs.authorised import SqlKeptPrograms
from bot.storage.tables.numbers import NEWEST_NUMBERS
from bot.storage.tables.programs import INSTALLATIONS
from bot.storage.tables.schema import METADATA
from bot.usecases.retention import MOST, DeleteOldRows
from tests.contracts.conftest import VAULT
from tests.domain.build import snapshot_of
from tests.storage.everything import NOW, contents, fill, rows_of

FIRST: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)
YEAR: Final = 365
LATER: Final = FIRST + 3 * YEAR * DAY
USER_COUNTS = METADATA.tables["user_counts"]
TABLES: Final = {what: METADATA.tables[what] for what in Retained}
SUBSCRIPTIONS: Final = 5


def _delivery(kind: DeliveryKind, name: str, now: datetime, state: DeliveryState = DeliveryState.SENT) -> Delivery:
    done = now if state is DeliveryState.SENT else None
    return Delivery(
        f"{kind} {name} {now.date()}", "T1", name, now.date(), now, state, finished_at=done, kind=kind, channel_id="C1"
    )


def _snapshot(team_id: str, appid: str, day: date) -> dict[str, Any]:
    row = {"team_id": team_id, "appid": appid, "day": day, "taken_at": FIRST, "feed": "{}", "reading": "{}"}
    return {**row, "proved": False, "summary": None, "imported_by": ""}


def _rows(number: int, now: datetime) -> Mapping[Retained, list[dict[str, Any]]]:
    day, name = now.date(), str(number)
    deliveries = [_delivery(DeliveryKind.DIGEST, f"S{each}", now) for each in range(SUBSCRIPTIONS)]
    deliveries += [_delivery(DeliveryKind.ALERT, "A1", now), _delivery(DeliveryKind.PROGRAM, name, now)]
    place = {"team_id": "T1", "channel_id": "C1", "user_id": "U1"}
    times = {"received_at": now, "expires_at": now, "done_at": now}
    authorisation = {"code_enc": None, "appid": "wx1", "choice": MerchantChoice.UNASKED, **times}
    return {
        Retained.DELIVERIES: [delivery_row(each) for each in deliveries],
        Retained.AUDIT: [
            {"team_id": "T1", "at": now, "by": "U1", "action": AuditAction.LABELS, "subject": "wx1", "before": {},
             "after": {}}
        ],
        Retained.SNAPSHOTS: [_snapshot("T1", "wx1", day)],
        Retained.USER_COUNTS: [
            {"team_id": "T1", "appid": "wx1", "day": day, "android": 1, "iphone": 2, "other": 3, "absent": ""}
        ],
        Retained.FORECASTS: [
            {"team_id": "T1", "appid": "wx1", "version": Version.parse("3.0.0"), "made_on": day, "day": day,
             **dict.fromkeys(("loss", "low", "high"), Decimal(0))}
        ],
        Retained.ALERT_CROSSINGS: [
            {"team_id": "T1", "alert_id": "A1", "appid": "wx1", "day": day, "taken_at": now, "numbers": "{}",
             "told_in": name}
        ],
        Retained.PROGRAM_NEWS: [
            {**place, "id": name, "appid": "wx1", "what": "revoked", "at": now, "error_key": None, "told_in": name,
             "told_at": now}
        ],
        Retained.PERSON_CHANNELS: [{"team_id": "T1", "user_id": "U1", "channel_id": f"C{name}", "last_used": day}],
        Retained.GREETINGS: [{"team_id": "T1", "place": f"C{name}", "at": now}],
        Retained.AUTHORISATIONS: [
            {**authorisation, **place, "id": f"ok {name}", "error_key": None},
            {**authorisation, **place, "id": f"no {name}", "error_key": None, "team_id": ""},
        ],
        Retained.INVITATIONS: [
            {**place, "id": name, "choice": MerchantChoice.UNASKED, "expires_at": now}
        ],
        Retained.PUSHES: [{"key": name, "received_at": now}],
        Retained.PERSONAL_TOKENS: [{"digest": name, "team_id": "T1", "user_id": "U1", "id": name, "made_at": now}],
    }  # fmt: skip


async def _sizes(database: Database) -> dict[Retained, int]:
    async with database.reading() as connection:
        return {
            what: await connection.scalar(select(func.count()).select_from(table)) or 0
            for what, table in TABLES.items()
        }


async def _insert(database: Database, days: Mapping[Retained, list[dict[str, Any]]]) -> None:
    async with database.writing() as connection:
        for what, rows in days.items():
            await connection.execute(insert(TABLES[what]), rows)


async def _until_done(delete: DeleteOldRows, now: datetime) -> int:
    deleted = some = await delete(now=now)
    while some:
        some = await delete(now=now)
        deleted += some
    return deleted


async def test_three_years(migrated_sqlite_url: str) -> None:
    """After three years every table is as large as after two, except weekly snapshots and numbers of users."""
    database = Database(migrated_sqlite_url)
    delete, sizes = DeleteOldRows(SqlOldRows(database)), []
    for month in range(37):
        month_rows: dict[Retained, list[dict[str, Any]]] = {what: [] for what in Retained}
        for number in range(month * 30, month * 30 + 30):
            for what, rows in _rows(number, FIRST + number * DAY).items():
                month_rows[what] += rows
        await _insert(database, month_rows)
        await _until_done(delete, FIRST + (month * 30 + 29) * DAY)
        sizes.append(await _sizes(database))
    await database.close()

    print(sizes[-1])  # noqa: T201 # shown with -s
    for weekly in (Retained.SNAPSHOTS, Retained.USER_COUNTS):
        weeks = [each.pop(weekly) for each in (sizes[24], sizes[-1])]
        assert (weeks[1] - weeks[0]) * 7 in range(12 * 30 - 7, 12 * 30 + 8)
    assert sizes[-1] == sizes[24]
    a_day = {what: len(rows) for what, rows in _rows(0, FIRST).items()}
    for what, size in sizes[-1].items():
        assert size <= a_day[what] * (PERIODS[what].days + 1), what
        assert size >= min(a_day[what], 1) * PERIODS[what].days, what


async def test_what_is_needed_stays(database: Database) -> None:
    deliveries, greetings = SqlDeliveries(database), SqlGreetings(database)
    for number in range(2):
        await _insert(database, _rows(number, FIRST + number * DAY))
    waiting = _delivery(DeliveryKind.NOTICE, "S0", FIRST, DeliveryState.DUE)
    await deliveries.record([waiting])
    await greetings.first("T1", now=FIRST)

    await _until_done(DeleteOldRows(SqlOldRows(database)), LATER)

    assert await _sizes(database) == {
        **dict.fromkeys(Retained, 0),
        Retained.DELIVERIES: SUBSCRIPTIONS + 1,
        Retained.SNAPSHOTS: 1,
        Retained.USER_COUNTS: 1,
        Retained.GREETINGS: 1,
        Retained.AUTHORISATIONS: 1,
    }
    last = await deliveries.last("T1", "S0")
    assert last is not None
    assert last.slot == (FIRST + DAY).date()
    assert [row.id for row in await deliveries.history("T1", "S0", limit=9)] == [last.id, waiting.id]
    assert await SqlAuthorisations(database, VAULT).origins("wx1") == [Origin("T1", "C1", "U1")]
    assert not await greetings.first("T1", now=LATER)


async def test_one_snapshot_a_week_stays(database: Database) -> None:
    """Of each program in each workspace those that `expired_days` leaves, across the ends of years, too."""
    days = [FIRST.date() - number * DAY for number in range(800)]
    kept = {("T1", "wx1"): days, ("T1", "wx2"): days[::3], ("T2", "wx1"): days[5::5]}
    rows = [_snapshot(*program, day) for program, its_days in kept.items() for day in its_days]
    await _insert(database, {Retained.SNAPSHOTS: rows})
    await _until_done(DeleteOldRows(SqlOldRows(database)), FIRST)

    for (team_id, appid), its_days in kept.items():
        left = await SqlSnapshots(database).taken(team_id, appid, since=date.min)
        assert set(left) == set(its_days) - set(expired_days(its_days, today=snapshot_day(FIRST)))


async def test_the_first_count_of_a_week_stays(database: Database) -> None:
    monday = FIRST.date() - timedelta(days=FIRST.weekday())
    one = {"team_id": "T1", "appid": "wx1", "android": 1, "iphone": 2, "other": 3}
    rows = [{**one, "day": monday + number * DAY, "absent": "" if number else "empty"} for number in range(7)]
    await _insert(database, {Retained.USER_COUNTS: rows})
    await _until_done(DeleteOldRows(SqlOldRows(database)), LATER)

    left = await database.rows(select(USER_COUNTS.c.day, USER_COUNTS.c.absent))
    assert [tuple(row) for row in left] == [(monday + DAY, "")]


async def test_losses_after_the_newest_snapshot_is_gone(database: Database) -> None:
    monday = FIRST.date()
    kept, gone = snapshot_of({"3.1.0": "0.5", "3.0.0": "0.5"}, monday), snapshot_of({"3.1.0": "1"}, monday + DAY)
    snapshots, version = SqlSnapshots(database), Version.parse("3.1.0")
    await snapshots.save("T1", [kept, gone])
    assert await _until_done(DeleteOldRows(SqlOldRows(database)), LATER) == 1

    assert not (await snapshots.judgements("T1", [kept.appid]))[kept.appid].known

    await snapshots.judge_again("T1", [kept.appid])
    assert await snapshots.losses("T1", [kept.appid], version) == {kept.appid: loss_at(kept, version)}
    assert await snapshots.judgements("T1", [kept.appid]) == {kept.appid: kept.judgement}


@pytest.mark.parametrize("again", [False, True], ids=["one reading", "another reading"])
async def test_what_is_left_keeps_its_judgement(database: Database, again: bool) -> None:  # noqa: FBT001 - a parameter
    """The newest day goes, and days by which the one before it was judged: what is left says what it said."""
    monday, version = FIRST.date(), Version.parse("3.1.0")
    losses = {-5: "0.5", **dict.fromkeys(range(-4, 0), "2"), 0: "0.5", 1: "2"}
    days = [_losing(loss, monday + ago * DAY) for ago, loss in losses.items()]
    snapshots, (appid, *_) = SqlSnapshots(database), {each.appid for each in days}
    await snapshots.save("T1", days)
    if again:
        await snapshots.save("T1", [replace(days[-1], taken_at=days[-1].taken_at + timedelta(hours=1))])
    before = await snapshots.on("T1", appid, monday)
    assert before
    assert (before.judgement.safe, before.judgement.safe_today) == (Version.parse("3.0.0"), version)
    assert await _until_done(DeleteOldRows(SqlOldRows(database)), LATER) == len(days) - 2

    await snapshots.judge_again("T1", [appid])

    assert await snapshots.on("T1", appid, monday) == before
    assert await snapshots.judgements("T1", [appid]) == {appid: before.judgement}
    assert await snapshots.losses("T1", [appid], version) == {appid: loss_at(before, version)}
    (safe,) = await database.rows(select(NEWEST_NUMBERS.c.safe_key))
    assert tuple(safe) == (before.judgement.safe,)


def _losing(loss: str, day: date) -> Snapshot:
    return snapshot_of({"3.0.0": loss, "3.1.0": str(100 - Decimal(loss))}, day, minimum="3.0.0")


async def test_old_rows_go_in_small_steps(database: Database) -> None:
    count = MOST + 7
    places = [{"team_id": "T1", "place": f"C{number}", "at": FIRST} for number in range(count)]
    await _insert(database, {Retained.GREETINGS: places})
    delete = DeleteOldRows(SqlOldRows(database))

    assert [await delete(now=LATER) for _ in range(3)] == [MOST, 7, 0]
    await _insert(database, {Retained.GREETINGS: places[:1]})
    assert [await delete(now=LATER), await delete(now=LATER + DAY)] == [0, 1]


class Broken:
    def __init__(self) -> None:
        self.calls: list[Retained] = []

    async def delete(self, what: Retained, *, before: datetime, limit: int) -> int:
        assert before == LATER - PERIODS[what]
        self.calls.append(what)
        if len(self.calls) == 1:
            raise StorageUnavailable(reason="locked")
        return 0 * limit


async def test_one_kind_that_cannot_be_deleted() -> None:
    """Others are, and the next call retries all; a second replica leaves it to the first."""
    broken = Broken()
    delete = DeleteOldRows(broken)
    with pytest.raises(StorageUnavailable):
        await delete(now=LATER)
    assert broken.calls == list(Retained)
    assert await delete(now=LATER) == 0
    assert broken.calls == [*Retained, *Retained]

    @asynccontextmanager
    async def taken(_name: str) -> AsyncIterator[bool]:
        yield False

    await DeleteOldRows(broken, taken)(now=LATER)
    assert len(broken.calls) == 2 * len(Retained)


OF_NO_WORKSPACE: Final = {"tickets", "access_tokens", "authorisers", "pushes", "syncs", "public_snapshots"}
"""Tables without a workspace: WeChat's or the platform's. Weigh here whose a new one is."""
NOTHING: Final = frozenset[str]()


def test_every_table_belongs_to_a_workspace_or_to_none() -> None:
    assert {table.name for table in OF_A_WORKSPACE} == METADATA.tables.keys() - OF_NO_WORKSPACE


async def test_every_row_of_it_goes_and_no_other(database: Database) -> None:
    async with database.writing() as connection:
        before = await connection.run_sync(fill, "T1", "T2")
    counted = await kept_of(database, "T1")
    erased = await forget(database, "T1", listed=NOTHING)
    async with database.reading() as connection:
        after = await connection.run_sync(contents)

    assert counted.keys() == {table.name for table in OF_A_WORKSPACE}
    assert erased == counted
    assert await kept_of(database, "T1") == {}
    assert after == {table: [row for row in rows if row.get("team_id") != "T1"] for table, rows in before.items()}


async def test_tokens_go_with_the_last_workspace_that_has_the_program(database: Database) -> None:
    """Not while another one has it or waits for it, or the settings name it for all."""
    kept, authorisers = SqlKeptPrograms(database), SqlAuthorisers(database, VAULT)
    tokens, authorisations = SqlAccessTokens(database, VAULT), SqlAuthorisations(database, VAULT)
    appids = ["wx-asked", "wx-listed", "wx-mine", "wx-ours", "wx-waits"]
    await kept.put("T1", [KeptProgram(appid) for appid in appids])
    await kept.put("T2", [KeptProgram("wx-ours")])
    await authorisers.keep(dict.fromkeys([*appids, "wx-other"], "refresh"))
    for appid in [*appids, "wx-other"]:
        await tokens.put(appid, KeptToken("access", NOW, NOW))
    for appid, team in (("wx-asked", ""), ("wx-waits", "T2")):
        await authorisations.receive(appid, appid=appid, origin=Origin(team), expires_at=NOW, now=NOW)
    erased = await forget(database, "T1", listed={"wx-listed"})

    left = ["wx-listed", "wx-other", "wx-ours", "wx-waits"]
    assert await authorisers.appids() == left
    assert [appid for appid in sorted([*appids, "wx-other"]) if await tokens.get(appid)] == left
    assert [pending.appid for pending in await authorisations.unfinished()] == ["wx-waits"]
    assert (erased["authorisers"], erased["access_tokens"], erased["authorisations"]) == (2, 2, 1)


async def test_an_organisation(database: Database) -> None:
    team = rows_of(INSTALLATIONS, "T1", 1)[0]
    async with database.writing() as connection:
        await connection.execute(INSTALLATIONS.insert(), [team, {**team, "id": "E1", "team_id": ""}])
    erased = [await forget(database, who, listed=NOTHING) for who in ("T1", "E1")]

    assert erased == [{"installations": 1}, {"installations": 1}]
    assert await kept_of(database, "E1") == {}


async def test_its_bytes_are_gone_from_the_file(migrated_sqlite_url: str) -> None:
    database, path = Database(migrated_sqlite_url), Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    async with database.writing() as connection:
        await connection.run_sync(fill, "T-other", "T-canary")
    there = found(path, b"T-canary")
    await forget(database, "T-canary", listed=NOTHING)
    gone = found(path, b"T-canary")
    others = found(path, b"T-other")
    await database.close()

    assert there
    assert not gone
    assert others


def found(database: Path, needle: bytes) -> bool:
    """Whether these bytes are in any file of a database."""
    return any(needle in path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


COUNTED_DAY = date(2026, 11, 22)


async def test_the_newest_count_alone(migrated_sqlite_url: str) -> None:
    """Of all workspaces together, by reason; before any there is none. What people import is no count of WeChat's."""
    database, checkup = Database(migrated_sqlite_url), DatabaseCheckup(migrated_sqlite_url, None, free_bytes)
    counts, users = SqlUserCounts(database), Users(COUNTED_DAY, other=5)
    assert await checkup.counted() is None

    await counts.save("T1", COUNTED_DAY - timedelta(days=1), {"wx1": users, "wx9": users}, {})
    await counts.save("T1", COUNTED_DAY, {}, {"wx1": "empty", "wx2": "wechat-refused 61007"})
    assert await checkup.counted() == Counted(COUNTED_DAY, 0, {"empty": 1, "wechat-refused 61007": 1})

    await counts.save("T2", COUNTED_DAY, {"wx1": users}, {"wx2": "empty"})
    assert await checkup.counted() == Counted(COUNTED_DAY, 1, {"empty": 2, "wechat-refused 61007": 1})

    imported = imported_program("news").appid
    await counts.save("T1", COUNTED_DAY + timedelta(days=1), {imported: users, "wx3": users}, {})
    assert await checkup.counted() == Counted(COUNTED_DAY, 1, {"empty": 2, "wechat-refused 61007": 1})
    await checkup.close()
    await database.close()
