"""The load generator: prepared requests at a pace or as fast as they are answered, and an inbox for their answers."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

from bench.kit.upstream import ANSWER, SLOW_S, Dice
from bench.kit.wire import Caller, WrongAnswerError, callers, http_response, listening
from bot.i18n import LOCALES, texts_for

EVERY_S: Final = 0.01
"""The interval of slash commands beside other work, whether the previous one is answered or not."""
_WITHIN_S: Final = 30.0
_OK: Final = http_response(b'{"ok": true}')
_FAILED: Final = {
    "ratelimited": http_response(b'{"ok": false, "error": "ratelimited"}', "429 Busy\r\nRetry-After: 1"),
    "server_error": http_response(b"broken", "500 Broken"),
}
_ON_ITS_WAY: Final = frozenset(texts_for(locale)("fetching") for locale in LOCALES)
"""The announcement of a slow answer, which does not count as one."""


async def throughput(port: int, request: bytes, *, connections: int, seconds: float) -> float:
    """Responses a second while every connection sends its next request as soon as the last one is answered.

    It lasts until the first answer at least: a short round on a busy machine would else have none.
    """
    count, first = 0, asyncio.Event()
    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def keep_calling(caller: Caller) -> None:
        def done(answer: bytes | WrongAnswerError) -> None:
            nonlocal count
            first.set()
            if not isinstance(answer, WrongAnswerError):
                count += 1
                caller.call(request, done)
            elif not over.done():
                over.set_exception(answer)

        caller.call(request, done)

    async with callers(port, connections) as found:
        begun = time.perf_counter()
        for caller in found:
            keep_calling(caller)
        await asyncio.wait([over], timeout=seconds)
        await first.wait()
        spent = time.perf_counter() - begun
    if over.done():
        over.result()
    return count / spent


async def latencies(
    port: int, request: bytes, *, count: int, every_s: float = 0, going_on: Callable[[], bool] = lambda: True
) -> list[float]:
    """Seconds from when each request was due to its answer, one at a time on one connection.

    Counted from when it was due, not from when it could be sent: so a server that stalls for a second delays all the
    requests of that second, and not just one.

    Args:
        count: how many at most.
        every_s: how often one is due; 0 means as soon as the one before is answered.
        going_on: called before each but the first; measuring ends when it is false.
    """
    found: list[float] = []
    async with callers(port, 1) as (caller,):
        begun = time.perf_counter()
        for number in range(count):
            if found and not going_on():
                break
            due = await _until(begun + number * every_s) if every_s else time.perf_counter()
            await caller.ask(request)
            found.append(time.perf_counter() - due)
    return found


async def paced(ask: Callable[[int], Coroutine[Any, Any, object]], count: int, *, per_second: float) -> list[float]:
    """Seconds of each call from when it was due, begun at this pace however long the others take."""
    found: list[float] = []

    async def timed(number: int, due: float) -> None:
        await ask(number)
        found.append(time.perf_counter() - due)

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number in range(count):
            tasks.create_task(timed(number, await _until(begun + number / per_second)))
    return found


async def _until(due: float) -> float:
    """Wait until a request is due; returns when it was (both as `time.perf_counter`).

    Requests come at their own pace, not at the server's, so one that is late already counts from when it was due.
    """
    ahead = due - time.perf_counter()
    if ahead <= 0:
        return due
    await asyncio.sleep(ahead)  # the pace is the load's own: no event sets it
    return time.perf_counter()  # a late timer is our fault, not the server's


class Inbox:
    """Receives the bot's answers, each at a URL of its own, in the load generator's process: one clock times both ends.

    The dice decide which of them it fails to take.
    """

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.answers: list[int] = []
        """How many each command has had, in its acknowledgement or here."""
        self._expected: dict[int, asyncio.Future[tuple[float, bytes]]] = {}
        self._port = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, dice: Dice | None = None) -> AsyncIterator["Inbox"]:
        """Listen on a port of the system's choice."""
        inbox = cls(dice or Dice())
        async with listening(inbox.take) as inbox._port:
            yield inbox

    def address(self) -> tuple[int, str]:
        """Return the number of a new command, and its response_url."""
        self.answers.append(0)
        number = len(self.answers) - 1
        return number, f"http://127.0.0.1:{self._port}/commands/T0BENCH/{number}/bench"

    async def ask(self, caller: Caller, request: Callable[[str], bytes]) -> tuple[float, bytes]:
        """Send a request; returns the seconds until its whole answer has arrived, and the answer.

        Args:
            caller: the connection that takes the request.
            request: makes it, with the URL for the answer.
        """
        number, url = self.address()
        made, arrival = request(url), asyncio.get_running_loop().create_future()
        self._expected[number] = arrival
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(_WITHIN_S):
                await caller.ask(made)
                arrived, answer = await arrival
        finally:
            del self._expected[number]  # it may still come, when nothing waits for it
        return arrived - begun, answer

    def take(self, target: str, body: bytes) -> tuple[bytes, float]:
        """Take a request to one of the URLs, unless that fails; the HTTP response, and after how many seconds."""
        fault = self.dice.roll(ANSWER) or ""
        if fault in _FAILED:
            return _FAILED[fault], 0
        return self._keep(int(target.split("/")[3]), body, time.perf_counter()), SLOW_S if fault == "slow" else 0

    def _keep(self, number: int, body: bytes, arrived: float) -> bytes:
        if json.loads(body).get("text") not in _ON_ITS_WAY:
            self.answers[number] += 1
            if (arrival := self._expected.get(number)) and not arrival.done():
                arrival.set_result((arrived, body))
        return _OK
