"""Own-account tokens and the provider's token service."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.tools.sandbox.wechat.conftest import BEARER, SHOP, Platform
from tools.sandbox.wechat.config import Program
from tools.sandbox.wechat.state import SET


async def test_a_plain_token_has_the_documented_shape(platform: Platform) -> None:
    answer = await platform.plain()

    assert list(answer) == ["access_token", "expires_in"]
    assert (len(answer["access_token"]), answer["expires_in"]) == (512, 7200)


async def test_a_second_plain_token_replaces_the_first(platform: Platform) -> None:
    first = (await platform.plain())["access_token"]
    second = (await platform.plain())["access_token"]

    assert first != second
    assert await platform.code(first) == 0
    await platform.advance(301)
    assert await platform.code(first) == 40001
    assert await platform.code(second) == 0


async def test_stable_gives_the_same_token_until_five_minutes_before_its_end(platform: Platform) -> None:
    first = await platform.stable()
    await platform.advance(6890)
    again = await platform.stable()
    await platform.advance(20)
    second = await platform.stable()

    assert again["access_token"] == first["access_token"]
    assert again["expires_in"] < 320
    assert second["access_token"] != first["access_token"]
    assert second["expires_in"] == 7200
    assert await platform.code(first["access_token"]) == 0
    await platform.advance(300)
    assert await platform.code(first["access_token"]) == 40001


async def test_stable_and_plain_do_not_touch_each_other(platform: Platform) -> None:
    stable = (await platform.stable())["access_token"]
    await platform.plain()
    await platform.advance(600)

    assert await platform.code(stable) == 0


async def test_a_forced_refresh_kills_the_token_in_use(platform: Platform) -> None:
    old = (await platform.stable())["access_token"]
    new = (await platform.stable(force_refresh=True))["access_token"]

    assert await platform.code(old) == 40001
    assert await platform.code(new) == 0


async def test_a_forced_refresh_within_thirty_seconds_does_nothing(platform: Platform) -> None:
    first = (await platform.stable(force_refresh=True))["access_token"]

    assert (await platform.stable(force_refresh=True))["access_token"] == first
    await platform.advance(31)
    assert (await platform.stable(force_refresh=True))["access_token"] != first


async def test_a_refresh_can_be_forced_twenty_times_a_day(platform: Platform) -> None:
    for _ in range(20):
        assert "access_token" in await platform.stable(force_refresh=True)
        await platform.advance(31)

    assert (await platform.stable(force_refresh=True))["errcode"] == 45009
    assert "access_token" in await platform.stable()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grant_type": "password"}, 40002),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"appid": "wx9999999999999999"}, 40013),
        ({"secret": "wrong"}, 40125),
    ],
)
async def test_wrong_credentials_are_refused(platform: Platform, changes: dict[str, str], code: int) -> None:
    assert (await platform.plain(**changes))["errcode"] == code
    assert (await platform.stable(SHOP, **changes))["errcode"] == code


@pytest.mark.parametrize("changes", [{"appid": 5}, {"secret": 5}, {"force_refresh": "yes"}])
async def test_fields_of_the_wrong_kind_are_refused(platform: Platform, changes: dict[str, Any]) -> None:
    assert (await platform.stable(SHOP, **changes))["errcode"] in (40013, 40125, 47001)


async def test_the_token_calls_want_their_method(platform: Platform) -> None:
    assert (await platform.http.post("/cgi-bin/token")).json()["errcode"] == 43001
    assert (await platform.http.get("/cgi-bin/stable_token")).json()["errcode"] == 43002
    assert (await platform.http.post("/cgi-bin/stable_token")).json()["errcode"] == 44002
    assert (await platform.http.post("/cgi-bin/stable_token", data={"appid": "a"})).json()["errcode"] == 47001


async def test_the_provider_hands_out_authorizer_tokens(platform: Platform) -> None:
    headers = {"Authorization": f"Bearer {BEARER}"}
    first = await platform.http.get("/provider/token", params={"appid": SHOP.appid}, headers=headers)
    await platform.advance(100)
    second = (await platform.http.get("/provider/token", params={"appid": SHOP.appid}, headers=headers)).json()

    assert list(first.json()) == ["appid", "authorizer_access_token", "expires_in"]
    assert (first.json()["appid"], first.json()["expires_in"]) == (SHOP.appid, 7200)
    assert second["authorizer_access_token"] == first.json()["authorizer_access_token"]
    assert 7090 <= second["expires_in"] <= 7100


@pytest.mark.parametrize(
    ("authorization", "appid", "status"),
    [
        ("", SHOP.appid, 401),
        ("Bearer wrong", SHOP.appid, 401),
        (f"Basic {BEARER}", SHOP.appid, 401),
        (f"Bearer {BEARER}", "", 400),
        (f"Bearer {BEARER}", "wx9999999999999999", 404),
    ],
)
async def test_the_provider_refuses(platform: Platform, authorization: str, appid: str, status: int) -> None:
    """A wrong bearer, no or an unknown program: plain HTTP errors, for this is not WeChat."""
    headers = {"Authorization": authorization}
    response = await platform.http.get("/provider/token", params={"appid": appid}, headers=headers)

    assert response.status_code == status
    assert list(response.json()) == ["error"]


async def test_a_token_serves_its_own_program_only(platform: Platform) -> None:
    other = Program(appid="wx0000000000000002", secret="c" * 32, nickname="")
    token = (await platform.stable(other))["access_token"]

    assert (await platform.query(token)).json()["now_version"] == other.minimum


async def ask(platform: Platform, body: bytes, token: str = "") -> int:
    token = token or await platform.authorizer_token()
    response = await platform.http.post(SET, params={"access_token": token}, content=body)
    code: int = response.json()["errcode"]
    return code


async def minimum(platform: Platform) -> str:
    shown: str = (await platform.query(await platform.authorizer_token())).json()["now_version"]
    return shown


def version(text: str) -> bytes:
    return json.dumps({"version": text}).encode()


async def changes(platform: Platform) -> list[str]:
    return [each["version"] for each in (await platform.http.get("/sandbox/changes")).json()["changes"]]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 44002),
        (b"[]", 47001),
        (b"{}", 47001),
        (b'{"version":3}', 47001),
        (version("3.8"), 89014),
        (version("99.0.0"), 89014),
        (version("3.8.0"), 0),
    ],
)
async def test_only_a_released_version_is_set(platform: Platform, body: bytes, code: int) -> None:
    assert await ask(platform, body) == code
    assert await minimum(platform) == ("2.25.4" if code else "3.8.0")


async def test_a_program_s_own_token_is_refused(platform: Platform) -> None:
    assert await ask(platform, version("3.8.0"), (await platform.stable())["access_token"]) == 86000


async def test_permission_set_18_is_needed(platform: Platform) -> None:
    token = await platform.authorizer_token()
    await platform.http.put(f"/sandbox/authorisers/{SHOP.appid}", json={"sets": [17]})

    assert await ask(platform, version("3.8.0"), token) == 61007


async def test_a_minimum_may_show_later(platform: Platform) -> None:
    await platform.arm("minimum_delayed", params={"seconds": 120})

    assert await ask(platform, version("3.8.0")) == 0
    assert await minimum(platform) == "2.25.4"
    await platform.advance(121)
    assert await minimum(platform) == "3.8.0"


@pytest.mark.parametrize(("params", "code"), [({}, 89014), ({"code": 85015}, 85015)])
async def test_a_minimum_may_be_refused(platform: Platform, params: dict[str, int], code: int) -> None:
    await platform.arm("minimum_refused", params=params)

    assert await ask(platform, version("3.8.0")) == code
    assert await changes(platform) == []


async def test_a_floor_refuses_what_lies_below(platform: Platform) -> None:
    await platform.arm("minimum_floor", params={"version": "3.0.0"})

    assert await ask(platform, version("2.30.4")) == 89014
    assert await ask(platform, version("3.0.0")) == 0


async def test_an_answer_may_be_lost_after_the_minimum_was_set(platform: Platform) -> None:
    await platform.arm("minimum_answer_lost", times=1)
    token = await platform.authorizer_token()
    call = asyncio.create_task(platform.http.post(SET, params={"access_token": token}, content=version("3.8.0")))
    while not await changes(platform):  # noqa: ASYNC110 - no event tells; nothing here takes real time
        await asyncio.sleep(0)

    assert await minimum(platform) == "3.8.0"
    assert not call.done()
    call.cancel()
    with pytest.raises((asyncio.CancelledError, httpx.HTTPError)):
        await call
