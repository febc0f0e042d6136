"""Looking for a delivery in the history of the strict workspace."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict

import pytest
from starlette.applications import Starlette

from bot.blocks.kit.elements import Message
from bot.errors import (
    BotError,
    ChannelUnavailable,
    MembershipUnknown,
    SlackBusy,
    SlackRefused,
    SlackUnclear,
    WorkspaceUnavailable,
)
from bot.ports.slack import Workspace as Workspace_identity
from bot.slack.errors import SlackRateLimit
from bot.slack.messenger import SlackMessenger
from bot.slack.oauth import TokenIdentity
from bot.slack.people import SlackPeople
from tests.slack.server import DROP, Server, answer, client, client_of, refused, session, torn
from tests.tools.sandbox.driving import BOT_TOKEN, MEMBER, OUTSIDE, config, manifest
from tests.tools.sandbox.serving import served
from tools.sandbox.faults import Fault
from tools.sandbox.slack.app import create_app
from tools.sandbox.slack.workspace import Workspace

HELLO = Message("Hello")
MINUTES = timedelta(minutes=5)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


class Window(TypedDict):
    """The instants between which is searched, and the present one."""

    since: datetime
    until: datetime
    now: datetime


WINDOW: Window = {"since": MONDAY, "until": MONDAY + MINUTES, "now": MONDAY + MINUTES}


@dataclass
class Place:
    """The messenger, and the workspace that it looks into."""

    messenger: SlackMessenger
    workspace: Workspace

    def fail(self, name: str, **how: Any) -> None:
        self.workspace.faults.arm(Fault(name, **how))

    async def find(
        self, delivery_id: str = "d-1", channel: str = MEMBER, *, ahead: timedelta = timedelta(0)
    ) -> str | None:
        """Look from five minutes ago on, with a clock that may be ahead of Slack's."""
        now = self.workspace.clock.now() + ahead
        window: Window = {"since": now - MINUTES, "until": now + MINUTES, "now": now}
        return await self.messenger.find("T1", channel, delivery_id, **window)


async def place_with(scopes: list[str]) -> AsyncIterator[Place]:
    app: Starlette = create_app(config(manifest=manifest(scopes=frozenset(scopes))))
    async with served(app) as url, session() as shared:
        web = client(url, shared)
        web.token = BOT_TOKEN
        yield Place(SlackMessenger(lambda _team: web, shared), app.state.workspace)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async for each in place_with(["chat:write", "im:write", "channels:history", "groups:history", "im:history"]):
        yield each


@pytest.fixture
async def closed() -> AsyncIterator[Place]:
    async for each in place_with(["chat:write"]):
        yield each


@pytest.mark.parametrize("fault", ["accepted_without_answer", "answer_lost"])
async def test_what_arrived_without_an_answer_is_found(place: Place, fault: str) -> None:
    place.fail(fault, times=1)
    with pytest.raises(SlackUnclear):
        await place.messenger.post("T1", MEMBER, HELLO, delivery_id="d-1")
    (posted,) = [each for each in place.workspace.messages.in_channel(MEMBER) if each.metadata]

    assert await place.find() == posted.ts
    assert await place.find("d-2") is None


@pytest.mark.parametrize("fault", ["internal_error", "server_error"])
async def test_what_did_not_arrive_is_not_found(place: Place, fault: str) -> None:
    place.fail(fault, times=1)
    with pytest.raises(SlackUnclear):
        await place.messenger.post("T1", MEMBER, HELLO, delivery_id="d-1")

    assert await place.find() is None


async def test_history_that_lags(place: Place) -> None:
    ts = await place.messenger.post("T1", MEMBER, HELLO, delivery_id="d-1")
    place.fail("history_lag", params={"seconds": 30})
    assert await place.find() is None

    place.workspace.clock.advance(timedelta(seconds=31))
    assert await place.find() == ts


async def test_a_busy_channel_is_read_page_by_page(place: Place) -> None:
    ts = await place.messenger.post("T1", MEMBER, HELLO, delivery_id="d-1")
    for number in range(450):
        await place.messenger.post("T1", MEMBER, Message(f"{number}"), delivery_id=f"x-{number}")

    assert await place.find() == ts


async def test_what_was_posted_long_before_is_not_read(place: Place) -> None:
    await place.messenger.post("T1", MEMBER, HELLO, delivery_id="d-1")
    place.workspace.clock.advance(timedelta(hours=1))

    assert await place.find() is None


async def test_without_the_scope(closed: Place) -> None:
    with pytest.raises(SlackRefused) as caught:
        await closed.find()

    assert caught.value.params["code"] == "missing_scope channels:history"


@pytest.mark.parametrize(("channel", "code"), [(OUTSIDE, "not_in_channel"), ("C0NOWHERE", "channel_not_found")])
async def test_where_the_bot_cannot_look(place: Place, channel: str, code: str) -> None:
    with pytest.raises(ChannelUnavailable, match=code):
        await place.find(channel=channel)


