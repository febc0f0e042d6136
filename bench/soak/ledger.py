"""Counts the answers of each command, in its acknowledgement or at its response_url, which fails as well."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from bench.connection import http_response, listening
from bench.soak.faults import BUSY_FOR_S, SLOW_S, Dice, Fault, Place
from bot.i18n import LOCALES, texts_for

_OK: Final = http_response(b'{"ok": true}')
_BUSY: Final = http_response(b"rate_limited", f"429 Busy\r\nRetry-After: {BUSY_FOR_S}")
_BROKEN: Final = http_response(b"broken", "500 Broken")
_ON_ITS_WAY: Final = frozenset(texts_for(locale)("fetching") for locale in LOCALES)
"""The announcement of a slow answer, which does not count as one."""


@dataclass
class Ledger:
    """Answers by command."""

    dice: Dice
    port: int = 0
    _answers: list[int] = field(default_factory=list)
    """By the number of the command."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Ledger"]:
        """Listen on a port of the system's choice."""
        async with listening(self.take) as self.port:
            yield self

    def asked(self) -> tuple[int, str]:
        """A new command: its number, and its response_url."""
        self._answers.append(0)
        number = len(self._answers) - 1
        return number, f"http://127.0.0.1:{self.port}/commands/T0BENCH/{number}/soak"

    def answered(self, number: int) -> None:
        """Count an answer to a command."""
        self._answers[number] += 1

    @property
    def count(self) -> int:
        """All commands."""
        return len(self._answers)

    @property
    def unanswered(self) -> int:
        """Commands that have no answer yet."""
        return self._answers.count(0)

    @property
    def once(self) -> int:
        """Commands that have exactly one."""
        return self._answers.count(1)

    @property
    def twice(self) -> int:
        """Commands that have more."""
        return len(self._answers) - self.once - self.unanswered

    def take(self, path: str, body: bytes) -> tuple[bytes, float]:
        """Handle a request to a response_url; returns the HTTP response, and after how many seconds to send it."""
        fault = self.dice.roll(Place.ANSWER)
        if fault in (Fault.BUSY, Fault.BROKEN):
            return (_BUSY if fault is Fault.BUSY else _BROKEN), 0
        if json.loads(body).get("text") not in _ON_ITS_WAY:
            self.answered(int(path.split("/")[3]))
        return _OK, SLOW_S if fault is Fault.SLOW else 0
