"""WeChat and a token service as a MockTransport that records requests and replays answers."""

import asyncio
import base64
import io
import json
import logging
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pydantic import SecretStr

from bot.errors import BotError
from bot.lib.work import Exclusive, unlocked
from bot.logs import configure_logging
from bot.ports.machine import Clock
from bot.ports.platform import Ticket
from bot.ports.wechat import AccessTokens
from bot.wechat.http import BRIEF, PlatformCaller, Retrier, new_client
from bot.wechat.platform import PlatformClient, QuotaClient
from bot.wechat.platform_tokens import AuthoriserIssuer, ComponentIssuer, RefreshTokens
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.protocol.push import PushKeys
from bot.wechat.token_sources import CachedTokens
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeAccessTokens, FakeAuthorisers, FakeTickets
from tests.logging_state import kept_logging

PAYLOADS = Path(__file__).parent.parent / "payloads"
Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


def payload(name: str) -> bytes:
    return (PAYLOADS / f"{name}.json").read_bytes()


def recorded(name: str) -> httpx.Response:
    return httpx.Response(200, content=payload(name))


def refuses(code: int, errmsg: str = "no rid: 624d8a1f-2a3b4c5d-6e7f8091") -> httpx.Response:
    return httpx.Response(200, json={"errcode": code, "errmsg": errmsg})


def grants(token: str, *, life: int = 7200, name: str = "access_token") -> httpx.Response:
    return httpx.Response(200, json={name: token, "expires_in": life})


class Line:
    """Gives its answers in turn, the last one for ever."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.calls: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            if isinstance(answer, httpx.RequestError):
                answer.request = request  # as httpx does: the exception carries the URL
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return answer(request)

    @property
    def client(self) -> httpx.AsyncClient:
        return new_client(httpx.MockTransport(self))

    @property
    def tokens(self) -> list[str]:
        return [request.url.params.get("access_token", "") for request in self.calls]


class Waits:
    """Serves as `sleep`: writes down how long, and does not wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def chunks_of(parts: Iterable[bytes]) -> httpx.AsyncByteStream:
    """A body that comes in parts, of unknown length."""
    return _Parts(list(parts))


class _Parts(httpx.AsyncByteStream):
    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self.sent = 0

    async def __aiter__(self):  # type: ignore[no-untyped-def]  # an async generator of bytes
        for part in self._parts:
            self.sent += 1
            yield part


def as_json(request: httpx.Request) -> object:
    return json.loads(request.content)


COMPONENT: Final = "wx0c0mp0nent000001"
TOKEN: Final = "a-message-token"
KEYS: Final = tuple(letter * 42 + "9" for letter in "abc")
"""Current, previous and foreign EncodingAESKey; one of the two spare last bits is set."""
RANDOM: Final = bytes(range(16))
TIMESTAMP: Final = "1795557600"
NONCE: Final = "1320562132"


def push_keys() -> PushKeys:
    return PushKeys(SecretStr(TOKEN), [SecretStr(key) for key in KEYS[:2]], COMPONENT)


@dataclass(frozen=True)
class Posted:
    query: dict[str, str]
    body: bytes
    encrypted: str = field(repr=False)


def posted(
    message: str | bytes,
    *,
    nonce: str = NONCE,
    timestamp: str = TIMESTAMP,
    random: bytes = RANDOM,
    token: str = TOKEN,
    key: str = KEYS[0],
    appid: str = COMPONENT,
) -> Posted:
    content = message.encode() if isinstance(message, str) else message
    plain = packed(content, random=random, appid=appid)
    pad = 32 - len(plain) % 32
    encrypted = enciphered(plain + bytes([pad]) * pad, key=key)
    signature = signature_of(encrypted, timestamp=timestamp, nonce=nonce, token=token)
    return _request(encrypted, signature, timestamp, nonce)


def posted_raw(encrypted: str) -> Posted:
    """Anything in the place of the ciphertext, truly signed."""
    return _request(encrypted, signature_of(encrypted), TIMESTAMP, NONCE)


def signature_of(encrypted: str, *, timestamp: str = TIMESTAMP, nonce: str = NONCE, token: str = TOKEN) -> str:
    """By the formula of the documents, spelled once more."""
    return sha1("".join(sorted([token, timestamp, nonce, encrypted])).encode(), usedforsecurity=False).hexdigest()


