"""Imported numbers: kept as snapshots, judged like WeChat's, never in their place."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest

from bot.blocks.imports import import_lines
from bot.domain.access import AuditAction, Viewpoint
from bot.domain.caveats import REMIND_AFTER
from bot.domain.imports.numbers import Import, read_numbers
from bot.domain.numbers.snapshot import Snapshot, Visible, snapshot_day
from bot.domain.numbers.version import Meaning, Reason
from bot.domain.platform import ProgramEvent
from bot.domain.programs import Program, imported_program
from bot.errors import (
    AliasTaken,
    AllOfWeChatNotImported,
    AmbiguousProgram,
    BadLabel,
    BotError,
    NothingImported,
    UnknownProgram,
)
from bot.i18n import texts_for
from bot.ports.programs import KeptProgram
from bot.usecases.imports import LOCAL_TEAM, AdoptImports, RemindOfImports, import_numbers, preview_import
from bot.usecases.programs.choose import choose_program
from tests.domain.build import public_snapshot_of, snapshot_of, v
from tests.fakes.everything import Fakes
from tests.fakes.fleet import FakeKeptPrograms
from tests.fakes.people import FakeAccessRules, FakeAuditLog
from tests.fakes.programs import FakeImportedPrograms, FakePrograms
from tests.fakes.public import FakePublicSource
from tests.fakes.storage import FakeChannelPrograms, FakeSnapshots, FakeUnjudgedNumbers
from tests.fakes.wechat import FakeSource
from tests.usecases.platform.test_handle_news import Town
from tests.usecases.platform_world import CHANNEL, NOW, TEAM, USER

IMPORT_NUMBERS_TEAM, ALICE = "T1", "U0ALICE"
HERE: Final = Viewpoint.everything(IMPORT_NUMBERS_TEAM)
IMPORT_NUMBERS_NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
TODAY: Final = date(2026, 11, 23)
DAY: Final = timedelta(days=1)
SHOP: Final = Program(Visible("wx0000000000000001"), "shop", "云上商城")
WHOLE: Final = "3.5.5 0.78%\n3.6.4 1.12%\n3.8.5 98.1%"


class KeptOnes(FakePrograms):
    def __init__(self, kept: FakeKeptPrograms, listed: tuple[Program, ...], rules: FakeAccessRules) -> None:
        super().__init__(*listed, rules=rules)
        self.kept = kept

    async def all(self, team_id: str) -> Sequence[Program]:
        kept = [Program(Visible(each.appid), each.listed_alias, each.nickname) for each in await self.kept.all(team_id)]
        return [*self.programs, *kept]


@dataclass
class World:
    programs: tuple[Program, ...] = (SHOP,)
    kept: FakeKeptPrograms = field(default_factory=FakeKeptPrograms)
    snapshots: FakeSnapshots = field(default_factory=FakeSnapshots)
    audit: FakeAuditLog = field(default_factory=FakeAuditLog)
    rules: FakeAccessRules = field(default_factory=FakeAccessRules)
    watched: list[Snapshot] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.all = KeptOnes(self.kept, self.programs, self.rules)
        fakes = Fakes(
            self.all,
            FakeSource(),
            snapshots=self.snapshots,
            kept=self.kept,
            rules=self.rules,
            audit=self.audit,
            public_source=FakePublicSource(public_snapshot_of({"3.8.5": "100"})),
        )
        self.source = fakes.source
        self.app = replace(fakes.assemble(), judge_alerts=self.watch)

    async def watch(self, team_id: str, *, now: datetime) -> None:
        assert (team_id, now.tzinfo) == (IMPORT_NUMBERS_TEAM, UTC)
        unjudged = FakeUnjudgedNumbers(self.snapshots)
        for appid, first in (await unjudged.alerts_due(team_id, "", limit=100)).items():
            self.watched += await self.snapshots.since(team_id, appid, first)
        await unjudged.alerts_judged(team_id, None)

    async def take(
        self,
        name: str,
        text: str = WHOLE,
        *,
        now: datetime = IMPORT_NUMBERS_NOW,
        meaning: Meaning | None = None,
        by: str = ALICE,
        users: int = 0,
    ) -> Import:
        numbers = read_numbers(text, day=now.date(), today=now.date())
        assert numbers.problems == ()
        return await import_numbers(self.app, HERE, name, numbers.days, meaning=meaning, users=users, by=by, now=now)


async def test_a_new_program() -> None:
    world = World(())
    done = await world.take("My news")
    program = await choose_program(world.app, HERE, "my news")
    report = await world.app.read_report(IMPORT_NUMBERS_TEAM, program, now=IMPORT_NUMBERS_NOW + DAY, refresh=True)

    assert done.is_new
    assert (program.name, program.is_imported, program.has_minimum) == ("My news", True, False)
    assert await choose_program(world.app, HERE, "") == program
    assert (report.minimum, report.safe_minimum) == (None, v("3.6.4"))
    assert (report.snapshot.imported_by, report.snapshot.taken_at) == (ALICE, IMPORT_NUMBERS_NOW)
    assert report.stale_because is None
    assert world.source.calls == []
    assert [(entry.by, entry.action, entry.subject) for entry in world.audit.entries] == [
        (ALICE, AuditAction.IMPORTED, program.appid)
    ]


async def test_numbers_may_bring_their_users() -> None:
    world = World(())
    days = "date,version,percentage\n2026-11-16,3.5.5,1\n2026-11-16,3.8.5,99\n2026-11-23,3.5.5,2\n2026-11-23,3.8.5,98"
    done = await world.take("news", days, users=12_000)
    await world.take("news", now=IMPORT_NUMBERS_NOW + 3 * DAY)
    kept = await world.snapshots.since(IMPORT_NUMBERS_TEAM, done.program.appid, date.min)

    assert [each.users.total if each.users else None for each in kept] == [None, 12_000, 12_000]


async def test_wechats_users_are_wechats() -> None:
    """Votes rest on them: a person's number takes no place beside them, and the person hears so."""
    world = World()
    own = (await world.take("news")).snapshots[0]
    await world.snapshots.save(
        IMPORT_NUMBERS_TEAM, [Snapshot(SHOP.appid, TODAY, IMPORT_NUMBERS_NOW, own.feed, own.reading)]
    )
    done = await world.take("shop", f"2026-11-22\n{WHOLE}\n2026-11-23\n{WHOLE}", users=12_000)
    kept = await world.snapshots.since(IMPORT_NUMBERS_TEAM, SHOP.appid, date.min)

    assert (done.users, done.users_left_out) == (None, True)
    assert [(each.imported_by, each.users) for each in kept] == [(ALICE, None), ("", None)]
    assert texts_for("en")("import-users-left-out") in import_lines(done, texts_for("en"))


