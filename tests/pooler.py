"""A real PgBouncer before the tests' PostgreSQL."""

import asyncio
import os
import pwd
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.needs import POOLER
from tests.patience import PATIENCE
from tests.postgres import UNPRIVILEGED, PostgresServer
from tests.skips import skip_without

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
