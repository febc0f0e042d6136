"""The buttons under a breakdown."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message
from bot.domain.numbers.version import Version
from bot.errors import BotError, ChannelUnavailable, ChartUndrawable, SlackUnclear, StaleControl, TooBusy
from bot.i18n import texts_for
from handlers.actions.registry import ACTIONS
from tests.domain.build import TODAY, snapshot_of, v
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, CHANNEL, SHOP, TEAM, Office, error_text

DAY = date(2026, 11, 23)
SHOWN = Control(SHOP.appid, day=DAY)
STALE = error_text(StaleControl())


def test_every_control_has_its_action() -> None:
    messages = ("REPORT_", "DIGEST_", "NOTICE_", "ALERT_", "PROGRAM", "FLEET_", "CAN_", "TREND_", "ACCESS_", "AUDIT_")
    families = (
        *messages,
        "HOME_",
        "SAMPLE_",
        "CONNECT_",
        "IMPORT_",
        "DECISION_",
        "HELP_",
        "RAISE_",
        "COVER_",
        "WHAT_IF_",
        "ROLLOUT_",
        "LOOK_",
    )
    ids = {value for name, value in vars(controls).items() if name.startswith(families) and not name.endswith("_VIEW")}

    assert set(ACTIONS.all()) == ids


async def test_refresh(office: Office) -> None:
    await office.ask("report shop")
    office.source.set(SHOP.appid, feed({"3.9.0": 50, "3.0.0": 50}))
    message, replaces = await office.pressed(controls.REPORT_REFRESH, Control(SHOP.appid))

    assert replaces
    assert "3.9.0" in str(message.blocks)
    assert office.source.calls == [SHOP.appid] * 2


async def test_all_versions(office: Office) -> None:
    office.source.set(SHOP.appid, feed({f"3.{minor}.0": "2.5" for minor in range(40)}))
    folded = await office.ask("report shop")
    message, replaces = await office.pressed(controls.REPORT_MORE, replace(SHOWN, text=controls.ALL))

    assert replaces
    assert len(str(message.blocks)) > len(str(folded.blocks))
    assert office.source.calls == [SHOP.appid]


async def test_fewer_versions(office: Office) -> None:
    office.source.set(SHOP.appid, feed({f"3.{minor}.0": "2.5" for minor in range(40)}))
    folded = await office.ask("report shop")
    message, replaces = await office.pressed(controls.REPORT_MORE, replace(SHOWN, text=controls.FEWER))

    assert replaces
    assert message == folded


async def test_the_menu(office: Office) -> None:
    """Trend, digest and formats come beside the breakdown; how it is read opens in a modal."""
    await office.ask("report shop")
    trend, *beside = [
        await office.pressed(controls.REPORT_MORE, replace(SHOWN, text=kind))
        for kind in (controls.TREND, controls.DIGEST, controls.EXPORT)
    ]
    await office.press(controls.REPORT_MORE, replace(SHOWN, text=controls.READING))
    await office.settle()

    assert trend[0] == await office.ask("trend shop")
    assert not any(replaces for _, replaces in (trend, *beside))
    assert controls.DIGEST_CHANGE in str(beside[0][0].blocks)
    assert controls.REPORT_EXPORT in str(beside[1][0].blocks)
    assert "getSupportVersion" in str(office.messenger.views[-1])


async def test_a_menu_of_another_version(office: Office) -> None:
    await office.ask("report shop")
    message, replaces = await office.pressed(controls.REPORT_MORE, replace(SHOWN, text="party"))

    assert (message.text, replaces) == (STALE, False)


async def test_told_when_safe(office: Office) -> None:
    await office.ask("report shop")
    value = Control(SHOP.appid, version=Version.parse("3.8.1"))
    answer, _ = await office.pressed(controls.ALERT_WHEN_SAFE, value)
    again, _ = await office.pressed(controls.ALERT_WHEN_SAFE, value)
    listed = await office.ask("alerts")

    assert "at least 99% of users are on 3.8.1 or newer" in str(listed.blocks)
    assert "3.8.1" in answer.text
    assert again.text != answer.text


async def test_open(office: Office) -> None:
    message, replaces = await office.pressed(controls.REPORT_OPEN, Control(SHOP.appid), user=BOWEN)

    assert not replaces
    assert texts_for("zh-CN")("column-coverage") in str(message.blocks)


async def test_what_if(office: Office) -> None:
    value = Control(SHOP.appid, version=Version.parse("3.7.0")).encode()
    chosen, replaces = await office.pressed(
        controls.REPORT_WHAT_IF, type="static_select", selected_option={"value": value}
    )

    assert not replaces
    assert chosen == await office.ask("raise 3.7.0 shop")


async def test_share(office: Office) -> None:
    """It posts the day shown in the installation's language and confirms it to the person."""
    await office.ask("report shop", user=BOWEN)
    message, replaces = await office.pressed(controls.REPORT_SHARE, SHOWN, user=BOWEN)
    (posted,) = office.messenger.posted

    assert (posted.team_id, posted.channel_id) == (TEAM, CHANNEL)
    assert f"<@{BOWEN}>" in str(posted.message.blocks)
    assert texts_for("en")("column-coverage") in str(posted.message.blocks)
    assert controls.REPORT_OPEN in str(posted.message.blocks)
    assert replaces
    assert texts_for("zh-CN")("shared") in str(message.blocks)
    assert controls.REPORT_SHARE not in str(message.blocks)


