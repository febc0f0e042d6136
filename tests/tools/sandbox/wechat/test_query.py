"""How strict the base-library query is."""

import json
import re

import httpx
import pytest

from tests.tools.sandbox.wechat.conftest import CAFE, QUERY, SHOP, START, Platform, platform_with
from tools.sandbox.wechat.answers import history
from tools.sandbox.wechat.config import FLEET_AUDIENCES, WeChatSandboxConfig, fleet_programs
from tools.sandbox.wechat.state import State

DAY = START.date()

UNCLEAR = 8
"""One in two hundred audiences has numbers that prove nothing."""


async def test_it_answers_what_history_says(platform: Platform) -> None:
    """An authorizer token and `{}` give the day's answer of the token's program."""
    for program in (SHOP, CAFE):
        response = await platform.query(await platform.authorizer_token(program))

        assert response.status_code == 200
        assert response.headers["content-type"] == "application/json; encoding=utf-8"
        assert response.json() == history(program, DAY)


async def test_the_answer_changes_with_beijings_day(platform: Platform) -> None:
    """At 16:00 UTC a new day's figures are served; the minimum stays."""
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
    """Nothing at all is 44002; what is not an object is 47001."""
    assert await platform.code(await platform.authorizer_token(), body) == code


async def test_get_is_refused(platform: Platform) -> None:
    """The query is a POST."""
    response = await platform.http.get(QUERY, params={"access_token": await platform.authorizer_token()})

    assert response.json()["errcode"] == 43002


@pytest.mark.parametrize(("token", "code"), [("", 41001), ("short", 40014), ("x" * 200, 40001)])
async def test_a_token_that_was_never_given_out_is_refused(platform: Platform, token: str, code: int) -> None:
    """None, no token at all, and an unknown one have their own codes."""
    assert await platform.code(token) == code


async def test_a_missing_parameter_is_a_missing_token(platform: Platform) -> None:
    """The token belongs in the query; a header does not count."""
    token = await platform.authorizer_token()
    response = await platform.http.post(QUERY, headers={"Authorization": f"Bearer {token}"}, content=b"{}")

    assert response.json()["errcode"] == 41001


async def test_a_token_ends_on_the_sandboxs_clock(platform: Platform) -> None:
    """Good for 7199 seconds, expired after 7200."""
    token = await platform.authorizer_token()
    await platform.advance(7190)
    assert await platform.code(token) == 0

    await platform.advance(10)
    assert await platform.code(token) == 42001


async def test_a_refusal_is_http_200_with_a_rid(platform: Platform) -> None:
    """The text ends in three groups of eight hexadecimal digits, first the time."""
    response = await platform.query("")
    found = re.fullmatch(r"access_token missing rid: ([0-9a-f]{8})-[0-9a-f]{8}-[0-9a-f]{8}", response.json()["errmsg"])

    assert response.status_code == 200
    assert list(response.json()) == ["errcode", "errmsg"]
    assert found is not None
    assert int(found[1], 16) == pytest.approx(START.timestamp(), abs=60)


async def test_own_account_tokens_are_a_switch() -> None:
    """They are accepted for trying things out, or refused as WeChat documents."""
    for accepted, code in ((True, 0), (False, 48001)):
        platform = platform_with(own_token_accepted=accepted)
        async with platform.http:
            assert await platform.code((await platform.stable())["access_token"]) == code
            assert await platform.code(await platform.authorizer_token()) == 0


async def test_the_days_calls_run_out_and_return_at_midnight() -> None:
    """45009 after the limit, until Beijing's next day; another program is not touched."""
    platform = platform_with(daily_limit=2)
    async with platform.http:
        token = await platform.authorizer_token()
        codes = [await platform.code(token) for _ in range(3)]

        assert codes == [0, 0, 45009]
        assert await platform.code(await platform.authorizer_token(CAFE)) == 0
        await platform.advance(15 * 3600)
        assert await platform.code(await platform.authorizer_token()) == 0


async def test_a_minutes_calls_run_out_and_return() -> None:
    """45011 after the limit, until the next minute."""
    platform = platform_with(minute_limit=1)
    async with platform.http:
        token = await platform.authorizer_token()

        assert [await platform.code(token) for _ in range(2)] == [0, 45011]
        await platform.advance(60)
        assert await platform.code(token) == 0


async def ask_quota(platform: Platform, path: object, token: str) -> httpx.Response:
    """A quota answer."""
    return await platform.http.post(
        "/cgi-bin/openapi/quota/get", params={"access_token": token}, content=json.dumps({"cgi_path": path})
    )


async def test_the_quota_can_be_asked_for(platform: Platform) -> None:
    """Used and remaining calls of the token's program on one path."""
    token = await platform.authorizer_token()
    await platform.query(token)
    answer = (await ask_quota(platform, QUERY, token)).json()

    assert answer["quota"] == {"daily_limit": 50_000, "used": 1, "remain": 49_999}
    assert answer["rate_limit"] == answer["component_rate_limit"] == {"call_count": 600, "refresh_second": 60}


async def test_a_quota_is_only_known_for_known_paths(platform: Platform) -> None:
    """Anything else is 76021; the token is checked first."""
    token = await platform.authorizer_token()

    assert (await ask_quota(platform, "/cgi-bin/other", token)).json()["errcode"] == 76021
    assert (await ask_quota(platform, 5, token)).json()["errcode"] == 76021
    assert (await ask_quota(platform, QUERY, "")).json()["errcode"] == 41001


def test_a_fleets_answers_are_made_once_a_day() -> None:
    """Ten thousand programs share one body per audience, plus those that prove nothing."""
    state = State(WeChatSandboxConfig(programs=(), fleet=10_000))
    bodies = {id(state.answer(program, START, None)) for program in fleet_programs(10_000)}

    assert len(bodies) == FLEET_AUDIENCES + UNCLEAR
    assert len(state.programs) == 10_000
