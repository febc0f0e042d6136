"""Which requests have the shape that Slack documents."""

import asyncio
import logging
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.async_app import AsyncAck, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from structlog.contextvars import get_contextvars

from bot.blocks.kit.elements import Message
from bot.errors import BotError, SlackBusy
from bot.logs import current_request
from bot.slack.clients import MeteredClient
from bot.slack.errors import SlackRateLimit
from bot.slack.messenger import SlackMessenger
from bot.slack.timed_app import TimedApp, flaw_in, kind_of
from tests.fakes.deliveries import RecordedCalls
from tests.handlers.access.operations import everything
from tests.patience import PATIENCE
from tests.slack.server import DROP, TOKEN, Server, answer, refused, session

PRESS = {"type": "block_actions", "actions": [{"action_id": "a"}]}
RUN = {"type": "function_executed", "function": {"callback_id": "a"}}
names = st.sampled_from(
    ["type", "team", "user", "view", "event", "actions", "id", "blocks", "authorizations", "team_ids"]
)
json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["event_callback", "user_change"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
)


def test_everything_that_can_be_done() -> None:
    assert [(operation.name, flaw) for operation in everything() if (flaw := flaw_in(dict(operation.payload)))] == []


@pytest.mark.parametrize(
    "more",
    [
        {"team": None, "channel": None, "view": None, "enterprise": None},  # in an organisation's installation
        {"user": {"id": "W012A3CDE", "username": "ann", "team_id": "T1"}, "is_enterprise_install": False},
        {
            "actions": [{"action_id": "", "selected_option": "nonsense", "value": 7}]
        },  # what was chosen is read elsewhere
        {"anything": [1, {"new": None}]},
    ],
)
def test_what_is_missing_null_or_unknown(more: dict[str, Any]) -> None:
    assert flaw_in({**PRESS, **more}) == ""


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ([], "payload"),
        ({**PRESS, "team": {"id": ["T1"]}}, "team.id"),
        ({**PRESS, "team": "T1"}, "team"),
        ({**PRESS, "channel": {"id": "C 1"}}, "channel.id"),
        ({**PRESS, "user": {"id": "U" * 21}}, "user.id"),
        ({**PRESS, "actions": [{"action_id": 1}]}, "actions.action_id"),
        ({**PRESS, "actions": []}, "actions.action_id"),
        ({**PRESS, "actions": [None]}, "actions"),
        ({"type": ["event_callback"]}, "type"),
        ({"type": "event_callback", "event": {"type": "user_change", "user": "U1"}}, "event.user"),
        ({"type": "event_callback", "event": {"type": "a", "team_ids": "T1"}}, "event.team_ids"),
        ({"type": "event_callback", "event": {**RUN, "inputs": []}}, "event.inputs"),
        ({"type": "event_callback", "event": {**RUN, "function": None}}, "event.function"),
        (
            {"type": "event_callback", "event": {"type": "a", "function": {"callback_id": 1}}},
            "event.function.callback_id",
        ),
        (
            {"type": "event_callback", "event": {"type": "a", "function_execution_id": "F x"}},
            "event.function_execution_id",
        ),
        ({"type": "unheard_of", "event": None}, "event"),
        ({"type": "view_submission", "view": {"type": "modal"}}, "view.callback_id"),
        ({"type": "view_submission", "view": {"type": "modal", "blocks": [1]}}, "view.blocks"),
    ],
)
def test_flaws(payload: object, field: str) -> None:
    assert flaw_in(payload) == field


@given(json)
def test_any_json(payload: object) -> None:
    assert isinstance(flaw_in(payload), str)


HELLO: Final = Message("Hello", [])


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (answer({"ok": True, "ts": "1.000100"}), "ok"),
        (answer({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "3"}), "slack-busy"),
        (refused("is_archived"), "channel-unavailable"),
        (refused("token_revoked"), "workspace-unavailable"),
        (refused("invalid_arguments"), "slack-refused"),
        (answer("broken", status=500, kind="text/html"), "slack-unclear"),
        (DROP, "slack-unclear"),
    ],
    ids=["ok", "429", "archived", "revoked", "refused", "500", "dropped"],
)
async def test_each_call_is_counted_by_how_it_ended(slack: Server, reply: bytes, outcome: str) -> None:
    """Web API calls by their client, response_url answers by the messenger: once, by error key."""
    slack.say(reply)
    record = RecordedCalls()
    async with session() as shared:
        client = MeteredClient(
            record, token=TOKEN, base_url=f"{slack.url}/api/", session=shared, retry_handlers=[], timeout=int(PATIENCE)
        )
        messenger = SlackMessenger(lambda _team: client, shared, called=record)
        for log in (
            messenger.post("T1", "C1", HELLO),
            messenger.respond(f"{slack.url}/respond/abc", HELLO),
        ):
            errors = []
            try:
                await log
            except BotError as error:
                errors.append(error.key)
            assert errors == [ended for _, ended in record.calls[-1:] if ended != "ok"]

    assert record.calls[0] == ("chat.postMessage", outcome)
    assert [method for method, _ in record.calls] == ["chat.postMessage", "response_url"]
    assert (record.calls[1][1] == "ok") == (outcome == "ok")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"command": "/baselib"}, "command"),
        ({"type": "block_actions"}, "action"),
        ({"type": "view_submission"}, "view"),
        ({"type": "view_closed"}, "view"),
        ({"type": "block_suggestion"}, "options"),
        ({"type": "event_callback"}, "event"),
        ({"type": "shortcut"}, "shortcut"),
        ({"type": "message_action"}, "shortcut"),
        ({"type": "canary"}, "other"),
        ({}, "other"),
    ],
)
def test_kinds(body: dict[str, Any], kind: str) -> None:
    assert kind_of(body) == kind


