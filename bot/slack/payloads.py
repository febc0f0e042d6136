"""The outer shape of what Slack sends.

https://docs.slack.dev/reference/interaction-payloads/ and https://docs.slack.dev/apis/events-api/#event-type-structure
"""

from typing import Any, Final

_OBJECTS: Final = ("team", "user", "channel", "view", "container", "message", "enterprise", "event", "state")
_TEXTS: Final = ("team_id", "user_id", "channel_id", "enterprise_id", "response_url", "trigger_id", "callback_id")
_WITH_VIEW: Final = frozenset({"view_submission", "view_closed"})


def is_well_formed(body: Any) -> bool:
    """Whether a payload has the shape that its type promises, as far as it is read before any answer."""
    if not isinstance(body, dict) or not all(_may_be(body, key, dict) for key in _OBJECTS):
        return False
    if not all(_may_be(body, key, str) for key in _TEXTS):
        return False
    match body.get("type"):
        case "event_callback":
            return _has_event(body)
        case "block_actions":
            actions = body.get("actions")
            return isinstance(actions, list) and bool(actions) and all(isinstance(each, dict) for each in actions)
        case kind if kind in _WITH_VIEW:
            return isinstance(body.get("view"), dict)
        case _:
            return True


def _has_event(body: dict[str, Any]) -> bool:
    event, granted = body.get("event"), body.get("authorizations") or []
    return (
        isinstance(event, dict)
        and isinstance(event.get("type"), str)
        and (event["type"] != "user_change" or isinstance(event.get("user"), dict))
        and all(_may_be(event, key, dict) for key in ("view", "tokens", "function"))
        and all(_may_be(event, key, list) for key in ("team_ids",))
        and isinstance(granted, list)
        and all(isinstance(each, dict) for each in granted)
    )


def _may_be(body: dict[str, Any], key: str, kind: type) -> bool:
    return body.get(key) is None or isinstance(body[key], kind)
