"""One request and its answer over httpx: bounded in time and size, with our errors, leaking no secrets.

httpx's exceptions hold the request, with the token in its URL. They must not be attached to our errors as cause or
context, where a log or an error reporter would find them: hence the `raise` after the `except`, not inside.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from random import SystemRandom
from typing import Final, TypeVar

import httpx
import structlog
from pydantic import SecretStr

from bot.domain.platform.errcodes import REMEDIES, Remedy
from bot.errors import BotError, TemporaryError, WeChatBusy, WeChatUnreachable, WeChatUnreadable
from bot.lib.transport import OwnTransport, behind_proxy
from bot.lib.work import ignore
from bot.ports.machine import Clock
from bot.ports.wechat import CredentialSource
from bot.wechat.protocol.get_support_version import CONTENT_TYPE, METHOD
from bot.wechat.protocol.platform_calls import Call
from bot.wechat.protocol.response import MAX_BYTES, Refusal, error_for, too_large

IN_FLIGHT: Final = 10
"""Requests at a time per client: enough, while leaving the event loop time for everything else."""
ATTEMPT_SECONDS: Final = 8.0
"""Limit for one request, from first to last byte."""
_SILENCE_SECONDS = 5.0
"""Longest wait for a connection, a free place in the pool, or the next bytes."""
_IDLE_SECONDS: Final = 30.0
"""How long an unused connection stays open."""
_LIMITS: Final = httpx.Limits(
    max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT, keepalive_expiry=_IDLE_SECONDS
)

_ENDED: Final = httpx.ByteStream(b"")
"""In place of a stream that was read."""


class NotConnected(WeChatUnreachable):
    """There was no connection, so nothing was sent: the same call can be made again."""


def new_client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """Return a client for WeChat or a token service; the caller closes it.

    Proxies come from the environment (HTTPS_PROXY): WeChat only answers IP addresses on its allowlist.
    """
    return httpx.AsyncClient(
        transport=transport or _own_transport(),
        headers={"accept": "application/json", "accept-encoding": "identity", "user-agent": "baselib"},
        limits=_LIMITS,
        timeout=httpx.Timeout(_SILENCE_SECONDS),
        follow_redirects=False,
    )


def service_request(client: httpx.AsyncClient, url: str, bearer: SecretStr | None) -> httpx.Request:
    """Build a GET for the provider's own service: the bearer counts, not a password that the address has, too."""
    if bearer is None:
        return client.build_request("GET", url)
    headers = {"authorization": f"Bearer {bearer.get_secret_value()}"}
    return client.build_request("GET", httpx.URL(url).copy_with(userinfo=b""), headers=headers)


def right_before(check: Callable[[], None]) -> dict[str, object]:
    """Return the extensions of a request that is only written if this raises nothing right before."""

    async def trace(event: str, _: Mapping[str, object]) -> None:
        if event.endswith("send_request_headers.started"):
            check()

    return {"trace": trace}


def _own_transport() -> OwnTransport | None:
    """Our transport; None where a proxy is set: httpx then manages the pool, and the hosts that bypass the proxy."""
    if behind_proxy():
        return None
    return OwnTransport(connections=IN_FLIGHT, idle=_IDLE_SECONDS)


async def exchange(client: httpx.AsyncClient, request: httpx.Request, *, most: int = MAX_BYTES) -> tuple[int, bytes]:
    """Like `exchange_with_head`, but returns only the status and the body."""
    response, body = await exchange_with_head(client, request, most=most)
    return response.status_code, body


async def exchange_with_head(
    client: httpx.AsyncClient, request: httpx.Request, *, most: int = MAX_BYTES
) -> tuple[httpx.Response, bytes]:
    """Send a request; returns the head and the whole body of its answer. Redirects are not followed."""
    kind: type[WeChatUnreachable]
    try:
        async with asyncio.timeout(ATTEMPT_SECONDS):
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                return response, await _body(response, most)
            finally:
                await response.aclose()
                response.stream = _ENDED  # they hold each other, and a sweep's would wait for the search for garbage
    except (httpx.ConnectTimeout, httpx.PoolTimeout):
        kind, reason = NotConnected, "timeout"
    except httpx.ConnectError:
        kind, reason = NotConnected, "connection"
    except (TimeoutError, httpx.TimeoutException):
        kind, reason = WeChatUnreachable, "timeout"
    except (httpx.DecodingError, httpx.RemoteProtocolError):
        kind, reason = WeChatUnreachable, "damaged"
    except httpx.HTTPError:
        kind, reason = WeChatUnreachable, "connection"
    raise kind(host=request.url.host, reason=reason)


async def _body(response: httpx.Response, most: int) -> bytes:
    declared = response.headers.get("content-length", "0")
    if len(declared) > len(str(most)) or not declared.isdecimal() or int(declared) > most:
        raise _over(most)
    chunks, size = [], 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > most:
            raise _over(most)
        chunks.append(chunk)
    return b"".join(chunks)


def _over(most: int) -> WeChatUnreadable:
    return too_large(f"more than {most} bytes")


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
    match error:
        case WeChatUnreachable():
            return error.reason  # timeout, connection
        case WeChatUnreadable():
            return "http" if error.status else "unreadable"
        case _:
            return "other"


