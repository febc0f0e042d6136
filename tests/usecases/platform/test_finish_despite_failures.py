"""How an authorisation is finished when something fails on the way."""

from dataclasses import replace

import pytest

from bot.domain.platform import Authorisation, Failure, FailureKey, Profile, ProgramEvent
from bot.domain.programs import AuthStatus
from bot.errors import BotError, StorageUnavailable, TicketMissing, WeChatBusy
from bot.usecases.platform.finish import UNDER_WAY, Outcome
from tests.fakes.wechat import FakePlatform, refusal
from tests.usecases.platform_world import (
    ASKER,
    CHANNEL,
    CODE_LASTS,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SHOP,
    TEAM,
    PlatformWorld,
    confirmed_world,
)

AUTHORISED = Outcome(ProgramEvent.AUTHORISED, SHOP, "云上商城")
BUSY = WeChatBusy(code=-1, errmsg="busy", rid="")


@pytest.fixture
async def world() -> PlatformWorld:
    """A merchant has just confirmed, and a code is on its way."""
    return await confirmed_world()


async def test_an_official_account(world: PlatformWorld) -> None:
    world.platform.account("wx-oa", "News", is_mini_program=False)
    world.platform.authorise("wx-oa", "oa")
    outcome = await world.finished(await world.redirect("oa"))

    assert outcome == Outcome(ProgramEvent.FAILED, "wx-oa", failure=Failure(FailureKey.OFFICIAL_ACCOUNT))
    assert await world.kept.teams_of("wx-oa") == []
    assert await world.authorisers.refresh_token("wx-oa") is None
    (news,) = world.news.notified.values()
    assert (news.event, news.failure) == (ProgramEvent.FAILED, Failure(FailureKey.OFFICIAL_ACCOUNT))


@pytest.mark.parametrize("error", [BUSY, TicketMissing(hours=13), refusal(61004)], ids=repr)
@pytest.mark.parametrize("method", ["exchange", "profile"])
async def test_tried_again(world: PlatformWorld, method: str, error: BotError) -> None:
    world.platform.fail(method, error)
    assert await world.finished(await world.redirect()) == UNDER_WAY
    assert world.notified() == []

    world.platform.fail(method, None)
    await world.resume(now=world.clock.advance(MINUTE))
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]
    assert await world.authorisers.refresh_token(SHOP) == "refresh-1"


async def test_a_refusal_that_lasts(world: PlatformWorld) -> None:
    world.platform.fail("exchange", refusal(61004))
    await world.finished(await world.redirect())
    for _ in range(3):
        await world.resume(now=world.clock.advance(CODE_LASTS))

    (news,) = world.news.notified.values()
    assert (news.event, news.failure, news.appid) == (ProgramEvent.FAILED, Failure(FailureKey.REFUSED, 61004), "")
    assert world.platform.calls.count("exchange") == 2


async def test_wechat_is_away_for_days(world: PlatformWorld) -> None:
    world.platform.fail("exchange", BUSY)
    await world.finished(await world.redirect())
    await world.resume(now=NOW + HOUR)
    assert world.notified() == []

    await world.resume(now=NOW + CODE_LASTS + DAY + MINUTE)
    assert world.notified() == [(TEAM, CHANNEL, "failed")]


