"""What the query answers for each kind of program, and how strict it is; the console; the roll-out beneath."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.meaning import read_meaning
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.response import Refusal
from tests.tools.sandbox.platform import (
    CAFE,
    CONFIG,
    OFFICIAL,
    SHOP,
    START,
    Platform,
    Provider,
    platform_with,
    provider_with,
)
from tools.sandbox.wechat.answers import ODD_LABELS, history
from tools.sandbox.wechat.calls import PUBLIC, published
from tools.sandbox.wechat.config import FLEET_AUDIENCES, Feed, WeChatSandboxConfig, fleet_programs
from tools.sandbox.wechat.rollout import Audience, head_count, released, shares
from tools.sandbox.wechat.state import State

DAY = date(2026, 11, 23)
LEADER = "3.18.3"


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


@pytest.mark.parametrize(("feed", "whole"), [(Feed.PERCENT, 100), (Feed.FRACTION, 1)])
def test_shares_make_one_whole(feed: Feed, whole: int) -> None:
    values = numbers(feed)

    assert sum(values) == pytest.approx(whole, rel=2e-3)
    assert {type(value) for value in values} == {int, float}


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


async def test_an_unknown_path_is_not_found(platform: Platform) -> None:
    response = await platform.http.get("/nothing")

    assert (response.status_code, response.json()) == (404, {"error": "Not Found"})


UNCLEAR = 8
"""One in two hundred audiences has numbers that prove nothing."""


async def test_the_answer_changes_with_beijings_day(platform: Platform) -> None:
    before = (await platform.query(await platform.authorizer_token())).json()
    await platform.advance(15 * 3600)
    after = (await platform.query(await platform.authorizer_token())).json()

    assert before["uv_info"] != after["uv_info"]
    assert before["now_version"] == after["now_version"] == "2.25.4"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 44002),
        (b"[]", 47001),
        (b"null", 47001),
        (b"a=b", 47001),
        (b"{", 47001),
        (b"\xff", 47001),
        (b"[" * 100_000, 47001),
        (b"{}", 0),
        (b'{"unknown":1}', 0),
    ],
)
async def test_the_body_must_be_a_json_object(platform: Platform, body: bytes, code: int) -> None:
    assert await platform.code(await platform.authorizer_token(), body) == code


@pytest.mark.parametrize(("token", "code"), [("", 41001), ("short", 40014), ("x" * 200, 40001)])
async def test_a_token_that_was_never_given_out_is_refused(platform: Platform, token: str, code: int) -> None:
    assert await platform.code(token) == code


async def test_a_refusal_is_http_200_with_a_rid(platform: Platform) -> None:
    response = await platform.query("")
    found = re.fullmatch(r"access_token missing rid: ([0-9a-f]{8})-[0-9a-f]{8}-[0-9a-f]{8}", response.json()["errmsg"])

    assert response.status_code == 200
    assert list(response.json()) == ["errcode", "errmsg"]
    assert found is not None
    assert int(found[1], 16) == pytest.approx(START.timestamp(), abs=60)


async def test_the_days_calls_run_out_and_return_at_midnight() -> None:
    platform = platform_with(daily_limit=2)
    async with platform.http:
        token = await platform.authorizer_token()
        codes = [await platform.code(token) for _ in range(3)]

        assert codes == [0, 0, 45009]
        assert await platform.code(await platform.authorizer_token(CAFE)) == 0
        await platform.advance(15 * 3600)
        assert await platform.code(await platform.authorizer_token()) == 0


async def test_a_minutes_calls_run_out_and_return() -> None:
    platform = platform_with(minute_limit=1)
    async with platform.http:
        token = await platform.authorizer_token()

        assert [await platform.code(token) for _ in range(2)] == [0, 45011]
        await platform.advance(60)
        assert await platform.code(token) == 0


async def test_a_quota_is_only_known_for_known_paths(platform: Platform) -> None:
    params = {"access_token": await platform.authorizer_token()}
    for path in ("/cgi-bin/other", 5):
        answer = await platform.http.post("/cgi-bin/openapi/quota/get", params=params, json={"cgi_path": path})
        assert answer.json()["errcode"] == 76021


def test_a_fleets_answers_are_made_once_a_day() -> None:
    state = State(WeChatSandboxConfig(programs=(), fleet=10_000))
    bodies = {id(state.answer(program, START, None)) for program in fleet_programs(10_000)}

    assert len(bodies) == FLEET_AUDIENCES + UNCLEAR
    assert len(state.programs) == 10_000


def content(moment: datetime) -> dict[str, Any]:
    inner: dict[str, Any] = json.loads(published(moment)["json_data"])
    return inner


def test_the_shape_is_the_real_one() -> None:
    inner = content(START)

    assert published(START)["baseresponse"] == {"errcode": 0}
    assert list(inner) == ["update_time", "android", "iOS", "total", "relation"]
    for system in ("android", "iOS", "total"):
        assert 99.9 <= sum(row["percentage"] for row in inner[system]) <= 100.02
        versions = [tuple(map(int, row["sdkVer"].split("."))) for row in inner[system]]
        assert versions == sorted(versions, reverse=True)
    assert list(inner["relation"]) == ["ios", "android"]


def test_minor_versions_need_a_new_client() -> None:
    android = {row["lib"].rsplit(".", 1)[0]: row["app"] for row in content(START)["relation"]["android"]}

    assert android["3.0"] == "8.0.40"
    assert len(android) == len(set(android.values()))
    assert android["1.9"] == "6.6.2.37"


def test_android_is_behind_and_all_of_it_ages() -> None:

    def coverage(moment: datetime, system: str) -> float:
        rows = content(moment)[system]
        return float(sum(row["percentage"] for row in rows if row["sdkVer"] >= "3.17.0"))

    moment = datetime(2026, 9, 1, tzinfo=UTC)
    weeks = [coverage(moment + timedelta(weeks=week), "total") for week in range(8)]
    assert weeks == sorted(weeks)
    assert coverage(moment, "android") < coverage(moment, "total") < coverage(moment, "iOS")


@pytest.mark.parametrize("hours", [0, 30])
async def test_it_goes_by_the_sandbox_s_clock(platform: Platform, hours: int) -> None:
    await platform.advance(hours * 3600)
    inner = json.loads((await platform.http.get(PUBLIC)).json()["json_data"])

    day = (START + timedelta(hours=8 + hours)).date()
    assert datetime.fromtimestamp(inner["update_time"], UTC) + timedelta(hours=8) == datetime.combine(
        day, datetime.min.time(), UTC
    )


async def test_only_a_get_is_answered(platform: Platform) -> None:
    assert (await platform.http.post(PUBLIC)).status_code == 405


async def test_faults_of_the_line_strike_only_what_they_are_armed_for(platform: Platform) -> None:
    """In truth another host: a general fault is the API's, and not used up here."""
    await platform.arm("http_500", times=1)
    assert (await platform.http.get(PUBLIC)).status_code == 200
    assert (await platform.query("any")).status_code == 500

    await platform.arm("http_404", where=PUBLIC)
    await platform.arm("slow", where=PUBLIC, params={"seconds": 5})
    assert (await platform.http.get(PUBLIC)).status_code == 404