ROLL: Final[Callable[[], float]] = SystemRandom().random
"""Returns a number from 0 up to 1, for jitter."""
_TOO_MANY_REQUESTS = 429
_SERVER_ERRORS = range(500, 600)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long the same request is tried.

    After the n-th attempt the wait is `first_wait * 2**(n-1)`, at most `longest_wait`; its second half is random, so
    that many programs do not retry in step.
    """

    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 4.0
    total: float = 20.0
    """Seconds within which the last attempt must begin."""

    def wait_after(self, error: BotError, *, attempt: int, spent: float, roll: float) -> float | None:
        """Seconds to wait before the next attempt, or None to give up.

        Args:
            attempt: its number, from 1.
            spent: seconds since the first one began.
            roll: a random number from 0 to 1.
        """
        if attempt >= self.attempts or not worth_another_try(error):
            return None
        wait = min(self.longest_wait, self.first_wait * 2 ** (attempt - 1)) * (1 + roll) / 2
        return wait if spent + wait <= self.total else None


def worth_another_try(error: BotError) -> bool:
    """Whether the same request may work a moment later. All requests here only read, so a retry is safe."""
    match error:
        case WeChatBusy() | WeChatUnreachable():
            return True
        case WeChatUnreadable():
            status = error.status
            return status == _TOO_MANY_REQUESTS or status in _SERVER_ERRORS
        case _:
            return False


class Retrier:
    """Makes attempts as `Patience` decides.

    Args:
        sleep: waits; tests pass one that does not.
        roll: returns a random number from 0 to 1.
    """

    def __init__(
        self,
        patience: Patience | None = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        roll: Callable[[], float] = ROLL,
    ) -> None:
        self._patience = patience or Patience()
        self._sleep = sleep
        self._roll = roll

    async def __call__(self, attempt: Callable[[], Awaitable[T]]) -> T:
        clock = asyncio.get_running_loop().time
        spent, number = 0.0, 0
        while True:
            number += 1
            begun = clock()
            try:
                return await attempt()
            except TemporaryError as error:
                spent += clock() - begun
                wait = self._patience.wait_after(error, attempt=number, spent=spent, roll=self._roll())
                if wait is None:
                    raise
            await self._sleep(wait)
            spent += wait


COMPONENT: Final = "component"
"""The name of the platform's own token among the access tokens."""
COMPONENT_REFUSED: Final = frozenset({Remedy.REFRESH_TOKEN, Remedy.REFRESH_COMPONENT})
"""The platform's token is invalid."""
PROGRAM_REFUSED: Final = frozenset({Remedy.REFRESH_TOKEN})
"""A program's token is invalid."""
BRIEF: Final = Patience(attempts=2, first_wait=0.2, total=4.0)
"""For calls under a lock that other replicas wait for up to thirty seconds: one retry, none after a time-out."""


class PlatformCaller:
    """Makes calls, and retries them where that is worthwhile.

    Args:
        client: from `bot.wechat.http.new_client`.
        api_url: WeChat's base URL (`WECHAT_API_URL`).
        clock: determines when a quota starts anew.
        retrier: how often a call is tried.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        api_url: str,
        clock: Clock,
        retrier: Retrier | None = None,
        on_call: OnCall = ignore,
    ) -> None:
        self._client = client
        self._api_url = api_url
        self._clock = clock
        self._retrier = retrier or Retrier()
        self._on_call = on_call

    async def ask(self, call: Call[T], *, token: str = "") -> T | Refusal:
        return await self._retrier(lambda: self._attempt(call, token))

    async def ask_with(
        self, tokens: CredentialSource, name: str, call: Call[T], *, dead: Collection[Remedy] = COMPONENT_REFUSED
    ) -> T | Refusal:
        """Like `ask`, with a token, and once more with another one when WeChat refuses it as invalid.

        Args:
            name: the token's name: an AppID or `COMPONENT`.
            dead: the classes of codes that mean an invalid token.
        """
        token = await tokens.token(name)
        answer = await self.ask(call, token=token.secret)
        if isinstance(answer, Refusal) and answer.remedy in dead:
            fresh = await tokens.token(name, refused=token)
            if fresh.secret != token.secret:
                answer = await self.ask(call, token=fresh.secret)
        return answer

    async def insist(self, answer: T | Refusal) -> T:
        """Return an answer, once it is certain to be no refusal."""
        if isinstance(answer, Refusal):
            raise error_for(answer, now=await self._clock.now())
        return answer

    async def _answer(self, call: Call[T], request: httpx.Request) -> T | Refusal:
        return call.answer(*await exchange(self._client, request))

    async def _attempt(self, call: Call[T], token: str) -> T | Refusal:
        url, headers = call.url(self._api_url, token), {"content-type": CONTENT_TYPE}
        request = self._client.build_request(METHOD, url, content=call.body, headers=headers)
        answer = await observed(self._on_call, call.path, self._answer(call, request))
        if isinstance(answer, Refusal) and answer.remedy is Remedy.BACKOFF:
            raise error_for(answer, now=await self._clock.now())
        return answer
