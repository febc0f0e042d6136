"""A whole installation as the code of commit 32c248a3 left it keeps its rows, and answers as that code did.

`content_32c248a3.jsonl` has the lines of its backup after six days of use by three people: without most numbers, and
with "sealed" for each secret. `content_32c248a3_answers.json` has what its command line said of it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import Connection, create_engine

from bot.domain.access.roles import Role
from bot.domain.home.preferences import Preferences
from bot.sandbox.wechat.config import demo_programs
from bot.storage.access.rules import SqlAccessRules
from bot.storage.alerts.alerts import SqlAlerts
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from bot.storage.engine.revisions import upgrade
from bot.storage.home import SqlPreferences
from bot.storage.maintenance.backup_file import read_backup
from bot.storage.maintenance.vault import Vault
from bot.storage.platform.authorisers import SqlAuthorisers
from bot.storage.programs.channel_programs import SqlChannelPrograms
from bot.storage.programs.opt_ins import SqlOptIns
from bot.storage.tables.schema import FORMER, tables_in
from tests.command_line import baselib, data_of, local_wechat, set_clock
from tests.logging_state import kept_logging
from tests.storage.backups import resealed, write
from tests.storage.everything import contents, put
from tests.storage.migrations.past import up_to
from tests.storage.migrations.test_every_revision import DROPPED, RENAMED, only

HERE: Final = Path(__file__).parent
FORECAST: Final = {"foreseen", "forecasts"}
ANSWERS: Final[Mapping[str, Any]] = json.loads((HERE / "content_32c248a3_answers.json").read_text("utf-8"))
OTHERWISE: Final = [
    "raise 3.8.5 shop.loss_percent_week_ago.low: 2.71 -> 2.73",
    "raise 3.8.5 shop.loss_percent_week_ago.high: 2.71 -> 2.73",
    "trend shop.lines.0.since_week_points: -0.06 -> -0.04",
    "trend shop.lines.1.since_week_points: -0.06 -> -0.04",
    "trend shop.lines.2.since_week_points: -0.06 -> -0.04",
    "trend shop.lines.3.since_week_points: -0.06 -> -0.04",
    "fleet.need_attention: 2 -> 3",
    "fleet.standings.ready: 15 -> 14",
    "fleet.safe_minimums_99.3.18.3: 1 -> None",
    "fleet.tags.3.standings.ready: 8 -> 7",
    "fleet.programs.1.standing: ready -> doubtful",
    "fleet.programs.1.safe_minimum_99: 3.18.3 -> None",
    "fleet.programs.1.loss_percent_at_safe_minimum: {'low': 0.0, 'high': 0.0} -> None",
]
"""What is answered otherwise on purpose."""
READ: Final = {("audit", "before"), ("audit", "after"), ("decisions", "run")}
"""Values that are partly written in another way: `test_old_decisions.py` looks at them."""
TEAM: Final = "T0SANDBOX"
KEY: Final = Fernet.generate_key().decode()
VAULT: Final = Vault([SecretStr(KEY)])
SETTINGS: Final = {
    "BASELIB_HOME_TEAM": TEAM,
    "BASELIB_PUBLIC_URL": "https://baselib.example.com",
    "BASELIB_ENCRYPTION_KEYS": KEY,
    "WECHAT_COMPONENT_APPID": "wx0000000000000001",
    "WECHAT_COMPONENT_SECRET": "secret",
    "WECHAT_COMPONENT_TOKEN": "token",
    "WECHAT_COMPONENT_AES_KEY": "a" * 43,
    "WECHAT_API_URL": "http://127.0.0.1:9",
    "WECHAT_PUBLIC_URL": "http://127.0.0.1:9/public",
}
_, COFFEE, CLINIC = (program.appid for program in demo_programs()[:3])
CONDITIONS: Final = {
    "safe minimum rises",
    "loss > 0.5% at 3.8.5",
    "loss > 1% at 3.8.5",
    "coverage >= 90% at 3.8.5",
    "minimum changed",
    "needs attention",
    "rollback",
}
ORDERS: Final = {
    ("C0MINIAPP", (0,), "Asia/Shanghai"),
    ("C0RELEASE", (0,), "Europe/Berlin"),
    ("C0338E5MG5S", (1,), "Europe/Berlin"),
}
ASKED_AT: Final = datetime(2026, 11, 25, 3, 5, tzinfo=UTC)
"""Five minutes after the newest numbers: nothing is read from WeChat."""


def load(connection: Connection, folder: Path) -> None:
    """Put its rows into empty tables, and made-up ones where it had none."""
    up_to(connection, "0022")
    tables = dict(tables_in(connection))
    lines = (HERE / "content_32c248a3.jsonl").read_text("utf-8").splitlines(keepends=True)
    write(folder / "old.backup", resealed([*lines, ""]))
    for table, rows in read_backup(folder / "old.backup").batches(tables, size=len(lines)):
        for row in rows:
            row.update({name: VAULT.seal(str(value)) for name, value in row.items() if name.endswith("_enc") and value})
        connection.execute(table.insert(), rows)
        del tables[table.name]
    put(connection, tables, TEAM)


@pytest.fixture
def installation(empty_url: str, tmp_path: Path) -> Iterator[Connection]:
    """Its database, before the migrations."""
    engine = create_engine(empty_url.replace("postgresql", "postgresql+psycopg", 1))
    with engine.begin() as connection:
        load(connection, tmp_path)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_every_row_is_kept(installation: Connection) -> None:
    """With all its values; there were rows in every table, and what a former one had is in the audit log."""
    before = contents(installation)
    upgrade(installation)
    after = contents(installation)

    assert all(before.values())
    for table in before.keys() - FORMER:
        kept = [column for column in before[table][0] if (table, column) not in DROPPED | READ]
        now = [column if column in after[table][0] else RENAMED[table, column] for column in kept]
        assert not only(before[table], kept) - only(after[table], now), table
    changes = only(before["order_changes"], ("team_id", "subscription_id", "at", "by"))
    assert not changes - only(after["audit"], ("team_id", "subject", "at", "by"))


@pytest.fixture
def command_line(
    installation: Connection, bare_environment: None, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """That of the platform whose database it is; only the time can be asked for."""
    del bare_environment
    installation.close()
    with local_wechat() as url, kept_logging():
        set_clock(url, set=ASKED_AT.isoformat())
        for name, value in {**SETTINGS, "DATABASE_URL": empty_url, "BASELIB_CLOCK_URL": f"{url}/sandbox/clock"}.items():
            monkeypatch.setenv(name, value)
        assert baselib("db", "upgrade").exit_code == 0
        yield


@pytest.mark.usefixtures("command_line")
def test_the_answers_are_the_same() -> None:
    """All that was said is said in JSON; there may be more. What is forecast may be another number or day.

    A week ago is one day now, not a median; and of the program with one version nothing is to be set (`OTHERWISE`).
    """
    now = {asked: data_of(baselib(*asked.split(), "--json")) for asked in ANSWERS}

    assert list(differences(ANSWERS, now)) == OTHERWISE


async def test_what_people_set_is_set(installation: Connection, empty_url: str) -> None:
    """Today's code reads it."""
    installation.close()
    database = Database(empty_url)
    await database.migrate()
    rules, people = SqlAccessRules(database), SqlPreferences(database)
    alerts = await SqlAlerts(database).of_channel(TEAM, "C0MINIAPP")
    orders = await SqlSubscriptions(database).of_team(TEAM)
    granted = (await rules.roles(TEAM)).granted

    assert {alert.condition.words for alert in alerts} == CONDITIONS
    assert [alert.number for alert in alerts if alert.muted_until] == [3]
    assert {(order.channel_id, order.schedule.weekdays, order.schedule.zone) for order in orders} == ORDERS
    assert granted["U0CARLA"].role is Role.ADMIN
    assert await rules.restrictions(TEAM) == {CLINIC: {"C0RELEASE"}}
    assert await people.get(TEAM, "U0BOWEN") == Preferences(locale="en", followed=(COFFEE,))
    assert (await SqlOptIns(database).get(TEAM, COFFEE)).on
    assert await SqlChannelPrograms(database).get(TEAM, "C0RELEASE") == COFFEE
    assert await SqlAuthorisers(database, VAULT).refresh_token(COFFEE) == "sealed"
    await database.close()


def differences(was: Any, now: Any, *path: str) -> Iterator[str]:
    """Where an answer lacks something, or says something else."""
    if isinstance(was, dict) and isinstance(now, dict):
        for name, value in was.items():
            yield from differences(value, now.get(name), *path, name)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        if was and isinstance(was[0], dict) and "appid" in was[0]:
            was, now = (sorted(each, key=lambda row: row["appid"]) for each in (was, now))
        for number, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from differences(one, other, *path, str(number))
    elif was != now and (now is None or not FORECAST.intersection(path)):
        yield f"{'.'.join(path)}: {was} -> {now}"
