"""People, channels, and what an administrator does to the app."""

import asyncio
import contextlib
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tools.sandbox.faults import Fault
from tools.sandbox.slack.control.messages import Parts, body_of, conversation, parts_of, person
from tools.sandbox.slack.delivery.events import home_opened, joined, user_changed
from tools.sandbox.slack.errors import RESPONSE_URL, UPLOAD, ControlError
from tools.sandbox.slack.state.people import ORGANISATION, Channel, User
from tools.sandbox.slack.web.dispatch import DISPATCH_METHODS as METHODS

JsonObject = dict[str, Any]

PLACES = frozenset({"*", RESPONSE_URL, UPLOAD, *METHODS})


async def all_faults(parts: Parts) -> JsonObject:
    """Return the armed faults and the catalogues of both sandboxes."""
    wechat = await parts.wechat.faults()
    board = parts.workspace.faults
    return {
        "faults": {"slack": [fault_to_json(fault) for fault in board.armed()], "wechat": wechat.get("armed", [])},
        "fault_catalogue": {"slack": dict(board.catalogue), "wechat": wechat.get("catalogue", {})},
    }


def fault_to_json(fault: Fault) -> JsonObject:
    return {"name": fault.name, "where": fault.where, "times": fault.times, "params": dict(fault.params)}


async def list_faults(request: Request) -> Response:
    """`GET /sandbox/faults`."""
    return JSONResponse(await all_faults(parts_of(request)))


async def arm(request: Request) -> Response:
    """`PUT /sandbox/faults/<name>`."""
    parts = parts_of(request)
    name, body = request.path_params["name"], await body_of(request)
    target = body.pop("target", "slack")
    if target == "wechat":
        armed = await parts.wechat.arm(name, body)
    else:
        fault = _fault(name, body)
        try:
            parts.workspace.faults.arm(fault)
        except KeyError:
            raise ControlError(404, f"no such fault: {name}") from None
        armed = fault_to_json(fault)
    parts.workspace.changes.publish("state")
    return JSONResponse(armed)


async def clear(request: Request) -> Response:
    """`DELETE /sandbox/faults/<name>`."""
    parts = parts_of(request)
    name = request.path_params["name"]
    if request.query_params.get("target", "slack") == "wechat":
        await parts.wechat.clear(name)
    elif name not in parts.workspace.faults.catalogue:
        raise ControlError(404, f"no such fault: {name}")
    else:
        parts.workspace.faults.clear(name)
    parts.workspace.changes.publish("state")
    return JSONResponse({"ok": True})


async def clear_all(request: Request) -> Response:
    """`DELETE /sandbox/faults`."""
    parts = parts_of(request)
    parts.workspace.faults.clear()
    if parts.wechat.present:
        await parts.wechat.clear()
    parts.workspace.changes.publish("state")
    return JSONResponse({"ok": True})


def _fault(name: str, body: JsonObject) -> Fault:
    where, times, params = body.get("where") or "*", body.get("times"), body.get("params")
    params = {} if params is None else params
    if where not in PLACES:
        raise ControlError(400, f"no such place: {where}")
    if times is not None and (not isinstance(times, int) or times < 1):
        raise ControlError(400, "times must be a whole number above 0, or null")
    if not isinstance(params, dict):
        raise ControlError(400, "params must be an object")
    for numeric in ("seconds", "retry_after", "status"):
        if numeric in params and not isinstance(params[numeric], int | float):
            raise ControlError(400, f"{numeric} must be a number")
    return Fault(name, str(where), times, params)


async def state(request: Request) -> Response:
    """Return the team, the app, people, channels, clock and faults."""
    parts = parts_of(request)
    workspace = parts.workspace
    body: JsonObject = {
        "team": {"id": workspace.team.id, "name": workspace.team.name},
        "teams": [{"id": each.team.id, "name": each.team.name} for each in parts.town.workspaces.values()],
        "bot": {
            "user_id": workspace.team.bot_user,
            "name": workspace.config.manifest.name,
            "commands": [asdict(each) for each in workspace.config.manifest.commands],
            "shortcuts": [asdict(each) for each in workspace.config.manifest.shortcuts],
            "mode": parts.sender.mode,
            "connected": await _connected(parts),
        },
        "users": [user_to_page(user) for user in workspace.people()],
        "channels": [channel_to_page(channel) for channel in workspace.channels.values()],
        "clock": {"now": workspace.clock.now().isoformat()},
        **await all_faults(parts),
    }
    return JSONResponse(body)


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


