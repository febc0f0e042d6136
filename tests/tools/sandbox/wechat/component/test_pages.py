"""The pages on which a merchant lets the platform in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from tests.tools.sandbox.wechat.component.provider import CONFIG, OFFICIAL, Provider, provider_with
from tests.tools.sandbox.wechat.conftest import CAFE, SHOP
from tools.sandbox.wechat.config import demo_programs, fleet_programs

PC = "/cgi-bin/componentloginpage"
MOBILE = "/wxaopen/safe/bindcomponent"
BACK = "http://bot.test/wechat/authorized?state=s%20t"
REFERER = {"referer": "http://bot.test/wechat/authorize?pass=x"}
STRANGE = demo_programs()[3]


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    config = replace(CONFIG, authorised=(CAFE.appid,))
    async with provider_with(config, (SHOP, CAFE, OFFICIAL, STRANGE)) as made:
        yield made


async def link(provider: Provider, page: str = PC, **changes: str | None) -> str:
    code = (await provider.call("api_create_preauthcode", await provider.token()))["pre_auth_code"]
    query = {
        **({"action": "bindcomponent", "no_scan": "1"} if page == MOBILE else {}),
        "component_appid": CONFIG.appid,
        "pre_auth_code": code,
        "redirect_uri": BACK,
        "auth_type": "2",
    } | changes
    return f"{page}?{urlencode({name: value for name, value in query.items() if value is not None})}"


async def confirm(provider: Provider, url: str, **form: Any) -> httpx.Response:
    return await provider.http.post(url, data={"appid": SHOP.appid, "sets": ["17", "18", "30"]} | form)


def code_in(answer: httpx.Response) -> str:
    """The authorisation code with which a merchant is sent back."""
    assert answer.status_code == 302, answer.text
    target = urlsplit(answer.headers["location"])
    query = parse_qs(target.query)
    assert (f"{target.scheme}://{target.netloc}{target.path}", query["state"]) == (BACK.partition("?")[0], ["s t"])
    assert query["expires_in"] == ["600"]
    return query["auth_code"][0]


@pytest.mark.parametrize("page", [PC, MOBILE])
async def test_a_merchant_lets_the_platform_in(provider: Provider, page: str) -> None:
    url = await link(provider, page)
    shown = await provider.http.get(url, headers=REFERER)
    code = code_in(await confirm(provider, url))
    await provider.until(lambda: provider.events() == [("authorized", SHOP.appid)])
    push = provider.pushed[-1]
    query = parse_qs(urlsplit(url).query)
    exchanged = await provider.call("api_query_auth", await provider.token(), authorization_code=code)

    assert shown.status_code == 200
    assert (push["AuthorizationCode"], push["PreAuthCode"]) == (code, query["pre_auth_code"][0])
    assert exchanged["authorization_info"]["authorizer_appid"] == SHOP.appid


async def test_the_page_says_that_it_is_none_of_wechats(provider: Provider) -> None:
    text = (await provider.http.get(await link(provider), headers=REFERER)).text

    assert "This is not WeChat" in text
    assert OFFICIAL.appid not in text
    assert text.index(SHOP.appid) < text.index(STRANGE.appid) < text.index("Authorised: change permissions")
    assert text.index("Authorised: change permissions") < text.index(CAFE.appid)
    assert "Fractions &amp; &lt;Shares&gt;" in text


async def test_the_reading_set_can_be_left_out(provider: Provider) -> None:
    url = await link(provider)
    code = code_in(await confirm(provider, url, sets=["17", "30"]))
    found = await provider.call("api_query_auth", await provider.token(), authorization_code=code)

    assert [each["funcscope_category"]["id"] for each in found["authorization_info"]["func_info"]] == [17, 30]


async def test_a_link_can_ask_for_less(provider: Provider) -> None:
    url = await link(provider, category_id_list="18|99")
    shown = (await provider.http.get(url, headers=REFERER)).text
    code = code_in(await confirm(provider, url))
    found = await provider.call("api_query_auth", await provider.token(), authorization_code=code)

    assert 'value="18"' in shown
    assert 'value="17"' not in shown
    assert [each["funcscope_category"]["id"] for each in found["authorization_info"]["func_info"]] == [18]


@pytest.mark.parametrize(("kind", "shown"), [("1", {OFFICIAL}), ("3", {SHOP, OFFICIAL}), ("2", {SHOP})])
async def test_a_link_is_for_a_kind_of_account(provider: Provider, kind: str, shown: set[Any]) -> None:
    text = (await provider.http.get(await link(provider, auth_type=kind), headers=REFERER)).text

    assert {program for program in (SHOP, OFFICIAL) if program.appid in text} == shown


async def test_a_link_can_be_for_one_account(provider: Provider) -> None:
    url = await link(provider, biz_appid=CAFE.appid, auth_type=None)
    text = (await provider.http.get(url, headers=REFERER)).text

    assert CAFE.appid in text
    assert SHOP.appid not in text
    assert (await confirm(provider, url)).status_code == 400


async def test_of_a_large_fleet_some_are_shown() -> None:
    async with provider_with(replace(CONFIG, authorised=()), fleet_programs(1000)) as provider:
        text = (await provider.http.get(await link(provider), headers=REFERER)).text

    assert text.count('type="radio"') == 30
    assert "And 970 more." in text


@pytest.mark.parametrize("referer", [None, "http://evil.test/wechat/authorize", "http://bot.test.evil.test/", ""])
async def test_a_merchant_comes_from_the_registered_domain(provider: Provider, referer: str | None) -> None:
    answer = await provider.http.get(await link(provider), headers={} if referer is None else {"referer": referer})

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
async def test_a_link_that_is_wrong(provider: Provider, page: str, changes: dict[str, Any]) -> None:
    url = await link(provider, page, **changes)
    redirect_uri = str(changes.get("redirect_uri") or BACK)

    assert (await provider.http.get(url, headers={"referer": redirect_uri})).status_code == 400
    assert (await confirm(provider, url)).status_code == 400
    assert provider.events() == []


async def test_a_link_works_for_half_an_hour_and_once(provider: Provider) -> None:
    old, used = await link(provider), await link(provider)
    await confirm(provider, used)
    again = await confirm(provider, used)
    await provider.advance(minutes=31)

    assert again.status_code == 400
    assert (await provider.http.get(old, headers=REFERER)).status_code == 400


async def test_nothing_is_pushed_when_nothing_changed(provider: Provider) -> None:
    code = code_in(await confirm(provider, await link(provider), appid=CAFE.appid))
    changed = code_in(await confirm(provider, await link(provider), appid=CAFE.appid, sets=["17"]))
    await provider.until(lambda: provider.events() == [("updateauthorized", CAFE.appid)])

    assert provider.pushed[-1]["AuthorizationCode"] == changed != code
    answer = await provider.call("api_query_auth", await provider.token(), authorization_code=code)
    assert answer["authorization_info"]["authorizer_appid"] == CAFE.appid


@pytest.mark.parametrize(
    ("fault", "pushes_before", "pushes", "visits"),
    [("push_first", 1, 1, 0), ("push_only", 1, 1, 0), ("redirect_only", 0, 0, 0), ("both_twice", 0, 2, 1)],
)
async def test_an_authorisation_can_come_back_in_other_ways(
    provider: Provider, fault: str, pushes_before: int, pushes: int, visits: int
) -> None:
    url = await link(provider)
    await provider.arm(fault)
    answer = await provider.http.post(
        url, data={"appid": SHOP.appid, "sets": "18"}, headers={"cookie": "state=from-the-landing-page"}
    )
    assert len(provider.events()) >= pushes_before
    await provider.until(lambda: len(provider.events()) == pushes)

    assert (answer.status_code, len(provider.fetched)) == (200 if fault == "push_only" else 302, visits)
    assert all(str(url) == answer.headers["location"] for url in provider.fetched)
    codes = {push["AuthorizationCode"] for push in provider.pushed if "AuthorizationCode" in push}
    assert len(codes) == min(pushes, 1)


async def test_the_push_can_come_later(provider: Provider) -> None:
    url = await link(provider)
    await provider.arm("redirect_first", params={"seconds": 2})
    code = code_in(await confirm(provider, url))
    await provider.until(lambda: len(provider.events()) == 1)

    assert provider.waited == [2.0]
    assert provider.pushed[-1]["AuthorizationCode"] == code
