"""A person's role in a workspace, and who may change a channel's digest or alert."""

from dataclasses import dataclass

from bot.domain.access import NO_NAMED_ADMINS, NamedAdmins, Permission, Role, role_of
from bot.errors import NotAMember, NotOwner, NotYourAlert
from bot.ports.digest import Subscriptions
from bot.ports.people import AccessRules
from bot.ports.slack import People, Person


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
        """Return the role.

        Raises:
            NotAMember: the person is from another workspace and was granted no role here.
            StorageUnavailable: nothing can be looked up.
        """
        above = person.is_admin or self.named.has(team_id, person.user_id, outsider=person.is_outsider)
        roles = await self.rules.roles(team_id)
        if person.is_outsider and not above and person.user_id not in roles.granted:
            raise NotAMember
        return role_of(person.user_id, roles, slack_admin=above, guest=person.is_guest)


@dataclass(frozen=True)
class AllowChange:
    """The owner and admins may; everyone may see it. A digest that comes from the environment has no owner."""

    subscriptions: Subscriptions
    people: People
    role_of: RoleOf

    async def __call__(self, team_id: str, channel_id: str, user_id: str) -> str:
        """Return the owner after a change by this person: the present owner, or this person.

        Raises:
            NotOwner: the subscription has another owner, and this person is no admin.
        """
        subscription = await self.subscriptions.of_channel(team_id, channel_id)
        owner_id = "" if subscription is None or subscription.ended else subscription.owner_id
        return await owner_after_change(
            self.people, self.role_of, team_id, owner_id=owner_id, by=user_id, refusal=NotOwner
        )


async def owner_after_change(
    people: People, role_of: RoleOf, team_id: str, *, owner_id: str, by: str, refusal: type[NotOwner | NotYourAlert]
) -> str:
    """Return the owner after a change by `by`: the present owner, or `by`.

    Without an owner, or with one deactivated in Slack, it belongs to the next person who changes it. Slack is asked at
    that moment, whatever is cached, so no event can be missed.

    Raises:
        UserError: a `refusal` that names the owner: `by` is neither the owner nor an admin.
        RoleUnknown, SlackRefused: Slack does not answer, so only the owner may change it.
    """
    if owner_id in {"", by}:
        return by
    owner = await people.current(team_id, owner_id)
    if owner.gone:
        return by
    role = await role_of(team_id, await people.current(team_id, by))
    if not role.may(Permission.GOVERN):
        raise refusal(owner=owner.name or owner_id)
    return owner_id
