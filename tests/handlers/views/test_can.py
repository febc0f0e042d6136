"""The form for APIs: opened, searched, submitted, with the real tables."""

from typing import Any

import pytest

from bot.blocks.can_form import APIS, GAME, PROGRAM
from bot.blocks.kit import controls
from bot.errors import ChannelUnavailable, ShuttingDown, StaleControl
from bot.i18n import texts_for
from tests.blocks.checks import as_shown, element_of, fill
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, SHOP, TEAM, Office, error_text
from tests.patience import PATIENCE

Json = dict[str, Any]


def initial(view: Json, block_id: str) -> Any:
    """What a field of a modal shows at first."""
    element = next(block["element"] for block in view["blocks"] if block["block_id"] == block_id)
    return element.get("initial_options") or element.get("initial_option")


async def test_form(office: Office) -> None:
    await office.ask("use shop")
    await office.type("can")
    view = await office.opened()
    found = await office.options(APIS.name, APIS.name, "privacysett")
    chosen = as_shown(view)
    fill(chosen, APIS, selected_options=found[:1])
    acknowledged = await office.submit({**view, **chosen})
    await office.settle()
    ((team, channel, user, answer),) = office.messenger.whispers

    assert initial(view, APIS.name) is None
    assert initial(view, PROGRAM.name)["value"] == SHOP.appid
    assert acknowledged is None
    assert (team, channel, user) == (TEAM, CHANNEL, ALICE)
    assert answer == await office.ask("can wx.getPrivacySetting")


async def test_check_other_apis(office: Office) -> None:
    answer = await office.ask("can wx.getGroupCloudStorage wx.login shop --game")
    await office.press(controls.CAN_OPEN, element_of(answer, controls.CAN_OPEN)["value"])
    view = await office.opened()
    await office.submit({**view, **as_shown(view)})
    await office.settle()

    assert [choice["value"] for choice in initial(view, APIS.name)] == ["wx.getGroupCloudStorage", "wx.login"]
    assert office.messenger.whispers[0][3] == answer


async def test_form_for_mini_games(office: Office) -> None:
    await office.type("can --game")
    view = await office.opened()

    assert initial(view, GAME.name)[0]["value"] == "game"


async def test_form_without_programs(office: Office) -> None:
    office.programs.programs.clear()
    await office.type("can")
    view = await office.opened()
    chosen = as_shown(view)
    fill(chosen, APIS, selected_options=[{"value": "wx.getPrivacySetting"}])
    await office.submit({**view, **chosen})
    await office.settle()

    assert PROGRAM.name not in {block["block_id"] for block in view["blocks"]}
    assert office.messenger.whispers[0][3].text.startswith("wx.getPrivacySetting needs 2.32.3.")


async def test_form_where_the_bot_is_not(office: Office) -> None:
    answer = await office.ask("can wx.getPrivacySetting wx.login shop")
    await office.press(controls.CAN_OPEN, element_of(answer, controls.CAN_OPEN)["value"])
    view = await office.opened()
    office.messenger.fail_next(ChannelUnavailable(code="not_in_channel", method="chat.postEphemeral"))
    await office.submit({**view, **as_shown(view)})
    await office.settle()
    (posted,) = office.messenger.posted

    assert (posted.channel_id, posted.message) == (ALICE, answer)


async def test_form_without_apis(office: Office) -> None:
    await office.type("can")
    view = await office.opened()
    answer = await office.submit({**view, **as_shown(view)})

    assert answer == {"response_action": "errors", "errors": {APIS.name: texts_for("en")("can-view-nothing")}}


@pytest.mark.parametrize("tampered", [{"private_metadata": "x"}, {"state": {}}, {"state": {"values": {"x": {}}}}])
async def test_form_that_was_tampered_with(office: Office, tampered: Json) -> None:
    await office.type("can")
    view = await office.opened()
    answer = await office.submit({**view, **as_shown(view), **tampered})

    assert list(answer["errors"].values()) == [error_text(StaleControl()).replace("`", "")]
    assert office.messenger.whispers == []


async def test_form_when_no_more_work_is_taken() -> None:
    office = Office()
    await office.type("can")
    view = await office.opened()
    await office.work.drain(within=PATIENCE)
    chosen = as_shown(view)
    fill(chosen, APIS, selected_options=[{"value": "wx.login"}])
    answer = await office.submit({**view, **chosen})

    assert list(answer["errors"].values()) == [error_text(ShuttingDown())]


async def test_search(office: Office) -> None:
    """By a part of the name, with each minimum in the person's language; programs likewise."""
    await office.speaking.get(TEAM, BOWEN)
    found = await office.options(APIS.name, APIS.name, "enableChunked", user=BOWEN)
    undocumented = await office.options(APIS.name, APIS.name, "wx.request", user=BOWEN)
    programs = await office.options(PROGRAM.name, PROGRAM.name, "coffee")

    assert (found[0]["value"], found[0]["description"]["text"]) == ("wx.request.enableChunked", "2.20.2")
    assert undocumented[0]["description"]["text"] == texts_for("zh-CN")("can-undocumented-cell")
    assert [choice["value"] for choice in programs] == [CAFE.appid]
    assert len(await office.options(APIS.name, APIS.name, "a")) == 100
    assert await office.options(APIS.name, APIS.name, "<!channel>") == []