async def test_the_same_name_is_the_same_program() -> None:
    world = World()
    first, second = (
        await world.take("Ｎews"),
        await world.take("news", "3.5.5 1%\n3.8.5 99%", now=IMPORT_NUMBERS_NOW + DAY / 24),
    )

    assert (first.is_new, second.is_new, second.replaced) == (True, False, (snapshot_day(IMPORT_NUMBERS_NOW),))
    assert first.program == second.program
    kept = await world.snapshots.since(IMPORT_NUMBERS_TEAM, first.program.appid, date.min)
    assert [str(item.value) for each in kept for item in each.feed.items] == ["1", "99"]


async def test_only_a_whole_name_is_a_known_program() -> None:
    assert (await World().take("sho")).program.appid not in (SHOP.appid, "")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("wechat", AllOfWeChatNotImported()),
        ("微信", AllOfWeChatNotImported()),
        ("wx1234567890abcdef", UnknownProgram(name="wx1234567890abcdef", suggestion="")),
        ("report", BadLabel(kind="reserved", text="report")),
        ("3.8.5", BadLabel(kind="reserved", text="3.8.5")),
        ("", BadLabel(kind="name", text="")),
        ("a,b", BadLabel(kind="name", text="a,b")),
        ("x" * 41, BadLabel(kind="name", text="x" * 40)),
        ("twin", AmbiguousProgram(name="twin", matches="wx2\nwx3")),
    ],
)
async def test_refused(name: str, error: BotError) -> None:
    world = World((SHOP, Program(Visible("wx2"), nickname="twin"), Program(Visible("wx3"), nickname="Twin")))
    with pytest.raises(type(error)) as refused:
        await world.take(name)

    assert refused.value.params == error.params
    assert await world.kept.all(IMPORT_NUMBERS_TEAM) == []


