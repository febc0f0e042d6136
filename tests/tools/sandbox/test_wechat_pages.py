"""The pages on which a merchant lets the platform in; what is pushed, when, and how often until accepted."""

import asyncio
import warnings
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.sandbox.platform import CAFE, CONFIG, OFFICIAL, SHOP, START, Provider, provider_with
from tools.sandbox.clock import MovableClock
from tools.sandbox.wechat.config import demo_programs, fleet_programs
from tools.sandbox.wechat.pusher import Pusher, Ticker, TicketBook, sealed

PC = "/cgi-bin/componentloginpage"
MOBILE = "/wxaopen/safe/bindcomponent"
BACK = "http://bot.test/wechat/authorized?state=s%20t"
REFERER = {"referer": "http://bot.test/wechat/authorize?pass=x"}
STRANGE = demo_programs()[3]


@pytest.fixture
async def visited() -> AsyncIterator[Provider]:
    config = replace(CONFIG, authorised=(CAFE.appid,))
    async with provider_with(config, (SHOP, CAFE, OFFICIAL, STRANGE)) as made:
        yield made


async def link(visited: Provider, page: str = PC, **changes: str | None) -> str:
    code = (await visited.call("api_create_preauthcode", await visited.token()))["pre_auth_code"]
    query = {
        **({"action": "bindcomponent", "no_scan": "1"} if page == MOBILE else {}),
        "component_appid": CONFIG.appid,
        "pre_auth_code": code,
        "redirect_uri": BACK,
        "auth_type": "2",
    } | changes
    return f"{page}?{urlencode({name: value for name, value in query.items() if value is not None})}"


async def confirm(visited: Provider, url: str, **form: Any) -> httpx.Response:
    return await visited.http.post(url, data={"appid": SHOP.appid, "sets": ["17", "18", "30"]} | form)


def code_in(answer: httpx.Response) -> str:
    """The authorisation code with which a merchant is sent back."""
    assert answer.status_code == 302, answer.text
    target = urlsplit(answer.headers["location"])
    query = parse_qs(target.query)
    assert (f"{target.scheme}://{target.netloc}{target.path}", query["state"]) == (BACK.partition("?")[0], ["s t"])
    assert query["expires_in"] == ["600"]
    return query["auth_code"][0]


async def test_the_page_says_that_it_is_none_of_wechats(visited: Provider) -> None:
    text = (await visited.http.get(await link(visited), headers=REFERER)).text

    assert "This is not WeChat" in text
    assert OFFICIAL.appid not in text
    assert text.index(SHOP.appid) < text.index(STRANGE.appid) < text.index("Authorised: change permissions")
    assert text.index("Authorised: change permissions") < text.index(CAFE.appid)
    assert "Fractions &amp; &lt;Shares&gt;" in text


@pytest.mark.parametrize(("kind", "shown"), [("1", {OFFICIAL}), ("3", {SHOP, OFFICIAL}), ("2", {SHOP})])
async def test_a_link_is_for_a_kind_of_account(visited: Provider, kind: str, shown: set[Any]) -> None:
    text = (await visited.http.get(await link(visited, auth_type=kind), headers=REFERER)).text

    assert {program for program in (SHOP, OFFICIAL) if program.appid in text} == shown


async def test_a_link_can_be_for_one_account(visited: Provider) -> None:
    url = await link(visited, biz_appid=CAFE.appid, auth_type=None)
    text = (await visited.http.get(url, headers=REFERER)).text

    assert CAFE.appid in text
    assert SHOP.appid not in text
    assert (await confirm(visited, url)).status_code == 400


async def test_of_a_large_fleet_some_are_shown() -> None:
    async with provider_with(replace(CONFIG, authorised=()), fleet_programs(1000)) as large:
        text = (await large.http.get(await link(large), headers=REFERER)).text

    assert text.count('type="radio"') == 30
    assert "And 970 more." in text


