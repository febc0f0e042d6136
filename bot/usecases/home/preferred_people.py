"""Slack's people, with the language that they chose here."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import structlog
from cachetools import LRUCache

from bot.errors import StorageUnavailable
from bot.ports.home import PeoplesChoices
from bot.ports.slack import People, Person

_log = structlog.get_logger(__name__)

_LOOKED_UP_AGAIN: Final = 300.0
"""Seconds until another process's change shows here."""
_KEEP_MOST: Final = 20_000


class PreferredPeople:
    """Serves `bot.ports.slack.People` wherever a language is chosen, so that the choice is made in one place."""

    def __init__(
        self, people: People, choices: PeoplesChoices, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin with an empty cache.

        Args:
            people: Slack's profiles.
            choices: what people chose.
            monotonic: seconds, for the age of what is cached.
        """
        self._people = people
        self._choices = choices
        self._monotonic = monotonic
        self._locales: LRUCache[tuple[str, str], tuple[float, str]] = LRUCache(_KEEP_MOST)

    async def get(self, team_id: str, user_id: str) -> Person:
        """A user's locale and zone. Never fails: what cannot be looked up is Slack's."""
        person = await self._people.get(team_id, user_id)
        return _speaking(person, await self._locale(team_id, user_id))

    async def current(self, team_id: str, user_id: str) -> Person:
        """A user as Slack has them now.

        Raises:
            RoleUnknown, SlackRefused, WorkspaceUnavailable: Slack does not answer.
        """
        person = await self._people.current(team_id, user_id)
        return _speaking(person, await self._locale(team_id, user_id))

    async def is_member(self, team_id: str, channel_id: str, user_id: str, *, recent: bool = False) -> bool:
        """Whether a user is a member of a channel.

        Raises:
            MembershipUnknown, ChannelUnavailable, WorkspaceUnavailable, SlackRefused: Slack does not answer.
        """
        return await self._people.is_member(team_id, channel_id, user_id, recent=recent)

    async def admin(self, team_id: str) -> str | None:
        """An admin of the workspace."""
        return await self._people.admin(team_id)

    def known(self, team_id: str, user_id: str) -> Person | None:
        """The same as `get` from the cache alone; None when a call would be needed."""
        person, kept = self._people.known(team_id, user_id), self._locales.get((team_id, user_id))
        return _speaking(person, kept[1]) if person and kept else None

    def forget(self, team_id: str, user_id: str) -> None:
        """Drop the cached user: something changed, in Slack or here."""
        self._people.forget(team_id, user_id)
        self._locales.pop((team_id, user_id), None)

    async def _locale(self, team_id: str, user_id: str) -> str:
        at, locale = self._locales.get((team_id, user_id), (None, ""))
        now = self._monotonic()
        if at is not None and now - at < _LOOKED_UP_AGAIN:
            return locale
        try:
            locale = (await self._choices.get(team_id, user_id)).locale
        except StorageUnavailable as error:
            _log.warning("a person's chosen language is unknown", user=user_id, error=str(error))
            return locale
        self._locales[team_id, user_id] = (now, locale)
        return locale


def _speaking(person: Person, locale: str) -> Person:
    return replace(person, locale=locale) if locale else person
