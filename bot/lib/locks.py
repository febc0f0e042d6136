"""Named locks shared by the replicas, and their stand-ins for a single process."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

Exclusive = Callable[[str], AbstractAsyncContextManager[None]]
"""A lock that one replica at a time holds for each name; the others wait."""
OnlyOne = Callable[[str], AbstractAsyncContextManager[bool]]
"""Like `Exclusive`, but yields at once whether this replica holds the lock."""


def unlocked(_name: str) -> AbstractAsyncContextManager[None]:
    """`Exclusive` for a single process."""
    return nullcontext()


@asynccontextmanager
async def uncontended(_name: str) -> AsyncIterator[bool]:
    """`OnlyOne` for a single process."""
    yield True
