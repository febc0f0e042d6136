"""Authorisers: codes, refresh tokens, the list, and their answers."""

from dataclasses import replace
from typing import Any

import pytest

from tests.tools.sandbox.wechat.component.provider import CONFIG, OFFICIAL, Provider, provider_with
from tests.tools.sandbox.wechat.conftest import CAFE, SHOP
from tools.sandbox.wechat.config import Rotation, fleet_programs

QUOTA = "/cgi-bin/openapi/quota/get"
NONE_AUTHORISED = replace(CONFIG, authorised=())


async def refresh_token(provider: Provider, token: str, appid: str = SHOP.appid) -> str:
    info = await provider.call("api_get_authorizer_info", token, authorizer_appid=appid)
    return str(info["authorization_info"]["authorizer_refresh_token"])


async def test_a_code_is_exchanged_once() -> None:
    async with provider_with(NONE_AUTHORISED) as provider:
        token = await provider.token()
        await provider.authorise(sets=[18, 30])
        code = provider.pushed[-1]["AuthorizationCode"]
        found = (await provider.call("api_query_auth", token, authorization_code=code))["authorization_info"]

        assert (found["authorizer_appid"], found["expires_in"]) == (SHOP.appid, 7200)
        assert [each["funcscope_category"]["id"] for each in found["func_info"]] == [18, 30]
        assert await provider.query(found["authorizer_access_token"]) == 0
        assert "authorizer_access_token" in await provider.refresh(token, found["authorizer_refresh_token"])
        for used in (code, "queryauthcode@@@made-up", None):
            assert (await provider.call("api_query_auth", token, authorization_code=used))["errcode"] == 61009


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


async def test_the_permission_set_is_needed(provider: Provider) -> None:
    token = await provider.token()
    access = (await provider.refresh(token, await refresh_token(provider, token)))["authorizer_access_token"]
    await provider.authorise(sets=[17, 30])

    assert await provider.query(access) == 61007
    body = {"cgi_path": "/cgi-bin/wxopen/getweappsupportversion"}
    quota = (await provider.http.post(QUOTA, params={"access_token": access}, json=body)).json()
    assert quota["quota"] == {"daily_limit": 50_000, "used": 0, "remain": 50_000}


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


async def test_an_account_is_described(provider: Provider) -> None:
    token = await provider.token()
    await provider.http.post(f"/sandbox/programs/{SHOP.appid}", json={"account_status": 19})
    info = (await provider.call("api_get_authorizer_info", token, authorizer_appid=SHOP.appid))["authorizer_info"]

    assert (info["nick_name"], info["principal_name"], info["account_status"]) == ("Shop", "Shop Co., Ltd.", 19)
    assert info["user_name"].startswith("gh_")


async def test_an_unknown_account(provider: Provider) -> None:
    token = await provider.token()

    assert (await provider.refresh(token, "x", "wx0000000000000009"))["errcode"] == 40013
    assert (await provider.call("api_get_authorizer_info", token))["errcode"] == 40013


async def test_the_list_comes_in_pages() -> None:
    fleet = fleet_programs(1001)
    async with provider_with(programs=fleet) as provider:
        token = await provider.token()
        pages = [
            await provider.call("api_get_authorizer_list", token, offset=offset, count=500)
            for offset in range(0, 2000, 500)
        ]

        assert [(page["total_count"], len(page["list"])) for page in pages] == [
            (1001, 500),
            (1001, 500),
            (1001, 1),
            (1001, 0),
        ]
        listed = [each["authorizer_appid"] for page in pages for each in page["list"]]
        assert listed == [program.appid for program in fleet]


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


async def test_faults_of_a_program_meet_its_refresh(provider: Provider) -> None:
    token = await provider.token()
    mine, other = await refresh_token(provider, token), await refresh_token(provider, token, CAFE.appid)
    await provider.arm("system_busy", where=SHOP.appid)

    assert (await provider.refresh(token, mine))["errcode"] == -1
    assert "authorizer_access_token" in await provider.refresh(token, other, CAFE.appid)


async def test_a_ticket_makes_a_token(provider: Provider) -> None:
    await provider.http.post("/sandbox/tickets/push")
    answer = await provider.component_token()

    assert answer["expires_in"] == 7200
    assert "errcode" not in answer
    assert "pre_auth_code" in await provider.call("api_create_preauthcode", answer["component_access_token"])


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
    params = {"grant_type": "client_credential", "appid": CONFIG.appid, "secret": CONFIG.secret}
    answer = await provider.http.get("/cgi-bin/token", params=params)

    assert answer.json()["errcode"] == 61024


async def test_an_address_that_is_not_listed_is_named(provider: Provider) -> None:
    await provider.arm("ip_not_allowed")
    await provider.http.post("/sandbox/tickets/push")
    answer = await provider.component_token()

    assert answer["errcode"] == 61004
    assert "requestIP: 203.0.113.7" in answer["errmsg"]


async def test_tokens_cannot_be_fetched_for_ever() -> None:
    async with provider_with(replace(CONFIG, daily_tokens=1)) as provider:
        await provider.token()

        assert (await provider.component_token())["errcode"] == 45009
        await provider.advance(days=1)
        assert await provider.token()


async def test_a_component_token_can_be_killed(provider: Provider) -> None:
    token = await provider.token()
    await provider.arm("token_invalid", where="/cgi-bin/component/api_create_preauthcode", times=1)

    assert (await provider.call("api_create_preauthcode", token))["errcode"] == 40001
    assert (await provider.call("api_create_preauthcode", token))["errcode"] == 40001
    assert "pre_auth_code" in await provider.call("api_create_preauthcode", await provider.token())
