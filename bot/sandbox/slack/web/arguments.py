"""A call's arguments, from the query, the form or the JSON body."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.sandbox.slack.errors import SlackError

JsonObject = dict[str, Any]


class Arguments:
    """Typed access to arguments that may be JSON values or strings."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers and the like are written out."""
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str) -> str:
        """A required string.

        Raises:
            SlackError: `invalid_arguments` when it is not.
        """
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean in any of the spellings that Slack accepts."""
        value = self.values.get(name)
        return default if value is None else value in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number within limits.

        Raises:
            SlackError: `invalid_arguments` when it is none.
        """
        try:
            value = int(self.values.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"must be an integer: {name}"]) from None
        if not least <= value <= most:
            raise SlackError("invalid_arguments", [f"must be between {least} and {most}: {name}"])
        return value

    def structured(self, name: str, otherwise: str) -> Any:
        """A JSON value, given as it is or in a string; None when it is left out.

        Raises:
            SlackError: the error named by `otherwise`, when the string is not JSON.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(otherwise) from None


async def read_arguments(request: Request, *, json_allowed: bool) -> Arguments:
    """The arguments of one request.

    Methods that read, mostly, ignore a JSON body, as Slack does.

    Raises:
        SlackError: `invalid_json`, `json_not_object` or `invalid_post_type`.
    """
    values: JsonObject = dict(request.query_params)
    if request.method == "GET":
        return Arguments(values)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        body = await _json_object(request)
        values |= body if json_allowed else {}
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.form()
        values |= {name: value for name, value in form.items() if not isinstance(value, UploadFile)}
    elif kind and await request.body():
        raise SlackError("invalid_post_type")
    return Arguments(values)


async def _json_object(request: Request) -> JsonObject:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
