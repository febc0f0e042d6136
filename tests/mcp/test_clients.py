"""The SDK's client over HTTP, in old and new protocol versions."""

from contextlib import AsyncExitStack

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from bot.domain.agents import Asker, Through
from handlers.agents import agents_endpoint
from tests.clock import NOW
from tests.handlers.context import BOWEN, TEAM, Office
from tests.mcp.endpoint import QUESTIONS, open_endpoint
from tests.mcp.results import assert_valid


@pytest.mark.parametrize("mode", ["legacy", "auto", "2026-07-28"])
async def test_client(mode: str) -> None:
    """It connects, lists the tools, and accepts each result."""
    office = Office()

    async def owner_of(_token: str) -> Asker | None:
        return Asker(Through.TOKEN, TEAM, BOWEN)

    async with AsyncExitStack() as stack:
        endpoint = await stack.enter_async_context(open_endpoint(office, owner_of=owner_of))
        http = await stack.enter_async_context(
            httpx2.AsyncClient(
                transport=httpx2.ASGITransport(agents_endpoint(endpoint.agents, "", owner_of, now=NOW.timestamp)),
                headers={"authorization": "Bearer bl_canary"},
            )
        )
        client = await stack.enter_async_context(
            Client(streamable_http_client("http://bot.test/mcp", http_client=http), mode=mode)
        )
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        results = {name: await client.call_tool(name, arguments) for name, arguments in QUESTIONS.items()}
    await office.close()

    assert results.keys() <= tools.keys()
    for name, result in results.items():
        assert isinstance(result, CallToolResult)
        assert_valid(tools[name], result, frozenset(tools))
