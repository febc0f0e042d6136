"""People's profiles, looked up at Slack: their rank every five minutes, and anew where it decides."""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

import structlog
from cachetools import TTLCache
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError, MembershipUnknown, RoleUnknown, SlackBusy, SlackRefused, TemporaryError
from bot.lib.work import SingleFlight
from bot.ports.slack import Person
from bot.slack.errors import translated

_log = structlog.get_logger(__name__)
_KEEP_SECONDS: Final = 24 * 3600
"""For how long a locale and a zone serve while Slack does not answer."""
_RANK_SECONDS: Final = 300
"""For how long Slack is not asked again. `user_change` reaches one replica only, so the age bounds the others."""
_MEMBER_SECONDS: Final = 60
"""For how long a membership is recent."""
_KEEP_MOST: Final = 20_000
_METHOD: Final = "users.info"
_PATIENCE: Final = 2.0
_GONE: Final = frozenset({"user_not_found", "user_not_visible"})
_RANKS: Final = ("is_primary_owner", "is_owner", "is_admin")
_GUESTS: Final = ("is_restricted", "is_ultra_restricted")
"""https://docs.slack.dev/reference/objects/user-object/"""
_PAGES: Final = 20
_PAGE: Final = 500
_MEMBERS: Final = "conversations.members"
_MEMBER_PAGE: Final = 999
_MEMBER_PAGES: Final = 30
"""Thirty thousand members: a larger channel cannot be read in the time that a person waits."""


class SlackPeople:
    """users.info, cached in memory.

    https://docs.slack.dev/reference/methods/users.info/ (`include_locale`; scope users:read; tier 4, a hundred calls a
    minute). While Slack asks to wait, no call is made for that workspace.
    """

    def __init__(
        self,
        client_of: Callable[[str], AsyncWebClient],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        patience: float = _PATIENCE,
        keep_most: int = _KEEP_MOST,
    ) -> None:
        """Nothing is asked yet.

        Args:
            monotonic: seconds, for the age of cached people.
            patience: seconds after which `get` returns without Slack's answer.
            keep_most: how many people are cached.
        """
        self._client_of = client_of
        self._patience = patience
        self._monotonic = monotonic
        self._known: TTLCache[tuple[str, str], tuple[float, Person]] = TTLCache(
            keep_most, _KEEP_SECONDS, timer=monotonic
        )
        self._flights: SingleFlight[tuple[str, str], Person] = SingleFlight()
        self._members: TTLCache[tuple[str, str, str], bool] = TTLCache(keep_most, _MEMBER_SECONDS, timer=monotonic)
        """Memberships found within a minute."""
        self._held: dict[str, float] = {}
        """Until when Slack asked us to wait, by workspace."""

    def known(self, team_id: str, user_id: str) -> Person | None:
        """Return a cached person, if younger than a day; after five minutes without the rank of an admin."""
        at, person = self._known.get((team_id, user_id)) or (0.0, None)
        if person is None or self._monotonic() - at < _RANK_SECONDS:
            return person
        return replace(person, is_admin=False)

    async def get(self, team_id: str, user_id: str) -> Person:
        """Return a person, at most five minutes old.

        Where Slack does not answer, or not soon enough, it is the last one known, without the rank of an admin.
        """
        at, person = self._known.get((team_id, user_id)) or (0.0, None)
        if person and self._monotonic() - at < _RANK_SECONDS:
            return person
        try:
            return await self._read(team_id, user_id)
        except (TimeoutError, BotError) as error:  # a call that is only slow goes on, for the next request
            _log.warning("a user is not known anew", user=user_id, error=str(error) or "timeout")
            return self.known(team_id, user_id) or Person(user_id, "", "")

    async def current(self, team_id: str, user_id: str) -> Person:
        """Return a person as Slack has them now."""
        try:
            return await self._read(team_id, user_id)
        except (TimeoutError, TemporaryError) as error:
            raise RoleUnknown from error

    async def _read(self, team_id: str, user_id: str) -> Person:
        async with asyncio.timeout(self._patience):
            return await self._flights((team_id, user_id), lambda: self._ask(team_id, user_id))

    def forget(self, team_id: str, user_id: str) -> None:
        """Drop a person from the cache, because they changed something."""
        self._known.pop((team_id, user_id), None)

    async def is_member(self, team_id: str, channel_id: str, user_id: str, *, recent: bool = False) -> bool:
        """Whether a person is a member of a channel now; with `recent`, or was within the last minute."""
        key = team_id, channel_id, user_id
        if recent and key in self._members:
            return True
        try:
            found = await is_member(self._client_of(team_id), channel_id, user_id)
        except TemporaryError as error:
            raise MembershipUnknown from error
        self._members.pop(key, None)
        if found:
            self._members[key] = True
        return found

    async def admin(self, team_id: str) -> str | None:
        """Return the workspace's primary owner, else the first owner, else the first admin; None without an answer.

        https://docs.slack.dev/reference/methods/users.list/ (scope users:read)
        """
        found: dict[str, str] = {}
        cursor: str | None = None
        try:
            for _ in range(_PAGES):
                with translated("users.list"):
                    answer = await self._client_of(team_id).users_list(limit=_PAGE, cursor=cursor or None)
                    for user in answer["members"]:
                        found.setdefault(_rank(user), str(user["id"]))
                    cursor = (answer.get("response_metadata") or {}).get("next_cursor")
                if "is_primary_owner" in found or not cursor:
                    break
        except BotError as error:
            _log.warning("the workspace's admins are unknown", error=str(error))
        return next((found[rank] for rank in _RANKS if rank in found), None)

    async def _ask(self, team_id: str, user_id: str) -> Person:
        self._refuse_while_held(team_id)
        try:
            with translated(_METHOD):
                answer = await self._client_of(team_id).users_info(user=user_id, include_locale=True)
                user: dict[str, Any] = answer["user"]
                locale, zone = str(user.get("locale") or ""), str(user.get("tz") or "")
                gone, outsider, name = bool(user.get("deleted")), team_id not in _teams(user, team_id), _name(user)
        except SlackBusy as error:
            self._held[team_id] = self._monotonic() + error.retry_after
            raise
        except SlackRefused as error:
            if error.code not in _GONE:
                raise
            return Person(user_id, "", "", gone=True)
        admin = any(user.get(rank) for rank in _RANKS) and not outsider  # elsewhere
        guest = any(user.get(mark) for mark in _GUESTS)
        zone = zone if zone in _zones() else ""
        person = Person(user_id, locale, zone, gone, admin, name, guest, outsider)
        self._known[team_id, user_id] = self._monotonic(), person
        return person

    def _refuse_while_held(self, team_id: str) -> None:
        wait = self._held.get(team_id, 0.0) - self._monotonic()
        if wait > 0:
            raise SlackBusy(retry_after=math.ceil(wait), method=_METHOD)


