"""An event loop whose time passes only when nothing else is left to do: minutes of waiting take none.

For code without sockets: what they do takes real time, which does not pass here. What is left to a thread is done at
once.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class _Selector(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now; if nothing is, it is later."""
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "everything waits for what never comes"
            self.now += max(timeout, 0)
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now

    def run_in_executor(self, _executor: object, work: Callable[..., _T], *given: Any) -> asyncio.Future[_T]:  # type: ignore[override]
        done = self.create_future()
        try:
            done.set_result(work(*given))
        except Exception as error:  # noqa: BLE001 - the one who waits for it gets it
            done.set_exception(error)
        return done


def run(main: Coroutine[Any, Any, _T]) -> _T:
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(main)
