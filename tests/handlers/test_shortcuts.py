"""Shortcuts: on a message, and from anywhere."""

from typing import Any

import pytest

from bot.blocks.can.form import APIS
from bot.blocks.kit.controls import SHORTCUT_ASK, SHORTCUT_CAN
from bot.blocks.kit.elements import View
from bot.blocks.what_if.ask_form import VALUE, WHAT, What, ask_view
from bot.domain.can.use import MOST
from bot.errors import BadVersion, NoProgram, SlackBusy, StaleControl, TooBusy
from bot.i18n import texts_for
from tests.blocks.forms import as_shown, fill
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, SHOP, Office, error_text

EN = texts_for("en")


def chosen(view: View) -> list[str]:
    """The APIs that stand in the form at first."""
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == APIS.name)
    return [option["value"] for option in element.get("initial_options", [])]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Can we use wx.getPrivacySetting or `wx.login` already?", ["wx.getPrivacySetting", "wx.login"]),
        ("```const x = await this.wx.request.abort({})\nwx.login()```", ["wx.request", "wx.login"]),
        ("&lt;scroll-view scroll-y&gt; and example.com, v3.0.0 and e.g. this", ["<scroll-view>"]),
        ("wx.login wx.login", ["wx.login"]),
        ("nothing at all", []),
    ],
)
async def test_apis_in_a_message(office: Office, text: str, names: list[str]) -> None:
    """The form has the known ones, in code or not, each once; or says that there is none."""
    await office.shortcut(SHORTCUT_CAN, message={"type": "message", "text": text, "user": BOWEN})
    view = await office.opened()

    assert chosen(view) == names
    assert (EN("can-view-none-found") in str(view["blocks"])) is not bool(names)


async def test_names_that_no_table_has(office: Office) -> None:
    """They are named in the form, beside those that it holds."""
    text = "wx.login, wx.toCome() and &lt;no-such-tag&gt;"
    await office.shortcut(SHORTCUT_CAN, message={"type": "message", "text": text, "user": BOWEN})
    view = await office.opened()

    assert chosen(view) == ["wx.login"]
    assert "`wx.toCome` and `&lt;no-such-tag&gt;`" in view["blocks"][0]["text"]["text"]


async def test_apis_in_blocks(office: Office) -> None:
    """An app's message may consist of blocks; absurd nesting is ignored."""
    deep: Any = {"text": "wx.request"}
    for _ in range(50):
        deep = {"elements": [deep]}
    blocks = [{"type": "rich_text", "elements": [{"elements": [{"type": "text", "text": "wx.login"}]}]}, deep]
    await office.shortcut(SHORTCUT_CAN, message={"text": "", "blocks": blocks})

    assert chosen(await office.opened()) == ["wx.login"]


async def test_more_apis_than_one_question_has(office: Office) -> None:
    """The first ones stand in the form."""
    names = [option["value"] for option in await office.options(APIS.name, APIS.name, "wx.create")]
    assert len(names) > MOST
    await office.shortcut(SHORTCUT_CAN, message={"text": " ".join(names)})

    assert chosen(await office.opened()) == names[:MOST]


async def test_the_form_answers_in_the_channel(office: Office) -> None:
    """As after `/baselib can`."""
    await office.ask("use shop")
    await office.shortcut(SHORTCUT_CAN, message={"text": "wx.login"})
    view = await office.opened()
    assert await office.submit({**view, **as_shown(view)}) is None
    await office.settle()
    ((_, channel, user, answer),) = office.messenger.whispers

    assert (channel, user) == (CHANNEL, ALICE)
    assert answer == await office.ask("can wx.login")


async def test_too_late_for_a_modal(office: Office) -> None:
    """The person reads so, beside the message, or in direct messages without a channel."""
    office.messenger.fail_next(TooBusy())
    await office.shortcut(SHORTCUT_CAN, message={"text": "wx.login"})
    office.messenger.fail_next(TooBusy())
    await office.shortcut(SHORTCUT_ASK)

    assert [message.text for _, message, _ in office.messenger.answers] == [error_text(TooBusy())]
    assert [(each.channel_id, each.message.text) for each in office.messenger.posted] == [
        (ALICE, error_text(TooBusy()))
    ]


async def test_a_shortcut_that_is_none_of_ours(office: Office) -> None:
    """One that an older manifest declared is refused."""
    await office.shortcut("older.one")

    assert [each.message.text for each in office.messenger.posted] == [error_text(StaleControl())]


@pytest.mark.parametrize(
    ("what", "value", "command"),
    [
        (What.REPORT, None, "report shop"),
        (What.RAISE, "3.0.0", "raise 3.0.0 shop"),
        (What.COVER, "99", "cover 99 shop"),
    ],
)
async def test_ask_from_anywhere(office: Office, what: What, value: str | None, command: str) -> None:
    """The answer is the command's, in the direct messages."""
    await office.shortcut(SHORTCUT_ASK)
    view = await office.opened()
    assert view == ask_view(EN)
    assert await office.submit({**view, **filled_form(what, value)}) is None
    await office.settle()
    (posted,) = office.messenger.posted

    assert posted.channel_id == ALICE
    assert posted.message == await office.ask(command)


async def test_a_direct_message_while_slack_is_busy(office: Office) -> None:
    """It is sent again, as every other answer is."""
    await office.shortcut(SHORTCUT_ASK)
    view = await office.opened()
    office.messenger.fail_next(SlackBusy(retry_after=1, method="chat.postMessage"))
    await office.submit({**view, **filled_form(What.REPORT, None)})
    await office.settle()

    assert [each.channel_id for each in office.messenger.posted] == [ALICE]
    assert office.slept == [1]


async def test_the_only_program_stands_there(office: Office) -> None:
    """A single one is preset; without one the person learns how to get one."""
    office.programs.programs.remove(CAFE)
    await office.shortcut(SHORTCUT_ASK)
    office.programs.programs.clear()
    await office.shortcut(SHORTCUT_ASK)

    assert await office.opened() == ask_view(EN, SHOP)
    assert [each.message.text for each in office.messenger.posted] == [error_text(NoProgram(count=0))]


async def test_what_cannot_be_asked(office: Office) -> None:
    """An invalid version is explained under the field."""
    answer = await office.submit({**ask_view(EN), **filled_form(What.RAISE, "new")})

    assert answer == {"response_action": "errors", "errors": VALUE.error(BadVersion(text="new"), EN)}


def filled_form(what: What, value: str | None) -> dict[str, Any]:
    """The form, filled in for the shop."""
    filled = as_shown(ask_view(EN, SHOP))
    fill(filled, WHAT, selected_option={"value": what.value})
    fill(filled, VALUE, value=value)
    return filled
