"""Who gets in at `/mcp`: nothing is believed or run before a signature or token is checked."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from bot.domain.agents import Asker, Through
from bot.errors import BotError, TooBusy
from bot.lib.work import ignore
from bot.mcp.http import CallTurns
from bot.ports.slack import Person
from handlers.agents import RETRY_AFTER, agents_endpoint
from tests.clock import NOW
from tests.handlers.access.matrix import CANARIES, ELSEWHERE, PEOPLE, an_office, restore
from tests.handlers.context import ALICE, BOWEN, CHANNEL, SHOP, TEAM, Office
from tests.mcp.endpoint import INSTALL, NEW, QUESTIONS, Endpoint, assert_valid, body_of, open_endpoint, signed

TOKEN = "bl_canary"


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    """A bot with two programs, whose token belongs to Bowen."""
    office = Office()

    async def owner_of(token: str) -> Asker | None:
        return Asker(Through.TOKEN, TEAM, BOWEN) if token == TOKEN else None

    async with open_endpoint(office, owner_of=owner_of, public_url="https://bot.test") as opened:
        yield opened
    await office.close()


def call_of(user: str = ALICE, team: str = TEAM) -> bytes:
    slack = {"user_id": user, "team_id": team}
    return body_of("tools/call", {"name": "get_breakdown", "arguments": {"program": "shop"}, "_meta": {"slack": slack}})


async def test_unsigned(endpoint: Endpoint) -> None:
    response = await endpoint.post(call_of(), {})

    assert (response.status_code, response.text) == (401, "invalid request")
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert_nothing_ran(endpoint)


@pytest.mark.parametrize("age", [-301, 301, -86_400])
async def test_stale(endpoint: Endpoint, age: int) -> None:
    response = await endpoint.post(call_of(), signed(call_of(), age=age))

    assert response.status_code == 401
    assert_nothing_ran(endpoint)


async def test_forged_metadata(endpoint: Endpoint) -> None:
    response = await endpoint.post(call_of(BOWEN), signed(call_of(ALICE)))

    assert response.status_code == 401
    assert_nothing_ran(endpoint)


async def test_signature_of_another_app(endpoint: Endpoint) -> None:
    response = await endpoint.post(call_of(), signed(call_of(), secret="other"))

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert_nothing_ran(endpoint)


async def test_oversized_body(endpoint: Endpoint) -> None:
    body = call_of() + b" " * 1_048_577
    response = await endpoint.post(body, signed(body))

    assert response.status_code == 413
    assert_nothing_ran(endpoint)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b'{"jsonrpc": "2.0"}', b"\xff"])
async def test_signed_nonsense(endpoint: Endpoint, body: bytes) -> None:
    response = await endpoint.post(body, signed(body))

    assert 400 <= response.status_code < 500
    assert "Traceback" not in response.text
    assert_nothing_ran(endpoint)


async def test_signed(endpoint: Endpoint) -> None:
    english, chinese = (
        await endpoint.call("get_breakdown", {"program": "shop"}),
        await endpoint.call("get_breakdown", {"program": "shop"}, user=BOWEN),
    )

    assert english["structuredContent"] == chinese["structuredContent"]
    assert english["structuredContent"]["program"]["appid"] == SHOP.appid
    assert english["content"][0]["text"] != chinese["content"][0]["text"]
    assert english["_meta"]["slack"]["blocks"]


async def test_workspace_without_baselib(endpoint: Endpoint) -> None:
    result = await endpoint.call("get_breakdown", {"program": "shop"}, team="T9")

    assert result["isError"]
    assert INSTALL in result["content"][0]["text"]
    assert "shop" not in json.dumps(result)
    assert_nothing_ran(endpoint)


@pytest.mark.parametrize(
    "slack", [None, {}, {"user_id": ALICE}, {"team_id": TEAM}, {"user_id": 7, "team_id": TEAM}, "x"]
)
async def test_signed_without_a_person(endpoint: Endpoint, slack: object) -> None:
    body = body_of("tools/call", {"name": "get_breakdown", "arguments": {}, "_meta": {"slack": slack}})
    result = (await endpoint.post(body, signed(body))).json()["result"]

    assert result["isError"]
    assert_nothing_ran(endpoint)


async def test_token(endpoint: Endpoint) -> None:
    response = await endpoint.post(call_of(ALICE, "T9"), {"authorization": f"Bearer {TOKEN}"})

    assert response.status_code == 200
    assert response.json()["result"]["structuredContent"]["program"]["appid"] == SHOP.appid
    assert endpoint.office.people.calls == [(TEAM, BOWEN)]


OURS = {
    "origin": ("https://bot.test", "http://localhost:6274", "http://[::1]:1", "http://127.0.0.1"),
    "host": ("bot.test", "BOT.test:443", "bot:3000", "localhost:3000", "10.0.0.7", "[::1]:3000"),
}
FOREIGN = {
    "origin": ("https://evil.test", "null", "http://bot.test", "https://bot.test.evil.test", "http://[", "://"),
    "host": ("evil.test", "127.0.0.1.evil.test:3000", "["),
}


@pytest.mark.parametrize(("name", "allowed"), [(name, each) for name, all_ in OURS.items() for each in all_])
async def test_our_own_names(endpoint: Endpoint, name: str, allowed: str) -> None:
    response = await endpoint.post(call_of(), {"authorization": f"Bearer {TOKEN}", name: allowed})

    assert response.status_code == 200


@pytest.mark.parametrize(("name", "foreign"), [(name, each) for name, all_ in FOREIGN.items() for each in all_])
async def test_another_sites_page(endpoint: Endpoint, name: str, foreign: str) -> None:
    """A browser that it made ask, with a token or a signature, by its own name or by one that it led here."""
    for proof in ({"authorization": f"Bearer {TOKEN}"}, signed(call_of())):
        response = await endpoint.post(call_of(), {**proof, name: foreign})

        assert response.status_code == 403
    assert_nothing_ran(endpoint)


async def test_any_host_without_a_public_url() -> None:
    office = Office()
    async with open_endpoint(office) as opened:
        assert (await opened.post(call_of(), signed(call_of()) | {"host": "anything.test"})).status_code == 200
    await office.close()


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5_000])
async def test_wrong_token(endpoint: Endpoint, token: str) -> None:
    response = await endpoint.post(call_of(), {"authorization": f"Bearer {token}"})

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert_nothing_ran(endpoint)


async def test_no_stream(endpoint: Endpoint) -> None:
    response = await endpoint.client.get("/mcp", headers={"authorization": f"Bearer {TOKEN}"})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_newest_protocol(endpoint: Endpoint) -> None:
    meta = {
        "io.modelcontextprotocol/protocolVersion": NEW,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
        "slack": {"user_id": ALICE, "team_id": TEAM},
    }
    body = body_of("tools/call", {"name": "get_breakdown", "arguments": {"program": "shop"}, "_meta": meta})
    headers = {"mcp-protocol-version": NEW, "mcp-method": "tools/call", "mcp-name": "get_breakdown"}
    response = await endpoint.post(body, {**signed(body), **headers})

    assert response.status_code == 200, response.text
    assert response.json()["result"]["structuredContent"]["program"]["appid"] == SHOP.appid


async def test_outsiders_and_the_deactivated(endpoint: Endpoint) -> None:
    endpoint.office.people.change(Person("U0FAR", "", "", is_outsider=True))
    endpoint.office.people.change(Person("U0GONE", "", "", gone=True))

    for user in ("U0FAR", "U0GONE"):
        result = await endpoint.call("get_breakdown", {"program": "shop"}, user=user)
        assert result["isError"]
    assert_nothing_ran(endpoint)


def assert_nothing_ran(endpoint: Endpoint) -> None:
    assert endpoint.office.source.calls == []


MODES = ["legacy", "auto", "2026-07-28"]


@asynccontextmanager
async def connected(mode: str, turns: CallTurns) -> AsyncIterator[Client]:
    office = Office()

    async def owner_of(_token: str) -> Asker | None:
        return Asker(Through.TOKEN, TEAM, BOWEN)

    async with AsyncExitStack() as stack:
        endpoint = await stack.enter_async_context(open_endpoint(office, owner_of=owner_of))
        http = await stack.enter_async_context(
            httpx2.AsyncClient(
                transport=httpx2.ASGITransport(
                    agents_endpoint(endpoint.agents, turns, "", owner_of, now=NOW.timestamp)
                ),
                headers={"authorization": "Bearer bl_canary"},
            )
        )
        yield await stack.enter_async_context(
            Client(streamable_http_client("http://bot.test/mcp", http_client=http), mode=mode)
        )
    await office.close()


@pytest.mark.parametrize("mode", MODES)
async def test_client(mode: str) -> None:
    async with connected(mode, CallTurns(lambda: False, ignore)) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        results = {name: await client.call_tool(name, arguments) for name, arguments in QUESTIONS.items()}

    assert results.keys() <= tools.keys()
    for name, result in results.items():
        assert isinstance(result, CallToolResult)
        assert_valid(tools[name], result, frozenset(tools))


class FullTurns(CallTurns):
    full = False

    def require_room(self) -> None:
        if self.full:
            raise TooBusy


@pytest.mark.parametrize("mode", MODES)
async def test_client_that_is_refused(mode: str) -> None:
    """Its agent reads why and when to call again, and a later call is answered."""
    turns = FullTurns(lambda: False, ignore)
    async with connected(mode, turns) as client:
        turns.full = True
        with pytest.raises(MCPError, match="Baselib is overloaded") as refused:
            await client.call_tool("find_programs", {})
        turns.full = False
        again = await client.call_tool("find_programs", {})

    assert refused.value.error.data == {"retryAfter": RETRY_AFTER}
    assert isinstance(again, CallToolResult)
    assert not again.is_error


_FILE: Final = Path(__file__).parents[1] / "golden" / "agents" / "matrix.json"
RESTRICTED: Final = "restricted"
Row = dict[str, str]


async def the_table() -> list[Row]:
    """One row per tool: the outcome for an open and a restricted program, and elsewhere."""
    office, rows = await an_office(), []
    async with open_endpoint(office) as endpoint:
        for name in QUESTIONS:
            row = {"tool": name}
            for role, person in PEOPLE.items():
                found = []
                for place in ("open", RESTRICTED, ELSEWHERE):
                    await restore(office)
                    if place == RESTRICTED:
                        await office.rules.restrict(TEAM, SHOP.appid, [CHANNEL])
                    found.append(await _outcome(endpoint, name, person.user_id, place))
                row[role] = " / ".join(found)
            rows.append(row)
    await office.close()
    return rows


async def _outcome(endpoint: Endpoint, name: str, user: str, place: str) -> str:
    team = ELSEWHERE if place == ELSEWHERE else TEAM
    result = await endpoint.call(name, QUESTIONS[name], user=user, team=team)
    sent = json.dumps(result, ensure_ascii=False)
    leaked = [canary for canary in (*CANARIES, SHOP.appid) if canary in sent]
    if place == ELSEWHERE and leaked:
        return "LEAKED"
    error: BotError | None = endpoint.office.metrics.answers[-1][1]
    outcome = error.key if error else "answer"
    if place == RESTRICTED and user != PEOPLE["admin"].user_id and leaked:
        return "LEAKED"
    return outcome


async def test_the_table() -> None:
    rows = await the_table()
    text = "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        _FILE.parent.mkdir(exist_ok=True)
        _FILE.write_text(text, encoding="utf-8")

    assert "LEAKED" not in text
    assert text == _FILE.read_text(encoding="utf-8")
