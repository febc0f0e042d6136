"""A person's role in a workspace, and who may change a channel's digest or alert."""

from bot.domain.access import Permission, Role, role_of
from bot.errors import NotAMember, NotOwner, NotYourAlert
from bot.ports.slack import Person
from bot.usecases.app import App, ReadingApp


async def role_in(app: ReadingApp, team_id: str, person: Person) -> Role:
    """Return the role.

    Admins are Slack's admins, those named in the environment, and those granted the role. When Slack does not answer
    (in time), nothing is assumed: the person has the role granted to them, or the default one. People of other
    workspaces, who meet the bot in a shared channel, do not get the default role: they have the role granted to them,
    or none.

    Raises:
        NotAMember: the person is from another workspace and was granted no role here.
        StorageUnavailable: nothing can be looked up.
    """
    above = person.is_admin or app.options.admins.has(team_id, person.user_id, outsider=person.is_outsider)
    roles = await app.kept.access_rules.roles(team_id)
    if person.is_outsider and not above and person.user_id not in roles.granted:
        raise NotAMember
    return role_of(person.user_id, roles, slack_admin=above, guest=person.is_guest)


async def allow_change(app: App, team_id: str, channel_id: str, user_id: str) -> str:
    """Return the owner after a change by this person: the present owner, or this person.

    The owner and admins may; everyone may see it. A digest that comes from the environment has no owner.

    Raises:
        NotOwner: the subscription has another owner, and this person is no admin.
    """
    subscription = await app.kept.subscriptions.of_channel(team_id, channel_id)
    owner_id = "" if subscription is None or subscription.ended else subscription.owner_id
    return await owner_after_change(app, team_id, owner_id=owner_id, by=user_id, refusal=NotOwner)


async def owner_after_change(
    app: App, team_id: str, *, owner_id: str, by: str, refusal: type[NotOwner | NotYourAlert]
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
    owner = await app.people.current(team_id, owner_id)
    if owner.gone:
        return by
    role = await role_in(app, team_id, await app.people.current(team_id, by))
    if not role.may(Permission.GOVERN):
        raise refusal(owner=owner.name or owner_id)
    return owner_id
