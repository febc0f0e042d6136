"""A workspace of the sandbox, all of them together, the stream that its page follows, and Socket Mode's connections.

https://docs.slack.dev/apis/events-api/using-socket-mode/
"""

import asyncio
import itertools
import secrets
import uuid
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tools.sandbox.clock import MovableClock
from tools.sandbox.faults import FaultBoard
from tools.sandbox.slack.config import SlackSandboxConfig
from tools.sandbox.slack.messages import Executions, Files, Message, MessageLog, RequestLog, ResponseUrls
from tools.sandbox.slack.people import (
    APP_ID,
    HOME,
    NEIGHBOUR,
    ORGANISATION,
    Channel,
    Grant,
    Grants,
    Team,
    Triggers,
    User,
    View,
    ViewBook,
    first_channels,
    first_users,
)
from tools.sandbox.slack.refusals import CATALOGUE, SlackError

JsonObject = dict[str, Any]


class NotDeliveredError(Exception):
    """The app did not accept the payload; `reason` is what Slack shows to the person."""

    def __init__(self, reason: str, *, retry: bool = True, http_status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        """Whether Slack would send an event again."""
        self.http_status = http_status


class Sockets:
    """The app's connections; each envelope goes through any one of them."""

    def __init__(self, mint: Callable[[str], str], ack_seconds: float) -> None:
        self._mint = mint
        self._ack_seconds = ack_seconds
        self._tickets: set[str] = set()
        self._open: list[WebSocket] = []
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[JsonObject]] = {}

    @property
    def connected(self) -> bool:
        return bool(self._open)

    def issue_ticket(self) -> str:
        ticket = self._mint("") + self._mint("")
        self._tickets.add(ticket)
        return ticket

    def admit(self, ticket: str) -> bool:
        if ticket not in self._tickets:
            return False
        self._tickets.remove(ticket)
        return True

    async def greet(self, socket: WebSocket) -> None:
        """Accept a new connection and say hello."""
        self._open.append(socket)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._open),
                "connection_info": {"app_id": APP_ID},
                "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            }
        )

    def leave(self, socket: WebSocket) -> None:
        if socket in self._open:
            self._open.remove(socket)

    def acknowledged(self, frame: JsonObject) -> None:
        """Take what the app sent: the acknowledgement of an envelope."""
        waiting = self._waiting.pop(str(frame.get("envelope_id")), None)
        if waiting is not None and not waiting.done():
            payload = frame.get("payload")
            waiting.set_result(payload if isinstance(payload, dict) else {})

    async def send(self, kind: str, payload: JsonObject, **details: object) -> JsonObject:
        if not self._open:
            raise NotDeliveredError("dispatch_failed")
        socket = self._open[next(self._turn) % len(self._open)]
        envelope_id = str(uuid.uuid4())
        waiting: asyncio.Future[JsonObject] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **details,
        }
        try:
            await socket.send_json(envelope)
            return await asyncio.wait_for(waiting, self._ack_seconds)
        except TimeoutError:
            raise NotDeliveredError("operation_timeout") from None
        except RuntimeError as error:  # Starlette's error for a socket that closed meanwhile
            raise NotDeliveredError("dispatch_failed") from error
        finally:
            self._waiting.pop(envelope_id, None)


class ChangeStream:
    """Passes each change to all listeners until it is closed."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self._closed = False

    def publish(self, change: str, **details: object) -> None:
        """Announce a change such as `message` or `state`."""
        for queue in self._listeners:
            queue.put_nowait({"type": change, **details})

    def close(self) -> None:
        """End every listener's stream."""
        self._closed = True
        for queue in self._listeners:
            queue.put_nowait(None)

    async def listen(self) -> AsyncIterator[dict[str, Any]]:
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        if self._closed:
            return
        self._listeners.add(queue)
        try:
            while (change := await queue.get()) is not None:
                yield change
        finally:
            self._listeners.discard(queue)


ABORT = "baselib.abort"
"""The ASGI extension under which the server offers to cut the connection."""


class DroppableProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with a way for the application to cut the connection."""

    def on_message_begin(self) -> None:
        """Offer `ABORT` in the scope of each request."""
        super().on_message_begin()
        transport: asyncio.Transport = self.transport
        scope: Any = self.scope
        scope["extensions"] = {**scope.get("extensions", {}), ABORT: transport.abort}


class DroppedConnection(Response):
    """No answer: the connection ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Cut the connection and wait until it is gone."""
        scope["extensions"][ABORT]()
        while (await receive())["type"] != "http.disconnect":
            pass


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Workspace:
    """People, channels, messages, views, files, the clock and the faults of one workspace.

    A second workspace shares the clock, the faults and the app's connections; its people do not see the first one.
    """

    def __init__(self, config: SlackSandboxConfig, team: Team = HOME, *, beside: "Workspace | None" = None) -> None:
        self.config = config
        self.team = team
        self.enterprise_id = ""
        """The organisation through whose installation the app is here, if any."""
        self.clock: MovableClock = beside.clock if beside else MovableClock(config.start)
        self.faults: FaultBoard = beside.faults if beside else FaultBoard(CATALOGUE)
        self.serial: itertools.count[int] = beside.serial if beside else itertools.count(1)
        self.users: dict[str, User] = {user.id: user for user in first_users(config.manifest.name, team)}
        people = {user.id for user in self.users.values() if not user.is_bot}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in first_channels(people, team)}
        self.messages = MessageLog(self.clock.now)
        self.views = ViewBook(self.mint, team)
        self.triggers = Triggers(config.timing.trigger, self.mint)
        self.responses = ResponseUrls(self.clock.now, self.mint)
        self.files = Files(self.mint)
        self.requests: RequestLog = beside.requests if beside else RequestLog(self.clock.now)
        self.executions = Executions(self.clock.now, self.mint)
        self.changes = ChangeStream()
        self.sockets: Sockets = beside.sockets if beside else Sockets(self.mint, config.timing.acknowledge)
        self.posted_at: dict[str, float] = defaultdict(lambda: float("-inf"))
        """When each channel last got a message from the app, in real seconds; for `enforce_rate`."""
        self.arrived: Counter[str] = Counter()
        """How many messages came with each id in their metadata, deleted ones too."""

    def knows(self, arguments: Mapping[str, Any]) -> bool:
        """Whether a call names something of this workspace: a channel, a person, a view, what a person did, a file."""

        def given(name: str) -> str:
            return str(arguments.get(name) or "")

        return (
            given("channel") in self.channels
            or given("channel_id") in self.channels
            or given("channel") in self.users
            or bool({given("user"), given("user_id"), *given("users").split(",")} & self.users.keys())
            or self.triggers.issued(given("trigger_id"))
            or self.views.find(given("view_id")) is not None
            or self.files.find(given("file")) is not None
            or self.executions.find(given("function_execution_id")) is not None
        )

    def mint(self, prefix: str) -> str:
        """Return a new id: upper-case letters and digits behind a prefix, eleven characters or more, none twice."""
        tail = "".join(secrets.choice(_DIGITS) for _ in range(6))
        return f"{prefix}{next(self.serial):04X}{tail}"

    def short_id(self) -> str:
        """Return an id like those that Slack gives to blocks and elements without one."""
        return "".join(secrets.choice(_DIGITS) for _ in range(5)) + f"{next(self.serial):x}"

    def people(self) -> list[User]:
        """Everyone but the bot."""
        return [user for user in self.users.values() if not user.is_bot]

    def direct_message(self, user: str) -> Channel:
        """Return the direct message between the bot and this person, opened when there is none."""
        for channel in self.channels.values():
            if channel.im_user == user:
                return channel
        channel = Channel(
            self.mint("D"),
            self.config.manifest.name,
            is_member=True,
            is_private=True,
            im_user=user,
            members={user},
            team_id=self.team.id,
        )
        self.channels[channel.id] = channel
        self.changes.publish("state")
        return channel

    def post(self, message: Message) -> Message:
        self.messages.add(message)
        if message.metadata and "id" in (payload := message.metadata["event_payload"]):
            self.arrived[str(payload["id"])] += 1
        self.changes.publish("message", channel=message.channel)
        return message

    def touched(self, message: Message) -> None:
        """Announce that a message changed or went away."""
        self.changes.publish("message", channel=message.channel)

    def view_changed(self, view: View) -> None:
        """Announce that a person sees another view."""
        self.changes.publish("view", user=view.user)

    def username(self, user: str) -> str:
        """Return the name to show above a message."""
        known = self.users.get(user)
        return known.real_name if known else "Slackbot"

    def channel_name(self, channel: Channel) -> str:
        """Return the name that payloads carry; Slack calls a direct message `directmessage`."""
        return "directmessage" if channel.im_user else channel.name


class Town:
    """Finds the workspace that a token, a browser or a secret address belongs to."""

    def __init__(self, config: SlackSandboxConfig) -> None:
        self.config = config
        self.home = Workspace(config, HOME)
        self.workspaces: dict[str, Workspace] = {HOME.id: self.home}
        self.grants = Grants(self.home.clock.now, rotating=config.rotating)
        self.left_out: set[str] = set()
        if config.client_id:
            self.workspaces[NEIGHBOUR.id] = Workspace(config, NEIGHBOUR, beside=self.home)
        else:
            self.grants.fixed(config.bot_token, HOME.id)

    def _of_call(self, grant: Grant, arguments: Mapping[str, Any]) -> Workspace:
        """Return the workspace that a call is about.

        An organisation's token works in all its workspaces, and most calls name none: but ids are unique among them.
        """
        if grant.place != ORGANISATION:
            return self.workspaces[grant.place]
        named = self.workspaces.get(str(arguments.get("team_id")))
        # Methods such as auth.test name no workspace.
        workspace = named or self.where(lambda each: each.knows(arguments))
        if workspace.team.id in self.left_out:
            raise SlackError("team_access_not_granted")
        return workspace

    def where(self, holds: Callable[[Workspace], object]) -> Workspace:
        """Return the first workspace for which `holds` is true; the home workspace when there is none."""
        return next(filter(holds, self.workspaces.values()), self.home)

    def moved(self) -> None:
        """Update through whose installation each workspace has the app."""
        org = self.grants.serving(ORGANISATION)
        for workspace in self.workspaces.values():
            theirs = org and not self.grants.serving(workspace.team.id) and workspace.team.id not in self.left_out
            workspace.enterprise_id = ORGANISATION if theirs else ""

    def check(self, token: str, arguments: Mapping[str, Any]) -> Workspace:
        """Return the workspace in which a token works: the bot's, or that of a run of a function."""
        for workspace in self.workspaces.values():
            if workspace.executions.holds(token):
                return workspace
        return self._of_call(self.grants.check(token), arguments)
