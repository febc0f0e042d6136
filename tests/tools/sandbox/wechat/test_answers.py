"""What the query answers for each kind of program."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.domain.numbers.meaning import read_meaning
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.response import Refusal
from tests.tools.sandbox.wechat.component.provider import CONFIG, OFFICIAL, Provider, provider_with
from tests.tools.sandbox.wechat.conftest import BEARER, CAFE, QUERY, SHOP, START, Platform
from tools.sandbox.wechat.answers import ODD_LABELS, contradicting, history
from tools.sandbox.wechat.config import FLEET_AUDIENCES, Feed, demo_programs, fleet_programs

DAY = date(2026, 11, 23)
LEADER = "3.18.3"

UNCLEAR = 8
"""One in two hundred audiences has numbers that prove nothing."""


def items(feed: Feed, day: date = DAY) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = history(replace(SHOP, feed=feed), day)["uv_info"]["items"]
    return found


def numbers(feed: Feed) -> list[Any]:
    return [item["percentage"] for item in items(feed)]


def test_the_answer_has_the_documented_fields_in_order() -> None:
    answer = history(SHOP, DAY)

    assert list(answer)[:4] == ["errcode", "errmsg", "now_version", "uv_info"]
    assert (answer["errcode"], answer["errmsg"], answer["now_version"]) == (0, "ok", "2.25.4")
    assert all(list(item) == ["version", "percentage"] for item in answer["uv_info"]["items"])


def test_what_a_fleet_sends_is_clear() -> None:
    unclear = []
    for number, program in enumerate(fleet_programs(200)):
        feed = read_reply(200, json.dumps(history(program, DAY)).encode())
        assert not isinstance(feed, Refusal)
        unclear += [] if read_meaning(feed).proved else [number]

    assert unclear == [199]


def test_the_same_day_gives_the_same_answer() -> None:
    assert history(SHOP, DAY) == history(SHOP, DAY)
    assert history(SHOP, DAY) != history(replace(SHOP, appid="wx9"), DAY)


def test_an_undocumented_field_comes_now_and_then() -> None:
    days = [DAY - timedelta(days=back) for back in range(60)]
    extra = [day for day in days if set(history(SHOP, day)) - {"errcode", "errmsg", "now_version", "uv_info"}]

    assert 0 < len(extra) < 30


@pytest.mark.parametrize(("feed", "whole"), [(Feed.PERCENT, 100), (Feed.FRACTION, 1)])
def test_shares_make_one_whole(feed: Feed, whole: int) -> None:
    values = numbers(feed)

    assert sum(values) == pytest.approx(whole, rel=2e-3)
    assert {type(value) for value in values} == {int, float}


def test_strings_are_the_percentages_as_text() -> None:
    assert [float(text) for text in numbers(Feed.STRINGS)] == numbers(Feed.PERCENT)
    assert all(isinstance(text, str) for text in numbers(Feed.STRINGS))


def test_cumulative_is_the_share_below() -> None:
    """The sum of the shares before it; none below 0.0.0; the newest leaves out its own."""
    shares = numbers(Feed.FRACTION)
    below = items(Feed.CUMULATIVE)

    assert below[0] == {"version": "0.0.0", "percentage": 0}
    assert [item["percentage"] for item in below[1:]] == pytest.approx(
        [sum(shares[:index]) for index in range(len(shares))], abs=1e-4
    )
    assert below[-1]["percentage"] < 1


def test_at_or_below_ends_at_all_users() -> None:
    values = numbers(Feed.AT_OR_BELOW)

    assert all(left <= right for left, right in pairwise(values))
    assert values[-1] == 1


def test_odd_labels_keep_the_sum() -> None:
    found = items(Feed.ODD_LABELS)

    assert tuple(item["version"] for item in found[:3]) == ODD_LABELS
    assert all(item["percentage"] > 0 for item in found[:3])
    assert sum(item["percentage"] for item in found) == pytest.approx(100, abs=0.2)


def test_the_special_feeds_are_what_they_say() -> None:
    unclear = numbers(Feed.UNDETERMINED)

    assert sum(numbers(Feed.PARTIAL)) == pytest.approx(54, abs=0.2)
    assert items(Feed.SINGLE) == [{"version": LEADER, "percentage": 100}]
    assert LEADER not in {item["version"] for item in items(Feed.NEWEST_MISSING)}
    assert sum(unclear) == pytest.approx(170, abs=0.5)
    assert unclear != sorted(unclear)


def test_no_data_has_three_spellings() -> None:
    assert set(numbers(Feed.ZEROS)) == {0}
    assert items(Feed.EMPTY) == []
    assert history(replace(SHOP, feed=Feed.NULL), DAY)["uv_info"] is None


def test_a_withdrawal_puts_users_back() -> None:
    """The newest library has almost no users, the one before leads, and none are lost."""
    found = items(Feed.WITHDRAWN)

    assert found[-1]["percentage"] == pytest.approx(0.1)
    assert max(found, key=lambda item: item["percentage"])["version"] == "3.18.2"
    assert sum(item["percentage"] for item in found) == pytest.approx(100, abs=0.2)


def test_a_contradicting_feed_turns_shares_and_sums_around() -> None:
    assert contradicting(Feed.PERCENT) is Feed.CUMULATIVE
    assert contradicting(Feed.AT_OR_BELOW) is Feed.PERCENT


def test_the_demonstration_has_every_feed() -> None:
    """One program for each, all with their own appid in WeChat's form; what was before is needed to see a recount."""
    programs = demo_programs()

    assert {program.feed for program in programs} == set(Feed) - {Feed.RECOUNTED}
    assert len({program.appid for program in programs}) == len(programs)
    assert all(len(program.appid) == 18 and program.appid.startswith("wx") for program in programs)


