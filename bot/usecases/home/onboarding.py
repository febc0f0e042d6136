"""Greet people once, and keep what they prefer."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import structlog
from cachetools import LRUCache

from bot.blocks.home.first_steps import ending_message, hint_message, welcome_message
from bot.blocks.kit.elements import Message
from bot.domain.doctor import Finding
from bot.domain.platform import Credentials
from bot.errors import BotError, SlackUnclear, StorageUnavailable
from bot.i18n import Texts, supported_locale, texts_for
from bot.ports.people import Greetings, PeoplesChoices
from bot.ports.slack import Installation, Messenger, People, Person, Workspaces
from bot.usecases.programs.visible import HomeWorkspace

_log = structlog.get_logger(__name__)

_Build = Callable[[Texts, str], Message]
"""In the reader's language and IANA zone."""


@dataclass(frozen=True)
class Onboarding:
    """Sends the greetings; never raises one of our errors, because no requester waits for a greeting."""

    greetings: Greetings
    people: People
    messenger: Messenger
    workspaces: Workspaces
    default_locale: str
    install_url: str = ""
    """Where the bot is installed; used only where many workspaces install it: with one token no installation ends."""

    async def installed(self, team_id: str, *, installer: str = "", now: datetime) -> None:
        """Tell the person who installed the bot in a workspace how to begin.

        Args:
            installer: the user; empty when Slack has not named one: then an admin gets the message.
        """
        await self._once(team_id, "", installer, lambda t, _zone: welcome_message(t), now)

    async def installed_for_all(self, enterprise_id: str, *, installer: str, now: datetime) -> None:
        """Send one message for several workspaces of an organisation, through the first of them.

        Args:
            installer: see `installed`.
        """
        for team_id in await self._first_served_by(enterprise_id):
            await self.installed(team_id, installer=installer, now=now)

    async def invited(self, team_id: str, channel_id: str, user_id: str, *, inviter: str, now: datetime) -> None:
        """Tell the inviter, if the member who joined a channel is the bot, what it can do there.

        Args:
            inviter: the inviting user; empty when the member joined without an invitation.
        """
        try:
            workspace = await self.workspaces.get(team_id)
        except BotError as error:
            _log.warning("a new member could not be looked up", error=str(error))
            return
        if workspace and user_id == workspace.bot_user_id and inviter:
            await self._once(team_id, channel_id, inviter, lambda t, _zone: hint_message(t), now, channel_id=channel_id)

    async def ending(self, installation: Installation, *, now: datetime) -> None:
        """Slack no longer renews an installation's token: tell the installing user while that is still possible."""
        until = installation.expires_at or now
        for team_id in await self._first_served_by(installation.id):
            await self._once(
                team_id,
                f"ending {until.isoformat()}",
                installation.installed_by,
                lambda t, zone: ending_message(until, self.install_url, t, zone),
                now,
            )

    async def _first_served_by(self, installation_id: str) -> Sequence[str]:
        try:
            served = await self.workspaces.all()
        except BotError as error:
            _log.warning("the workspaces could not be looked up", error=str(error))
            return ()
        return [each.team_id for each in served if installation_id in (each.team_id, each.enterprise_id)][:1]

    async def _once(
        self, team_id: str, place: str, user_id: str, build: _Build, now: datetime, *, channel_id: str = ""
    ) -> None:
        """Send it once; what certainly did not arrive may be tried again."""
        try:
            if not await self.greetings.first(team_id, place, now=now):
                return
            try:
                posted = await self._post(team_id, channel_id, user_id, build)
            except SlackUnclear:
                raise
            except BotError:
                await self.greetings.take_back(team_id, place)
                raise
            if not posted:
                await self.greetings.take_back(team_id, place)
        except BotError as error:
            _log.warning("a greeting was not sent", team=team_id, place=place, error=str(error))

    async def _post(self, team_id: str, channel_id: str, user_id: str, build: _Build) -> bool:
        user_id = user_id or await self.people.admin(team_id) or ""
        if not user_id:
            return False
        person = await self.people.get(team_id, user_id)
        message = build(texts_for(supported_locale(person.locale, self.default_locale)), person.zone or "UTC")
        if channel_id:
            await self.messenger.whisper(team_id, channel_id, user_id, message)
        else:
            await self.messenger.post(team_id, user_id, message)
        return True


@dataclass(frozen=True)
class ConnectWeChat:
    """The settings are those of the whole installation, so only its home workspace may see them."""

    way: Credentials
    is_set: frozenset[str]
    """The names of the settings that have a value; never a value."""
    home: HomeWorkspace
    diagnose: Callable[[], Awaitable[Sequence[Finding]]]
    """`baselib doctor`."""

    async def is_ours(self, team_id: str) -> bool:
        """Whether this installation belongs to a workspace.

        Raises:
            StorageUnavailable: it cannot be looked up.
        """
        return await self.home() == team_id


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
        """Return a user's locale and zone. Never fails: what cannot be looked up is Slack's."""
        person = await self._people.get(team_id, user_id)
        return _speaking(person, await self._locale(team_id, user_id))

    async def current(self, team_id: str, user_id: str) -> Person:
        """Return a user as Slack has them now.

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
        return await self._people.admin(team_id)

    def known(self, team_id: str, user_id: str) -> Person | None:
        """Return the same as `get` from the cache alone; None when a call would be needed."""
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