def enciphered(plain: bytes, *, key: str = KEYS[0]) -> str:
    secret = base64.b64decode(key + "=")
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def packed(message: bytes, *, length: int | None = None, random: bytes = RANDOM, appid: str = COMPONENT) -> bytes:
    """A plaintext before its padding, with whatever length field."""
    stated = len(message) if length is None else length
    return random + (stated & 0xFFFFFFFF).to_bytes(4, "big") + message + appid.encode()


def _request(encrypted: str, signature: str, timestamp: str, nonce: str) -> Posted:
    query = {
        "signature": "0" * 40,
        "timestamp": timestamp,
        "nonce": nonce,
        "encrypt_type": "aes",
        "msg_signature": signature,
    }
    body = f"<xml><AppId><![CDATA[{COMPONENT}]]></AppId><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    return Posted(query, body.encode(), encrypted)


CANARY: Final = "canary-7f3a9-d0-n0t-l34k"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The DEBUG log; the canary is not registered, so only the code protects it."""
    stream = io.StringIO()
    with kept_logging():
        configure_logging(level="DEBUG", log_format="json", stream=stream)
        yield stream


def assert_hidden(error: object, logged: io.StringIO) -> None:
    """Not in the error, its repr, traceback, causes, or its log entry."""
    assert isinstance(error, BotError)
    logging.getLogger("bot").error("failed: %r", error, exc_info=error)

    assert CANARY not in f"{error} {error!r} {error.params}"
    assert CANARY not in "".join(traceback.format_exception(error, chain=True))
    assert (error.__cause__, error.__context__) == (None, None)
    assert "failed" in logged.getvalue()
    assert CANARY not in logged.getvalue()


@asynccontextmanager
async def dead_end() -> AsyncIterator[str]:
    """A server that closes every connection: a real transport raises and logs in its own way."""
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
APPID = "wxc0mponent"
Body = Mapping[str, Any]
SECRET = "c0mponent-s3cret"  # made up


class Component:
    """An `httpx.MockTransport` handler without time: tests declare what is dead."""

    def __init__(self) -> None:
        self.tickets = {"ticket-1"}
        self.component_tokens: set[str] = set()
        self.refresh_tokens: dict[str, str] = {}
        """Good ones, by AppID; the list shows them."""
        self.listed: dict[str, str] = {}
        """What the list shows besides."""
        self.program_tokens: set[str] = set()
        self.codes: dict[str, str] = {}
        """Authorisation codes and whose they are."""
        self.rotates = False
        """Whether an access token comes with a new refresh token."""
        self.calls: list[httpx.Request] = []
        self._scripted: dict[str, list[Answer]] = {}
        self._numbers: Counter[str] = Counter()

    def script(self, path: str, *answers: Answer) -> None:
        self._scripted.setdefault(path, []).extend(answers)

    def times(self, path: str) -> int:
        return sum(request.url.path == path for request in self.calls)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        assert request.method == "POST"
        assert request.headers["content-type"] == "application/json"
        if scripted := self._scripted.get(request.url.path):
            answer = scripted.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer if isinstance(answer, httpx.Response) else answer(request)
        body: Body = json.loads(request.content)
        if body.get("component_appid", APPID) != APPID:
            return refuses(61011)
        token = request.url.params.get("component_access_token")
        if token is not None and token not in self.component_tokens:
            return refuses(40001)
        return _ok(self._answers[request.url.path](self, body, request))

    def _component_token(self, body: Body, _request: httpx.Request) -> object:
        if body["component_appsecret"] != SECRET:
            return 40125
        if body["component_verify_ticket"] not in self.tickets:
            return 61006
        token = self._next("component")
        self.component_tokens.add(token)
        return {"component_access_token": token, "expires_in": 7200}

    def _start_push_ticket(self, body: Body, _request: httpx.Request) -> object:
        return {"errcode": 0, "errmsg": "ok"} if body["component_secret"] == SECRET else 40125

    def _create_preauthcode(self, _body: Body, _request: httpx.Request) -> object:
        return {"pre_auth_code": self._next("preauthcode@@@"), "expires_in": 600}

    def _query_auth(self, body: Body, _request: httpx.Request) -> object:
        appid = self.codes.pop(body["authorization_code"], None)
        if appid is None:
            return 61009
        self.refresh_tokens[appid] = self._next(f"refresh-{appid}")
        info = {"authorizer_appid": appid, "func_info": [{"funcscope_category": {"id": 18}}], **self._token(appid)}
        return {"authorization_info": info}

    def _authorizer_token(self, body: Body, _request: httpx.Request) -> object:
        appid = body["authorizer_appid"]
        if self.refresh_tokens.get(appid) != body["authorizer_refresh_token"]:
            return 61023
        if self.rotates:
            self.refresh_tokens[appid] = self._next(f"refresh-{appid}")
        return self._token(appid)

    def _get_authorizer_list(self, body: Body, _request: httpx.Request) -> object:
        assert body["count"] == 500
        rows = [
            {"authorizer_appid": appid, "refresh_token": token, "auth_time": 1558000607}
            for appid, token in sorted((self.refresh_tokens | self.listed).items())
        ]
        return {"total_count": len(rows), "list": rows[body["offset"] : body["offset"] + 500]}

    def _get_authorizer_info(self, body: Body, _request: httpx.Request) -> object:
        if body["authorizer_appid"] not in self.refresh_tokens:
            return 61003
        info = {"nick_name": "美食", "principal_name": "Good Food Ltd", "MiniProgramInfo": {}, "account_status": 1}
        return {"authorizer_info": info, "authorization_info": {"func_info": [{"funcscope_category": {"id": 18}}]}}

    def _quota_get(self, _body: Body, request: httpx.Request) -> object:
        if request.url.params["access_token"] not in self.program_tokens:
            return 42001
        return {"errcode": 0, "errmsg": "ok", "quota": {"daily_limit": 1000, "used": 1, "remain": 999}}

    def _token(self, appid: str) -> dict[str, object]:
        token = self._next(f"access-{appid}")
        self.program_tokens.add(token)
        refresh_token = self.refresh_tokens[appid]
        return {"authorizer_access_token": token, "expires_in": 7200, "authorizer_refresh_token": refresh_token}

    def _next(self, kind: str) -> str:
        self._numbers[kind] += 1
        return f"{kind}-{self._numbers[kind]}"

    _answers: Mapping[str, Callable[["Component", Body, httpx.Request], object]] = {
        calls.COMPONENT_TOKEN: _component_token,
        calls.START_PUSH_TICKET: _start_push_ticket,
        calls.CREATE_PREAUTHCODE: _create_preauthcode,
        calls.QUERY_AUTH: _query_auth,
        calls.AUTHORIZER_TOKEN: _authorizer_token,
        calls.GET_AUTHORIZER_LIST: _get_authorizer_list,
        calls.GET_AUTHORIZER_INFO: _get_authorizer_info,
        calls.QUOTA_GET: _quota_get,
    }


class Kept:
    """The platform's stores, shared by all replicas, with a ticket."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.tickets = FakeTickets(Ticket("ticket-1", NOW - timedelta(minutes=5)))
        self.access_tokens = FakeAccessTokens()
        self.authorisers = FakeAuthorisers(self.access_tokens)


