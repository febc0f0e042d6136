"""Users' locales and time zones, asked once a day."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Person
from bot.single_flight import SingleFlight

_log = structlog.get_logger(__name__)
_KEEP_SECONDS = 24 * 3600
_KEEP_MOST = 20_000


class SlackPeople:
    """users.info, cached in memory.

    https://docs.slack.dev/reference/methods/users.info/ (`include_locale`; scope users:read)
    """

    def __init__(self, client: AsyncWebClient, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._monotonic = monotonic
        self._known: OrderedDict[tuple[str, str], tuple[float, Person]] = OrderedDict()
        self._flights: SingleFlight[tuple[str, str], Person] = SingleFlight()

    def known(self, team_id: str, user_id: str) -> Person | None:
        """What is cached and not older than a day."""
        entry = self._known.get((team_id, user_id))
        if entry is None or self._monotonic() - entry[0] > _KEEP_SECONDS:
            return None
        return entry[1]

    async def get(self, team_id: str, user_id: str) -> Person:
        """A user's locale and zone; empty where Slack does not say."""
        return self.known(team_id, user_id) or await self._flights(
            (team_id, user_id), lambda: self._ask(team_id, user_id)
        )

    def forget(self, team_id: str, user_id: str) -> None:
        """Ask again next time: the user changed something."""
        self._known.pop((team_id, user_id), None)

    async def _ask(self, team_id: str, user_id: str) -> Person:
        try:
            answer = await self._client.users_info(user=user_id, include_locale=True)
        except (TimeoutError, SlackClientError, aiohttp.ClientError) as error:
            _log.warning("a user's locale is unknown", why=type(error).__name__)
            return Person(user_id, "", "")
        user: dict[str, Any] = answer.get("user", {})
        person = Person(user_id, str(user.get("locale") or ""), str(user.get("tz") or ""))
        self._known[team_id, user_id] = (self._monotonic(), person)
        while len(self._known) > _KEEP_MOST:
            self._known.popitem(last=False)
        return person
