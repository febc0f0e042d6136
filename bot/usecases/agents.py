"""Personal tokens: made, listed and revoked in Slack, used by people's agents over HTTP."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.access import SYSTEM, AuditAction, AuditEntry
from bot.domain.agents import MOST_TOKENS, TOKEN_LASTS, TOKEN_PREFIX, Asker, PersonalToken, Through, digest_of
from bot.errors import AgentsOff, TooManyTokens, UnknownToken
from bot.ports.machine import Clock
from bot.ports.people import AuditLog, PersonalTokens
from bot.ports.slack import People

_BYTES = 32
"""Of randomness."""


@dataclass(frozen=True)
class TokenUseCases:
    """`/baselib token`. A token gives the role that its owner has when it is used."""

    tokens: PersonalTokens
    audit: AuditLog
    address: str = ""
    """Where agents reach Baselib; empty without a public address."""
    agents_are_answered: bool = True
    """Else a token would open nothing."""

    async def make(self, team_id: str, user_id: str, *, now: datetime) -> tuple[str, PersonalToken]:
        """Make one. Only its hash is kept: the token itself is returned here and never again.

        Raises:
            AgentsOff: agents are not answered here.
            TooManyTokens: the person has to revoke one first.
            StorageUnavailable: nothing was made.
        """
        if not self.agents_are_answered:
            raise AgentsOff
        token = TOKEN_PREFIX + secrets.token_urlsafe(_BYTES)
        made = PersonalToken(secrets.token_hex(3), team_id, user_id, now)
        async with self.audit.recording(AuditEntry(team_id, now, user_id, AuditAction.TOKEN_MADE, made.id)):
            if not await self.tokens.add(made, digest_of(token), since=now - TOKEN_LASTS):
                raise TooManyTokens(limit=MOST_TOKENS)
        return token, made

    async def list(self, team_id: str, user_id: str, *, now: datetime) -> Sequence[PersonalToken]:
        """Return a person's good ones, oldest first."""
        return [each for each in await self.tokens.of_person(team_id, user_id) if each.ends_at > now]

    async def revoke(self, team_id: str, user_id: str, token_id: str, *, now: datetime) -> None:
        """Revoke one of the person's own.

        Raises:
            UnknownToken: the person has no such one.
            StorageUnavailable: it is still good.
        """
        if token_id not in [each.id for each in await self.tokens.of_person(team_id, user_id)]:
            raise UnknownToken(token=token_id[:40])
        async with self.audit.recording(AuditEntry(team_id, now, user_id, AuditAction.TOKEN_REVOKED, token_id)):
            await self.tokens.remove(team_id, user_id, token_id)

    async def end(self, team_id: str, user_id: str, *, now: datetime) -> None:
        """Revoke all of a person who was deactivated."""
        for each in await self.tokens.of_person(team_id, user_id):
            async with self.audit.recording(AuditEntry(team_id, now, SYSTEM, AuditAction.TOKEN_REVOKED, each.id)):
                await self.tokens.remove(team_id, user_id, each.id)


@dataclass(frozen=True)
class OwnerOfToken:
    """Who sends a token."""

    tokens: TokenUseCases
    people: People
    clock: Clock

    async def __call__(self, token: str) -> Asker | None:
        """Its owner; None if it is not good (any more).

        Raises:
            StorageUnavailable: it cannot be looked up.
        """
        if not token.startswith(TOKEN_PREFIX):
            return None
        found = await self.tokens.tokens.find(digest_of(token))
        if found is None:
            return None
        now = await self.clock.now()
        if found.ends_at <= now:
            return None
        person = await self.people.get(found.team_id, found.user_id)
        if person.gone:
            await self.tokens.end(found.team_id, found.user_id, now=now)
            return None
        return Asker(Through.TOKEN, found.team_id, found.user_id)
