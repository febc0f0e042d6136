"""The application behind `/mcp`: loads the SDK at its first request, so that a bot that no agent asks is as small."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.lib.single_flight import Once
from bot.mcp.turns import CallTurns

if TYPE_CHECKING:
    from bot.mcp.http_admission import HttpAdmission


class Session(Protocol):
    """The SDK's session manager."""

    def run(self) -> AbstractAsyncContextManager[None]:
        """What must run while requests are answered."""

    async def handle_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one."""


class Agents:
    """Answers agents."""

    def __init__(self, admission: "Callable[[], HttpAdmission]", version: str, turns: CallTurns) -> None:
        """Take what admits people, our version, and when calls run."""
        self.turns = turns
        self._admission = admission
        self._version = version
        self._app: Once[ASGIApp] = Once(self._open)
        self._closing = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that `handlers.agents` has let in."""
        app = await self._app()
        await app(scope, receive, send)

    async def close(self) -> None:
        """End what the SDK runs."""
        self._closing.set()
        if self._running:
            await self._running

    async def _open(self) -> ASGIApp:
        # In a thread: it takes a second, in which Slack's requests must be acknowledged.
        module: Any = await asyncio.to_thread(import_module, "bot.mcp.stateless")
        make: Callable[[HttpAdmission, str], Session] = module.session_of
        session, ready = make(self._admission(), self._version), asyncio.Event()
        self._running = asyncio.create_task(self._run(session, ready))
        await ready.wait()
        return session.handle_request

    async def _run(self, session: Session, ready: asyncio.Event) -> None:
        """Its scope must be left by the task that entered it."""
        async with session.run():
            ready.set()
            await self._closing.wait()