@pytest.mark.parametrize("referer", [None, "http://evil.test/wechat/authorize", "http://bot.test.evil.test/", ""])
async def test_a_merchant_comes_from_the_registered_domain(visited: Provider, referer: str | None) -> None:
    answer = await visited.http.get(await link(visited), headers={} if referer is None else {"referer": referer})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("page", "changes"),
    [
        (PC, {"component_appid": "wx9"}),
        (PC, {"pre_auth_code": "preauthcode@@@made-up"}),
        (PC, {"redirect_uri": "http://evil.test/"}),
        (PC, {"redirect_uri": None}),
        (PC, {"auth_type": None}),
        (PC, {"biz_appid": "wx9"}),
        (MOBILE, {"no_scan": None}),
        (MOBILE, {"action": None}),
    ],
)
async def test_a_link_that_is_wrong(visited: Provider, page: str, changes: dict[str, Any]) -> None:
    url = await link(visited, page, **changes)
    redirect_uri = str(changes.get("redirect_uri") or BACK)

    assert (await visited.http.get(url, headers={"referer": redirect_uri})).status_code == 400
    assert (await confirm(visited, url)).status_code == 400
    assert visited.events() == []


async def test_a_link_works_for_half_an_hour_and_once(visited: Provider) -> None:
    old, used = await link(visited), await link(visited)
    await confirm(visited, used)
    again = await confirm(visited, used)
    await visited.advance(minutes=31)

    assert again.status_code == 400
    assert (await visited.http.get(old, headers=REFERER)).status_code == 400


async def test_nothing_is_pushed_when_nothing_changed(visited: Provider) -> None:
    code = code_in(await confirm(visited, await link(visited), appid=CAFE.appid))
    changed = code_in(await confirm(visited, await link(visited), appid=CAFE.appid, sets=["17"]))
    await visited.until(lambda: visited.events() == [("updateauthorized", CAFE.appid)])

    assert visited.pushed[-1]["AuthorizationCode"] == changed != code
    answer = await visited.call("api_query_auth", await visited.token(), authorization_code=code)
    assert answer["authorization_info"]["authorizer_appid"] == CAFE.appid


with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it imports what Python has deprecated
    from wechatpy.crypto import WeChatCrypto
    from wechatpy.exceptions import InvalidSignatureException

KEYS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=43, max_size=43)


@given(message=st.text(st.characters(exclude_categories=["Cs"])), aes_key=KEYS)
def test_others_can_open_a_seal(message: str, aes_key: str) -> None:
    query, body = sealed(message, token="t", aes_key=aes_key, appid="wx1", timestamp=1)
    crypto = WeChatCrypto("t", aes_key, "wx1")
    opened = crypto.decrypt_message(body.decode(), query["msg_signature"], query["timestamp"], query["nonce"])

    assert opened == message


def test_a_seal_holds() -> None:
    query, body = sealed("m", token="t", aes_key=CONFIG.aes_key, appid="wx1", timestamp=1)

    with pytest.raises(InvalidSignatureException):
        WeChatCrypto("u", CONFIG.aes_key, "wx1").decrypt_message(
            body.decode(), query["msg_signature"], query["timestamp"], query["nonce"]
        )
    assert sealed("m", token="t", aes_key=CONFIG.aes_key, appid="wx1", timestamp=1)[1] != body


async def test_a_ticket_comes_at_once_and_every_ten_minutes(provider: Provider) -> None:
    async with provider.app.router.lifespan_context(provider.app):
        await provider.until(lambda: len(provider.tickets) == 1)
        await provider.advance(minutes=9)
        assert len(provider.tickets) == 1
        await provider.advance(minutes=2)
        await provider.advance(seconds=1)

    assert len(set(provider.tickets)) == 2
    assert set(provider.pushed[0]) == {"AppId", "CreateTime", "InfoType", "ComponentVerifyTicket"}
    assert provider.pushed[0]["AppId"] == CONFIG.appid
    assert provider.pushed[0]["InfoType"] == "component_verify_ticket"
    assert 0 <= int(provider.pushed[0]["CreateTime"]) - START.timestamp() < 60


@pytest.mark.parametrize("hours", [13, 24 * 365, -5])
async def test_moving_the_clock_brings_one_ticket(provider: Provider, hours: int) -> None:
    await provider.http.post("/sandbox/tickets/push")
    await provider.advance(hours=hours)

    assert len(provider.tickets) == 2
    assert "component_access_token" in await provider.component_token()


async def test_a_push_that_is_not_taken_comes_again(provider: Provider) -> None:
    provider.answers = [httpx.Response(500), httpx.Response(200, text="ok"), httpx.Response(200, text="success\n")]
    taken = (await provider.http.post("/sandbox/tickets/push")).json()["taken"]
    provider.answers = [httpx.Response(400)] * 5
    given_up = (await provider.http.post("/sandbox/tickets/push")).json()["taken"]

    assert (taken, given_up) == (True, False)
    assert len(provider.pushed) == 3 + 4
    assert len(set(provider.tickets)) == 2
    data = (await provider.http.get("/sandbox/component")).json()
    assert (data["delivered"], data["given_up"]) == (
        {"component_verify_ticket": 1},
        {"component_verify_ticket": 1},
    )