async def test_history_that_is_busy(place: Place) -> None:
    place.fail("ratelimited", params={"retry_after": 7})
    with pytest.raises(SlackBusy) as caught:
        await place.find()

    assert caught.value.params["retry_after"] == 7


STRANGE: list[Any] = [None, "text", {}, {"metadata": None}, {"metadata": {"event_type": "baselib_delivery"}}]


async def test_what_other_apps_write_is_passed_over(slack: Server, messenger: SlackMessenger) -> None:
    ours = {"ts": "7.1", "metadata": {"event_type": "baselib_delivery", "event_payload": {"id": "d-1"}}}
    theirs = {"ts": "6.1", "metadata": {"event_type": "theirs", "event_payload": {"id": "d-1"}}}
    slack.say(answer({"ok": True, "messages": [*STRANGE, theirs, ours]}))

    assert await messenger.find("T1", "C1", "d-1", **WINDOW) == "7.1"
    assert float(slack.calls[0].sent["oldest"]) == MONDAY.timestamp()
    assert slack.calls[0].sent["include_all_metadata"] in (True, "1", "true")


def page(newest: int, *, size: int, more: bool = True) -> bytes:
    messages = [{"ts": f"{MONDAY.timestamp() + newest - number:.6f}"} for number in range(size)]
    return answer({"ok": True, "messages": messages, "response_metadata": {"next_cursor": "more" if more else ""}})


async def test_a_channel_with_too_much_in_it(slack: Server, messenger: SlackMessenger) -> None:
    slack.say(*[page(100_000 - 200 * number, size=200) for number in range(20)])
    window: Window = {**WINDOW, "until": MONDAY + timedelta(days=2)}

    with pytest.raises(SlackRefused, match="too_many_messages"):
        await messenger.find("T1", "C1", "d-1", **window)
    assert len(slack.calls) == 20


async def test_a_search_goes_on_where_it_stopped(slack: Server, messenger: SlackMessenger) -> None:
    busy = answer({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "60"})
    ours = {"ts": "7.1", "metadata": {"event_type": "baselib_delivery", "event_payload": {"id": "d-1"}}}
    slack.say(page(290, size=15), busy, page(275, size=15), busy, answer({"ok": True, "messages": [ours]}))

    for _ in range(2):
        with pytest.raises(SlackBusy):
            await messenger.find("T1", "C1", "d-1", **WINDOW)
    assert await messenger.find("T1", "C1", "d-1", **WINDOW) == "7.1"
    latest = [float(call.sent["latest"]) - MONDAY.timestamp() for call in slack.calls]
    assert latest == [300, 276, 276, 261, 261]


@pytest.mark.parametrize("minutes", [-20, -6, 6, 20])
async def test_a_clock_that_differs_from_slacks(place: Place, minutes: int) -> None:
    ts = await place.messenger.post("T1", MEMBER, HELLO, delivery_id="d-1")

    assert await place.find(ahead=timedelta(minutes=minutes)) == ts


async def test_a_direct_message_is_found(place: Place) -> None:
    ts = await place.messenger.post("T1", "U0ALICE", HELLO, delivery_id="d-1")

    assert await place.find(channel="U0ALICE") == ts
    assert await place.find("d-2", channel="U0ALICE") is None


@pytest.mark.parametrize("body", [{"ok": True}, {"ok": True, "messages": None}])
async def test_an_answer_without_messages(slack: Server, messenger: SlackMessenger, body: Any) -> None:
    slack.say(answer(body))

    with pytest.raises(SlackUnclear):
        await messenger.find("T1", "C1", "d-1", **WINDOW)


async def test_retry_after_is_told_to_the_pace(slack: Server) -> None:
    slack.say(answer({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "600"}))
    async with session() as shared:
        paced = SlackMessenger(lambda _team: client(slack.url, shared), shared, SlackRateLimit())
        with pytest.raises(SlackBusy):
            await paced.post("T1", "C1", HELLO, delivery_id="d-1")
        with pytest.raises(SlackBusy) as caught:
            await paced.turn("T1", "C2")
        with pytest.raises(SlackBusy):
            await paced.post("T1", "C3", HELLO)

    assert 500 < int(caught.value.params["retry_after"]) <= 600
    assert len(slack.calls) == 1


async def test_in_a_thread(place: Place) -> None:
    top = await place.messenger.post("T1", MEMBER, HELLO, delivery_id="d-1")
    below = await place.messenger.post("T1", MEMBER, HELLO, delivery_id="d-2", thread_ts=top)
    for number in range(250):
        await place.messenger.post("T1", MEMBER, Message(f"{number}"), delivery_id=f"x-{number}", thread_ts=top)
    since = place.workspace.clock.now() - MINUTES
    (posted,) = [each for each in place.workspace.messages.in_channel(MEMBER) if each.metadata]

    async def find(delivery_id: str) -> str | None:
        window: Window = {"since": since, "until": since + 2 * MINUTES, "now": since + MINUTES}
        return await place.messenger.find("T1", MEMBER, delivery_id, **window, thread_ts=top)

    assert posted.ts == top
    assert await find("d-2") == below
    assert await find("x-249") is not None
    assert await find("d-3") is None
    assert await place.find("d-2") is None


