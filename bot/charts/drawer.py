"""Draws charts in a separate process: https://github.com/vega/vl-convert uses the processor for 50 to 600 ms."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import structlog

from bot.charts import worker
from bot.charts.line_chart import Spec, line_spec
from bot.domain.trend import LineChart
from bot.errors import ChartUndrawable, TooBusy

_log = structlog.get_logger(__name__)

DRAWN_WITHIN: Final = 15.0
"""Seconds for one drawing, the start of the process included."""
KEPT_FOR: Final = 300.0
"""Seconds that the process waits for another chart: it has 90 to 140 MB."""
MOST_WAITING: Final = 8
"""Charts requested and not drawn yet."""
_MOST_BYTES: Final = 20_000_000
_PASSED_ON: Final = (
    *("FONTCONFIG_FILE", "HOME", "LANG", "PATH", "SYSTEMROOT"),
    *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"),
)
"""Variables that finding the system's fonts may need; no secrets."""
_REASON: Final = 200


class ChartWorker:
    """Serves `bot.ports.machine.ChartDrawer` with one process: started by the first chart, replaced when it dies.

    It is a script without imports from Baselib, so it is small and quick to start, unlike a fork or a spawned copy of
    the bot; and unlike a pool's it can be stopped in the middle of a drawing.
    """

    def __init__(
        self,
        *,
        script: Path = Path(worker.__file__),
        drawn_within: float = DRAWN_WITHIN,
        kept_for: float = KEPT_FOR,
    ) -> None:
        """Set up without starting the process.

        Args:
            script: a worker such as `bot.charts.worker`.
            drawn_within: seconds for one drawing.
            kept_for: idle seconds after which the process ends.
        """
        self._script = script
        self._drawn_within = drawn_within
        self._kept_for = kept_for
        self._retirement: asyncio.TimerHandle | None = None
        self._process: Process | None = None
        self._free = asyncio.Lock()
        self._waiting = 0

    def __len__(self) -> int:
        return self._waiting

    async def draw(self, chart: LineChart, *instead: LineChart) -> bytes:
        """Draw a chart as a PNG, or the first one instead of it without a character that the fonts here lack."""
        async with self._turn():
            return await self._answer(await self._legible([line_spec(each) for each in (chart, *instead)]))

    async def missing(self, characters: str) -> str:
        """Those of the characters that the fonts here lack."""
        async with self._turn():
            return await self._missing(characters)

    async def close(self) -> None:
        """Stop the process, if there is one; waiting charts fail."""
        self._stay()
        await self._stop()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= MOST_WAITING:
            raise TooBusy
        self._waiting += 1
        self._stay()
        try:
            async with self._free:
                yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._retirement = asyncio.get_running_loop().call_later(self._kept_for, self._retire)

    def _stay(self) -> None:
        if self._retirement:
            self._retirement.cancel()

    def _retire(self) -> None:
        process, self._process = self._process, None
        if process and process.stdin:
            process.stdin.close()

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()

    async def _legible(self, specs: list[Spec]) -> Spec:
        *preferred, last = specs
        texts = [_beyond_ascii(spec) for spec in preferred]
        asked = "".join(sorted(frozenset().union(*texts)))
        missing = await self._missing(asked) if asked else ""
        return next((spec for spec, text in zip(preferred, texts, strict=True) if text.isdisjoint(missing)), last)

    async def _missing(self, characters: str) -> str:
        return str(json.loads(await self._answer(characters)))

    async def _answer(self, request: Spec | str) -> bytes:
        answer = None
        try:
            async with asyncio.timeout(self._drawn_within):
                answer = await self._ask(json.dumps(request).encode())
        except (OSError, EOFError, TimeoutError) as error:
            _log.warning("a chart was not drawn", reason=repr(error))
            raise ChartUndrawable from error
        finally:
            if answer is None:  # also without a waiting caller: a late answer would be taken for the next chart's
                await self._stop()
        if answer[:1] != worker.DONE:
            _log.warning("a chart was not drawn", reason=answer[1:].decode(errors="replace")[:_REASON])
            raise ChartUndrawable
        return answer[1:]

    async def _ask(self, request: bytes) -> bytes:
        process = await self._running()
        if process.stdin is None or process.stdout is None:
            raise EOFError("no pipes")
        process.stdin.write(len(request).to_bytes(worker.LENGTH_BYTES, "big") + request)
        await process.stdin.drain()
        length = int.from_bytes(await process.stdout.readexactly(worker.LENGTH_BYTES), "big")
        if length > _MOST_BYTES:
            raise EOFError("not an answer")
        return await process.stdout.readexactly(length)

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            await self._stop()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",  # neither the environment nor the working directory affects imports
                str(self._script),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                start_new_session=True,  # a Ctrl-C at the terminal is for the bot, which closes it
            )
        return self._process


def _beyond_ascii(spec: Spec) -> frozenset[str]:
    """Return the characters of a specification that no font may have: vl-convert brings a font with ASCII."""
    return frozenset(character for character in json.dumps(spec, ensure_ascii=False) if not character.isascii())
