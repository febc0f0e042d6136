"""Both ways to the app, HTTP with signatures and Socket Mode, behind one method; events and commands on that way.

Events are wrapped, sent in the background, and sent again when the app does not accept them.
https://docs.slack.dev/apis/events-api/#retries
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlencode

import httpx

from tools.sandbox.clock import signing_second
from tools.sandbox.slack.call import user_to_api
from tools.sandbox.slack.messages import Message, ResponseUrl, to_ts
from tools.sandbox.slack.people import APP_ID, ORGANISATION_NAME, SLACKBOT, Channel, User
from tools.sandbox.slack.refusals import SlackError
from tools.sandbox.slack.respond import take_answer
from tools.sandbox.slack.showing import message_to_api
from tools.sandbox.slack.workspace import NotDeliveredError, Workspace

JsonObject = dict[str, Any]


Kind = Literal["slash_commands", "interactive", "events_api"]


class Sender:
    """Delivers payloads to the app by whichever way the configuration says."""

    def __init__(self, workspace: Workspace, http: httpx.AsyncClient) -> None:
        self._workspace = workspace
        self._http = http

    @property
    def mode(self) -> Literal["http", "socket"]:
        return "socket" if self._workspace.config.app_url is None else "http"

    async def send(self, kind: Kind, payload: JsonObject, *, attempt: int = 0, reason: str = "") -> JsonObject:
        if self._workspace.config.app_url is None:
            retry = {"retry_attempt": attempt, "retry_reason": reason} if kind == "events_api" else {}
            return await self._workspace.sockets.send(kind, payload, **retry)
        headers = {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": reason} if attempt else {}
        return await self._post(self._workspace.config.app_url, kind, payload, headers)

    async def _post(self, url: str, kind: Kind, payload: JsonObject, headers: Mapping[str, str]) -> JsonObject:
        body, content_type = encode(kind, payload)
        complete = {
            "content-type": content_type,
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **signed(self._workspace.config.signing_secret, body),
            **headers,
        }
        try:
            async with asyncio.timeout(self._workspace.config.timing.acknowledge):
                answer = await self._http.post(url, content=body, headers=complete, timeout=None)
        except TimeoutError as error:
            raise NotDeliveredError("operation_timeout") from error
        except httpx.HTTPError as error:
            raise NotDeliveredError("dispatch_failed") from error
        if not answer.is_success:
            retry = answer.headers.get("x-slack-no-retry") != "1"
            raise NotDeliveredError("dispatch_failed", retry=retry, http_status=answer.status_code)
        return _body_of(answer)


def encode(kind: Kind, payload: JsonObject) -> tuple[bytes, str]:
    """Return the request body and its content type."""
    if kind == "events_api":
        return json.dumps(payload, ensure_ascii=False).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload, ensure_ascii=False)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def signed(secret: str, body: bytes, *, at: int | None = None) -> dict[str, str]:
    """Return the headers with Slack's signature of this second, or of the one given.

    https://docs.slack.dev/authentication/verifying-requests-from-slack/
    """
    timestamp = signing_second() if at is None else at
    digest = hmac.new(secret.encode(), b"v0:%d:%b" % (timestamp, body), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": str(timestamp), "x-slack-signature": f"v0={digest}"}


def _body_of(answer: httpx.Response) -> JsonObject:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the app accepted it, and the id of its answers."""

    interaction: str
    error: str | None = None
    """What Slack shows when the app did not accept it."""

    def to_page(self) -> JsonObject:
        body: JsonObject = {"ok": self.error is None, "interaction": self.interaction}
        return body if self.error is None else body | {"error": self.error}


async def delivered(sender: Sender, payload: JsonObject, interaction_id: str) -> Outcome:
    """Deliver an interaction that needs only an acknowledgement."""
    try:
        await sender.send("interactive", payload)
    except NotDeliveredError as error:
        return Outcome(interaction_id, error.reason)
    return Outcome(interaction_id)


VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack's obsolete, public check value


def command_payload(
    workspace: Workspace, user: str, channel: Channel, *, command: str, text: str, response_url: str
) -> JsonObject:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": workspace.channel_name(channel),
        "user_id": user,
        "user_name": workspace.users[user].name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        **_organisation_fields(workspace),
        "is_enterprise_install": "true" if workspace.enterprise_id else "false",
        "response_url": response_url,
        "trigger_id": workspace.triggers.issue(user),
    }


def interaction(workspace: Workspace, kind: str, user: str) -> JsonObject:
    known = workspace.users[user]
    return {
        "type": kind,
        "user": {"id": known.id, "username": known.name, "name": known.name, "team_id": known.team_id},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": {"id": workspace.team.id, "domain": workspace.team.domain, **_organisation_fields(workspace)},
        "enterprise": {"id": workspace.enterprise_id, "name": ORGANISATION_NAME} if workspace.enterprise_id else None,
        "is_enterprise_install": bool(workspace.enterprise_id),
    }


def _organisation_fields(workspace: Workspace) -> JsonObject:
    if not workspace.enterprise_id:
        return {}
    return {"enterprise_id": workspace.enterprise_id, "enterprise_name": ORGANISATION_NAME}


def in_message(workspace: Workspace, message: Message, base_url: str) -> JsonObject:
    """Where an interaction with a message happened; an ephemeral message itself is not sent along."""
    channel = workspace.channels[message.channel]
    container: JsonObject = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload: JsonObject = {
        "container": container,
        "channel": {"id": channel.id, "name": workspace.channel_name(channel)},
    }
    if message.ephemeral_to is None:
        payload["message"] = message_to_api(workspace, message, base_url, metadata=True)
    return payload


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
    """Return a person wrote something to the bot: https://docs.slack.dev/reference/events/message.im/."""
    event: JsonObject = {
        "type": "message",
        "user": user,
        "text": text,
        "ts": ts,
        "channel": channel.id,
        "channel_type": "im",
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


def _show(workspace: Workspace, url: ResponseUrl, answer: JsonObject) -> None:
    if not any(answer.get(name) for name in ("text", "blocks")):
        return
    try:
        take_answer(workspace, url, answer)
    except SlackError as error:
        workspace.requests.add(ACKNOWLEDGED, answer, error=error.error)
        raise
    workspace.requests.add(ACKNOWLEDGED, answer, error=None)
