"""What is going to happen, drawn from a seed: the same seed gives the same kills, troubles and clock."""

import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import count
from random import Random
from types import FrameType
from typing import Final

from bot.lib.work import ignore
from tools.sandbox.faults import Fault

IDLE: Final = "idle"
"""What a process is counted under that was killed while it had nothing to do, or whose edge did not come."""


class Kind(StrEnum):
    """What a kill point is named by."""

    BEFORE = "before"
    """Just before the delivery store is called: `where` is the method."""
    AFTER = "after"
    """Just after that call has been committed."""
    ARRIVES = "arrives"
    """When a request reaches a sandbox, before anything is done: `where` is the path."""
    ACCEPTED = "accepted"
    """When the sandbox has done it, before the answer goes out."""
    CALL = "call"
    """At the n-th call or return of a function, wherever that is."""
    INSTANT = "instant"
    """From outside, `n` milliseconds after a tick began, even in the middle of a system call."""
    NONE = "none"
    """It runs until it is no longer needed."""


@dataclass(frozen=True, slots=True)
class KillPoint:
    kind: Kind = Kind.NONE
    where: str = ""
    n: int = 1
    """Which call or millisecond; for edges, how many times the edge is passed before."""

    @property
    def name(self) -> str:
        return f"{self.kind} {self.where}".rstrip()


def kill_self(_replica: int = 0) -> None:
    """As `kill -9` does it: nothing is flushed, closed or reported."""
    os.kill(os.getpid(), signal.SIGKILL)


def kill_at_call(number: int) -> None:
    """Kill this process at the n-th call or return of a function from now on, counted over all threads."""
    calls = count(1)

    def counted(_frame: FrameType, _event: str, _argument: object) -> None:
        if next(calls) >= number:
            kill_self()

    threading.setprofile(counted)
    sys.setprofile(counted)


@dataclass
class Trap:
    """Calls back once, at the n-th time that a point is passed."""

    point: str = ""
    left: int = 0
    caught: Callable[[int], object] = ignore

    def set(self, point: str, n: int, caught: Callable[[int], object]) -> None:
        """Call `caught` with the replica's number at the n-th passing from now on; False says that it lives on."""
        self.point, self.left, self.caught = point, n, caught

    def clear(self) -> None:
        """Catch nothing."""
        self.point = ""

    def passes(self, point: str, replica: int = 0) -> bool:
        """Count; whether this one was caught, and its replica died of it."""
        if point != self.point:
            return False
        self.left -= 1
        if self.left > 0:
            return False
        self.clear()
        return self.caught(replica) is not False


class KillingStore:
    """A store whose methods end the process at one edge; everything else passes through."""

    def __init__(self, store: object, trap: Trap, *, prefix: str = "") -> None:
        self._store = store
        self._trap = trap
        self._prefix = prefix
        """Before the methods' names in `where`: two stores may have methods of one name."""

    def __getattr__(self, name: str) -> object:
        method: Callable[..., Awaitable[object]] = getattr(self._store, name)
        before, after = (f"{kind} {self._prefix}{name}" for kind in (Kind.BEFORE, Kind.AFTER))
        if self._trap.point not in (before, after) or not callable(method):
            return method

        async def call(*args: object, **named: object) -> object:
            self._trap.passes(before)
            result = await method(*args, **named)
            if result or result is None:  # a claim of nothing is no edge
                self._trap.passes(after)
            return result

        return call


