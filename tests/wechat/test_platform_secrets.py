"""No log, repr or error reveals a ticket, secret, code, refresh or access token of the platform."""

import asyncio
import io
from collections.abc import Callable, Coroutine
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr

from bot.errors import BotError
from bot.ports.platform import Ticket
from bot.ports.wechat import KeptToken
from bot.wechat.http import COMPONENT, PlatformCaller, Retrier, new_client
from bot.wechat.platform import PlatformClient, QuotaClient
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.protocol.response import MAX_BYTES
from bot.wechat.tokens.platform_tokens import AuthoriserIssuer, ComponentIssuer, RefreshTokens
from bot.wechat.tokens.sources import CachedTokens
from tests.fakes.platform import FakeAccessTokens, FakeAuthorisers, FakeTickets
from tests.wechat.canary import CANARY, assert_hidden, dead_end, logged
from tests.wechat.component import NOW, Kept
from tests.wechat.platform import Answer, Line, Waits, refuses

__all__ = ["logged"]

ECHO = f"https://h/cgi-bin/component/x?component_access_token={CANARY}"
TROUBLES: dict[str, Answer] = {
    "refused": refuses(40001),
    "echoed": refuses(48001, f"api unauthorized 98_{'x' * 40}_{CANARY} rid: ab-cd"),
    "no ticket": refuses(61006),
    "no refresh token": refuses(61023),
    "busy": refuses(-1),
    "quota": refuses(45009),
    "html": httpx.Response(502, text=ECHO),
    "cut off": httpx.Response(200, text=f'{{"component_access_token":"{CANARY}'),
    "wrong shapes": httpx.Response(
        200,
        json={
            **{name: [CANARY] for name in ("component_access_token", "authorizer_access_token", "pre_auth_code")},
            "authorization_info": {"authorizer_appid": f"{CANARY} {CANARY}"},
            "authorizer_info": CANARY,
            "list": [CANARY],
            "quota": {"daily_limit": CANARY},
            "errcode": 0,
        },
    ),
    "bad life": httpx.Response(200, json={"component_access_token": CANARY, "expires_in": CANARY}),
    "wrong code": httpx.Response(200, json={"errcode": CANARY, "errmsg": CANARY}),
    "huge": httpx.Response(200, content=CANARY.encode() * MAX_BYTES),
    "named": httpx.ConnectError(ECHO),
    "silence": httpx.ReadTimeout(""),
}


class Secretive:
    """Everything of the platform, with a canary for every secret."""

    def __init__(self, line: Line, *, cold: bool = False) -> None:
        clock = Kept().clock
        caller = PlatformCaller(
            line.client, api_url="https://wechat.example", clock=clock, retrier=Retrier(sleep=Waits())
        )
        secret = SecretStr(CANARY)
        self.tickets = FakeTickets(Ticket(CANARY, NOW))
        self.access_tokens = FakeAccessTokens()
        self.authorisers = FakeAuthorisers(self.access_tokens)
        self.cold = cold
        component = ComponentIssuer(caller, self.tickets, clock, appid="wxc", secret=secret)
        self.component = CachedTokens(component, clock, store=self.access_tokens)
        refresh_tokens = RefreshTokens(self.authorisers, caller, self.component, clock, appid="wxc")
        issuer = AuthoriserIssuer(caller, self.component, refresh_tokens, appid="wxc")
        self.programs = CachedTokens(issuer, clock, store=self.access_tokens)
        self.platform = PlatformClient(
            caller, self.component, self.programs, refresh_tokens, clock, appid="wxc", secret=secret
        )
        self.quotas = QuotaClient(caller, self.programs)
        self.parts = [
            *(caller, component, self.component, refresh_tokens, issuer, self.programs),
            *(self.platform, self.quotas),
        ]

    async def prepare(self) -> None:
        """Keep tokens so that the call is reached; a cold start has none."""
        await self.authorisers.keep({"wx1": CANARY})
        if not self.cold:
            token = KeptToken(CANARY, NOW + timedelta(hours=1), NOW + timedelta(hours=2))
            await self.access_tokens.put(COMPONENT, token)
            await self.access_tokens.put("wx2", token)