async def test_a_process_that_died_after_the_exchange(world: PlatformWorld) -> None:
    await world.push(origin=ASKER)
    await world.platform.exchange("code")
    await world.authorisers.drop(SHOP)
    await world.resume(now=NOW + MINUTE)

    assert await world.authorisers.refresh_token(SHOP) == "refresh-1"
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_an_exchange_that_kept_no_refresh_token(world: PlatformWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that its profile has is kept: the program can be read after a restart."""
    exchange = world.platform.exchange

    async def without_token(code: str) -> Authorisation:
        authorisation = await exchange(code)
        await world.authorisers.drop(SHOP)
        return replace(authorisation, refresh_token="")

    monkeypatch.setattr(world.platform, "exchange", without_token)

    assert await world.finished(await world.push()) == AUTHORISED
    assert await world.authorisers.refresh_token(SHOP) == "refresh-1"


class RefreshedMeanwhile(FakePlatform):
    """During a profile call a reading refreshes the token, and WeChat replaces the refresh token."""

    async def profile(self, appid: str) -> Profile:
        await self._authorisers.keep({appid: "newer"})
        return await super().profile(appid)


async def test_a_newer_refresh_token_stays(world: PlatformWorld) -> None:
    world.platform = RefreshedMeanwhile(world.clock, world.authorisers)
    world.platform.authorise(SHOP, "code")

    assert await world.another_finish()(await world.push(), now=NOW) == AUTHORISED
    assert await world.authorisers.refresh_token(SHOP) == "newer"


async def test_it_died_before_the_push_came(world: PlatformWorld) -> None:
    pending = await world.redirect()
    await world.platform.exchange("code")
    assert await world.finished(pending) == UNDER_WAY

    assert await world.finished(await world.push()) == AUTHORISED
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_a_code_that_ran_out(world: PlatformWorld) -> None:
    world.platform.expire("code")
    outcome = await world.finished(await world.push(origin=ASKER))

    assert outcome == Outcome(ProgramEvent.FAILED, SHOP, failure=Failure(FailureKey.EXPIRED))
    assert world.notified() == [(TEAM, CHANNEL, "failed")]
    assert await world.kept.teams_of(SHOP) == []


async def test_a_made_up_code(world: PlatformWorld) -> None:
    pending = await world.redirect("made-up")
    assert await world.finished(pending) == UNDER_WAY
    await world.resume(now=world.clock.advance(CODE_LASTS))
    assert await world.finished(pending) == Outcome(ProgramEvent.FAILED, failure=Failure(FailureKey.EXPIRED))

    assert world.platform.calls.count("exchange") == 2
    assert world.notified() == [(TEAM, CHANNEL, "failed")]


async def test_revoked_before_it_was_finished(world: PlatformWorld) -> None:
    pending = await world.push(origin=ASKER)
    world.platform.revoke(SHOP)
    assert (await world.finished(pending)).event is ProgramEvent.FAILED

    assert await world.kept.teams_of(SHOP) == []


async def test_the_page_is_opened_again_after_it_was_revoked(world: PlatformWorld) -> None:
    await world.finished(await world.redirect())
    await world.note.revoked(SHOP, now=NOW + MINUTE)
    notified = world.notified()

    assert (await world.finished(await world.redirect())).event is ProgramEvent.REVOKED
    assert await world.kept.statuses(TEAM) == {SHOP: AuthStatus.REVOKED}
    assert world.notified() == notified


@pytest.mark.parametrize("step", ["put", "set_status", "add", "finish"])
async def test_the_database_fails_on_the_way(world: PlatformWorld, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.authorised()
    await world.channel_programs.put(TEAM, "C7", SHOP)
    await world.kept.set_status(TEAM, SHOP, AuthStatus.NOT_GRANTED, now=NOW - 2 * DAY)

    async def broken(*_: object, **__: object) -> None:
        raise StorageUnavailable(reason="locked")

    store = {"add": world.news, "finish": world.authorisations}.get(step, world.kept)
    pending = await world.push(origin=ASKER)
    with monkeypatch.context() as patched:
        patched.setattr(store, step, broken)
        with pytest.raises(StorageUnavailable):
            await world.finished(pending)
    await world.resume(now=NOW + MINUTE)

    assert await world.kept.statuses(TEAM) == {}
    assert world.notified() == [(TEAM, "C7", "authorised"), (TEAM, CHANNEL, "authorised")]


async def test_one_that_fails_keeps_none_of_the_others(world: PlatformWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        world.platform.authorise(f"wx{number}", f"code-{number}")
        await world.push(f"code-{number}", f"wx{number}")
    keep = world.authorisers.keep

    async def once(refresh_tokens: dict[str, str]) -> None:
        if "wx0" in refresh_tokens:
            raise StorageUnavailable(reason="locked")
        await keep(refresh_tokens)

    monkeypatch.setattr(world.authorisers, "keep", once)
    with pytest.raises(StorageUnavailable):
        await world.resume(now=NOW)

    assert {program.appid for program in await world.kept.all(TEAM)} == {"wx1", "wx2"}
