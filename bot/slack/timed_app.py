"""Bolt's app with timing and a request id for every request, over HTTP and Socket Mode alike.

The shape of what Slack sends: which fields are text, objects or lists. Pure. Bolt and the listeners read these fields
as documented (https://docs.slack.dev/reference/interaction-payloads/ and https://docs.slack.dev/apis/events-api/).
Whatever has another shape is refused before either sees it. What people typed and chose, in a message or in a form
(`view.state`), is not looked at here: its readers trust none of it anyway.
"""

import inspect
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.logs import begin_request, end_request
from bot.ports.slack import Installation

Form = type | re.Pattern[str] | tuple["Form", ...] | list["Form"] | dict[str, "Form"]
"""A type; text of a pattern; one of several forms; a list of a form; or an object with forms by name."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{0,20}", re.ASCII)
"""Ids become parts of keys and of what buttons carry; Slack's have eleven characters or so."""
_RUN: Final = re.compile(r"[A-Za-z0-9_-]{0,64}", re.ASCII)
"""The id of a run of a workflow step."""
_ELEMENT: Final[Form] = dict.fromkeys(("type", "action_id", "block_id"), str)
_VIEW: Final[Form] = {
    **dict.fromkeys(("id", "type", "hash", "callback_id", "private_metadata"), str),
    **dict.fromkeys(("team_id", "app_installed_team_id"), _ID),
    "blocks": [{"type": str, "block_id": str}],
}
_ONE: Final[dict[str, Form]] = dict.fromkeys(("id", "team_id", "enterprise_id"), _ID)
"""A workspace, an organisation, a channel or a person."""
_MESSAGE: Final[Form] = {"user": (_ID, _ONE), "thread_ts": str}
_EVENT: Final[Form] = {
    **dict.fromkeys(("type", "tab", "thread_ts", "subtype", "channel_type", "bot_access_token"), str),
    "function": {"callback_id": str},
    "function_execution_id": _RUN,
    "inputs": dict,
    **dict.fromkeys(("inviter", "user_id", "channel_id", "team_id", "enterprise_id", "bot_id", "user_team"), _ID),
    **dict.fromkeys(("team", "enterprise", "channel"), (_ID, _ONE)),
    "user": (_ID, {**_ONE, "enterprise_user": {"teams": [_ID]}}),
    "view": _VIEW,
    "tokens": dict,
    "team_ids": [_ID],
    "item": dict,
    "assistant_thread": {"channel_id": _ID, "thread_ts": str},
    **dict.fromkeys(("message", "previous_message"), _MESSAGE),
}
_PAYLOAD: Final[Form] = {
    **dict.fromkeys(("type", "command", "text", "callback_id", "action_id", "block_id", "value", "trigger_id"), str),
    **dict.fromkeys(("response_url", "challenge"), str),
    **dict.fromkeys(("team_id", "context_team_id", "enterprise_id", "user_id", "channel_id"), _ID),
    **dict.fromkeys(("team", "enterprise", "channel", "user"), _ONE),
    "authorizations": [{"team_id": _ID, "enterprise_id": _ID, "is_enterprise_install": bool}],
    "actions": [_ELEMENT],
    "container": {"channel_id": _ID},
    "view": _VIEW,
    "event": _EVENT,
    "message": dict,
    "response_urls": [{"response_url": str}],
}
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "block_actions": ("actions.action_id",),
    "interactive_message": ("actions",),
    "workflow_step_edit": ("workflow_step",),
    "view_submission": ("view.callback_id", "view.type"),
    "view_closed": ("view",),
    "event_callback": ("event.type",),
    "function_executed": ("event.function",),
}
"""By the type of a payload or an event, the paths of what it must have; of a list, the first element."""
_OF_EVENTS: Final[dict[str, Form]] = {
    "user_change": {"event": {"user": dict}},
    "function_executed": {"event": {"function": dict, "inputs": dict}},
}
"""By the event's type, what is an object there only."""

_NOTHING: Final[tuple[object, ...]] = (None, [], {})


def flaw_in(payload: object) -> str:
    """Return the path of the first field with another shape than documented; empty when there is none."""
    if not isinstance(payload, dict):
        return "payload"
    if flaw := _flaw(payload, _PAYLOAD):
        return flaw
    event = str(_at(payload, "event.type"))
    needed = (*_NEEDED.get(payload.get("type") or "", ()), *_NEEDED.get(event, ()))
    missing = next((path for path in needed if _at(payload, path) in _NOTHING), "")
    if payload.get("event", {}) is None:  # Bolt looks into it whatever the type
        return "event"
    return missing or _flaw(payload, _OF_EVENTS.get(event, {}))


def _flaw(value: object, form: Form) -> str:
    """Return the path below a value; `?` is the value itself.

    Every request passes here, so paths are made for flaws only.
    """
    if isinstance(form, dict):
        if not isinstance(value, dict):
            return "?"
        for name, inner in value.items():
            expected = form.get(name)
            if expected is not None and inner is not None and (found := _flaw(inner, expected)):  # null is as nothing
                return f"{name}.{found}" if found != "?" else name
        return ""
    if isinstance(form, list):
        if not isinstance(value, list):
            return "?"
        return next((found for each in value if (found := _flaw(each, form[0]))), "")
    return "" if _fits(value, form) else "?"


def _fits(value: object, form: type | re.Pattern[str] | tuple[Form, ...]) -> bool:
    if isinstance(form, type):
        return isinstance(value, form)
    if isinstance(form, re.Pattern):
        return isinstance(value, str) and form.fullmatch(value) is not None
    return any(not _flaw(value, one) for one in form)