AVERAGE = Audience(lag=1.0, users=1_000_000)
moments = st.datetimes(datetime(2021, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
audiences = st.builds(Audience, lag=st.floats(0.5, 2.0), users=st.integers(1, 2_000_000))


def share_of(version: str, moment: datetime) -> float:
    return next(part.share for part in shares(moment, AVERAGE) if part.version == version)


def newest(moment: datetime) -> str:
    return released(moment)[-1].version


@given(moments, audiences)
def test_shares_add_up_and_none_is_negative(moment: datetime, audience: Audience) -> None:
    parts = shares(moment, audience)

    assert sum(part.share for part in parts) == pytest.approx(1.0)
    assert all(part.share >= 0 for part in parts)


@given(moments, audiences, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_coverage_of_a_version_never_falls(moment: datetime, audience: Audience, later: timedelta) -> None:
    version = released(moment)[-1].version

    def coverage(at: datetime) -> float:
        listed = shares(at, audience)
        expected = tuple(map(int, version.split(".")))
        return sum(part.share for part in listed if tuple(map(int, part.version.split("."))) >= expected)

    assert coverage(moment + later) >= coverage(moment) - 1e-9


@pytest.mark.parametrize(
    ("age", "low", "high"),
    [(timedelta(hours=2), 0.03, 0.07), (timedelta(hours=8), 0.2, 0.35), (timedelta(days=4), 0.8, 0.95)],
)
def test_a_patch_reaches_nearly_everyone_on_its_line_in_days(age: timedelta, low: float, high: float) -> None:
    release = next(found for found in released(datetime(2026, 11, 23, tzinfo=UTC)) if found.version == "3.17.5")

    assert low < share_of("3.17.5", release.at + age) < high


@pytest.mark.parametrize(
    ("day", "version"), [(date(2025, 10, 25), "3.11.1"), (date(2026, 3, 31), "3.15.0"), (date(2026, 9, 25), "3.17.5")]
)
def test_the_documented_leaders_lead(day: date, version: str) -> None:
    parts = shares(datetime(day.year, day.month, day.day, tzinfo=UTC), AVERAGE)

    assert max(parts, key=lambda part: part.share).version == version


def test_releases_go_on_every_two_weeks() -> None:
    start = datetime(2026, 10, 7, 2, tzinfo=UTC)
    versions = [newest(start + timedelta(days=14 * step)) for step in range(9)]

    assert versions == ["3.18.0", "3.18.1", "3.18.2", "3.18.3", "3.19.0", "3.19.1", "3.19.2", "3.19.3", "3.20.0"]


def test_there_is_no_distribution_before_the_first_release() -> None:
    with pytest.raises(ValueError, match="no base library"):
        shares(datetime(2020, 1, 1, tzinfo=UTC), AVERAGE)


@given(moments, audiences)
def test_heads_are_whole_and_none_is_lost(moment: datetime, audience: Audience) -> None:
    parts = shares(moment, audience)
    counts = head_count(parts, audience.users)

    assert sum(counts) == audience.users
    assert all(abs(count - part.share * audience.users) <= 1 for count, part in zip(counts, parts, strict=True))
