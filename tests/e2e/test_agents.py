"""`/mcp` of the bot process: Slackbot's signed requests, a personal token, and no secret."""

import json
from typing import Any, Final

import httpx
import pytest

from bot.lib.transport import local_client
from tests.e2e.person import Person
from tests.e2e.platform import leaks
from tests.mcp.endpoint import QUESTIONS, body_of
from tools.sandbox.launch import Running
from tools.sandbox.slack.delivery import signed

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

_USUAL: Final = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
_LOADS_WITHIN: Final = 300.0


async def post(running: Running, body: bytes, headers: dict[str, str]) -> httpx.Response:
    async with local_client(timeout=_LOADS_WITHIN) as http:
        return await http.post(f"{running.bot_url}/mcp", content=body, headers=_USUAL | headers)


async def test_slackbot(running: Running, alice: Person) -> None:
    team = (await alice.http.get("/sandbox/state")).json()["team"]["id"]
    secret = running.environment["SLACK_SIGNING_SECRET"]
    secrets = [value for name, value in running.environment.items() if name.endswith(("_TOKEN", "_SECRET", "_BEARER"))]
    assert secret in secrets
    for name, arguments in QUESTIONS.items():
        who = {"slack": {"user_id": "U0ALICE", "team_id": team}}
        body = body_of("tools/call", {"name": name, "arguments": arguments, "_meta": who})
        assert (await post(running, body, {})).status_code == 401
        answer = await post(running, body, signed(secret, body))
        result: dict[str, Any] = answer.json()["result"]
        assert not result["isError"], result
        assert leaks(answer.text, secrets) == []


async def test_personal_token(running: Running, alice: Person) -> None:
    made = json.dumps(await alice.ask("/baselib token"))
    token = made[made.index("bl_") :].split("\\n")[0].split("`")[0]
    listed = await alice.ask("/baselib token list")
    body = body_of("tools/call", {"name": "find_programs", "arguments": {}})
    bearer = {"authorization": f"Bearer {token}"}

    assert (await post(running, body, bearer)).json()["result"]["structuredContent"]["count"] == 2
    name = json.dumps(listed).split("`")[1]
    assert "revoked" in (await alice.ask(f"/baselib token revoke {name}"))["text"]
    assert (await post(running, body, bearer)).status_code == 401
