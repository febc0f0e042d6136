"""How strict the base-library query is."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.sandbox.wechat.conftest import CAFE, QUERY, SHOP, START, Platform, platform_with
from tools.sandbox.wechat.answers import history
from tools.sandbox.wechat.calls import PUBLIC, published
from tools.sandbox.wechat.config import FLEET_AUDIENCES, WeChatSandboxConfig, fleet_programs
from tools.sandbox.wechat.rollout import Audience, Share, audience_of, head_count, released, shares
from tools.sandbox.wechat.state import State

DAY = START.date()

UNCLEAR = 8
"""One in two hundred audiences has numbers that prove nothing."""


async def test_it_answers_what_history_says(platform: Platform) -> None:
    for program in (SHOP, CAFE):
        response = await platform.query(await platform.authorizer_token(program))

        assert response.status_code == 200
        assert response.headers["content-type"] == "application/json; encoding=utf-8"
        assert response.json() == history(program, DAY)


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


async def test_get_is_refused(platform: Platform) -> None:
    response = await platform.http.get(QUERY, params={"access_token": await platform.authorizer_token()})

    assert response.json()["errcode"] == 43002


@pytest.mark.parametrize(("token", "code"), [("", 41001), ("short", 40014), ("x" * 200, 40001)])
async def test_a_token_that_was_never_given_out_is_refused(platform: Platform, token: str, code: int) -> None:
    assert await platform.code(token) == code


async def test_a_missing_parameter_is_a_missing_token(platform: Platform) -> None:
    token = await platform.authorizer_token()
    response = await platform.http.post(QUERY, headers={"Authorization": f"Bearer {token}"}, content=b"{}")

    assert response.json()["errcode"] == 41001


async def test_a_token_ends_on_the_sandboxs_clock(platform: Platform) -> None:
    token = await platform.authorizer_token()
    await platform.advance(7190)
    assert await platform.code(token) == 0

    await platform.advance(10)
    assert await platform.code(token) == 42001


async def test_a_refusal_is_http_200_with_a_rid(platform: Platform) -> None:
    response = await platform.query("")
    found = re.fullmatch(r"access_token missing rid: ([0-9a-f]{8})-[0-9a-f]{8}-[0-9a-f]{8}", response.json()["errmsg"])

    assert response.status_code == 200
    assert list(response.json()) == ["errcode", "errmsg"]
    assert found is not None
    assert int(found[1], 16) == pytest.approx(START.timestamp(), abs=60)


async def test_own_account_tokens_are_a_switch() -> None:
    for accepted, code in ((True, 0), (False, 48001)):
        platform = platform_with(own_token_accepted=accepted)
        async with platform.http:
            assert await platform.code((await platform.stable())["access_token"]) == code
            assert await platform.code(await platform.authorizer_token()) == 0


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


async def ask_quota(platform: Platform, path: object, token: str) -> httpx.Response:
    return await platform.http.post(
        "/cgi-bin/openapi/quota/get", params={"access_token": token}, content=json.dumps({"cgi_path": path})
    )


async def test_the_quota_can_be_asked_for(platform: Platform) -> None:
    token = await platform.authorizer_token()
    await platform.query(token)
    answer = (await ask_quota(platform, QUERY, token)).json()

    assert answer["quota"] == {"daily_limit": 50_000, "used": 1, "remain": 49_999}
    assert answer["rate_limit"] == answer["component_rate_limit"] == {"call_count": 600, "refresh_second": 60}


async def test_a_quota_is_only_known_for_known_paths(platform: Platform) -> None:
    token = await platform.authorizer_token()

    assert (await ask_quota(platform, "/cgi-bin/other", token)).json()["errcode"] == 76021
    assert (await ask_quota(platform, 5, token)).json()["errcode"] == 76021
    assert (await ask_quota(platform, QUERY, "")).json()["errcode"] == 41001


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


@given(moments)
def test_versions_ascend_as_numbers(moment: datetime) -> None:
    numbers = [tuple(int(part) for part in entry.version.split(".")) for entry in shares(moment, AVERAGE)]

    assert all(left < right for left, right in pairwise(numbers))


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


def test_an_abandoned_version_decays_slowly() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    tail = [share_of("3.3.5", start + timedelta(days=90 * quarter)) for quarter in range(5)]

    assert all(later < earlier for earlier, later in pairwise(tail))
    assert tail[-1] > 0


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


def test_few_users_make_coarse_numbers() -> None:
    assert head_count([Share("3.0.0", 0.4), Share("3.0.1", 0.35), Share("3.0.2", 0.25)], 3) == [1, 1, 1]


def test_an_audience_follows_from_its_seed() -> None:
    assert audience_of("wx1") == audience_of("wx1")
    assert audience_of("wx1") != audience_of("wx2")