def test_a_fleet_is_made_by_rule() -> None:
    fleet = fleet_programs(10_000)

    assert fleet[:100] == fleet_programs(100)
    assert len({program.appid for program in fleet}) == 10_000
    assert len({(program.seed, program.feed, program.minimum) for program in fleet}) == FLEET_AUDIENCES + UNCLEAR
    assert all(len(program.appid) == 18 for program in fleet)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with provider_with(CONFIG, (SHOP, CAFE, OFFICIAL)) as made:
        yield made


async def minimum(provider: Provider, appid: str) -> str:
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
    refused = await provider.http.post("/", data=form)

    assert refused.status_code == 400
    assert "Choose a Mini Program and a released version." in refused.text
    assert await minimum(provider, SHOP.appid) == SHOP.minimum


async def test_one_of_many_programs() -> None:
    many = tuple(fleet_programs(40))
    async with provider_with(CONFIG, many) as provider:
        page = (await provider.http.get("/")).text
        last = (await provider.http.get("/", params={"biz_appid": many[-1].appid})).text

    assert "And 10 more." in page
    assert many[-1].appid not in page
    assert many[-1].appid in last
    assert many[0].appid not in last


async def test_the_clock_can_be_read_set_and_moved(platform: Platform) -> None:
    read = (await platform.http.get("/sandbox/clock")).json()["now"]
    moved = (await platform.http.post("/sandbox/clock", json={"set": "2027-01-01T00:00:00Z"})).json()["now"]
    back = (await platform.http.post("/sandbox/clock", json={"advance_seconds": -3600})).json()["now"]

    assert (datetime.fromisoformat(read) - START).total_seconds() < 60
    assert moved.startswith("2027-01-01T00:00:")
    assert back.startswith("2026-12-31T23:00:")


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


async def test_an_unknown_fault_is_not_found(platform: Platform) -> None:
    assert (await platform.http.put("/sandbox/faults/other")).status_code == 404
    assert (await platform.http.delete("/sandbox/faults/other")).status_code == 404


@pytest.mark.parametrize(
    "body",
    [{"times": 0}, {"times": "1"}, {"where": 1}, {"params": []}, {"params": {"code": "x"}}, {"params": {"other": 1}}],
)
async def test_a_fault_that_makes_no_sense_is_refused(platform: Platform, body: dict[str, Any]) -> None:
    assert (await platform.http.put("/sandbox/faults/errcode", json=body)).status_code == 400


async def test_what_is_not_json_is_refused(platform: Platform) -> None:
    assert (await platform.http.put("/sandbox/faults/slow", content=b"{")).status_code == 400


async def test_programs_are_listed_without_secrets(platform: Platform) -> None:
    response = await platform.http.get("/sandbox/programs")

    assert [program["appid"] for program in response.json()["programs"]] == [SHOP.appid, CAFE.appid]
    assert SHOP.secret not in response.text


async def test_a_programs_minimum_and_feed_can_be_changed(platform: Platform) -> None:
    response = await platform.http.post(f"/sandbox/programs/{SHOP.appid}", json={"minimum": "3.0.0", "feed": "null"})
    answer = (await platform.query(await platform.authorizer_token(SHOP))).json()

    assert response.status_code == 200
    assert (answer["now_version"], answer["uv_info"]) == ("3.0.0", None)
    assert (await platform.query(await platform.authorizer_token(CAFE))).json()["uv_info"] is not None


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
    await platform.plain()
    await platform.query(token)
    await platform.query("")
    response = await platform.http.get("/sandbox/requests")
    queries = (await platform.http.get("/sandbox/requests", params={"path": QUERY})).json()["requests"]

    assert len(response.json()["requests"]) == 5
    assert [(entry["appid"], entry["body"], entry["errcode"]) for entry in queries] == [
        (SHOP.appid, "{}", 0),
        (None, "{}", 41001),
    ]
    assert all(secret not in response.text for secret in (token, own, SHOP.secret, BEARER))


async def test_an_unknown_path_is_not_found(platform: Platform) -> None:
    response = await platform.http.get("/nothing")

    assert (response.status_code, response.json()) == (404, {"error": "Not Found"})
