"""blocks.validate: https://docs.slack.dev/reference/methods/blocks.validate/."""

from collections.abc import Iterable
from typing import Any, Final

from tools.sandbox.slack.errors import SlackError
from tools.sandbox.slack.validation.check import Problem
from tools.sandbox.slack.validation.surfaces import refusal_of, view_problems
from tools.sandbox.slack.web.call import Call, Method

JsonObject = dict[str, Any]

_ONE_OF: Final = ("blocks", "view", "message")


async def validate(call: Call) -> JsonObject:
    """Say whether blocks, a message or a view would be accepted; nothing is sent."""
    given = [name for name in _ONE_OF if call.args.values.get(name)]
    if len(given) != 1:
        raise SlackError("invalid_arguments", ["provide exactly one of `blocks`, `message` or `view`"])
    (name,) = given
    value = call.args.structured(name, f"invalid_{name}")
    if problems := list(_problems(call, name, value)):
        found = [{"pointer": each.at, "code": "invalid", "message": each.text} for each in problems]
        raise SlackError(f"invalid_{name}", errors=found)
    return {}


def _problems(call: Call, name: str, value: object) -> Iterable[Problem]:
    ready = call.workspace.files.is_ready
    if name == "view":
        home = isinstance(value, dict) and value.get("type") == "home"
        return view_problems(value, "home" if home else "modal", ready)
    if name == "message":
        if not isinstance(value, dict):
            return [Problem("/message", "must provide an object")]
        value = value.get("blocks", [])
    refusal = refusal_of(value, ready)
    if refusal is None:
        return []
    return refusal.problems or [Problem("/blocks", refusal.error)]


METHODS = {"blocks.validate": Method(validate, takes_json=True)}
