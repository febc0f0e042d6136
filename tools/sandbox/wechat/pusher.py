"""Pushes to the platform's URL: delivered again when they are not answered; verify tickets among them.

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/authorize_event.html

https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/component_verify_ticket.html
"""

import asyncio
import base64
import hashlib
import secrets
import struct
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.lib.transport import local_client
from tools.sandbox.clock import MovableClock
from tools.sandbox.faults import FaultBoard
from tools.sandbox.wechat.answers import RefusalError
from tools.sandbox.wechat.config import ComponentConfig
from tools.sandbox.wechat.tokens import AuthCode

TICKET: Final = "component_verify_ticket"
ANSWER_WITHIN: Final = 5.0
AGAIN: Final = 3
"""How often a push is sent again when it is not answered `success` in time."""
_PAUSE: Final = 1.0
_BLOCK: Final = 32
_RANDOM: Final = 16


class Pusher:
    """Sends verify tickets and events, if there is a URL for them."""

    def __init__(
        self,
        config: ComponentConfig,
        clock: MovableClock,
        faults: FaultBoard,
        sleep: Callable[[float], Awaitable[None]],
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._faults = faults
        self._sleep = sleep
        self._transport = transport
        self._http: httpx.AsyncClient | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._created: set[tuple[str, str, int]] = set()
        self.delivered: Counter[str] = Counter()
        """Pushes that were answered `success`, by kind."""
        self.given_up: Counter[str] = Counter()
        """Pushes that never were, by kind."""

    def use_key(self, aes_key: str) -> None:
        """Seal with another EncodingAESKey from now on, as after a change of it in the platform's settings."""
        self._config = replace(self._config, aes_key=aes_key)

    async def ticket(self, value: str) -> bool:
        """Push a verify ticket; returns whether it was acknowledged."""
        if self._faults.take(TICKET, {"ticket_outage"}):
            return False
        return await self._deliver(TICKET, "", ComponentVerifyTicket=value)

    async def event(self, kind: str, appid: str, code: AuthCode | None = None, pre_auth_code: str = "") -> None:
        """Push a merchant's action: `authorized`, `updateauthorized` or `unauthorized`."""
        fault = self._faults.take(appid, {"event_lost", "event_twice"})
        if fault and fault.name == "event_lost":
            return
        fields: dict[str, str | int] = {"AuthorizerAppid": appid}
        if code is not None:
            fields |= {
                "AuthorizationCode": code.value,
                "AuthorizationCodeExpiredTime": int(code.expires.timestamp()),
                "PreAuthCode": pre_auth_code,
            }
        await self._deliver(kind, appid, times=2 if fault else 1, **fields)

    @property
    def addressed(self) -> bool:
        return self._config.events_url is not None

    def soon(self, push: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(push)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def visit(self, url: str, headers: Mapping[str, str]) -> None:
        """Fetch a page as a browser would, ignoring the outcome."""
        with suppress(httpx.HTTPError):
            await self._client.get(url, headers=headers)

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    @property
    def _client(self) -> httpx.AsyncClient:
        """Made when it is first needed: most platforms of a test push nothing."""
        if self._http is None:
            self._http = local_client(transport=self._transport, timeout=ANSWER_WITHIN)
        return self._http

    async def _deliver(self, kind: str, appid: str, *, times: int = 1, **fields: str | int) -> bool:
        if not self.addressed:
            return False
        created = self._stamp(kind, appid)
        message = xml(AppId=self._config.appid, CreateTime=created, InfoType=kind, **fields)
        taken = all([await self._until_taken(message) for _ in range(times)])
        (self.delivered if taken else self.given_up)[kind] += 1
        return taken

    def _stamp(self, kind: str, appid: str) -> int:
        """CreateTime, in seconds since 1970. Receivers know a repeated push by it, so no two pushes share one."""
        created = int(self._clock.now().timestamp())
        while (kind, appid, created) in self._created:
            created += 1
        self._created.add((kind, appid, created))
        return created

    async def _until_taken(self, message: str) -> bool:
        """Send a push until the answer is `success`, encrypted anew each time, as WeChat does."""
        for attempt in range(1 + AGAIN):
            if attempt:
                await self._sleep(_PAUSE)
            if await self._send(message):
                return True
        return False

    async def _send(self, message: str) -> bool:
        config = self._config
        query, body = sealed(
            message,
            token=config.token,
            aes_key=config.aes_key,
            appid=config.appid,
            timestamp=int(self._clock.now().timestamp()),
        )
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                answer = await self._client.post(
                    str(config.events_url), params=query, content=body, headers={"content-type": "text/xml"}
                )
        except (httpx.HTTPError, TimeoutError):
            return False
        return answer.is_success and answer.text.strip() == "success"


def encrypted(message: str, *, aes_key: str, appid: str) -> str:
    """Return a message as base64: random bytes, its length, itself and the receiver's appid, padded and encrypted.

    WXBizMsgCrypt is AES-256-CBC with a padding block of 32 bytes. This is independent of the bot's own code on purpose,
    so that each tests the other.
    https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html
    """
    key = base64.b64decode(aes_key + "=")
    text = message.encode()
    plain = secrets.token_bytes(_RANDOM) + struct.pack(">I", len(text)) + text + appid.encode()
    pad = _BLOCK - len(plain) % _BLOCK
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()


def signature(*parts: str) -> str:
    """Return the SHA-1 of the parts in order, in hexadecimal digits."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  # the protocol's choice


def sealed(message: str, *, token: str, aes_key: str, appid: str, timestamp: int) -> tuple[dict[str, str], bytes]:
    """Return the query and the body of a push.

    `signature` covers the query alone, as WeChat's does; only `msg_signature` covers the body.
    """
    cipher = encrypted(message, aes_key=aes_key, appid=appid)
    nonce = str(secrets.randbelow(10**10))
    query = {
        "signature": signature(token, str(timestamp), nonce),
        "timestamp": str(timestamp),
        "nonce": nonce,
        "encrypt_type": "aes",
        "msg_signature": signature(token, str(timestamp), nonce, cipher),
    }
    body = (
        f"<xml>\n    <AppId><![CDATA[{appid}]]></AppId>\n    <Encrypt><![CDATA[{cipher}]]></Encrypt>\n</xml>\n".encode()
    )
    return query, body


def xml(**fields: str | int) -> str:
    """Return a push's message: texts as CDATA, numbers as they are."""
    lines = (
        f"<{name}>{value if isinstance(value, int) else f'<![CDATA[{value}]]>'}</{name}>\n"
        for name, value in fields.items()
    )
    return "<xml>" + "".join(lines) + "</xml>"


_UNTIL_TAKEN_ONCE: Final = timedelta(seconds=1)
"""The bot starts after the sandbox; WeChat itself would leave it waiting for ten minutes."""
_WAITS_AT_MOST: Final = 3.0
_LOOKS_AGAIN: Final = 1.0
EVERY: Final = timedelta(minutes=10)
GOOD_FOR: Final = timedelta(hours=12)
_REMEMBERED_FOR: Final = timedelta(days=7)
_PREFIX: Final = "ticket@@@"


class TicketBook:
    """All tickets of the last week, by the sandbox's clock."""

    def __init__(self) -> None:
        self._made: dict[str, datetime] = {}
        self.pushing = True
        """Whether tickets are pushed at all: pushes can be stopped, and start again when the platform asks."""

    def make(self, now: datetime) -> str:
        """Make a new ticket; earlier ones stay valid until they expire."""
        self._made = {value: at for value, at in self._made.items() if now - at < _REMEMBERED_FOR}
        ticket = _PREFIX + secrets.token_urlsafe(60)
        self._made[ticket] = now
        return ticket

    def check(self, ticket: object, now: datetime) -> None:
        made = self._made.get(ticket) if isinstance(ticket, str) else None
        if made is None:
            raise RefusalError(61006)
        if now - made >= GOOD_FOR:
            raise RefusalError(61005)


class Ticker:
    """Makes tickets when they are due, and has them pushed."""

    def __init__(self, tickets: TicketBook, clock: MovableClock, pusher: Pusher) -> None:
        self._tickets = tickets
        self._clock = clock
        self._pusher = pusher
        self._due = clock.now()
        self._taken_once = False
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Push from now on, until the context ends."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def push(self) -> bool:
        """Push a new ticket now; returns whether it was acknowledged."""
        async with self._one_at_a_time:
            return await self._push()

    def soon(self) -> None:
        """Push a new ticket now, while the caller goes on."""
        self._pusher.soon(self.push())

    async def clock_moved(self) -> None:
        """Push one ticket if any is due, however far the clock was moved. Waits a little until it is acknowledged."""
        await asyncio.wait({self._pusher.soon(self._push_if_due())}, timeout=_WAITS_AT_MOST)

    async def _run(self) -> None:
        while True:
            await self._push_if_due()
            left = (self._due - self._clock.now()).total_seconds()
            # The clock may be moved meanwhile, which wakes this up to compute the next due moment again. While nothing
            # may be pushed a ticket stays due: that is checked again, too, after a pause.
            await asyncio.sleep(left if 0 < left < _LOOKS_AGAIN else _LOOKS_AGAIN)

    async def _push_if_due(self) -> None:
        async with self._one_at_a_time:
            now = self._clock.now()
            due = not self._due - EVERY <= now < self._due
            if due and self._tickets.pushing and self._pusher.addressed:
                await self._push()

    async def _push(self) -> bool:
        now = self._clock.now()
        self._due = now + EVERY
        taken = await self._pusher.ticket(self._tickets.make(now))
        self._taken_once |= taken
        if not self._taken_once:
            self._due = now + _UNTIL_TAKEN_ONCE
        return taken
