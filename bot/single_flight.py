"""One run at a time per key: whoever asks meanwhile shares its result or its error."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class SingleFlight(Generic[K, V]):
    """Shares running work between callers. A caller that is cancelled does not cancel the others' work."""

    def __init__(self) -> None:
        self._running: dict[K, asyncio.Task[V]] = {}

    async def __call__(self, key: K, start: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """Join the run of this key, or start one."""
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(start())
            self._running[key] = task
            task.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(task)

    def __contains__(self, key: K) -> bool:
        """Whether a run of this key is under way."""
        return key in self._running

    def _landed(self, key: K, task: asyncio.Task[V]) -> None:
        del self._running[key]
        if not task.cancelled():
            task.exception()  # seen, even when every caller has gone
