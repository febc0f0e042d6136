"""The SDK's client over HTTP, in old and new protocol versions."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from bot.domain.agents import Asker, Through
from bot.errors import TooBusy
from bot.lib.work import ignore
from bot.mcp.http import CallTurns
from handlers.agents import RETRY_AFTER, agents_endpoint
from tests.clock import NOW
from tests.handlers.context import BOWEN, TEAM, Office
from tests.mcp.endpoint import QUESTIONS, open_endpoint
from tests.mcp.results import assert_valid

MODES = ["legacy", "auto", "2026-07-28"]


@asynccontextmanager
async def connected(mode: str, turns: CallTurns) -> AsyncIterator[Client]:
    """A client with Bowen's token."""
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
    """It connects, lists the tools, and accepts each result."""
    async with connected(mode, CallTurns(lambda: False, ignore)) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        results = {name: await client.call_tool(name, arguments) for name, arguments in QUESTIONS.items()}

    assert results.keys() <= tools.keys()
    for name, result in results.items():
        assert isinstance(result, CallToolResult)
        assert_valid(tools[name], result, frozenset(tools))


class FullTurns(CallTurns):
    """No more may wait."""

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
