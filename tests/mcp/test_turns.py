"""A flood of calls: some run, some wait, the rest is refused; people in Slack come first."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any, Final

import pytest
from starlette.types import Message, Receive, Scope, Send

from bot.domain.agents import Asker, Through
from bot.lib.work import Work
from bot.mcp.http import COMPUTES, COMPUTING, LATE, RUNNING, STARVES, WAITING, WAITS, CallTurns
from bot.metrics import Metrics
from bot.wiring.routines import Demand
from handlers.agents import RETRY_AFTER, agents_endpoint
from tests.clock import NOW
from tests.fakes.machine import FakeClock
from tests.mcp.endpoint import signed
from tests.virtual_time import run

LOOK: Final = 0.002
ALL: Final = COMPUTING + WAITING
BUSY: Final = {
    "en": "Baselib is overloaded. Try again in a few seconds.",
    "zh-CN": "Baselib 繁忙，请几秒后再试。",
}


class Desk:
    """The endpoint before an application that answers when it may."""

    def __init__(self, locale: str = "en", answering: Callable[[], bool] | None = None) -> None:
        self.people_wait, self.late, self.refused = False, 0.0, 0
        self.turns = CallTurns(answering or (lambda: self.people_wait), self._count, self._delay)
        self.may_answer = asyncio.Event()
        self.begun = list[tuple[float, int]]()
        self.answers = dict[int, Message]()
        """The first message to each call."""
        self.texts = dict[int, bytes]()
        self.gone = dict[int, asyncio.Event]()
        self.reads = 0
        self._endpoint = agents_endpoint(
            self._app, self.turns, "secret", self._owner_of, now=NOW.timestamp, locale=locale
        )

    def call(self, number: int, *, token: str = "bl_canary") -> asyncio.Task[None]:  # noqa: S107
        """Begin a call, with a token or else signed."""
        body = str(number).encode()
        proof = {"authorization": f"Bearer {token}"} if token else signed(body, secret="secret")
        sent: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        self.gone[number] = asyncio.Event()

        async def receive() -> Message:
            self.reads += 1
            if sent:
                return sent.pop()
            await self.gone[number].wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.answers[number] = message
            self.texts[number] = message.get("body", b"")

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/mcp",
            "headers": [(name.lower().encode(), value.encode()) for name, value in proof.items()],
        }

        async def called() -> None:
            await self._endpoint(scope, receive, send)

        return asyncio.create_task(called())

    async def calls(self, count: int, first: int = 0) -> list[asyncio.Task[None]]:
        """Begin several, and let as many run as may."""
        tasks = [self.call(number) for number in range(first, first + count)]
        await looks(2 * COMPUTING)
        return tasks

    def statuses(self) -> dict[int, int]:
        return {number: message["status"] for number, message in self.answers.items()}

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many run and wait, and how many were refused."""
        return self.turns.running, self.turns.waiting, self.refused

    def _count(self) -> None:
        self.refused += 1

    async def _delay(self) -> float:
        await asyncio.sleep(LOOK)
        return self.late

    async def _owner_of(self, _token: str) -> Asker | None:
        return Asker(Through.TOKEN, "T0CANARY", "U0CANARY")

    async def _app(self, _scope: Scope, receive: Receive, send: Send) -> None:
        number = int((await receive())["body"])
        self.begun.append((asyncio.get_running_loop().time(), number))
        await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def looks(count: int) -> None:
    await asyncio.sleep(count * LOOK)


