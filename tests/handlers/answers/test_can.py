"""`/baselib can`: typed, corrected by a button, picked, shared, with the real tables."""

from datetime import date
from typing import Any

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import PROGRAM_PICK, Control
from bot.domain.can.use import CanQuestion
from bot.errors import BadOption, StaleControl, TooManyFeatures, WeChatUnreachable
from bot.i18n import texts_for
from tests.blocks.checks import action_ids, block_of, element_of
from tests.domain.build import public_snapshot_of, snapshot_of
from tests.fakes.wechat import feed
from tests.handlers.context import BOWEN, CHANNEL, NOW, SHOP, TEAM, Office, error_text

BOTH = "wx.getPrivacySetting request.enableChunked"
ASKED = CanQuestion(("wx.getPrivacySetting", "wx.request.enableChunked"))
STALE = error_text(StaleControl())
DOWN = WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")


@pytest.fixture(autouse=True)
def _numbers(office: Office) -> None:
    """The shop's minimum lies below what is asked about."""
    office.source.set(SHOP.appid, feed({"3.0.0": 90, "2.32.0": 6, "2.20.0": 4}, minimum="2.20.0"))


async def press(office: Office, message: Any, action_id: str, **more: Any) -> Any:
    """Press a message's button; its one answer, and whether that replaces the message."""
    return await office.pressed(action_id, element_of(message, action_id)["value"], **more)


async def test_answer(office: Office) -> None:
    await office.public_snapshots.save(public_snapshot_of({"3.0.0": "100"}, clients={"8.0.40": "2.33.0"}))
    answer = await office.ask(f"can {BOTH} shop")
    rows = block_of(answer, "data_table")["rows"]

    assert answer.text == (
        "wx.getPrivacySetting and wx.request.enableChunked need 2.32.3: 90.0% of shop’s users have it, "
        "10.0% would be cut off; the minimum 2.20.0 does not guarantee it."
    )
    assert [cell["text"] for cell in rows[1]] == ["wx.getPrivacySetting", "2.32.3", "90.0%", "10.0%", "8.0.40"]
    assert len(rows) == 4
    assert action_ids(answer) == [controls.CAN_SHARE, controls.REPORT_WHAT_IF, controls.CAN_OPEN]


@pytest.mark.parametrize(
    "typed",
    [
        "can wx.getPrivacySetting,wx.request.enableChunked shop",
        "can getPrivacySetting、 request.enableChunked 云上商城",
        "CAN WX.GETPRIVACYSETTING request.object.enableChunked SHOP",
        "can ｗｘ．getPrivacySetting， wx.request.enableChunked() wx0000000000000001",
        "can shop wx.getPrivacySetting wx.request.enableChunked",
        "can wx.getPrivacySetting wx.getPrivacySetting wx.request.enableChunked shop",
    ],
)
async def test_spellings(office: Office, typed: str) -> None:
    assert await office.ask(typed) == await office.ask(f"can {BOTH} shop")


async def test_the_channels_program(office: Office) -> None:
    await office.ask("use shop")

    assert await office.ask(f"can {BOTH}") == await office.ask(f"can {BOTH} shop")


async def test_persons_language(office: Office) -> None:
    answer = await office.ask("can wx.getPrivacySetting shop", user=BOWEN)

    assert answer.text.startswith("wx.getPrivacySetting 从基础库 2.32.3 开始支持：shop 有 90.0% 的用户可用")


@pytest.mark.parametrize("name", ["", "nowhere", "wx00000000000000"])
async def test_program_is_picked(office: Office, name: str) -> None:
    names = "wx.login wx.request wx.getPrivacySetting wx.getUserProfile wx.chooseImage wx.showToast wx.navigateTo"
    which = await office.ask(f"can {names} wx.openEmbeddedMiniProgram wx.setStorage wx.getLocation {name}")
    block = block_of(which, "actions")
    answer, replaces = await office.pressed(
        PROGRAM_PICK,
        type="external_select",
        block_id=block["block_id"],
        selected_option={"value": SHOP.appid},
    )

    assert block["elements"][0]["action_id"] == PROGRAM_PICK
    assert replaces
    assert "shop" not in which.text
    assert answer == await office.ask(f"can {names} wx.openEmbeddedMiniProgram wx.setStorage wx.getLocation shop")


async def test_program_is_picked_for_a_mini_game(office: Office) -> None:
    which = await office.ask("can wx.login --game")
    block_id = block_of(which, "actions")["block_id"]
    option = {"value": SHOP.appid}
    answer, _ = await office.pressed(PROGRAM_PICK, type="external_select", block_id=block_id, selected_option=option)

    assert answer == await office.ask("can wx.login shop --game")


@pytest.mark.parametrize("dashes", ["--", "—", "–"])
async def test_mini_games(office: Office, dashes: str) -> None:
    answer = await office.ask(f"can wx.getGroupCloudStorage shop {dashes}game")

    assert "minigame-api-typings" in str(answer.blocks)
    assert "1.9.92" in answer.text


async def test_a_program_tagged_as_a_mini_game(office: Office) -> None:
    await office.ask("programs tag cafe 小游戏")
    answer = await office.ask("can wx.getGroupCloudStorage cafe")

    assert "minigame-api-typings" in str(answer.blocks)


