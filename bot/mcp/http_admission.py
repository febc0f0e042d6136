"""Admit agents over HTTP: who asks, how often, and for which workspace."""

import re
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from cachetools import TTLCache
from structlog.contextvars import bind_contextvars

from bot.domain.access import Permission
from bot.domain.agents import ASKER, Asker, Through
from bot.errors import AskerUnknown, BotError, NotAMember, NotInstalled, TooManyCalls
from bot.i18n import supported_locale, texts_for
from bot.mcp.answering import CallMetrics
from bot.mcp.calls import Call, Tool
from bot.ports.machine import Clock
from bot.ports.slack import People
from bot.usecases.access import role_in
from bot.usecases.decisions.propose import propose_from_afar
from bot.usecases.everything import UseCases

PER_MINUTE: Final = 120
"""Calls of one person; an agent that asks about every program of a page stays far below."""


_MINUTE: Final = 60.0


_PEOPLE: Final = 10_000


class CallLimit:
    """Counts calls by person within a minute from the first one."""

    def __init__(self, per_minute: int = PER_MINUTE, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._calls: TTLCache[Hashable, list[int]] = TTLCache(_PEOPLE, _MINUTE, timer=monotonic)

    def count(self, person: Hashable) -> None:
        calls = self._calls.get(person)
        if calls is None:
            calls = self._calls[person] = [0]
        if calls[0] >= self._per_minute:
            raise TooManyCalls(limit=self._per_minute)
        calls[0] += 1


_TEAM: Final = re.compile(r"T[A-Z0-9]{1,31}", re.ASCII)


_USER: Final = re.compile(r"[UW][A-Z0-9]{1,31}", re.ASCII)


_ORGANISATION: Final = re.compile(r"(?:E[A-Z0-9]{1,31})?", re.ASCII)


IsServed = Callable[[str, str], Awaitable[bool]]
"""Whether a workspace is served, by its id and the id of its organisation (may be empty)."""


@dataclass(frozen=True)
class HttpAdmission:
    """Admits people of the workspaces that are served."""

    usecases: UseCases
    people: People
    clock: Clock
    locale: str
    metrics: CallMetrics
    is_served: IsServed
    install_url: str = ""
    """Empty where only the operator can install."""
    may_propose: bool = False
    limit: CallLimit = field(default_factory=CallLimit)

    def has(self, tool: Tool) -> bool:
        return tool.only is None and (self.may_propose or not tool.writes)

    async def locale_of(self, context: Any) -> str:
        """Return the language of the person's Slack.

        The installation's where no person is named or can be looked up.
        """
        with suppress(BotError):
            asker, enterprise_id = _asker(context)
            if await self.is_served(asker.team_id, enterprise_id):
                person = await self.people.get(asker.team_id, asker.user_id)
                return supported_locale(person.locale, self.locale)
        return self.locale

    async def admit(self, context: Any) -> Call:
        """Return the call of the person who asks, with the role that they have now."""
        asker, enterprise_id = _asker(context)
        self.limit.count((asker.team_id, asker.user_id))
        bind_contextvars(team=asker.team_id, user=asker.user_id, through=asker.through.value)
        if not await self.is_served(asker.team_id, enterprise_id):
            raise NotInstalled(suggestion=self.install_url)
        person = await self.people.get(asker.team_id, asker.user_id)
        if person.gone:
            raise NotAMember
        role = await role_in(self.usecases, asker.team_id, person)
        role.require(Permission.VIEW)
        now = await self.clock.now()
        return Call(
            usecases=self.usecases,
            texts=texts_for(supported_locale(person.locale, self.locale)).for_agents(),
            now=now,
            through=asker.through,
            team_id=asker.team_id,
            user_id=asker.user_id,
            role=role,
            zone=person.zone or "UTC",
            propose=partial(propose_from_afar, self.usecases) if self.may_propose else None,
            find_waiting=partial(self.usecases.find_waiting, asker.team_id, person, role, now=now),
        )


def _asker(context: Any) -> tuple[Asker, str]:
    """Return the person, and their organisation if Slack names one.

    The owner of a token is known; Slack names the person in a body that it has signed.
    """
    asker: Asker = context.request.scope[ASKER]
    if asker.through is not Through.SLACKBOT:
        return asker, ""
    named = (context.meta or {}).get("slack")
    slack: Mapping[str, Any] = named if isinstance(named, Mapping) else {}
    team, user, organisation = (slack.get(key) or "" for key in ("team_id", "user_id", "enterprise_id"))
    if not (_fits(_TEAM, team) and _fits(_USER, user) and _fits(_ORGANISATION, organisation)):
        raise AskerUnknown
    return Asker(Through.SLACKBOT, team, user), organisation


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
