"""Tokens, minimums and users, and each fault, and where it strikes."""

import asyncio
import json
import socket
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.errors import WeChatLimited
from bot.lib.transport import local_client
from bot.wechat.client import PortraitSource
from bot.wechat.http import PlatformCaller
from bot.wechat.token_sources import AppSecretIssuer, CachedTokens, TokenServiceIssuer
from tests.clock import NOW
from tests.fakes.machine import FakeClock
from tests.tools.sandbox.platform import BEARER, CAFE, QUERY, SHOP, START, Platform, platform_with
from tools.sandbox.wechat.answers import day_of
from tools.sandbox.wechat.app import server
from tools.sandbox.wechat.calls import thirty_days
from tools.sandbox.wechat.config import Feed, Program, WeChatSandboxConfig, demo_programs
from tools.sandbox.wechat.state import PORTRAIT, SET

PROVIDER = "/provider/token"


@pytest.mark.parametrize(
    ("name", "params", "code"),
    [
        ("system_busy", {}, -1),
        ("errcode", {"code": 61007}, 61007),
        ("quota_used", {}, 45009),
        ("minute_limit", {}, 45011),
        ("token_expired", {}, 42001),
        ("token_invalid", {}, 40001),
        ("not_third_party", {}, 48001),
        ("not_third_party", {"code": 86000}, 86000),
        ("ip_not_allowed", {}, 61004),
    ],
)
async def test_refusals(platform: Platform, name: str, params: dict[str, Any], code: int) -> None:
    token = await platform.authorizer_token()
    await platform.arm(name, params=params)
    assert await platform.code(token) == code

    await platform.http.delete("/sandbox/faults")
    assert await platform.code(await platform.authorizer_token()) == 0


async def test_errcode_can_carry_its_own_text(platform: Platform) -> None:
    await platform.arm("errcode", params={"code": 12345, "message": "strange"})
    answer = (await platform.query(await platform.authorizer_token())).json()

    assert answer["errcode"] == 12345
    assert answer["errmsg"].startswith("strange rid: ")


async def test_wechat_refusals_do_not_touch_the_provider(platform: Platform) -> None:
    await platform.arm("system_busy")
    assert await platform.authorizer_token()

    await platform.arm("http_500")
    assert (await platform.http.get(PROVIDER)).status_code == 500


async def test_a_closed_connection() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = server(WeChatSandboxConfig(programs=(SHOP,), start=NOW))
        task = asyncio.create_task(running.serve(sockets=[taken]))
        async with local_client(f"http://127.0.0.1:{port}") as http:
            await http.put("/sandbox/faults/disconnect", json={"times": 1})
            with pytest.raises(httpx.RemoteProtocolError, match="payload is not completed"):
                await http.post(QUERY, content=b"{}")

            assert (await http.post(QUERY, content=b"{}")).json()["errcode"] == 41001
        running.should_exit = True
        await task


async def test_feeds_can_turn_bad(platform: Platform) -> None:
    token = await platform.authorizer_token()
    good = (await platform.query(token)).json()["uv_info"]["items"]

    async def during(name: str, **params: Any) -> Any:
        await platform.arm(name, params=params)
        answer = (await platform.query(token)).json()["uv_info"]
        await platform.http.delete(f"/sandbox/faults/{name}")
        return answer

    assert sum(item["percentage"] for item in (await during("undetermined_feed"))["items"]) > 150
    assert max(item["percentage"] for item in (await during("contradicting_meaning"))["items"]) < 1
    assert await during("empty_uv") == {"items": []}
    assert await during("empty_uv", null=True) is None
    old = [sum(item["percentage"] for item in items[:-8]) for items in ((await during("recount"))["items"], good)]
    assert round(old[0] / old[1], 1) == 2.4
    assert (await during("rollback"))["items"][-1]["percentage"] <= 0.1
    assert (await platform.query(token)).json()["uv_info"]["items"] == good


async def test_a_fault_may_be_for_one_program(platform: Platform) -> None:
    shop, cafe = await platform.authorizer_token(SHOP), await platform.authorizer_token(CAFE)
    await platform.arm("system_busy", where=CAFE.appid)
    await platform.arm("empty_uv", where=SHOP.appid)

    assert await platform.code(cafe) == -1
    assert (await platform.stable(CAFE))["errcode"] == -1
    assert "access_token" in await platform.stable(SHOP)
    assert (await platform.query(shop)).json()["uv_info"] == {"items": []}


async def test_a_fault_may_be_for_one_path_and_a_number_of_times(platform: Platform) -> None:
    await platform.arm("system_busy", where=QUERY, times=2)
    token = await platform.authorizer_token()
    await platform.stable()

    assert [await platform.code(token) for _ in range(3)] == [-1, -1, 0]


YESTERDAY = day_of(START) - timedelta(days=1)
NOON = 4 * 3600


async def ask(platform: Platform, first: str = "20261024", last: str = "20261122", token: str = "") -> dict[str, Any]:
    """The answer to a window of days, after noon in China."""
    token = token or await platform.authorizer_token()
    body = {"begin_date": first, "end_date": last}
    answer: dict[str, Any] = (await platform.http.post(PORTRAIT, params={"access_token": token}, json=body)).json()
    return answer


@pytest.fixture
async def noon(platform: Platform) -> Platform:
    await platform.advance(NOON)
    return platform


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("20261024", "20261122", None),
        ("20261116", "20261122", None),
        ("20261122", "20261122", None),
        ("2026-10-24", "2026-11-22", 61500),
        ("20261024", "20261123", 61501),
        ("20261023", "20261121", 61501),
        ("20261025", "20261122", 61501),
    ],
)
async def test_a_window_ends_yesterday(noon: Platform, first: str, last: str, code: int | None) -> None:
    assert (await ask(noon, first, last)).get("errcode") == code


