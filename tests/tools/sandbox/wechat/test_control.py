"""The control side: clock, faults, programs and the record of requests."""

from datetime import datetime
from typing import Any

import pytest

from tests.tools.sandbox.wechat.conftest import BEARER, CAFE, QUERY, SHOP, START, Platform


async def test_the_clock_can_be_read_set_and_moved(platform: Platform) -> None:
    """It starts as configured, jumps, and moves both ways."""
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
    """HTTP 400 and a reason; an instant without its offset is none."""
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
    """Neither armed nor cleared."""
    assert (await platform.http.put("/sandbox/faults/other")).status_code == 404
    assert (await platform.http.delete("/sandbox/faults/other")).status_code == 404


@pytest.mark.parametrize(
    "body",
    [{"times": 0}, {"times": "1"}, {"where": 1}, {"params": []}, {"params": {"code": "x"}}, {"params": {"other": 1}}],
)
async def test_a_fault_that_makes_no_sense_is_refused(platform: Platform, body: dict[str, Any]) -> None:
    """Found out when it is armed, not when it strikes."""
    assert (await platform.http.put("/sandbox/faults/errcode", json=body)).status_code == 400


async def test_what_is_not_json_is_refused(platform: Platform) -> None:
    """The control side speaks JSON."""
    assert (await platform.http.put("/sandbox/faults/slow", content=b"{")).status_code == 400


async def test_programs_are_listed_without_secrets(platform: Platform) -> None:
    """Feeds and minimums are shown, secrets are not."""
    response = await platform.http.get("/sandbox/programs")

    assert [program["appid"] for program in response.json()["programs"]] == [SHOP.appid, CAFE.appid]
    assert SHOP.secret not in response.text


async def test_a_programs_minimum_and_feed_can_be_changed(platform: Platform) -> None:
    """The next query shows them; the other program keeps its own."""
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
    """Unknown programs and unknown feeds."""
    assert (await platform.http.post(f"/sandbox/programs/{appid}", json=body)).status_code == status


async def test_requests_are_remembered_without_secrets(platform: Platform) -> None:
    """Method, path, program, body, outcome: and neither token nor secret nor bearer."""
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
    """In the sandbox's own shape."""
    response = await platform.http.get("/nothing")

    assert (response.status_code, response.json()) == (404, {"error": "Not Found"})
