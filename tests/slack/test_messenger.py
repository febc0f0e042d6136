"""What the messenger sends, and its simpler forms of a refused message."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.blocks.kit.elements import Block, Message
from bot.blocks.report.report import breakdown
from bot.errors import BotError, ChannelUnavailable, SlackBusy, SlackRefused, SlackUnclear, TooBusy
from bot.i18n import texts_for
from bot.lib.transport import local_client
from bot.slack.history import DELIVERY_EVENT
from bot.slack.messenger import SlackMessenger
from tests.blocks.samples import NOW, RECOMMENDATIONS, ZONE
from tests.slack.server import TOKEN, Server, answer, client, refused, session
from tests.tools.sandbox.driving import ALICE, BOT_TOKEN, MEMBER, OUTSIDE, config
from tests.tools.sandbox.serving import served
from tools.sandbox.faults import Fault
from tools.sandbox.slack.app import create_app
from tools.sandbox.slack.workspace import Workspace

TEAM, CHANNEL, USER, TRIGGER = "T1", "C1", "U1", "123.456.abc"
SECTION: Block = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}
CHART: Block = {"type": "data_visualization", "title": "Coverage", "chart": {"type": "pie", "segments": []}}
TABLE: Block = {
    "type": "data_table",
    "caption": "Users",
    "rows": [
        [{"type": "raw_text", "text": "Version"}, {"type": "raw_text", "text": "Share"}],
        [{"type": "raw_text", "text": "3.8.1"}, {"type": "raw_number", "value": 60, "text": "60.0%"}],
    ],
}
PLAIN = Message("Hello", [SECTION])
RICH = Message("Hello", [SECTION, TABLE, CHART])
NO_BLOCKS = refused("invalid_blocks", response_metadata={"messages": ["[ERROR] no [json-pointer:/blocks/1]"]})

Say = Callable[[SlackMessenger, str, Message], Awaitable[object]]
SAYINGS: dict[str, Say] = {
    "post": lambda messenger, _url, message: messenger.post(TEAM, CHANNEL, message),
    "whisper": lambda messenger, _url, message: messenger.whisper(TEAM, CHANNEL, USER, message),
    "respond": lambda messenger, url, message: messenger.respond(f"{url}/respond/abc", message),
}
each_way = pytest.mark.parametrize("say", SAYINGS.values(), ids=SAYINGS)


def types(call: Any) -> list[str]:
    """The block types of a call, empty for text alone."""
    return [block["type"] for block in call.sent.get("blocks") or []]


async def test_post(slack: Server, messenger: SlackMessenger) -> None:
    ts = await messenger.post(TEAM, CHANNEL, RICH)
    (call,) = slack.calls

    assert ts == "1.000100"
    assert call.method == "chat.postMessage"
    assert call.headers["authorization"] == f"Bearer {TOKEN}"
    assert call.sent["channel"] == CHANNEL
    assert call.sent["text"] == "Hello"
    assert call.sent["blocks"] == RICH.blocks
    assert call.sent["unfurl_links"] in (False, "0")
    assert call.sent["unfurl_media"] in (False, "0")
    assert "metadata" not in call.sent


async def test_post_of_a_delivery(slack: Server, messenger: SlackMessenger) -> None:
    await messenger.post(TEAM, CHANNEL, PLAIN, delivery_id="d-1")

    assert slack.calls[0].sent["metadata"] == {"event_type": DELIVERY_EVENT, "event_payload": {"id": "d-1"}}


async def test_whisper(slack: Server, messenger: SlackMessenger) -> None:
    await messenger.whisper(TEAM, CHANNEL, USER, PLAIN)
    (call,) = slack.calls

    assert call.method == "chat.postEphemeral"
    assert (call.sent["channel"], call.sent["user"]) == (CHANNEL, USER)
    assert call.sent["blocks"] == PLAIN.blocks


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize(
    "reply", [answer({"ok": True}), answer("ok", kind="text/plain"), answer("ok", kind="text/html")]
)
async def test_respond(slack: Server, messenger: SlackMessenger, reply: bytes, *, replace: bool) -> None:
    slack.say(reply)
    await messenger.respond(f"{slack.url}/respond/abc", PLAIN, replace=replace)
    (call,) = slack.calls

    assert call.path == "/respond/abc"
    assert "authorization" not in call.headers
    assert call.sent["response_type"] == "ephemeral"
    assert call.sent["replace_original"] is replace
    assert call.sent["blocks"] == PLAIN.blocks


async def test_open_view(slack: Server, messenger: SlackMessenger) -> None:
    """A modal opens with the trigger of the click; its id is kept to change it."""
    view = {"type": "modal", "callback_id": "x", "blocks": []}
    slack.say(answer({"ok": True, "view": {"id": "V1"}}))

    assert await messenger.open_view(TEAM, TRIGGER, view) == "V1"
    (call,) = slack.calls

    assert call.method == "views.open"
    assert call.sent["trigger_id"] == TRIGGER
    assert call.sent["view"] == view


async def test_open_view_without_json(slack: Server, messenger: SlackMessenger) -> None:
    """A proxy's answer of another kind tells no id: the modal may be open, and is not changed."""
    slack.say(answer("ok", kind="application/gzip"))

    assert await messenger.open_view(TEAM, TRIGGER, {}) == ""


