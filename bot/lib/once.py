"""A value that is made when it is first needed."""

from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from bot.lib.single_flight import SingleFlight

V = TypeVar("V")


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
