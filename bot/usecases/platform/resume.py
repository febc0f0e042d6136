"""Resume unfinished authorisations."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.ports.platform import Authorisations
from bot.usecases.platform.finish import FinishAuthorisation


@dataclass(frozen=True)
class ResumeAuthorisations:
    """A routine for the scheduler: a process crashed during one, or WeChat could not be reached."""

    authorisations: Authorisations
    finish: FinishAuthorisation

    async def __call__(self, *, now: datetime) -> None:
        """Try each once more; a failure does not stop the others.

        Raises:
            StorageUnavailable: they stay unfinished.
        """
        waiting = await self.authorisations.unfinished()
        results = await asyncio.gather(*(self.finish(each, now=now) for each in waiting), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
