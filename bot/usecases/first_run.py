"""The first words in a workspace and in a channel, each said once."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.blocks.first_run import hint_message, welcome_message
from bot.errors import BotError, SlackUnclear
from bot.i18n import Texts, supported_locale, texts_for
from bot.ports import Greetings, Messenger, People, Workspaces

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class FirstRun:
    """Greets; never raises one of our errors, as nobody waits for a greeting."""

    greetings: Greetings
    people: People
    messenger: Messenger
    workspaces: Workspaces
    default_locale: str

    async def installed(self, team_id: str, *, installer: str = "", now: datetime) -> None:
        """The bot is in a workspace: tell whoever installed it how to begin.

        Args:
            team_id: the workspace.
            installer: who did it; empty when Slack has not said, and then it is whoever looks after the workspace.
            now: UTC.
        """
        await self._once(team_id, "", installer, now)

    async def installed_for_all(self, enterprise_id: str, *, installer: str, now: datetime) -> None:
        """The bot is in several workspaces of an organisation: told once, through the first of them.

        Args:
            enterprise_id: the organisation.
            installer: as above.
            now: UTC.
        """
        try:
            theirs = [each.team_id for each in await self.workspaces.all() if each.enterprise_id == enterprise_id]
        except BotError as error:
            _log.warning("nobody knows where to greet", error=str(error))
            return
        if theirs:
            await self.installed(theirs[0], installer=installer, now=now)

    async def invited(self, team_id: str, channel_id: str, user_id: str, *, inviter: str, now: datetime) -> None:
        """Somebody has come into a channel: if it is the bot, tell whoever invited it what it can do there.

        Args:
            team_id: the workspace.
            channel_id: the channel.
            user_id: who has come.
            inviter: who invited them; empty when they came by themselves.
            now: UTC.
        """
        try:
            workspace = await self.workspaces.get(team_id)
        except BotError as error:
            _log.warning("nobody knows who has come", error=str(error))
            return
        if workspace and user_id == workspace.bot_user_id and inviter:
            await self._once(team_id, channel_id, inviter, now)

    async def _once(self, team_id: str, place: str, user_id: str, now: datetime) -> None:
        """A greeting that is known not to have arrived may be tried again."""
        try:
            if not await self.greetings.first(team_id, place, now=now):
                return
            try:
                said = await self._say(team_id, place, user_id)
            except SlackUnclear:
                raise
            except BotError:
                await self.greetings.take_back(team_id, place)
                raise
            if not said:
                await self.greetings.take_back(team_id, place)
        except BotError as error:
            _log.warning("somebody was not greeted", team=team_id, channel=place, error=str(error))

    async def _say(self, team_id: str, place: str, user_id: str) -> bool:
        user_id = user_id or await self.people.admin(team_id) or ""
        if not user_id:
            return False
        t = await self._texts(team_id, user_id)
        if place:
            await self.messenger.whisper(team_id, place, user_id, hint_message(t))
        else:
            await self.messenger.post(team_id, user_id, welcome_message(t))
        return True

    async def _texts(self, team_id: str, user_id: str) -> Texts:
        person = await self.people.get(team_id, user_id)
        return texts_for(supported_locale(person.locale, self.default_locale))
