"""`baselib db` and `baselib forget`: what they print where, and what every command does with a newer database."""

import asyncio
import signal
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.errors import BackupRefused, StorageUnavailable, UnknownWorkspace
from bot.i18n import LOCALES, texts_for
from bot.ports.slack import Workspace
from bot.settings import load_settings
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.storage.platform import SqlAuthorisers
from bot.storage.programs.labels import SqlChannelPrograms
from bot.storage.workspaces import SqlWorkspaces
from tests.command_line import Result, assert_refused, baselib, commands

pytestmark = pytest.mark.usefixtures("bare_command_line")


Env = pytest.MonkeyPatch
ENGLISH: Final = texts_for("en")
FILE: Final = "monday.backup"


@pytest.fixture
def database(migrated_command_line: None, tmp_path: Path) -> Path:
    """The database that the command line works on, with a workspace in it."""
    del migrated_command_line
    asyncio.run(keep())
    return tmp_path / "baselib.db"


async def keep() -> None:
    """Make a workspace, and the programs of a channel in it and in another one."""
    database = Database(load_settings().database_url)
    await database.migrate()
    await SqlWorkspaces(database).put(Workspace("T1", "canary", "U1"))
    for team, channel in (("T1", "C1"), ("T2", "C2")):
        await SqlChannelPrograms(database).put(team, channel, "wx1")
    await database.close()


def run(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement).fetchall()


def teams(path: Path) -> list[tuple[object, ...]]:
    return run(path, "SELECT team_id FROM channel_programs ORDER BY team_id")


@pytest.mark.parametrize("locale", LOCALES)
def test_out_and_back(database: Path, locale: str) -> None:
    """A backup brings back what was lost since; each says in one sentence how much there was."""
    t = texts_for(locale)
    made = baselib("db", "backup", FILE, locale=locale)
    run(database, "DELETE FROM channel_programs")
    restored = baselib("db", "restore", FILE, "--yes", locale=locale)
    (revision,) = run(database, "SELECT version_num FROM alembic_version")[0]

    assert (made.exit_code, restored.exit_code) == (0, 0)
    assert made.stdout == t("cli-db-backed-up", rows=3, file=FILE, revision=str(revision)) + "\n"
    assert restored.stdout.startswith(t("cli-db-restored", rows=3, made="|").split("|")[0])
    assert made.stderr == restored.stderr == ""
    assert teams(database) == [("T1",), ("T2",)]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_refused(tmp_path: Path, locale: str) -> None:
    """A file that stands there, one that is none, a database that is not empty: a sentence each, and status 1."""
    baselib("db", "backup", FILE)
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    cases = {
        ("backup", FILE): "exists",
        ("backup", "nowhere/monday.backup"): "unwritable",
        ("restore", FILE): "not-empty",
        ("restore", "notes.txt", "--yes"): "no-backup",
        ("restore", "nowhere", "--yes"): "unreadable",
    }
    for arguments, reason in cases.items():
        error = BackupRefused(reason=reason, file=arguments[1])
        assert_refused(baselib("db", *arguments, locale=locale), error, 1, locale=locale)
    assert baselib("db", "backup", FILE, "--force").exit_code == 0


def test_not_while_the_bot_runs(database: Path) -> None:
    with Database(f"sqlite:///{database}").alone():
        assert baselib("db", "backup", FILE).exit_code == 0
        for arguments in (("db", "restore", FILE, "--yes"), ("forget", "T1", "--yes")):
            assert_refused(baselib(*arguments), StorageUnavailable(reason="in-use"), 1)

    assert teams(database) == [("T1",), ("T2",)]


def forget(typed: str, locale: str = "en") -> Result:
    return baselib("forget", "T1", locale=locale, typed=typed)