ASKING: dict[str, Callable[[Secretive], Coroutine[object, object, object]]] = {
    "component token": lambda it: it.component.token(COMPONENT),
    "program token": lambda it: it.programs.token("wx1"),
    "invite": lambda it: it.platform.invite(),
    "exchange": lambda it: it.platform.exchange(CANARY),
    "listed": lambda it: it.platform.listed(offset=0),
    "profile": lambda it: it.platform.profile("wx1"),
    "quota": lambda it: it.quotas.quota("wx2"),
    "push ticket": lambda it: it.platform.push_ticket_again(),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
@pytest.mark.parametrize(("name", "ask"), ASKING.items(), ids=ASKING.keys())
async def test_no_failing_call_shows_a_secret(
    name: str, ask: Callable[[Secretive], Coroutine[object, object, object]], trouble: Answer, logged: io.StringIO
) -> None:
    """Not in the error, its repr, traceback, causes, log, or any part."""
    it = Secretive(Line(trouble), cold=name == "component token")
    await it.prepare()
    (found,) = await asyncio.gather(ask(it), return_exceptions=True)
    assert CANARY not in logged.getvalue()
    if name == "push ticket" and found is None:
        return  # anything but a refusal is a yes there
    assert_hidden(found, logged)
    assert CANARY not in "".join(f"{part!r} {vars(part)!r}" for part in it.parts)


async def test_no_good_call_shows_a_secret(logged: io.StringIO) -> None:
    """Not even at DEBUG, nor when results are printed."""
    answers = {
        calls.COMPONENT_TOKEN: {"component_access_token": CANARY, "expires_in": 7200},
        calls.CREATE_PREAUTHCODE: {"pre_auth_code": CANARY, "expires_in": 600},
        calls.QUERY_AUTH: {
            "authorization_info": {
                "authorizer_appid": "wx1",
                "authorizer_access_token": CANARY,
                "expires_in": 7200,
                "authorizer_refresh_token": CANARY,
            }
        },
        calls.AUTHORIZER_TOKEN: {"authorizer_access_token": CANARY, "authorizer_refresh_token": CANARY},
        calls.GET_AUTHORIZER_LIST: {
            "total_count": 1,
            "list": [{"authorizer_appid": "wx3", "refresh_token": CANARY}],
        },
        calls.GET_AUTHORIZER_INFO: {
            "authorizer_info": {},
            "authorization_info": {"authorizer_refresh_token": CANARY},
        },
        calls.QUOTA_GET: {"quota": {"daily_limit": 1, "used": 0, "remain": 1}},
    }
    it = Secretive(Line(lambda request: httpx.Response(200, json=answers.get(request.url.path, {}))), cold=True)
    await it.prepare()
    found = [await ask(it) for ask in ASKING.values() if ask is not ASKING["quota"]]
    found += [await it.programs.token("wx3"), await it.quotas.quota("wx3"), await it.tickets.latest()]
    found += [await it.access_tokens.get("wx3")]

    assert CANARY not in repr(found)
    assert CANARY not in logged.getvalue()
    assert CANARY not in "".join(f"{part!r} {vars(part)!r}" for part in it.parts)


async def test_no_dead_connection_shows_a_secret(logged: io.StringIO) -> None:
    """A real transport's layers raise and log in their own way."""
    async with dead_end() as url, new_client() as client:
        caller = PlatformCaller(client, api_url=url, clock=Kept().clock, retrier=Retrier(sleep=Waits()))
        with pytest.raises(BotError) as caught:
            await caller.ask(calls.authorizer_token("wxc", "wx1", CANARY), token=CANARY)
    assert_hidden(caught.value, logged)
