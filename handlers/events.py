"""The Events API: a decorator registers the function for an event, one listener serves all of them."""

import html
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from slack_bolt.async_app import AsyncApp

from bot.blocks.kit.elements import Message
from bot.domain.access import Permission
from bot.errors import ShuttingDown, StorageUnavailable, TooBusy
from bot.usecases.agents import end_tokens
from bot.usecases.home.waiting import follow_zone
from handlers.answering import Answer, admitting, answer_in_channel_later, report_refusal, started
from handlers.commands.questions import answer_to
from handlers.commands.registry import SLASH_COMMAND, named, split_words
from handlers.context import Deps, Request, Requester
from handlers.home_actions import open_home_later
from handlers.registry import Registry

_ANY: Final = re.compile(r".*", re.DOTALL)
_LINK: Final = re.compile(r"<(?P<target>[^@#!<>|][^<>|]*)(?:\|(?P<label>[^<>]*))?>")
"""Not a mention: people and channels keep their ids, as after the command."""
_ASKS: Final = (None, "file_share", "thread_broadcast")
"""The subtypes of what a person types: a file may be attached, or the message also be sent to the channel."""
_TEAM: Final = "T"
"""How the ids of workspaces begin; those of organisations begin with E."""
_LATEST: Final = 1 << 40
"""Unix seconds; a later moment is invalid."""

Handle = Callable[[Deps, dict[str, Any], dict[str, Any]], Awaitable[None] | None]
"""Takes Slack's payload and its event, and starts the work in the background; what it returns is awaited."""

EVENTS: Final = Registry[Handle]("handlers.events")
"""By the name in `manifest.yml`, which asks Slack for exactly these: the event's type, and of a message where it is."""


def event(name: str) -> Callable[[Handle], Handle]:
    def register_event(handle: Handle) -> Handle:
        EVENTS.add(name, handle)
        return handle

    return register_event


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to every event; one that is not in the table is acknowledged, so that Slack does not send it again."""

    @app.event(_ANY)
    async def on_event(body: dict[str, Any], event: dict[str, Any]) -> None:
        name = str(event.get("type") or "")
        if handle := EVENTS.get(f"message.{event.get('channel_type')}" if name == "message" else name):
            rest = handle(deps, body, event)
            if rest is not None:
                await rest


@event("app_home_opened")
def home_opened(deps: Deps, body: dict[str, Any], event: dict[str, Any]) -> None:
    """Show the Home tab. https://docs.slack.dev/reference/events/app_home_opened/."""
    if event.get("tab") == "home":
        requester = Requester(_workspace(body, event), "", str(event.get("user") or ""), "")
        open_home_later(deps, requester, event.get("view") or {})


@event("message.im")
async def asked_directly(deps: Deps, body: dict[str, Any], event: dict[str, Any]) -> None:
    """Answer what a person types on the Messages tab, as the slash command does.

    An app's own messages come back with its `bot_id`, changes and joins with a `subtype`:
    https://docs.slack.dev/reference/events/message.im/.
    """
    user_id, text = str(event.get("user") or ""), event.get("text")
    asks = event.get("subtype") in _ASKS and not event.get("bot_id")
    if not asks or not user_id or not isinstance(text, str):
        return
    words = split_words(_as_typed(text))
    words = words[1:] if words[:1] == [SLASH_COMMAND] else words
    requester = Requester(
        _workspace(body, event),
        str(event.get("channel") or ""),
        user_id,
        "",
        asked=f"message {named(words)}",
        thread_ts=str(event.get("thread_ts") or ""),
    )
    answer = _once(str(body.get("event_id") or ""), admitting(answer_to(words), Permission.VIEW))
    await report_refusal(deps, requester, answer_in_channel_later(deps, requester, "", answer))


def _once(event_id: str, answer: Answer) -> Answer:
    """Answer an event that Slack sends again only once; twice rather than never where that cannot be noted."""

    async def answered(request: Request) -> Message | None:
        try:
            new = not event_id or await request.deps.usecases.kept.pushes.is_new(f"slack {event_id}", now=request.now)
        except StorageUnavailable:
            new = True
        return await answer(request) if new else None

    return answered


def _as_typed(text: str) -> str:
    """Return what was typed: Slack makes links of what looks like an address, such as `<http://wx.cloud|wx.cloud>`.

    https://docs.slack.dev/messaging/formatting-message-text/
    """
    return html.unescape(_LINK.sub(lambda link: link["label"] or link["target"], text))


