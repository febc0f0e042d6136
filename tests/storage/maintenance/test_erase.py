"""A workspace is erased completely, and no other loses anything."""

from pathlib import Path
from typing import Final

from bot.domain.platform.authorisation import Origin
from bot.ports.programs import KeptProgram
from bot.ports.wechat import KeptToken
from bot.storage.engine.database import Database
from bot.storage.maintenance.erase import OF_A_WORKSPACE, forget, kept_of
from bot.storage.platform import SqlAccessTokens, SqlAuthorisations, SqlAuthorisers
from bot.storage.programs.authorised import SqlKeptPrograms
from bot.storage.tables.programs import INSTALLATIONS
from bot.storage.tables.schema import METADATA
from tests.contracts.conftest import VAULT
from tests.storage.everything import NOW, contents, fill, rows_of

OF_NO_WORKSPACE: Final = {"tickets", "access_tokens", "authorisers", "pushes", "syncs", "public_snapshots"}
"""Tables without a workspace: WeChat's or the platform's. Weigh here whose a new one is."""
NOTHING: Final = frozenset[str]()


def test_every_table_belongs_to_a_workspace_or_to_none() -> None:
    """A new table cannot be left out by mistake."""
    assert {table.name for table in OF_A_WORKSPACE} == METADATA.tables.keys() - OF_NO_WORKSPACE


async def test_every_row_of_it_goes_and_no_other(database: Database) -> None:
    """In every table; what is erased equals the count, and other workspaces keep all."""
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
    """Its installation belongs to no single workspace, and goes by the organisation's id."""
    team = rows_of(INSTALLATIONS, "T1", 1)[0]
    async with database.writing() as connection:
        await connection.execute(INSTALLATIONS.insert(), [team, {**team, "id": "E1", "team_id": ""}])
    erased = [await forget(database, who, listed=NOTHING) for who in ("T1", "E1")]

    assert erased == [{"installations": 1}, {"installations": 1}]
    assert await kept_of(database, "E1") == {}


async def test_its_bytes_are_gone_from_the_file(migrated_sqlite_url: str) -> None:
    """SQLite would leave deleted rows in its pages and log."""
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
