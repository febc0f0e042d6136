"""WeChat's public numbers in the sandbox."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.tools.sandbox.wechat.conftest import START, Platform
from tools.sandbox.wechat.calls import PUBLIC, published


def content(moment: datetime) -> dict[str, Any]:
    """The inner object."""
    inner: dict[str, Any] = json.loads(published(moment)["json_data"])
    return inner


def test_the_shape_is_the_real_one() -> None:
    """JSON in a text; two-decimal percent, newest first, slightly under 100; `iOS` beside `ios`."""
    inner = content(START)

    assert published(START)["baseresponse"] == {"errcode": 0}
    assert list(inner) == ["update_time", "android", "iOS", "total", "relation"]
    for system in ("android", "iOS", "total"):
        assert 99.9 <= sum(row["percentage"] for row in inner[system]) <= 100.02
        versions = [tuple(map(int, row["sdkVer"].split("."))) for row in inner[system]]
        assert versions == sorted(versions, reverse=True)
    assert list(inner["relation"]) == ["ios", "android"]


def test_minor_versions_need_a_new_client() -> None:
    """Each has its own, rising; 3.0 has the real one."""
    android = {row["lib"].rsplit(".", 1)[0]: row["app"] for row in content(START)["relation"]["android"]}

    assert android["3.0"] == "8.0.40"
    assert len(android) == len(set(android.values()))
    assert android["1.9"] == "6.6.2.37"


def test_android_is_behind_and_all_of_it_ages() -> None:
    """A version's lead grows from week to week, and iPhones have it first."""

    def coverage(moment: datetime, system: str) -> float:
        rows = content(moment)[system]
        return float(sum(row["percentage"] for row in rows if row["sdkVer"] >= "3.17.0"))

    moment = datetime(2026, 9, 1, tzinfo=UTC)
    weeks = [coverage(moment + timedelta(weeks=week), "total") for week in range(8)]
    assert weeks == sorted(weeks)
    assert coverage(moment, "android") < coverage(moment, "total") < coverage(moment, "iOS")


@pytest.mark.parametrize("hours", [0, 30])
async def test_it_goes_by_the_sandbox_s_clock(platform: Platform, hours: int) -> None:
    """The numbers are of the Chinese day's first minute, like the programs'."""
    await platform.advance(hours * 3600)
    inner = json.loads((await platform.http.get(PUBLIC)).json()["json_data"])

    day = (START + timedelta(hours=8 + hours)).date()
    assert datetime.fromtimestamp(inner["update_time"], UTC) + timedelta(hours=8) == datetime.combine(
        day, datetime.min.time(), UTC
    )


async def test_only_a_get_is_answered(platform: Platform) -> None:
    """As any page."""
    assert (await platform.http.post(PUBLIC)).status_code == 405


async def test_faults_of_the_line_strike_only_what_they_are_armed_for(platform: Platform) -> None:
    """In truth another host: a general fault is the API's, and not used up here."""
    await platform.arm("http_500", times=1)
    assert (await platform.http.get(PUBLIC)).status_code == 200
    assert (await platform.query("any")).status_code == 500

    await platform.arm("http_404", where=PUBLIC)
    await platform.arm("slow", where=PUBLIC, params={"seconds": 5})
    assert (await platform.http.get(PUBLIC)).status_code == 404