async def test_a_name_that_the_channel_does_not_see() -> None:
    world = World()
    await world.rules.restrict(IMPORT_NUMBERS_TEAM, SHOP.appid, ["C9"])
    numbers = read_numbers(WHOLE, day=TODAY, today=TODAY)
    with pytest.raises(AliasTaken):
        await import_numbers(
            world.app, Viewpoint(IMPORT_NUMBERS_TEAM, "C1"), "shop", numbers.days, by=ALICE, now=IMPORT_NUMBERS_NOW
        )


async def test_what_wechat_says_comes_first() -> None:
    world = World()
    own = (await world.take("news")).snapshots[0]
    await world.snapshots.save(
        IMPORT_NUMBERS_TEAM, [Snapshot(SHOP.appid, TODAY, IMPORT_NUMBERS_NOW, own.feed, own.reading)]
    )
    days = f"2026-11-22\n{WHOLE}\n2026-11-23\n{WHOLE}"
    done, again = await world.take("shop", days), await world.take("shop")

    assert (done.is_new, [each.day for each in done.snapshots], done.from_wechat) == (False, [TODAY - DAY], (TODAY,))
    assert (again.snapshots, again.users) == ((), None)
    kept = await world.snapshots.since(IMPORT_NUMBERS_TEAM, SHOP.appid, date.min)
    assert [(each.day, each.imported_by) for each in kept] == [(TODAY - DAY, ALICE), (TODAY, "")]


async def test_a_day_that_wechat_tells_meanwhile() -> None:
    world = World()
    own = (await world.take("news")).snapshots[0]

    class Reading(FakeSnapshots):
        async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
            await super().save(team_id, [Snapshot(SHOP.appid, TODAY, IMPORT_NUMBERS_NOW, own.feed, own.reading)])
            return await super().save(team_id, snapshots)

    world.app = replace(world.app, kept=replace(world.app.kept, snapshots=Reading()))
    done = await world.take("shop", f"2026-11-22\n{WHOLE}\n2026-11-23\n{WHOLE}")

    assert ([each.day for each in done.snapshots], done.from_wechat) == ([TODAY - DAY], (TODAY,))


async def test_judged_like_any_feed() -> None:
    """Proof from one day helps the next; unproved numbers have no losses unless a meaning is chosen."""
    world = World()
    open_ = "3.5.5 30%\n3.6.4 12%\n3.8.5 17.5%"
    done = await world.take("news", f"2026-11-22\n{WHOLE}\n2026-11-23\n{open_}")
    alone, chosen = await world.take("other", open_), await world.take("third", open_, meaning=Meaning.SHARE)

    assert [each.reading.meaning for each in done.snapshots] == [Meaning.SHARE, Meaning.SHARE]
    assert done.snapshots[1].reading.reason is Reason.REMEMBERED
    assert alone.snapshots[0].distribution is None
    assert chosen.snapshots[0].reading.reason is Reason.PINNED
    assert chosen.snapshots[0].distribution
    assert chosen.snapshots[0].distribution.unreported == Decimal("0.405")


async def test_alerts_watch_new_days() -> None:
    world = World()
    await world.take("news", f"2026-11-20\n{WHOLE}\n2026-11-21\n{WHOLE}")
    await world.take("news", f"2026-11-19\n{WHOLE}")

    assert [each.day for each in world.watched] == [date(2026, 11, 20), date(2026, 11, 21)]


async def test_a_preview_keeps_nothing() -> None:
    world = World()
    numbers = read_numbers(WHOLE, day=TODAY, today=TODAY)
    shown = await preview_import(world.app, HERE, "news", numbers.days, by=ALICE, now=IMPORT_NUMBERS_NOW)

    assert shown.is_new
    assert shown.snapshots[0].distribution
    assert await world.kept.all(IMPORT_NUMBERS_TEAM) == []
    assert await world.snapshots.latest(IMPORT_NUMBERS_TEAM, shown.program.appid) is None
    assert (world.watched, world.audit.entries) == ([], [])


async def test_an_import_that_was_cut_off() -> None:
    world = World(())
    await world.kept.put(IMPORT_NUMBERS_TEAM, [KeptProgram(imported_program("news").appid, "news")])
    with pytest.raises(NothingImported):
        await world.app.read_report(
            IMPORT_NUMBERS_TEAM, await choose_program(world.app, HERE, "news"), now=IMPORT_NUMBERS_NOW
        )


