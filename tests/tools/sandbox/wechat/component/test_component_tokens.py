"""Tickets and the platform's own tokens."""

from dataclasses import replace
from typing import Any

import pytest

from tests.tools.sandbox.wechat.component.provider import CONFIG, Provider, provider_with


async def test_a_ticket_makes_a_token(provider: Provider) -> None:
    """Good for two hours, and for the platform's own calls."""
    await provider.http.post("/sandbox/tickets/push")
    answer = await provider.component_token()

    assert answer["expires_in"] == 7200
    assert "errcode" not in answer
    assert "pre_auth_code" in await provider.call("api_create_preauthcode", answer["component_access_token"])


@pytest.mark.parametrize("named", ["access_token", "component_access_token"])
async def test_both_names_of_the_token_are_taken(provider: Provider, named: str) -> None:
    """New documents have one, old ones the other."""
    token = await provider.token()

    assert "pre_auth_code" in await provider.call("api_create_preauthcode", token, named=named)


async def test_any_ticket_younger_than_twelve_hours_is_good(provider: Provider) -> None:
    """Even an older one within its time; then expired, and a made-up one invalid."""
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
    """Each with WeChat's own code."""
    await provider.http.post("/sandbox/tickets/push")
    right = {"component_appsecret": CONFIG.secret, "component_verify_ticket": provider.tickets[-1]}

    assert (await provider.call("api_component_token", **(right | fields)))["errcode"] == code


async def test_asking_for_tickets_takes_the_other_spelling(provider: Provider) -> None:
    """`component_secret` here, `component_appsecret` there; the wrong one counts as missing."""
    wrong = await provider.call("api_start_push_ticket", component_appsecret=CONFIG.secret)
    right = await provider.call("api_start_push_ticket", component_secret=CONFIG.secret)

    assert (wrong["errcode"], right["errcode"]) == (41004, 0)
    await provider.until(lambda: len(provider.tickets) == 1)


async def test_an_old_token_lives_five_minutes_more(provider: Provider) -> None:
    """Then it is not the latest; the latest runs out after two hours."""
    first, second = await provider.token(), await provider.token()
    assert "pre_auth_code" in await provider.call("api_create_preauthcode", first)

    await provider.advance(minutes=6)
    assert (await provider.call("api_create_preauthcode", first))["errcode"] == 40001
    assert "pre_auth_code" in await provider.call("api_create_preauthcode", second)

    await provider.advance(hours=2)
    assert (await provider.call("api_create_preauthcode", second))["errcode"] == 42001


async def test_another_kind_of_token_is_refused(provider: Provider) -> None:
    """A program's on the platform's calls, vice versa, or none."""
    token = await provider.token()
    listed = await provider.call("api_get_authorizer_list", token, offset=0, count=1)
    refreshed = await provider.refresh(token, listed["list"][0]["refresh_token"])
    own = refreshed["authorizer_access_token"]

    assert (await provider.call("api_create_preauthcode", own))["errcode"] == 61014
    assert (await provider.call("api_create_preauthcode"))["errcode"] == 41001
    assert await provider.query(token) == 61015
    assert await provider.query(own) == 0


async def test_the_platform_has_no_token_of_an_own_account(provider: Provider) -> None:
    """WeChat says which call is meant."""
    params = {"grant_type": "client_credential", "appid": CONFIG.appid, "secret": CONFIG.secret}
    answer = await provider.http.get("/cgi-bin/token", params=params)

    assert answer.json()["errcode"] == 61024


async def test_an_address_that_is_not_listed_is_named(provider: Provider) -> None:
    """On the token call, too, instead of 40164; misleadingly, pushes still arrive."""
    await provider.arm("ip_not_allowed")
    await provider.http.post("/sandbox/tickets/push")
    answer = await provider.component_token()

    assert answer["errcode"] == 61004
    assert "requestIP: 203.0.113.7" in answer["errmsg"]


async def test_tokens_cannot_be_fetched_for_ever() -> None:
    """The day's number is limited."""
    async with provider_with(replace(CONFIG, daily_tokens=1)) as provider:
        await provider.token()

        assert (await provider.component_token())["errcode"] == 45009
        await provider.advance(days=1)
        assert await provider.token()


async def test_a_component_token_can_be_killed(provider: Provider) -> None:
    """The fault for program tokens works on the platform's, when placed there."""
    token = await provider.token()
    await provider.arm("token_invalid", where="/cgi-bin/component/api_create_preauthcode", times=1)

    assert (await provider.call("api_create_preauthcode", token))["errcode"] == 40001
    assert (await provider.call("api_create_preauthcode", token))["errcode"] == 40001
    assert "pre_auth_code" in await provider.call("api_create_preauthcode", await provider.token())
