"""Reads the body of a push, bounded in length and time."""

import asyncio
import re
from typing import Final

from starlette.requests import ClientDisconnect, Request

from bot.domain.platform.push import LARGEST_PUSH
from bot.errors import PushRefused

READ_WITHIN: Final = 5.0
"""Seconds. WeChat itself waits no longer for an answer."""
_LENGTH = re.compile(r"[0-9]{1,12}", re.ASCII)


async def body_of(request: Request, *, within: float) -> bytes:
    """The whole body.

    Raises:
        PushRefused: its declared or actual length exceeds the limit, or it does not end in time.
    """
    announced = request.headers.get("content-length", "0")
    if not _LENGTH.fullmatch(announced) or int(announced) > LARGEST_PUSH:
        raise PushRefused
    body = b""
    try:
        async with asyncio.timeout(within):
            body = await _read(request)
    except (TimeoutError, ClientDisconnect):
        body = b""
    if not body:  # an empty one is no push either
        raise PushRefused
    return body


async def _read(request: Request) -> bytes:
    """The body; empty once it exceeds the limit."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_PUSH:
            return b""
    return bytes(body)
