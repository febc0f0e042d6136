"""Both ways to the app, HTTP with signatures and Socket Mode, behind one method; and what payloads share."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import httpx

from tools.sandbox.clock import signing_second
from tools.sandbox.slack.sockets import Acknowledgement, NotDeliveredError
from tools.sandbox.slack.state.messages import Message
from tools.sandbox.slack.state.people import APP_ID, ORGANISATION_NAME, Channel
from tools.sandbox.slack.web.views import message_to_api
from tools.sandbox.slack.workspace import Workspace

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

    async def send(self, kind: Kind, payload: JsonObject, *, attempt: int = 0, reason: str = "") -> Acknowledgement:
        if self._workspace.config.app_url is None:
            retry = {"retry_attempt": attempt, "retry_reason": reason} if kind == "events_api" else {}
            return await self._workspace.sockets.send(kind, payload, **retry)
        headers = {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": reason} if attempt else {}
        return await self._post(self._workspace.config.app_url, kind, payload, headers)

    async def _post(self, url: str, kind: Kind, payload: JsonObject, headers: Mapping[str, str]) -> Acknowledgement:
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
        return Acknowledgement(_body_of(answer))


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


def _body_of(answer: httpx.Response) -> JsonObject | str | None:
    if not answer.content:
        return None
    if "json" in answer.headers.get("content-type", ""):
        try:
            body = answer.json()
        except ValueError:
            return None
        return body if isinstance(body, dict) else None
    return answer.text


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