@pytest.mark.parametrize("code", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_open_view_too_late(slack: Server, messenger: SlackMessenger, code: str) -> None:
    slack.say(refused(code))

    with pytest.raises(TooBusy):
        await messenger.open_view(TEAM, TRIGGER, {})


async def test_open_view_refused(slack: Server, messenger: SlackMessenger) -> None:
    slack.say(refused("invalid_arguments"))

    with pytest.raises(SlackRefused, match="invalid_arguments"):
        await messenger.open_view(TEAM, TRIGGER, {})
    assert len(slack.calls) == 1


@each_way
@pytest.mark.parametrize(
    "code", ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"]
)
async def test_fallback(slack: Server, messenger: SlackMessenger, say: Say, code: str) -> None:
    no = refused(code)
    slack.say(no, no, no, answer({"ok": True, "ts": "2.0"}))
    await say(messenger, slack.url, RICH)

    assert [types(call) for call in slack.calls] == [
        ["section", "data_table", "data_visualization"],
        ["section", "data_table"],
        ["section", "context", "table"],
        [],
    ]
    assert all(call.sent["text"].startswith("Hello") for call in slack.calls)
    assert "3.8.1" in slack.calls[-1].sent["text"]


@each_way
async def test_fallback_ends_when_slack_is_content(slack: Server, messenger: SlackMessenger, say: Say) -> None:
    slack.say(NO_BLOCKS, answer({"ok": True, "ts": "2.0"}))
    await say(messenger, slack.url, RICH)

    assert [types(call) for call in slack.calls][1:] == [["section", "data_table"]]


@each_way
async def test_refused_to_the_last(slack: Server, messenger: SlackMessenger, say: Say) -> None:
    slack.say(NO_BLOCKS)

    with pytest.raises(SlackRefused, match="invalid_blocks"):
        await say(messenger, slack.url, PLAIN)
    assert len(slack.calls) == 2


async def test_bare_word_of_a_response_url(slack: Server, messenger: SlackMessenger) -> None:
    slack.say(answer("invalid_blocks", status=400, kind="text/plain"), answer("ok", kind="text/plain"))
    await messenger.respond(f"{slack.url}/respond/abc", PLAIN)

    assert [types(call) for call in slack.calls] == [["section"], []]


@each_way
async def test_no_fallback_for_another_refusal(slack: Server, messenger: SlackMessenger, say: Say) -> None:
    slack.say(refused("is_archived"))

    with pytest.raises(ChannelUnavailable):
        await say(messenger, slack.url, RICH)
    assert len(slack.calls) == 1


async def test_metadata_survives_the_fallback(slack: Server, messenger: SlackMessenger) -> None:
    slack.say(NO_BLOCKS, answer({"ok": True, "ts": "2.0"}))
    await messenger.post(TEAM, CHANNEL, PLAIN, delivery_id="d-1")

    assert slack.calls[-1].sent["metadata"]["event_payload"] == {"id": "d-1"}


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "mailto:a@example.com"])
async def test_response_url_that_is_none(messenger: SlackMessenger, url: str) -> None:
    with pytest.raises(BotError):
        await messenger.respond(url, PLAIN)


