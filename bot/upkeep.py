"""The part of the composition root that keeps the fleet up to date: the sweep, for the bot and the command line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.core import Core
from bot.domain.window import Window
from bot.storage.troubles import SqlTroubles
from bot.usecases.keep_snapshots import KeepSnapshots
from bot.usecases.mind_quota import SparingSource
from bot.usecases.sweep_progress import Follow, unfollowed
from bot.wechat.http import new_client


@asynccontextmanager
async def open_sweep(
    core: Core, *, window: Window | None = None, follow: Follow = unfollowed
) -> AsyncIterator[KeepSnapshots]:
    """The daily sweep, with a client of its own, so that people's questions never queue behind it.

    Args:
        core: what works without Slack.
        window: over which hours a day's readings are spread; None for all at once.
        follow: told how far it has come.
    """
    async with new_client() as client:
        yield KeepSnapshots(
            SparingSource(core.source(client), core.mind_quota, core.clock),
            core.snapshots,
            core.programs,
            core.workspaces,
            SqlTroubles(core.database),
            core.settings.pin,
            core.usecases.read_report.watch,
            window=window,
            only_one=core.database.only_one,
            follow=follow,
        )