async def test_in_the_morning_yesterday_is_not_counted_yet(platform: Platform) -> None:
    assert (await ask(platform))["errcode"] == 61503
    await platform.advance(3600)
    assert "visit_uv" in await ask(platform)


async def test_platforms_add_up(noon: Platform) -> None:
    month, week = await ask(noon), await ask(noon, "20261116")
    total = sum(each["value"] for each in month["visit_uv"]["platforms"])

    assert [each["name"] for each in month["visit_uv"]["platforms"]] == ["iPhone", "android", "other"]
    assert abs(total - thirty_days(SHOP, YESTERDAY)) <= 1
    assert sum(each["value"] for each in week["visit_uv"]["platforms"]) < total


async def test_who_may_ask(noon: Platform) -> None:
    assert "visit_uv" in await ask(noon, token=(await noon.stable())["access_token"])
    token = await noon.authorizer_token()
    await noon.http.put(f"/sandbox/authorisers/{SHOP.appid}", json={"sets": [17]})
    assert (await ask(noon, token=token))["errcode"] == 61007


@pytest.mark.parametrize("own", [False, True], ids=["token-url", "app-secret"])
async def test_the_production_client_counts(noon: Platform, own: bool) -> None:  # noqa: FBT001
    """With a platform's token and with the program's own; what is empty is no number, 61503 is for later."""
    clock = FakeClock(START + timedelta(seconds=NOON))
    secret, bearer, url = SecretStr(SHOP.secret), SecretStr(BEARER), "http://wechat.test"
    issuer: Any = TokenServiceIssuer(noon.http, url=f"{url}/provider/token", bearer=bearer)
    issuer = AppSecretIssuer(noon.http, api_url=url, app_secret=secret, clock=clock) if own else issuer
    caller = PlatformCaller(noon.http, api_url=url, clock=clock)
    source = PortraitSource(caller, CachedTokens(issuer, clock))
    users = await source.users(SHOP.appid, YESTERDAY)

    assert users is not None
    assert abs(users.total - thirty_days(SHOP, YESTERDAY)) <= 1
    await noon.arm("users_empty", times=1)
    assert await source.users(SHOP.appid, YESTERDAY) is None
    await noon.arm("users_not_ready")
    with pytest.raises(WeChatLimited) as caught:
        await source.users(SHOP.appid, YESTERDAY)
    assert caught.value.until == await clock.now() + timedelta(hours=1)


async def test_programs_without_numbers_and_with_older_ones() -> None:
    programs = {program.feed: program for program in demo_programs()}
    platform = platform_with(programs=demo_programs())
    async with platform.http:
        await platform.advance(NOON)
        empty, older = [
            await ask(platform, token=await platform.authorizer_token(programs[feed]))
            for feed in (Feed.ZEROS, Feed.STRINGS)
        ]

    assert empty["visit_uv"]["platforms"] == []
    assert older["visit_uv"]["platforms"][0].keys() == {"id", "name", "access_source_visit_uv"}


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
    assert (await platform.stable(SHOP, **changes))["errcode"] == code


@pytest.mark.parametrize("changes", [{"appid": 5}, {"secret": 5}, {"force_refresh": True}])
async def test_fields_of_the_wrong_kind_are_refused(platform: Platform, changes: dict[str, Any]) -> None:
    assert (await platform.stable(SHOP, **changes))["errcode"] in (40013, 40125, 47001)


async def test_the_token_calls_want_their_method(platform: Platform) -> None:
    assert (await platform.http.get("/cgi-bin/stable_token")).json()["errcode"] == 43002
    assert (await platform.http.post("/cgi-bin/stable_token")).json()["errcode"] == 44002
    assert (await platform.http.post("/cgi-bin/stable_token", data={"appid": "a"})).json()["errcode"] == 47001


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


async def set_to(platform: Platform, body: bytes, token: str = "") -> int:
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
    assert await set_to(platform, body) == code
    assert await minimum(platform) == ("2.25.4" if code else "3.8.0")


async def test_a_program_s_own_token_is_refused(platform: Platform) -> None:
    assert await set_to(platform, version("3.8.0"), (await platform.stable())["access_token"]) == 86000


async def test_permission_set_18_is_needed(platform: Platform) -> None:
    token = await platform.authorizer_token()
    await platform.http.put(f"/sandbox/authorisers/{SHOP.appid}", json={"sets": [17]})

    assert await set_to(platform, version("3.8.0"), token) == 61007


async def test_a_minimum_may_show_later(platform: Platform) -> None:
    await platform.arm("minimum_delayed", params={"seconds": 120})

    assert await set_to(platform, version("3.8.0")) == 0
    assert await minimum(platform) == "2.25.4"
    await platform.advance(121)
    assert await minimum(platform) == "3.8.0"


@pytest.mark.parametrize(("params", "code"), [({}, 89014), ({"code": 85015}, 85015)])
async def test_a_minimum_may_be_refused(platform: Platform, params: dict[str, int], code: int) -> None:
    await platform.arm("minimum_refused", params=params)

    assert await set_to(platform, version("3.8.0")) == code
    assert await changes(platform) == []


async def test_a_floor_refuses_what_lies_below(platform: Platform) -> None:
    await platform.arm("minimum_floor", params={"version": "3.0.0"})

    assert await set_to(platform, version("2.30.4")) == 89014
    assert await set_to(platform, version("3.0.0")) == 0
