"""The button below a program that was authorised."""

from bot.blocks.kit.controls import PROGRAM_USE, Control
from bot.errors import StaleControl
from tests.handlers.context import CAFE, CHANNEL, TEAM, Office, error_text


async def test_use_in_this_channel(office: Office) -> None:
    """From now on the channel means the program."""
    answer, replaces = await office.pressed(PROGRAM_USE, Control(CAFE.appid))

    assert "cafe is now this channel’s default" in answer.text
    assert not replaces
    assert await office.channel_programs.get(TEAM, CHANNEL) == CAFE.appid


async def test_a_program_that_is_gone(office: Office) -> None:
    """The button stays in the channel longer than the program in the workspace."""
    answer, _ = await office.pressed(PROGRAM_USE, Control("wx-gone"))

    assert answer.text == error_text(StaleControl())
