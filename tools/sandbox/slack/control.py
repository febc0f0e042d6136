"""The control API for the page and the tests, `/sandbox/...`, JSON in and out: who is there, and what they write.

People, channels, what an administrator does to the app, what a person reads and writes; and the link to the local
WeChat platform, which follows this workspace's clock, and whose faults are shown here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tools.sandbox.slack.delivery import (
    Events,
    Sender,
    home_opened,
    joined,
    message_event,
    slackbot,
    type_command,
    user_changed,
)
from tools.sandbox.slack.messages import Message
from tools.sandbox.slack.people import ORGANISATION, Channel, User
from tools.sandbox.slack.refusals import ControlError
from tools.sandbox.slack.workflows import Slackbot
from tools.sandbox.slack.workspace import Town, Workspace

JsonObject = dict[str, Any]


class WeChatLink:
    """Talks to the other sandbox process, when there is one."""

    def __init__(self, url: str | None, http: httpx.AsyncClient) -> None:
        self._url = url.rstrip("/") if url else None
        self._http = http

    async def set_clock(self, moment: datetime) -> None:
        if self._url is not None:
            await self._ask("POST", "/sandbox/clock", {"set": moment.isoformat()})

    async def faults(self) -> JsonObject:
        """Its armed faults and its catalogue; nothing when it is not there."""
        if self._url is not None:
            try:
                return await self._ask("GET", "/sandbox/faults")
            except ControlError:
                pass  # the page still has to work without it
        return {"armed": [], "catalogue": {}}

    async def arm(self, name: str, fault: Mapping[str, Any]) -> JsonObject:
        return await self._ask("PUT", f"/sandbox/faults/{name}", fault)

    async def clear(self, name: str | None = None) -> None:
        await self._ask("DELETE", f"/sandbox/faults/{name}" if name else "/sandbox/faults")

    @property
    def present(self) -> bool:
        return self._url is not None

    async def _ask(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> JsonObject:
        if self._url is None:
            raise ControlError(404, "there is no WeChat sandbox")
        try:
            answer = await self._http.request(verb, self._url + path, json=body, timeout=5)
            parsed = answer.json() if answer.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise ControlError(502, "the WeChat sandbox does not answer") from error
        shown: JsonObject = parsed if isinstance(parsed, dict) else {}
        if not answer.is_success:
            raise ControlError(answer.status_code, str(shown.get("error", "the WeChat sandbox refused")))
        return shown


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
    if channel.im_user:
        parts.events.emit("message.im", message_event(channel, user, text, ts, thread_ts))
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


def user_to_page(user: User) -> JsonObject:
    return {name: getattr(user, name) for name in ("id", "name", "real_name", "locale", "tz", "is_admin")}


def channel_to_page(channel: Channel) -> JsonObject:
    """Return a channel as the page shows it; direct messages name the person they are with."""
    return {
        "id": channel.id,
        "name": channel.name,
        "is_member": channel.is_member,
        "is_archived": channel.is_archived,
        "is_private": channel.is_private,
        "im_user": channel.im_user,
    }


_TAKEN_AWAY = {"app_uninstalled": "account_inactive", "tokens_revoked": "token_revoked"}
"""By event, the error with which the token is refused from then on."""
_ACCESS = {"team_access_granted": set[str].discard, "team_access_revoked": set[str].add}
"""What an organisation does with one of its workspaces: https://docs.slack.dev/reference/events/team_access_granted/."""


async def change_user(request: Request) -> Response:
    """`POST /sandbox/users/<id>`: another language."""
    parts = parts_of(request)
    workspace = parts.workspace
    body = await body_of(request)
    user = workspace.users[person(workspace, request.path_params["id"])]
    if "locale" in body:
        user.locale = str(body["locale"])
    workspace.changes.publish("state")
    parts.events.emit("user_change", user_changed(workspace, user))
    return JSONResponse(user_to_page(user))


async def create_channel(request: Request) -> Response:
    """`POST /sandbox/channels`."""
    workspace = parts_of(request).workspace
    body = await body_of(request)
    name, private = body.get("name"), bool(body.get("is_private", False))
    if not isinstance(name, str) or not name:
        raise ControlError(400, "name is missing")
    if any(each.name == name for each in workspace.channels.values()):
        raise ControlError(409, "name_taken")
    channel = Channel(
        workspace.mint("G" if private else "C"),
        name,
        is_private=private,
        members={each.id for each in workspace.people()},
    )
    workspace.channels[channel.id] = channel
    workspace.changes.publish("state")
    return JSONResponse(channel_to_page(channel))


async def change_channel(request: Request) -> Response:
    """`POST /sandbox/channels/<id>`: `user` archives it, adds the bot or removes it, leaves it or joins it."""
    parts = parts_of(request)
    body = await body_of(request)
    channel = conversation(parts.workspace, request.path_params["id"])
    by = person(parts.workspace, body.get("user", parts.workspace.people()[0].id))
    if "is_member" in body and bool(body["is_member"]) != channel.is_member:
        channel.is_member = bool(body["is_member"])
        if channel.is_member:
            parts.events.emit("member_joined_channel", joined(parts.workspace, channel, by))
    if "joined" in body:
        (channel.members.add if body["joined"] else channel.members.discard)(by)
    channel.is_archived = bool(body.get("is_archived", channel.is_archived))
    parts.workspace.changes.publish("state")
    return JSONResponse(channel_to_page(channel))


async def open_home(request: Request) -> Response:
    """`POST /sandbox/home`: a person opens the app's Home tab."""
    parts = parts_of(request)
    user = person(parts.workspace, (await body_of(request)).get("user"))
    sent = parts.events.emit("app_home_opened", home_opened(parts.workspace, user))
    return JSONResponse({"ok": True, "sent": sent})


async def happen(request: Request) -> Response:
    """`POST /sandbox/events`: `app_uninstalled`, `tokens_revoked`, `team_access_revoked`, `team_access_granted`, ...

    Of an organisation's two, `lost` is not sent; one of `minutes_ago` comes late: it is sent, once, and changes nothing
    here.
    """
    parts = parts_of(request)
    town, workspace = parts.town, parts.workspace
    body = await body_of(request)
    kind, lost, ago = body.get("type"), bool(body.get("lost")), timedelta(minutes=int(body.get("minutes_ago", 0)))
    place = workspace.enterprise_id or workspace.team.id
    if kind in _TAKEN_AWAY:
        town.grants.end(place, _TAKEN_AWAY[kind])
        tokens = {"tokens": {"oauth": [], "bot": [workspace.team.bot_user]}} if kind == "tokens_revoked" else {}
        sent = parts.events.emit(kind, {"type": kind, **tokens})
    elif kind in _ACCESS:
        event, org = {"type": kind, "team_ids": [workspace.team.id]}, town.grants.serving(ORGANISATION)
        org_id, sent = ORGANISATION if org else "", not lost
        if ago:
            await parts.events.send_now(event, enterprise_id=org_id, ago=ago)
        else:
            _ACCESS[kind](town.left_out, workspace.team.id)
            sent = sent and parts.events.emit(kind, event, enterprise_id=org_id)
    else:
        raise ControlError(400, "unknown type")
    town.moved()
    return JSONResponse({"ok": True, "sent": sent})


async def requests(request: Request) -> Response:
    """`GET /sandbox/requests`: what the app asked for."""
    return JSONResponse({"requests": parts_of(request).workspace.requests.of(request.query_params.get("method"))})


async def deliveries(request: Request) -> Response:
    """`GET /sandbox/deliveries`: how many messages came with each id in their metadata's payload."""
    return JSONResponse({"arrived": parts_of(request).workspace.arrived})
