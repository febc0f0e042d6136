"""A replica of the bot: a process that can be stopped, killed and started again."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

_AT_WORK_WITHIN: Final = 90.0
_RUN: Final = """
import runpy, sys
import bot.wechat.client
bot.wechat.client.REST_SECONDS = 1.0
sys.argv = ["bot", "run"]
runpy.run_module("bot", run_name="__main__")
"""
"""While WeChat seems silent the bot rests by the real clock; tries by the sandbox's, which moves on, must not be over
before that rest is."""
_SKEWED: Final = """
import datetime, time_machine
time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds={skew}), tick=True).start()
"""


def python_of(folder: Path) -> str:
    """The interpreter with what the code in a folder needs."""
    own = folder / ".venv" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


@dataclass
class Replica:
    """One of the processes that share a database."""

    number: int
    folder: Path
    """Of the code."""
    home: Path
    """Where it runs and logs."""
    environment: Mapping[str, str]
    url: str
    http: httpx.AsyncClient
    skew_s: float = 0.0
    """How far its machine's clock is ahead."""
    process: subprocess.Popen[bytes] | None = None
    stopped: bool = False
    ready: bool = False
    kills: int = 0

    def start(self) -> None:
        """Start it; it is not at work yet."""
        code = (_SKEWED.format(skew=self.skew_s) if self.skew_s else "") + _RUN
        with (self.home / f"replica-{self.number}.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 # our own arguments
                [python_of(self.folder), "-c", code], env=self.environment, cwd=self.home, stdout=log, stderr=log
            )
        self.stopped = self.ready = False

    async def at_work(self) -> None:
        """Wait until it answers that it is ready.

        Raises:
            TimeoutError: it does not.
            ChildProcessError: it has ended.
        """
        async with asyncio.timeout(_AT_WORK_WITHIN):
            while True:
                if self.process is None or self.process.poll() is not None:
                    raise ChildProcessError(f"replica {self.number} has ended, see its log in {self.home}")
                with suppress(httpx.HTTPError):
                    if (await self.http.get(f"{self.url}/readyz")).is_success:
                        self.ready = True
                        return
                await asyncio.sleep(0.2)

    @property
    def takes(self) -> bool:
        """Whether Slack may reach it."""
        return self.ready and not self.stopped

    def signal(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, number)

    def stop(self) -> None:
        """As a machine that stands still."""
        self.signal(signal.SIGSTOP)
        self.stopped = True

    def go_on(self) -> None:
        """Wake it."""
        self.signal(signal.SIGCONT)
        self.stopped = False

    def kill(self) -> None:
        """At once; nothing is flushed, closed or told to anyone."""
        self.signal(signal.SIGKILL)
        self.ready = self.stopped = False
        self.kills += 1
        if self.process:
            self.process.wait()

    async def again(self) -> None:
        """Start it again after it was killed."""
        self.start()
        await self.at_work()
