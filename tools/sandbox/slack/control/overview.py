"""`GET /sandbox/state`: everything but messages and views."""

import asyncio
import contextlib
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tools.sandbox.slack.control.faults import all_faults
from tools.sandbox.slack.control.messages import Parts, parts_of
from tools.sandbox.slack.state.people import Channel, User

JsonObject = dict[str, Any]


async def state(request: Request) -> Response:
    """The team, the app, people, channels, clock and faults."""
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
    """A person as the page shows them."""
    return {name: getattr(user, name) for name in ("id", "name", "real_name", "locale", "tz", "is_admin")}


def channel_to_page(channel: Channel) -> JsonObject:
    """A channel as the page shows it; direct messages name the person they are with."""
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