@event("member_joined_channel")
def joined_channel(deps: Deps, body: dict[str, Any], event: dict[str, Any]) -> None:
    """Greet the channel that the bot was invited to. https://docs.slack.dev/reference/events/member_joined_channel/."""
    inviter, channel_id = str(event.get("inviter") or ""), str(event.get("channel") or "")
    team_id = _workspace(body, event)

    async def greet() -> None:
        now = await deps.clock.now()
        member = str(event.get("user") or "")
        await deps.usecases.onboarding.invited(team_id, channel_id, member, inviter=inviter, now=now)

    if inviter:  # a member who joins without an invitation is not the bot
        started(deps, Requester(team_id, "", inviter, ""), greet)


@event("app_uninstalled")
def app_uninstalled(deps: Deps, body: dict[str, Any], _event: dict[str, Any]) -> None:
    """End the workspace, or all workspaces of an organisation that shared one installation."""
    end = deps.usecases.end_workspace
    if org_id := _organisation(body):
        deps.work.start(partial(end.organisation, org_id, at=_moment(body)))
    else:
        deps.work.start(partial(end, body.get("team_id", ""), at=_moment(body)))


@event("tokens_revoked")
def tokens_revoked(deps: Deps, body: dict[str, Any], event: dict[str, Any]) -> None:
    """End the workspace when the bot's token was revoked; the bot uses no tokens of users."""
    if (event.get("tokens") or {}).get("bot"):
        app_uninstalled(deps, body, event)


@event("team_access_granted")
@event("team_access_revoked")
async def access_changed(deps: Deps, body: dict[str, Any], event: dict[str, Any]) -> None:
    """Note that an organisation's admin lets more of its workspaces use the bot, or takes some out again, at any time.

    Kept before it is acknowledged: until then Slack repeats it, afterwards nothing would.
    """
    org_id, let_in = _organisation(body) or str(body.get("enterprise_id") or ""), event["type"] == "team_access_granted"
    at = _moment(body) or (await deps.clock.now()).replace(microsecond=0)
    for team_id in event.get("team_ids") or []:
        await deps.usecases.hear_of_access(str(team_id), org_id, let_in=let_in, at=at)


@event("user_change")
def user_change(deps: Deps, body: dict[str, Any], event: dict[str, Any]) -> None:
    """Forget what is cached of a person; an organisation's event names no workspace itself."""
    user = event.get("user") or {}
    user_id, several = str(user.get("id") or ""), (user.get("enterprise_user") or {}).get("teams") or ()
    for team_id in map(str, {body.get("team_id"), user.get("team_id"), *several} - {None}):
        known = deps.people.known(team_id, user_id)
        deps.people.forget(team_id, user_id)
        if known is None or known.zone != user.get("tz"):
            with suppress(TooBusy, ShuttingDown):  # the next weekly message looks, too
                deps.work.start(partial(_follow, deps, team_id, user_id))
        if user.get("deleted"):
            deps.work.start(partial(_end_tokens, deps, team_id, user_id))


async def _follow(deps: Deps, team_id: str, user_id: str) -> None:
    """Send the weekly message of a person who has moved at nine in the new time zone."""
    await follow_zone(deps.usecases, team_id, user_id, now=await deps.clock.now())


async def _end_tokens(deps: Deps, team_id: str, user_id: str) -> None:
    """Revoke the personal tokens of a person who was deactivated."""
    await end_tokens(deps.usecases, team_id, user_id, now=await deps.clock.now())


def _workspace(body: dict[str, Any], event: dict[str, Any]) -> str:
    """Return the workspace of an event: an organisation's installation may name itself, or none, in its place.

    https://docs.slack.dev/enterprise/organization-ready-apps/
    """
    view = event.get("view") or {}
    authorizations = body.get("authorizations") or []
    named = [body.get("team_id"), body.get("context_team_id"), view.get("app_installed_team_id"), view.get("team_id")]
    named += [*(authorization.get("team_id") for authorization in authorizations), event.get("team")]
    return next((str(each) for each in named if str(each or "").startswith(_TEAM)), str(body.get("team_id") or ""))


def _organisation(body: dict[str, Any]) -> str:
    """Return the organisation whose installation an event is about; empty for a workspace's own installation.

    https://docs.slack.dev/apis/events-api/#authorizations
    """
    for authorization in body.get("authorizations") or []:
        if authorization.get("is_enterprise_install"):
            return str(authorization.get("enterprise_id") or body.get("enterprise_id") or "")
    return ""


def _moment(body: dict[str, Any]) -> datetime | None:
    """When the event happened (UTC), if Slack states it: an event may arrive again minutes later."""
    seconds = body.get("event_time")
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < _LATEST else None
