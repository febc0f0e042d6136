"""One request to the local WeChat platform, and its answer before the line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tools.sandbox.wechat.answers import RefusalError


@dataclass(slots=True)
class Call:
    """One request, read."""

    method: str
    path: str
    query: Mapping[str, str]
    bearer: str
    body: bytes
    ip: str
    appid: str | None
    """The program that the call is for, as far as it is known before any check."""
    now: datetime
    fault: str | None = None
    """The fault that applied to the call."""
    unanswered: bool = False
    """Whether the call is carried out without an answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer before the line delivers it."""

    status: int
    body: bytes
    errcode: int | None = None


def to_bytes(answer: dict[str, Any]) -> bytes:
    """JSON as WeChat sends it: UTF-8, no spaces."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def json_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        RefusalError: 44002 there is no body; 47001 it is not JSON (a form) or not an object (`[]`).
    """
    if not body:
        raise RefusalError(44002)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusalError(47001) from None
    if not isinstance(value, dict):
        raise RefusalError(47001)
    return value


def require_method(call: Call, method: str) -> None:
    """Refuse any other HTTP method.

    Raises:
        RefusalError: 43001 or 43002.
    """
    if call.method != method:
        raise RefusalError(43002 if method == "POST" else 43001)