def _teams(user: dict[str, Any], own_team: str) -> set[str]:
    """Return the workspaces that a user belongs to: one, or several of an organisation."""
    several = (user.get("enterprise_user") or {}).get("teams") or ()
    return {str(user.get("team_id") or own_team), *map(str, several)}


def _name(user: dict[str, Any]) -> str:
    profile: dict[str, Any] = user.get("profile") or {}
    return str(profile.get("display_name") or user.get("real_name") or user.get("name") or "")


def _rank(user: dict[str, Any]) -> str:
    """Return the user's highest admin rank; empty for bots, deactivated users and everyone without a rank."""
    if user.get("deleted") or user.get("is_bot"):
        return ""
    return next((rank for rank in _RANKS if user.get(rank)), "")


@cache
def _zones() -> frozenset[str]:
    """Return the zones that this system knows: times cannot be computed in any other."""
    return frozenset(available_timezones())


async def is_member(client: AsyncWebClient, channel_id: str, user_id: str) -> bool:
    """Whether a person is a member of a channel now.

    https://docs.slack.dev/reference/methods/conversations.members/ (scopes channels:read, groups:read; tier 4, a
    hundred calls a minute)
    """
    cursor: str | None = None
    for _ in range(_MEMBER_PAGES):
        with translated(_MEMBERS):
            answer = await client.conversations_members(channel=channel_id, limit=_MEMBER_PAGE, cursor=cursor or None)
            found = user_id in set(answer["members"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if found or not cursor:
            return found
    raise SlackRefused(code="too_many_members", method=_MEMBERS)