def flood(test: Callable[[Desk], Coroutine[Any, Any, None]], locale: str = "en") -> None:
    """Run a test; afterwards nothing runs and nothing waits."""

    async def main() -> None:
        desk = Desk(locale)
        await test(desk)
        desk.people_wait, desk.late = False, 0.0
        desk.may_answer.set()
        await looks(2 * ALL)
        assert desk.counts[:2] == (0, 0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run(main())


@pytest.mark.parametrize("locale", BUSY)
def test_what_neither_runs_nor_waits_is_refused_at_once(locale: str) -> None:
    """Unread, whatever it says of itself, with a sentence for the agent and a time after which to call again."""

    async def test(desk: Desk) -> None:
        await desk.calls(ALL)
        assert desk.counts == (COMPUTING, WAITING, 0)
        reads = desk.reads

        for number, token in ((ALL, "bl_canary"), (ALL + 1, "")):
            await desk.call(number, token=token)

            assert desk.answers[number]["status"] == 503
            assert dict(desk.answers[number]["headers"])[b"retry-after"] == str(RETRY_AFTER).encode()
            answer = json.loads(desk.texts[number])
            assert (answer["id"], answer["error"]["message"]) == (None, BUSY[locale])
            assert answer["error"]["data"] == {"retryAfter": RETRY_AFTER}
        assert desk.reads == reads
        assert desk.counts == (COMPUTING, WAITING, 2)

        desk.may_answer.set()
        await looks(2 * ALL)
        assert desk.statuses() == dict.fromkeys(range(ALL), 200) | {ALL: 503, ALL + 1: 503}
        assert [number for _, number in desk.begun] == list(range(ALL))

    flood(test, locale)


def test_what_is_not_proved_takes_no_place() -> None:

    async def test(desk: Desk) -> None:
        await desk.calls(COMPUTING)
        await desk.call(COMPUTING, token="x" * 201)

        assert desk.statuses() == {COMPUTING: 401}
        assert desk.counts == (COMPUTING, 0, 0)

    flood(test)


def test_people_come_first() -> None:
    """A command that comes later is answered before the calls that wait; those go on at once afterwards."""

    async def main() -> None:
        work, metrics, may_end, ended = Work(), Metrics(FakeClock(NOW)), asyncio.Event(), asyncio.Event()
        desk = Desk(answering=Demand(work, metrics.answering))

        async def command() -> None:
            await may_end.wait()
            ended.set()

        tasks = await desk.calls(1)
        work.start(command)
        tasks += await desk.calls(2, first=1)
        assert (len(desk.begun), desk.counts) == (1, (1, 2, 0))

        may_end.set()
        await ended.wait()
        assert len(desk.begun) == 1
        await looks(3)
        assert [number for _, number in desk.begun] == [0, 1, 2]
        desk.may_answer.set()
        await asyncio.gather(*tasks)

    run(main())


@pytest.mark.parametrize(("people_wait", "late"), [(True, 0.0), (False, LATE + 0.001)])
def test_no_call_starves(people_wait: bool, late: float) -> None:  # noqa: FBT001
    """While people wait, or the event loop is late, one call begins now and then; afterwards one at each look."""

    async def test(desk: Desk) -> None:
        desk.people_wait, desk.late = people_wait, late
        await desk.calls(ALL)
        await asyncio.sleep((COMPUTING + 1) * STARVES)
        times = [when for when, _ in desk.begun]
        assert len(times) == COMPUTING
        assert all(later - earlier >= STARVES for earlier, later in pairwise(times))

        desk.people_wait, desk.late = False, 0.0
        desk.may_answer.set()
        await looks(ALL)
        assert len(desk.begun) == ALL

    flood(test)


def test_calls_that_wait_for_wechat_hold_up_no_other() -> None:
    """While WeChat is silent, others begin after a second; a bounded number, and what waits too long is refused."""

    async def test(desk: Desk) -> None:
        for first in range(0, RUNNING, COMPUTING):
            await desk.calls(COMPUTING, first)
            await asyncio.sleep(COMPUTES)
        assert desk.counts == (RUNNING, 1, 0)

        await asyncio.sleep(WAITS - COMPUTES)
        assert desk.counts == (RUNNING, 0, 1)
        assert desk.statuses() == {RUNNING: 503}

        await desk.calls(1, RUNNING + 1)
        desk.may_answer.set()
        await looks(2)
        assert desk.statuses() == dict.fromkeys((*range(RUNNING), RUNNING + 1), 200) | {RUNNING: 503}

    flood(test)


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_caller_that_leaves_frees_its_place(cancelled: bool) -> None:  # noqa: FBT001

    async def test(desk: Desk) -> None:
        tasks = await desk.calls(ALL)
        if cancelled:
            tasks[COMPUTING].cancel()
        else:
            desk.gone[COMPUTING].set()
        await asyncio.wait([tasks[COMPUTING]])
        assert desk.counts == (COMPUTING, WAITING - 1, 0)

        await desk.calls(1, first=ALL)
        assert desk.counts == (COMPUTING, WAITING, 0)
        desk.may_answer.set()
        await looks(2 * ALL)
        assert COMPUTING not in desk.answers
        assert len(desk.answers) == ALL

    flood(test)


def test_a_call_cancelled_as_it_gets_its_turn_gives_it_back() -> None:

    async def main() -> None:
        tasks = list[asyncio.Task[None]]()

        def answering() -> bool:
            if tasks:
                asyncio.get_running_loop().call_soon(tasks[-1].cancel)
            return False

        desk = Desk(answering=answering)
        running = desk.call(0)
        await asyncio.sleep(0)
        tasks.append(desk.call(1))
        await looks(2)
        assert tasks[0].cancelled()
        assert desk.counts == (1, 0, 0)
        assert [number for _, number in desk.begun] == [0]

        desk.may_answer.set()
        await running

    run(main())


def test_a_running_call_that_is_cancelled_frees_its_place() -> None:

    async def test(desk: Desk) -> None:
        tasks = await desk.calls(COMPUTING + 1)
        tasks[0].cancel()
        await looks(2)

        assert desk.counts == (COMPUTING, 0, 0)
        assert desk.begun[-1][1] == COMPUTING

    flood(test)