@pytest.mark.parametrize("locale", LOCALES)
def test_forgetting(database: Path, locale: str) -> None:
    """It shows what is kept and asks; then it says what was erased, table by table, and that it has looked again."""
    t = texts_for(locale)
    declined = forget("n\n", locale)
    left = teams(database)
    agreed = forget("y\n", locale)
    counts = "\n  channel_programs  1\n  workspaces  1\n"

    assert declined.exit_code == 1
    assert t("cli-forget-kept", team="T1") + counts in declined.stdout
    assert t("cli-forget-sure") in declined.stdout
    assert left == [("T1",), ("T2",)]
    assert agreed.exit_code == 0
    assert agreed.stdout.endswith(t("cli-forget-erased", team="T1") + counts + t("cli-forget-proved", team="T1") + "\n")
    assert teams(database) == [("T2",)]
    assert b"canary" not in database.read_bytes()


@pytest.mark.parametrize("locale", LOCALES)
def test_forgetting_without_being_asked(database: Path, locale: str) -> None:
    first = baselib("forget", "T1", "--yes", locale=locale)

    assert first.exit_code == 0
    assert texts_for(locale)("cli-forget-sure") not in first.output
    assert_refused(baselib("forget", "T1", "--yes", locale=locale), UnknownWorkspace(team="T1"), 2, locale=locale)
    assert teams(database) == [("T2",)]


def test_forgetting_what_comes_back(database: Path) -> None:
    """Whoever writes meanwhile is found out: it is said, with status 1, and not called proved."""
    run(database, "CREATE TRIGGER again AFTER DELETE ON channel_programs WHEN OLD.team_id = 'T1' BEGIN"
        " INSERT INTO channel_programs VALUES (OLD.team_id, OLD.channel_id || '!', OLD.appid); END")  # fmt: skip
    result = baselib("forget", "T1", "--yes")

    assert result.exit_code == 1
    assert ENGLISH("cli-forget-left", team="T1") in result.stdout
    assert ENGLISH("cli-forget-proved", team="T1") not in result.stdout


NEED: Final[Mapping[str, tuple[str, ...]]] = {
    "run": (),
    "report": ("shop",),
    "raise": ("3.0.0", "shop"),
    "cover": ("99", "shop"),
    "trend": ("shop",),
    "can": ("wx.request",),
    "decisions": (),
    "import": ("source/numbers.csv", "--program", "news"),
    "delete": ("news", "--yes"),
    "fleet": (),
    "audit": (),
    "sweep": (),
    "sync": (),
    "scan": ("source", "--program", "shop", "--max-loss", "1"),
    "eslint": ("shop",),
    "typings": ("source", "--program", "shop"),
    "forget": ("T1", "--yes"),
    "db upgrade": (),
    "db backup": ("other.backup",),
    "db restore": (FILE, "--yes"),
    "keys rotate": (),
}
"""What each command that opens the database is given."""
WITHOUT: Final = {"demo", "doctor", "keys new", "manifest", "mcp"}
"""Those that do not, or that tell it among other findings."""


def test_every_command_is_tried_below() -> None:
    assert {path for path, command in commands() if not command.below} <= NEED.keys() | WITHOUT


@pytest.fixture
def _signals_as_they_were() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def _newer(monkeypatch: Env, database: Path, tmp_path: Path) -> None:
    """Settings for everything, and a database that a newer Baselib has migrated."""
    for name, value in {
        "LOG_LEVEL": "WARNING",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "secret",
        "WECHAT_PROGRAMS": "shop=wx1234567890abcdef",
        "WECHAT_TOKEN_URL": "http://127.0.0.1:9/token",
        "WECHAT_PROGRAMS_URL": "http://127.0.0.1:9/programs",
        "BASELIB_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    }.items():
        monkeypatch.setenv(name, value)
    baselib("db", "backup", FILE)
    run(database, "UPDATE alembic_version SET version_num = '9999'")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "app.js").write_text("wx.login()", encoding="utf-8")
    (tmp_path / "source" / "numbers.csv").write_text("3.5.5,1\n3.6.4,99", encoding="utf-8")


