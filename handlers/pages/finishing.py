"""Finishes an authorisation while a browser waits, and later in the background."""

import asyncio
from datetime import datetime
from typing import Final

import structlog

from bot.errors import BotError, ShuttingDown, TooBusy
from bot.lib.work import Work
from bot.ports.platform import Pending
from bot.usecases.platform.finish import UNDER_WAY, FinishAuthorisation, Outcome

_log = structlog.get_logger(__name__)

FINISH_WITHIN: Final = 8.0
"""Seconds."""


async def finish_within(
    finish: FinishAuthorisation, pending: Pending, work: Work, *, now: datetime, within: float
) -> Outcome:
    """The outcome of an authorisation; unfinished when not known in time. A browser that leaves cancels nothing.

    Args:
        finish: the use case.
        pending: durably stored, so that the next tick retries what is not finished now.
        work: runs it in the background.
        now: UTC.
        within: seconds.
    """
    outcome_known: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    async def job() -> None:
        outcome = UNDER_WAY
        try:
            outcome = await finish(pending, now=now)
        except BotError as error:
            _log.warning("an authorisation is not finished", authorisation=pending.id, error=str(error))
        finally:
            if not outcome_known.done():
                outcome_known.set_result(outcome)

    try:
        work.start(job)
    except (ShuttingDown, TooBusy):
        return UNDER_WAY
    try:
        async with asyncio.timeout(within):
            return await asyncio.shield(outcome_known)
    except TimeoutError:
        return UNDER_WAY
