"""The shape of what Slack sends: which fields are text, objects or lists. Pure.

Bolt and the listeners read these fields as documented (https://docs.slack.dev/reference/interaction-payloads/ and
https://docs.slack.dev/apis/events-api/). Whatever has another shape is refused before either sees it. What people typed
and chose, in a message or in a form (`view.state`), is not looked at here: its readers trust none of it anyway.
"""

import re
from collections.abc import Mapping
from typing import Final

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
    """The path of the first field with another shape than documented; empty when there is none."""
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
    """The path below a value; `?` is the value itself. Every request passes here, so paths are made for flaws only."""
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
