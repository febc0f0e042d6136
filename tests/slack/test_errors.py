"""Every failure of Slack, through the real clients, as our error."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from bot.domain.delivery import CODES, Refusal
from bot.errors import (
    BotError,
    ChannelUnavailable,
    OperatorError,
    SlackBusy,
    SlackRefused,
    SlackUnclear,
    SlackUnreachable,
    WorkspaceUnavailable,
)
from bot.slack.errors import BLOCKS, from_answer
from bot.slack.messenger import SlackMessenger
from tests.clock import let_pass
from tests.patience import PATIENCE
from tests.slack.server import DROP, TOKEN, WAITED_FOR, Server, answer, client, refused, session, torn
from tests.slack.test_messenger import PLAIN, SAYINGS, Say, each_way

WORKSPACE_CODES = [*CODES[Refusal.SUSPENDED].split(), *CODES[Refusal.GONE].split()]
LATER_CODES = sorted(CODES[Refusal.LATER].split())


async def error_of(say: Say, slack: Server, messenger: SlackMessenger, *answers: bytes | None) -> BotError:
    slack.say(*answers)
    with pytest.raises(BotError) as caught:
        await say(messenger, slack.url, PLAIN)
    return caught.value


@each_way
@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (sorted(CODES[Refusal.CHANNEL].split()), ChannelUnavailable),
        (WORKSPACE_CODES, WorkspaceUnavailable),
        (["missing_scope", "no_text", "invalid_blocks"], SlackRefused),
        (sorted(CODES[Refusal.UNCLEAR].split()), SlackUnclear),
        (LATER_CODES, SlackBusy),
    ],
    ids=["channel", "workspace", "other", "unclear", "busy"],
)
async def test_codes(
    slack: Server, messenger: SlackMessenger, say: Say, codes: list[str], kind: type[BotError]
) -> None:
    for code in codes:
        error = await error_of(say, slack, messenger, refused(code))

        assert type(error) is kind
        if isinstance(error, OperatorError):
            assert error.params["code"] == code


def test_retry_after_beyond_all_reason() -> None:
    assert from_answer("m", "", status=429, headers={"Retry-After": "999999999999"}).params["retry_after"] == 86_400


@each_way
@pytest.mark.parametrize("name", ["Retry-After", "retry-after", "RETRY-AFTER"])
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/html"])
async def test_rate_limited(slack: Server, messenger: SlackMessenger, say: Say, name: str, kind: str) -> None:
    """HTTP 429 says how long to wait, for any spelling of the header and any body."""
    body = {"ok": False, "error": "ratelimited"} if kind == "application/json" else "slow down"
    error = await error_of(say, slack, messenger, answer(body, status=429, headers={name: "17"}, kind=kind))

    assert isinstance(error, SlackBusy)
    assert error.params["retry_after"] == 17
    assert len(slack.calls) == 1


@pytest.mark.parametrize("name", ["Retry-After", "retry-after", "RETRY-AFTER"])
def test_retry_after_in_any_case(name: str) -> None:
    assert from_answer("m", "", status=429, headers={name: "17"}).params["retry_after"] == 17


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "9" * 5_000])
def test_retry_after_that_is_no_number(value: str) -> None:
    error = from_answer("m", "ratelimited", status=429, headers={"Retry-After": value})

    assert error.params["retry_after"] == 30
    assert from_answer("m", "ratelimited").params["retry_after"] == 30


@each_way
@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize(
    "body",
    [
        ({"ok": False, "error": "internal_error"}, "application/json"),
        ("<html>Bad gateway</html>", "text/html"),
        ("upstream connect error", "text/plain"),
        ("", "text/plain"),
        ("", "application/json"),
        ("{", "application/json"),
    ],
)
async def test_server_errors(
    slack: Server, messenger: SlackMessenger, say: Say, status: int, body: tuple[Any, str]
) -> None:
    """A 5xx leaves open whether it was posted, whatever the body; it is not retried."""
    error = await error_of(say, slack, messenger, answer(body[0], status=status, kind=body[1]))

    assert isinstance(error, SlackUnclear)
    assert len(slack.calls) == 1


@pytest.mark.parametrize("say", [SAYINGS["post"], SAYINGS["whisper"]], ids=["post", "whisper"])
@pytest.mark.parametrize(
    "reply",
    [
        answer("<html>Sign in to the hotel's network</html>", kind="text/html"),
        answer("hello", kind="text/plain"),
        answer("", kind="application/json"),
        answer("{", kind="application/json"),
        answer("[]"),
        answer("null"),
        answer("7"),
        answer('"ok"'),
        answer({}),
        answer({"ok": False}),
        answer({"ok": False, "error": None}),
    ],
)
async def test_answers_that_are_none_of_slacks(
    slack: Server, messenger: SlackMessenger, say: Say, reply: bytes
) -> None:
    error = await error_of(say, slack, messenger, reply)

    assert isinstance(error, SlackUnclear)


@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.history", "conversations.replies"])
def test_a_code_that_slack_does_not_document(method: str) -> None:
    error = from_answer(method, "some_new_code")

    assert isinstance(error, SlackUnclear)
    assert error.code == "some_new_code"
    assert {type(from_answer(other, "some_new_code")) for other in ("views.open", "conversations.open")} == {
        SlackRefused
    }


@each_way
@pytest.mark.parametrize("status", [400, 403, 404, 407, 408, 451])
async def test_a_page_between_us_and_slack(slack: Server, messenger: SlackMessenger, say: Say, status: int) -> None:
    """Slack's refusals have a code, so a 4xx without one proves nothing; its status is recorded."""
    error = await error_of(say, slack, messenger, answer("<html>Blocked</html>", status=status, kind="text/html"))

    assert isinstance(error, SlackUnclear)
    assert error.code == f"http {status}"