@pytest.mark.usefixtures("_newer", "_signals_as_they_were")
def test_a_newer_database_is_refused(database: Path) -> None:
    """By whatever opens it: with a sentence that says so, and nothing in it is changed."""
    before = run(database, "SELECT * FROM sqlite_master"), teams(database)
    results = {command: baselib(*command.split(), *given) for command, given in NEED.items()}
    refusal = (1, "", ENGLISH.error(StorageUnavailable(reason="newer")) + "\n")

    assert {
        name: (result.exit_code, result.stdout, result.stderr) for name, result in results.items()
    } == dict.fromkeys(NEED, refusal)
    assert (run(database, "SELECT * FROM sqlite_master"), teams(database)) == before


NEW, OLD = (Fernet.generate_key().decode() for _ in range(2))


migrated = pytest.mark.usefixtures("migrated_command_line")


def with_database(work: Callable[[Database], Awaitable[None]]) -> None:
    """Do something with the database that the command line works on."""

    async def opened() -> None:
        database = Database(load_settings().database_url)
        await work(database)
        await database.close()

    asyncio.run(opened())


def keys_keep(count: int, key: str) -> None:
    tokens = {f"wx{number}": "canary" for number in range(count)}
    with_database(lambda database: SqlAuthorisers(database, Vault([SecretStr(key)])).keep(tokens))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_new_key_is_a_line_for_the_settings(monkeypatch: Env, locale: str) -> None:
    """It stands alone on standard output, needs no settings, is accepted, and is another one each time."""
    result = baselib("keys", "new", locale=locale)
    name, _, key = result.stdout.strip().partition("=")
    monkeypatch.setenv(name, key)

    assert result.exit_code == 0
    assert result.stderr == texts_for(locale)("cli-keys-made") + "\n"
    assert [key.get_secret_value() for key in load_settings().baselib_encryption_keys] == [key]
    assert baselib("keys", "new").stdout != result.stdout


@migrated
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_rotating(monkeypatch: Env, locale: str, count: int) -> None:
    """It says how many secrets were encrypted anew, after which the earlier key is not needed any more."""
    keys_keep(count, OLD)
    monkeypatch.setenv("BASELIB_ENCRYPTION_KEYS", f"{NEW},{OLD}")
    result = baselib("keys", "rotate", locale=locale)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == texts_for(locale)("cli-keys-rotated", count=count) + "\n"
    monkeypatch.setenv("BASELIB_ENCRYPTION_KEYS", NEW)
    assert baselib("keys", "rotate").stdout == texts_for("en")("cli-keys-rotated", count=0) + "\n"


@migrated
def test_rotating_without_the_earlier_key(monkeypatch: Env) -> None:
    """It says which setting is to be mended, and changes nothing; asked to, it lets go of what cannot be opened."""
    keys_keep(2, OLD)
    monkeypatch.setenv("BASELIB_ENCRYPTION_KEYS", NEW)
    refused = baselib("keys", "rotate")
    forgotten = baselib("keys", "rotate", "--forget")

    assert_refused(refused, StorageUnavailable(reason="key"), 1)
    assert forgotten.exit_code == 0
    assert forgotten.stdout.splitlines()[-1] == texts_for("en")("cli-keys-forgotten", count=2)
    assert baselib("keys", "rotate").exit_code == 0


def test_rotating_without_a_key(tmp_path: Path) -> None:
    result = baselib("keys", "rotate")

    assert result.exit_code == 1
    assert "BASELIB_ENCRYPTION_KEYS=" in result.stderr
    assert "baselib keys new" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_rotating_an_old_database(monkeypatch: Env) -> None:
    monkeypatch.setenv("BASELIB_ENCRYPTION_KEYS", NEW)

    assert_refused(baselib("keys", "rotate"), StorageUnavailable(reason="older"), 1)
