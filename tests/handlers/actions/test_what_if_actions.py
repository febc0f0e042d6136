"""The buttons below the answers to `raise` and `cover`."""

from datetime import date

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import THEN, Control
from bot.domain.numbers.version import Version
from bot.errors import BadPercent, BadVersion, StaleControl
from bot.i18n import texts_for
from tests.handlers.context import ALICE, BOWEN, CHANNEL, SHOP, TEAM, Office, error_text

DAY = date(2026, 11, 23)
V37 = Version.parse("3.7.0")
RAISED = Control(SHOP.appid, day=DAY, version=V37)
COVERED = Control(SHOP.appid, day=DAY, text="99")
STALE = error_text(StaleControl())


@pytest.mark.parametrize(
    ("asked", "action_id", "control"),
    [("raise 3.7.0 shop", controls.RAISE_SHARE, RAISED), ("cover 99 shop", controls.COVER_SHARE, COVERED)],
)
async def test_share(office: Office, asked: str, action_id: str, control: Control) -> None:
    answer = await office.ask(asked, user=BOWEN)
    message, replaces = await office.pressed(action_id, control, user=BOWEN)
    (posted,) = office.messenger.posted

    assert control.encode() in str(answer.blocks)
    assert (posted.team_id, posted.channel_id) == (TEAM, CHANNEL)
    assert f"<@{BOWEN}>" in str(posted.message.blocks)
    assert texts_for("en")("cost-minimum") in str(posted.message.blocks)
    assert posted.message.blocks[-1]["elements"][0]["action_id"] == controls.REPORT_OPEN
    assert len(posted.message.blocks[-1]["elements"]) == 1
    assert replaces
    assert texts_for("zh-CN")("shared") in str(message.blocks)
    assert action_id not in str(message.blocks)


async def test_tell_this_channel(office: Office) -> None:
    """One press sets this channel's alert for program, version and target; a second finds it."""
    await office.ask("raise 3.7.0 shop")
    control = Control(SHOP.appid, version=V37)
    first, replaces = await office.pressed(controls.ALERT_WHEN_SAFE, control)
    second, _ = await office.pressed(controls.ALERT_WHEN_SAFE, control)
    (alert,) = await office.alerts.of_channel(TEAM, CHANNEL)

    assert (alert.appid, alert.condition.words, alert.owner_id) == (SHOP.appid, "coverage >= 99% at 3.7.0", ALICE)
    assert texts_for("en")("alert-existed", number="1", program="shop", condition="").split(":")[0] in second.text
    assert first.text != second.text
    assert not replaces


async def test_the_versions_nearby(office: Office) -> None:
    answer = await office.ask("raise 3.7.5 shop")
    chosen, replaces = await office.pressed(controls.WHAT_IF_LOWER, Control(SHOP.appid, version=V37))

    assert "3.7.0 cuts off 15.0%" in str(answer.blocks)
    assert chosen == await office.ask("raise 3.7.0 shop")
    assert not replaces


async def test_the_versions_nearby_of_an_earlier_day(office: Office) -> None:
    await office.ask("report shop")
    answer = await office.ask("raise 3.7.5 shop --on 2026-11-23")
    control = Control(SHOP.appid, day=DAY, choice=THEN, version=V37)
    chosen, _ = await office.pressed(controls.WHAT_IF_LOWER, control)

    assert control.encode() in str(answer.blocks)
    assert chosen == await office.ask("raise 3.7.0 shop --on 2026-11-23")
    assert controls.ALERT_WHEN_SAFE not in str(chosen.blocks)


@pytest.mark.parametrize(("chosen", "same"), [(controls.OPEN, "report shop"), (controls.TREND, "trend shop 3.7.0")])
async def test_menu(office: Office, chosen: str, same: str) -> None:
    control = Control(SHOP.appid, day=DAY, version=V37, text=chosen)
    raised = await office.ask("raise 3.7.0 shop")
    answer, replaces = await office.pressed(controls.REPORT_MORE, control)

    assert control.encode() in str(raised.blocks)
    assert answer == await office.ask(same)
    assert not replaces


@pytest.mark.parametrize("control", [Control(SHOP.appid), Control(SHOP.appid, version=V37, text="many")])
async def test_forged(office: Office, control: Control) -> None:
    chosen, _ = await office.pressed(controls.ALERT_WHEN_SAFE, control)

    assert chosen.text == STALE
    assert await office.alerts.of_channel(TEAM, CHANNEL) == []


async def test_without_a_version(office: Office) -> None:
    offered = await office.ask("raise shop")

    assert controls.REPORT_WHAT_IF in str(offered.blocks)
    assert V37.text in str(offered.blocks)
    assert (await office.ask("raise banana")).text == error_text(BadVersion(text="banana"))


async def test_without_a_share(office: Office) -> None:
    offered = await office.ask("cover shop")
    chosen, replaces = await office.pressed(controls.COVER_TARGET, Control(SHOP.appid, text="99.5"))

    assert controls.COVER_TARGET in str(offered.blocks)
    assert chosen == await office.ask("cover 99.5 shop")
    assert replaces
    assert (await office.ask("cover most")).text == error_text(BadPercent(text="most"))


async def test_a_fraction_is_asked_about(office: Office) -> None:
    answer = await office.ask("cover 0.99 shop")

    assert answer.text == error_text(BadPercent(text="0.99", suggestion="99%"))
    assert Control(SHOP.appid, text="99").encode() in str(answer.blocks)
    assert (await office.ask("cover 0.99% shop")).text != answer.text


@pytest.mark.parametrize("asked", ["raise 3.7.0", "cover 99", "raise", "cover 0.99"])
async def test_which_program(office: Office, asked: str) -> None:
    picker = await office.ask(asked)

    assert controls.PROGRAM_PICK in str(picker.blocks)
    assert asked.partition(" ")[2] in picker.blocks[-1]["block_id"]
