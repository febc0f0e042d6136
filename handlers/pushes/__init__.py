"""WeChat's pushes to the third-party platform: acknowledged, refused, or to be sent again."""

from collections.abc import Sequence
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import PushRefused, StorageUnavailable
from bot.ports.clock import Clock
from bot.usecases.platform.receive_push import ReceivePush
from handlers.pushes.body import READ_WITHIN, body_of

PUSH_PATH: Final = "/wechat/events"
_ACKNOWLEDGED: Final = "success"
"""https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html"""
_log = structlog.get_logger(__name__)


def push_routes(receive: ReceivePush, clock: Clock, *, read_within: float = READ_WITHIN) -> Sequence[Route]:
    """The route of a third-party platform's pushes.

    Args:
        receive: the use case.
        clock: the time.
        read_within: seconds that a sender may take for the body.
    """

    async def pushed(request: Request) -> Response:
        """Acknowledge stored pushes. Refusals are all alike, so that a sender does not learn how far it got."""
        try:
            body = await body_of(request, within=read_within)
            await receive(request.query_params, body, now=await clock.now())
        except PushRefused:  # not logged: any sender could fill the log
            return PlainTextResponse("refused", 403)
        except StorageUnavailable as error:
            _log.error("a push could not be kept", error=str(error))
            return PlainTextResponse("not kept", 500)  # WeChat sends it again
        _log.info("a push was kept")
        return PlainTextResponse(_ACKNOWLEDGED)

    return [Route(PUSH_PATH, pushed, methods=["POST"])]
