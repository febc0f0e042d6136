"""What people do on their Home tab for themselves alone, and where they use the bot."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from cachetools import LRUCache

from bot.domain.access.roles import Viewpoint
from bot.domain.home.preferences import MOST_FOLLOWED, Preferences
from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import StaleControl
from bot.i18n import LOCALES
from bot.ports.home import PeoplesChoices
from bot.ports.slack import People
from bot.usecases.home.show import ShowHome
from bot.usecases.programs.visible import VisiblePrograms

_MOST_RECORDED: Final = 20_000
_DIRECT_MESSAGES: Final = "D"
"""The first letter of the ids of direct messages: those are not shared and have no digest."""


@dataclass(frozen=True)
class HomeActions:
    """The use cases of Home tabs, together."""

    show: ShowHome
    choices: PeoplesChoices
    visible: VisiblePrograms
    people: People
    _recorded: LRUCache[tuple[str, str, str], date] = field(
        default_factory=lambda: LRUCache(_MOST_RECORDED), repr=False
    )

    async def follow(self, seen: Viewpoint, user_id: str, appids: Sequence[str]) -> Preferences:
        """Follow exactly these programs, as far as they exist for the person; none to see the first few again.

        Raises:
            StorageUnavailable: nothing was changed.
        """
        known = [
            program.appid
            for program in await self.visible.among(seen, tuple(dict.fromkeys(appids)))
            if not program.is_all_of_wechat
        ]
        before = await self.choices.get(seen.team_id, user_id)
        return await self._put(seen.team_id, user_id, replace(before, followed=tuple(known[:MOST_FOLLOWED])))

    async def keep(self, seen: Viewpoint, user_id: str, appid: str) -> Preferences:
        """Follow one more, in place of the oldest where there is no room.

        Raises:
            StorageUnavailable: nothing was changed.
        """
        others = [each for each in (await self.choices.get(seen.team_id, user_id)).followed if each != appid]
        return await self.follow(seen, user_id, [*others[-MOST_FOLLOWED + 1 :], appid])

    async def drop(self, seen: Viewpoint, user_id: str, appid: str) -> Preferences:
        """Stop following one.

        Raises:
            StorageUnavailable: nothing was changed.
        """
        followed = (await self.choices.get(seen.team_id, user_id)).followed
        return await self.follow(seen, user_id, [each for each in followed if each != appid])

    async def set_language(self, team_id: str, user_id: str, locale: str) -> Preferences:
        """Set the person's language; empty for Slack's.

        Raises:
            StaleControl: there is no such language.
            StorageUnavailable: nothing was changed.
        """
        if locale not in ("", *LOCALES):
            raise StaleControl
        before = await self.choices.get(team_id, user_id)
        changed = await self._put(team_id, user_id, replace(before, locale=locale))
        self.people.forget(team_id, user_id)
        return changed

    async def record_use(self, team_id: str, user_id: str, channel_id: str, *, now: datetime) -> None:
        """Record once a day that a person used the bot in a channel, and bring their tab up to date.

        Raises:
            StorageUnavailable: it was not recorded.
        """
        key, today = (team_id, user_id, channel_id), snapshot_day(now)
        if channel_id and not channel_id.startswith(_DIRECT_MESSAGES) and self._recorded.get(key) != today:
            await self.choices.used(team_id, user_id, channel_id, today)
            self._recorded[key] = today
        await self.show.refresh(team_id, user_id, now=now)

    async def _put(self, team_id: str, user_id: str, chosen: Preferences) -> Preferences:
        await self.choices.put(team_id, user_id, chosen)
        return chosen
