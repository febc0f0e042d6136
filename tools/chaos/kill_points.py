"""Where a process of the bot is killed: at a chosen edge, or at a chosen function call."""

import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from types import FrameType
from typing import Final

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
    """One moment at which a process is killed."""

    kind: Kind = Kind.NONE
    where: str = ""
    n: int = 1
    """Which call or millisecond; for edges, how many times the edge is passed before."""

    @property
    def name(self) -> str:
        """What it is counted under."""
        return f"{self.kind} {self.where}".rstrip()


def kill_self() -> None:
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


class KillingStore:
    """A store whose methods end the process at one edge; everything else passes through."""

    def __init__(self, store: object, kill_point: KillPoint, *, prefix: str = "") -> None:
        self._store = store
        self._kill_point = kill_point
        self._prefix = prefix
        """Before the methods' names in `where`: two stores may have methods of one name."""
        self._passed = 0

    def __getattr__(self, name: str) -> object:
        attribute: object = getattr(self._store, name)
        if self._kill_point.where != f"{self._prefix}{name}" or not callable(attribute):
            return attribute
        return self._killing(attribute)

    def _killing(self, method: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def call(*args: object, **named: object) -> object:
            self._kill_if(Kind.BEFORE)
            result = await method(*args, **named)
            if result or result is None:  # a claim of nothing is no edge
                self._kill_if(Kind.AFTER)
            return result

        return call

    def _kill_if(self, kind: Kind) -> None:
        if self._kill_point.kind is kind:
            self._passed += 1
            if self._passed >= self._kill_point.n:
                kill_self()
