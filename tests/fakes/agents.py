"""Personal tokens in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.agents import MOST_TOKENS, PersonalToken


class FakePersonalTokens:
    """Serves `bot.ports.people.PersonalTokens`."""

    def __init__(self) -> None:
        self.kept: dict[str, PersonalToken] = {}
        """By hash."""

    async def add(self, token: PersonalToken, digest: str, *, since: datetime) -> bool:
        own = await self.of_person(token.team_id, token.user_id)
        if sum(each.made_at > since for each in own) >= MOST_TOKENS:
            return False
        self.kept[digest] = token
        return True

    async def find(self, digest: str) -> PersonalToken | None:
        return self.kept.get(digest)

    async def of_person(self, team_id: str, user_id: str) -> Sequence[PersonalToken]:
        own = [each for each in self.kept.values() if (each.team_id, each.user_id) == (team_id, user_id)]
        return sorted(own, key=lambda each: (each.made_at, each.id))

    async def remove(self, team_id: str, user_id: str, token_id: str) -> bool:
        return self._drop(lambda each: (each.team_id, each.user_id, each.id) == (team_id, user_id, token_id)) > 0

    def forget(self, team_id: str) -> None:
        """Drop a workspace's, as the database does when the workspace ends."""
        self._drop(lambda each: each.team_id == team_id)

    def _drop(self, gone: Callable[[PersonalToken], bool]) -> int:
        before = len(self.kept)
        self.kept = {digest: each for digest, each in self.kept.items() if not gone(each)}
        return before - len(self.kept)
