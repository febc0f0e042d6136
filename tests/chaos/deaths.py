"""How a life of the bot ends: kill -9 from inside, at a chosen edge or at a chosen function call."""

import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import count
from types import FrameType
from typing import Any, Self


class Kind(StrEnum):
    """What the moment of a death is named by."""

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
    """It lives until it is no longer needed."""


@dataclass(frozen=True, slots=True)
class Death:
    """One moment of death."""

    kind: Kind = Kind.NONE
    where: str = ""
    n: int = 1
    """Which call or millisecond; for edges, how many times the edge is passed before."""

    @property
    def name(self) -> str:
        """What the summary counts it under."""
        return f"{self.kind} {self.where}".rstrip()

    def to_json(self) -> dict[str, Any]:
        """For the wire."""
        return asdict(self)

    @classmethod
    def from_json(cls, death: dict[str, Any]) -> Self:
        """From the wire."""
        return cls(Kind(death["kind"]), death["where"], death["n"])


def die() -> None:
    """As `kill -9` does it: nothing is flushed, closed or told to anybody."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_call(number: int) -> None:
    """Arm a death at the n-th call or return of a function from now on, counted over all threads."""
    calls = count(1)

    def counted(_frame: FrameType, _event: str, _argument: object) -> None:
        if next(calls) >= number:
            die()

    threading.setprofile(counted)
    sys.setprofile(counted)


class Mortal:
    """A store whose methods end the life at one edge; everything else passes through."""

    def __init__(self, store: object, death: Death) -> None:
        self._store = store
        self._death = death
        self._passed = 0

    def __getattr__(self, name: str) -> object:
        attribute: object = getattr(self._store, name)
        if self._death.where != name or not callable(attribute):
            return attribute
        return self._deadly(attribute)

    def _deadly(self, method: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def call(*args: object, **named: object) -> object:
            self._die_if(Kind.BEFORE)
            result = await method(*args, **named)
            if result or result is None:  # a claim of nothing is no edge
                self._die_if(Kind.AFTER)
            return result

        return call

    def _die_if(self, kind: Kind) -> None:
        if self._death.kind is kind:
            self._passed += 1
            if self._passed >= self._death.n:
                die()
