"""What is fed: the parts of the bot that read from outside, each as a subject that takes one input after the other."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one input."""

    text: str
    """All that others get to read of it."""
    status: int = 200
    """Of the HTTP answer, where there is one."""


class Subject(Protocol):
    """Something that reads inputs."""

    @property
    def canaries(self) -> Sequence[str]:
        """What must not come out."""

    def make(self, rng: Random) -> Any:
        """An input."""

    async def take(self, given: Any) -> Outcome:
        """Read it; one of our errors is an outcome, any other exception a fault."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of inputs."""

    name: str
    share: int
    """Percent of all inputs."""
    start: Callable[[], AbstractAsyncContextManager[Subject]]
    """Opens a fresh subject."""
