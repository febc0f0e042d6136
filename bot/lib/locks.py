"""Named locks that the replicas share, and what stands for them in a process that has no others beside it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

Exclusive = Callable[[str], AbstractAsyncContextManager[None]]
"""Held by one replica at a time for each name; the others wait."""
OnlyOne = Callable[[str], AbstractAsyncContextManager[bool]]
"""Held by one replica at a time for each name; says at once whether that is this one."""


def unlocked(_name: str) -> AbstractAsyncContextManager[None]:
    """`Exclusive`, of one process."""
    return nullcontext()


@asynccontextmanager
async def uncontended(_name: str) -> AsyncIterator[bool]:
    """`OnlyOne`, of one process."""
    yield True