class Replica:
    """One Baselib, put together as the real one is."""

    def __init__(
        self,
        wechat: Callable[[httpx.Request], httpx.Response] | httpx.AsyncClient,
        kept: Kept,
        *,
        exclusive: Exclusive = unlocked,
        access_tokens: AccessTokens | None = None,
        appid: str = APPID,
        app_secret: str = SECRET,
    ) -> None:
        client = wechat if isinstance(wechat, httpx.AsyncClient) else new_client(httpx.MockTransport(wechat))
        clock, store, secret = kept.clock, access_tokens or kept.access_tokens, SecretStr(app_secret)
        caller = _caller(client, clock, Retrier(sleep=Waits()))
        brief = _caller(client, clock, Retrier(BRIEF, sleep=Waits()))
        issuer = ComponentIssuer(brief, kept.tickets, clock, appid=appid, secret=secret)
        self.component = CachedTokens(issuer, clock, exclusive=exclusive, store=store)
        self.refresh_tokens = RefreshTokens(kept.authorisers, brief, self.component, clock, appid=appid)
        authorisers = AuthoriserIssuer(brief, self.component, self.refresh_tokens, appid=appid)
        self.programs = CachedTokens(authorisers, clock, exclusive=exclusive, store=store)
        self.platform = PlatformClient(
            caller, self.component, self.programs, self.refresh_tokens, clock, appid=appid, secret=secret
        )
        self.quotas = QuotaClient(caller, self.programs)


def _caller(client: httpx.AsyncClient, clock: Clock, retrier: Retrier) -> PlatformCaller:
    return PlatformCaller(client, api_url="https://wechat.example/", clock=clock, retrier=retrier)


def _ok(answer: object) -> httpx.Response:
    return refuses(answer) if isinstance(answer, int) else httpx.Response(200, json=answer)
