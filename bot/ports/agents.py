"""The personal tokens of people whose agents ask over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.agents import PersonalToken


class PersonalTokens(Protocol):
    """Their hashes, with the owner. Every method raises StorageUnavailable."""

    async def add(self, token: PersonalToken, digest: str, *, since: datetime) -> bool:
        """Keep one by its hash; False if the person has `MOST_TOKENS` made after `since`, however many ask at once."""

    async def find(self, digest: str) -> PersonalToken | None:
        """The one of a hash, of any age."""

    async def of_person(self, team_id: str, user_id: str) -> Sequence[PersonalToken]:
        """A person's, oldest first, of any age."""

    async def remove(self, team_id: str, user_id: str, token_id: str) -> bool:
        """Delete one; False if the person has no such one."""