@pytest.mark.parametrize("asked", ["report shop", "raise 3.8 shop", "cover 99 shop", "can wx.login shop", "fleet"])
async def test_a_share_in_another_language_is_named_before(office: Office, asked: str) -> None:
    """Who reads Chinese sees that the channel gets English; who reads English need not be told."""

    def labels(message: Message) -> list[str]:
        rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
        return [each["text"]["text"] for row in rows for each in row if each["action_id"] in controls.SHARES]

    assert labels(await office.ask(asked, user=BOWEN)) == ["分享到频道（English）"]
    assert labels(await office.ask(asked)) == ["Share to channel"]


async def test_share_twice(office: Office) -> None:
    await office.ask("report shop")
    await office.press(controls.REPORT_SHARE, SHOWN)
    await office.press(controls.REPORT_SHARE, SHOWN)
    await office.settle()
    await office.pressed(controls.REPORT_SHARE, SHOWN)

    assert len(office.messenger.posted) == 1
    assert len(office.messenger.answers) == 4


async def test_share_again_later(office: Office) -> None:
    await office.ask("report shop")
    await office.pressed(controls.REPORT_SHARE, SHOWN)
    office.clock.advance(timedelta(minutes=1))
    await office.pressed(controls.REPORT_SHARE, SHOWN)

    assert len(office.messenger.posted) == 2


async def test_share_where_the_bot_is_not(office: Office) -> None:
    await office.ask("report shop")
    office.messenger.fail_channel(CHANNEL, refusal := ChannelUnavailable(code="not_in_channel", method="m"))
    refused = await office.pressed(controls.REPORT_SHARE, SHOWN)
    office.messenger.fail_channel(CHANNEL, None)
    await office.pressed(controls.REPORT_SHARE, SHOWN)

    assert refused[0].text == error_text(refusal)
    assert not refused[1]
    assert len(office.messenger.posted) == 1


async def test_share_with_a_lost_answer(office: Office) -> None:
    await office.ask("report shop")
    office.messenger.lose_next_answer(unclear := SlackUnclear(method="chat.postMessage"))
    first = await office.pressed(controls.REPORT_SHARE, SHOWN)
    second = await office.pressed(controls.REPORT_SHARE, SHOWN)

    assert first[0].text == second[0].text == error_text(unclear)
    assert len(office.messenger.posted) == 1


@pytest.mark.parametrize(
    "action_id",
    [
        controls.REPORT_REFRESH,
        controls.REPORT_SHARE,
        controls.REPORT_MORE,
        controls.REPORT_OPEN,
        controls.REPORT_WHAT_IF,
        controls.REPORT_EXPORT,
        controls.LOOK_BACK,
        controls.LOOK_BACK_DAY,
    ],
)
@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "{}",
        "null",
        "[1]",
        "not json",
        "x" * 3000,
        '{"p":"wx9999999999999999","d":"2026-11-23","v":"3.7.0"}',
        '{"p":"../../etc","d":"2026-11-23","v":"3.7.0"}',
        '{"p":"wx0000000000000001","d":"2026-13-45","v":"3.7.0"}',
        '{"p":"wx0000000000000001","d":"2026-11-23","v":"banana"}',
        '{"p":"wx0000000000000001","q":"1"}',
        '{"p":1}',
    ],
)
async def test_values_that_are_none_of_ours(office: Office, action_id: str, value: str | None) -> None:
    message, replaces = await office.pressed(action_id, value)

    assert message.text == STALE
    assert not replaces
    assert office.source.calls == []
    assert office.messenger.posted == []


@pytest.mark.parametrize("action_id", [controls.REPORT_SHARE, controls.REPORT_EXPORT])
async def test_a_day_that_is_not_kept(office: Office, action_id: str) -> None:
    message, _ = await office.pressed(action_id, Control(SHOP.appid, day=date(2020, 1, 1)))

    assert message.text == STALE
    assert office.messenger.posted == []


