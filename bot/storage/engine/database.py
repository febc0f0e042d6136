"""One database: its connections, its migrations, and whether it can be used."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVarTuple
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    DateTime,
    Engine,
    Interval,
    Row,
    Select,
    TextClause,
    bindparam,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util import greenlet_spawn

from bot.errors import StorageUnavailable
from bot.lib.machine_time import machine_time
from bot.lib.processes import has_room
from bot.storage.engine.columns import Instant
from bot.storage.engine.engines import APART, APPLICATION, IMMEDIATE, POOLED, compact, create_engine, read_url
from bot.storage.engine.limits import Cut, Limits, limited, translated, without_socket
from bot.storage.engine.revisions import require_current, upgrade


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold a lock file beside the database. The system releases it even when the process is killed."""
    path = _beside(database)
    try:
        file = path.open("ab")
    except OSError as error:
        raise StorageUnavailable(reason="no-folder") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageUnavailable(reason="in-use") from error
        # The file stays: deleting it would let a third process lock a new one while a second waits on the old.
        yield


def is_held(database: Path) -> bool:
    """Whether a process holds the lock file. Creates none, and releases it immediately."""
    try:
        file = _beside(database).open("rb")
    except OSError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _beside(database: Path) -> Path:
    return database.with_name(f"{database.name}-lock")


_Columns = TypeVarTuple("_Columns")
_LIMITS = Limits()
LEAST_FREE = 8 << 20
"""Bytes beside a SQLite file: twice what its log grows to before it is emptied."""
_AROUND: ContextVar["tuple[Database | None, AsyncConnection | None]"] = ContextVar("_AROUND", default=(None, None))
"""The transaction that this task is in, and its database."""
_MIGRATION_LOCK = 0x626173656C6962  # "baselib": advisory locks are named by a number
_MIGRATION = Limits(lock=timedelta(seconds=60), transaction=None)
_NAMED_LOCKS = 0x62617365
"""The space of `exclusive`'s locks; that of the migrations is another, as it has a single number."""
_WAIT_FOR_LOCK = text("SELECT pg_advisory_xact_lock(:space, hashtext(:name))")
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:space, hashtext(:name))")
_WAIT_FOR_OTHERS = timedelta(seconds=30)
_ONE_STATE = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
_TAKING_LONG = text(
    "SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true),"
    " set_config('work_mem', '16MB', true)"  # a whole fleet fits: with the usual four it goes through a file
)
_NO_MEMORY = text("SELECT set_config('work_mem', '64kB', true), set_config('temp_tablespaces', '', true)")
"""What does not fit goes into a file beside the tables."""
_PUT_ASIDE = text("SELECT count(*) FROM unnest(array_fill(repeat('x', 8000), ARRAY[256]))")
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = :name AND pid <> pg_backend_pid()"
)


def _rows(
    engine: Engine, query: Select[*_Columns] | CompoundSelect[*_Columns], parameters: Mapping[str, object] | None
) -> Sequence[Row[*_Columns]]:
    with engine.connect() as connection:
        return connection.execute(query, parameters).all()


