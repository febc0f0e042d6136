"""A person's role in a workspace."""

from dataclasses import dataclass

from bot.domain.access.roles import NO_NAMED_ADMINS, NamedAdmins, Role, role_of
from bot.errors import NotAMember
from bot.ports.access import AccessRules
from bot.ports.slack import Person


@dataclass(frozen=True)
class RoleOf:
    """Admins are Slack's admins, those named in the environment, and those granted the role.

    When Slack does not answer (in time), nothing is assumed: the person has the role granted to them, or the default
    one. People of other workspaces, who meet the bot in a shared channel, do not get the default role: they have the
    role granted to them, or none.
    """

    rules: AccessRules
    named: NamedAdmins = NO_NAMED_ADMINS

    async def __call__(self, team_id: str, person: Person) -> Role:
        """The role.

        Raises:
            NotAMember: the person is from another workspace and was granted no role here.
            StorageUnavailable: nothing can be looked up.
        """
        above = person.is_admin or self.named.has(team_id, person.user_id, outsider=person.is_outsider)
        roles = await self.rules.roles(team_id)
        if person.is_outsider and not above and person.user_id not in roles.granted:
            raise NotAMember
        return role_of(person.user_id, roles, slack_admin=above, guest=person.is_guest)