async def test_update_view(slack: Server, messenger: SlackMessenger) -> None:
    view = {"type": "modal", "callback_id": "x", "blocks": []}

    assert await messenger.update_view(TEAM, "V1", view, only_if="1.abc")
    assert await messenger.update_view(TEAM, "V1", view)
    first, second = slack.calls
    assert (first.method, first.sent["view_id"], first.sent["view"]) == ("views.update", "V1", view)
    assert first.sent["hash"] == "1.abc"
    assert "hash" not in second.sent


@pytest.mark.parametrize("code", ["hash_conflict", "not_found"])
async def test_update_of_a_view_that_changed(slack: Server, messenger: SlackMessenger, code: str) -> None:
    slack.say(refused(code))

    assert not await messenger.update_view(TEAM, "V1", {}, only_if="1.abc")


async def test_update_view_refused(slack: Server, messenger: SlackMessenger) -> None:
    slack.say(refused("invalid_arguments"))

    with pytest.raises(SlackRefused):
        await messenger.update_view(TEAM, "V1", {})


async def test_update_of_a_message(slack: Server, messenger: SlackMessenger) -> None:
    await messenger.update(TEAM, "C1", "7.1", Message("now", [{"type": "divider"}]))
    (call,) = slack.calls
    assert (call.method, call.sent["channel"], call.sent["ts"], call.sent["text"]) == (
        "chat.update",
        "C1",
        "7.1",
        "now",
    )
    assert call.sent["blocks"] == [{"type": "divider"}]

    slack.say(refused("message_not_found"))
    with pytest.raises(SlackRefused):
        await messenger.update(TEAM, "C1", "7.1", Message("now"))


REPORT: Message = breakdown(RECOMMENDATIONS["shares"], texts_for("en"), ZONE, now=NOW)


@dataclass
class Local:
    """The messenger, and the workspace that it talks to."""

    messenger: SlackMessenger
    workspace: Workspace
    http: httpx.AsyncClient

    async def seen(self, channel: str = MEMBER) -> list[dict[str, Any]]:
        answer = await self.http.get("/sandbox/messages", params={"channel": channel, "user": ALICE})
        return list(answer.json()["messages"])

    def fail(self, name: str, **how: Any) -> None:
        self.workspace.faults.arm(Fault(name, **how))


@pytest.fixture
async def local() -> AsyncIterator[Local]:
    app: Starlette = create_app(config())
    async with served(app) as url, session() as shared, local_client(url) as http:
        web = client(url, shared)
        web.token = BOT_TOKEN
        yield Local(SlackMessenger(lambda _team: web, shared), app.state.workspace, http)


async def test_a_breakdown_is_taken_as_it_is(local: Local) -> None:
    ts = await local.messenger.post("T1", MEMBER, REPORT)
    posted = (await local.seen())[-1]

    assert posted["ts"] == ts
    assert "data_table" in {block["type"] for block in posted["blocks"]}


async def test_a_whispered_breakdown(local: Local) -> None:
    await local.messenger.whisper("T1", MEMBER, ALICE, REPORT)
    assert (await local.seen())[-1]["ephemeral"]


async def test_without_data_tables(local: Local) -> None:
    local.fail("invalid_blocks_data_table")
    await local.messenger.post("T1", MEMBER, REPORT)

    assert "table" in {block["type"] for block in (await local.seen())[-1]["blocks"]}


async def test_where_the_bot_is_not(local: Local) -> None:
    with pytest.raises(ChannelUnavailable, match="not_in_channel"):
        await local.messenger.post("T1", OUTSIDE, REPORT)


async def test_rate_limit(local: Local) -> None:
    local.fail("ratelimited", params={"retry_after": 7})
    before = len(await local.seen())

    with pytest.raises(SlackBusy) as caught:
        await local.messenger.post("T1", MEMBER, REPORT)

    assert caught.value.params["retry_after"] == 7
    assert len(await local.seen()) == before


@pytest.mark.parametrize("fault", ["accepted_without_answer", "answer_lost"])
async def test_posted_all_the_same(local: Local, fault: str) -> None:
    local.fail(fault)
    before = len(await local.seen())

    with pytest.raises(SlackUnclear):
        await local.messenger.post("T1", MEMBER, REPORT)

    assert len(await local.seen()) == before + 1
