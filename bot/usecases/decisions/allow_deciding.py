"""Who may decide: editors and admins of the workspace itself."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from bot.domain.access.roles import Permission, Role
from bot.errors import NotAllowed, NotAMember, OutsiderDecides
from bot.ports.slack import People
from bot.usecases.access.role_of import RoleOf


@dataclass(frozen=True)
class AllowDeciding:
    """Slack is asked at that moment: a role that was taken away counts no longer."""

    people: People
    role_of: RoleOf

    async def __call__(self, team_id: str, user_id: str, permission: Permission = Permission.DECIDE) -> Role:
        """The role of a person who may.

        Raises:
            OutsiderDecides: they belong to another workspace, or were deactivated.
            NotAllowed: their role does not suffice.
            RoleUnknown, SlackRefused: Slack does not answer.
        """
        person = await self.people.current(team_id, user_id)
        if person.is_outsider or person.gone:
            raise OutsiderDecides
        role = await self.role_of(team_id, person)
        role.require(permission)
        return role

    async def among(self, team_id: str, user_ids: Collection[str]) -> Collection[str]:
        """Those of these people who may decide.

        Raises:
            RoleUnknown, SlackRefused: Slack does not answer.
        """
        found = []
        for each in user_ids:
            with suppress(NotAllowed, NotAMember, OutsiderDecides):
                await self(team_id, each)
                found.append(each)
        return found
