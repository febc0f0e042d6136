"""The platform's calls about itself and its authorisers, over the wire."""

import asyncio
import io
from collections.abc import Callable, Coroutine
from datetime import timedelta

import httpx
import pytest
from pydantic import SecretStr

from bot.domain.platform import AccountStatus, Authorisation, Invitation, Listed, ListedPage, Profile
from bot.domain.sweep import Quota
from bot.errors import (
    BotError,
    StorageUnavailable,
    TicketMissing,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
    WeChatUnreachable,
    WeChatUnreadable,
)
from bot.ports.platform import Platform, Ticket
from bot.ports.wechat import KeptToken, Quotas
from bot.wechat.http import COMPONENT, PlatformCaller, Retrier, new_client
from bot.wechat.platform import PlatformClient, QuotaClient
from bot.wechat.platform_tokens import AuthoriserIssuer, ComponentIssuer, RefreshTokens
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.protocol.platform_calls import COMPONENT_TOKEN
from bot.wechat.protocol.response import MAX_BYTES
from bot.wechat.token_sources import CachedTokens, StaticToken
from tests.fakes.programs import FakeAccessTokens, FakeAuthorisers, FakeTickets
from tests.wechat.component import (
    CANARY,
    NOW,
    Answer,
    Component,
    Kept,
    Line,
    Replica,
    Waits,
    as_json,
    assert_hidden,
    dead_end,
    logged,
    refuses,
)

__all__ = ["logged"]


@pytest.fixture
def wechat() -> Component:
    """wx1 has authorised the platform, wx2 is about to."""
    wechat = Component()
    wechat.refresh_tokens["wx1"] = "R1"
    wechat.codes["c0de"] = "wx2"
    return wechat


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def replica(wechat: Component, kept: Kept) -> Replica:
    replica = Replica(wechat, kept)
    ports: tuple[Platform, Quotas] = replica.platform, replica.quotas  # as far as types can tell
    assert ports
    return replica


async def test_makes_an_invitation(replica: Replica, wechat: Component) -> None:
    assert await replica.platform.invite() == Invitation("preauthcode@@@-1", NOW + timedelta(minutes=10))
    assert str(wechat.calls[-1].url) == (
        "https://wechat.example/cgi-bin/component/api_create_preauthcode?component_access_token=component-1"
    )


async def test_trades_a_code_in_and_keeps_what_it_stands_for(replica: Replica, wechat: Component, kept: Kept) -> None:
    found = await replica.platform.exchange("c0de")

    assert found == Authorisation("wx2", "refresh-wx2-1", frozenset({18}))
    assert await kept.authorisers.refresh_token("wx2") == "refresh-wx2-1"
    assert as_json(wechat.calls[-1]) == {"component_appid": "wxc0mponent", "authorization_code": "c0de"}
    before = len(wechat.calls)
    for one in (replica, Replica(wechat, kept)):
        assert (await one.programs.token("wx2")).secret == "access-wx2-1"
    assert len(wechat.calls) == before


async def test_a_crash_between_the_two_tokens_of_an_authorisation_loses_nothing(wechat: Component, kept: Kept) -> None:
    with pytest.raises(StorageUnavailable):
        await Replica(wechat, kept, access_tokens=Full()).platform.exchange("c0de")

    assert (await Replica(wechat, kept).programs.token("wx2")).secret == "access-wx2-2"


async def test_an_authorisation_without_tokens_keeps_none(replica: Replica, wechat: Component, kept: Kept) -> None:
    answer = {"authorization_info": {"authorizer_appid": "wx3", "func_info": []}}
    wechat.script(calls.QUERY_AUTH, httpx.Response(200, json=answer))

    assert await replica.platform.exchange("c0de") == Authorisation("wx3", "", frozenset())
    assert await kept.authorisers.appids() == []
    assert await kept.access_tokens.get("wx3") is None


@pytest.mark.parametrize("code", [61009, 61010])
async def test_a_code_that_is_no_good_is_refused(replica: Replica, wechat: Component, code: int) -> None:
    wechat.script(calls.QUERY_AUTH, refuses(code))
    with pytest.raises(WeChatRefused) as caught:
        await replica.platform.exchange("0ld")

    assert caught.value.params["code"] == code
    assert wechat.times(calls.QUERY_AUTH) == 1


async def test_lists_who_authorised_the_platform(replica: Replica, wechat: Component) -> None:
    wechat.listed = {f"wx{number:04}": "" for number in range(600)}
    first, second = [await replica.platform.listed(offset=offset) for offset in (0, 500)]

    assert (first.total, len(first.listed), len(second.listed)) == (601, 500, 101)
    assert second.listed[-1] == Listed("wx1", "R1")
    assert await replica.platform.listed(offset=1000) == ListedPage(601, ())


async def test_describes_an_authoriser(replica: Replica) -> None:
    found = await replica.platform.profile("wx1")
    with pytest.raises(WeChatRefused) as caught:
        await replica.platform.profile("wx9")

    assert found == Profile("wx1", "美食", "Good Food Ltd", AccountStatus.NORMAL, frozenset({18}), refresh_token="")
    assert caught.value.params["code"] == 61003


