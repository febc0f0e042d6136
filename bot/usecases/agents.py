"""Personal tokens: made, listed and revoked in Slack, used by people's agents over HTTP."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from bot.domain.access import SYSTEM, AuditAction, AuditEntry
from bot.domain.agents import MOST_TOKENS, TOKEN_LASTS, TOKEN_PREFIX, Asker, PersonalToken, Through, digest_of
from bot.errors import AgentsOff, TooManyTokens, UnknownToken
from bot.usecases.app import App, ReadingApp

_BYTES = 32
"""Of randomness."""


# `/baselib token`: a token gives the role that its owner has when it is used.


async def make_token(app: ReadingApp, team_id: str, user_id: str, *, now: datetime) -> tuple[str, PersonalToken]:
    """Make one. Only its hash is kept: the token itself is returned here and never again.

    Raises:
        AgentsOff: agents are not answered here.
        TooManyTokens: the person has to revoke one first.
        StorageUnavailable: nothing was made.
    """
    if not app.options.agents:
        raise AgentsOff
    token = TOKEN_PREFIX + secrets.token_urlsafe(_BYTES)
    made = PersonalToken(secrets.token_hex(3), team_id, user_id, now)
    async with app.kept.audit.recording(AuditEntry(team_id, now, user_id, AuditAction.TOKEN_MADE, made.id)):
        if not await app.kept.personal_tokens.add(made, digest_of(token), since=now - TOKEN_LASTS):
            raise TooManyTokens(limit=MOST_TOKENS)
    return token, made


async def list_tokens(app: ReadingApp, team_id: str, user_id: str, *, now: datetime) -> Sequence[PersonalToken]:
    """Return a person's good ones, oldest first."""
    return [each for each in await app.kept.personal_tokens.of_person(team_id, user_id) if each.ends_at > now]


async def revoke_token(app: ReadingApp, team_id: str, user_id: str, token_id: str, *, now: datetime) -> None:
    """Revoke one of the person's own.

    Raises:
        UnknownToken: the person has no such one.
        StorageUnavailable: it is still good.
    """
    if token_id not in [each.id for each in await app.kept.personal_tokens.of_person(team_id, user_id)]:
        raise UnknownToken(token=token_id[:40])
    async with app.kept.audit.recording(AuditEntry(team_id, now, user_id, AuditAction.TOKEN_REVOKED, token_id)):
        await app.kept.personal_tokens.remove(team_id, user_id, token_id)


async def end_tokens(app: ReadingApp, team_id: str, user_id: str, *, now: datetime) -> None:
    """Revoke all of a person who was deactivated."""
    for each in await app.kept.personal_tokens.of_person(team_id, user_id):
        async with app.kept.audit.recording(AuditEntry(team_id, now, SYSTEM, AuditAction.TOKEN_REVOKED, each.id)):
            await app.kept.personal_tokens.remove(team_id, user_id, each.id)


async def owner_of_token(app: App, token: str) -> Asker | None:
    """Its owner; None if it is not good (any more).

    Raises:
        StorageUnavailable: it cannot be looked up.
    """
    if not token.startswith(TOKEN_PREFIX):
        return None
    found = await app.kept.personal_tokens.find(digest_of(token))
    if found is None:
        return None
    now = await app.clock.now()
    if found.ends_at <= now:
        return None
    person = await app.people.get(found.team_id, found.user_id)
    if person.gone:
        await end_tokens(app, found.team_id, found.user_id, now=now)
        return None
    return Asker(Through.TOKEN, found.team_id, found.user_id)