POST, HISTORY, WECHAT, CLOCK = (
    "/api/chat.postMessage",
    "/api/conversations.history",
    "/cgi-bin/wxopen/getweappsupportversion",
    "/sandbox/clock",
)
EDGES: tuple[KillPoint, ...] = (
    *(
        KillPoint(kind, method)
        for method in ("record", "claim", "sending", "finish")
        for kind in (Kind.BEFORE, Kind.AFTER)
    ),
    KillPoint(Kind.ARRIVES, CLOCK),
    KillPoint(Kind.ARRIVES, WECHAT),
    KillPoint(Kind.ARRIVES, POST),
    KillPoint(Kind.ACCEPTED, POST),
)
"""Every edge of the way from due to sent: before and after each commit, and at each request between them."""
LOOKING_EDGES: tuple[KillPoint, ...] = (
    *(KillPoint(kind, method) for method in ("doubt", "claim_looks", "postpone") for kind in (Kind.BEFORE, Kind.AFTER)),
    KillPoint(Kind.BEFORE, "abandoned"),
    KillPoint(Kind.ARRIVES, HISTORY),
    KillPoint(Kind.ACCEPTED, HISTORY),
)
"""The edges of finding out what became of a post: passed only by the process that follows one of `DOUBTFUL`."""
DOUBTFUL: tuple[KillPoint, ...] = (
    KillPoint(Kind.AFTER, "sending"),
    KillPoint(Kind.ARRIVES, POST),
    KillPoint(Kind.ACCEPTED, POST),
    KillPoint(Kind.BEFORE, "finish"),
)
"""The points after which it is unknown whether the message arrived."""
MOST_CALLS = 100_000
"""Calls and returns of a process that posts a digest or two, roughly."""
MOST_MILLISECONDS = 120


def trouble(name: str, *, where: str = "chat.postMessage", times: int | None = 1, **params: object) -> Fault:
    return Fault(name, where, times, params)


TROUBLES: tuple[Fault, ...] = (
    trouble("accepted_without_answer"),
    trouble("answer_lost"),
    trouble("server_error"),
    trouble("internal_error"),
    trouble("timeout", seconds=0),
    trouble("ratelimited", times=3, retry_after=7),
    trouble("ratelimited", where="*", times=12, retry_after=30),
    trouble("history_lag", where="conversations.history", times=None, seconds=30),
    trouble("server_error", times=2, status=403),
    trouble("server_error", where="*", times=6, status=408),
    trouble("account_inactive", where="*", times=6),
)


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """One process: how it ends, what troubles it, and how far the clock moves before each of its ticks."""

    kill_point: KillPoint
    trouble: Fault | None
    moves: tuple[timedelta, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """Some digests that come due together, and the processes that try to send them."""

    slots: int
    processes: tuple[ProcessStep, ...]


def rounds(seed: str, *, instants: bool) -> Iterator[Round]:
    """Return rounds without end.

    Args:
        instants: whether some processes end at an instant of real time, which no seed can repeat exactly.
    """
    random = Random(seed)  # noqa: S311 # repeatable on purpose
    edges = _endless(random, [*EDGES, *LOOKING_EDGES])
    while True:
        steps = [step for _ in range(random.randint(1, 3)) for step in _steps(random, edges, instants=instants)]
        yield Round(random.randint(1, 4), tuple(steps))


def _steps(random: Random, edges: Iterator[KillPoint], *, instants: bool) -> Sequence[ProcessStep]:
    """One process, or two where the second looks for what the first has left behind."""
    chance = random.random()
    if chance < 0.7:  # most are killed at an edge
        kill_point = next(edges)
        if kill_point in LOOKING_EDGES:
            before = ProcessStep(random.choice(DOUBTFUL), None, _moves(random, (60, 200)))
            return before, ProcessStep(kill_point, None, _moves(random, (650, 30)))
    elif instants and chance < 0.85:
        kill_point = KillPoint(Kind.INSTANT, n=random.randint(0, MOST_MILLISECONDS))
    else:
        kill_point = KillPoint(Kind.CALL, n=random.randint(1, MOST_CALLS))
    fault = random.choice(TROUBLES) if random.random() < 0.4 else None
    return (ProcessStep(kill_point, fault, _moves(random, (1, 5, 20, 60, 200, 650))),)


def _moves(random: Random, seconds: Sequence[int]) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=random.choice(seconds)) for _ in range(6))


def _endless(random: Random, edges: Sequence[KillPoint]) -> Iterator[KillPoint]:
    """All of them in a new order each time, so that a short run passes each as often as a long one does."""
    while True:
        yield from random.sample(edges, len(edges))
