"""The installations in use, in memory: Slack waits three seconds for an acknowledgement, and not for a database."""

import time
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from bot.errors import StorageUnavailable
from bot.ports.workspaces import Installation, Installations

_log = structlog.get_logger(__name__)
LOOK_EVERY: Final = 60.0
"""Seconds for which one is used without a look into the store, where another replica may have put a newer one. Slack
takes the token before that one meanwhile, until it expires by itself."""


class RecentInstallations:
    """Serves `bot.ports.workspaces.Installations`, over those that keep them.

    Args:
        kept: the store.
        monotonic: seconds.
    """

    def __init__(self, kept: Installations, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._kept = kept
        self._monotonic = monotonic
        self._recent: dict[str, tuple[float, Installation]] = {}
        self._unsaved: dict[str, Installation] = {}
        """Renewed ones that could not be kept: Slack will never take the refresh tokens that are in the store again."""

    def known(self, installation_id: str) -> Installation | None:
        """One from memory, however long ago it was looked up."""
        entry = self._recent.get(installation_id)
        return entry[1] if entry else None

    async def get(self, installation_id: str) -> Installation | None:
        """One, not older than a minute."""
        entry = self._recent.get(installation_id)
        if entry and self._monotonic() - entry[0] < LOOK_EVERY:
            return entry[1]
        return await self.read(installation_id)

    async def read(self, installation_id: str) -> Installation | None:
        """One as it is kept now."""
        unsaved = self._unsaved.get(installation_id)
        if unsaved and await self.renew(unsaved):
            return unsaved
        found = await self._kept.get(installation_id)
        if found is None:
            self._recent.pop(installation_id, None)
        else:
            self._remember(found)
        return found

    async def all(self) -> Sequence[Installation]:
        """All of them, as they are kept now; what could not be kept before is tried again."""
        for unsaved in list(self._unsaved.values()):
            await self.renew(unsaved)
        return [self._unsaved.get(kept.id, kept) for kept in await self._kept.all()]

    async def put(self, installation: Installation) -> None:
        """Keep or replace one."""
        await self._kept.put(installation)
        self._unsaved.pop(installation.id, None)
        self._remember(installation)

    async def renew(self, installation: Installation) -> bool:
        """As the store does, but where tokens cannot be kept they are used all the same, and kept as soon as possible.

        False when the bot was taken away, or installed again, meanwhile: these tokens are nobody's then.
        """
        try:
            there = await self._kept.renew(installation)
        except StorageUnavailable as error:
            _log.error("renewed tokens could not be kept", installation=installation.id, error=str(error))
            self._unsaved[installation.id] = installation
            self._remember(installation)
            return True
        self._unsaved.pop(installation.id, None)
        if there:
            self._remember(installation)
        else:
            self._recent.pop(installation.id, None)
        return there

    async def drop(self, installation_id: str) -> None:
        """Forget one."""
        self._unsaved.pop(installation_id, None)
        self._recent.pop(installation_id, None)
        await self._kept.drop(installation_id)

    def _remember(self, installation: Installation) -> None:
        self._recent[installation.id] = (self._monotonic(), installation)
