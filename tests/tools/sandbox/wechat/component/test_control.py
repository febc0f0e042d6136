"""The control side of the component, and what it counts."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.tools.sandbox.wechat.component.provider import CONFIG, Provider
from tests.tools.sandbox.wechat.conftest import CAFE, SHOP
from tools.sandbox.wechat.config import Rotation


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


async def test_rotation_can_be_changed(provider: Provider) -> None:
    token = await provider.token()
    before = await kept(provider, token)
    await provider.http.post("/sandbox/component", json={"rotation": Rotation.EACH})

    assert (await provider.refresh(token, before))["authorizer_refresh_token"] != before


async def test_the_key_of_pushes_can_be_changed(provider: Provider) -> None:
    new_key = CONFIG.aes_key[::-1]
    refused = await provider.http.post("/sandbox/component", json={"aes_key": new_key[1:]})
    await provider.http.post("/sandbox/component", json={"aes_key": new_key})
    provider.config = replace(CONFIG, aes_key=new_key)
    pushed = await provider.http.post("/sandbox/tickets/push")

    assert refused.status_code == 400
    assert pushed.json() == {"taken": True}
    assert len(provider.tickets) == 1


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
