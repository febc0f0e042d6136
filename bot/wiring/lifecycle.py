"""What starts with the server, runs beside its requests, and finishes before it ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.types import Lifespan

from bot.errors import BotError
from bot.lib.work import Work
from bot.ports.clock import Clock
from bot.settings import Settings
from bot.slack.socket_mode import SocketMode
from bot.usecases.digest.set_up_first import FirstDigest, SetUpFirstDigest
from bot.usecases.home.onboarding import Onboarding
from bot.usecases.imports import AdoptImports
from bot.usecases.workspaces.install import JoinHome, JoinWorkspace
from bot.wiring.scheduler import Scheduler

_log = structlog.get_logger(__name__)

WORK_FINISHES_WITHIN: Final = 7.0
"""Seconds for answers and digests under way on SIGTERM; with the server's own shutdown below ten."""
_TRY_AGAIN_AFTER: Final = 10.0
_ONCE_ONLINE: Final = ("sync", "sweep")
"""Routines that find no workspace at their first tick after the installation; programs are listed and read for one."""


@dataclass(frozen=True)
class GoOnline:
    """Joins the workspace, sets up the environment's digest, and connects where Slack cannot call us."""

    join: JoinWorkspace | JoinHome
    set_up_first_digest: SetUpFirstDigest
    first_digest: FirstDigest | None
    clock: Clock
    socket: SocketMode | None
    onboarding: Onboarding | None = None
    adopt: AdoptImports | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self) -> None:
        """Retry until it is online: a bot that starts before its network is up, or meets a bug, still gets there."""
        while True:
            try:
                workspace = await self.join()
                if workspace and self.adopt:
                    await self.adopt(workspace.team_id)
                if workspace:
                    await self.set_up_first_digest(workspace.team_id, self.first_digest, now=await self.clock.now())
                if self.socket:
                    await self.socket.connect()
                if workspace and self.onboarding:
                    await self.onboarding.installed(workspace.team_id, now=await self.clock.now())
            except BotError as error:
                _log.warning("not online yet; /readyz says which part is missing", error=str(error))
            except Exception:  # noqa: BLE001 - whatever it is, it may pass
                _log.exception("not online yet, for a reason that has no name")
            else:
                _log.info("online", workspace=workspace.team_id if workspace else "none yet")
                return
            await self.sleep(_TRY_AGAIN_AFTER)


def first_digest(settings: Settings) -> FirstDigest | None:
    """The digest that the environment asks for."""
    schedule = settings.first_digest  # always: the first request would wait for the list of time zones
    if not settings.digest_channel:
        return None
    return FirstDigest(settings.digest_channel, schedule, settings.baselib_locale)


def lifespan_of(go_online: GoOnline, scheduler: Scheduler, work: Work) -> Lifespan[Starlette]:
    """The lifespan of the HTTP application."""

    @asynccontextmanager
    async def lifespan(_pages: Starlette) -> AsyncIterator[None]:
        going_online = asyncio.create_task(go_online())
        going_online.add_done_callback(lambda done: None if done.cancelled() else scheduler.nudge(*_ONCE_ONLINE))
        scheduler.start()
        yield
        going_online.cancel()
        if go_online.socket:
            await go_online.socket.close()
        unfinished, _ = await asyncio.gather(
            work.drain(within=WORK_FINISHES_WITHIN), scheduler.stop(within=WORK_FINISHES_WITHIN)
        )
        if unfinished:
            _log.warning("answers were cut off", count=unfinished)

    return lifespan
