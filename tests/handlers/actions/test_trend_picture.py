"""Download PNG, pressed below a trend."""

from datetime import timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.errors import BotError, ChannelUnavailable, ChartUndrawable, StaleControl, TooBusy
from tests.domain.build import TODAY, snapshot_of, v
from tests.handlers.context import ALICE, BOWEN, SHOP, TEAM, Office, error_text

SHOWN = Control(SHOP.appid, day=TODAY, text="3.8.1")


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
    answer, replaces = await kept.pressed(controls.TREND_PICTURE, SHOWN)
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
    """That of the person who presses, not of the message."""
    await kept.pressed(controls.TREND_PICTURE, SHOWN, user=BOWEN)

    assert kept.charts.drawn[0].y_label == "受影响用户占比（%）"


async def test_no_chinese_font(kept: Office) -> None:
    """The picture is in English where Chinese would be boxes; what is written beside it stays Chinese."""
    kept.charts.lacks = "户"
    await kept.pressed(controls.TREND_PICTURE, SHOWN, user=BOWEN)

    assert kept.charts.drawn[0].y_label == "% of users cut off"
    assert "受影响" in kept.files.sent[0].comment


async def test_every_version_shown(kept: Office) -> None:
    """Without versions asked for there are those that matter, as in the message."""
    await kept.pressed(controls.TREND_PICTURE, Control(SHOP.appid, day=TODAY))

    assert {line.name.split()[0] for line in kept.charts.drawn[0].lines} >= {"3.8.1", "3.7.0"}


@pytest.mark.parametrize("failure", [ChartUndrawable(), TooBusy()])
async def test_not_drawn(kept: Office, failure: BotError) -> None:
    """Nothing is sent, and the person reads what to do."""
    kept.charts.failure = failure
    answer, _ = await kept.pressed(controls.TREND_PICTURE, SHOWN)

    assert answer.text == error_text(failure)
    assert kept.files.sent == []


async def test_not_sent(kept: Office) -> None:
    """The person reads when Slack does not take it."""
    kept.files.refusal = failure = ChannelUnavailable(code="user_not_found", method="conversations.open")
    answer, _ = await kept.pressed(controls.TREND_PICTURE, SHOWN)

    assert answer.text == error_text(failure)


@pytest.mark.parametrize(
    "control",
    [Control(SHOP.appid, day=TODAY - timedelta(weeks=3)), Control("wx9", day=TODAY), Control(version=v("3.8.1"))],
)
async def test_nothing_to_draw(kept: Office, control: Control) -> None:
    """Too few days, another program, or no program: there was no chart."""
    answer, _ = await kept.pressed(controls.TREND_PICTURE, control)

    assert answer.text == error_text(StaleControl())
    assert kept.charts.drawn == []
