"""Old imported numbers ask for newer ones: once, while they are still old."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest

from bot.domain.platform.authorisation import ProgramEvent
from bot.domain.programs import Program, imported_program
from bot.domain.report.caveats import REMIND_AFTER
from bot.ports.programs import KeptProgram
from bot.usecases.imports import RemindOfImports
from tests.domain.build import snapshot_of
from tests.usecases.platform.test_handle_news import Town
from tests.usecases.platform_world import CHANNEL, NOW, TEAM, USER

NEWS: Final = imported_program("news")
OLD: Final = NOW.date() - REMIND_AFTER
DAY: Final = timedelta(days=1)


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
    """A workspace."""
    made = Reminded()
    await made.install()
    return made


@pytest.mark.parametrize(("by", "where"), [(USER, USER), ("terminal:alice", CHANNEL)])
async def test_once(town: Reminded, by: str, where: str) -> None:
    """The person is asked, or the program's channels, however often it is checked."""
    await town.take(OLD, by)
    for hours in (0, 1, 24, 48):
        await town.remind(now=NOW + timedelta(hours=hours))
    (posted,) = await town.deliver()

    assert posted.channel_id == where
    assert "news" in posted.message.text
    assert "import.open" in str(posted.message.blocks)
    assert [news.event for news in town.news.notified.values()] == [ProgramEvent.OUTDATED]


async def test_young_numbers_need_nothing(town: Reminded) -> None:
    """Nor do those of programs that WeChat reads."""
    await town.take(OLD + DAY, USER)
    await town.remind(now=NOW)

    assert town.news.notified == {}


async def test_newer_ones_came_meanwhile(town: Reminded) -> None:
    """The reminder is not sent; when those are old, too, there is another."""
    await town.take(OLD, USER)
    await town.remind(now=NOW)
    await town.take(OLD + DAY, USER)

    assert await town.deliver() == []
    await town.remind(now=NOW + DAY)
    assert len(await town.deliver(NOW + DAY)) == 1


async def test_several_in_a_channel(town: Reminded) -> None:
    """Are one message."""
    other = imported_program("shop")
    await town.take(OLD, "terminal:alice")
    await town.take(OLD, "terminal:alice", other)
    await town.remind(now=NOW)
    (posted,) = await town.deliver()

    assert "news" in posted.message.text
    assert "shop" in posted.message.text