async def test_an_acknowledgement_is_timed_and_traced(
    logged: list[MutableMapping[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot.slack.timed_app")
    acknowledged: list[tuple[str, float]] = []
    ids: list[str] = []

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token=TOKEN, bot_id="B1", bot_user_id="U1")

    app = TimedApp(
        lambda kind, seconds: acknowledged.append((kind, seconds)),
        authorize=authorize,
        request_verification_enabled=False,
        process_before_response=True,
    )

    async def later() -> None:
        await asyncio.sleep(0)
        ids.append(current_request())

    tasks: set[asyncio.Task[None]] = set()

    @app.command("/baselib")
    async def on_command(ack: AsyncAck) -> None:
        tasks.add(asyncio.create_task(later()))
        await ack()

    for _ in range(2):
        response = await app.async_dispatch(AsyncBoltRequest(body="command=%2Fbaselib&team_id=T1&user_id=U1"))
        assert response.status == 200
    await asyncio.gather(*tasks)

    assert [kind for kind, _ in acknowledged] == ["command", "command"]
    assert all(0 < seconds < 1 for _, seconds in acknowledged)
    assert len(set(ids)) == 2
    assert [entry["kind"] for entry in logged if entry["event"] == "acknowledged"] == ["command", "command"]
    assert not get_contextvars()


@dataclass
class Watch:
    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def pace(watch: Watch) -> SlackRateLimit:
    return SlackRateLimit(monotonic=watch.monotonic, sleep=watch.sleep)


async def test_the_first_does_not_wait(pace: SlackRateLimit, watch: Watch) -> None:
    await pace.turn("T1", "C1")
    watch.now += 1
    await pace.turn("T1", "C1")

    assert watch.slept == []


async def test_one_a_second_in_a_channel(pace: SlackRateLimit, watch: Watch) -> None:
    for _ in range(5):
        await pace.turn("T1", "C1")

    assert watch.now == pytest.approx(1004)


async def test_five_a_second_in_a_workspace(pace: SlackRateLimit, watch: Watch) -> None:
    for number in range(51):
        await pace.turn("T1", f"C{number}")
    assert watch.now == pytest.approx(1010)

    watch.slept.clear()
    await pace.turn("T2", "C1")
    assert watch.slept == []


async def test_a_busy_channel_holds_up_no_one_else(pace: SlackRateLimit, watch: Watch) -> None:
    await pace.turn("T1", "C1")
    waiting = asyncio.create_task(pace.turn("T1", "C1"))
    await asyncio.sleep(0)
    await waiting
    watch.slept.clear()
    watch.now -= 0.5
    await pace.turn("T1", "C2")

    assert watch.slept == []


async def test_turns_at_once_are_apart(watch: Watch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(round(seconds, 3))

    pace = SlackRateLimit(monotonic=watch.monotonic, sleep=sleep)
    await asyncio.gather(*(pace.turn("T1", f"C{number}") for number in range(4)))

    assert waits == [0.2, 0.4, 0.6]


async def test_retry_after_holds_the_whole_workspace(pace: SlackRateLimit, watch: Watch) -> None:
    pace.hold("T1", 5)
    await pace.turn("T2", "C1")
    assert watch.slept == []

    await pace.turn("T1", "C2")
    assert watch.slept == [5]


async def test_a_long_hold_is_an_error_instead_of_a_wait(pace: SlackRateLimit, watch: Watch) -> None:
    """The caller is free for half an hour; a later shorter hold does not shorten it."""
    pace.hold("T1", 1800)
    pace.hold("T1", 1)
    with pytest.raises(SlackBusy) as caught:
        await pace.turn("T1", "C1")

    assert (caught.value.params["retry_after"], watch.slept) == (1800, [])
    watch.now += 1800
    await pace.turn("T1", "C1")


async def test_a_hold_that_comes_during_a_wait(watch: Watch) -> None:
    pace = SlackRateLimit(monotonic=watch.monotonic, sleep=watch.sleep)

    async def held(seconds: float) -> None:
        await watch.sleep(seconds)
        pace.hold("T1", 60)

    pace = SlackRateLimit(monotonic=watch.monotonic, sleep=held)
    await pace.turn("T1", "C1")
    with pytest.raises(SlackBusy):
        await pace.turn("T1", "C1")


async def test_a_queue_that_is_too_long(pace: SlackRateLimit, watch: Watch) -> None:
    for _ in range(16):
        pace._reserve("T1", "C1")
    with pytest.raises(SlackBusy) as caught:
        await pace.turn("T1", "C1")

    assert caught.value.params["retry_after"] == 16
    watch.now += 16
    await pace.turn("T1", "C1")
    assert watch.slept == []


async def test_channels_are_forgotten(pace: SlackRateLimit, watch: Watch) -> None:
    for number in range(12_000):
        pace._channels["T1", f"C{number}"] = watch.now - 1
    await pace.turn("T1", "C")

    assert list(pace._channels) == [("T1", "C")]
