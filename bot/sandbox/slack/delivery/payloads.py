"""The parts that payloads share. https://docs.slack.dev/reference/interaction-payloads/."""

from typing import Any

from bot.sandbox.slack.state.messages import Message
from bot.sandbox.slack.state.people import APP_ID, ORGANISATION_NAME, Channel
from bot.sandbox.slack.web.rendering import message_to_api
from bot.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]

VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack's obsolete, public check value


def command_payload(
    workspace: Workspace, user: str, channel: Channel, *, command: str, text: str, response_url: str
) -> JsonObject:
    """The form fields of a slash command."""
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
    """The fields common to all interaction payloads."""
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