async def test_asks_for_tickets_without_any_token(replica: Replica, wechat: Component, kept: Kept) -> None:
    kept.tickets = FakeTickets()
    await replica.platform.push_ticket_again()

    (request,) = wechat.calls
    assert str(request.url) == "https://wechat.example/cgi-bin/component/api_start_push_ticket"


async def test_asks_for_a_program_s_quota_with_its_token(replica: Replica, wechat: Component, kept: Kept) -> None:
    await kept.authorisers.keep({"wx1": "R1"})
    assert await replica.quotas.quota("wx1") == Quota(daily_limit=1000, used=1, remain=999)
    wechat.program_tokens.clear()
    assert await replica.quotas.quota("wx1") == Quota(daily_limit=1000, used=1, remain=999)

    tokens = [request.url.params.get("access_token") for request in wechat.calls]
    assert [token for token in tokens if token] == ["access-wx1-1", "access-wx1-1", "access-wx1-2"]
    assert as_json(wechat.calls[-1]) == {"cgi_path": "/cgi-bin/wxopen/getweappsupportversion"}


async def test_a_quota_that_may_not_be_asked_for_is_an_error(replica: Replica, wechat: Component, kept: Kept) -> None:
    await kept.authorisers.keep({"wx1": "R1"})
    wechat.script(calls.QUOTA_GET, refuses(76022))

    with pytest.raises(WeChatRefused):
        await replica.quotas.quota("wx1")


async def test_a_token_of_which_there_is_no_other_is_not_tried_twice(wechat: Component, kept: Kept) -> None:
    caller = PlatformCaller(new_client(httpx.MockTransport(wechat)), api_url="https://wechat.example", clock=kept.clock)
    with pytest.raises(WeChatRefused):
        await QuotaClient(caller, StaticToken(SecretStr("dead"))).quota("wx1")

    assert wechat.times(calls.QUOTA_GET) == 1


@pytest.mark.parametrize("code", [40001, 40014, 42001, 40094, 42006])
async def test_a_dead_token_is_replaced_and_the_question_asked_again(
    replica: Replica, wechat: Component, code: int
) -> None:
    wechat.script(calls.GET_AUTHORIZER_INFO, refuses(code))

    assert (await replica.platform.profile("wx1")).nickname == "美食"
    assert (wechat.times(COMPONENT_TOKEN), wechat.times(calls.GET_AUTHORIZER_INFO)) == (2, 2)


@pytest.mark.parametrize(
    ("answers", "error", "times"),
    [
        ([refuses(-1)] * 4, WeChatBusy, 4),
        ([refuses(45009)], WeChatLimited, 1),
        ([httpx.Response(502)] * 4, WeChatUnreadable, 4),
        ([httpx.Response(200, text="<html>")], WeChatUnreadable, 1),
        ([httpx.ConnectError("no")] * 4, WeChatUnreachable, 4),
        ([refuses(61004)], WeChatRefused, 1),
        ([refuses(40001)] * 2, WeChatRefused, 2),
    ],
)
async def test_every_trouble_is_one_of_ours(
    replica: Replica, wechat: Component, answers: list[httpx.Response], error: type[BotError], times: int
) -> None:
    wechat.script(calls.CREATE_PREAUTHCODE, *answers)
    with pytest.raises(error):
        await replica.platform.invite()

    assert wechat.times(calls.CREATE_PREAUTHCODE) == times


async def test_without_a_ticket_nothing_is_asked_but_for_one(replica: Replica, wechat: Component, kept: Kept) -> None:
    kept.tickets = FakeTickets()
    replica = Replica(wechat, kept)
    for pending in (replica.platform.invite, lambda: replica.platform.profile("wx1")):
        with pytest.raises(TicketMissing):
            await pending()

    assert [request.url.path for request in wechat.calls] == [calls.START_PUSH_TICKET]


class Full(FakeAccessTokens):
    async def put(self, name: str, token: KeptToken) -> None:
        if name != COMPONENT:
            raise StorageUnavailable(reason="broken")
        await super().put(name, token)


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
    it = Secretive(Line(trouble), cold=name == "component token")
    await it.prepare()
    (found,) = await asyncio.gather(ask(it), return_exceptions=True)
    assert CANARY not in logged.getvalue()
    if name == "push ticket" and found is None:
        return  # anything but a refusal is a yes there
    assert_hidden(found, logged)
    assert CANARY not in "".join(f"{part!r} {vars(part)!r}" for part in it.parts)


async def test_no_good_call_shows_a_secret(logged: io.StringIO) -> None:
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
    async with dead_end() as url, new_client() as client:
        caller = PlatformCaller(client, api_url=url, clock=Kept().clock, retrier=Retrier(sleep=Waits()))
        with pytest.raises(BotError) as caught:
            await caller.ask(calls.authorizer_token("wxc", "wx1", CANARY), token=CANARY)
    assert_hidden(caught.value, logged)
