"""Shortcuts: what reaches the app."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.tools.sandbox.slack.driving import ALICE, BOWEN, MANIFEST, MEMBER, manifest
from tests.tools.sandbox.slack.stubapp import answering, behind
from tools.sandbox.slack import AppManifest
from tools.sandbox.slack.config import Shortcut

CHECK = Shortcut("Check APIs", "message", "can.message", "What they need")
ASK = Shortcut("Base library of ...", "global", "ask.open", "Breakdown")
DECLARED = manifest(shortcuts=(CHECK, ASK))


async def test_on_a_message() -> None:
    """The message comes with its channel, a trigger and a response_url."""
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen), manifest=DECLARED) as slack:
        written = await slack.control("messages", user=BOWEN, channel=MEMBER, text="wx.login?")
        place = {"user": ALICE, "channel": MEMBER, "message_ts": written["ts"]}
        assert (await slack.control("shortcut", callback_id="can.message", **place))["ok"]
        opened = await slack.call("views.open", trigger_id=seen[0]["trigger_id"], view=MODAL)
    (payload,) = seen

    assert payload["type"] == "message_action"
    assert (payload["callback_id"], payload["user"]["id"]) == ("can.message", ALICE)
    assert (payload["channel"]["id"], payload["message"]["text"]) == (MEMBER, "wx.login?")
    assert payload["message"]["user"] == BOWEN
    assert payload["response_url"].startswith("http")
    assert opened["ok"]


async def test_anywhere() -> None:
    """A global one knows who and when, and no channel."""
    seen: list[dict[str, Any]] = []
    async with behind(answering({}, seen), manifest=DECLARED) as slack:
        assert (await slack.control("shortcut", callback_id="ask.open", user=ALICE))["ok"]
        state = (await slack.http.get("/sandbox/state")).json()
    (payload,) = seen

    assert payload["type"] == "shortcut"
    assert payload["trigger_id"]
    assert not {"channel", "message", "response_url"} & payload.keys()
    assert [each["callback_id"] for each in state["bot"]["shortcuts"]] == ["can.message", "ask.open"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"callback_id": "nothing"}, 404),
        ({"callback_id": "can.message"}, 404),
        ({"callback_id": "can.message", "channel": MEMBER, "message_ts": "1.0"}, 404),
        ({"callback_id": "ask.open", "channel": MEMBER, "message_ts": "1.0"}, 404),
    ],
)
async def test_none_that_is_not_declared(body: dict[str, str], status: int) -> None:
    """Nor on a message that is not there."""
    async with behind(answering({}, []), manifest=DECLARED) as slack:
        assert (await slack.http.post("/sandbox/shortcut", json={"user": ALICE, **body})).status_code == status


async def test_none_on_what_one_person_sees() -> None:
    """Slack shows no shortcuts on an ephemeral message."""
    async with behind(answering({}, []), manifest=DECLARED) as slack:
        message = await slack.call("chat.postEphemeral", channel=MEMBER, user=ALICE, text="Only you")
        place = {"user": ALICE, "channel": MEMBER, "message_ts": message["message_ts"], "callback_id": "can.message"}
        assert (await slack.http.post("/sandbox/shortcut", json=place)).status_code == 400


@pytest.mark.parametrize(
    "shortcuts",
    [
        [{"name": "x" * 25, "type": "global", "callback_id": "a", "description": "d"}],
        [{"name": "x", "type": "everywhere", "callback_id": "a", "description": "d"}],
        [{"name": "x", "type": "global", "callback_id": "a", "description": "d"}] * 2,
        [{"name": "x", "type": "global", "description": "d"}],
    ],
)
def test_manifests_that_slack_refuses(shortcuts: list[dict[str, str]]) -> None:
    """Too long a name, an unknown type, one id twice, no id."""
    features = {**MANIFEST["features"], "shortcuts": shortcuts}

    with pytest.raises(ValueError, match=r"shortcut|manifest"):
        AppManifest.parse({**MANIFEST, "features": features})


async def test_who_invited_the_bot() -> None:
    """The event of the bot's addition names the inviter."""
    seen: list[dict[str, Any]] = []

    async def receive(request: Request) -> Response:
        seen.append(await request.json())
        return Response()

    async with behind(receive) as slack:
        await slack.control("channels/C0GENERAL", is_member=True, user=BOWEN)
        await slack.app.state.parts.events.settled()

    assert [(each["event"]["type"], each["event"]["inviter"]) for each in seen] == [("member_joined_channel", BOWEN)]


MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Check"},
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "?"}}],
}
