"""WeChat with a third-party platform, for tests: strict, and forgetting nothing."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from pydantic import SecretStr

from bot.lib.work import Exclusive, unlocked
from bot.ports.machine import Clock
from bot.ports.platform import Ticket
from bot.ports.wechat import AccessTokens
from bot.wechat.http import BRIEF, PlatformCaller, Retrier, new_client
from bot.wechat.platform import PlatformClient, QuotaClient
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.tokens.platform_tokens import AuthoriserIssuer, ComponentIssuer, RefreshTokens
from bot.wechat.tokens.sources import CachedTokens
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeAccessTokens, FakeAuthorisers, FakeTickets
from tests.wechat.platform import Answer, Waits, refuses

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
