"""The application behind `/mcp`: loads the SDK at its first request, so that a bot that no agent asks is as small."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import TooBusy
from bot.lib.work import Once, loop_delay

if TYPE_CHECKING:
    from bot.mcp.http_admission import HttpAdmission

COMPUTING: Final = 3
"""Calls that begin within `COMPUTES`, unless one of them has ended."""
COMPUTES: Final = 1.0
"""Seconds; a call that runs longer waits for WeChat, and holds up no other."""
RUNNING: Final = 32
WAITING: Final = 32
WAITS: Final = 1.2
"""Seconds that a call waits at most: an answer that comes later than after two helps no agent."""
LATE: Final = 0.02
"""Seconds by which the event loop may be late when a call begins; an acknowledgement waits for it about three times."""
STARVES: Final = 0.05
"""Seconds after which a call begins although people wait: a busy workspace must not end all agents' calls."""
_EVERY: Final = 0.002
"""Seconds between two looks while calls wait."""
_look_at_loop: Final = partial(loop_delay, _EVERY)


class CallerGoneError(Exception):
    """The caller disconnected while it waited."""


def _seconds() -> float:
    return asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    since: float
    turn: asyncio.Future[None]
    """Fails with `TooBusy` when the call has waited too long."""


@dataclass
class CallTurns:
    answering: Callable[[], bool]
    """Whether people in Slack wait for answers."""
    refused: Callable[[], None]
    """Called for each refused call; must be quick."""
    delay: Callable[[], Awaitable[float]] = _look_at_loop
    """Waits a moment; returns by how many seconds the event loop was late."""
    _running: dict[_Place, float] = field(default_factory=dict, init=False)
    """When each call under way began."""
    _places: deque[_Place] = field(default_factory=deque, init=False)
    _begun_at: float = field(default=0.0, init=False)
    """When the last call that had waited began."""
    _looking: asyncio.Task[None] | None = field(default=None, init=False)

    @property
    def running(self) -> int:
        return len(self._running)

    @property
    def waiting(self) -> int:
        """Calls that wait for a running one to end, or for people to be answered."""
        return len(self._places)

    def require_room(self) -> None:
        """Refuse a call before anything of it is read."""
        if self.waiting + self._computing(_seconds()) >= WAITING + COMPUTING:
            self.refused()
            raise TooBusy

    @asynccontextmanager
    async def turn(self, gone: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Wait for a turn, and have it as long as this lasts.

        Args:
            gone: ends when the caller has disconnected.
        """
        place = _Place(_seconds(), asyncio.get_running_loop().create_future())
        if self._places or self._running or self.answering():
            self.require_room()
            await self._wait(place, gone)
        else:
            self._running[place] = place.since
        try:
            yield
        finally:
            del self._running[place]

    async def _wait(self, place: _Place, gone: Callable[[], Awaitable[None]]) -> None:
        """Wait for a turn, which is counted as running from then on."""
        self._places.append(place)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        leaving = asyncio.ensure_future(gone())
        try:
            await asyncio.wait([place.turn, leaving], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._leave(place)
            raise
        finally:
            leaving.cancel()
        if not place.turn.done():
            self._leave(place)
            raise CallerGoneError
        place.turn.result()

    def _leave(self, place: _Place) -> None:
        """Give up a place, or the turn that has just been given."""
        if not place.turn.done():
            self._places.remove(place)
        elif not place.turn.exception():
            del self._running[place]

    async def _look(self) -> None:
        try:
            while self._places:
                late, now = await self.delay(), _seconds()
                while self._places and now - self._places[0].since > WAITS:
                    self.refused()
                    self._places.popleft().turn.set_exception(TooBusy())
                if self._places and self._may_begin(late, now):
                    place = self._places.popleft()
                    self._running[place] = self._begun_at = now
                    place.turn.set_result(None)
        finally:
            self._looking = None

    def _may_begin(self, late: float, now: float) -> bool:
        if self.running >= RUNNING or self._computing(now) >= COMPUTING:
            return False
        free = late <= LATE and not self.answering()
        return free or now - max(self._begun_at, self._places[0].since) > STARVES

    def _computing(self, now: float) -> int:
        return sum(now - begun < COMPUTES for begun in self._running.values())


class Session(Protocol):
    """The SDK's session manager."""

    def run(self) -> AbstractAsyncContextManager[None]:
        """Return what must run while requests are answered."""

    async def handle_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one."""


class Agents:
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
        module: Any = await asyncio.to_thread(import_module, "bot.mcp.server")
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
