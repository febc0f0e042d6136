"""WeChat's pushes to the third-party platform: acknowledged, refused, or to be sent again."""

import asyncio
import re
from collections.abc import Sequence
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.domain.platform.push import LARGEST_PUSH
from bot.errors import PushRefused, StorageUnavailable
from bot.ports.clock import Clock
from bot.usecases.platform.receive_push import ReceivePush

READ_WITHIN: Final = 5.0
"""Seconds. WeChat itself waits no longer for an answer."""
_LENGTH = re.compile(r"[0-9]{1,12}", re.ASCII)
PUSH_PATH: Final = "/wechat/events"
_ACKNOWLEDGED: Final = "success"
"""https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html"""
_log = structlog.get_logger(__name__)


def push_routes(receive: ReceivePush, clock: Clock, *, read_within: float = READ_WITHIN) -> Sequence[Route]:
    """The route of a third-party platform's pushes.

    Args:
        read_within: seconds that a sender may take for the body.
    """

    async def pushed(request: Request) -> Response:
        """Acknowledge stored pushes. Refusals are all alike, so that a sender does not learn how far it got."""
        try:
            body = await _body_of(request, within=read_within)
            await receive(request.query_params, body, now=await clock.now())
        except PushRefused:  # not logged: any sender could fill the log
            return PlainTextResponse("refused", 403)
        except StorageUnavailable as error:
            _log.error("a push could not be kept", error=str(error))
            return PlainTextResponse("not kept", 500)  # WeChat sends it again
        _log.info("a push was kept")
        return PlainTextResponse(_ACKNOWLEDGED)

    return [Route(PUSH_PATH, pushed, methods=["POST"])]


async def _body_of(request: Request, *, within: float) -> bytes:
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
