"""Reading a control request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from bot.sandbox.slack.delivery.events import Events
from bot.sandbox.slack.delivery.sender import Sender
from bot.sandbox.slack.delivery.slackbot import Slackbot
from bot.sandbox.slack.errors import ControlError
from bot.sandbox.slack.state.people import Channel
from bot.sandbox.slack.town import Town
from bot.sandbox.slack.wechat import WeChatLink
from bot.sandbox.slack.workspace import Workspace

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Parts:
    """What the control API acts on."""

    town: Town
    workspace: Workspace
    sender: Sender
    events: Events
    slackbot: Slackbot
    wechat: WeChatLink


def parts_of(request: Request) -> Parts:
    """The parts of the workspace that a request means: by `?team=`; else the first one.

    Raises:
        ControlError: 404, there is no such workspace.
    """
    every: Mapping[str, Parts] = request.app.state.every
    team_id = request.query_params.get("team") or request.app.state.town.home.team.id
    if team_id not in every:
        raise ControlError(404, "no such workspace")
    return every[team_id]


def base_url(request: Request) -> str:
    """The sandbox's own address, as this client reaches it."""
    return str(request.base_url).rstrip("/")


async def body_of(request: Request) -> JsonObject:
    """The JSON object in a request.

    Raises:
        ControlError: 400, there is none.
    """
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise ControlError(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise ControlError(400, "the body is not a JSON object")
    return body


def person(workspace: Workspace, user: object) -> str:
    """The id of a person of the workspace.

    Raises:
        ControlError: 404, there is no such person.
    """
    if not isinstance(user, str) or user not in {each.id for each in workspace.people()}:
        raise ControlError(404, "no such user")
    return user


def conversation(workspace: Workspace, channel: object) -> Channel:
    """A channel or direct message.

    Raises:
        ControlError: 404, there is no such channel.
    """
    found = workspace.channels.get(channel) if isinstance(channel, str) else None
    if found is None:
        raise ControlError(404, "no such channel")
    return found
