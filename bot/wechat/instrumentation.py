"""Counts and logs every request to WeChat: the call, its outcome, and how long it took."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.domain.platform.errcodes import REMEDIES
from bot.errors import BotError, WeChatUnreachable, WeChatUnreadable
from bot.wechat.protocol.response import Refusal

T = TypeVar("T")
_log = structlog.get_logger(__name__)

OnCall = Callable[[str, str, float], None]
"""Called with a call's name, its errcode (`0` for success) or the failure without one, and the seconds it took."""


async def observed(on_call: OnCall, path: str, attempt: Awaitable[T | Refusal]) -> T | Refusal:
    """Await one attempt, and count and log it.

    Args:
        on_call: called with the outcome; must be quick.
        path: of the call; its last part is the name.
        attempt: sends the request and reads the answer.

    Raises:
        as the attempt.
    """
    begun, call = time.perf_counter(), path.rpartition("/")[2]
    errcode, details = "cancelled", dict[str, object]()
    try:
        answer = await attempt
        errcode, details = _errcode_of(answer), _details_of(answer)
    except BotError as error:
        errcode, details = _instead(error), {"error": error.key, **error.params}
        raise
    else:
        return answer
    finally:
        seconds = time.perf_counter() - begun
        on_call(call, errcode, seconds)
        log = _log.info if details else _log.debug
        log("wechat was asked", call=call, errcode=errcode, seconds=round(seconds, 3), **details)


def _errcode_of(answer: object) -> str:
    if not isinstance(answer, Refusal):
        return "0"
    return str(answer.code) if answer.code in REMEDIES else "other"


def _details_of(answer: object) -> dict[str, object]:
    """WeChat's code and message, and the rid by which its support finds the request."""
    return {"code": answer.code, "errmsg": answer.errmsg, "rid": answer.rid} if isinstance(answer, Refusal) else {}


def _instead(error: BotError) -> str:
    """The outcome of a request without an errcode."""
    match error:
        case WeChatUnreachable():
            return error.reason  # timeout, connection
        case WeChatUnreadable():
            return "http" if error.status else "unreadable"
        case _:
            return "other"
