"""Calls of Slack where the environment names a proxy."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from bot.blocks.kit.elements import sentence_message
from bot.slack.clients import MeteredClient
from bot.slack.messenger import SlackMessenger
from bot.slack.socket_mode import SocketMode
from bot.wiring.slack import new_session
from tests.slack.server import Server, running


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """A proxy for everything."""
    async with running() as server:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, server.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        yield server


def _client(slack: Server, session: aiohttp.ClientSession) -> MeteredClient:
    return MeteredClient(token="xoxb-1", base_url=f"{slack.url}/api/", session=session, retry_handlers=[])


@pytest.mark.parametrize("left_out", ["127.0.0.1", ""])
async def test_what_no_proxy_leaves_out(
    slack: Server, proxy: Server, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    """Calls, answers to commands and Socket Mode go past the proxy, and else through it."""
    monkeypatch.setenv("no_proxy", left_out)
    async with new_session(10) as session, new_session(10) as another:  # the server closes each connection
        client = _client(slack, session)
        messenger = SlackMessenger(lambda _team: client, another)
        await messenger.post("T1", "C1", sentence_message("a"))
        await messenger.respond(f"{slack.url}/respond", sentence_message("a"))
        app = AsyncApp(client=client, signing_secret="s", request_verification_enabled=False)
        socket = SocketMode(app, client)
    there, others = (slack, proxy) if left_out else (proxy, slack)

    assert [call.path.rpartition("/")[2] for call in there.calls] == ["chat.postMessage", "respond"]
    assert others.calls == []
    assert (socket._handler.client.proxy is None) == bool(left_out)
    await socket.close()
