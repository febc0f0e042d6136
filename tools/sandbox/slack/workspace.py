"""The object with the whole state of a sandbox workspace."""

import itertools
import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from tools.sandbox.clock import MovableClock
from tools.sandbox.faults import FaultBoard
from tools.sandbox.slack.config import SlackSandboxConfig
from tools.sandbox.slack.endpoints.stream import ChangeStream
from tools.sandbox.slack.faults import CATALOGUE
from tools.sandbox.slack.sockets import Sockets
from tools.sandbox.slack.state.executions import Executions
from tools.sandbox.slack.state.messages import Files, Message, MessageLog, RequestLog, ResponseUrls
from tools.sandbox.slack.state.people import HOME, Channel, Team, User, first_channels, first_users
from tools.sandbox.slack.state.views import Triggers, View, ViewBook

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
        self.files = Files(config.timing.file_ready, self.mint)
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
        """A new id: upper-case letters and digits behind a prefix, eleven characters or more, never the same twice."""
        tail = "".join(secrets.choice(_DIGITS) for _ in range(6))
        return f"{prefix}{next(self.serial):04X}{tail}"

    def short_id(self) -> str:
        """An id like those that Slack gives to blocks and elements without one."""
        return "".join(secrets.choice(_DIGITS) for _ in range(5)) + f"{next(self.serial):x}"

    def people(self) -> list[User]:
        """Everyone but the bot."""
        return [user for user in self.users.values() if not user.is_bot]

    def direct_message(self, user: str) -> Channel:
        """The direct message between the bot and this person, opened when there is none."""
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
            created=int(self.clock.now().timestamp()),
            team_id=self.team.id,
        )
        self.channels[channel.id] = channel
        self.changes.publish("state")
        return channel

    def post(self, message: Message) -> Message:
        """Add a message and announce it."""
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
        """The name to show above a message."""
        known = self.users.get(user)
        return known.real_name if known else "Slackbot"

    def channel_name(self, channel: Channel) -> str:
        """The name that payloads carry; Slack calls a direct message `directmessage`."""
        return "directmessage" if channel.im_user else channel.name


JsonObject = dict[str, Any]