async def test_a_push_without_a_receiver() -> None:
    async with provider_with(replace(CONFIG, events_url=None)) as provider:
        assert (await provider.http.post("/sandbox/tickets/push")).json() == {"taken": False}
        await provider.advance(hours=1)
        assert provider.pushed == []


async def test_tickets_can_be_stopped_until_they_are_asked_for(provider: Provider) -> None:
    await provider.http.post("/sandbox/component", json={"pushing": False})
    await provider.advance(hours=1)
    assert provider.tickets == []

    answer = await provider.call("api_start_push_ticket", component_secret=CONFIG.secret)
    await provider.until(lambda: len(provider.tickets) == 1)
    again = await provider.call("api_start_push_ticket", component_secret=CONFIG.secret)
    await provider.until(lambda: len(provider.tickets) == 2)

    assert (answer["errcode"], again["errcode"]) == (0, 0)
    assert answer["errmsg"] != again["errmsg"]


async def test_an_outage_lasts_whatever_is_asked(provider: Provider) -> None:
    await provider.token()
    await provider.arm("ticket_outage")
    await provider.advance(hours=13)
    assert (await provider.call("api_start_push_ticket", component_secret=CONFIG.secret))["errcode"] == 0
    assert (await provider.http.post("/sandbox/tickets/push")).json() == {"taken": False}
    assert (await provider.component_token())["errcode"] == 61005

    await provider.http.delete("/sandbox/faults")
    await provider.advance(minutes=10)
    assert "component_access_token" in await provider.component_token()


async def test_what_a_merchant_does_is_pushed() -> None:
    async with provider_with(replace(CONFIG, authorised=())) as provider:
        await provider.authorise()
        await provider.authorise()
        await provider.authorise(sets=[17])
        await provider.authorise(CAFE.appid, push=False)
        await provider.http.delete(f"/sandbox/authorisers/{SHOP.appid}")
        await provider.http.delete(f"/sandbox/authorisers/{CAFE.appid}", params={"push": "false"})

        assert provider.events() == [
            ("authorized", SHOP.appid),
            ("updateauthorized", SHOP.appid),
            ("unauthorized", SHOP.appid),
        ]
        first = provider.pushed[0]
        assert int(first["AuthorizationCodeExpiredTime"]) - int(first["CreateTime"]) == pytest.approx(600, abs=1)
        assert provider.pushed[0]["AuthorizationCode"] != provider.pushed[1]["AuthorizationCode"]


async def test_two_pushes_never_share_a_moment(provider: Provider) -> None:
    for sets in ([17], [18], [17], [18]):
        await provider.authorise(sets=sets)

    assert len({push["CreateTime"] for push in provider.pushed}) == 4


@pytest.mark.parametrize(("fault", "times"), [("event_lost", 0), ("event_twice", 2)])
async def test_an_event_can_get_lost_or_come_twice(provider: Provider, fault: str, times: int) -> None:
    await provider.arm(fault, where=SHOP.appid)
    await provider.authorise(sets=[18])
    await provider.token()

    assert provider.events() == [("updateauthorized", SHOP.appid)] * times
    assert len({push["CreateTime"] for push in provider.pushed if "AuthorizerAppid" in push}) == min(times, 1)
    assert len(provider.tickets) == 1


async def test_until_the_first_one_is_taken_tickets_come_every_second(provider: Provider) -> None:
    provider.answers = [httpx.Response(503)] * 4
    async with provider.app.router.lifespan_context(provider.app):
        await provider.until(lambda: len(provider.tickets) == 4)
        await provider.advance(seconds=2)
        await provider.advance(seconds=2)

    assert len(set(provider.tickets)) == 2


class CountedClock(MovableClock):
    looks = 0

    def now(self) -> datetime:
        self.looks += 1
        return super().now()


class Nowhere:
    addressed = False


async def test_it_rests_while_there_is_nowhere_to_push() -> None:
    clock = CountedClock(datetime(2026, 11, 25, tzinfo=UTC))
    async with Ticker(TicketBook(), clock, cast(Pusher, Nowhere())).running():
        for _ in range(100):
            await asyncio.sleep(0)

    assert 0 < clock.looks < 10
