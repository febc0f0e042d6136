"""One run at a time per key: concurrent callers share its result or its error."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class SingleFlight(Generic[K, V]):
    """Shares running work between callers. Cancelling one caller does not cancel the others' work."""

    def __init__(self) -> None:
        self._running: dict[K, asyncio.Task[V]] = {}

    async def __call__(self, key: K, start: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """Join the running work of this key, or start it."""
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(start())
            self._running[key] = task
            task.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(task)

    async def insist(self, key: K, start: Callable[[], Coroutine[Any, Any, V]], refused: Callable[[V], bool]) -> V:
        """Like a call, but do not accept a refused result of a run that others began.

        They may not have known what this caller knows, so one more run is started, or joined.
        """
        joined = key in self._running
        result = await self(key, start)
        return await self(key, start) if joined and refused(result) else result

    def _landed(self, key: K, task: asyncio.Task[V]) -> None:
        del self._running[key]
        if not task.cancelled():
            task.exception()  # retrieved, even when every caller is gone


class Once(Generic[V]):
    """Makes a value at the first call and keeps it; after an error the next call makes it again."""

    def __init__(self, make: Callable[[], Coroutine[Any, Any, V]]) -> None:
        self._make = make
        self._made: tuple[V] | None = None
        self._flight: SingleFlight[None, V] = SingleFlight()

    async def __call__(self) -> V:
        """The value; all who call while it is made wait for the same one."""
        if self._made is None:
            self._made = (await self._flight(None, self._make),)
        return self._made[0]