async def test_another_workspaces_day(office: Office) -> None:
    await office.ask("report shop")
    message, _ = await office.pressed(controls.REPORT_SHARE, SHOWN, team="T2")

    assert message.text == STALE
    assert office.messenger.posted == []


async def test_a_program_that_was_taken_out(office: Office) -> None:
    await office.ask("report shop")
    office.programs.programs.remove(SHOP)
    message, _ = await office.pressed(controls.REPORT_REFRESH, Control(SHOP.appid))

    assert message.text == STALE


@pytest.mark.parametrize("action_id", ["", "nothing", "report.refresh\n", "REPORT.REFRESH"])
async def test_unknown_action(office: Office, action_id: str) -> None:
    message, replaces = await office.pressed(action_id, Control(SHOP.appid))

    assert message.text == STALE
    assert not replaces


async def test_link_button(office: Office) -> None:
    await office.press("anything", url="https://example.com")
    await office.settle()

    assert office.messenger.answers == []


async def test_language_of_the_person_who_presses(office: Office) -> None:
    english, _ = await office.pressed("nothing", user=ALICE)
    chinese, _ = await office.pressed("nothing", user=BOWEN)

    assert english.text == error_text(StaleControl())
    assert chinese.text == error_text(StaleControl(), "zh-CN")


TREND_PICTURE_SHOWN = Control(SHOP.appid, day=TODAY, text="3.8.1")


@pytest.fixture
async def kept(office: Office) -> Office:
    """An office that has four weeks of the program."""
    for weeks, newest in ((3, 20), (2, 50), (1, 70), (0, 90)):
        rows = {"3.8.1": newest, "3.7.0": 100 - newest}
        day = TODAY - timedelta(weeks=weeks)
        await office.snapshots.save(TEAM, [snapshot_of(rows, day, appid=SHOP.appid, minimum="2.0.0")])
    return office


async def test_picture(kept: Office) -> None:
    """The person who presses gets the shown chart as a described picture, and its place."""
    answer, replaces = await kept.pressed(controls.TREND_PICTURE, TREND_PICTURE_SHOWN)
    (file,), (chart,) = kept.files.sent, kept.charts.drawn

    assert (file.team_id, file.user_id, file.name) == (TEAM, ALICE, "shop-trend-2026-11-23.png")
    assert file.content.startswith(b"\x89PNG")
    assert [(line.name, line.values) for line in chart.lines if not line.target] == [
        ("3.8.1 (10.0%)", (80, 50, 30, 10))
    ]
    assert "3.8.1: 80.0% to 10.0%" in file.alt_text
    assert file.name in answer.text
    assert not replaces


async def test_language(kept: Office) -> None:
    await kept.pressed(controls.TREND_PICTURE, TREND_PICTURE_SHOWN, user=BOWEN)

    assert kept.charts.drawn[0].y_label == "受影响用户占比（%）"


async def test_no_chinese_font(kept: Office) -> None:
    """The picture is in English where Chinese would be boxes; what is written beside it stays Chinese."""
    kept.charts.lacks = "户"
    await kept.pressed(controls.TREND_PICTURE, TREND_PICTURE_SHOWN, user=BOWEN)

    assert kept.charts.drawn[0].y_label == "% of users cut off"
    assert "受影响" in kept.files.sent[0].comment


async def test_every_version_shown(kept: Office) -> None:
    await kept.pressed(controls.TREND_PICTURE, Control(SHOP.appid, day=TODAY))

    assert {line.name.split()[0] for line in kept.charts.drawn[0].lines} >= {"3.8.1", "3.7.0"}


@pytest.mark.parametrize("failure", [ChartUndrawable(), TooBusy()])
async def test_not_drawn(kept: Office, failure: BotError) -> None:
    kept.charts.failure = failure
    answer, _ = await kept.pressed(controls.TREND_PICTURE, TREND_PICTURE_SHOWN)

    assert answer.text == error_text(failure)
    assert kept.files.sent == []


async def test_not_sent(kept: Office) -> None:
    kept.files.refusal = failure = ChannelUnavailable(code="user_not_found", method="conversations.open")
    answer, _ = await kept.pressed(controls.TREND_PICTURE, TREND_PICTURE_SHOWN)

    assert answer.text == error_text(failure)


@pytest.mark.parametrize(
    "control",
    [Control(SHOP.appid, day=TODAY - timedelta(weeks=3)), Control("wx9", day=TODAY), Control(version=v("3.8.1"))],
)
async def test_nothing_to_draw(kept: Office, control: Control) -> None:
    answer, _ = await kept.pressed(controls.TREND_PICTURE, control)

    assert answer.text == error_text(StaleControl())
    assert kept.charts.drawn == []
