"""The console in which people set minimums by hand."""

from collections.abc import AsyncIterator

import pytest

from tests.tools.sandbox.wechat.component.provider import CONFIG, OFFICIAL, Provider, provider_with
from tests.tools.sandbox.wechat.conftest import CAFE, SHOP
from tools.sandbox.wechat.config import fleet_programs


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """Two programs and an official account."""
    async with provider_with(CONFIG, (SHOP, CAFE, OFFICIAL)) as made:
        yield made


async def minimum(provider: Provider, appid: str) -> str:
    """A program's, as the platform has it."""
    programs = (await provider.http.get("/sandbox/programs")).json()["programs"]
    return next(str(each["minimum"]) for each in programs if each["appid"] == appid)


async def test_a_person_sets_a_minimum(provider: Provider) -> None:
    """It shows at once, on the page too, and is no call; official accounts are not listed."""
    before = (await provider.http.get("/")).text
    after = (await provider.http.post("/", data={"appid": SHOP.appid, "version": "3.8.5"})).text

    assert f"{SHOP.appid}, {SHOP.alias}, minimum {SHOP.minimum}" in before
    assert OFFICIAL.appid not in before
    assert "This is not WeChat." in before
    assert f"The minimum of {SHOP.nickname} is 3.8.5." in after
    assert await minimum(provider, SHOP.appid) == "3.8.5"
    assert await minimum(provider, CAFE.appid) == CAFE.minimum
    assert (await provider.http.get("/sandbox/changes")).json()["changes"] == []


@pytest.mark.parametrize("form", [{}, {"appid": SHOP.appid, "version": "99.0.0"}, {"appid": "wx0", "version": "3.8.5"}])
async def test_what_it_does_not_take(provider: Provider, form: dict[str, str]) -> None:
    """Only a program there is, and a released version."""
    refused = await provider.http.post("/", data=form)

    assert refused.status_code == 400
    assert "Choose a Mini Program and a released version." in refused.text
    assert await minimum(provider, SHOP.appid) == SHOP.minimum


async def test_one_of_many_programs() -> None:
    """The page has room for thirty; the address chooses any other."""
    many = tuple(fleet_programs(40))
    async with provider_with(CONFIG, many) as provider:
        page = (await provider.http.get("/")).text
        last = (await provider.http.get("/", params={"biz_appid": many[-1].appid})).text

    assert "And 10 more." in page
    assert many[-1].appid not in page
    assert many[-1].appid in last
    assert many[0].appid not in last
