"""Notices that WeChat does not answer at all: then nobody waits for it, but for one reading now and then."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from bot.errors import WeChatAnswered, WeChatUnreachable, WeChatUnreadable

IN_A_ROW: Final = 10
"""Readings without an answer in time: as many as are in flight."""
REST_SECONDS: Final = 30.0
"""Between two readings that try whether it answers again."""


class Silence:
    """Fails readings at once while WeChat is silent. Each takes half a minute else, and hundreds queue behind ten."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._in_a_row = 0
        self._error = WeChatUnreachable(host="", reason="timeout")
        self._next_try = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Around each reading.

        Raises:
            WeChatUnreachable: the last readings all had no answer in time, and the next try is not due yet.
        """
        if self._in_a_row >= IN_A_ROW:
            if self._monotonic() < self._next_try:
                raise self._error.again()
            self._next_try = self._monotonic() + REST_SECONDS  # only this one tries
        try:
            yield
        except WeChatUnreachable as error:
            if error.reason == "timeout":
                self._in_a_row += 1
                self._error, self._next_try = error, self._monotonic() + REST_SECONDS
            raise
        except (WeChatAnswered, WeChatUnreadable):
            self._in_a_row = 0
            raise
        else:
            self._in_a_row = 0
