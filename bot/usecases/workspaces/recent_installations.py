"""A cache of the installations in use: Slack waits three seconds for an acknowledgement, not for a database."""

import time
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from bot.errors import StorageUnavailable
from bot.ports.workspaces import Installation, Installations

_log = structlog.get_logger(__name__)
LOOK_EVERY: Final = 60.0
"""Seconds for which one is used without reading the store, where another replica may have put a newer one. Slack
accepts the earlier token meanwhile, until it expires by itself."""


class RecentInstallations:
    """Serves `bot.ports.workspaces.Installations` over the store.

    Args:
        kept: the store.
        monotonic: seconds.
    """

    def __init__(self, kept: Installations, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._kept = kept
        self._monotonic = monotonic
        self._recent: dict[str, tuple[float, Installation]] = {}
        self._unsaved: dict[str, Installation] = {}
        """Renewed ones that could not be kept: Slack never accepts the refresh tokens in the store again."""

    def known(self, installation_id: str) -> Installation | None:
        """One from the cache, of any age."""
        entry = self._recent.get(installation_id)
        return entry[1] if entry else None

    async def get(self, installation_id: str) -> Installation | None:
        """One, at most a minute old."""
        entry = self._recent.get(installation_id)
        if entry and self._monotonic() - entry[0] < LOOK_EVERY:
            return entry[1]
        return await self.read(installation_id)

    async def read(self, installation_id: str) -> Installation | None:
        """One as the store has it now."""
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
        """All of them, as the store has them now, and forget others; unsaved ones are saved again first."""
        for unsaved in list(self._unsaved.values()):
            await self.renew(unsaved)
        every = await self._kept.all()
        for gone in self._recent.keys() - {each.id for each in every}:
            del self._recent[gone]
        return [self._unsaved.get(kept.id, kept) for kept in every]

    async def put(self, installation: Installation) -> None:
        """Keep or replace one."""
        await self._kept.put(installation)
        self._unsaved.pop(installation.id, None)
        self._remember(installation)

    async def renew(self, installation: Installation) -> bool:
        """Keep renewed tokens; when the store fails, use them all the same and save them as soon as possible.

        False when the bot was removed or installed again meanwhile: then these tokens are worthless.
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
