"""Each fault, and where it strikes."""

import asyncio
import json
import socket
from typing import Any

import httpx
import pytest
from starlette.types import Message

from bot.lib.transport import local_client
from tests.clock import NOW
from tests.tools.sandbox.wechat.conftest import CAFE, QUERY, SHOP, Platform
from tools.sandbox.wechat.app import server
from tools.sandbox.wechat.config import WeChatSandboxConfig

PROVIDER = "/provider/token"


@pytest.mark.parametrize(
    ("name", "params", "code"),
    [
        ("system_busy", {}, -1),
        ("errcode", {"code": 61007}, 61007),
        ("quota_used", {}, 45009),
        ("minute_limit", {}, 45011),
        ("token_expired", {}, 42001),
        ("token_invalid", {}, 40001),
        ("not_third_party", {}, 48001),
        ("not_third_party", {"code": 86000}, 86000),
        ("ip_not_allowed", {}, 61004),
    ],
)
async def test_refusals(platform: Platform, name: str, params: dict[str, Any], code: int) -> None:
    """Each fault has its code; once cleared the next call works."""
    token = await platform.authorizer_token()
    await platform.arm(name, params=params)
    assert await platform.code(token) == code

    await platform.http.delete("/sandbox/faults")
    assert await platform.code(await platform.authorizer_token()) == 0


async def test_errcode_can_carry_its_own_text(platform: Platform) -> None:
    """An unknown code is sent with its given text."""
    await platform.arm("errcode", params={"code": 12345, "message": "strange"})
    answer = (await platform.query(await platform.authorizer_token())).json()

    assert answer["errcode"] == 12345
    assert answer["errmsg"].startswith("strange rid: ")


async def test_an_expired_token_strikes_once_and_stays_dead(platform: Platform) -> None:
    """That call's token is dead for good; the provider's next one works."""
    old = await platform.authorizer_token()
    await platform.arm("token_expired")

    assert await platform.code(old) == 42001
    assert await platform.code(old) == 42001
    assert await platform.code(await platform.authorizer_token()) == 0


async def test_an_invalid_token_stays_so_until_cleared(platform: Platform) -> None:
    """Without a number of times every new token is refused too."""
    await platform.arm("token_invalid")

    assert await platform.code(await platform.authorizer_token()) == 40001
    assert await platform.code(await platform.authorizer_token()) == 40001


async def test_an_address_that_is_not_listed(platform: Platform) -> None:
    """Token calls and platform calls have different codes; both name the caller's address."""
    token = await platform.authorizer_token()
    await platform.arm("ip_not_allowed")
    own, query = await platform.stable(), (await platform.query(token)).json()

    assert (own["errcode"], query["errcode"]) == (40164, 61004)
    assert "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist" in own["errmsg"]
    assert "requestIP: 203.0.113.7" in query["errmsg"]


async def test_wechat_refusals_do_not_touch_the_provider(platform: Platform) -> None:
    """The provider's service is not WeChat; only a broken line reaches it."""
    await platform.arm("system_busy")
    assert await platform.authorizer_token()

    await platform.arm("http_500")
    assert (await platform.http.get(PROVIDER)).status_code == 500


async def test_an_answer_that_is_not_json(platform: Platform) -> None:
    """An HTML page with HTTP 200."""
    token = await platform.authorizer_token()
    await platform.arm("not_json")
    response = await platform.query(token)

    assert response.status_code == 200
    assert response.text.startswith("<html>")