async def test_a_program_that_is_deleted_while_more_is_imported() -> None:
    """Its restrictions went with it: it does not come back by itself, and its numbers are of no other one."""
    world = World(())
    done = await world.take("news")

    class Deleting(FakeSnapshots):
        async def save(self, team_id: str, snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
            await world.kept.remove(team_id, done.program.appid)
            return await super().save(team_id, snapshots)

    world.app = replace(world.app, kept=replace(world.app.kept, snapshots=Deleting()))
    with pytest.raises(UnknownProgram, match="news"):
        await world.take("news", now=IMPORT_NUMBERS_NOW + DAY)

    assert await world.kept.all(IMPORT_NUMBERS_TEAM) == []
    assert len(world.audit.entries) == 1


async def test_numbers_from_before_the_workspace() -> None:
    world = World(())
    program, by_wechat = imported_program("news"), KeptProgram("wx2")
    snapshot = (await world.take("other")).snapshots[0]
    there = Snapshot(program.appid, TODAY, IMPORT_NUMBERS_NOW, snapshot.feed, snapshot.reading, "terminal:alice")
    await world.kept.put(LOCAL_TEAM, [KeptProgram(program.appid, "news", added_at=IMPORT_NUMBERS_NOW), by_wechat])
    await world.snapshots.save(LOCAL_TEAM, [there])
    imported = FakeImportedPrograms(world.all, world.kept, world.snapshots, FakeChannelPrograms(), world.rules)
    adopt = AdoptImports(world.kept, world.snapshots, imported)
    await adopt("T2")
    await adopt("T3")

    assert [each.nickname for each in await world.kept.all("T2")] == ["news"]
    assert await world.snapshots.latest("T2", program.appid) == there
    assert await world.kept.all("T3") == []
    assert await world.kept.all(LOCAL_TEAM) == [by_wechat]
    assert await world.snapshots.latest(LOCAL_TEAM, program.appid) is None


NEWS: Final = imported_program("news")
OLD: Final = NOW.date() - REMIND_AFTER


class Reminded(Town):
    """A program with imported numbers, and a Slack for reminders."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.remind = RemindOfImports(self.workspaces, self.programs, self.snapshots, self.news, self.channels)

    async def channels(self, team_id: str, appid: str) -> list[str]:
        assert team_id == TEAM
        assert appid.startswith("imported-")
        return [CHANNEL]

    async def take(self, day: date, by: str, program: Program = NEWS) -> None:
        await self.kept.put(TEAM, [KeptProgram(program.appid, program.nickname)])
        kept = snapshot_of({"3.0.0": 40, "3.1.0": 60}, day, appid=program.appid)
        await self.snapshots.save(TEAM, [replace(kept, imported_by=by)])


@pytest.fixture
async def town() -> Reminded:
    made = Reminded()
    await made.install()
    return made


@pytest.mark.parametrize(("by", "where"), [(USER, USER), ("terminal:alice", CHANNEL)])
async def test_once(town: Reminded, by: str, where: str) -> None:
    await town.take(OLD, by)
    for hours in (0, 1, 24, 48):
        await town.remind(now=NOW + timedelta(hours=hours))
    (posted,) = await town.deliver()

    assert posted.channel_id == where
    assert "news" in posted.message.text
    assert "import.open" in str(posted.message.blocks)
    assert [news.event for news in town.news.notified.values()] == [ProgramEvent.OUTDATED]


async def test_young_numbers_need_nothing(town: Reminded) -> None:
    await town.take(OLD + DAY, USER)
    await town.remind(now=NOW)

    assert town.news.notified == {}


async def test_newer_ones_came_meanwhile(town: Reminded) -> None:
    await town.take(OLD, USER)
    await town.remind(now=NOW)
    await town.take(OLD + DAY, USER)

    assert await town.deliver() == []
    await town.remind(now=NOW + DAY)
    assert len(await town.deliver(NOW + DAY)) == 1


async def test_several_in_a_channel(town: Reminded) -> None:
    other = imported_program("shop")
    await town.take(OLD, "terminal:alice")
    await town.take(OLD, "terminal:alice", other)
    await town.remind(now=NOW)
    (posted,) = await town.deliver()

    assert "news" in posted.message.text
    assert "shop" in posted.message.text
