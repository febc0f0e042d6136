"""`/baselib trend`, typed and shared."""

from datetime import timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.errors import BadVersion, ChannelUnavailable, StaleControl, TooManyVersions, UnknownProgram
from bot.i18n import texts_for
from tests.blocks.checks import action_ids, block_of
from tests.domain.build import TODAY, snapshot_of
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, CHANNEL, SHOP, TEAM, Office, error_text

SHOWN = Control(SHOP.appid, day=TODAY, text="3.8.1")


TEXT = "shop: 3.8.1 as the minimum cuts off 10.0% of users: 30.0% last week."


@pytest.fixture
async def kept(office: Office) -> Office:
    """With three weeks of the program, and WeChat's numbers for today."""
    for weeks, newest in ((3, 20), (2, 50), (1, 70)):
        rows = {"3.8.1": newest, "3.7.0": 100 - newest}
        day = TODAY - timedelta(weeks=weeks)
        await office.snapshots.save(TEAM, [snapshot_of(rows, day, appid=SHOP.appid)])
    office.source.set(SHOP.appid, feed({"3.8.1": 90, "3.7.0": 10}))
    return office


@pytest.mark.parametrize("text", ["trend shop 3.8.1", "trend 3.8.1 shop", "TREND ３．８．１ 云上"])
async def test_in_any_order(kept: Office, text: str) -> None:
    """A chart of the version, wherever the program is named; a number in the text."""
    answer = await kept.ask(text)
    target, line = block_of(answer, "data_visualization")["chart"]["series"]

    assert [point["value"] for point in line["data"]] == [80, 50, 30, 10]
    assert target["name"] == "1%"
    assert answer.text == TEXT


async def test_without_versions(kept: Office) -> None:
    answer = await kept.ask("trend shop")

    rows = [row[0]["text"] for row in block_of(answer, "data_table")["rows"][1:]]
    names = [line["name"] for line in block_of(answer, "data_visualization")["chart"]["series"]]
    assert rows == ["3.0.0 (minimum now)", "3.7.0", "3.8.1"]
    assert names == ["1%", "3.0.0", "3.7.0"]


async def test_language(kept: Office) -> None:
    assert "最低版本设为 3.8.1 时" in (await kept.ask("trend shop 3.8.1", user=BOWEN)).text


async def test_which_program(kept: Office) -> None:
    answer = await kept.ask("trend 3.8.1 3.7.0")
    wrong = await kept.ask("trend xyz 3.8.1 3.7.0")
    carried = answer.blocks[-1]["block_id"]
    picked, replaces = await kept.pressed(
        controls.PROGRAM_PICK,
        type="external_select",
        block_id=carried,
        selected_option={"value": SHOP.appid},
    )

    assert wrong.text == error_text(UnknownProgram(name="xyz", suggestion=""))
    assert Control.decode(carried) == Control(choice="trend", text="3.8.1 3.7.0")
    assert replaces
    assert picked == await kept.ask("trend shop 3.8.1 3.7.0")


async def test_which_program_with_long_versions(kept: Office) -> None:
    """Too long for a select: the program can be picked, and is drawn with the relevant versions."""
    answer = await kept.ask("trend " + " ".join(f"{number}00000.100000.100000.100000" for number in range(1, 6)))

    assert Control.decode(answer.blocks[-1]["block_id"]) == Control(choice="trend")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("trend shop 3.1234567", BadVersion(text="3.1234567")),
        ("trend shop " + " ".join(f"3.{minor}.0" for minor in range(7)), TooManyVersions(count=7, limit=5)),
    ],
)
async def test_refused(kept: Office, text: str, error: BadVersion | TooManyVersions) -> None:
    assert (await kept.ask(text)).text == error_text(error)


async def test_share(kept: Office) -> None:
    """Everyone sees the shown day and versions, in the installation's language; the person gets a confirmation."""
    await kept.ask("trend shop 3.8.1", user=BOWEN)
    own, replaces = await kept.pressed(controls.TREND_SHARE, SHOWN, user=BOWEN)
    (posted,) = kept.messenger.posted

    assert (posted.team_id, posted.channel_id) == (TEAM, CHANNEL)
    assert posted.message.text == TEXT
    assert f"<@{BOWEN}>" in str(posted.message.blocks)
    assert block_of(posted.message, "data_visualization")
    assert replaces
    assert texts_for("zh-CN")("shared") in str(own.blocks)
    assert action_ids(own) == [controls.TREND_PICTURE, controls.REPORT_OPEN]


async def test_share_what_was_shown(kept: Office) -> None:
    await kept.ask("trend shop 3.8.1")
    await kept.snapshots.save(
        TEAM, [snapshot_of({"3.8.1": 99, "3.7.0": 1}, TODAY + timedelta(days=1), appid=SHOP.appid)]
    )
    await kept.pressed(controls.TREND_SHARE, SHOWN)

    assert kept.messenger.posted[0].message.text == TEXT


async def test_share_where_the_bot_is_not(kept: Office) -> None:
    await kept.ask("trend shop 3.8.1")
    failure = ChannelUnavailable(code="not_in_channel", method="chat.postMessage")
    kept.messenger.fail_channel(CHANNEL, failure)
    answer, replaces = await kept.pressed(controls.TREND_SHARE, SHOWN, user=ALICE)

    assert answer.text == error_text(failure)
    assert not replaces


@pytest.mark.parametrize("control", [Control("wx9", day=TODAY), Control(SHOP.appid), Control(day=TODAY)])
async def test_share_of_nothing(kept: Office, control: Control) -> None:
    answer, _ = await kept.pressed(controls.TREND_SHARE, control)

    assert answer.text == error_text(StaleControl())
