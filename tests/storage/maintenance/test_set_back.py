"""A clock that was ahead has left moments in the future: they are brought back, and those meant to lie there stay."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.platform import Origin
from bot.errors import WeChatLimited, WeChatUnreachable
from bot.ports.slack import Installation
from bot.ports.sweep import SyncState
from bot.storage.deliveries import SqlDeliveries
from bot.storage.engine.database import Database
from bot.storage.maintenance.set_back import SqlSetBack
from bot.storage.maintenance.vault import Vault
from bot.storage.numbers.snapshots import SqlReadFailures
from bot.storage.platform import SqlAuthorisations
from bot.storage.programs.programs import SqlSyncs
from bot.storage.tables.schema import METADATA
from bot.storage.workspaces import SqlInstallations
from bot.usecases.report.read import read_failure_of
from bot.usecases.set_back import NoticeSetBack
from tests.contracts.conftest import VAULT

NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
AHEAD: Final = [6 * MINUTE, 6 * HOUR, 48 * HOUR]
UNREACHABLE: Final = WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")


def delivery(kind: DeliveryKind, due_at: datetime, *, slot: date | None = None, subject: str = "S1") -> Delivery:
    named = f"{kind}-{subject}-{due_at:%d%H%M}"
    day = slot or snapshot_day(due_at)
    return Delivery(named, "T1", subject, day, due_at, DeliveryState.DUE, channel_id="C1", kind=kind)


@pytest.fixture
async def sqlite_database(migrated_sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(migrated_sqlite_url)
    yield database
    await database.close()


async def claimed(database: Database, now: datetime) -> set[DeliveryKind]:
    deliveries = SqlDeliveries(database)
    return {each.kind for each in await deliveries.claim(now=now, lease_until=now + 2 * MINUTE, limit=100)}


AT_ONCE: Final = (DeliveryKind.ALERT, DeliveryKind.NOW, DeliveryKind.NOTICE, DeliveryKind.PROGRAM, DeliveryKind.DETAILS)


@pytest.mark.parametrize("ahead", AHEAD[1:], ids=str)
async def test_what_was_due_at_once(database: Database, ahead: timedelta) -> None:
    """It is delivered within two minutes; a digest of that later day comes on its day."""
    then = NOW + ahead
    recorded = [delivery(kind, then, slot=snapshot_day(NOW)) for kind in AT_ONCE]
    await SqlDeliveries(database).record([*recorded, delivery(DeliveryKind.DIGEST, then)])
    assert await claimed(database, NOW + 2 * MINUTE) == set()
    await SqlSetBack(database)(now=NOW, just=True)

    assert await claimed(database, NOW + 2 * MINUTE) == set(AT_ONCE)
    assert DeliveryKind.DIGEST in await claimed(database, then + MINUTE)


async def test_that_a_lesson_was_lost(database: Database) -> None:
    lost = delivery(DeliveryKind.DECISION, NOW + 6 * HOUR, subject="d1-lesson-28-lost-0")
    await SqlDeliveries(database).record([lost])
    await SqlSetBack(database)(now=NOW, just=True)

    assert await claimed(database, NOW + 2 * MINUTE) == {DeliveryKind.DECISION}


async def test_what_a_killed_process_had_claimed(sqlite_database: Database) -> None:
    """Its lease ends when it would have by a right clock; on PostgreSQL leases are by the server's."""
    deliveries, then = SqlDeliveries(sqlite_database), NOW + 6 * HOUR
    await deliveries.record([delivery(DeliveryKind.DIGEST, NOW - HOUR)])
    assert await deliveries.claim(now=then, lease_until=then + 2 * MINUTE, limit=1)
    await SqlSetBack(sqlite_database)(now=NOW, just=False)
    found = await deliveries.claim(now=NOW + 3 * MINUTE, lease_until=NOW + 5 * MINUTE, limit=1)

    assert [each.attempt for each in found] == [2]


@pytest.mark.parametrize("ahead", AHEAD, ids=str)
async def test_what_waited_after_a_failure(database: Database, ahead: timedelta) -> None:
    """Tried, and to be tried again in ten minutes by the clock that was ahead: it does not wait for that."""
    deliveries, then = SqlDeliveries(database), NOW + ahead
    await deliveries.record([delivery(DeliveryKind.DIGEST, NOW - HOUR)])
    (tried,) = await deliveries.claim(now=then, lease_until=then + 2 * MINUTE, limit=1)
    await deliveries.postpone(tried, until=then + 10 * MINUTE, reason=None)
    assert await claimed(database, NOW + 2 * MINUTE) == set()
    await SqlSetBack(database)(now=NOW, just=True)

    assert await claimed(database, NOW + 2 * MINUTE) == {DeliveryKind.DIGEST}


async def test_a_read_failure_and_a_listing(database: Database) -> None:
    then, failures, syncs = NOW + 6 * HOUR, SqlReadFailures(database), SqlSyncs(database)
    await failures.note("T1", [read_failure_of("wx1", UNREACHABLE, now=then)])
    await syncs.put("authorisers", SyncState(1, 1, then, then))
    await SqlSetBack(database)(now=NOW, just=True)
    (kept,) = (await failures.all("T1")).values()
    state = await syncs.get("authorisers")

    assert kept.not_before <= NOW
    assert state
    assert state.started_at <= NOW - DAY