def _at(value: object, path: str) -> object:
    for name in path.split("."):
        if isinstance(value, list):
            value = value[0] if value else None
        value = value.get(name) if isinstance(value, dict) else None
    return value


Serving = Callable[[str, str], Awaitable[Installation | None]]
"""The installation that serves a workspace, by the ids of the workspace and its organisation."""
_log, _talkative = structlog.get_logger(__name__), logging.getLogger(__name__)

_LONGEST: Final = 60
"""Characters of a type in the log."""
_LET_IN: Final = "team_access_granted"
Acknowledged = Callable[[str, float], None]
"""Called with the kind of an acknowledged request, and the seconds it took."""
_Listener = Callable[..., Awaitable[Any]]
_KINDS: Final = {
    "block_actions": "action",
    "view_submission": "view",
    "view_closed": "view",
    "block_suggestion": "options",
    "event_callback": "event",
    "message_action": "shortcut",
    "shortcut": "shortcut",
}
"""By the payload's type: https://docs.slack.dev/reference/interaction-payloads/"""


def authorize_by(serving: Serving) -> Callable[..., Awaitable[AuthorizeResult | None]]:
    """Bolt's `authorize` callback. Requests without an installation are ignored."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        installation = await serving(team_id or "", enterprise_id or "")
        if installation is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=installation.bot_user_id,
            bot_token=installation.bot_token,
        )

    return authorize


class TimedApp(AsyncApp):
    """Logs everything that a request triggers under the request's id.

    Calls the listeners of slash commands without Bolt's search among all listeners, which makes a client of the Web API
    and every argument that a listener might ask for, twice: half of what a request costs.
    """

    def __init__(self, acknowledged: Acknowledged, serving: Serving | None = None, **settings: Any) -> None:
        """Like `AsyncApp`.

        Args:
            acknowledged: called after each answer; must be quick.
            serving: finds a workspace's installation; None when there is one workspace.
            settings: of `AsyncApp`.
        """
        super().__init__(**{"name": "baselib"} | settings)  # else Bolt looks through the sources of all callers for one
        self._acknowledged = acknowledged
        self._serving = serving
        self._commands: dict[str, tuple[_Listener, bool]] = {}
        """Listeners of slash commands that take nothing but `ack` and perhaps `body`; whether they take that."""

    def command(self, command: Any, *conditions: Any, **named: Any) -> Callable[..., _Listener | None]:
        """Like `AsyncApp.command`."""
        register = super().command(command, *conditions, **named)

        def registered(*listeners: _Listener, **lazy: Any) -> _Listener | None:
            if isinstance(command, str) and len(listeners) == 1 and not (conditions or named or lazy):
                takes = inspect.signature(listeners[0]).parameters.keys()
                if {"ack"} <= takes <= {"ack", "body"}:
                    self._commands[command] = listeners[0], "body" in takes
            return register(*listeners, **lazy)

        return registered

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Like `AsyncApp.async_dispatch`."""
        begun, before = time.perf_counter(), begin_request()
        try:
            if flaw := flaw_in(req.body):  # neither Bolt nor what runs in the background looks at it
                _log.warning("a malformed request from Slack", field=flaw)
                return BoltResponse(status=400)
            if (req.body.get("event") or {}).get("type") == _LET_IN and req.context.enterprise_id:
                req.context["team_id"] = None  # the workspace that it names need not be served yet
            response = await self._command(req.body) or await super().async_dispatch(req)
            seconds, kind = time.perf_counter() - begun, kind_of(req.body)
            self._acknowledged(kind, seconds)
            if _talkative.isEnabledFor(logging.DEBUG):  # checked first, because structlog takes longer
                _log.debug("acknowledged", kind=kind, status=response.status, seconds=round(seconds, 6))
        finally:
            end_request(before)
        return response

    async def _command(self, body: dict[str, Any]) -> BoltResponse | None:
        """Return the acknowledgement of a slash command; None for what Bolt has to look at."""
        found = self._commands.get(body.get("command", ""))
        if found is None or (self._serving and not await self._serving(*_workspace(body))):
            return None
        (listener, takes_body), ack = found, AsyncAck()  # type: ignore[no-untyped-call]
        try:
            await (listener(ack=ack, body=body) if takes_body else listener(ack=ack))
        except Exception:  # noqa: BLE001  # as Bolt does
            _log.exception("a slash command failed before it was acknowledged")
            return BoltResponse(status=500)
        return ack.response or BoltResponse(status=404)

    def _handle_unmatched_requests(self, req: AsyncBoltRequest, resp: BoltResponse) -> BoltResponse:
        """Acknowledge what nothing here answers: refused, Slack would repeat it, and stop sending events one day."""
        del resp
        _log.warning("a request from Slack that nothing answers", type=_name(req.body.get("type")))
        return BoltResponse(status=200)


def _workspace(command: dict[str, Any]) -> tuple[str, str]:
    """Return the ids of a slash command's workspace and organisation."""
    return command.get("team_id") or "", command.get("enterprise_id") or ""


def _name(kind: object) -> str:
    return str(kind)[:_LONGEST]


def kind_of(body: dict[str, Any]) -> str:
    """Return the kind of a request: one of `bot.metrics.state.KINDS`."""
    return "command" if "command" in body else _KINDS.get(str(body.get("type")), "other")
