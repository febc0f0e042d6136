"""The people of a Slack workspace."""

from bot.errors import MembershipUnknown, RoleUnknown
from bot.ports.slack import Person


class FakePeople:
    """Serves `bot.ports.slack.People`; a person is cached once asked for."""

    def __init__(self, *people: Person) -> None:
        self._profiles = {person.user_id: person for person in people}
        self._known: dict[tuple[str, str], Person] = {}
        self.calls: list[tuple[str, str]] = []
        self.left: set[tuple[str, str]] = set()
        """Channels, and the people that have left them."""
        self.silent = False
        """Slack does not answer."""
        self.hidden: set[str] = set()
        """Users without an answer from Slack."""
        self.admin_id: str | None = None
        """Who looks after the workspace."""

    def change(self, person: Person) -> None:
        self._profiles[person.user_id] = person

    async def get(self, team_id: str, user_id: str) -> Person:
        known = self.known(team_id, user_id)
        if known or self.silent:
            return known or Person(user_id, "", "")
        return await self.current(team_id, user_id)

    async def current(self, team_id: str, user_id: str) -> Person:
        if self.silent or user_id in self.hidden:
            raise RoleUnknown
        self.calls.append((team_id, user_id))
        person = self._profiles.get(user_id, Person(user_id, "", ""))
        self._known[team_id, user_id] = person
        return person

    async def is_member(self, team_id: str, channel_id: str, user_id: str, *, recent: bool = False) -> bool:
        del team_id, recent
        if self.silent:
            raise MembershipUnknown
        return (channel_id, user_id) not in self.left

    async def admin(self, team_id: str) -> str | None:
        del team_id
        return self.admin_id

    def known(self, team_id: str, user_id: str) -> Person | None:
        return self._known.get((team_id, user_id))

    def forget(self, team_id: str, user_id: str) -> None:
        self._known.pop((team_id, user_id), None)
