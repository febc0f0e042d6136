"""Show Home tabs, and keep open ones up to date."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog
from cachetools import LRUCache

from bot.blocks.home.home import home_view
from bot.errors import BotError, SlackRefused
from bot.i18n import supported_locale, texts_for
from bot.lib.isolation import Isolation
from bot.ports.home import HomeTabs
from bot.ports.slack import People, Person
from bot.usecases.home.build import BuildHome

_log = structlog.get_logger(__name__)

LATELY: Final = timedelta(hours=1)
"""How long an opened tab is kept up to date: Slack does not report that it was closed."""
_NOTICE_STAYS: Final = timedelta(minutes=1)
_MOST: Final = 200


@dataclass
class _Shown:
    """A tab that was opened lately."""

    opened_at: datetime
    hash: str = ""
    """Of the published view, as far as this process knows."""
    content: str = ""
    """What this process published last; empty before that."""
    notice: str = ""
    noticed_at: datetime | None = None
    managing: bool = False
    """Whether roles and status are unfolded."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One publishing at a time: the later one is made of newer data."""


class ShowHome:
    """`app_home_opened`, every action on the tab, and the routine that keeps open tabs up to date.

    A tab may change because of anything: a digest is sent, a colleague pauses one, the sweep reads new numbers, another
    process does any of these. So open tabs are built again and again from kept data, and published only when they
    changed.
    """

    def __init__(self, build: BuildHome, tabs: HomeTabs, people: People, default_locale: str) -> None:
        """Begin without open tabs.

        Args:
            people: Slack's profiles, as Slack has them.
        """
        self._build = build
        self._tabs = tabs
        self._people = people
        self._default_locale = default_locale
        self._shown: LRUCache[tuple[str, str], _Shown] = LRUCache(_MOST)
        self._pressed: LRUCache[tuple[str, str], bool] = LRUCache(_MOST)
        """Whether to unfold roles and status, from the press until the tab is published."""

    async def open(
        self,
        team_id: str,
        user_id: str,
        *,
        hash_: str = "",
        managing: bool | None = None,
        notice: str = "",
        now: datetime,
    ) -> None:
        """Show a person their tab. The routine retries what cannot be published now, unless Slack refuses it.

        Args:
            hash_: of the published view, as Slack has just sent it; empty when unknown or when there is none.
            managing: whether roles and status are unfolded in that view, whichever process published it; None when it
                is unknown.
            notice: the result of the last action on the tab; it disappears after a minute.

        Raises:
            StorageUnavailable: nothing can be looked up.
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: it cannot be published.
        """
        key = team_id, user_id
        shown = self._shown.pop(key, None) or _Shown(now)
        self._shown[key] = shown  # behind all others, also where the routine goes through them in order
        shown.opened_at = now
        known = self._pressed.pop(key, managing)
        shown.managing = shown.managing if known is None else known
        if hash_ and hash_ != shown.hash:
            shown.hash, shown.content = hash_, ""  # another process published that
        if notice:
            shown.notice, shown.noticed_at = notice, now
        try:
            await self._bring_up_to_date(team_id, user_id, shown, now, insist=True)
        except SlackRefused:
            self._shown.pop(key, None)
            raise

    def manage(self, team_id: str, user_id: str, *, unfolded: bool) -> None:
        """Unfold or fold roles and status when the tab is next opened."""
        self._pressed[team_id, user_id] = unfolded

    async def refresh(self, team_id: str, user_id: str, *, now: datetime) -> None:
        """Rebuild a person's open tab after an action elsewhere. Never raises one of our errors."""
        if shown := self._shown.get((team_id, user_id)):
            await self._keep(team_id, user_id, shown, now)

    async def __call__(self, *, now: datetime) -> None:
        """Bring all tabs opened lately up to date (`now`: UTC).

        Raises:
            Exception: what went wrong with the first tab that failed, after all others had their turn.
        """
        isolation = Isolation()
        for (team_id, user_id), shown in list(self._shown.items()):
            if now - shown.opened_at > LATELY:
                self._shown.pop((team_id, user_id), None)
            else:
                with isolation.item(team=team_id, user=user_id):
                    await self._keep(team_id, user_id, shown, now)
        isolation.raise_first()

    async def _keep(self, team_id: str, user_id: str, shown: _Shown, now: datetime) -> None:
        try:
            await self._bring_up_to_date(team_id, user_id, shown, now)
        except SlackRefused as error:
            self._shown.pop((team_id, user_id), None)
            _log.warning("a Home tab is no longer kept up to date", team=team_id, user=user_id, error=str(error))
        except BotError as error:
            _log.info("a Home tab waits", team=team_id, user=user_id, error=str(error))

    async def _bring_up_to_date(
        self, team_id: str, user_id: str, shown: _Shown, now: datetime, *, insist: bool = False
    ) -> None:
        async with shown.turn:
            person = await self._people.get(team_id, user_id)
            view = await self._view(team_id, person, shown, now)
            content = json.dumps(view)
            if content == shown.content:
                return
            found = await self._tabs.publish(team_id, user_id, view, only_if=shown.hash)
            if found is None and not insist:  # the person went on in another process, which keeps the tab from now on
                self._shown.pop((team_id, user_id), None)
                return
            if found is None:  # another process published one meanwhile; what is known now is newer than either
                view = await self._view(team_id, person, shown, now)
                content = json.dumps(view)
                found = await self._tabs.publish(team_id, user_id, view)
            shown.hash, shown.content = found or "", content

    async def _view(self, team_id: str, person: Person, shown: _Shown, now: datetime) -> dict[str, object]:
        home = await self._build(team_id, person, now=now)
        if shown.noticed_at is None or now - shown.noticed_at >= _NOTICE_STAYS:
            shown.notice = ""
        locale = supported_locale(home.preferences.locale or person.locale, self._default_locale)
        return await asyncio.to_thread(
            home_view, home, texts_for(locale), now=now, notice=shown.notice, managing=shown.managing
        )
