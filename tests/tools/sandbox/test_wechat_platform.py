"""Authorisers: codes, refresh tokens, the list, and their answers; the control side, and what it counts."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.tools.sandbox.platform import (
    BEARER,
    CAFE,
    CONFIG,
    OFFICIAL,
    QUERY,
    SHOP,
    Platform,
    Provider,
    provider_with,
)
from tools.sandbox.wechat.config import Rotation

NONE_AUTHORISED = replace(CONFIG, authorised=())


async def refresh_token(provider: Provider, token: str, appid: str = SHOP.appid) -> str:
    info = await provider.call("api_get_authorizer_info", token, authorizer_appid=appid)
    return str(info["authorization_info"]["authorizer_refresh_token"])


async def test_who_grants_nothing_gives_no_tokens() -> None:
    async with provider_with(NONE_AUTHORISED) as provider:
        token = await provider.token()
        await provider.authorise(sets=[])
        code = provider.pushed[-1]["AuthorizationCode"]
        answer = await provider.call("api_query_auth", token, authorization_code=code)

        assert answer == {"authorization_info": {"authorizer_appid": SHOP.appid, "func_info": []}}


async def test_a_code_does_not_last() -> None:
    async with provider_with(NONE_AUTHORISED) as provider:
        await provider.authorise()
        old = provider.pushed[-1]["AuthorizationCode"]
        await provider.advance(minutes=11)
        token = await provider.token()
        await provider.authorise(CAFE.appid)
        taken_back = provider.pushed[-1]["AuthorizationCode"]
        await provider.http.delete(f"/sandbox/authorisers/{CAFE.appid}")

        assert (await provider.call("api_query_auth", token, authorization_code=old))["errcode"] == 61010
        assert (await provider.call("api_query_auth", token, authorization_code=taken_back))["errcode"] == 61009


async def test_a_refresh_token_stays_the_same(provider: Provider) -> None:
    token = await provider.token()
    kept = await refresh_token(provider, token)
    answer = await provider.refresh(token, kept)

    assert (answer["authorizer_refresh_token"], answer["expires_in"]) == (kept, 7200)
    for wrong in ("", "refreshtoken@@@made-up", await refresh_token(provider, token, CAFE.appid)):
        assert (await provider.refresh(token, wrong))["errcode"] == 61023


async def test_a_refresh_token_can_rotate() -> None:
    async with provider_with(replace(CONFIG, rotation=Rotation.EACH)) as provider:
        token = await provider.token()
        first = await refresh_token(provider, token)
        second = (await provider.refresh(token, first))["authorizer_refresh_token"]

        assert second != first
        assert (await provider.refresh(token, first))["authorizer_refresh_token"] == second
        await provider.advance(minutes=6)
        assert (await provider.refresh(token, first))["errcode"] == 61023
        assert "authorizer_access_token" in await provider.refresh(token, second)


async def test_a_new_exchange_kills_the_refresh_token(provider: Provider) -> None:
    token = await provider.token()
    before = await refresh_token(provider, token)
    await provider.authorise(sets=[18])
    assert "authorizer_access_token" in await provider.refresh(token, before)

    await provider.call("api_query_auth", token, authorization_code=provider.pushed[-1]["AuthorizationCode"])
    assert (await provider.refresh(token, before))["errcode"] == 61023


async def test_who_takes_the_authorisation_back_is_out(provider: Provider) -> None:
    token = await provider.token()
    kept = await refresh_token(provider, token)
    access = (await provider.refresh(token, kept))["authorizer_access_token"]
    await provider.http.delete(f"/sandbox/authorisers/{SHOP.appid}")

    assert provider.events() == [("unauthorized", SHOP.appid)]
    assert await provider.query(access) == 61003
    assert (await provider.refresh(token, kept))["errcode"] == 61003
    assert (await provider.call("api_get_authorizer_info", token, authorizer_appid=SHOP.appid))["errcode"] == 61003

    await provider.authorise()
    assert await provider.query(access) == 40001
    assert (await provider.refresh(token, kept))["errcode"] == 61023


async def test_an_official_account_has_no_base_library(provider: Provider) -> None:
    token = await provider.token()
    kept = await refresh_token(provider, token, OFFICIAL.appid)
    access = (await provider.refresh(token, kept, OFFICIAL.appid))["authorizer_access_token"]
    info = [
        (await provider.call("api_get_authorizer_info", token, authorizer_appid=appid))["authorizer_info"]
        for appid in (SHOP.appid, OFFICIAL.appid)
    ]

    assert await provider.query(access) == 48001
    assert ["MiniProgramInfo" in account for account in info] == [True, False]


async def test_an_unknown_account(provider: Provider) -> None:
    token = await provider.token()

    assert (await provider.refresh(token, "x", "wx0000000000000009"))["errcode"] == 40013
    assert (await provider.call("api_get_authorizer_info", token))["errcode"] == 40013


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"offset": 0, "count": 501}, 40170),
        ({"offset": 0, "count": 0}, 40097),
        ({"offset": -1, "count": 1}, 40097),
        ({"offset": "0", "count": 1}, 40097),
        ({"count": 1}, 40097),
    ],
)
async def test_a_page_that_makes_no_sense(provider: Provider, fields: dict[str, Any], code: int) -> None:
    answer = await provider.call("api_get_authorizer_list", await provider.token(), **fields)

    assert answer["errcode"] == code


async def test_the_list_has_no_token_before_the_exchange() -> None:
    async with provider_with(NONE_AUTHORISED) as provider:
        await provider.authorise()
        listed = await provider.call("api_get_authorizer_list", await provider.token(), offset=0, count=1)

        assert set(listed["list"][0]) == {"authorizer_appid", "auth_time"}


@pytest.mark.parametrize("named", ["access_token", "component_access_token"])
async def test_both_names_of_the_token_are_taken(provider: Provider, named: str) -> None:
    token = await provider.token()

    assert "pre_auth_code" in await provider.call("api_create_preauthcode", token, named=named)


async def test_any_ticket_younger_than_twelve_hours_is_good(provider: Provider) -> None:
    await provider.token()
    await provider.advance(hours=11)
    await provider.token()
    young = await provider.component_token(provider.tickets[0])
    await provider.advance(hours=2)

    assert "component_access_token" in young
    assert (await provider.component_token(provider.tickets[0]))["errcode"] == 61005
    assert "component_access_token" in await provider.component_token(provider.tickets[1])
    assert (await provider.component_token("ticket@@@made-up"))["errcode"] == 61006


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"component_appid": ""}, 41018),
        ({"component_appid": "wx0000000000000009"}, 40013),
        ({"component_appsecret": ""}, 41004),
        ({"component_appsecret": "x" * 32}, 40125),
        ({"component_verify_ticket": None}, 61006),
    ],
)
async def test_a_token_call_that_is_wrong(provider: Provider, fields: dict[str, Any], code: int) -> None:
    await provider.http.post("/sandbox/tickets/push")
    right = {"component_appsecret": CONFIG.secret, "component_verify_ticket": provider.tickets[-1]}

    assert (await provider.call("api_component_token", **(right | fields)))["errcode"] == code


async def test_asking_for_tickets_takes_the_other_spelling(provider: Provider) -> None:
    wrong = await provider.call("api_start_push_ticket", component_appsecret=CONFIG.secret)
    right = await provider.call("api_start_push_ticket", component_secret=CONFIG.secret)

    assert (wrong["errcode"], right["errcode"]) == (41004, 0)
    await provider.until(lambda: len(provider.tickets) == 1)


async def test_an_old_token_lives_five_minutes_more(provider: Provider) -> None:
    first, second = await provider.token(), await provider.token()
    assert "pre_auth_code" in await provider.call("api_create_preauthcode", first)

    await provider.advance(minutes=6)
    assert (await provider.call("api_create_preauthcode", first))["errcode"] == 40001
    assert "pre_auth_code" in await provider.call("api_create_preauthcode", second)

    await provider.advance(hours=2)
    assert (await provider.call("api_create_preauthcode", second))["errcode"] == 42001


async def test_another_kind_of_token_is_refused(provider: Provider) -> None:
    token = await provider.token()
    listed = await provider.call("api_get_authorizer_list", token, offset=0, count=1)
    refreshed = await provider.refresh(token, listed["list"][0]["refresh_token"])
    own = refreshed["authorizer_access_token"]

    assert (await provider.call("api_create_preauthcode", own))["errcode"] == 61014
    assert (await provider.call("api_create_preauthcode"))["errcode"] == 41001
    assert await provider.query(token) == 61015
    assert await provider.query(own) == 0


async def test_the_platform_has_no_token_of_an_own_account(provider: Provider) -> None:
    body = {"grant_type": "client_credential", "appid": CONFIG.appid, "secret": CONFIG.secret}
    answer = await provider.http.post("/cgi-bin/stable_token", json=body)

    assert answer.json()["errcode"] == 61024


async def counters(provider: Provider) -> dict[str, Any]:
    return dict((await provider.http.get("/sandbox/counters")).json())


async def kept(provider: Provider, token: str) -> str:
    listed = await provider.call("api_get_authorizer_list", token, offset=0, count=1)
    return str(listed["list"][0]["refresh_token"])


async def test_the_component_is_shown_without_secrets(provider: Provider) -> None:
    answer = await provider.http.get("/sandbox/component")

    assert answer.json()["appid"] == CONFIG.appid
    assert (answer.json()["authorisers"], answer.json()["pushing"], answer.json()["rotation"]) == (3, True, "never")
    assert all(secret not in answer.text for secret in (CONFIG.secret, CONFIG.token, CONFIG.aes_key))


async def test_authorisers_are_shown_without_tokens(provider: Provider) -> None:
    token = await provider.token()
    answer = await provider.http.get("/sandbox/authorisers")
    shown = answer.json()["authorisers"]

    assert [each["appid"] for each in shown[:2]] == [SHOP.appid, CAFE.appid]
    assert (shown[0]["sets"], shown[0]["exchanged"]) == ([17, 18, 30], True)
    assert await kept(provider, token) not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "authorisers/wx9", {}, 404),
        ("PUT", f"authorisers/{SHOP.appid}", {"sets": [99]}, 400),
        ("PUT", f"authorisers/{SHOP.appid}", {"sets": [[]]}, 400),
        ("PUT", f"authorisers/{SHOP.appid}", {"sets": "18"}, 400),
        ("PUT", f"authorisers/{SHOP.appid}", {"push": 1}, 400),
        ("DELETE", "authorisers/wx9", None, 404),
        ("POST", "component", {"rotation": "often"}, 400),
        ("POST", "component", {"pushing": "no"}, 400),
        ("POST", "component", {"aes_key": CONFIG.aes_key[1:]}, 400),
    ],
)
async def test_an_order_that_makes_no_sense_is_refused(
    provider: Provider, method: str, path: str, body: Any, status: int
) -> None:
    answer = await provider.http.request(method, f"/sandbox/{path}", json=body)

    assert answer.status_code == status
    assert list(answer.json()) == ["error"]


async def test_refreshes_and_calls_are_counted(provider: Provider) -> None:
    token = await provider.token()
    access = (await provider.refresh(token, await kept(provider, token)))["authorizer_access_token"]
    await provider.query(access)
    await provider.arm("system_busy", times=1)
    await provider.query(access)

    assert await counters(provider) == {
        "component_refreshes": 1,
        "component_in_flight_at_most": 1,
        "authoriser_refreshes": {SHOP.appid: 1},
        "authoriser_in_flight_at_most": 1,
        "stale_overtaken": 0,
        "stale_refused": 0,
        "asked": {SHOP.appid: 2},
        "answered": {SHOP.appid: 1},
    }
    assert (await provider.http.delete("/sandbox/counters")).json()["asked"] == {}


async def test_stale_tokens_are_counted(provider: Provider) -> None:
    old = await provider.token()
    await provider.token()
    await provider.call("api_create_preauthcode", old)
    assert (await counters(provider))["stale_overtaken"] == 1

    await provider.advance(minutes=6)
    await provider.call("api_create_preauthcode", old)
    assert (await counters(provider))["stale_refused"] == 1


async def test_refreshes_in_flight_are_counted(provider: Provider) -> None:
    token = await provider.token()
    gate = asyncio.Barrier(2)
    provider.wait = gate.wait
    await provider.arm("slow", where="/cgi-bin/component/api_authorizer_token")
    await asyncio.gather(provider.refresh(token, "x"), provider.refresh(token, "x", CAFE.appid))
    apart = (await counters(provider))["authoriser_in_flight_at_most"]
    await asyncio.gather(provider.refresh(token, "x"), provider.refresh(token, "x"))

    assert (apart, (await counters(provider))["authoriser_in_flight_at_most"]) == (1, 2)
    assert (await counters(provider))["component_in_flight_at_most"] == 1


async def test_requests_hold_no_secret_of_the_component(provider: Provider) -> None:
    token = await provider.token()
    refresh_token = await kept(provider, token)
    await provider.refresh(token, refresh_token)
    await provider.authorise(sets=[18])
    code = provider.pushed[-1]["AuthorizationCode"]
    await provider.call("api_query_auth", token, authorization_code=code)
    calls = (await provider.http.get("/sandbox/requests")).text

    assert all(secret not in calls for secret in (CONFIG.secret, provider.tickets[-1], token, refresh_token, code))
    assert SHOP.appid in calls


@pytest.mark.parametrize(
    "body",
    [{}, [], {"set": "soon"}, {"set": "2027-01-01T00:00:00"}, {"advance_seconds": "1"}, {"advance_seconds": 1e300}],
)
async def test_a_clock_order_that_makes_no_sense_is_refused(platform: Platform, body: Any) -> None:
    response = await platform.http.post("/sandbox/clock", json=body)

    assert response.status_code == 400
    assert list(response.json()) == ["error"]


async def test_faults_can_be_listed_armed_and_cleared(platform: Platform) -> None:
    """The list has what is armed, where, how often and how, and all that could be."""
    await platform.http.put("/sandbox/faults/slow", json={"where": QUERY, "times": 3, "params": {"seconds": 1}})
    await platform.http.put("/sandbox/faults/rollback")
    listed = (await platform.http.get("/sandbox/faults")).json()
    after = (await platform.http.delete("/sandbox/faults/slow")).json()

    assert listed["armed"][0] == {"name": "slow", "where": QUERY, "times": 3, "params": {"seconds": 1}}
    assert {"system_busy", "slow", "token_expired", "rollback"} <= set(listed["catalogue"])
    assert [fault["name"] for fault in after["armed"]] == ["rollback"]
    assert (await platform.http.delete("/sandbox/faults")).json()["armed"] == []


@pytest.mark.parametrize(
    "body",
    [{"times": 0}, {"times": "1"}, {"where": 1}, {"params": []}, {"params": {"code": "x"}}, {"params": {"other": 1}}],
)
async def test_a_fault_that_makes_no_sense_is_refused(platform: Platform, body: dict[str, Any]) -> None:
    assert (await platform.http.put("/sandbox/faults/errcode", json=body)).status_code == 400
    assert (await platform.http.put("/sandbox/faults/errcode", content=b"{")).status_code == 400
    assert (await platform.http.put("/sandbox/faults/other", json={})).status_code == 404
    assert (await platform.http.delete("/sandbox/faults/other")).status_code == 404


async def test_programs_are_listed_without_secrets(platform: Platform) -> None:
    response = await platform.http.get("/sandbox/programs")

    assert [program["appid"] for program in response.json()["programs"]] == [SHOP.appid, CAFE.appid]
    assert SHOP.secret not in response.text


@pytest.mark.parametrize(
    ("appid", "body", "status"),
    [("wx9", {}, 404), (SHOP.appid, {"feed": "odd"}, 400), (SHOP.appid, {"minimum": 3}, 400)],
)
async def test_a_change_that_makes_no_sense_is_refused(
    platform: Platform, appid: str, body: dict[str, Any], status: int
) -> None:
    assert (await platform.http.post(f"/sandbox/programs/{appid}", json=body)).status_code == status


async def test_requests_are_remembered_without_secrets(platform: Platform) -> None:
    token = await platform.authorizer_token()
    own = (await platform.stable())["access_token"]
    await platform.query(token)
    await platform.query("")
    response = await platform.http.get("/sandbox/requests")
    queries = (await platform.http.get("/sandbox/requests", params={"path": QUERY})).json()["requests"]

    assert len(response.json()["requests"]) == 4
    assert [(entry["appid"], entry["body"], entry["errcode"]) for entry in queries] == [
        (SHOP.appid, "{}", 0),
        (None, "{}", 41001),
    ]
    assert all(secret not in response.text for secret in (token, own, SHOP.secret, BEARER))