async def test_a_thread_that_is_gone(place: Place) -> None:
    with pytest.raises(SlackRefused, match="thread_not_found"):
        await place.messenger.find("T1", MEMBER, "d-1", **WINDOW, thread_ts="1700000000.000100")


async def whoami(slack: Server, reply: bytes) -> Workspace_identity:
    slack.say(reply)
    async with session() as shared:
        return await TokenIdentity(client(slack.url, shared)).whoami()


async def test_whoami(slack: Server) -> None:
    workspace = await whoami(slack, answer({"ok": True, "team_id": "T1", "team": "Acme", "user_id": "UBOT"}))

    assert workspace == Workspace_identity("T1", "Acme", "UBOT")
    assert [call.method for call in slack.calls] == ["auth.test"]


async def test_only_the_workspace_matters(slack: Server) -> None:
    assert await whoami(slack, answer({"ok": True, "team_id": "T1"})) == Workspace_identity("T1", "", "")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refused("invalid_auth"), WorkspaceUnavailable),
        (refused("account_inactive"), WorkspaceUnavailable),
        (answer({}, status=429, headers={"retry-after": "3"}), SlackBusy),
        (answer("Bad gateway", status=502, kind="text/html"), SlackUnclear),
        (answer({"ok": True}), SlackUnclear),
        (answer({"ok": True, "team_id": None}), SlackUnclear),
        (answer("hello", kind="text/plain"), SlackUnclear),
        (DROP, SlackUnclear),
    ],
)
async def test_failures(slack: Server, reply: bytes, kind: type[BotError]) -> None:
    with pytest.raises(kind):
        await whoami(slack, reply)


MINUTE = 60.0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def people(slack: Server, clock: Clock) -> AsyncIterator[SlackPeople]:
    async with session() as shared:
        yield SlackPeople(client_of(slack.url, shared), monotonic=clock)


def members_page(*members: str, cursor: str = "") -> bytes:
    return answer({"ok": True, "members": members, "response_metadata": {"next_cursor": cursor}})


async def test_on_a_later_page(slack: Server, people: SlackPeople) -> None:
    slack.say(members_page("U1", cursor="more"), members_page("U2", cursor="even more"))

    assert await people.is_member("T1", "C1", "U2")
    assert [call.method for call in slack.calls] == ["conversations.members"] * 2
    assert slack.calls[1].sent == {"channel": "C1", "limit": "999", "cursor": "more"}


async def test_on_no_page(slack: Server, people: SlackPeople) -> None:
    slack.say(members_page("U1", cursor="more"), members_page("U2"))

    assert not await people.is_member("T1", "C1", "U3")


async def test_slack_is_asked_each_time(slack: Server, people: SlackPeople) -> None:
    slack.say(members_page("U1"), members_page("U2"))
    joined = await people.is_member("T1", "C1", "U1")
    recent = await people.is_member("T1", "C1", "U1", recent=True)
    now = await people.is_member("T1", "C1", "U1")

    assert (joined, recent, now) == (True, True, False)
    assert not await people.is_member("T1", "C1", "U1", recent=True)
    assert len(slack.calls) == 3


async def test_a_minute_later(slack: Server, people: SlackPeople, clock: Clock) -> None:
    slack.say(members_page("U1"), members_page("U2"))
    await people.is_member("T1", "C1", "U1")
    elsewhere = [
        await people.is_member(team, channel, "U1", recent=True) for team, channel in (("T1", "C2"), ("T2", "C1"))
    ]
    clock.now = MINUTE

    assert elsewhere == [False, False]
    assert not await people.is_member("T1", "C1", "U1", recent=True)


@pytest.mark.parametrize(
    "reply", [refused("internal_error"), refused("ratelimited"), torn(members_page("U1")), answer("<html>")]
)
async def test_no_answer(slack: Server, people: SlackPeople, reply: bytes) -> None:
    slack.say(reply)

    with pytest.raises(MembershipUnknown):
        await people.is_member("T1", "C1", "U1")


async def test_refusals(slack: Server, people: SlackPeople) -> None:
    """A private channel without the bot, and a missing scope, are named: waiting does not help."""
    slack.say(refused("channel_not_found"), refused("missing_scope", needed="groups:read"))

    with pytest.raises(ChannelUnavailable):
        await people.is_member("T1", "C1", "U1")
    with pytest.raises(SlackRefused, match="groups:read"):
        await people.is_member("T1", "C1", "U1")


async def test_a_channel_without_end(slack: Server, people: SlackPeople) -> None:
    slack.say(members_page("U1", cursor="more"))

    with pytest.raises(SlackRefused, match="too_many_members"):
        await people.is_member("T1", "C1", "U2")
    assert len(slack.calls) == 30