async def test_a_truncated_answer(platform: Platform) -> None:
    """Half of the JSON, well delivered."""
    token = await platform.authorizer_token()
    whole = (await platform.query(token)).content
    await platform.arm("truncated")

    assert (await platform.query(token)).content == whole[: len(whole) // 2]


async def test_a_huge_answer(platform: Platform) -> None:
    """More than a mebibyte of valid JSON that still holds the answer."""
    token = await platform.authorizer_token()
    await platform.arm("huge")
    response = await platform.query(token)

    assert len(response.content) > 1024 * 1024
    assert response.json()["now_version"] == SHOP.minimum


async def test_a_slow_answer(platform: Platform) -> None:
    """The platform waits as long as set, then answers."""
    token = await platform.authorizer_token()
    await platform.arm("slow", params={"seconds": 7}, times=1)

    assert await platform.code(token) == 0
    assert platform.waited == [7]


async def test_a_held_answer(platform: Platform) -> None:
    """A held program is answered when the fault ends; others at once."""
    token, other = await platform.authorizer_token(), await platform.authorizer_token(CAFE)
    await platform.arm("held", where=QUERY, params={"appids": [SHOP.appid]})
    held = asyncio.create_task(platform.code(token))

    assert await platform.code(other) == 0
    assert not held.done()

    await platform.no_faults()
    assert await held == 0


async def test_no_answer_at_all(platform: Platform) -> None:
    """The request is held until the caller hangs up."""
    await platform.arm("timeout")
    sent: list[Message] = []
    incoming: list[Message] = [{"type": "http.request", "body": b"{}"}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return incoming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": QUERY, "query_string": b"", "headers": [], "root_path": ""}
    await platform.app(scope, receive, send)

    assert sent == []
    assert incoming == []
    data = (await platform.http.get("/sandbox/requests")).json()["requests"]
    assert [(entry["status"], entry["fault"]) for entry in data] == [(None, "timeout")]


async def test_a_closed_connection() -> None:
    """Over a real socket the answer breaks off, and the next is whole."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = server(WeChatSandboxConfig(programs=(SHOP,), start=NOW))
        task = asyncio.create_task(running.serve(sockets=[taken]))
        async with local_client(f"http://127.0.0.1:{port}") as http:
            await http.put("/sandbox/faults/disconnect", json={"times": 1})
            with pytest.raises(httpx.RemoteProtocolError, match="payload is not completed"):
                await http.post(QUERY, content=b"{}")

            assert (await http.post(QUERY, content=b"{}")).json()["errcode"] == 41001
        running.should_exit = True
        await task


async def test_feeds_can_turn_bad(platform: Platform) -> None:
    """Undetermined, another meaning, empty, null and rolled back, while armed."""
    token = await platform.authorizer_token()
    good = (await platform.query(token)).json()["uv_info"]["items"]

    async def during(name: str, **params: Any) -> Any:
        await platform.arm(name, params=params)
        answer = (await platform.query(token)).json()["uv_info"]
        await platform.http.delete(f"/sandbox/faults/{name}")
        return answer

    assert sum(item["percentage"] for item in (await during("undetermined_feed"))["items"]) > 150
    assert max(item["percentage"] for item in (await during("contradicting_meaning"))["items"]) < 1
    assert await during("empty_uv") == {"items": []}
    assert await during("empty_uv", null=True) is None
    old = [sum(item["percentage"] for item in items[:-8]) for items in ((await during("recount"))["items"], good)]
    assert round(old[0] / old[1], 1) == 2.4
    assert (await during("rollback"))["items"][-1]["percentage"] <= 0.1
    assert (await platform.query(token)).json()["uv_info"]["items"] == good


async def test_a_fault_may_be_for_one_program(platform: Platform) -> None:
    """With an appid as place it leaves others alone, on every call."""
    shop, cafe = await platform.authorizer_token(SHOP), await platform.authorizer_token(CAFE)
    await platform.arm("system_busy", where=CAFE.appid)
    await platform.arm("empty_uv", where=SHOP.appid)

    assert await platform.code(cafe) == -1
    assert (await platform.stable(CAFE))["errcode"] == -1
    assert "access_token" in await platform.stable(SHOP)
    assert (await platform.query(shop)).json()["uv_info"] == {"items": []}


async def test_a_fault_may_be_for_one_path_and_a_number_of_times(platform: Platform) -> None:
    """Other paths neither fail nor count."""
    await platform.arm("system_busy", where=QUERY, times=2)
    token = await platform.authorizer_token()
    await platform.stable()

    assert [await platform.code(token) for _ in range(3)] == [-1, -1, 0]


async def test_faults_of_different_groups_add_up(platform: Platform) -> None:
    """A slow line can carry a bad feed."""
    token = await platform.authorizer_token()
    await platform.arm("slow", where=QUERY)
    await platform.arm("empty_uv")
    response = await platform.query(token)

    assert json.loads(response.content)["uv_info"] == {"items": []}
    assert platform.waited == [3.0]