@each_way
@pytest.mark.parametrize(
    "reply", [DROP, b"HTTP/1.1 200", b"nonsense\r\n\r\n", torn(answer({"ok": True, "ts": "1.0"}))],
    ids=["dropped", "half a line", "no http", "half a body"],
)  # fmt: skip
async def test_lost_answers(slack: Server, messenger: SlackMessenger, say: Say, reply: bytes) -> None:
    error = await error_of(say, slack, messenger, reply)

    assert isinstance(error, SlackUnclear)
    assert len(slack.calls) == 1


@each_way
async def test_no_answer_in_time(
    slack: Server, messenger: SlackMessenger, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asyncio.timeout(PATIENCE):
        given_up = asyncio.create_task(error_of(say, slack, messenger, None))
        await slack.called.wait()
        let_pass(WAITED_FOR, monkeypatch)
        error = await given_up

    assert isinstance(error, SlackUnclear)
    assert len(slack.calls) == 1


@each_way
async def test_no_listener(say: Say) -> None:
    async with session() as shared:
        messenger = SlackMessenger(lambda _team: client("http://127.0.0.1:9", shared), shared)
        with pytest.raises(SlackUnreachable) as caught:
            await say(messenger, "http://127.0.0.1:9", PLAIN)

    assert caught.value.params["retry_after"] == 5


async def test_a_dead_session() -> None:
    async with session() as shared:
        messenger = SlackMessenger(lambda _team: client("http://127.0.0.1:9", shared), shared)
    with pytest.raises(BotError):
        await messenger.post("T1", "C1", PLAIN)


@pytest.mark.parametrize("say", [SAYINGS["post"], SAYINGS["whisper"]], ids=["post", "whisper"])
async def test_refused_blocks_are_explained(
    slack: Server, messenger: SlackMessenger, say: Say, logged: list[MutableMapping[str, Any]]
) -> None:
    pointer = "[ERROR] must be shorter [json-pointer:/blocks/0/text]"
    for code in BLOCKS:
        await error_of(say, slack, messenger, refused(code, response_metadata={"messages": [pointer]}))

    assert pointer in str(logged)
    assert TOKEN not in str(logged)


async def test_a_long_code_is_cut_off() -> None:
    assert from_answer("m", "x" * 5000).params["code"] == "x" * 80
