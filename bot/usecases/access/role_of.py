"""What somebody is in a workspace."""

from dataclasses import dataclass

from bot.domain.access.roles import NOBODY_NAMED, NamedAdmins, Role, role_of
from bot.errors import NotAMember
from bot.ports.access import AccessRules
from bot.ports.slack import Person


@dataclass(frozen=True)
class RoleOf:
    """Admins are those of Slack, those whom the environment names, and those to whom it was granted.

    Of whom Slack says nothing (in time) nothing is assumed: they have the role that was granted to them, or that of
    everybody. People of other workspaces, who meet the bot in a shared channel, are not everybody: they have the role
    that was granted to them, or none.
    """

    rules: AccessRules
    named: NamedAdmins = NOBODY_NAMED

    async def __call__(self, team_id: str, person: Person) -> Role:
        """The role.

        Raises:
            NotAMember: somebody of another workspace, to whom nobody here gave a role.
            StorageUnavailable: nothing can be looked up.
        """
        above = person.is_admin or self.named.has(team_id, person.user_id, outsider=person.is_outsider)
        roles = await self.rules.roles(team_id)
        if person.is_outsider and not above and person.user_id not in roles.granted:
            raise NotAMember
        return role_of(person.user_id, roles, slack_admin=above, guest=person.is_guest)
