"""What is noted of a program's authorisation, and who gets a notice."""

import pytest

from bot.domain.numbers.snapshot import Visible
from bot.domain.platform import ProgramEvent
from bot.domain.programs import AuthStatus, Program
from bot.ports.wechat import KeptToken
from tests.fakes.programs import FakeAccessTokens, FakeAuthorisers
from tests.usecases.platform_world import CHANNEL, DAY, HOUR, NOW, SHOP, TEAM, PlatformWorld


@pytest.fixture
async def world() -> PlatformWorld:
    world = PlatformWorld()
    await world.install()
    await world.authorised()
    await world.channel_programs.put(TEAM, CHANNEL, SHOP)
    return world


async def test_revoked(world: PlatformWorld) -> None:
    await world.note.revoked(SHOP, now=NOW)

    assert await world.kept.statuses(TEAM) == {SHOP: AuthStatus.REVOKED}
    assert await world.authorisers.refresh_token(SHOP) is None
    (news,) = world.news.notified.values()
    assert (news.team_id, news.channel_id, news.appid) == (TEAM, CHANNEL, SHOP)
    assert (news.event, news.at) == (ProgramEvent.REVOKED, NOW)


async def test_the_access_token_goes_too() -> None:
    tokens = FakeAccessTokens()
    await tokens.put(SHOP, KeptToken("secret", NOW, NOW + HOUR))
    world = PlatformWorld(authorisers=FakeAuthorisers(tokens))
    await world.install()
    await world.note.revoked(SHOP, now=NOW)

    assert await tokens.get(SHOP) is None


async def test_not_granted(world: PlatformWorld) -> None:
    await world.note.not_granted(SHOP, now=NOW)

    assert await world.kept.statuses(TEAM) == {SHOP: AuthStatus.NOT_GRANTED}
    assert await world.authorisers.refresh_token(SHOP) == "refresh-0"
    assert world.notified() == [(TEAM, CHANNEL, "not-granted")]


async def test_however_often_it_is_noted(world: PlatformWorld) -> None:
    for later in (0 * HOUR, HOUR, 3 * DAY):
        await world.note.revoked(SHOP, now=NOW + later)
    await world.channel_programs.put(TEAM, "C9", SHOP)
    await world.note.revoked(SHOP, now=NOW + 30 * DAY)

    assert world.notified() == [(TEAM, CHANNEL, "revoked")]


async def test_death_before_the_notice(world: PlatformWorld) -> None:
    await world.kept.set_status(TEAM, SHOP, AuthStatus.REVOKED, now=NOW)
    await world.note.revoked(SHOP, now=NOW + HOUR)

    (news,) = world.news.notified.values()
    assert news.at == NOW


async def test_readable_again_and_revoked_again(world: PlatformWorld) -> None:
    await world.note.revoked(SHOP, now=NOW)
    await world.note.readable(SHOP, now=NOW + HOUR)
    assert await world.note.statuses() == {}
    await world.note.revoked(SHOP, now=NOW + 2 * HOUR)

    assert world.notified() == 2 * [(TEAM, CHANNEL, "revoked")]


async def test_every_workspace_that_has_it(world: PlatformWorld) -> None:
    await world.install("T1", "T2", "T3")
    await world.authorised(team_id="T2")
    await world.channel_programs.put("T2", "C2", SHOP)
    await world.channel_programs.put("T3", "C3", SHOP)
    await world.note.revoked(SHOP, now=NOW)

    assert world.notified() == [("T1", CHANNEL, "revoked"), ("T2", "C2", "revoked")]
    assert await world.kept.statuses("T3") == {}


async def test_a_program_of_the_settings(world: PlatformWorld) -> None:
    world.programs.programs = [Program(Visible("wx-set"), "cafe")]
    await world.channel_programs.put(TEAM, "C2", "wx-set")
    await world.note.not_granted("wx-set", now=NOW)

    assert await world.note.statuses() == {"wx-set": AuthStatus.NOT_GRANTED}
    assert world.notified() == [(TEAM, "C2", "not-granted")]


async def test_a_program_without_a_workspace(world: PlatformWorld) -> None:
    await world.note.revoked("wx-unknown", now=NOW)

    assert await world.note.statuses() == {}
    assert world.notified() == []
