"""A workspace's programs, from all sources together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest
from sqlalchemy import select, text, update
from structlog.testing import capture_logs

from bot.domain.access import Viewpoint
from bot.domain.fleet_row import Asked
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import AuthStatus, Program
from bot.errors import StorageUnavailable
from bot.ports.programs import KeptProgram, Labels
from bot.storage.engine.database import Database
from bot.storage.programs.authorised import SqlKeptPrograms
from bot.storage.programs.known import KnownPrograms
from bot.storage.programs.labels import SqlProgramLabels
from bot.storage.programs.programs import SqlPrograms
from bot.storage.tables.programs import PROGRAM_REVISIONS

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
SHOP = Program(Visible("wx1"), alias="shop", nickname="设置的名字")
TEA = Program(Visible("wx2"), alias="tea")


def listed(appid: str, alias: str = "", *tags: str, nickname: str = "") -> KeptProgram:
    return KeptProgram(appid, nickname, listed_alias=alias, listed_tags=tags)


async def labelled(database: Database, appid: str, alias: str, *tags: str) -> None:
    assert await SqlProgramLabels(database).put("T1", appid, Labels(alias, tags))


async def every(programs: SqlPrograms, team_id: str) -> Sequence[Program]:
    return await programs.found(Asked(Viewpoint.everything(team_id)))


async def aliases(programs: SqlPrograms) -> dict[str, str]:
    return {program.appid: program.alias for program in await every(programs, "T1")}


async def test_the_settings_come_first(database: Database) -> None:
    await SqlKeptPrograms(database).put("T1", [listed("wx9"), listed("wx2"), listed("wx0")])
    programs = SqlPrograms(database, [TEA, SHOP])

    assert [program.appid for program in await every(programs, "T1")] == ["wx2", "wx1", "wx9", "wx0"]
    assert await every(programs, "T2") == [TEA, SHOP]


async def test_each_workspace_has_its_own_however_much_changed(database: Database) -> None:
    kept, programs = SqlKeptPrograms(database), SqlPrograms(database, [])
    for team, appid in (("T1", "wx1"), ("T2", "wx2")):
        await kept.put(team, [listed(appid)])
    seen = [[program.appid for program in await every(programs, team)] for team in ("T1", "T2", "T3", "T1")]

    assert seen == [["wx1"], ["wx2"], [], ["wx1"]]


async def test_whose_alias_holds(database: Database) -> None:
    await SqlKeptPrograms(database).put("T1", [listed("wx1", "list-1"), listed("wx3", "list-3"), listed("wx4", "four")])
    await labelled(database, "wx2", "slack-2")
    await labelled(database, "wx4", "slack-4")
    await labelled(database, "wx1", "", "food")

    assert await aliases(SqlPrograms(database, [SHOP, TEA])) == {
        "wx1": "shop",
        "wx2": "slack-2",
        "wx3": "list-3",
        "wx4": "slack-4",
    }


async def test_an_alias_names_one_program(database: Database) -> None:
    """A taken alias, or a program's AppID, is left out: the list's, then the settings'."""
    await SqlKeptPrograms(database).put(
        "T1",
        [
            listed("wx3", "ＳＨＯＰ"),
            listed("wx4", "mine"),
            listed("wx5", "same"),
            listed("wx6", "Same"),
            listed("wx7", "WX1"),
        ],
    )
    await labelled(database, "wx8", "Mine")
    await labelled(database, "wx3", "TEA")

    assert await aliases(SqlPrograms(database, [SHOP, TEA])) == {
        "wx1": "shop",
        "wx2": "",
        "wx3": "TEA",
        "wx4": "",
        "wx5": "same",
        "wx6": "",
        "wx7": "",
    }


async def test_whose_tags_hold(database: Database) -> None:
    await SqlKeptPrograms(database).put("T1", [listed("wx3", "", "ＦＯＯＤ", "a", "food"), listed("wx4", "", "x")])
    programs = SqlPrograms(database, [])
    assert [program.tags for program in await every(programs, "T1")] == [("a", "food"), ("x",)]
    await labelled(database, "wx3", "", "drinks")
    await labelled(database, "wx4", "")

    assert [program.tags for program in await every(programs, "T1")] == [("drinks",), ()]


async def test_whose_nickname_holds(database: Database) -> None:
    await SqlKeptPrograms(database).put("T1", [listed("wx1"), listed("wx2", nickname="茶馆")])
    fleet = await every(SqlPrograms(database, [SHOP, TEA]), "T1")

    assert [program.nickname for program in fleet] == ["设置的名字", "茶馆"]


async def test_a_program_of_the_settings_may_be_revoked(database: Database) -> None:
    await SqlKeptPrograms(database).set_status("T1", "wx1", AuthStatus.REVOKED, now=NOW)
    fleet = await every(SqlPrograms(database, [SHOP, TEA]), "T1")

    assert [program.status for program in fleet] == [AuthStatus.REVOKED, AuthStatus.READABLE]


async def test_every_change_is_seen_at_once(database: Database, database_url: str) -> None:
    other = Database(database_url)
    here, there = SqlPrograms(database, [SHOP]), SqlPrograms(other, [SHOP])
    kept, labels = SqlKeptPrograms(database), SqlProgramLabels(database)
    for change in (
        kept.put("T1", [listed("wx3")]),
        labels.put("T1", "wx3", Labels("three")),
        kept.set_status("T1", "wx3", AuthStatus.NOT_GRANTED, now=NOW),
        kept.set_status("T1", "wx3", AuthStatus.READABLE, now=NOW),
        kept.remove("T1", "wx3"),
    ):
        before = await every(there, "T1")
        assert await every(here, "T1") == before
        await change
        assert await every(here, "T1") == await every(there, "T1") != before

    await other.close()


