"""The users of thirty days: the local platform's strictness, its traps, and the production client on them."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.errors import WeChatLimited
from bot.wechat.client import PortraitSource
from bot.wechat.http import PlatformCaller
from bot.wechat.tokens.sources import AppSecretIssuer, CachedTokens, TokenServiceIssuer
from tests.fakes.clock import FakeClock
from tests.tools.sandbox.wechat.conftest import BEARER, SHOP, START, Platform, platform_with
from tools.sandbox.wechat.answers import day_of
from tools.sandbox.wechat.calls import thirty_days
from tools.sandbox.wechat.config import Feed, demo_programs
from tools.sandbox.wechat.state import PORTRAIT

YESTERDAY = day_of(START) - timedelta(days=1)
NOON = 4 * 3600
"""Seconds from the start."""


async def ask(platform: Platform, first: str = "20261024", last: str = "20261122", token: str = "") -> dict[str, Any]:
    """The answer to a window of days, after noon in China."""
    token = token or await platform.authorizer_token()
    body = {"begin_date": first, "end_date": last}
    answer: dict[str, Any] = (await platform.http.post(PORTRAIT, params={"access_token": token}, json=body)).json()
    return answer


@pytest.fixture
async def noon(platform: Platform) -> Platform:
    """The platform after noon in China."""
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
    """One, seven or thirty days, written without dashes."""
    assert (await ask(noon, first, last)).get("errcode") == code


async def test_in_the_morning_yesterday_is_not_counted_yet(platform: Platform) -> None:
    """61503 at nine, an answer at ten."""
    assert (await ask(platform))["errcode"] == 61503
    await platform.advance(3600)
    assert "visit_uv" in await ask(platform)


async def test_platforms_add_up(noon: Platform) -> None:
    """Phones and others, up to rounding; fewer people in fewer days."""
    month, week = await ask(noon), await ask(noon, "20261116")
    total = sum(each["value"] for each in month["visit_uv"]["platforms"])

    assert [each["name"] for each in month["visit_uv"]["platforms"]] == ["iPhone", "android", "other"]
    assert abs(total - thirty_days(SHOP, YESTERDAY)) <= 1
    assert sum(each["value"] for each in week["visit_uv"]["platforms"]) < total


async def test_who_may_ask(noon: Platform) -> None:
    """The program's own token may; a platform's needs permission set 18."""
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
    """A new program has empty lists; one has the number's older name."""
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
