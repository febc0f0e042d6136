"""Calls of Slack where the environment names a proxy."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from bot.blocks.kit.elements import sentence_message
from bot.errors import SlackUnclear
from bot.slack.clients import MeteredClient, SocketMode
from bot.slack.messenger import SlackMessenger
from bot.wiring.slack import new_session
from tests.slack.server import Server, answer, running


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
    """Calls and answers to commands go past the proxy, and else through it."""
    monkeypatch.setenv("no_proxy", left_out)
    async with new_session(10) as session, new_session(10) as another:  # the server closes each connection
        client = _client(slack, session)
        messenger = SlackMessenger(lambda _team: client, another)
        await messenger.post("T1", "C1", sentence_message("a"))
        await messenger.respond(f"{slack.url}/respond", sentence_message("a"))
    there, others = (slack, proxy) if left_out else (proxy, slack)

    assert [call.path.rpartition("/")[2] for call in there.calls] == ["chat.postMessage", "respond"]
    assert others.calls == []


@pytest.mark.parametrize("left_out", ["localhost", "127.0.0.1"])
async def test_the_socket_is_on_another_host(
    slack: Server, proxy: Server, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    """Socket Mode goes past the proxy where its own host is left out; that of the API does not matter."""
    monkeypatch.setenv("no_proxy", left_out)
    asked, linked = (proxy, slack) if left_out == "localhost" else (slack, proxy)
    asked.say(answer({"ok": True, "url": slack.url.replace("http://127.0.0.1", "ws://localhost") + "/link"}))
    async with new_session(10) as session:
        client = _client(slack, session)
        socket = SocketMode(AsyncApp(client=client, signing_secret="s", request_verification_enabled=False), client)
        connecting = asyncio.create_task(socket.connect())
        await linked.called.wait()
        connecting.cancel()
        await socket.close()

    assert {call.path.rpartition("/")[2] for call in asked.calls} == {"apps.connections.open"}
    assert {call.path.rpartition("/")[2] for call in linked.calls} == {"link"}


async def test_the_socket_follows_no_redirect(slack: Server) -> None:
    """All events would come over a connection to another host."""
    link = slack.url.replace("http://", "ws://") + "/link"
    slack.say(answer({"ok": True, "url": link}), answer("", status=307, headers={"Location": "/elsewhere"}))
    async with new_session(10) as session:
        client = _client(slack, session)
        socket = SocketMode(AsyncApp(client=client, signing_secret="s", request_verification_enabled=False), client)
        url = await socket._handler.client.issue_new_wss_url()
        with pytest.raises(aiohttp.ClientResponseError, match="a redirect"):
            await socket._handler.client.aiohttp_client_session.ws_connect(url)
        await socket.close()

    assert [call.path.rpartition("/")[2] for call in slack.calls] == ["apps.connections.open", "link"]


@pytest.mark.parametrize("status", [301, 307, 308])
async def test_a_redirect_is_not_followed(slack: Server, status: int) -> None:
    """Not even to the same host: what was to be sent stays here, and the answer is no answer of Slack."""
    slack.say(answer("", status=status, headers={"Location": "/elsewhere"}))
    async with new_session(10) as session:
        client = _client(slack, session)
        messenger = SlackMessenger(lambda _team: client, session)
        with pytest.raises(SlackUnclear):
            await messenger.post("T1", "C1", sentence_message("a"))
        with pytest.raises(SlackUnclear):
            await messenger.respond(f"{slack.url}/respond", sentence_message("a"))

    assert [call.path.rpartition("/")[2] for call in slack.calls] == ["chat.postMessage", "respond"]