async def test_only_mini_games_have_it(office: Office) -> None:
    elsewhere = await office.ask("can getGroupCloudStorage shop")
    answer, replaces = await press(office, elsewhere, controls.CAN_SUGGESTED)

    assert "wx.getGroupCloudStorage" in elsewhere.text
    assert replaces
    assert answer == await office.ask("can wx.getGroupCloudStorage shop --game")


async def test_only_mini_games_have_one_of_them(office: Office) -> None:
    elsewhere = await office.ask("can getGroupCloudStorage wx.getUserProfile shop")

    assert action_ids(elsewhere) == []


@pytest.mark.parametrize("typed", ["getUserProfle shop", "wx.getUserProfle shop", "shop wx.getUserProfle"])
async def test_did_you_mean(office: Office, typed: str) -> None:
    unknown = await office.ask(f"can {typed}")
    answer, replaces = await press(office, unknown, controls.CAN_SUGGESTED)

    assert "Did you mean wx.getUserProfile?" in unknown.text
    assert replaces
    assert answer == await office.ask("can wx.getUserProfile shop")


async def test_no_name_like_it(office: Office) -> None:
    unknown = await office.ask("can wx.qqqqqqqqqqqqqqqq shop")

    assert "wx.qqqqqqqqqqqqqqqq" in unknown.text
    assert len(unknown.blocks) == 1


async def test_an_option_that_needs_more(office: Office) -> None:
    """A method's options with their own minimum can be chosen, and are answered beside the message."""
    method = await office.ask("can wx.request shop")
    select = element_of(method, controls.CAN_OPTION)
    chosen = next(choice for choice in select["options"] if choice["text"]["text"] == "wx.request.enableChunked")
    answer, replaces = await office.pressed(controls.CAN_OPTION, type="static_select", selected_option=chosen)

    assert method.text.startswith("WeChat documents no minimum for wx.request.")
    assert not replaces
    assert answer == await office.ask("can request.enableChunked shop")


async def test_what_if(office: Office) -> None:
    answer = await office.ask(f"can {BOTH} shop")
    raised, _ = await press(office, answer, controls.REPORT_WHAT_IF)

    assert raised == await office.ask("raise 2.32.3 shop")


async def test_share(office: Office) -> None:
    answer = await office.ask(f"can {BOTH} shop", user=BOWEN)
    own, replaces = await press(office, answer, controls.CAN_SHARE, user=BOWEN)
    await press(office, answer, controls.CAN_SHARE, user=BOWEN)
    (posted,) = office.messenger.posted

    assert (posted.team_id, posted.channel_id) == (TEAM, CHANNEL)
    assert posted.message.text.startswith("wx.getPrivacySetting and wx.request.enableChunked need 2.32.3: 90.0%")
    assert f"<@{BOWEN}>" in str(posted.message.blocks)
    assert replaces
    assert texts_for("zh-CN")("shared") in str(own.blocks)
    assert controls.CAN_SHARE not in action_ids(own)


async def test_share_shows_the_day_shown(office: Office) -> None:
    answer = await office.ask(f"can {BOTH} shop")
    office.source.set(SHOP.appid, feed({"3.0.0": 100}))
    office.clock.set(NOW.replace(day=25))
    await office.ask("report shop")
    await press(office, answer, controls.CAN_SHARE)

    assert office.messenger.posted[0].message.text == answer.text


async def test_wechat_is_down(office: Office) -> None:
    office.source.fail_all(DOWN)
    answer = await office.ask(f"can {BOTH} shop")
    await press(office, answer, controls.CAN_SHARE)

    assert answer.text == f"wx.getPrivacySetting and wx.request.enableChunked need 2.32.3. {error_text(DOWN)}"
    assert office.messenger.posted[0].message.text == answer.text


@pytest.mark.parametrize(
    "control",
    [
        Control(SHOP.appid),
        Control(SHOP.appid, text="shop"),
        Control("wx9", text=ASKED.packed),
        Control(SHOP.appid, text="=.zzzzz"),
    ],
)
@pytest.mark.parametrize("action_id", [controls.CAN_SHARE, controls.CAN_OPEN])
async def test_controls_that_do_not_belong(office: Office, action_id: str, control: Control) -> None:
    refused, _ = await office.pressed(action_id, control)

    assert refused.text == STALE
    assert (office.messenger.posted, office.messenger.views) == ([], [])


async def test_too_many(office: Office) -> None:
    names = (
        "login request getSetting openSetting showToast hideToast showModal navigateTo redirectTo reLaunch switchTab"
    )

    assert (await office.ask(f"can {names} shop")).text == error_text(TooManyFeatures(count=11, limit=10))


async def test_an_option_that_there_is_not(office: Office) -> None:
    refused = await office.ask("can wx.login --csv")

    assert refused.text == error_text(
        BadOption(option="--csv", usage="/baselib can [<api>...] [program] [--on <day>] [--game]")
    )


async def test_an_earlier_day(office: Office) -> None:
    rows = {"3.5.0": 80, "2.30.0": 20}
    await office.snapshots.save(TEAM, [snapshot_of(rows, date(2026, 11, 20), minimum="2.20.0", appid=SHOP.appid)])
    then = await office.ask("can wx.getPrivacySetting shop --on 2026-11-20")

    assert "As of 20 Nov 2026" in then.text
    assert office.source.calls == []
    assert "No data of shop" in (await office.ask("can wx.getPrivacySetting shop --on 2026-01-01")).text
