"""`/sandbox/messages` and `/sandbox/command`: what a person reads and writes; and reading a control request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tools.sandbox.slack.delivery.events import Events, message_event, slackbot, type_command
from tools.sandbox.slack.delivery.sender import Sender
from tools.sandbox.slack.delivery.workflows import Slackbot
from tools.sandbox.slack.errors import ControlError
from tools.sandbox.slack.state.messages import Message
from tools.sandbox.slack.state.people import Channel
from tools.sandbox.slack.wechat import WeChatLink
from tools.sandbox.slack.workspace import Town, Workspace

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Parts:
    town: Town
    workspace: Workspace
    sender: Sender
    events: Events
    slackbot: Slackbot
    wechat: WeChatLink


def parts_of(request: Request) -> Parts:
    """Return the parts of the workspace that a request means: by `?team=`; else the first one."""
    every: Mapping[str, Parts] = request.app.state.every
    team_id = request.query_params.get("team") or request.app.state.town.home.team.id
    if team_id not in every:
        raise ControlError(404, "no such workspace")
    return every[team_id]


def base_url(request: Request) -> str:
    """Return the sandbox's own address, as this client reaches it."""
    return str(request.base_url).rstrip("/")


async def body_of(request: Request) -> JsonObject:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise ControlError(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise ControlError(400, "the body is not a JSON object")
    return body


def person(workspace: Workspace, user: object) -> str:
    """Return the id of a person of the workspace."""
    if not isinstance(user, str) or user not in {each.id for each in workspace.people()}:
        raise ControlError(404, "no such user")
    return user


def conversation(workspace: Workspace, channel: object) -> Channel:
    found = workspace.channels.get(channel) if isinstance(channel, str) else None
    if found is None:
        raise ControlError(404, "no such channel")
    return found


async def read(request: Request) -> Response:
    """`GET /sandbox/messages`: a channel or a thread as one person sees it, oldest first."""
    workspace = parts_of(request).workspace
    query = request.query_params
    user = person(workspace, query.get("user"))
    channel = conversation(workspace, query.get("channel"))
    thread_ts = query.get("thread_ts")
    if thread_ts:
        first = workspace.messages.find(channel.id, thread_ts)
        shown = [*([first] if first else []), *workspace.messages.replies(channel.id, thread_ts, user=user)]
    else:
        shown = list(workspace.messages.in_channel(channel.id, user=user))
    return JSONResponse({"messages": [message_to_page(workspace, each) for each in shown]})


async def write(request: Request) -> Response:
    """`POST /sandbox/messages`: a person writes; what begins with a slash is a command."""
    parts = parts_of(request)
    body = await body_of(request)
    user, channel, text = _who_where_what(parts.workspace, body)
    if text.startswith("/"):
        if body.get("thread_ts"):
            command = text.split()[0]
            slackbot(parts.workspace, user, channel, f"{command} is not supported in threads. Sorry!")
            return JSONResponse({"ok": False, "error": "not_supported_in_threads"})
        return await _command(request, parts, user, channel, text)
    if channel.is_archived:
        raise ControlError(409, "the channel is archived")
    thread_ts = body.get("thread_ts")
    if thread_ts and parts.workspace.messages.find(channel.id, str(thread_ts)) is None:
        raise ControlError(404, "no such thread")
    ts = parts.workspace.messages.next_ts(channel.id)
    parts.workspace.post(Message(ts, channel.id, user, text, thread_ts=thread_ts))
    _send_event(parts, channel, message_event(channel, user, text, ts, thread_ts))
    return JSONResponse({"ok": True, "ts": ts})


async def command(request: Request) -> Response:
    """`POST /sandbox/command`: a person types a slash command."""
    parts = parts_of(request)
    user, channel, text = _who_where_what(parts.workspace, await body_of(request))
    return await _command(request, parts, user, channel, text)


def message_to_page(workspace: Workspace, message: Message) -> JsonObject:
    files = [file for file in map(workspace.files.find, message.files) if file]
    return {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "username": workspace.username(message.user),
        "text": message.text,
        "blocks": message.blocks,
        "ephemeral": message.ephemeral_to is not None,
        "thread_ts": message.thread_ts,
        "reply_count": len(workspace.messages.replies(message.channel, message.ts)),
        "edited": message.edited_ts is not None,
        "answers": message.answers,
        "metadata": message.metadata,
        "files": [
            {
                "id": file.id,
                "name": file.name,
                "mimetype": file.mimetype,
                "url": f"/files/{file.id}/{file.name}",
                "title": file.title or file.name,
                "alt_text": file.alt_txt,
            }
            for file in files
        ],
        "state": {"values": message.state},
        "deleted": False,
    }


async def _command(request: Request, parts: Parts, user: str, channel: Channel, text: str) -> Response:
    if channel.im_user is None and user not in channel.members:
        raise ControlError(409, "only members of the channel can type there")
    outcome = await type_command(parts.workspace, parts.sender, user, channel, typed=text, base_url=base_url(request))
    return JSONResponse(outcome.to_page())


def _who_where_what(workspace: Workspace, body: JsonObject) -> tuple[str, Channel, str]:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ControlError(400, "text is missing")
    return person(workspace, body.get("user")), conversation(workspace, body.get("channel")), text


def _send_event(parts: Parts, channel: Channel, event: JsonObject) -> None:
    if not channel.is_member:
        return
    parts.events.emit(f"message.{_family(channel)}", event)
    if f"<@{parts.workspace.team.bot_user}>" in event["text"]:
        parts.events.emit("app_mention", {**event, "type": "app_mention"})


def _family(channel: Channel) -> str:
    if channel.im_user:
        return "im"
    return "groups" if channel.is_private else "channels"
