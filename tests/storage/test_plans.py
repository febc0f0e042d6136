"""How SQLite, without statistics, finds the rows of many programs."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Select, select, text

from bot.domain.access import Viewpoint
from bot.domain.fleet_row import WHOLE, Asked
from bot.domain.numbers.version import Version
from bot.ports.numbers import Moment
from bot.storage.decisions import busy, counting
from bot.storage.engine.database import Database
from bot.storage.fleets import raised_at
from bot.storage.numbers.fleet import judgements_near, newest_curves, newest_days, newest_judgements, of_those_days
from bot.storage.programs.labels import opt_ins_of
from bot.storage.programs.programs import called, read_on, readable
from bot.storage.tables.numbers import SNAPSHOTS
from bot.storage.tables.programs import KNOWN_PROGRAMS, PROGRAM_OPT_INS

DAY = date(2026, 11, 23)
PROGRAMS = ["wx1", "wx2"]
EXACT = "USING INDEX sqlite_autoindex_snapshots_1 (team_id=? AND appid=? AND day=?)"
LOOKS = {
    "the last days": (newest_days("T1", PROGRAMS, before=DAY), "(team_id=? AND appid=? AND day<?)"),
    "the newest": (select(SNAPSHOTS).where(*of_those_days("T1", PROGRAMS)), EXACT),
    "the newest of an earlier day": (select(SNAPSHOTS).where(*of_those_days("T1", PROGRAMS, before=DAY)), EXACT),
    "the newest judgements": (newest_judgements("T1", PROGRAMS), EXACT),
    "the judgements that are compared with": (
        judgements_near("T1", PROGRAMS, DAY),
        "(team_id=? AND appid=? AND day>? AND day<?)",
    ),
    "the newest curves": (newest_curves("T1", PROGRAMS), "sqlite_autoindex_coverage_curves_1 (team_id=? AND appid=?)"),
    "the newest proved": (select(SNAPSHOTS).where(*of_those_days("T1", PROGRAMS, proved=True)), EXACT),
    "who lets Baselib set some": (
        select(PROGRAM_OPT_INS).where(*opt_ins_of("T1", PROGRAMS)),
        "sqlite_autoindex_program_opt_ins_1 (team_id=? AND appid=?)",
    ),
    "which decisions are busy with one": (
        busy("T1", "wx1"),
        "ix_decision_programs_team_id_appid (team_id=? AND appid=?)",
    ),
    "who is called so": (
        select(KNOWN_PROGRAMS.c.appid).where(KNOWN_PROGRAMS.c.team_id == "T1", called("T1", "shop")),
        "ix_known_programs_team_id_alias_key (team_id=? AND alias_key=?)",
    ),
    "what became of a fleet": (
        counting("T1", ["decision", "other"]),
        "ix_decision_programs_team_id_decision_id_state_position (team_id=? AND decision_id=?",
    ),
}


@pytest.fixture
async def sqlite(migrated_sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(migrated_sqlite_url)
    yield database
    await database.close()


async def plan_of(sqlite: Database, query: Select[Any]) -> list[str]:
    async with sqlite.reading() as connection:
        statement = query.compile(connection.sync_engine, compile_kwargs={"literal_binds": True})
        return [row.detail for row in await connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]


@pytest.mark.parametrize("look", LOOKS)
async def test_a_year_of_days_is_not_walked_through(sqlite: Database, look: str) -> None:
    query, straight = LOOKS[look]
    plan = await plan_of(sqlite, query)

    assert any(straight in detail for detail in plan), plan
    assert not any(detail.endswith("(team_id=?)") for detail in plan), plan


async def test_a_day_s_work_goes_through_the_programs_alone(sqlite: Database) -> None:
    programs, _, days = await plan_of(sqlite, readable("T1").where(~read_on(DAY)))

    assert programs == "SEARCH known_programs USING INDEX ix_known_programs_team_id_position (team_id=?)"
    assert days == f"SEARCH snapshots {EXACT}"


async def test_each_program_finds_its_list_of_versions(sqlite: Database) -> None:
    query = raised_at(
        Asked(Viewpoint.everything("T1")), Moment(), Version((3, 8)), ["00001a", "00002b"], verdict=None, page=WHOLE
    )
    async with sqlite.reading() as connection:
        statement = query.compile(connection.sync_engine, compile_kwargs={"render_postcompile": True})
        nothing = tuple(None for _ in statement.positiontup or ())
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", nothing)).all()

    of_places = [row.detail for row in plan if " places " in row.detail]
    assert of_places == ["SEARCH places USING AUTOMATIC COVERING INDEX (list_id=?) LEFT-JOIN"]


async def test_however_many_are_asked_for_it_is_one_statement(sqlite: Database) -> None:

    def spelt(query: Select[Any, Any]) -> str:
        return str(query.compile(engine))

    async with sqlite.reading() as connection:
        engine = connection.sync_engine
    few, many = newest_days("T1", ["wx1"]), newest_days("T1", [f"wx{number}" for number in range(500)])

    assert spelt(few) == spelt(many)
    assert few._generate_cache_key() is not None  # nothing else tells
    assert few._generate_cache_key() == many._generate_cache_key()
