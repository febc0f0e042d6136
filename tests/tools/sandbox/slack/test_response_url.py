"""response_urls: five uses, thirty minutes, the same rules for blocks."""

from typing import Any

import httpx
import pytest

from tests.tools.sandbox.slack.driving import ALICE, BOWEN, MEMBER, Driver, section


async def respond(slack: Driver, token: str, **answer: Any) -> httpx.Response:
    """Answer through a response_url."""
    return await slack.http.post(f"/respond/{token}", json=answer)


@pytest.fixture
def token(slack: Driver) -> str:
    """A response_url of Alice's, after a command."""
    return slack.workspace.responses.issue(ALICE, MEMBER, interaction="I1").token


async def test_five_uses(slack: Driver, token: str) -> None:
    """The sixth answer is refused."""
    for number in range(5):
        assert (await respond(slack, token, text=str(number))).status_code == 200
    sixth = await respond(slack, token, text="6")
    assert (sixth.status_code, sixth.json()["error"]) == (404, "used_url")
    assert len(await slack.messages()) == 5


async def test_thirty_minutes_on_the_sandbox_clock(slack: Driver, token: str) -> None:
    """After thirty minutes the response_url is dead."""
    await slack.control("clock", advance_seconds=29 * 60)
    assert (await respond(slack, token, text="in time")).status_code == 200
    await slack.control("clock", advance_seconds=60)
    late = await respond(slack, token, text="late")
    assert (late.status_code, late.json()["error"]) == (404, "expired_url")


async def test_who_sees_it(slack: Driver, token: str) -> None:
    """An answer is for one person unless it says otherwise."""
    await respond(slack, token, text="to me")
    await respond(slack, token, text="to all", response_type="in_channel")
    assert [each["text"] for each in await slack.messages(user=BOWEN)] == ["to all"]
    assert [each["text"] for each in await slack.messages()] == ["to me", "to all"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"blocks": [{"type": "chart"}]}, "invalid_blocks"),
        ({}, "no_text"),
        ({"text": "x", "response_type": "public"}, "invalid_arguments"),
        ({"delete_original": True}, "message_not_found"),
    ],
)
async def test_refusals(slack: Driver, token: str, answer: dict[str, Any], error: str) -> None:
    """What Slack refuses is refused with status 400 and its reason."""
    refused = await respond(slack, token, **answer)
    assert (refused.status_code, refused.json()["error"]) == (400, error)


async def test_replace_and_delete(slack: Driver) -> None:
    """The action's message can be replaced, with the same visibility, and deleted."""
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="first", blocks=[section()])
    token = slack.workspace.responses.issue(ALICE, MEMBER, interaction="I1", message_ts=posted["ts"]).token
    await respond(slack, token, text="second", replace_original=True)
    shown = await slack.messages(user=BOWEN)
    assert [(each["ts"], each["text"], each["blocks"], each["edited"]) for each in shown] == [
        (posted["ts"], "second", [], True)
    ]
    await respond(slack, token, text="third")
    assert len(await slack.messages()) == 2
    await respond(slack, token, delete_original=True)
    assert [each["text"] for each in await slack.messages()] == ["third"]


async def test_what_answers_what(slack: Driver) -> None:
    """A message is linked to the interaction that brought its content."""
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="first")
    command = slack.workspace.responses.issue(ALICE, MEMBER, interaction="I1")
    press = slack.workspace.responses.issue(ALICE, MEMBER, interaction="I2", message_ts=posted["ts"])
    before = [each["answers"] for each in await slack.messages()]
    await respond(slack, command.token, text="second")
    await respond(slack, press.token, text="third", replace_original=True)

    assert before == [None]
    assert {each["text"]: each["answers"] for each in await slack.messages()} == {"second": "I1", "third": "I2"}


async def test_thread(slack: Driver, token: str) -> None:
    """An answer can go to a thread."""
    posted = await slack.call("chat.postMessage", channel=MEMBER, text="first")
    await respond(slack, token, text="below", thread_ts=posted["ts"], response_type="in_channel")
    thread = await slack.messages(thread_ts=posted["ts"])
    assert [each["text"] for each in thread] == ["first", "below"]


async def test_unknown_url(slack: Driver) -> None:
    """A response_url that was never handed out is not found."""
    assert (await respond(slack, "nothing", text="x")).status_code == 404


async def test_not_json(slack: Driver, token: str) -> None:
    """A body that is no JSON object is refused."""
    answer = await slack.http.post(f"/respond/{token}", content="x")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_payload")
