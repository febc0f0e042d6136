"""Events: wrapped, sent in the background, and sent again when the app does not accept them.

https://docs.slack.dev/apis/events-api/#retries
"""

import asyncio
from datetime import timedelta
from typing import Any

from tools.sandbox.slack.answers import take_answer
from tools.sandbox.slack.delivery.sender import VERIFICATION_TOKEN, Outcome, Sender, command_payload
from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.sockets import Acknowledgement, NotDeliveredError
from tools.sandbox.slack.state.messages import Message, ResponseUrl, to_ts
from tools.sandbox.slack.state.people import APP_ID, SLACKBOT, Channel, User
from tools.sandbox.slack.web.call import user_to_api
from tools.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


class Events:
    def __init__(self, workspace: Workspace, sender: Sender) -> None:
        self._workspace = workspace
        self._sender = sender
        self._running: set[asyncio.Task[None]] = set()

    def emit(self, subscription: str, event: JsonObject, *, enterprise_id: str | None = None) -> bool:
        """Send an event in the background; returns whether the app subscribes to it.

        Args:
            enterprise_id: the organisation whose event it is; None: that through which the workspace is served.
        """
        if subscription not in self._workspace.config.manifest.events:
            return False
        task = asyncio.get_running_loop().create_task(self._deliver(self._envelope(event, enterprise_id)))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return True

    async def send_now(
        self, event: JsonObject, *, enterprise_id: str | None = None, ago: timedelta = timedelta()
    ) -> None:
        """Send an event once, of some time ago, and wait until the app has acknowledged it."""
        await self._sender.send("events_api", self._envelope(event, enterprise_id, ago))

    def _envelope(self, event: JsonObject, enterprise_id: str | None, ago: timedelta = timedelta()) -> JsonObject:
        now = self._workspace.clock.now() - ago
        workspace = self._workspace
        enterprise_id = workspace.enterprise_id if enterprise_id is None else enterprise_id
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": workspace.team.id,
            "context_team_id": workspace.team.id,
            **({"enterprise_id": enterprise_id} if enterprise_id else {}),
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": self._workspace.mint("Ev"),
            "event_time": int(now.timestamp()),
            "authorizations": [
                {
                    "enterprise_id": enterprise_id or None,
                    "team_id": workspace.team.id,
                    "user_id": workspace.team.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": bool(enterprise_id),
                }
            ],
            "is_ext_shared_channel": False,
        }

    async def settled(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def close(self) -> None:
        """Give up what is still waiting for its next attempt."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _deliver(self, envelope: JsonObject) -> None:
        reason = ""
        for attempt, delay in enumerate((0.0, *self._workspace.config.timing.event_retries)):
            await asyncio.sleep(delay)  # Slack's own pauses between retries, which the app is to be tested with
            try:
                await self._sender.send("events_api", envelope, attempt=attempt, reason=reason)
            except NotDeliveredError as error:
                if not error.retry:
                    return
                reason = _reason(error)
            else:
                return


def _reason(error: NotDeliveredError) -> str:
    if error.reason == "operation_timeout":
        return "http_timeout"
    return "http_error" if error.http_status else "connection_failed"


def joined(workspace: Workspace, channel: Channel, inviter: str) -> JsonObject:
    """Return a person added the bot to a channel: https://docs.slack.dev/reference/events/member_joined_channel/."""
    return {
        "type": "member_joined_channel",
        "user": workspace.team.bot_user,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": channel.team_id,
        "inviter": inviter,
        "event_ts": workspace.messages.next_ts(channel.id),
    }


def home_opened(workspace: Workspace, user: str) -> JsonObject:
    """Return a person opened the app's Home tab: https://docs.slack.dev/reference/events/app_home_opened/."""
    channel = workspace.direct_message(user)
    event: JsonObject = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel.id,
        "tab": "home",
        "event_ts": workspace.messages.next_ts(channel.id),
    }
    home = workspace.views.home(user)
    return event | ({"view": home.to_api()} if home else {})


def user_changed(workspace: Workspace, user: User) -> JsonObject:
    """Return a person's profile changed: https://docs.slack.dev/reference/events/user_change/."""
    now = workspace.clock.now()
    return {
        "type": "user_change",
        "user": user_to_api(user, now, locale=True),
        "cache_ts": int(now.timestamp()),
        "event_ts": to_ts(now),
    }


def message_event(channel: Channel, user: str, text: str, ts: str, thread_ts: str | None) -> JsonObject:
    """Return a person wrote something: https://docs.slack.dev/reference/events/message/."""
    event: JsonObject = {
        "type": "message",
        "user": user,
        "text": text,
        "ts": ts,
        "channel": channel.id,
        "channel_type": "im" if channel.im_user else "group" if channel.is_private else "channel",
        "team": channel.team_id,
        "event_ts": ts,
    }
    return event | ({"thread_ts": thread_ts} if thread_ts else {})


ACKNOWLEDGED = "command_acknowledgement"
"""The name in the request log for the content of a command's acknowledgement."""


async def type_command(
    workspace: Workspace, sender: Sender, user: str, channel: Channel, *, typed: str, base_url: str
) -> Outcome:
    interaction_id = workspace.mint("I")
    command, _, text = typed.strip().partition(" ")
    if command not in {each.command for each in workspace.config.manifest.commands}:
        slackbot(workspace, user, channel, f"{command} is not a valid command.")
        return Outcome(interaction_id, "no_such_command")
    url = workspace.responses.issue(user, channel.id, interaction=interaction_id)
    response_url = f"{base_url}/respond/{url.token}"
    payload = command_payload(workspace, user, channel, command=command, text=text.strip(), response_url=response_url)
    try:
        _show(workspace, url, await sender.send("slash_commands", payload))
    except NotDeliveredError as error:
        slackbot(workspace, user, channel, f"{command} failed with the error “{error.reason}”")
        return Outcome(interaction_id, error.reason)
    except SlackError as error:
        slackbot(workspace, user, channel, f"{command} failed with the error “dispatch_failed” ({error.error})")
        return Outcome(interaction_id, "dispatch_failed")
    return Outcome(interaction_id)


def slackbot(workspace: Workspace, user: str, channel: Channel, text: str) -> None:
    ts = workspace.messages.next_ts(channel.id)
    workspace.post(Message(ts, channel.id, SLACKBOT, text, ephemeral_to=user))


def _show(workspace: Workspace, url: ResponseUrl, acknowledgement: Acknowledgement) -> None:
    body = acknowledgement.body
    answer = {"text": body} if isinstance(body, str) else body or {}
    if not any(answer.get(name) for name in ("text", "blocks", "attachments")):
        return
    try:
        take_answer(workspace, url, answer)
    except SlackError as error:
        workspace.requests.add(ACKNOWLEDGED, answer, error=error.error)
        raise
    workspace.requests.add(ACKNOWLEDGED, answer, error=None)
