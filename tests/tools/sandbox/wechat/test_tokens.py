"""Own-account tokens and the provider's token service."""

from typing import Any

import pytest

from tests.tools.sandbox.wechat.conftest import BEARER, SHOP, Platform
from tools.sandbox.wechat.config import Program


async def test_a_plain_token_has_the_documented_shape(platform: Platform) -> None:
    """A long token and two hours, and no errcode."""
    answer = await platform.plain()

    assert list(answer) == ["access_token", "expires_in"]
    assert (len(answer["access_token"]), answer["expires_in"]) == (512, 7200)


async def test_a_second_plain_token_replaces_the_first(platform: Platform) -> None:
    """The first stays valid for five minutes, then it is not the latest."""
    first = (await platform.plain())["access_token"]
    second = (await platform.plain())["access_token"]

    assert first != second
    assert await platform.code(first) == 0
    await platform.advance(301)
    assert await platform.code(first) == 40001
    assert await platform.code(second) == 0


async def test_stable_gives_the_same_token_until_five_minutes_before_its_end(platform: Platform) -> None:
    """Then a new one, while the old one lives out its time."""
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
    """A plain token leaves the stable one alone."""
    stable = (await platform.stable())["access_token"]
    await platform.plain()
    await platform.advance(600)

    assert await platform.code(stable) == 0


async def test_a_forced_refresh_kills_the_token_in_use(platform: Platform) -> None:
    """The new one is good, the old one is not, at once."""
    old = (await platform.stable())["access_token"]
    new = (await platform.stable(force_refresh=True))["access_token"]

    assert await platform.code(old) == 40001
    assert await platform.code(new) == 0


async def test_a_forced_refresh_within_thirty_seconds_does_nothing(platform: Platform) -> None:
    """The token in use comes back; after thirty seconds a new one does."""
    first = (await platform.stable(force_refresh=True))["access_token"]

    assert (await platform.stable(force_refresh=True))["access_token"] == first
    await platform.advance(31)
    assert (await platform.stable(force_refresh=True))["access_token"] != first


async def test_a_refresh_can_be_forced_twenty_times_a_day(platform: Platform) -> None:
    """The twenty-first is over the quota; the normal mode goes on."""
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
    """Both token calls name what is wrong."""
    assert (await platform.plain(**changes))["errcode"] == code
    assert (await platform.stable(SHOP, **changes))["errcode"] == code


@pytest.mark.parametrize("changes", [{"appid": 5}, {"secret": 5}, {"force_refresh": "yes"}])
async def test_fields_of_the_wrong_kind_are_refused(platform: Platform, changes: dict[str, Any]) -> None:
    """They get a code, never a server error."""
    assert (await platform.stable(SHOP, **changes))["errcode"] in (40013, 40125, 47001)


async def test_the_token_calls_want_their_method(platform: Platform) -> None:
    """Token is a GET, stable_token a POST with a JSON object."""
    assert (await platform.http.post("/cgi-bin/token")).json()["errcode"] == 43001
    assert (await platform.http.get("/cgi-bin/stable_token")).json()["errcode"] == 43002
    assert (await platform.http.post("/cgi-bin/stable_token")).json()["errcode"] == 44002
    assert (await platform.http.post("/cgi-bin/stable_token", data={"appid": "a"})).json()["errcode"] == 47001


async def test_the_provider_hands_out_authorizer_tokens(platform: Platform) -> None:
    """The same until five minutes before its end, with the seconds left."""
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
    """The answer follows the token."""
    other = Program(appid="wx0000000000000002", secret="c" * 32, nickname="")
    token = (await platform.stable(other))["access_token"]

    assert (await platform.query(token)).json()["now_version"] == other.minimum