async def _connected(parts: Parts) -> bool:
    url = parts.workspace.config.app_url
    if url is None:
        return parts.workspace.sockets.connected
    address = urlsplit(url)
    try:
        async with asyncio.timeout(0.5):
            _, writer = await asyncio.open_connection(address.hostname, address.port or 80)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


_TAKEN_AWAY = {"app_uninstalled": "account_inactive", "tokens_revoked": "token_revoked"}
"""By event, the error with which the token is refused from then on."""
_ACCESS = {"team_access_granted": set[str].discard, "team_access_revoked": set[str].add}
"""What an organisation does with one of its workspaces: https://docs.slack.dev/reference/events/team_access_granted/."""


async def change_user(request: Request) -> Response:
    """`POST /sandbox/users/<id>`: another language or time zone, or whether they are an admin."""
    parts = parts_of(request)
    workspace = parts.workspace
    body = await body_of(request)
    user = workspace.users[person(workspace, request.path_params["id"])]
    if "tz" in body:
        user.tz = _zone(body["tz"])
    if "locale" in body:
        user.locale = str(body["locale"])
    if "is_admin" in body:
        user.is_admin = bool(body["is_admin"])
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
        created=int(workspace.clock.now().timestamp()),
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
        _membership_changed(parts, channel, by)
    if "joined" in body:
        (channel.members.add if body["joined"] else channel.members.discard)(by)
    if "is_archived" in body and bool(body["is_archived"]) != channel.is_archived:
        channel.is_archived = bool(body["is_archived"])
        kind = f"{_prefix(channel)}_{'archive' if channel.is_archived else 'unarchive'}"
        parts.events.emit(kind, {"type": kind, "channel": channel.id, "user": by, "is_moved": 0})
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

    `app_installed` is the sandbox's own: it makes the token work again and sends nothing. Of an organisation's two,
    `lost` is not sent; one of `minutes_ago` comes late: it is sent, once, and changes nothing here.
    """
    parts = parts_of(request)
    town, workspace = parts.town, parts.workspace
    body = await body_of(request)
    kind, lost, ago = body.get("type"), bool(body.get("lost")), timedelta(minutes=int(body.get("minutes_ago", 0)))
    place = workspace.enterprise_id or workspace.team.id
    if kind == "app_installed":
        town.grants.restore(place)
        sent = False
    elif kind in _TAKEN_AWAY:
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


async def disconnect(request: Request) -> Response:
    """`POST /sandbox/socket/disconnect`: end Socket Mode connections (`reason`: refresh_requested, warning ...)."""
    reason = str((await body_of(request)).get("reason", "refresh_requested"))
    if reason not in ("refresh_requested", "warning", "link_disabled"):
        raise ControlError(400, "unknown reason")
    return JSONResponse({"ok": True, "connections": await parts_of(request).workspace.sockets.disconnect(reason)})


async def requests(request: Request) -> Response:
    """`GET /sandbox/requests`: what the app asked for."""
    return JSONResponse({"requests": parts_of(request).workspace.requests.of(request.query_params.get("method"))})


async def deliveries(request: Request) -> Response:
    """`GET /sandbox/deliveries`: how many messages came with each id in their metadata's payload."""
    return JSONResponse({"arrived": parts_of(request).workspace.arrived})


def _membership_changed(parts: Parts, channel: Channel, inviter: str) -> None:
    if channel.is_member:
        parts.events.emit("member_joined_channel", joined(parts.workspace, channel, inviter))
    else:
        kind = f"{_prefix(channel)}_left"
        parts.events.emit(kind, {"type": kind, "channel": channel.id})


def _prefix(channel: Channel) -> str:
    return "group" if channel.is_private else "channel"


def _zone(name: object) -> str:
    try:
        return ZoneInfo(str(name)).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ControlError(400, "no such time zone") from error
