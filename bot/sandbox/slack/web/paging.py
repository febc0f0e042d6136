"""Cursor pagination: https://docs.slack.dev/apis/web-api/pagination/."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.web.call import Call

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some of a list's items, and where to go on."""

    items: Sequence[Item]
    next_cursor: str

    def metadata(self) -> dict[str, Any]:
        """The `response_metadata` of the answer."""
        return {"response_metadata": {"next_cursor": self.next_cursor}}


def page_of(call: Call, items: Sequence[Item], *, default: int, most: int) -> Page[Item]:
    """The page that the call's `cursor` and `limit` ask for.

    Raises:
        SlackError: `invalid_cursor` or `invalid_arguments`.
    """
    limit = call.args.number("limit", default, least=1, most=most)
    start = _decode(call.args.text("cursor"))
    end = start + limit
    return Page(items[start:end], _encode(end) if end < len(items) else "")


def _encode(offset: int) -> str:
    return base64.b64encode(f"next:{offset}".encode()).decode()


def _decode(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