async def test_what_was_just_changed_is_never_missing(database: Database) -> None:
    programs, kept = SqlPrograms(database, []), SqlKeptPrograms(database)

    async def add(number: int) -> None:
        await kept.put("T1", [listed(f"wx{number}")])
        assert f"wx{number}" in [each.appid for each in await every(programs, "T1")]

    await asyncio.gather(*(add(number) for number in range(12)))


async def test_a_revision_counts_from_nothing(database: Database) -> None:
    """A workspace without programs has no row; there may be those of the settings alone."""
    await every(SqlPrograms(database), "T1")
    async with database.reading() as connection:
        assert await connection.scalar(text("SELECT COUNT(*) FROM program_revisions")) == 0

    programs = SqlPrograms(database, [SHOP])
    assert await every(programs, "T1") == [SHOP]


async def test_where_many_are_served_the_settings_are_one_workspaces(database: Database) -> None:

    async def home() -> str:
        return "T1"

    programs = SqlPrograms(database, [SHOP], home)
    await SqlProgramLabels(database).put("T2", TEA.appid, Labels(SHOP.alias))
    await SqlKeptPrograms(database).put("T2", [KeptProgram(TEA.appid)])

    assert [program.appid for program in await every(programs, "T1")] == [SHOP.appid]
    assert [(program.appid, program.alias) for program in await every(programs, "T2")] == [(TEA.appid, SHOP.alias)]


class _Between(KnownPrograms):
    """Lets something happen right before it catches up, and right after."""

    before: Callable[[], Awaitable[object]]
    after: Callable[[], Awaitable[object]]

    async def catch_up(self, team_id: str) -> None:
        await self.before()
        await super().catch_up(team_id)
        await self.after()


async def nothing() -> None: ...


async def test_another_question_may_have_caught_up(database: Database) -> None:
    """After this one saw that the table is behind, and before it asks whether it is."""
    known = _Between(database, [SHOP, TEA])
    other = SqlPrograms(database, [SHOP, TEA])
    known.before, known.after = lambda: every(other, "T1"), nothing

    assert (await SqlPrograms(database, known=known).meant(Viewpoint.everything("T1"), "shop")).only == SHOP


async def test_another_replica_may_have_other_settings(database: Database) -> None:
    """And make the table with them as soon as this one has made it with its own."""
    known = _Between(database, [SHOP])
    other = SqlPrograms(database, [SHOP, TEA])
    known.before, known.after = nothing, lambda: every(other, "T1")

    assert (await SqlPrograms(database, known=known).meant(Viewpoint.everything("T1"), "shop")).only == SHOP


async def one_after_another(database: Database, *settings: Sequence[Program]) -> list[SqlPrograms]:
    """Replicas that start with these, each asked before the next one starts."""
    replicas = []
    for configured in settings:
        replicas.append(SqlPrograms(database, configured))
        assert await aliases(replicas[-1]) == {each.appid: each.alias for each in configured}
    return replicas


async def test_replicas_with_other_settings(database: Database) -> None:
    """The one that started last is followed, however all are asked; the others say so once and make nothing again."""
    older, newer = await one_after_another(database, [SHOP], [SHOP, TEA])
    made = select(PROGRAM_REVISIONS.c.known_by)
    ((first,),) = await database.rows(made)
    same = SqlPrograms(database, [SHOP, TEA])
    with capture_logs() as lines:
        found = [await aliases(programs) for programs in (same, older, newer, same, older, newer)]
    ((last,),) = await database.rows(made)

    assert found == [{"wx1": "shop", "wx2": "tea"}] * 6
    assert first == last
    assert [line["log_level"] for line in lines if "WECHAT_PROGRAMS" in line["event"]] == ["error"]
    started_again = SqlPrograms(database, [SHOP])
    assert [await aliases(started_again), await aliases(newer)] == [{"wx1": "shop"}] * 2


async def test_a_change_while_replicas_differ(database: Database) -> None:
    """Whichever is asked first takes it up; then the one that started last is followed again."""
    older, newer = await one_after_another(database, [SHOP], [TEA])
    await SqlKeptPrograms(database).put("T1", [listed("wx3", "new")])

    assert await aliases(older) == {"wx1": "shop", "wx3": "new"}
    assert [await aliases(each) for each in (newer, older)] == [{"wx2": "tea", "wx3": "new"}] * 2


async def test_a_newer_replica_that_has_gone_is_followed_no_longer(database: Database) -> None:
    """Ten minutes after it was last asked, which is longer than one that goes on is ever silent."""
    older, newer = await one_after_another(database, [SHOP], [TEA])
    for minutes, asked, found in ((6, newer, TEA), (6, older, TEA), (11, older, SHOP), (6, older, SHOP)):
        past = update(PROGRAM_REVISIONS).values(known_at=database.ago(timedelta(minutes=minutes)))
        async with database.writing() as connection:
            await connection.execute(past)
        assert await aliases(asked) == {found.appid: found.alias}
    lately = PROGRAM_REVISIONS.c.known_at > database.ago(timedelta(minutes=1))
    assert await database.rows(select(PROGRAM_REVISIONS).where(lately))


async def test_the_list_is_behind_while_nothing_can_be_written(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await aliases(SqlPrograms(database, [SHOP]))
    full = StorageUnavailable(reason="full")
    monkeypatch.setattr(database, "writing", Mock(side_effect=full))

    assert await aliases(SqlPrograms(database, [SHOP, TEA])) == {"wx1": "shop"}
