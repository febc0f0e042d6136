"""Setting a minimum: the local platform's strictness, and its faults."""

import asyncio
import json

import httpx
import pytest

from tests.tools.sandbox.wechat.conftest import SHOP, Platform
from tools.sandbox.wechat.state import SET


async def ask(platform: Platform, body: bytes, token: str = "") -> int:
    """The errcode of setting SHOP's minimum."""
    token = token or await platform.authorizer_token()
    response = await platform.http.post(SET, params={"access_token": token}, content=body)
    code: int = response.json()["errcode"]
    return code


async def minimum(platform: Platform) -> str:
    """SHOP's minimum, as the query shows it."""
    shown: str = (await platform.query(await platform.authorizer_token())).json()["now_version"]
    return shown


def version(text: str) -> bytes:
    """The documented body."""
    return json.dumps({"version": text}).encode()


async def changes(platform: Platform) -> list[str]:
    """The versions that were set."""
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
    """The body names it as WeChat does; the query shows it at once."""
    assert await ask(platform, body) == code
    assert await minimum(platform) == ("2.25.4" if code else "3.8.0")


async def test_a_program_s_own_token_is_refused(platform: Platform) -> None:
    """Only a third-party platform sets a minimum."""
    assert await ask(platform, version("3.8.0"), (await platform.stable())["access_token"]) == 86000


async def test_permission_set_18_is_needed(platform: Platform) -> None:
    """Without it: 61007."""
    token = await platform.authorizer_token()
    await platform.http.put(f"/sandbox/authorisers/{SHOP.appid}", json={"sets": [17]})

    assert await ask(platform, version("3.8.0"), token) == 61007


async def test_a_minimum_may_show_later(platform: Platform) -> None:
    """It is set, and the query shows it when its delay is over."""
    await platform.arm("minimum_delayed", params={"seconds": 120})

    assert await ask(platform, version("3.8.0")) == 0
    assert await minimum(platform) == "2.25.4"
    await platform.advance(121)
    assert await minimum(platform) == "3.8.0"


@pytest.mark.parametrize(("params", "code"), [({}, 89014), ({"code": 85015}, 85015)])
async def test_a_minimum_may_be_refused(platform: Platform, params: dict[str, int], code: int) -> None:
    """With the new code or the old one; nothing changes."""
    await platform.arm("minimum_refused", params=params)

    assert await ask(platform, version("3.8.0")) == code
    assert await changes(platform) == []


async def test_a_floor_refuses_what_lies_below(platform: Platform) -> None:
    """The floor itself is accepted."""
    await platform.arm("minimum_floor", params={"version": "3.0.0"})

    assert await ask(platform, version("2.30.4")) == 89014
    assert await ask(platform, version("3.0.0")) == 0


async def test_an_answer_may_be_lost_after_the_minimum_was_set(platform: Platform) -> None:
    """The caller waits in vain, and the minimum is set."""
    await platform.arm("minimum_answer_lost", times=1)
    token = await platform.authorizer_token()
    call = asyncio.create_task(platform.http.post(SET, params={"access_token": token}, content=version("3.8.0")))
    while not await changes(platform):  # noqa: ASYNC110 - no event tells; nothing here takes real time
        await asyncio.sleep(0)

    assert await minimum(platform) == "3.8.0"
    assert not call.done()
    call.cancel()
    with pytest.raises((asyncio.CancelledError, httpx.HTTPError)):
        await call
