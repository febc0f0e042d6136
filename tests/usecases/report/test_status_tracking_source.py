"""What reading a program's numbers says of its authorisation."""

from collections.abc import Mapping
from contextlib import suppress

import pytest

from bot.domain.programs import AuthStatus
from bot.errors import BotError, ReauthorisationNeeded, StorageUnavailable, WeChatBusy, WeChatRefused
from bot.usecases.report.read import StatusTrackingSource
from tests.fakes.fleet import FakeKeptPrograms
from tests.fakes.wechat import SHARES, FakeSource
from tests.usecases.platform_world import CHANNEL, DAY, NOW, SHOP, TEAM, PlatformWorld


def refusal(code: int) -> WeChatRefused:
    return WeChatRefused(code=code, errmsg="no", rid="made-up")


class CountingPrograms(FakeKeptPrograms):
    looks = 0

    async def statuses(self, team_id: str) -> Mapping[str, AuthStatus]:
        self.looks += 1
        return await super().statuses(team_id)


class Watch:
    """A watched source over the world's stores, with a clock in seconds."""

    def __init__(self) -> None:
        self.kept = CountingPrograms()
        self.world = PlatformWorld(kept=self.kept)
        self.source = FakeSource(default=SHARES)
        self.seconds = 0.0
        self.restart()

    def restart(self) -> None:
        self.watched = StatusTrackingSource(
            self.source, self.world.note, self.world.clock, monotonic=lambda: self.seconds
        )

    async def read(self, appid: str = SHOP) -> None:
        self.seconds += 61
        with suppress(BotError):
            await self.watched.read(appid)


@pytest.fixture
async def watch() -> Watch:
    watch = Watch()
    await watch.world.install()
    await watch.world.authorised()
    await watch.world.channel_programs.put(TEAM, CHANNEL, SHOP)
    return watch


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (refusal(61003), AuthStatus.REVOKED),
        (ReauthorisationNeeded(appid=SHOP), AuthStatus.REVOKED),
        (refusal(61007), AuthStatus.NOT_GRANTED),
    ],
    ids=repr,
)
async def test_what_a_refusal_says(watch: Watch, error: BotError, status: AuthStatus) -> None:
    watch.source.fail(SHOP, error)
    with pytest.raises(type(error)):
        await watch.watched.read(SHOP)
    for _ in range(3):
        await watch.read()

    assert await watch.world.kept.statuses(TEAM) == {SHOP: status}
    assert watch.world.notified() == [(TEAM, CHANNEL, str(status))]


@pytest.mark.parametrize("error", [refusal(61004), WeChatBusy(code=-1, errmsg="busy", rid="")], ids=repr)
async def test_other_failures_say_nothing(watch: Watch, error: BotError) -> None:
    watch.source.fail(SHOP, error)
    await watch.read()

    assert await watch.world.kept.statuses(TEAM) == {}


async def test_it_can_be_read_again(watch: Watch) -> None:
    watch.source.fail(SHOP, refusal(61007))
    await watch.read()
    watch.restart()
    watch.source.fail(SHOP, None)
    await watch.read()

    assert await watch.world.kept.statuses(TEAM) == {}


async def test_a_process_that_died_before_the_notice(watch: Watch) -> None:
    await watch.world.kept.set_status(TEAM, SHOP, AuthStatus.REVOKED, now=NOW)
    watch.source.fail(SHOP, refusal(61003))
    await watch.read()

    assert watch.world.notified() == [(TEAM, CHANNEL, "revoked")]


async def test_readable_programs_cost_nothing(watch: Watch) -> None:
    for number in range(10_000):
        await watch.watched.read(f"wx{number}")

    assert watch.kept.looks == 1


async def test_it_is_noticed_what_others_noted(watch: Watch) -> None:
    await watch.read()
    await watch.world.note.revoked(SHOP, now=NOW)
    await watch.read()

    assert await watch.world.kept.statuses(TEAM) == {}


async def test_revoked_twice_with_a_new_authorisation_between(watch: Watch) -> None:
    watch.source.fail(SHOP, refusal(61003))
    await watch.read()
    await watch.world.note.readable(SHOP, now=watch.world.clock.advance(DAY))
    watch.world.clock.advance(DAY)
    await watch.read()

    assert watch.world.notified() == 2 * [(TEAM, CHANNEL, "revoked")]


@pytest.mark.parametrize("error", [refusal(61003), ReauthorisationNeeded(appid=SHOP)], ids=repr)
async def test_a_call_that_was_under_way_while_it_was_authorised_again(watch: Watch, error: BotError) -> None:
    world = watch.world
    world.platform.authorise(SHOP, "code")
    await world.finished(await world.push())
    watch.source.fail(SHOP, error)
    await watch.read()
    assert await world.authorisers.refresh_token(SHOP) == "refresh-1"
    assert await world.kept.statuses(TEAM) == {}

    world.clock.advance(DAY)
    await watch.read()
    assert await world.authorisers.refresh_token(SHOP) is None
    assert await world.kept.statuses(TEAM) == {SHOP: AuthStatus.REVOKED}


async def test_a_database_that_cannot_be_used(watch: Watch) -> None:

    async def broken() -> Mapping[str, AuthStatus]:
        raise StorageUnavailable(reason="locked")

    await watch.world.kept.set_status(TEAM, SHOP, AuthStatus.NOT_GRANTED, now=NOW)
    whole = watch.world.workspaces.all
    watch.world.workspaces.all = broken  # type: ignore[assignment, method-assign]
    await watch.read()
    watch.world.workspaces.all = whole  # type: ignore[method-assign]
    assert await watch.world.kept.statuses(TEAM) == {SHOP: AuthStatus.NOT_GRANTED}

    await watch.read()
    assert await watch.world.kept.statuses(TEAM) == {}
