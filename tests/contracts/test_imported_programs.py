"""Promises of `bot.ports.programs.ImportedPrograms`."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain.programs import imported_program
from bot.ports.programs import KeptProgram, Labels
from bot.storage.programs.authorised import ERASED
from bot.storage.tables.decisions import DECISION_PROGRAMS, DECISIONS
from bot.storage.tables.digest import ALERTS
from bot.storage.tables.programs import AUTHORISATIONS, KNOWN_PROGRAMS
from bot.storage.tables.schema import METADATA
from tests.blocks.samples import snapshot
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
NEWS, OTHER = imported_program("news"), imported_program("other")
LEFT = (KNOWN_PROGRAMS, ALERTS, AUTHORISATIONS, DECISIONS, DECISION_PROGRAMS)
"""The known programs are made again without it, alerts end by themselves, an imported program has no authorisation, and
decisions stay for ever."""


async def test_nothing_is_left(stores: Stores) -> None:
    """Program, numbers, names and channel choices go; others and other workspaces keep theirs."""
    for team, program in (("T1", NEWS), ("T1", OTHER), ("T2", NEWS)):
        await stores.kept_programs.put(team, [KeptProgram(program.appid, program.nickname, added_at=NOW)])
        await stores.snapshots.save(team, [replace(snapshot({"3.8.0": 100}), appid=program.appid, imported_by="U1")])
        await stores.program_labels.put(team, program.appid, Labels(f"short-{program.nickname}", ("tag",)))
        await stores.channel_programs.put(team, f"C{program.nickname}", program.appid)

    await stores.imported_programs.erase("T1", NEWS.appid)
    await stores.imported_programs.erase("T1", NEWS.appid)

    assert [each.appid for each in await stores.kept_programs.all("T1")] == [OTHER.appid]
    assert await stores.program_labels.get("T1", NEWS.appid) == Labels()
    assert await stores.channel_programs.get("T1", "Cnews") is None
    assert not await stores.snapshots.since("T1", NEWS.appid, date.min)
    for team, program in (("T1", OTHER), ("T2", NEWS)):
        assert await stores.kept_programs.get(team, program.appid) is not None
        assert await stores.channel_programs.get(team, f"C{program.nickname}") == program.appid
        assert len(await stores.snapshots.since(team, program.appid, date.min)) == 1


def test_every_table_is_decided() -> None:
    """A new table with programs' rows is either erased too or listed as staying."""
    of_programs = {table for table in METADATA.sorted_tables if {"team_id", "appid"} <= {*table.columns.keys()}}
    assert of_programs == {*ERASED, *LEFT}
    assert not {*ERASED} & {*LEFT}
