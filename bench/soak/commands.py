"""Sends commands at a fixed rate, each when it is due, whether earlier ones are answered or not."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from bench.load import Caller, WrongAnswerError, callers, until_due
from bench.soak.ledger import Ledger

_WITHIN_S: Final = 30.0
CONNECTIONS: Final = 32
"""To the bot, kept alive."""
MIX: Final = (
    ("help", 60),
    ("report {program}", 15),
    ("raise 3.0.0 {program}", 7),
    ("cover 99 {program}", 6),
    ("can wx.getPrivacySetting {program}", 5),
    ("programs {program}", 4),
    ("raise three {program}", 2),
    ("report no-such-program-{number}", 1),
)
"""The commands, with their percentages; the first one is answered in the acknowledgement."""

Make = Callable[[str, str], bytes]
"""From a command and a response_url to a signed request."""


@dataclass
class Commands:
    """Sends commands, and times the acknowledgements."""

    ledger: Ledger
    port: int
    """Of the bot."""
    make: Make
    programs: Sequence[str]
    """Their aliases."""
    random: Random
    acks: list[float] = field(default_factory=list)
    """Seconds from when each command was due to its acknowledgement."""

    async def __call__(self, *, rate: float, seconds: float) -> None:
        """Send commands at a rate per second for some time, and wait for the last acknowledgement.

        Raises:
            WrongAnswerError: a command was not acknowledged.
            TimeoutError: or not for half a minute.
        """
        idle: asyncio.Queue[Caller] = asyncio.Queue()
        trouble: list[WrongAnswerError] = []
        async with callers(self.port, CONNECTIONS) as connections:  # new ones: the bot closes idle connections
            for connection in connections:
                idle.put_nowait(connection)
            begun = time.perf_counter()
            for number in range(round(rate * seconds)):
                due = begun + number / rate
                await until_due(due)
                async with asyncio.timeout(_WITHIN_S):
                    caller = await idle.get()
                if trouble:
                    raise trouble[0]
                self._ask(number, caller, due, idle, trouble)
            async with asyncio.timeout(_WITHIN_S):
                for _ in connections:
                    await idle.get()

    def _ask(
        self, number: int, caller: Caller, due: float, idle: asyncio.Queue[Caller], trouble: list[WrongAnswerError]
    ) -> None:
        command, response_url = self.ledger.asked()

        def acknowledged(response: bytes) -> None:
            self.acks.append(time.perf_counter() - due)
            if response.partition(b"\r\n\r\n")[2]:
                self.ledger.answered(command)
            idle.put_nowait(caller)

        def failed(error: WrongAnswerError) -> None:
            trouble.append(error)
            idle.put_nowait(caller)

        caller.call(self.make(self._words(number), response_url), acknowledged, failed)

    def _words(self, number: int) -> str:
        (words,) = self.random.choices([words for words, _ in MIX], [often for _, often in MIX])
        return words.format(program=self.random.choice(self.programs), number=number)
