"""How channels learn what became of a program."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.digest.subscription import Scope
from bot.domain.platform import Origin
from bot.errors import ChannelUnavailable, StorageUnavailable, WeChatBusy
from bot.ports.slack import Person
from bot.usecases.app import App
from bot.usecases.deliver import Deliver
from bot.usecases.platform.handle_news import ProgramNewsHandler
from bot.usecases.workspaces.let_in import EndWorkspace, SuspendWorkspace
from tests.fakes.deliveries import FakeMessenger, Posted
from tests.fakes.people import FakePeople
from tests.fakes.wechat import HeldSource
from tests.usecases.platform_world import CHANNEL, HOUR, MINUTE, NOW, PUBLIC_URL, SHOP, TEAM, USER, PlatformWorld


class Town(PlatformWorld):
    source: HeldSource

    def __post_init__(self) -> None:
        super().__post_init__()
        self.source, self.messenger = HeldSource(), FakeMessenger()
        self.people = FakePeople(Person(USER, "en-GB", "Europe/London"), Person("U2", "zh-CN", ""))
        self.use(self.assemble())

    def use(self, app: App) -> None:
        options = replace(app.options, locale="zh-CN")
        self.composer = ProgramNewsHandler(replace(app, options=options, people=self.people), read_within=60)
        self.deliver_one = Deliver(
            self.deliveries,
            self.workspaces,
            {DeliveryKind.PROGRAM: self.composer},
            self.messenger,
            SuspendWorkspace(self.workspaces, EndWorkspace(self.workspaces, self.clock)),
            monotonic=lambda: 0.0,
        )

    async def deliver(self, now: datetime = NOW) -> list[Posted]:
        before = len(self.messenger.posted)
        for delivery in await self.deliveries.claim(now=now, lease_until=now + 10 * MINUTE, limit=100):
            await self.deliver_one(delivery, now=now)
        return self.messenger.posted[before:]

    async def outcomes(self) -> list[tuple[DeliveryState, str]]:
        rows = [await self.deliveries.history(TEAM, news_id, limit=9) for _, news_id in self.news.notified]
        return [(row.state, str(row.reason or "")) for kept in rows for row in kept]


@pytest.fixture
async def town() -> Town:
    """A person asked in a channel, and a merchant confirms."""
    town = Town()
    await town.install()
    town.platform.authorise(SHOP, "code")
    return town


async def test_authorised(town: Town) -> None:
    await town.finished(await town.redirect())
    (posted,) = await town.deliver()

    assert (posted.team_id, posted.channel_id) == (TEAM, CHANNEL)
    assert "云上商城 is authorised" in posted.message.text
    assert "3.0.0 cuts off" in posted.message.text
    assert "program.use" in str(posted.message.blocks)
    assert "Europe/London" in str(posted.message.blocks)
    assert await town.deliver(NOW + MINUTE) == []


@pytest.mark.parametrize("error", [WeChatBusy(code=-1, errmsg="busy", rid=""), None], ids=["refused", "slow"])
async def test_the_numbers_cannot_be_read_at_once(town: Town, error: WeChatBusy | None) -> None:
    if error:
        town.source.fail_all(error)
    else:
        town.source.gate.clear()
        object.__setattr__(town.composer, "read_within", 0.01)  # no other reading may be cut short on a busy machine
    await town.finished(await town.redirect())
    (posted,) = await town.deliver()

    assert "is authorised" in posted.message.text
    assert "could not be read just now" in str(posted.message.blocks)
    town.source.gate.set()


async def test_the_database_cannot_be_used(town: Town) -> None:
    town.source.fail_all(StorageUnavailable(reason="locked"))
    await town.finished(await town.redirect())
    with pytest.raises(StorageUnavailable):
        await town.deliver()

    town.source.fail_all(None)
    assert len(await town.deliver(NOW + 11 * MINUTE)) == 1


async def test_not_granted(town: Town) -> None:
    town.platform.authorise(SHOP, "code", [1])
    await town.finished(await town.redirect(origin=Origin(TEAM, CHANNEL, "U2")))
    (posted,) = await town.deliver()

    assert "缺少权限集 18" in posted.message.text
    assert f"{PUBLIC_URL}/wechat/authorize?pass=" in str(posted.message.blocks)


async def test_revoked(town: Town) -> None:
    await town.authorised()
    await town.channel_programs.put(TEAM, "C7", SHOP)
    await town.note.revoked(SHOP, now=NOW)
    (posted,) = await town.deliver(NOW + MINUTE)

    assert posted.channel_id == "C7"
    assert "09:00（Asia/Shanghai）起已取消授权" in posted.message.text


async def test_failed(town: Town) -> None:
    town.platform.expire("code")
    await town.finished(await town.push(origin=Origin(TEAM, "", USER)))
    (posted,) = await town.deliver()

    assert posted.channel_id == USER
    assert "or had expired" in str(posted.message.blocks)


async def test_another_credential_source(town: Town) -> None:
    town.use(replace(town.assemble(), passes=None))
    await town.authorised()
    await town.channel_programs.put(TEAM, "C7", SHOP)
    await town.note.not_granted(SHOP, now=NOW)
    (posted,) = await town.deliver()

    assert "actions" not in [block["type"] for block in posted.message.blocks]


async def test_mended_before_the_notice(town: Town) -> None:
    await town.authorised()
    await town.channel_programs.put(TEAM, CHANNEL, SHOP)
    await town.note.revoked(SHOP, now=NOW)
    await town.note.readable(SHOP, now=NOW)

    assert await town.deliver() == []
    assert await town.outcomes() == [(DeliveryState.SKIPPED, "resolved")]


async def test_moved_before_the_notice(town: Town) -> None:
    await town.finished(await town.redirect())
    await town.kept.remove(TEAM, SHOP)

    assert await town.deliver() == []
    assert await town.outcomes() == [(DeliveryState.SKIPPED, "resolved")]


async def test_a_night_in_which_a_whole_fleet_is_refused(town: Town) -> None:
    await town.add_subscription("C7", scope=Scope(fleet=True))
    appids = [f"wx{number}" for number in range(120)]
    for appid in appids:
        await town.authorised(appid)
    posted = []
    for minute, appid in enumerate(appids):
        await town.note.not_granted(appid, now=NOW + minute * MINUTE)
        posted += await town.deliver(NOW + minute * MINUTE)
    posted += await town.deliver(NOW + 3 * HOUR)

    messages = [(each.channel_id, each.message.text) for each in posted]
    assert [channel_id for channel_id, _ in messages] == ["C7", "C7", "C7"]
    assert "无法读取 云上商城" in messages[0][1]
    assert "60 个小程序缺少权限集 18，无法读取" in messages[1][1]
    assert "59 个小程序缺少权限集 18，无法读取" in messages[2][1]


async def test_mended_while_it_waited_with_others(town: Town) -> None:
    await town.add_subscription("C7", scope=Scope(fleet=True))
    for appid in ("wx1", "wx2", "wx3"):
        await town.authorised(appid)
        await town.note.revoked(appid, now=NOW)
    await town.note.readable("wx2", now=NOW)
    (posted,) = await town.deliver()

    assert "2 个小程序已取消授权" in posted.message.text


async def test_a_channel_without_the_bot(town: Town) -> None:
    town.messenger.fail_channel(CHANNEL, ChannelUnavailable(code="not_in_channel", method="chat.postMessage"))
    await town.finished(await town.redirect())
    assert await town.deliver() == []
    assert await town.deliver(NOW + 10 * MINUTE) == []
    (posted,) = await town.deliver(NOW + timedelta(minutes=11))

    assert posted.channel_id == USER
    assert "program.use" not in str(posted.message.blocks)


async def test_no_recipient(town: Town) -> None:
    for channel_id in (CHANNEL, USER):
        town.messenger.fail_channel(channel_id, ChannelUnavailable(code="is_archived", method="chat.postMessage"))
    await town.finished(await town.redirect())
    for minute in range(60):
        assert await town.deliver(NOW + minute * MINUTE) == []

    assert [state for state, _ in await town.outcomes()] == 2 * [DeliveryState.FAILED]


async def test_a_delivery_without_its_news(town: Town) -> None:
    await town.finished(await town.redirect())
    town.news.notified.clear()

    assert await town.deliver() == []
