"""Socket Mode beyond single payloads: tickets, several connections, reconnecting."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.patience import PATIENCE
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.boltapp import Bolt, over_socket_mode
from tests.tools.sandbox.slack.driving import ALICE, APP_TOKEN, MEMBER, config
from tools.sandbox.slack import Timing, create_app


async def _ticket(session: aiohttp.ClientSession, url: str) -> str:
    headers = {"authorization": f"Bearer {APP_TOKEN}"}
    async with session.post(f"{url}/api/apps.connections.open", headers=headers) as answer:
        address: str = (await answer.json())["url"]
        return address


async def _control(session: aiohttp.ClientSession, url: str, path: str, **body: Any) -> dict[str, Any]:
    async with session.post(f"{url}/sandbox/{path}", json=body) as answer:
        parsed: dict[str, Any] = await answer.json()
        return parsed


COMMAND = {"user": ALICE, "channel": MEMBER, "text": "/baselib"}


async def test_ticket_is_good_once() -> None:
    """Its URL opens one greeted connection; a made-up one opens none."""
    async with served(create_app(config(app_url=None))) as url, aiohttp.ClientSession() as session:
        address = await _ticket(session, url)
        async with session.ws_connect(address) as socket:
            hello = await socket.receive_json(timeout=PATIENCE)
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            for refused in (address, address.rsplit("/", 1)[0] + "/nothing"):
                with pytest.raises(aiohttp.WSServerHandshakeError):
                    await session.ws_connect(refused)


async def test_payloads_alternate_between_connections() -> None:
    """Each payload takes one of two connections; an eleventh connection is refused."""
    async with served(create_app(config(app_url=None))) as url, aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await _ticket(session, url)) for _ in range(10)]
        for socket in sockets:
            assert (await socket.receive_json(timeout=PATIENCE))["type"] == "hello"
        eleventh = await session.ws_connect(await _ticket(session, url))
        assert (await eleventh.receive_json(timeout=PATIENCE))["reason"] == "too_many_websockets"
        for socket in sockets[2:]:
            await socket.close()
        reached = []
        for _ in range(2):
            typed = asyncio.create_task(_control(session, url, "command", **COMMAND))
            waiting = {asyncio.create_task(socket.receive_json(timeout=PATIENCE)): socket for socket in sockets[:2]}
            done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
            (task,) = done
            envelope = task.result()
            assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
            await waiting[task].send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "Hi"}})
            assert (await typed)["ok"]
            reached.append(waiting[task])
        assert reached[0] is not reached[1]


async def test_no_connection_and_too_late() -> None:
    """Without one a command fails at once; without an acknowledgement, in time."""
    app = create_app(config(app_url=None, timing=Timing(acknowledge=0.1)))
    async with served(app) as url, aiohttp.ClientSession() as session:
        assert (await _control(session, url, "command", **COMMAND))["error"] == "dispatch_failed"
        async with session.ws_connect(await _ticket(session, url)) as socket:
            await socket.receive_json(timeout=PATIENCE)
            await socket.send_str("not json")
            assert (await _control(session, url, "command", **COMMAND))["error"] == "operation_timeout"


async def test_http_apps_get_no_socket() -> None:
    """An app with a request URL cannot open a connection."""
    async with served(create_app(config())) as url, aiohttp.ClientSession() as session:
        headers = {"authorization": f"Bearer {APP_TOKEN}"}
        async with session.post(f"{url}/api/apps.connections.open", headers=headers) as answer:
            assert (await answer.json())["error"] == "socket_mode_not_enabled"


async def _reconnected(bolt: Bolt) -> None:
    async with asyncio.timeout(PATIENCE):
        async with bolt.slack.http.stream("GET", "/sandbox/stream") as changes:
            await bolt.slack.control("socket/disconnect", reason="refresh_requested")
            async for _ in changes.aiter_lines():
                if bolt.slack.workspace.sockets.connected:
                    return


async def test_bolt_reconnects_when_asked() -> None:
    """Slack asks for new connections at times; Bolt's handler opens one and goes on."""
    async with over_socket_mode() as bolt:
        await _reconnected(bolt)
        assert (await bolt.slack.control("command", **COMMAND))["ok"]
        assert (await bolt.next("command"))["command"] == "/baselib"