class Database:
    """The database as repositories use it. Made once, by the composition root; `close` ends it.

    Every method raises `StorageUnavailable` when the database cannot be used.
    """

    def __init__(self, url: str, *, limits: Limits = _LIMITS, room: Callable[[Path, int], bool] = has_room) -> None:
        """Read the DATABASE_URL; nothing is connected yet.

        Args:
            url: `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://...`.
            room: whether so many bytes can still be written in a folder.
        """
        self._url = read_url(url)
        self._limits = limits
        self._room = room
        self._engine = create_engine(self._url, limits=limits)
        self._writer = self._engine.execution_options(**{IMMEDIATE: True})
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
        """Of each event loop's one that writes to a SQLite file."""
        apart = {"isolation_level": "AUTOCOMMIT"} if self.shared else {APART: True}
        self._apart = self._engine.execution_options(**apart)
        self._locks = create_engine(self._url, limits=limits, idles=True)
        """A pool of its own: the holder of a lock needs a second connection to go on, and must not wait for one that
        another holder occupies for the same reason."""

    @property
    def shared(self) -> bool:
        """Whether several processes may use it: PostgreSQL yes, SQLite no."""
        return self._url.get_backend_name() == "postgresql"

    @asynccontextmanager
    async def reading(self, *, apart: bool = False) -> AsyncIterator[AsyncConnection]:
        """Yield a connection for reading; what is written through it is rolled back.

        Args:
            apart: for a single query, or several that may see different states; nothing may be written through it.
                Quicker: PostgreSQL is asked once for each instead of three times.
        """
        engine = self._apart if apart else self._engine
        async with self._limited(engine.connect(), self._limits) as (connection, _):
            yield connection

    async def rows(
        self, query: Select[*_Columns] | CompoundSelect[*_Columns], parameters: Mapping[str, object] | None = None
    ) -> Sequence[Row[*_Columns]]:
        """Return what a query finds, read at once.

        Args:
            query: with the same one each time, and parameters, SQLAlchemy need not look up its SQL.
        """
        if self.shared:
            async with self.reading(apart=True) as connection:
                return (await connection.execute(query, parameters)).all()
        with translated():
            async with without_socket(self._limits):  # in one step, where SQLAlchemy's connection takes four
                return await greenlet_spawn(_rows, self._apart.sync_engine, query, parameters)

    async def row(
        self, query: Select[*_Columns] | CompoundSelect[*_Columns], parameters: Mapping[str, object] | None = None
    ) -> Row[*_Columns] | None:
        """Return the only row that a query finds, if any."""
        (found,) = await self.rows(query, parameters) or (None,)
        return found

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Like `reading`, but it may take long, and every statement sees the state at the first one."""
        async with self._limited(self._engine.connect(), replace(self._limits, transaction=None)) as (connection, _):
            if self.shared:
                await connection.execute(_ONE_STATE)
                await connection.execute(_TAKING_LONG)
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Yield a transaction: committed at the end, rolled back on an exception.

        Inside `together` it joins that one.
        """
        database, around = _AROUND.get()
        if around is not None and database is self:
            with translated():
                yield around
            return
        beginning = self._writer.begin() if self.shared else self._begin_in_turn()
        async with self._limited(beginning, self._limits) as (connection, _):
            yield connection

    @asynccontextmanager
    async def alone_writing(self) -> AsyncIterator[AsyncConnection]:
        """For one statement that is a transaction by itself: PostgreSQL is asked once instead of three times.

        Through a pooler three times all the same, as only a transaction has its limits there.
        """
        if not self.shared:
            async with self.writing() as connection:
                yield connection
            return
        async with self._limited(self._apart.connect(), self._limits) as (connection, _):
            yield connection
            if connection.info[POOLED]:
                await connection.commit()

    @asynccontextmanager
    async def _begin_in_turn(self) -> AsyncIterator[AsyncConnection]:
        """Writers of this process wait in order: SQLite would let each try now and then, and some never succeed."""
        turn = self._turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        async with turn, self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def together(self) -> AsyncIterator[AsyncConnection]:
        """Yield a transaction that every `writing` of the same task inside it joins."""
        async with self.writing() as connection:
            token = _AROUND.set((self, connection))
            try:
                yield connection
            finally:
                _AROUND.reset(token)

    async def prepare(self) -> None:
        """Prepare it at start: migrate SQLite; only check PostgreSQL, which `baselib db upgrade` migrates."""
        if self.shared:
            await self.check()
        else:
            await self.migrate()

    async def migrate(self) -> None:
        """Bring the tables up to date, all or nothing; a second process that does the same waits for the first."""
        async with self.migrating() as connection:
            await connection.run_sync(upgrade)

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[AsyncConnection]:
        """Like `writing`, for changes that may take long: one process at a time, and others wait longer."""
        patient = create_engine(self._url, limits=_MIGRATION, idles=True)
        try:
            beginning = patient.execution_options(**{IMMEDIATE: True}).begin()
            async with self._limited(beginning, _MIGRATION) as (connection, _):
                if self.shared:
                    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
                yield connection
        finally:
            await patient.dispose()

    @asynccontextmanager
    async def exclusive(self, name: str) -> AsyncIterator[None]:
        """Yield a lock that one replica at a time holds for each name; the others wait. On SQLite it does nothing.

        The lock ends with its transaction, so a replica that dies releases it.
        """
        if not self.shared:
            yield
            return
        async with self._holding(_WAIT_FOR_LOCK, name):
            yield

    async def wait_for_turn(self, connection: AsyncConnection, name: str) -> None:
        """Within `writing`: what the next statement counts stays true: others who wait for this name wait for its end.

        On SQLite every transaction that writes is alone.
        """
        if self.shared:
            await connection.execute(_WAIT_FOR_LOCK, {"space": _NAMED_LOCKS, "name": name})

    @asynccontextmanager
    async def only_one(self, name: str) -> AsyncIterator[bool]:
        """Like `exclusive`, but without waiting: yields whether this replica holds the lock."""
        if not self.shared:
            yield True
            return
        async with self._holding(_TRY_LOCK, name) as answer:
            yield bool(answer)

    @asynccontextmanager
    async def _holding(self, lock: TextClause, name: str) -> AsyncIterator[object]:
        """Yield what the statement answers. Its transaction lasts as long as the work that the lock protects."""
        limits = replace(self._limits, transaction=None)
        async with self._limited(self._locks.begin(), limits) as (connection, cut):
            cut.after(self._limits.connection + _WAIT_FOR_OTHERS)
            await connection.execute(text(f"SET LOCAL lock_timeout = '{_WAIT_FOR_OTHERS.seconds}s'"))
            answer = await connection.scalar(lock, {"space": _NAMED_LOCKS, "name": name})
            cut.never()
            try:
                yield answer
            finally:
                cut.after(self._limits.connection)

    @asynccontextmanager
    async def _limited(
        self, connecting: AbstractAsyncContextManager[AsyncConnection], limits: Limits
    ) -> AsyncIterator[tuple[AsyncConnection, Cut]]:
        try:
            with translated():
                async with limited(connecting, limits) as limited_connection:
                    yield limited_connection
        except StorageUnavailable as error:
            if error.reason == "no-answer" and self.shared:
                await self.close()  # the idle connections: what silenced one has silenced them all
            raise

    async def check(self) -> None:
        """Check that the tables are at this code's revision."""
        async with self.reading() as connection:
            await connection.run_sync(require_current)

    async def ping(self) -> None:
        """Run an empty query to see that the database answers."""
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def require_room(self) -> None:
        """Check that files can grow: on a full disk small writes go on for a while, into the room that is there.

        Nothing stays of it: PostgreSQL puts two megabytes aside, which its cache usually need not even write.
        """
        if self.shared:
            async with self.reading() as connection:
                await connection.execute(_NO_MEMORY)
                await connection.execute(_PUT_ASIDE)
            return
        folder = Path((self._url.database or "").removeprefix("file:")).parent
        if not await asyncio.to_thread(self._room, folder, LEAST_FREE):
            raise StorageUnavailable(reason="full")

    async def now(self) -> datetime:
        """Return the time by PostgreSQL's clock (aware); only where `shared`."""
        async with self.reading() as connection:
            return (await connection.execute(select(func.clock_timestamp(type_=DateTime(timezone=True))))).scalar_one()

    def ago(self, past: timedelta = timedelta(0)) -> ColumnElement[datetime]:
        """In a statement: so long before it runs, by PostgreSQL's clock, or by this process's on SQLite."""
        if self.shared:
            return func.clock_timestamp(type_=Instant()) - literal(past, Interval())
        return bindparam(None, callable_=lambda: machine_time() - past, type_=Instant())

    async def has_others(self) -> bool:
        """Whether other Baselib processes are connected to this PostgreSQL; only where `shared`."""
        async with self.reading() as connection:
            return bool(await connection.scalar(_OTHERS, {"name": APPLICATION}))

    async def compact(self) -> None:
        """Rewrite a SQLite file without deleted rows: until then their bytes stay in the file and its log.

        PostgreSQL does so by itself (autovacuum). Only while no other process uses the file.
        """
        if not self.shared:
            await self.close()
            with translated():
                await asyncio.to_thread(compact, Path(self._url.database or ""))

    def alone(self) -> AbstractContextManager[None]:
        """Held by `baselib run` while it runs: refuses a second one on a SQLite file with the reason `in-use`."""
        return nullcontext() if self.shared else alone(Path(self._url.database or ""))

    async def close(self) -> None:
        await self._engine.dispose()
        await self._locks.dispose()


_STEP: Final = 2_000
"""Rows: a millisecond or two."""


async def texts(database: Database, query: Select[*tuple[Any, ...]]) -> list[str]:
    """Return the first column of what a query finds, of a hundred thousand programs, too."""
    found = list[str]()
    async with database.reading() as connection:
        async for some in (await connection.stream(query)).scalars().partitions(_STEP):
            found += some
    return found