LEGITIMATE: Final = (
    *(delivery(DeliveryKind.DIGEST, NOW + ahead) for ahead in (MINUTE, HOUR, 7 * DAY)),
    delivery(DeliveryKind.ALERT, NOW + 10 * MINUTE, slot=snapshot_day(NOW), subject="A1"),
    delivery(DeliveryKind.ALERT, datetime(2026, 11, 23, 16, 10, tzinfo=UTC), slot=date(2026, 11, 24), subject="A2"),
    delivery(DeliveryKind.DECISION, NOW + 2 * DAY, subject="d1-reminder-0"),
    delivery(DeliveryKind.DECISION, NOW + 28 * DAY, subject="d1-lesson-28"),
)


async def test_what_a_right_clock_has_left_stays(database: Database) -> None:
    """A start, which cannot know whether the clock was wrong before it, changes none of it."""
    deliveries = SqlDeliveries(database)
    await deliveries.record(LEGITIMATE)
    await deliveries.record([delivery(DeliveryKind.NOW, NOW - MINUTE), delivery(DeliveryKind.NOTICE, NOW - MINUTE)])
    one, other = await deliveries.claim(now=NOW, lease_until=NOW + 2 * MINUTE, limit=2)
    await deliveries.postpone(other, until=NOW + 10 * MINUTE, reason=None)
    failures = [read_failure_of("wx1", UNREACHABLE, now=NOW)]
    failures += [read_failure_of("wx2", WeChatLimited(code=45009, until=NOW + 15 * HOUR), now=NOW)]
    await SqlReadFailures(database).note("T1", failures)
    await SqlSyncs(database).put("authorisers", SyncState(1, 1, NOW, NOW))
    before = await _everything(database)

    assert await SqlSetBack(database)(now=NOW, just=False) == 0
    assert await _everything(database) == before
    assert one.attempt == 1


async def _everything(database: Database) -> dict[str, list[Any]]:
    names = ("deliveries", "program_troubles", "syncs")
    return {name: sorted(map(str, await database.rows(select(METADATA.tables[name])))) for name in names}


async def test_it_is_noticed_and_done_until_the_clock_has_caught_up() -> None:
    """While it is behind what it has shown, as what began before may still write; after a start once it is steady."""
    calls = list[tuple[datetime, bool]]()

    async def bring_back(*, now: datetime, just: bool) -> int:
        calls.append((now, just))
        return 0

    notice = NoticeSetBack(bring_back)
    moments = [NOW, NOW + MINUTE, NOW - HOUR, NOW - HOUR + MINUTE, *(NOW + ahead * MINUTE for ahead in range(2, 9))]
    for now in moments:
        await notice(now=now)

    assert calls == [(NOW - HOUR, True), (NOW - HOUR + MINUTE, False), (NOW + 4 * MINUTE, False)]


UNOPENED_NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
OTHER = Vault([SecretStr(Fernet.generate_key().decode())])


async def installations(database: Database) -> Sequence[object]:
    one = Installation("T1", "Lost", "U1", "xoxb-canary-1", UNOPENED_NOW)
    await SqlInstallations(database, OTHER).put(one)
    kept = SqlInstallations(database, VAULT)
    await kept.put(replace(one, id="T2"))
    return [installation.id for installation in await kept.all()]


async def authorisations(database: Database) -> Sequence[object]:
    soon = UNOPENED_NOW + timedelta(hours=1)
    lost = SqlAuthorisations(database, OTHER)
    await lost.receive("canary-1", appid="wx1", origin=Origin(), expires_at=soon, now=UNOPENED_NOW)
    kept = SqlAuthorisations(database, VAULT)
    await kept.receive("canary-2", appid="wx2", origin=Origin(), expires_at=soon, now=UNOPENED_NOW)
    return [pending.appid for pending in await kept.unfinished()]


@pytest.mark.parametrize(("keep", "found"), [(installations, ["T2"]), (authorisations, ["wx2"])])
async def test_a_row_that_no_key_decrypts_is_named_and_left_out(
    database: Database, keep: Callable[[Database], Awaitable[Sequence[object]]], found: Sequence[object]
) -> None:
    with capture_logs() as logs:
        assert await keep(database) == found

    (entry,) = logs
    assert (entry["event"], entry["row"].split()[0]) == ("no key decrypts a stored row", keep.__name__[:-1])
    assert "canary" not in str(entry)


@dataclass
class WatchedVault:
    threads: set[threading.Thread] = field(default_factory=set)

    def __getattr__(self, name: str) -> Any:
        self.threads.add(threading.current_thread())
        return getattr(VAULT, name)


async def test_many_are_decrypted_beside_the_event_loop(database: Database) -> None:
    kept: Any = WatchedVault()
    await SqlInstallations(database, VAULT).put(Installation("T1", "One", "U1", "xoxb-1", UNOPENED_NOW))
    assert await SqlInstallations(database, kept).all()

    assert kept.threads
    assert threading.main_thread() not in kept.threads
